"""Runs two ways of doing a thing by turns and compares their medians: what else the machine does hits both."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Side:
    """One way of doing it: `prepare` is not timed, `run` is."""

    name: str
    run: Callable[[], object]
    prepare: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Result:
    """Medians in seconds, ours first. `target` is how many times as fast we have to be (0: none)."""

    title: str
    ours: str
    theirs: str
    our_seconds: float
    their_seconds: float
    target: float
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times as fast ours is."""
        return self.their_seconds / self.our_seconds

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        return self.ratio >= self.target

    def line(self) -> str:
        """One line for a person."""
        goal = f", target {self.target:g}: {'met' if self.met else 'MISSED'}" if self.target else ""
        return (
            f"{self.title}: {self.ours} {self.our_seconds:.3f} s, {self.theirs} {self.their_seconds:.3f} s,"
            f" ratio {self.ratio:.2f}{goal}" + (f" ({self.note})" if self.note else "")
        )


def compare(
    title: str, ours: Side, theirs: Side, *, times: int, target: float = 0.0, note: str = ""
) -> Result:
    """Run both by turns, `times` times each, the first of either alternating."""
    taken: dict[str, list[float]] = {ours.name: [], theirs.name: []}
    for turn in range(times):
        for side in (ours, theirs) if turn % 2 else (theirs, ours):
            side.prepare()
            began = time.perf_counter()
            side.run()
            taken[side.name].append(time.perf_counter() - began)
    our_seconds, their_seconds = (statistics.median(taken[side.name]) for side in (ours, theirs))
    result = Result(title, ours.name, theirs.name, our_seconds, their_seconds, target, note)
    print(result.line(), flush=True)
    return result


def call(
    command: Sequence[str | Path], env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> str:
    """Run a command that has to work; its standard output."""
    done = subprocess.run(
        [str(part) for part in command],
        env=env,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stderr or done.stdout}")
    return done.stdout


def program() -> list[str]:
    """The real command, as it is installed beside this interpreter."""
    return [str(Path(sys.executable).with_name("evidence-keeper"))]


def own_env(home: Path) -> dict[str, str]:
    """An environment whose settings, keys and anchors lie in `home`."""
    folders = {"XDG_DATA_HOME": home / "data", "XDG_CONFIG_HOME": home / "config"}
    return {**os.environ, **{name: str(folder) for name, folder in folders.items()}}


def forget(paths: Iterable[Path]) -> None:
    """Bring files to the disk and drop them from the system's memory, so that the next reader reads the disk."""
    os.sync()
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def files_below(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]
