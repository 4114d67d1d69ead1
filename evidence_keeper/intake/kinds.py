"""What an item is, by its content: the name only decides where the content can't.

A recording is a call where name, folder or number say so; a picture is a screenshot where no camera made it and it has
a screen's shape, or its name says so (source: domain facts 8.1 for the folders).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from evidence_keeper.intake.chatlike import HEAD_BYTES, looks_like_chat
from evidence_keeper.intake.names import NameFacts
from evidence_keeper.media import Probe
from evidence_keeper.model import Kind

_PLAIN: dict[str, Kind] = {
    "video": Kind.VIDEO,
    "pdf": Kind.DOCUMENT,
    "office": Kind.DOCUMENT,
    "mail": Kind.DOCUMENT,
    "text": Kind.DOCUMENT,
}

# Folders that hold nothing but calls; the short names only right above the file, where a phone has them.
_CALL_FOLDERS = re.compile(
    r"call_?rec(?:ord(?:ing)?s?)?|call recordings?|phone_?record(?:er|ings?)?|phone recorder"
    r"|voice_?call|third_?record|通话录音|通話錄音|电话录音|来电录音|통화 ?녹음",
    re.IGNORECASE,
)
_CALL_FOLDER = re.compile(r"calls?|通话|通話", re.IGNORECASE)

# Phones' screens: widths in pixels that no camera's picture has beside such a height.
_PHONE_WIDTHS = frozenset(
    {540, 640, 720, 750, 828, 1080, 1116, 1125, 1170, 1179, 1200, 1206, 1216, 1220, 1224, 1240, 1242, 1260, 1264}
    | {1272, 1280, 1284, 1290, 1312, 1320, 1344, 1368, 1440}
)  # fmt: skip
_TABLETS = frozenset(
    {(1536, 2048), (1620, 2160), (1640, 2360), (1668, 2224), (1668, 2388), (2048, 2732), (1600, 2560), (1800, 2880)}
    | {(1200, 1920), (1200, 2000), (1600, 2560), (1752, 2800), (1848, 2960), (1944, 2592), (1800, 2400)}
)  # fmt: skip
_DESKTOPS = frozenset(
    {(1024, 768), (1280, 720), (1280, 800), (1280, 1024), (1360, 768), (1366, 768), (1440, 900), (1536, 864)}
    | {(1600, 900), (1600, 1000), (1600, 1200), (1680, 1050), (1920, 1080), (1920, 1200), (2048, 1152), (2160, 1440)}
    | {(2256, 1504), (2304, 1440), (2520, 1680), (2560, 1080), (2560, 1440), (2560, 1600), (2736, 1824), (2880, 1620)}
    | {(2880, 1800), (2880, 1920), (3000, 2000), (3024, 1964), (3072, 1920), (3200, 1800), (3200, 2000), (3440, 1440)}
    | {(3456, 2234), (3840, 1080), (3840, 1600), (3840, 2160), (3840, 2400), (4096, 2160), (5120, 2880)}
)  # fmt: skip


def kind_of(probe: Probe, facts: NameFacts, folders: Sequence[str], content: Path) -> Kind:
    """The kind of what `probe` saw in `content`, with what the name and the folders above it say."""
    if probe.family == "audio":
        return Kind.CALL if facts.says_call or _in_call_folder(folders) else Kind.AUDIO
    if probe.family == "image":
        return Kind.SCREENSHOT if _is_screenshot(probe, facts) else Kind.IMAGE
    if probe.family in ("text", "unknown") and looks_like_chat(_head(content)):
        return Kind.CHAT
    return _PLAIN.get(probe.family, Kind.OTHER)


def _in_call_folder(folders: Sequence[str]) -> bool:
    if any(_CALL_FOLDERS.fullmatch(folder.strip()) for folder in folders):
        return True
    return bool(folders) and bool(_CALL_FOLDER.fullmatch(folders[-1].strip()))


def _is_screenshot(probe: Probe, facts: NameFacts) -> bool:
    if probe.device:
        return False  # a camera signed it
    return facts.says_screenshot or _has_screen_shape(probe)


def _has_screen_shape(probe: Probe) -> bool:
    """Whether the size is a screen's. A JPEG may be a photo without its data, so only a shape no photo has counts."""
    size = (probe.width or 0, probe.height or 0)
    tall = size[0] in _PHONE_WIDTHS and size[1] >= size[0] * 1.9
    if probe.container != "png":
        return tall
    phone = size[0] in _PHONE_WIDTHS and size[1] >= size[0] * 1.6
    on_its_side = size[1] in _PHONE_WIDTHS and size[1] * 1.7 <= size[0] <= size[1] * 2.4
    return phone or on_its_side or size in _DESKTOPS or _upright(size) in _TABLETS


def _upright(size: tuple[int, int]) -> tuple[int, int]:
    return min(size), max(size)


def _head(content: Path) -> bytes:
    try:
        with content.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError:
        return b""
