"""A vault that can't be written to is read, searched and checked all the same, and left exactly as it lies."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_keeper.errors import StorageError
from evidence_keeper.jobs import Job
from evidence_keeper.keeper import Keeper, check
from evidence_keeper.model import FindingCode as Code
from evidence_keeper.model import Weight
from evidence_keeper.vault import commit
from evidence_keeper.vault.entries import Draft, draw_up
from evidence_keeper.vault.keys import Keyring
from tests.unit.vault.scenes import ALL, Scene, arrive, copy_of, found

pytestmark = pytest.mark.posix
NOBODY = 65534


@contextlib.contextmanager
def _without_power() -> Iterator[None]:
    """As a user whom a folder's rights concern: root, as whom tests may run, is asked for nothing."""
    if os.geteuid() != 0:
        yield
        return
    groups = os.getgroups()
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, 0)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)
        os.setgroups(groups)


def _lock_up(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def _unlock(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)


@pytest.fixture
def locked(untouched: Scene) -> Iterator[Scene]:
    """A copy of the vault where nobody may write, in a place that everybody may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    scene = copy_of(untouched, folder)
    # Everything is used once beforehand: as nobody even the libraries may be out of reach.
    with contextlib.closing(Keeper.open(scene.path, home=scene.home)) as keeper:
        keeper.find("客服")
        keeper.add([], keeper.cases()[0].case_id)
    (scene.home / "keys").chmod(0o755)
    _lock_up(folder)
    yield scene
    _unlock(folder)
    shutil.rmtree(folder)


def _all(folder: Path) -> dict[str, int]:
    return {str(path): path.lstat().st_mtime_ns for path in folder.rglob("*")}


def test_items_are_listed_found_and_checked(locked: Scene) -> None:
    before = _all(locked.path)
    with (
        _without_power(),
        contextlib.closing(Keeper.open(locked.path, home=locked.home)) as keeper,
    ):
        assert len(keeper.items(withdrawn=None)) == 6
        assert keeper.find("客服")
        assert len(keeper.history(keeper.items()[0].item_id)) == 3
        assert keeper.original(keeper.items()[0].item_id).read_bytes()
        report = keeper.verify()
        assert found(report) == set()
        assert set(report.holds) == ALL
    assert _all(locked.path) == before


def test_adding_and_noting_are_refused_in_plain_words(locked: Scene) -> None:
    before = _all(locked.path)
    with (
        _without_power(),
        contextlib.closing(Keeper.open(locked.path, home=locked.home)) as keeper,
    ):
        item = keeper.items()[0]
        for write in (
            lambda: keeper.add([Path(__file__)], item.case_id),
            lambda: keeper.note(item.item_id, "x"),
            lambda: keeper.new_case("x"),
            lambda: keeper.withdraw(item.item_id),
        ):
            with pytest.raises(StorageError) as caught:
                write()
            assert caught.value.code == "vault_read_only"
    assert _all(locked.path) == before


def test_what_is_wrong_is_found_there_too(untouched: Scene, locked: Scene) -> None:
    _unlock(locked.path)
    locked.originals()[0].unlink()
    _lock_up(locked.path)
    with _without_power():
        assert found(check(locked.path, home=locked.home)) == {Code.ORIGINAL_MISSING}


# A commit that a crash left half done, where nobody can mend it -------------------------------------------------------


def _half_a_commit(scene: Scene, steps: int) -> None:
    """Leave a vault as a crash after `steps` of: intent, bodies, original, half a line, all lines."""
    keyring = Keyring(scene.home)
    with contextlib.closing(scene.open()) as vault:
        item = vault.items()[0]
        session = vault.session("add", case_id=item.case_id)
        staged = session.stage(io.BytesIO(b"half done"), {"name": "x"}, Job())
        body = {
            "item_id": item.item_id,
            "sha256": staged.digest.value,
            "size": staged.size,
            "tool": "t",
            "version": "1",
            "options": {},
        }
        key = keyring.load(vault.vault_id)
        assert key is not None
        drafts = [Draft("derive", body, staged)]
        intent, _ = draw_up(scene.path, vault.vault_id, vault.head(), drafts, key, False)
    session.intent.write_bytes(intent.to_json())
    if steps > 1:
        commit._append(scene.path / "bodies.jsonl", intent.bodies_base, intent.bodies)
    if steps > 2:
        commit._place(scene.path, session.folder, intent, False)
    if steps > 3:
        half = intent.journal if steps > 4 else intent.journal[:100]
        commit._append(scene.path / "journal.jsonl", intent.journal_base, half)
    session._lock.release()


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 5])
def test_half_a_commit_is_no_tampering_and_is_mended_where_that_can_be(
    steps: int, scene: Scene
) -> None:
    entries = len(scene.lines())
    _half_a_commit(scene, steps)
    report = scene.check()
    assert found(report) == set()
    assert Code.LEFTOVER in found(report, Weight.NOTICE)
    assert report.checked.entries == entries
    with contextlib.closing(scene.open()) as vault:
        assert [one.data["result"] for one in vault.mended] == ["finished"]
        report = vault.verify()
        assert found(report) == set()
        assert report.checked.entries == entries + 1


@pytest.mark.parametrize("steps", [2, 4, 5])
def test_half_a_commit_in_a_locked_vault_is_no_tampering_either(steps: int, locked: Scene) -> None:
    _unlock(locked.path)
    _half_a_commit(locked, steps)
    _lock_up(locked.path)
    with (
        _without_power(),
        contextlib.closing(Keeper.open(locked.path, home=locked.home)) as keeper,
    ):
        assert len(keeper.items(withdrawn=None)) == 6
        assert found(keeper.verify()) == set()


@pytest.mark.parametrize("steps", [2, 3, 4])
def test_an_open_vault_mends_half_a_commit_before_it_writes_on(steps: int, scene: Scene) -> None:
    """A window was open while another process died in the middle of its commit."""
    with contextlib.closing(scene.open()) as window:
        _half_a_commit(scene, steps)
        window.note(window.items()[0].item_id, "written behind it")
        assert found(window.verify()) == set()
        assert [entry.kind for entry in window.history()[-2:]] == ["derive", "note"]
        assert [one.code for one in window.mended] == [Code.MENDED]


def test_a_torn_line_with_an_intent_that_says_something_else_is_tampering(scene: Scene) -> None:
    _half_a_commit(scene, 4)
    scene.change("journal.jsonl", lambda data: data + b"x")
    assert Code.JOURNAL_BROKEN in found(scene.check())


def test_an_intent_excuses_no_cut_behind_the_head(scene: Scene) -> None:
    """An old intent put back does not make a shorter journal right."""
    _half_a_commit(scene, 1)
    scene.set_lines(scene.lines()[:-1])
    scene.set_lines(scene.bodies()[:-1], "bodies.jsonl")
    assert Code.JOURNAL_TRUNCATED in found(scene.check())


def test_an_unreadable_intent_stays_and_is_named_and_stops_nobody(scene: Scene) -> None:
    _half_a_commit(scene, 1)
    intent = next(scene.path.glob("staging/*/intent.json"))
    intent.write_bytes(b"\x00" * 50)
    with contextlib.closing(scene.open()) as vault:
        arrive(vault, vault.cases()[0].case_id, {"goes on": b"goes on"})
        assert found(vault.verify()) == set()
        assert Code.LEFTOVER in found(vault.verify(), Weight.NOTICE)
    assert intent.exists()
