"""Keeps the computer from going to sleep while it records, as far as its system lets a program ask for that."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from typing import Protocol

_WHO = "Evidence Keeper"
_WHY = "a call is being recorded"


class Awake(Protocol):
    """Hold and let go from the same thread."""

    def hold(self) -> None:
        """Ask the system; returns at once."""

    @property
    def held(self) -> bool | None:
        """Whether it agreed; None as long as that isn't known."""

    def release(self) -> None:
        """It may sleep again."""


class AskNobody:
    """Where nothing can be asked: it is said, not hidden."""

    held: bool | None = False

    def hold(self) -> None:
        """Nobody to ask."""

    def release(self) -> None:
        """Nothing to give back."""


class _ByProgram:
    """A program of the system holds sleep off until its input ends: with us, however we end."""

    def __init__(self, *command: str) -> None:
        self._command = command
        self._running: subprocess.Popen[bytes] | None = None

    def hold(self) -> None:
        """Start it."""
        nothing = subprocess.DEVNULL
        with contextlib.suppress(OSError):
            self._running = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=nothing, stderr=nothing
            )

    @property
    def held(self) -> bool | None:
        """It stays as long as it holds."""
        return self._running is not None and self._running.poll() is None

    def release(self) -> None:
        """End it."""
        running, self._running = self._running, None
        if running is None:
            return
        if running.stdin is not None:
            with contextlib.suppress(OSError):
                running.stdin.close()
        try:
            running.wait(1.0)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


class _ByWindows:
    """Windows asks the thread that works."""

    _CONTINUOUS, _SYSTEM = 0x80000000, 0x00000001

    def __init__(self) -> None:
        self.held: bool | None = None

    def hold(self) -> None:
        """Say that this thread needs the system."""
        self.held = self._say(self._CONTINUOUS | self._SYSTEM)

    def release(self) -> None:
        """Say that it doesn't any more."""
        self._say(self._CONTINUOUS)
        self.held = False

    def _say(self, state: int) -> bool:
        import ctypes

        library = getattr(ctypes, "windll", None)
        return library is not None and bool(library.kernel32.SetThreadExecutionState(state))


def here() -> Awake:
    """What this system offers."""
    if sys.platform == "win32":
        return _ByWindows()
    if sys.platform == "darwin" and shutil.which("caffeinate"):
        return _ByProgram("caffeinate", "-i", "cat")
    if shutil.which("systemd-inhibit"):
        what = ("--what=sleep:idle", "--mode=block", f"--who={_WHO}", f"--why={_WHY}")
        return _ByProgram("systemd-inhibit", *what, "cat")
    return AskNobody()
