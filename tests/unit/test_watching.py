"""The weekly check: when it is due, that it goes on where it was broken off, and that it finds what was changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from evidence_keeper.errors import Cancelled
from evidence_keeper.jobs import Job
from evidence_keeper.keeper import Keeper, restore_from
from evidence_keeper.model import FindingCode
from evidence_keeper.vault.originals import place_of
from evidence_keeper.watching import WEEK, Watched

NOW = datetime.now().astimezone()


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    case = opened.new_case("一件事")
    for number in range(6):
        file = tmp_path / f"{number}.txt"
        file.write_text(f"第 {number} 句" * 1000)
        opened.add([file], case.case_id)
    yield opened
    opened.close()


class Stopping(Job):
    """Is stopped after so many looks at it."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._after = after
        self.looks = 0

    def check(self) -> None:
        self.looks += 1
        if self.looks > self._after:
            self.cancel()
        super().check()


def remembered(keeper: Keeper) -> dict[str, dict[str, dict[str, object]]]:
    (file,) = (keeper.vault.keyring.home / "watch").iterdir()
    found: dict[str, dict[str, dict[str, object]]] = json.loads(file.read_bytes())
    return found


def change(keeper: Keeper, number: int) -> Path:
    original = keeper.original(keeper.items()[number].item_id)
    original.chmod(0o644)
    data = bytearray(original.read_bytes())
    data[0] ^= 1
    original.write_bytes(data)
    return original


def test_a_check_is_due_after_a_week_and_when_the_clock_was_set_back() -> None:
    assert Watched().check_due(NOW)
    assert not Watched(checked_at=NOW - WEEK + timedelta(minutes=1)).check_due(NOW)
    assert Watched(checked_at=NOW - WEEK).check_due(NOW)
    assert Watched(checked_at=NOW + timedelta(days=30)).check_due(NOW)
    assert not Watched().copy_due(NOW)
    assert Watched(copy=Path("x")).copy_due(NOW)


def test_a_check_that_ends_is_remembered(keeper: Keeper) -> None:
    report = keeper.watch()
    assert report.ok
    known = keeper.watched()
    assert (known.sound, known.originals) == (True, 6)
    assert known.checked_at is not None
    assert not known.check_due(datetime.now().astimezone())


def test_a_check_that_was_broken_off_goes_on_where_it_was(keeper: Keeper) -> None:
    total = len(keeper.items())
    whole = Stopping(1_000_000)
    keeper.vault.verify(whole)
    few = whole.looks - 2
    with pytest.raises(Cancelled):
        keeper.watch(Stopping(few))
    assert 0 < len(remembered(keeper)["walk"]["seen"]) < total
    assert keeper.watched().checked_at is None
    report = keeper.watch(Stopping(few))
    assert report.ok
    assert report.checked.originals == total
    assert remembered(keeper)["walk"] is None


def test_what_was_changed_after_it_was_looked_at_is_read_again(keeper: Keeper) -> None:
    keeper.watch()
    (file,) = (keeper.vault.keyring.home / "watch").iterdir()
    seen = {
        item.digest.value: _status(keeper.vault.path / place_of(item.digest.value))
        for item in keeper.items()
    }
    stamp = datetime.now().astimezone().isoformat()
    file.write_text(json.dumps({"v": 1, "walk": {"at": stamp, "seen": seen}}))
    assert keeper.watch().ok
    file.write_text(json.dumps({"v": 1, "walk": {"at": stamp, "seen": seen}}))
    change(keeper, 2)
    report = keeper.watch()
    assert [found.code for found in report.findings if found.means == "changed"] == [
        FindingCode.DIGEST_MISMATCH
    ]
    assert not keeper.watched().sound


def _status(path: Path) -> list[int]:
    seen = path.stat()
    return [seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino]


@pytest.mark.parametrize(
    "broken", [b"", b"[]", b'{"checked_at": 7, "copy": 1}', b'{"walk": {"seen": 3}}']
)
def test_memory_that_cannot_be_read_costs_only_a_check(keeper: Keeper, broken: bytes) -> None:
    keeper.watch()
    (file,) = (keeper.vault.keyring.home / "watch").iterdir()
    file.write_bytes(broken)
    assert keeper.watched().check_due(NOW)
    assert keeper.watch().ok
    assert not keeper.watched().check_due(NOW)


def test_a_second_copy_is_remembered_and_becomes_a_vault_again(
    keeper: Keeper, tmp_path: Path
) -> None:
    done = keeper.copy_to(tmp_path / "stick")
    assert done.verified
    known = keeper.watched()
    assert known.copy == done.folder
    assert not known.copy_due(NOW)
    restored = restore_from(done.folder, tmp_path / "again", home=tmp_path / "elsewhere")
    assert restored.verified
