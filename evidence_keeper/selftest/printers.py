"""The printers that the system knows, asked without Qt: the command line has none."""

from __future__ import annotations

import subprocess
import sys

_SECONDS = 5.0
_WINDOWS_KEY = r"Software\Microsoft\Windows NT\CurrentVersion\Devices"


def printers() -> list[str]:
    """Their names; none where the system has no printing at all."""
    if sys.platform == "win32":
        return _of_windows()
    # CUPS, on Linux and macOS; -e lists the printers that can be printed on.
    try:
        told = subprocess.run(
            ["lpstat", "-e"], capture_output=True, timeout=_SECONDS, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return []
    return told.decode("utf-8", "replace").split()


def _of_windows() -> list[str]:  # pragma: no cover - Windows only
    import winreg

    found: list[str] = []
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _WINDOWS_KEY) as key:  # type: ignore[attr-defined,unused-ignore]
            while True:
                found.append(winreg.EnumValue(key, len(found))[0])  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return found
