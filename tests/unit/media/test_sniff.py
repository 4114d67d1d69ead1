"""What a file is follows from its bytes. Names and endings say nothing."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.media import probe
from evidence_keeper.media.sniff import sniff
from evidence_keeper.media.source import SourceFile
from tests.unit.media import samples


def _of(tmp_path: Path, content: bytes, name: str = "thing.dat") -> tuple[str, str]:
    path = tmp_path / name
    path.write_bytes(content)
    known = probe(path)
    return known.family, known.container


def _zip(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        if first is not None:
            archive.writestr(*first)
        for name in names:
            archive.writestr(name, b"content " * 20)
    return made.getvalue()


def _ole(*names: str) -> bytes:
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = struct.pack("<H", 9)
    header[48:52] = struct.pack("<I", 0)
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)
    return bytes(header) + directory.ljust(512, b"\0")


CHAT = "2026-03-04 10:05:01 客服小王：您好，请问有什么可以帮您？\n"
MAIL = (
    "From: a@example.com\r\nTo: b@example.com\r\nDate: Wed, 4 Mar 2026 10:00:00 +0800\r\n"
    "Subject: x\r\nMIME-Version: 1.0\r\n\r\nBody"
)

CASES: list[tuple[bytes, str, str]] = [
    (b"", "empty", "empty"),
    (b"\x00\x01\x02\x03" * 50, "unknown", ""),
    (CHAT.encode(), "text", "txt"),
    (CHAT.encode("gb18030"), "text", "txt"),
    (CHAT.encode("utf-16"), "text", "txt"),
    (("line of text\r\n" * 9).encode("utf-16-le"), "text", "txt"),
    (b"\xef\xbb\xbf" + CHAT.encode(), "text", "txt"),
    ("[2026-03-04 10:05] 我: 你好".encode(), "text", "txt"),
    (b"[10:05] me: hello", "text", "txt"),
    (b"{hello} is no JSON", "text", "txt"),
    (b'[{"a": 1}]', "text", "json"),
    (b'{"messages": []}', "text", "json"),
    (b"[1, 2]", "text", "json"),
    (b"<!DOCTYPE html><html><body>log in", "text", "html"),
    (b"<html lang=zh>", "text", "html"),
    (b"<?xml version='1.0'?><a/>", "text", "xml"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image", "svg"),
    (b"#EXTM3U\nhttp://example.com/a.ts\n", "text", "txt"),
    (MAIL.encode(), "mail", "eml"),
    (b"From a@example.com Wed Mar  4 10:00:00 2026\n" + MAIL.encode(), "mail", "mbox"),
    ("From: 客服\nTo: 我\n您好".encode(), "text", "txt"),
    (b"{\\rtf1\\ansi hello}", "office", "rtf"),
    (_zip("[Content_Types].xml", "word/document.xml"), "office", "docx"),
    (_zip("_rels/.rels", "docProps/app.xml", "xl/workbook.xml"), "office", "xlsx"),
    (_zip("[Content_Types].xml", "ppt/presentation.xml"), "office", "pptx"),
    (_zip("OFD.xml", "Doc_0/Document.xml"), "office", "ofd"),
    (
        _zip("content.xml", first=("mimetype", b"application/vnd.oasis.opendocument.text")),
        "office",
        "odt",
    ),
    (_zip("AndroidManifest.xml", "classes.dex"), "archive", "apk"),
    (_zip("聊天记录/1.png", "2.png"), "archive", "zip"),
    (b"PK\x05\x06" + bytes(18), "archive", "zip"),
    (_ole("Root Entry", "WordDocument"), "office", "doc"),
    (_ole("Root Entry", "Workbook"), "office", "xls"),
    (_ole("Root Entry", "PowerPoint Document"), "office", "ppt"),
    (_ole("Root Entry", "__substg1.0_0037001F"), "mail", "msg"),
    (b"Rar!\x1a\x07\x01\x00", "archive", "rar"),
    (b"7z\xbc\xaf\x27\x1c\x00\x04", "archive", "7z"),
    (b"\x1f\x8b\x08\x00", "archive", "gz"),
    (b"\x02#!SILK_V3" + bytes(50), "audio", "silk"),
    (b"#!AMR-WB\n" + bytes(50), "audio", "awb"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image", "heic"),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "image", "avif"),
]


@pytest.mark.parametrize(("content", "family", "container"), CASES)
def test_bytes_say_what_it_is(tmp_path: Path, content: bytes, family: str, container: str) -> None:
    assert _of(tmp_path, content) == (family, container)
    assert _of(tmp_path, content, "movie.mp4") == (family, container)


@pytest.mark.parametrize("kind", sorted(samples.SOUNDS))
def test_recordings_under_a_wrong_name(sounds: dict[str, Path], tmp_path: Path, kind: str) -> None:
    family, container = _of(tmp_path, sounds[kind].read_bytes(), "聊天.txt")
    assert (family, container) == ("audio", samples.SOUNDS[kind][4])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "AVIF", "ICO"])
def test_pictures_under_a_wrong_name(tmp_path: Path, kind: str) -> None:
    made = io.BytesIO()
    samples.picture(64, 64).save(made, kind)
    assert _of(tmp_path, made.getvalue(), "通话录音.amr") == ("image", kind.lower())


def test_an_mp3_behind_a_large_cover_is_found(sounds: dict[str, Path], tmp_path: Path) -> None:
    size = 300_000
    parts = [size >> shift & 0x7F for shift in (21, 14, 7, 0)]
    tag = b"ID3\x03\x00\x00" + bytes(parts) + bytes(size)
    plain = sounds["mp3"].read_bytes()
    assert _of(tmp_path, tag + plain[plain.index(b"\xff\xfb") :]) == ("audio", "mp3")
    assert _of(tmp_path, tag + sounds["aac"].read_bytes()) == ("audio", "aac")


def test_a_text_keeps_its_encoding(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        path = tmp_path / encoding
        path.write_bytes(CHAT.encode(encoding) * 3000)
        assert probe(path).codec == encoding


def test_a_locked_office_paper_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(_ole("Root Entry", "EncryptedPackage", "EncryptionInfo"))
    assert probe(path).broken == ("office_locked",)


def test_a_cut_zip_is_named(tmp_path: Path) -> None:
    content = _zip("[Content_Types].xml", "word/document.xml")
    path = tmp_path / "a.docx"
    path.write_bytes(content[: len(content) * 2 // 3])
    known = probe(path)
    assert (known.family, known.container, known.broken) == ("office", "docx", ("truncated",))


@given(content=st.binary(max_size=400))
def test_any_bytes_have_a_family(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(content)
    with SourceFile(path) as file:
        found = sniff(file)
    assert (found.family == "empty") == (not content)
    assert found.mime


@given(
    text=st.text(
        alphabet=st.characters(codec="gb18030", categories=("L", "N", "P", "Zs")), min_size=1
    )
)
def test_any_text_is_text(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "text"
    path.write_bytes(f"我: {text}".encode())
    assert probe(path).family in ("text", "mail")
