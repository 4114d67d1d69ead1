"""A disk that is full, fails, or turns read-only, at any write: one plain code, nothing half kept, nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

# Piece of work, what the disk says, and how many of its steps `make test` has time for (`make soak` takes each).
REFUSALS = [
    ("create", "ENOSPC", 7),
    ("add", "ENOSPC", 5),
    ("go-on", "ENOSPC", 9),
    ("entries", "ENOSPC", 13),
    ("derive", "ENOSPC", 9),
    ("mend-bodies", "ENOSPC", 9),
    ("copy", "ENOSPC", 9),
    ("copy-again", "ENOSPC", 9),
    ("restore", "ENOSPC", 15),
    ("move", "ENOSPC", 13),
    ("bundle", "ENOSPC", 29),
    ("create", "EIO", 13),
    ("add", "EIO", 13),
    ("go-on", "EIO", 13),
    ("move", "EIO", 19),
    ("add", "EROFS", 11),
    ("entries", "EROFS", 23),
]


def _refused(name: str, error: str, folder: Path, every: int) -> set[str]:
    command = [sys.executable, "-m", "tests.e2e.crash_harness", "walk", name, str(folder)]
    done = subprocess.run(
        [*command, str(every), error], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    broken = [point for point in found if point[4]]
    assert not broken, broken
    return {word for point in found for word in point[3].split(",") if word}


@pytest.mark.posix
@pytest.mark.parametrize(("name", "error", "every"), REFUSALS)
def test_a_disk_that_refuses_from_any_step_on_loses_nothing(
    name: str, error: str, every: int, tmp_path: Path
) -> None:
    assert _refused(name, error, tmp_path / "walk", every) or name == "go-on"


@pytest.mark.soak
@pytest.mark.posix
@pytest.mark.parametrize(("name", "error", "_every"), REFUSALS)
def test_a_disk_that_refuses_from_each_and_every_step_on_loses_nothing(
    name: str, error: str, _every: int, tmp_path: Path
) -> None:
    _refused(name, error, tmp_path / "walk", 1)


_TAKEN_BACK = """
import errno, os, sys
from pathlib import Path
from evidence_keeper.errors import SpaceError
from tests.e2e.crash_harness import Place, wrong

place = Place(Path(sys.argv[1]))
place.files.mkdir(parents=True)
(place.files / "a.txt").write_text("a")
real_open = os.open
looking = []

def full_for_the_head(path, flags, *more, **named):
    if looking and "head.json" in str(path) and flags & os.O_CREAT:
        looking.pop().items()  # the journal has its line by now, and somebody reads it
        raise OSError(errno.ENOSPC, "full")
    return real_open(path, flags, *more, **named)

os.open = full_for_the_head
with place.keeper() as writer, place.keeper() as reader:
    item = writer.add([place.files], writer.new_case("a").case_id).items[0].item_id
    for number in range(12):  # a signature has 70 to 72 bytes: now and then the two are equally long
        looking.append(reader)
        try:
            writer.note(item, "nein")
            wrong(False, "the disk was full")
        except SpaceError:
            pass
        writer.note(item, "doch")
        for keeper in (reader, writer):
            texts = {note.text for note in keeper.item(item).notes}
            wrong(texts == {"doch"}, "shows what was taken back", texts)
    wrong(writer.verify().ok, "doesn't verify")
"""


@pytest.mark.posix
def test_nobody_goes_on_seeing_an_entry_that_was_taken_back(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _TAKEN_BACK, str(tmp_path / "place")]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _full_disk(root: Path, kind: str, *before: str) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, "-m", "tests.e2e.full_disk", str(root), kind]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)


def _own_mounts() -> list[str]:
    """A mount name space of one's own; a person who isn't root gets it with a user name space."""
    return (
        ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    )


def _may_mount(folder: Path) -> bool:
    """Some containers allow nobody to mount anything; there the limit on file sizes has to do."""
    folder.mkdir()
    trial = [*_own_mounts(), "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


def _sizes(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.posix
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    kind = "tmpfs" if _may_mount(tmp_path / "trial") else "limit"
    before = _own_mounts() if kind == "tmpfs" else []
    refused = [size["refused"] for size in _sizes(_full_disk(tmp_path, kind, *before))]
    assert refused[0] == 9 or kind == "limit"
    assert refused[-2] == 0
    assert any(0 < count < 9 for count in refused)


@pytest.mark.posix
def test_files_that_may_not_grow(tmp_path: Path) -> None:
    refused = [size["refused"] for size in _sizes(_full_disk(tmp_path, "limit"))]
    assert any(0 < count < 9 for count in refused)
