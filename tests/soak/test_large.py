"""A file larger than memory ought to be is streamed: 3 GB in under 400 MB, and a quick honest look each time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
MIB = 1 << 20

# The child reports its own peak: the most it ever held, whoever allocated it (Linux: kilobytes).
_ADD = """
import json, resource, sys
from pathlib import Path
from evidence_keeper.keeper import Keeper

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform != "darwin" else 1 << 20)

root = Path(sys.argv[1])
keeper = Keeper.open(root / "vault", home=root / "home")
case = keeper.new_case("大文件").case_id
(root / "small.mp4").write_bytes(b"not a film")
keeper.add([root / "small.mp4"], case)
before = peak()
added = keeper.add([root / "large.mp4"], case)
print(json.dumps({"kept": [i.size for i in added.items], "ok": keeper.verify().ok, "before": before, "peak": peak()}))
"""


def sparse_with_noise(path: Path, size: int) -> None:
    """A file with a mebibyte of noise in every hundred and holes between: long to read, short to write."""
    with path.open("wb") as file:
        file.truncate(size)
        for start in range(0, size, 100 * MIB):
            file.seek(start)
            file.write(os.urandom(min(MIB, size - start)))


def added(root: Path, size: int) -> dict[str, int]:
    """Add a file of that size in a process of its own; its memory in MiB before and at most."""
    sparse_with_noise(root / "large.mp4", size)
    command = [sys.executable, "-c", _ADD, str(root)]
    try:
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    finally:  # pytest would keep it for days
        (root / "large.mp4").unlink()
        shutil.rmtree(root / "vault", ignore_errors=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["kept"], found["ok"]) == ([size], True)
    return {"before": found["before"], "peak": found["peak"]}


@pytest.mark.posix
def test_a_large_file_is_streamed(tmp_path: Path) -> None:
    memory = added(tmp_path, 256 * MIB)
    assert memory["peak"] - memory["before"] < 40


@pytest.mark.soak
@pytest.mark.posix
def test_three_gigabytes_take_less_than_400_megabytes_of_memory(tmp_path: Path) -> None:
    memory = added(tmp_path, 3_000_000_000)
    print(memory)
    assert memory["peak"] < 400
