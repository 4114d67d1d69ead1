"""`add` beside `cp` and `sha256sum`, `verify` beside `sha256sum -c`: 1 GiB as one file and as a hundred."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from benchmarks.measuring import Result, Side, call, compare, files_below, forget, own_env, program

GIB = 1 << 30
TIMES = 3
COLD = "files not in memory before each run"


def write_noise(path: Path, size: int) -> None:
    """A file that no file system can store as less than it is."""
    block = os.urandom(1 << 20)
    with path.open("wb") as file:
        for start in range(0, size, len(block)):
            # Another block each time: a storage that folds equal blocks must not help anybody.
            file.write((start.to_bytes(8, "big") + block[8:])[: size - start])


class Bench:
    """A place with files to keep, a vault to keep them in, and a folder to copy them to."""

    def __init__(self, root: Path, count: int) -> None:
        self.root = root
        self.files = root / "files"
        self.files.mkdir(parents=True)
        for number in range(count):
            write_noise(self.files / f"{number:03}.bin", GIB // count)
        self.env = own_env(root)
        self.case = ""

    def keeper(self, *arguments: str | Path) -> str:
        """The program, on this place's vault."""
        command = [*program(), "--vault", self.root / "vault", "--json", *arguments]
        return call(command, env=self.env)

    def new_vault(self) -> None:
        """An empty vault with a case; the files out of the system's memory."""
        shutil.rmtree(self.root / "vault", ignore_errors=True)
        self.case = json.loads(self.keeper("case", "new", "--title", "x"))["case_id"]
        forget(files_below(self.files))

    def add(self) -> None:
        """What is measured."""
        self.keeper("add", self.files, "--case", self.case)

    def no_copy(self) -> None:
        """Nothing copied yet; the files out of the system's memory."""
        shutil.rmtree(self.root / "copy", ignore_errors=True)
        forget(files_below(self.files))

    def copy_and_sum(self) -> None:
        """What a careful person would do by hand: copy, then note the digests of the copies."""
        call(["cp", "-r", self.files, self.root / "copy"])
        sums = call(["sha256sum", *sorted(files_below(self.root / "copy"))])
        (self.root / "sums").write_text(sums, "utf-8")

    def verify(self) -> None:
        """What is measured."""
        self.keeper("verify")

    def cold(self) -> None:
        """Originals and copies out of the system's memory."""
        forget([*files_below(self.root / "vault"), *files_below(self.root / "copy")])

    def check_sums(self) -> None:
        """What a person would do by hand."""
        call(["sha256sum", "--quiet", "-c", self.root / "sums"])


def measure(root: Path) -> list[Result]:
    """Both shapes of a gibibyte, added and verified."""
    found = []
    for count, shape in ((1, "1 GiB in one file"), (100, "1 GiB in 100 files")):
        bench = Bench(root / str(count), count)
        ours = Side("add", bench.add, bench.new_vault)
        theirs = Side("cp + sha256sum", bench.copy_and_sum, bench.no_copy)
        found.append(compare(f"{shape}, kept", ours, theirs, times=TIMES, target=1.0, note=COLD))
        ours = Side("verify", bench.verify, bench.cold)
        theirs = Side("sha256sum -c", bench.check_sums, bench.cold)
        found.append(
            compare(f"{shape}, checked", ours, theirs, times=TIMES, target=1.25, note=COLD)
        )
        shutil.rmtree(bench.root)
    return found
