"""`kill -9` of a real, separate process at random moments of `add`: what it was told is kept is there, and verifies."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.crash_harness import Place, examine, sha256

CHECKOUT = Path(__file__).resolve().parents[2]
FRESH_VAULT_AFTER = 25
"""Deaths that one vault takes before the next one is made."""


def _new_place(root: Path, dice: random.Random) -> Place:
    shutil.rmtree(root, ignore_errors=True)
    place = Place(root)
    place.files.mkdir(parents=True)
    with place.keeper() as keeper:
        keeper.new_case("套餐")
    _new_files(place, dice)
    return place


def _new_files(place: Place, dice: random.Random) -> None:
    """A dozen files from one byte to some megabytes, some of them twice."""
    shutil.rmtree(place.files)
    place.files.mkdir()
    for number in range(12):
        size = dice.choice([1, 30, 4_000, 70_000, 300_000, 1_200_000, 2_500_000])
        (place.files / f"文件{number}.bin").write_bytes(dice.randbytes(size))
    shutil.copy(place.files / "文件3.bin", place.files / "文件3 (副本).bin")


def _run(place: Place, seed: int, seconds: float | None) -> tuple[list[dict[str, Any]], bool]:
    """Let a process add the files and kill it after `seconds`. What it told, and whether it was done before that."""
    command = [
        sys.executable,
        "-m",
        "tests.e2e.crash_harness",
        "adding",
        str(place.root),
        str(seed),
    ]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        if seconds is not None:
            time.sleep(seconds)
            child.kill()
        lines = child.stdout.read().splitlines()
    assert child.returncode in (0, -signal.SIGKILL), "it died of something else"
    whole = [line for line in lines if line.endswith("}")]
    return [json.loads(line) for line in whole], lines[-1:] == ["done"]


def kill_at_random(root: Path, *, kills: int, seconds: float, seed: int, at_least: int = 1) -> int:
    """Kill until there were `kills`, or the time is up and there were `at_least`; how many hit a process that was
    still adding. On a busy machine a moment picked beforehand often comes too late."""
    dice = random.Random(seed)
    place = _new_place(root, dice)
    began = time.monotonic()
    _run(place, seed, None)
    whole_run = time.monotonic() - began
    until, hits, last_new = time.monotonic() + seconds, 0, 0
    while hits < at_least or (hits < kills and time.monotonic() < until):
        if hits - last_new >= FRESH_VAULT_AFTER:
            place, last_new = _new_place(root, dice), hits
        else:
            _new_files(place, dice)
        told, done = _run(place, dice.randrange(1 << 30), dice.uniform(0, whole_run))
        hits += not done
        examine(place, told, again=False)
        with place.keeper() as keeper:
            case = keeper.cases()[0].case_id
            before = {item.digest.value for item in keeper.items()}
            added = keeper.add([place.files], case)
            digests = [item.digest.value for item in keeper.items()]
            assert not added.refused
            assert len(set(digests)) == len(digests)
            named = {item.digest.value for item in (*added.items, *added.already_kept)}
            assert named == {sha256(path) for path in place.files.iterdir()}
            assert {item.digest.value for item in added.already_kept} <= before
            assert keeper.verify().ok
    return hits


def test_some_seconds_of_random_kills_lose_nothing(tmp_path: Path) -> None:
    assert kill_at_random(tmp_path / "vault", kills=40, seconds=12, seed=20261122, at_least=5) >= 5


@pytest.mark.soak
def test_a_thousand_random_kills_lose_nothing(tmp_path: Path) -> None:
    assert kill_at_random(tmp_path / "vault", kills=1000, seconds=7000, seed=12315) == 1000
