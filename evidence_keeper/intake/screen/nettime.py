"""How far this computer's clock is from network time, as its own time service knows it. Nobody is asked for the time.

On Linux whatever keeps the clock (systemd-timesyncd, chrony, ntpd) tells the kernel, and the kernel tells everybody
(adjtimex(2)). Windows and macOS say it to no program without asking a server: there it is not known.
"""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys

from evidence_keeper.intake.screen.port import ClockState

_UNSYNCHRONISED = 0x0040  # STA_UNSYNC of <sys/timex.h>
_NANOSECONDS = 0x2000  # STA_NANO: `offset` is nanoseconds, else microseconds
_ERROR = 5  # TIME_ERROR: the clock is not synchronised


class _Timex(ctypes.Structure):
    """struct timex of <sys/timex.h>."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        *((name, ctypes.c_long) for name in ("offset", "freq", "maxerror", "esterror")),
        ("status", ctypes.c_int),
        *((name, ctypes.c_long) for name in ("constant", "precision", "tolerance")),
        *((name, ctypes.c_long) for name in ("seconds", "microseconds", "tick", "ppsfreq")),
        ("jitter", ctypes.c_long),
        ("shift", ctypes.c_int),
        *((name, ctypes.c_long) for name in ("stabil", "jitcnt", "calcnt", "errcnt", "stbcnt")),
        ("tai", ctypes.c_int),
        ("padding", ctypes.c_int * 11),
    )


def clock_state() -> ClockState | None:
    """What the kernel knows of its clock; None where it doesn't say."""
    if not sys.platform.startswith("linux"):
        return None
    known = _Timex()  # modes 0: it is only asked
    try:
        answer = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(known))
    except (OSError, AttributeError):
        return None
    if answer < 0:
        return None
    unit = 1e-9 if known.status & _NANOSECONDS else 1e-6
    return ClockState(
        answer != _ERROR and not known.status & _UNSYNCHRONISED,
        known.offset * unit,
        known.maxerror * 1e-6,
    )


_W32TM = ("w32tm", "/query", "/status")
_W32TM_SECONDS = 5.0
_LEAP = re.compile(r"^[^\n:]*:\s*(\d)", re.MULTILINE)
"""The first line of what it prints, in whatever language: the leap indicator; 3 is "not synchronised"."""


def synchronised() -> bool | None:
    """Whether the system's time service keeps the clock right; None where it doesn't say.

    Waits some seconds for Windows' own service. How far off the clock is, that one doesn't say.
    """
    if sys.platform == "win32":
        try:
            told = subprocess.run(_W32TM, capture_output=True, timeout=_W32TM_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return None
        return leap_said(told.stdout.decode("mbcs", "replace")) if told.returncode == 0 else None
    state = clock_state()
    return state.synchronised if state is not None else None


def leap_said(told: str) -> bool | None:
    """What w32tm printed, as an answer; None where its first line has no leap indicator."""
    found = _LEAP.search(told)
    return found[1] != "3" if found else None
