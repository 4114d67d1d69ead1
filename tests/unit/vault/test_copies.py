"""A second copy is made, brought up to date, restored from and moved to; nothing is ever lost over it."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_keeper.errors import Cancelled, InputError, IntegrityError, SpaceError
from evidence_keeper.jobs import Job
from evidence_keeper.model import FindingCode as Code
from evidence_keeper.model import Weight
from evidence_keeper.vault import Vault, copies
from evidence_keeper.vault.keys import Keyring
from evidence_keeper.vault.verify import verify_vault
from tests.unit.vault.scenes import ALL, Scene, arrive, flip, found

ITEMS = 6
CHAIN = ("journal.jsonl", "bodies.jsonl", "head.json")


@pytest.fixture
def vault(scene: Scene) -> Iterator[Vault]:
    with contextlib.closing(scene.open()) as opened:
        yield opened


def _chain(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in CHAIN]


# Making and bringing up to date -------------------------------------------------------------------------------------


def test_a_copy_is_whole_verified_and_marked(vault: Vault, tmp_path: Path) -> None:
    done = copies.copy_to(vault, tmp_path / "stick", Job())
    assert done.verified
    assert done.folder == tmp_path / "stick"
    assert (done.entries, done.originals) == (21, 6)
    assert _chain(done.folder) == _chain(vault.path)
    mark = json.loads((done.folder / "copy.json").read_bytes())
    assert (mark["of"], mark["whole"]) == (vault.vault_id, True)
    assert not list(done.folder.rglob("*.pem"))


def test_a_copy_is_brought_up_to_date_in_place(vault: Vault, tmp_path: Path) -> None:
    copies.copy_to(vault, tmp_path / "stick", Job())
    arrive(vault, vault.cases()[0].case_id, {"later.txt": b"later"})
    done = copies.copy_to(vault, tmp_path / "stick", Job())
    assert (done.folder, done.verified) == (tmp_path / "stick", True)
    assert _chain(done.folder) == _chain(vault.path)


def test_an_older_copy_is_sound_and_says_that_it_is_older(vault: Vault, tmp_path: Path) -> None:
    copies.copy_to(vault, tmp_path / "stick", Job())
    vault.note(vault.items()[0].item_id, "later")
    report = verify_vault(tmp_path / "stick", vault.keyring, Job())
    assert report.ok
    assert Code.OLDER_COPY in found(report, Weight.NOTICE)
    assert set(report.holds) == ALL - {"anchor", "index"}


def test_on_a_stick_in_use_the_copy_gets_a_folder_of_its_own(vault: Vault, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "holiday.jpg").write_bytes(b"sun")
    for _ in range(2):
        done = copies.copy_to(vault, stick, Job())
        assert done.folder == stick / f"evidence-copy-{vault.vault_id[:8]}"
        assert done.verified
    assert (stick / "holiday.jpg").read_bytes() == b"sun"


def test_a_folder_with_something_else_under_the_copys_name_is_refused(
    vault: Vault, tmp_path: Path
) -> None:
    own = tmp_path / f"evidence-copy-{vault.vault_id[:8]}"
    own.mkdir()
    (own / "mine.txt").write_text("mine")
    (tmp_path / "other.txt").write_text("x")
    with pytest.raises(InputError, match="target_not_empty"):
        copies.copy_to(vault, tmp_path, Job())


@pytest.mark.parametrize("inside", ["", "copy", "originals/x", "staging"])
def test_a_copy_inside_the_vault_is_refused(inside: str, vault: Vault) -> None:
    with pytest.raises(InputError, match="target_inside_vault"):
        copies.copy_to(vault, vault.path / inside, Job())


@pytest.mark.parametrize("inside", ["", "copy"])
def test_a_copy_into_another_working_vault_is_refused(
    inside: str, vault: Vault, tmp_path: Path
) -> None:
    with contextlib.closing(Vault.create(tmp_path / "other", home=tmp_path / "h")) as other:
        before = _chain(other.path)
        with pytest.raises(InputError, match="target_inside_vault"):
            copies.copy_to(vault, other.path / inside, Job())
        assert _chain(other.path) == before


def test_nobody_writes_in_a_copy_but_everybody_reads(vault: Vault, tmp_path: Path) -> None:
    copies.copy_to(vault, tmp_path / "stick", Job())
    with contextlib.closing(Vault.open(tmp_path / "stick", home=vault.keyring.home)) as copy:
        assert len(copy.items(withdrawn=None)) == ITEMS
        assert copy.find("续费")
        for write in (lambda: copy.new_case("x", "other", {}), lambda: copy.session("add")):
            with pytest.raises(InputError, match="vault_is_copy"):
                write()
        assert copy.verify().ok
    assert not (tmp_path / "stick" / "cache").exists()


def test_a_stopped_copy_is_gone_on_with(vault: Vault, tmp_path: Path) -> None:
    class Stopped(Job):
        def report(self, step: str, done: int = 0, total: int = 0, detail: str = "") -> None:
            if done > 1000:
                self.cancel()

    with pytest.raises(Cancelled):
        copies.copy_to(vault, tmp_path / "stick", Stopped())
    assert (tmp_path / "stick" / "copy.json").exists()
    done = copies.copy_to(vault, tmp_path / "stick", Job())
    assert (done.folder, done.verified) == (tmp_path / "stick", True)


# Damage -------------------------------------------------------------------------------------------------------------


def test_a_damaged_original_stops_the_copy_and_is_named(
    scene: Scene, vault: Vault, tmp_path: Path
) -> None:
    place = vault.original(vault.items()[1])
    scene.change(place.relative_to(scene.path).as_posix(), lambda data: flip(data, 5))
    with pytest.raises(IntegrityError) as caught:
        copies.copy_to(vault, tmp_path / "stick", Job())
    assert (caught.value.code, caught.value.data["name"]) == ("original_changed", place.name)
    assert not (tmp_path / "stick" / place.relative_to(scene.path)).exists()


def test_a_missing_original_stops_the_copy_and_is_named(vault: Vault, tmp_path: Path) -> None:
    vault.original(vault.items()[1]).unlink()
    with pytest.raises(IntegrityError, match="original_missing"):
        copies.copy_to(vault, tmp_path / "stick", Job())


@pytest.mark.parametrize("spoil", ["original", "missing", "journal", "bodies", "head", "cut"])
def test_a_damaged_copy_is_whole_again_after_copying_again(
    spoil: str, vault: Vault, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    copies.copy_to(vault, stick, Job())
    original = next(path for path in sorted(stick.glob("originals/*/*")))
    match spoil:
        case "original":
            original.chmod(0o600)
            original.write_bytes(b"rot")
        case "missing":
            original.unlink()
        case "cut":
            data = (stick / CHAIN[0]).read_bytes()
            (stick / CHAIN[0]).write_bytes(data[: len(data) // 2])
        case name:
            file = next(stick / each for each in CHAIN if each.startswith(name))
            file.write_bytes(flip(file.read_bytes(), 200))
    assert not verify_vault(stick, vault.keyring, Job()).ok
    done = copies.copy_to(vault, stick, Job())
    assert (done.folder, done.verified) == (stick, True)


def test_a_damaged_vault_is_not_copied_over_a_good_copy(
    scene: Scene, vault: Vault, tmp_path: Path
) -> None:
    copies.copy_to(vault, tmp_path / "stick", Job())
    before = _chain(tmp_path / "stick")
    scene.change("journal.jsonl", lambda data: flip(data, 900))
    with pytest.raises(IntegrityError):
        copies.copy_to(vault, tmp_path / "stick", Job())
    assert _chain(tmp_path / "stick") == before


def test_a_vault_that_was_rolled_back_is_not_copied_over_a_newer_copy(
    scene: Scene, vault: Vault, tmp_path: Path
) -> None:
    copies.copy_to(vault, tmp_path / "stick", Job())
    before = _chain(tmp_path / "stick")
    vault.close()
    shutil.rmtree(scene.path)
    shutil.copytree(scene.earlier, scene.path)
    with contextlib.closing(scene.open()) as older, pytest.raises(IntegrityError) as caught:
        copies.copy_to(older, tmp_path / "stick", Job())
    assert caught.value.code == "older_copy"
    assert _chain(tmp_path / "stick") == before


# Restoring ----------------------------------------------------------------------------------------------------------


def test_a_vault_is_restored_to_a_new_place_and_goes_on(
    scene: Scene, vault: Vault, tmp_path: Path
) -> None:
    copies.copy_to(vault, tmp_path / "stick", Job())
    copied = len(scene.lines())
    vault.note(vault.items()[0].item_id, "lost with the old disk")
    done = copies.restore_from(tmp_path / "stick", tmp_path / "new", scene.home, Job())
    assert (done.verified, done.originals) == (True, 6)
    with contextlib.closing(Vault.open(tmp_path / "new", home=scene.home)) as new:
        last = new.history()[-1]
        assert (last.seq, last.kind) == (copied, "recovered")
        assert dict(last.body or {})["result"] == "restored_from_copy"
        new.note(new.items()[0].item_id, "goes on")
        assert found(new.verify()) == set()


def test_another_computer_may_restore_and_write_and_its_key_is_named(
    scene: Scene, vault: Vault, tmp_path: Path
) -> None:
    copies.copy_to(vault, tmp_path / "stick", Job())
    laptop = tmp_path / "laptop"
    copies.restore_from(tmp_path / "stick", tmp_path / "new", laptop, Job())
    there = verify_vault(tmp_path / "new", Keyring(laptop), Job())
    assert found(there) == set()
    assert Code.KEY_NOT_VOUCHED in found(there, Weight.NOTICE)
    assert found(verify_vault(tmp_path / "new", Keyring(scene.home), Job())) == {Code.FOREIGN_KEY}


def test_an_older_vault_of_the_same_id_is_restored_over(
    scene: Scene, vault: Vault, tmp_path: Path
) -> None:
    copies.copy_to(vault, tmp_path / "stick", Job())
    copies.restore_from(tmp_path / "stick", scene.earlier, scene.home, Job())
    with contextlib.closing(Vault.open(scene.earlier, home=scene.home)) as restored:
        assert len(restored.items(withdrawn=None)) == ITEMS
        assert found(restored.verify()) == set()


def test_a_damaged_vault_is_restored_over(scene: Scene, vault: Vault, tmp_path: Path) -> None:
    copies.copy_to(vault, tmp_path / "stick", Job())
    vault.close()
    scene.change("journal.jsonl", lambda data: flip(data, 900))
    scene.originals()[0].unlink()
    copies.restore_from(tmp_path / "stick", scene.path, scene.home, Job())
    assert found(scene.check()) == set()


def test_nothing_else_is_restored_over(scene: Scene, vault: Vault, tmp_path: Path) -> None:
    copies.copy_to(vault, tmp_path / "stick", Job())
    things = tmp_path / "things"
    things.mkdir()
    (things / "diary.txt").write_text("mine")
    with contextlib.closing(Vault.create(tmp_path / "other", home=scene.home)) as other:
        vault.note(vault.items()[0].item_id, "newer than the copy")
        for target in (things, other.path, scene.path):
            before = sorted(target.rglob("*"))
            with pytest.raises(InputError, match="target_not_empty"):
                copies.restore_from(tmp_path / "stick", target, scene.home, Job())
            assert sorted(target.rglob("*")) == before


def test_a_vault_that_grew_apart_from_the_copy_is_not_restored_over(
    scene: Scene, vault: Vault, tmp_path: Path
) -> None:
    """Two computers wrote to what was one vault: neither is thrown away for the other."""
    laptop = tmp_path / "laptop"
    shutil.copytree(scene.earlier, tmp_path / "apart")
    with contextlib.closing(Vault.open(tmp_path / "apart", home=laptop)) as apart:
        apart.note(apart.items()[0].item_id, "only here")
    copies.copy_to(vault, tmp_path / "stick", Job())
    before = _chain(tmp_path / "apart")
    with pytest.raises(InputError, match="target_not_empty"):
        copies.restore_from(tmp_path / "stick", tmp_path / "apart", scene.home, Job())
    assert _chain(tmp_path / "apart") == before


def test_a_copy_that_does_not_hold_is_not_restored(
    scene: Scene, vault: Vault, tmp_path: Path
) -> None:
    copies.copy_to(vault, tmp_path / "stick", Job())
    next(iter(sorted((tmp_path / "stick").glob("originals/*/*")))).unlink()
    with pytest.raises(IntegrityError):
        copies.restore_from(tmp_path / "stick", tmp_path / "new", scene.home, Job())
    assert not (tmp_path / "new").exists()


def test_what_is_no_copy_is_said(scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not_a_copy"):
        copies.restore_from(tmp_path / "nothing", tmp_path / "new", scene.home, Job())


# Moving -------------------------------------------------------------------------------------------------------------


def test_moving_leaves_the_old_folder_as_the_copy(
    scene: Scene, vault: Vault, tmp_path: Path
) -> None:
    done = copies.move_to(vault, tmp_path / "new", Job())
    assert done.verified
    with pytest.raises(InputError, match="vault_is_copy"):
        vault.new_case("in the old one", "other", {})
    with contextlib.closing(Vault.open(tmp_path / "new", home=scene.home)) as new:
        new.new_case("in the new one", "other", {})
        assert found(new.verify()) == set()
        copies.copy_to(new, scene.path, Job())  # the old place is as good a copy as any
    assert scene.check().ok


def test_a_moved_vault_comes_back_to_its_old_place(
    scene: Scene, vault: Vault, tmp_path: Path
) -> None:
    copies.move_to(vault, tmp_path / "new", Job())
    with contextlib.closing(Vault.open(tmp_path / "new", home=scene.home)) as new:
        new.new_case("grown meanwhile", "other", {})
        copies.copy_to(new, tmp_path / "stick", Job())
    shutil.rmtree(tmp_path / "new")  # its disk died
    copies.restore_from(tmp_path / "stick", scene.path, scene.home, Job())
    with contextlib.closing(scene.open()) as back:
        back.new_case("goes on", "other", {})
        assert len(back.cases()) == 4
        assert found(back.verify()) == set()


# A full stick -------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _room_for_files_below(size: int) -> Iterator[None]:
    """The system refuses to let any file grow to `size`: what a full disk says, at a place of our choosing."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size - 1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.posix
