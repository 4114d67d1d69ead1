"""Says what a file is by its bytes: family, container and MIME type. Reads a few hundred KB at most.

Names are not asked: a recording is renamed to .txt by a messenger, a page that says "log in first" is saved as .mp3.
What a person would call an m4a is told from an mp4 only by its streams, so probing.py has the last word there.
"""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from evidence_keeper.media.source import SourceFile

HEAD = 64 * 1024
_DIRECTORY = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the bytes say. `encoding` is a text's; `broken` as in Probe."""

    container: str
    encoding: str = ""
    broken: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """audio, image, video, pdf, text, mail, archive, office, empty or unknown."""
        return _TYPES[self.container][0]

    @property
    def mime(self) -> str:
        """The MIME type, application/octet-stream where unknown."""
        return _TYPES[self.container][1]


def family_and_mime(container: str) -> tuple[str, str]:
    """A container's family and MIME type."""
    return _TYPES[container]


# container: family, MIME type. For films and recordings in one kind of container, the name says which.
_TYPES: dict[str, tuple[str, str]] = {
    "": ("unknown", "application/octet-stream"),
    "empty": ("empty", "application/x-empty"),
    "mp3": ("audio", "audio/mpeg"),
    "aac": ("audio", "audio/aac"),
    "amr": ("audio", "audio/amr"),
    "awb": ("audio", "audio/amr-wb"),
    "wav": ("audio", "audio/wav"),
    "w64": ("audio", "audio/x-w64"),
    "flac": ("audio", "audio/flac"),
    "ogg": ("audio", "audio/ogg"),
    "opus": ("audio", "audio/ogg"),
    "m4a": ("audio", "audio/mp4"),
    "3ga": ("audio", "audio/3gpp"),
    "caf": ("audio", "audio/x-caf"),
    "wma": ("audio", "audio/x-ms-wma"),
    "aiff": ("audio", "audio/aiff"),
    "au": ("audio", "audio/basic"),
    "qcp": ("audio", "audio/qcelp"),
    "ape": ("audio", "audio/x-ape"),
    "mka": ("audio", "audio/x-matroska"),
    "weba": ("audio", "audio/webm"),
    "silk": ("audio", "audio/silk"),
    "midi": ("audio", "audio/midi"),
    "mp4": ("video", "video/mp4"),
    "mov": ("video", "video/quicktime"),
    "3gp": ("video", "video/3gpp"),
    "mkv": ("video", "video/x-matroska"),
    "webm": ("video", "video/webm"),
    "ogv": ("video", "video/ogg"),
    "wmv": ("video", "video/x-ms-wmv"),
    "avi": ("video", "video/x-msvideo"),
    "flv": ("video", "video/x-flv"),
    "mpegts": ("video", "video/mp2t"),
    "mpeg": ("video", "video/mpeg"),
    "png": ("image", "image/png"),
    "jpeg": ("image", "image/jpeg"),
    "gif": ("image", "image/gif"),
    "bmp": ("image", "image/bmp"),
    "webp": ("image", "image/webp"),
    "tiff": ("image", "image/tiff"),
    "heic": ("image", "image/heic"),
    "avif": ("image", "image/avif"),
    "ico": ("image", "image/vnd.microsoft.icon"),
    "jp2": ("image", "image/jp2"),
    "jxl": ("image", "image/jxl"),
    "psd": ("image", "image/vnd.adobe.photoshop"),
    "svg": ("image", "image/svg+xml"),
    "pdf": ("pdf", "application/pdf"),
    "txt": ("text", "text/plain"),
    "html": ("text", "text/html"),
    "mhtml": ("text", "multipart/related"),
    "xml": ("text", "text/xml"),
    "json": ("text", "application/json"),
    "eml": ("mail", "message/rfc822"),
    "mbox": ("mail", "application/mbox"),
    "msg": ("mail", "application/vnd.ms-outlook"),
    "zip": ("archive", "application/zip"),
    "apk": ("archive", "application/vnd.android.package-archive"),
    "rar": ("archive", "application/vnd.rar"),
    "7z": ("archive", "application/x-7z-compressed"),
    "gz": ("archive", "application/gzip"),
    "bz2": ("archive", "application/x-bzip2"),
    "xz": ("archive", "application/x-xz"),
    "zst": ("archive", "application/zstd"),
    "tar": ("archive", "application/x-tar"),
    "docx": ("office", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("office", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("office", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "odt": ("office", "application/vnd.oasis.opendocument.text"),
    "ods": ("office", "application/vnd.oasis.opendocument.spreadsheet"),
    "odp": ("office", "application/vnd.oasis.opendocument.presentation"),
    "epub": ("office", "application/epub+zip"),
    "ofd": ("office", "application/ofd"),
    "doc": ("office", "application/msword"),
    "xls": ("office", "application/vnd.ms-excel"),
    "ppt": ("office", "application/vnd.ms-powerpoint"),
    "rtf": ("office", "application/rtf"),
    "ole": ("office", "application/x-ole-storage"),
}

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"GIF87a", "gif"),
    (0, b"GIF89a", "gif"),
    (0, b"II*\x00", "tiff"),
    (0, b"MM\x00*", "tiff"),
    (0, b"8BPS", "psd"),
    (0, b"\x00\x00\x01\x00", "ico"),
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", "jp2"),
    (0, b"\xff\x0a", "jxl"),
    (0, b"\x00\x00\x00\x0cJXL \r\n\x87\n", "jxl"),
    (0, b"#!AMR-WB", "awb"),
    (0, b"#!AMR", "amr"),
    (0, b"\x02#!SILK_V3", "silk"),
    (0, b"#!SILK_V3", "silk"),
    (0, b"fLaC", "flac"),
    (0, b"caff\x00\x01", "caf"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", "wma"),
    (0, b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00", "w64"),
    (0, b".snd\x00\x00", "au"),
    (0, b"MAC \x96\x0f\x00\x00", "ape"),
    (0, b"MThd\x00\x00\x00\x06", "midi"),
    (0, b"FLV\x01", "flv"),
    (0, b"\x00\x00\x01\xba", "mpeg"),
    (0, b"\x00\x00\x01\xb3", "mpeg"),
    (0, b"{\\rtf", "rtf"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"\x1f\x8b\x08", "gz"),
    (0, b"BZh", "bz2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zst"),
    (257, b"ustar", "tar"),
)

_RIFF = {b"WAVE": "wav", b"AVI ": "avi", b"WEBP": "webp", b"QLCM": "qcp"}


def sniff(file: SourceFile) -> Sniffed:
    """What this file is. Never raises for its content."""
    head = file.at(0, HEAD)
    if not head:
        return Sniffed("empty")
    for look in (_by_magic, _by_structure, _by_frames):
        found = look(head, file)
        if found is not None:
            return found
    return _by_text(head, whole=file.bytes <= len(head))


def _by_magic(head: bytes, file: SourceFile) -> Sniffed | None:
    for offset, magic, container in _MAGIC:
        if head.startswith(magic, offset):
            return Sniffed(container)
    if (
        head[:2] == b"BM"
        and len(head) >= 26
        and head[6:10] == bytes(4)
        and head[14] in _BMP_HEADERS
    ):
        return Sniffed("bmp")
    # PDF readers accept up to 1 KB of rubbish before the header; so do the people who send such files.
    if b"%PDF-" in head[:1024]:
        return Sniffed("pdf")
    return None


_BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)


def _by_structure(head: bytes, file: SourceFile) -> Sniffed | None:
    if head[:4] in (b"RIFF", b"RIFX", b"RF64", b"BW64") and head[8:12] in _RIFF:
        return Sniffed(_RIFF[head[8:12]])
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return Sniffed("aiff")
    if head[:4] == b"OggS":
        return Sniffed("opus" if b"OpusHead" in head[:128] else "ogg")
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return Sniffed("webm" if b"webm" in head[:64] else "mkv")
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip(head, file)
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _ole(head, file)
    return _iso(head, file)


# ---- MP4 and its relatives

_BRANDS = {
    b"M4A ": "m4a",
    b"M4B ": "m4a",
    b"qt  ": "mov",
    b"heic": "heic",
    b"heix": "heic",
    b"heim": "heic",
    b"heis": "heic",
    b"hevc": "heic",
    b"hevx": "heic",
    b"mif1": "heic",
    b"msf1": "heic",
    b"avif": "avif",
    b"avis": "avif",
}


def _iso(head: bytes, file: SourceFile) -> Sniffed | None:
    if head[4:8] not in (b"ftyp", b"moov", b"mdat", b"wide"):
        return None
    brand = head[8:12] if head[4:8] == b"ftyp" else b"qt  "
    container = "3gp" if brand[:3] in (b"3gp", b"3g2", b"3gr") else _BRANDS.get(brand, "mp4")
    if container == "heic" and b"avif" in head[8:64]:
        container = "avif"
    return Sniffed(container, broken=_cut_off(file, container))


def _cut_off(file: SourceFile, container: str) -> tuple[str, ...]:
    boxes = list(boxes_of(file, 0, file.bytes))
    whole = all(end <= file.bytes for _, _, end in boxes)
    index = b"meta" if container in ("heic", "avif") else b"moov"
    known = any(name == index for name, _, _ in boxes)
    return () if whole and known else ("truncated",)


def boxes_of(file: SourceFile, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of an MP4 or HEIF file between two offsets: name, where the content starts, where it ends.

    A box that claims to end behind `end` is given with that claim. At most 10,000 are read.
    """
    for _ in range(10_000):
        header = file.at(start, 16)
        if start + 8 > end or len(header) < 8:
            return
        size, name, skip = int.from_bytes(header[:4], "big"), header[4:8], 8
        if size == 1:
            size, skip = int.from_bytes(header[8:16], "big"), 16
        elif size == 0:
            size = end - start
        if size < skip:
            return
        yield name, start + skip, start + size
        start += size


# ---- ZIP and what is packed in it

_ZIP_MARKS = (
    ("word/", "docx"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
    ("OFD.xml", "ofd"),
    ("AndroidManifest.xml", "apk"),
)
_ZIP_TYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/epub+zip": "epub",
}


def _zip(head: bytes, file: SourceFile) -> Sniffed:
    names = _zip_directory(file)
    broken = () if names is not None else ("truncated",)
    for declared, container in _ZIP_TYPES.items():
        if head[30:38] == b"mimetype" and head.startswith(declared, 38):
            return Sniffed(container, broken=broken)
    for name in _local_names(head) if names is None else names:
        for mark, container in _ZIP_MARKS:
            if name.startswith(mark):
                return Sniffed(container, broken=broken)
    return Sniffed("zip", broken=broken)


def _zip_directory(file: SourceFile) -> list[str] | None:
    """Names in the central directory (its first megabyte), None where the file ends before it."""
    tail = file.at(-(HEAD + 22), HEAD + 22)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return None
    size, offset = struct.unpack("<II", tail[end + 12 : end + 20])
    # 0xffffffff stands for a ZIP64 number elsewhere; the directory lies right before either way.
    begin = max(0, file.bytes - len(tail) + end - size) if offset != 0xFFFFFFFF else 0
    return list(_directory_names(file.at(begin, min(size, _DIRECTORY))))


def _directory_names(directory: bytes) -> Iterator[str]:
    at = 0
    while directory.startswith(b"PK\x01\x02", at) and at + 46 <= len(directory):
        name, extra, comment = struct.unpack("<HHH", directory[at + 28 : at + 34])
        yield directory[at + 46 : at + 46 + name].decode("utf-8", "replace")
        at += 46 + name + extra + comment


def _local_names(head: bytes) -> Iterator[str]:
    for found in re.finditer(rb"PK\x03\x04", head):
        at = found.start()
        if at + 30 <= len(head):
            size = int.from_bytes(head[at + 26 : at + 28], "little")
            yield head[at + 30 : at + 30 + size].decode("utf-8", "replace")


# ---- the older office files, all in one kind of container

_OLE_MARKS = (
    ("__substg1.0_", "msg"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)


def _ole(head: bytes, file: SourceFile) -> Sniffed:
    if len(head) < 52:
        return Sniffed("ole", broken=("truncated",))
    shift = int.from_bytes(head[30:32], "little")
    sector = int.from_bytes(head[48:52], "little")
    directory = file.at((sector + 1) << shift, HEAD) if shift in (9, 12) else b""
    names = {
        directory[at : at + 64].decode("utf-16-le", "replace").split("\0")[0]
        for at in range(0, len(directory), 128)
    }
    if "EncryptedPackage" in names:
        return Sniffed("ole", broken=("office_locked",))
    for mark, container in _OLE_MARKS:
        if any(name.startswith(mark) for name in names):
            return Sniffed(container)
    return Sniffed("ole", broken=() if directory else ("truncated",))


# ---- streams of frames without a header of their own

_MP3_RATES = (44100, 48000, 32000)
_MP3_KBITS = {
    (1, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


def _by_frames(head: bytes, file: SourceFile) -> Sniffed | None:
    if head[:3] == b"ID3" and len(head) >= 10:
        # A cover picture in the tag may be larger than the head that was read.
        return _frames(file.at(id3_size(head), HEAD)) or Sniffed("mp3")
    if head[:1] == b"\x47" and head[188:189] == b"\x47" and head[376:377] == b"\x47":
        return Sniffed("mpegts")
    return _frames(head)


def id3_size(head: bytes) -> int:
    """Bytes of the ID3v2 tag that a file begins with."""
    value = 0
    for byte in head[6:10]:
        value = value << 7 | byte & 0x7F
    return value + 10


def _frames(head: bytes) -> Sniffed | None:
    # Three frames in a row, each where the one before says: two bytes alone mean nothing.
    if _in_a_row(head, _adts_size):
        return Sniffed("aac")
    if _in_a_row(head, mp3_frame_size):
        return Sniffed("mp3")
    return None


def _in_a_row(head: bytes, size_of: Callable[[bytes], int], wanted: int = 3) -> bool:
    at = 0
    for _ in range(wanted):
        size = size_of(head[at : at + 7])
        if not size:
            return False
        at += size
    return True


def _adts_size(header: bytes) -> int:
    if len(header) < 7 or header[0] != 0xFF or header[1] & 0xF6 != 0xF0:
        return 0
    size = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    return size if size > 7 and header[2] >> 2 & 15 < 13 else 0


def mp3_frame_size(header: bytes) -> int:
    """Bytes of the MPEG audio frame that starts here, 0 if none does."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    bits, rate = header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or layer == 4 or bits in (0, 15) or rate == 3:
        return 0
    kind = 1 if version == 3 else 2
    hertz = _MP3_RATES[rate] >> {3: 0, 2: 1, 0: 2}[version]
    kbits, padding = _MP3_KBITS[kind, layer][bits], header[2] >> 1 & 1
    if layer == 1:
        return (12_000 * kbits // hertz + padding) * 4
    return (72_000 if kind == 2 and layer == 3 else 144_000) * kbits // hertz + padding


# ---- text

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")
_HEADER = re.compile(
    r"^(From|To|Date|Subject|Message-ID|Received|MIME-Version|Return-Path|Content-Type|Delivered-To"
    r"|Reply-To|X-[\w-]+|DKIM-Signature|Sender|Cc):",
    re.IGNORECASE | re.MULTILINE,
)


def _by_text(head: bytes, whole: bool) -> Sniffed:
    encoding = _encoding(head, whole)
    if not encoding:
        return Sniffed("")
    text = head.decode(encoding, "ignore").lstrip("\ufeff")
    return Sniffed(_kind_of_text(text), encoding)


def _encoding(head: bytes, whole: bool) -> str:
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding if _is_text(head, encoding, whole) else ""
    for encoding in ("utf-8", "gb18030"):
        if _is_text(head, encoding, whole):
            return encoding
    for encoding, upper, lower in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        # Without a mark, zeros in every other byte (Latin letters, blanks, line ends) tell it from noise.
        zeros = head[upper::2].count(0)
        if zeros * 5 > len(head) // 2 and not head[lower::2].count(0):
            return encoding if _is_text(head, encoding, whole) else ""
    return ""


def _is_text(head: bytes, encoding: str, whole: bool) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head, final=whole)
    except UnicodeError:
        return False
    # GB18030 gives every pair of bytes a character, if need be a private one: real text has none there.
    private = encoding == "gb18030" and any(0xE000 <= ord(sign) < 0xF900 for sign in text)
    return not private and not _CONTROL.search(text)


def _kind_of_text(text: str) -> str:
    start = text[:2000].lstrip()
    lower = start.lower()
    if lower.startswith(("<!doctype html", "<html", "<head", "<body")):
        return "html"
    if "<svg" in lower[:1000] and lower.startswith(("<svg", "<?xml", "<!--", "<!doctype svg")):
        return "svg"
    if lower.startswith("<?xml"):
        return "html" if "<html" in lower[:1000] else "xml"
    if _JSON.match(start):
        return "json"
    return _kind_of_letter(text)


# A chat log may begin with "[2026-11-22 10:03]": in JSON the first value is set off by more than a bracket.
_JSON = re.compile(r'\{\s*("[^"\n]*"\s*:|\}\s*$)|\[\s*(\{\s*["}]|\[|"|\]\s*$|-?\d+(\.\d+)?\s*,)')


def _kind_of_letter(text: str) -> str:
    mbox = re.match(r"From \S+ .*\d{4}\r?\n", text) is not None
    headers = re.split(r"\r?\n\r?\n", text, maxsplit=1)[0]
    names = {name.lower() for name in _HEADER.findall(headers)}
    first = _HEADER.match(headers.split("\n", 1)[1] if mbox and "\n" in headers else headers)
    if first is None or len(names) < 3 or not names & {"message-id", "received", "mime-version"}:
        return "txt"
    if re.search(r"^Content-Type:\s*multipart/related", headers, re.IGNORECASE | re.MULTILINE):
        return "mhtml" if "snapshot-content-location" in headers.lower() else "eml"
    return "mbox" if mbox else "eml"
