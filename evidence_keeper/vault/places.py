"""What kind of place a folder is: a stick's FAT, a network drive and a synced folder break promises in their own ways.

FAT has no file over 4 GiB and no rights; a network drive may lose a lock; a synced folder is rewritten behind our
back by another program. None is refused: people have what they have. Each is named.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_ESCAPED = re.compile(r"\\([0-7]{3})")
_FAT = frozenset({"vfat", "msdos", "exfat", "fat", "fat32", "fuseblk.exfat"})
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "webdav", "afpfs"}
)
_SYNCED = (
    "onedrive",
    "dropbox",
    "google drive",
    "icloud",
    "com~apple~clouddocs",
    "坚果云",
    "nutstore",
    "百度网盘",
    "baidusyncdisk",
    "wpsdrive",
    "微云",
)


def warnings_about(folder: Path, mounts: str | None = None) -> tuple[str, ...]:
    """Codes of what to warn about: place_fat, place_network, place_synced. Never raises.

    `mounts` is the text of Linux's mountinfo; this system's own where none is given.
    """
    found = []
    system = _file_system(folder) if mounts is None else mounted_as(folder, mounts)
    if system in _FAT:
        found.append("place_fat")
    if system in _NETWORK or str(folder).startswith("\\\\"):
        found.append("place_network")
    parts = [part.casefold() for part in folder.absolute().parts]
    if any(name in part for part in parts for name in _SYNCED):
        found.append("place_synced")
    return tuple(found)


def _file_system(folder: Path) -> str:
    try:
        if os.name == "nt":
            return _windows(folder)
        if _MOUNTS.exists():
            return mounted_as(folder, _MOUNTS.read_text("utf-8", "replace"))
    except (OSError, ValueError):
        pass
    return ""


def mounted_as(folder: Path, mounts: str) -> str:
    """The type of the mount that holds the folder: the longest mount point above it (proc(5), mountinfo)."""
    real = os.path.realpath(folder)
    best, kind = "", ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if len(fields) < 5 or not right:
            continue
        # Only blanks, tabs, line feeds and backslashes are escaped: hanzi stand as they are.
        point = _ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), fields[4])
        above = point.rstrip("/") + "/"
        if (real + "/").startswith(above) and len(point) >= len(best):
            best, kind = point, right.split(" ")[0].lower()
    return kind


def _windows(folder: Path) -> str:  # pragma: no cover - Windows only
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    root = os.path.splitdrive(os.path.abspath(folder))[0] + "\\"
    if kernel.GetDriveTypeW(root) == 4:  # DRIVE_REMOTE
        return "smbfs"
    name = ctypes.create_unicode_buffer(64)
    kernel.GetVolumeInformationW(root, None, 0, None, None, None, name, 64)
    return name.value.lower()
