"""The windows of a Windows desktop, and whether it is locked: user32 and dwmapi. Not tried on a real Windows yet."""

from __future__ import annotations

import ctypes
import sys
from pathlib import PureWindowsPath
from typing import Any

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.screen.layout import Box
from evidence_keeper.intake.screen.port import Window

_FRAME_BOUNDS, _CLOAKED = 9, 14  # DWMWA_EXTENDED_FRAME_BOUNDS, DWMWA_CLOAKED
_LIMITED = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION
_SWITCH_DESKTOP = 0x0100  # DESKTOP_SWITCHDESKTOP: only who holds it may see the input desktop


class _Rect(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_long) for name in ("left", "top", "right", "bottom"))


def _library(name: str) -> Any:
    if sys.platform == "win32":
        return ctypes.WinDLL(name)
    raise DeviceError("windows_unlisted")


class WindowsOfWindows:
    """See desktop.Windows."""

    def listed(self) -> tuple[Window, ...]:
        """All that can be seen, the uppermost first: in the order in which the system lists them."""
        user = _library("user32")
        handles: list[int] = []
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)

        def take(handle: int, _more: int) -> int:
            handles.append(handle)
            return 1

        user.EnumWindows(kind(take), None)
        found = (_described(user, handle) for handle in handles)
        return tuple(one for one in found if one is not None)

    def active(self) -> Window | None:
        """The one in use."""
        user = _library("user32")
        user.GetForegroundWindow.restype = ctypes.c_void_p
        handle = user.GetForegroundWindow()
        return _described(user, handle) if handle else None

    def bring_forward(self, window: Window) -> None:
        """Ask for it; the system may only let its button blink."""
        _library("user32").SetForegroundWindow(ctypes.c_void_p(window.key))


def locked() -> bool | None:
    """While it is locked nobody but the system may see the desktop that takes the keys."""
    user = _library("user32")
    user.OpenInputDesktop.restype = ctypes.c_void_p
    desktop = user.OpenInputDesktop(0, False, _SWITCH_DESKTOP)
    if not desktop:
        return True
    user.CloseDesktop(ctypes.c_void_p(desktop))
    return False


def _described(user: Any, handle: int) -> Window | None:
    window = ctypes.c_void_p(handle)
    if not user.IsWindowVisible(window) or user.IsIconic(window) or _attribute(window, _CLOAKED):
        return None
    rect = _Rect()
    size = ctypes.sizeof(rect)
    dwm = _library("dwmapi")
    # The frame without its shadow; GetWindowRect counts the shadow.
    if dwm.DwmGetWindowAttribute(window, _FRAME_BOUNDS, ctypes.byref(rect), size):
        user.GetWindowRect(window, ctypes.byref(rect))
    box = Box.between(rect.left, rect.top, rect.right, rect.bottom)
    if box is None:
        return None
    title = ctypes.create_unicode_buffer(512)
    user.GetWindowTextW(window, title, 512)
    pid = ctypes.c_ulong()
    user.GetWindowThreadProcessId(window, ctypes.byref(pid))
    return Window(handle, title.value.strip(), _program(pid.value), box, pid.value)


def _attribute(window: ctypes.c_void_p, number: int) -> int:
    value = ctypes.c_int()
    _library("dwmapi").DwmGetWindowAttribute(window, number, ctypes.byref(value), 4)
    return value.value


def _program(pid: int) -> str:
    kernel = _library("kernel32")
    kernel.OpenProcess.restype = ctypes.c_void_p
    process = kernel.OpenProcess(_LIMITED, False, pid)
    if not process:
        return ""
    name = ctypes.create_unicode_buffer(1024)
    length = ctypes.c_ulong(1024)
    kernel.QueryFullProcessImageNameW(ctypes.c_void_p(process), 0, name, ctypes.byref(length))
    kernel.CloseHandle(ctypes.c_void_p(process))
    return PureWindowsPath(name.value).stem
