"""Showing a file or folder in the system's own program, and noticing where there is none.

Desktops say so late or never: the helper that opens files is watched until it ends, for some seconds. A helper
that is still at work by then has found its program.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from evidence_keeper.jobs import Job

PATIENCE_SECONDS = 8.0
LOOK_SECONDS = 0.05


def open_outside(path: Path, job: Job) -> bool:
    """Opens it; False where nothing here can, or it is no longer there. Waits: call it on a lane."""
    if not path.exists():
        return False
    if sys.platform == "win32":
        try:
            os.startfile(path)
        except OSError:
            return False
        return True
    helper = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    return helper is not None and _run([helper, str(path)], job)


def _run(command: list[str], job: Job) -> bool:
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
    except OSError:
        return False
    end = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < end and not job.cancelled:
        time.sleep(LOOK_SECONDS)
    return process.returncode in (None, 0)
