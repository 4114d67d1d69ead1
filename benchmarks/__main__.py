"""`make bench`: runs everything, or the parts that are named (the keys of ALL), and prints the ratios."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks import (
    calls,
    chats,
    keeping,
    papers,
    phone,
    recording,
    screenshots,
    shots,
    starting,
    stitching,
)

ALL = {
    "starting": starting.measure,
    "keeping": keeping.measure,
    "calls": calls.measure,
    "chats": chats.measure,
    "recording": recording.measure,
    "papers": papers.measure,
    "phone": phone.measure,
    "shots": shots.measure,
    "screenshots": screenshots.measure,
    "stitching": stitching.measure,
}


def main(arguments: list[str]) -> int:
    """0 if every target was met."""
    root = Path(tempfile.mkdtemp(prefix="evidence-keeper-bench-"))
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f};"
        " medians of runs by turns; a ratio above 1 means that ours is faster"
    )
    try:
        found = [result for name in arguments or ALL for result in ALL[name](root / name)]
    finally:
        shutil.rmtree(root)
    missed = [result.line() for result in found if not result.met]
    print("\n".join(["Missed:", *missed]) if missed else "All targets are met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
