"""`kill -9` before every step that changes the disk, and in the middle of every write: nothing kept is ever lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

# How many of a walk's points `make test` has time for; `make soak` takes each one.
EVERY = {
    "create": 3,
    "add": 2,
    "beside": 9,
    "entries": 5,
    "derive": 3,
    "mend-commit": 2,
    "mend-bodies": 3,
    "mend-staged": 11,
    "copy": 3,
    "copy-again": 2,
    "restore": 5,
    "move": 3,
    "bundle": 9,
}


def walked(name: str, folder: Path, every: int) -> set[str]:
    """What the next starts said after dying in `name`; fails with every point that broke a promise."""
    command = [
        sys.executable,
        "-m",
        "tests.e2e.crash_harness",
        "walk",
        name,
        str(folder),
        str(every),
    ]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    deaths = json.loads(done.stdout)
    assert len(deaths) >= 7
    broken = [death for death in deaths if death[4]]
    assert not broken, broken
    return {word for death in deaths for word in death[3].split(",") if word}


@pytest.mark.posix
@pytest.mark.parametrize("name", EVERY)
def test_dying_at_any_step_loses_nothing(name: str, tmp_path: Path) -> None:
    said = walked(name, tmp_path / "walk", EVERY[name])
    if name == "add":
        assert said == {"finished", "adopted", "copy_again"}


@pytest.mark.soak
@pytest.mark.posix
@pytest.mark.parametrize("name", EVERY)
def test_dying_at_each_and_every_step_loses_nothing(name: str, tmp_path: Path) -> None:
    walked(name, tmp_path / "walk", 1)