@pytest.mark.parametrize("at", ["an original", *CHAIN])
def test_a_full_stick_is_said_and_the_copy_there_stays_as_it_was(
    at: str, scene: Scene, vault: Vault, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    copies.copy_to(vault, stick, Job())
    before = _chain(stick)
    arrive(vault, vault.cases()[0].case_id, {"new": b"later" * (20_000 if at not in CHAIN else 1)})
    size = (scene.path / at).stat().st_size if at in CHAIN else 50_000
    with _room_for_files_below(size), pytest.raises(SpaceError) as caught:
        copies.copy_to(vault, stick, Job())
    assert caught.value.code == "disk_full"
    assert _chain(stick) == before
    assert not list(stick.rglob("*.part"))
    left = found(verify_vault(stick, vault.keyring, Job()))
    assert left <= {Code.UNEXPECTED_FILE}  # a new original that came before the stick was full
    assert copies.copy_to(vault, stick, Job()).verified


@pytest.mark.posix
def test_a_full_disk_while_making_the_first_copy_is_said_and_gone_on_from(
    vault: Vault, tmp_path: Path
) -> None:
    with _room_for_files_below(1000), pytest.raises(SpaceError):
        copies.copy_to(vault, tmp_path / "stick", Job())
    done = copies.copy_to(vault, tmp_path / "stick", Job())
    assert (done.folder, done.verified) == (tmp_path / "stick", True)


@pytest.mark.posix
def test_a_full_disk_while_keeping_takes_nothing_away(scene: Scene, vault: Vault) -> None:
    before = scene.everything()
    size = (scene.path / "journal.jsonl").stat().st_size
    case_id = vault.cases()[0].case_id
    for room in (2000, size, size + 300):
        with _room_for_files_below(room), pytest.raises(SpaceError):
            arrive(vault, case_id, {"new": b"x" * 3000})
        assert {**scene.everything(), **before} == scene.everything() == before
        assert found(scene.check()) == set()
    arrive(vault, case_id, {"new": b"x" * 3000})
    assert found(vault.verify()) == set()
