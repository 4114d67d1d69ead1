"""The windows of a Mac, its permission to read the screen, and whether it is locked. Not tried on a real Mac yet."""

from __future__ import annotations

import ctypes
from typing import Any

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.screen.layout import Box
from evidence_keeper.intake.screen.port import Window

_GRAPHICS = "/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics"
_ORDINARY_LAYER = 0


def may_read_screen() -> bool | None:
    """Whether the person allowed it (from macOS 10.15 on); where not, the system is asked to ask."""
    try:
        graphics = ctypes.CDLL(_GRAPHICS)
        graphics.CGPreflightScreenCaptureAccess.restype = ctypes.c_bool
        graphics.CGRequestScreenCaptureAccess.restype = ctypes.c_bool
    except (OSError, AttributeError):
        return None
    return bool(graphics.CGPreflightScreenCaptureAccess()) or bool(
        graphics.CGRequestScreenCaptureAccess()
    )


def locked() -> bool | None:
    """What the session says of itself."""
    try:
        import Quartz
    except ImportError:
        return None
    session = Quartz.CGSessionCopyCurrentDictionary()
    return None if session is None else bool(session.get("CGSSessionScreenIsLocked", False))


class WindowsOfMac:
    """See desktop.Windows."""

    def listed(self) -> tuple[Window, ...]:
        """All that can be seen, the uppermost first."""
        try:
            import Quartz
        except ImportError as error:
            raise DeviceError("windows_unlisted") from error
        seen = Quartz.kCGWindowListOptionOnScreenOnly | Quartz.kCGWindowListExcludeDesktopElements
        found = Quartz.CGWindowListCopyWindowInfo(seen, Quartz.kCGNullWindowID) or ()
        return tuple(
            _described(one)
            for one in found
            if one.get("kCGWindowLayer", _ORDINARY_LAYER) == _ORDINARY_LAYER
        )

    def active(self) -> Window | None:
        """The uppermost."""
        return next(iter(self.listed()), None)

    def bring_forward(self, window: Window) -> None:
        """Programs may not do that there: what covers it is said."""


def _described(known: Any) -> Window:
    bounds = known["kCGWindowBounds"]
    box = Box(
        round(bounds["X"]), round(bounds["Y"]), round(bounds["Width"]), round(bounds["Height"])
    )
    program = str(known.get("kCGWindowOwnerName", ""))
    title = str(known.get("kCGWindowName", "") or program)
    return Window(
        int(known["kCGWindowNumber"]), title, program, box, known.get("kCGWindowOwnerPID")
    )
