"""How far this computer's clock is from network time, as its own time service knows it. Nobody is asked for the time.

On Linux whatever keeps the clock (systemd-timesyncd, chrony, ntpd) tells the kernel, and the kernel tells everybody
(adjtimex(2)). Windows and macOS say it to no program without asking a server: there it is not known.
"""

from __future__ import annotations

import ctypes
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
