"""Which adapter this computer needs, and whether it gives programs a key of their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.screen.port import Screen

if TYPE_CHECKING:
    from evidence_keeper.intake.screen.desktop import Windows


def screen() -> Screen:
    """This computer's screens. Never fails: what is missing is said by `available` and `permitted`.

    On Wayland there is only the portal: what X11 shows there is a part of the screen, black where the rest is.
    """
    from evidence_keeper.intake.screen.locked import locked

    if sys.platform == "win32":
        from evidence_keeper.intake.screen.win32 import WindowsOfWindows

        return _read_directly(WindowsOfWindows(), locked)
    if sys.platform == "darwin":
        from evidence_keeper.intake.screen.macos import WindowsOfMac

        return _read_directly(WindowsOfMac(), locked)
    from evidence_keeper.intake.screen.portal import PortalScreen

    return PortalScreen(locked) if on_wayland() else _x11(locked)


def _read_directly(
    windows: Windows, locked: Callable[[], bool | None], scale: Callable[[], float] = lambda: 1.0
) -> Screen:
    from evidence_keeper.intake.screen.desktop import DesktopScreen
    from evidence_keeper.intake.screen.glass import MssGlass

    return DesktopScreen(MssGlass(scale), windows, locked)


def _x11(locked: Callable[[], bool | None]) -> Screen:
    from evidence_keeper.intake.screen.portal import PortalScreen
    from evidence_keeper.intake.screen.x11 import X11Windows

    windows = X11Windows()
    direct = _read_directly(windows, locked, windows.scale)
    if direct.available():
        return direct
    portal = PortalScreen(locked)
    return portal if portal.available() else direct


def on_wayland() -> bool:
    """Whether this desktop is a Wayland one."""
    kind = os.environ.get("XDG_SESSION_TYPE", "")
    return kind == "wayland" or bool(os.environ.get("WAYLAND_DISPLAY"))


def global_key(keys: str, pressed: Callable[[], object]) -> Callable[[], None]:
    """Call `pressed`, on another thread, whenever `keys` are pressed in any program; what ends that.

    Raises DeviceError key_refused (another program has that key), key_unavailable (this system gives programs none).
    """
    if not sys.platform.startswith("linux") or on_wayland() or not os.environ.get("DISPLAY"):
        raise DeviceError("key_unavailable", keys=keys)
    from evidence_keeper.intake.screen.x11 import GlobalKey

    return GlobalKey(keys, pressed).close
