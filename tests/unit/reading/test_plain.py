"""An original's own text, sign for sign: real files in every encoding that exports come in."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from evidence_keeper.errors import SourceError
from evidence_keeper.model import Kind
from evidence_keeper.reading import plain
from evidence_keeper.reading.decoding import decode
from evidence_keeper.reading.html_text import html_to_text
from evidence_keeper.reading.plain import read_text

LOG = "2026-03-02 10:03:05 小李\r\n  我要退订，转人工！ \r\n\r\n2026-03-02 10:03:15 客服机器人\r\n您好\r\n"


def write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "original"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
def test_text_comes_out_sign_for_sign_and_names_its_encoding(
    tmp_path: Path, written: str, named: str
) -> None:
    found = read_text(write(tmp_path, LOG.encode(written)), Kind.CHAT)
    assert found is not None
    assert (found.text, found.encoding, found.engine, found.complete, found.hurt) == (
        LOG,
        named,
        "text",
        True,
        0,
    )


def test_rare_hanzi_of_gb18030_are_read() -> None:
    assert decode("𠮷野家，㛃、䶮。".encode("gb18030")).text == "𠮷野家，㛃、䶮。"


def test_lines_are_counted_as_in_the_original(tmp_path: Path) -> None:
    text = "a\r\nb\nc\rd\u2028e\x0bf\n"
    found = read_text(write(tmp_path, text.encode()), Kind.DOCUMENT)
    assert found is not None
    assert found.lines == ("a", "b", "c", "d\u2028e\x0bf", "")


def test_log_with_a_hurt_byte_is_not_read_as_another_encoding() -> None:
    content = bytearray(LOG.encode() * 3)
    content[content.index("退".encode()) + 1] = 0xFF
    found = decode(bytes(content))
    assert found.encoding == "utf-8"
    assert 0 < found.hurt < 4
    assert found.text.count("客服机器人") == 3


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known_by_its_line_ends(encoding: str) -> None:
    text = "一个人，我要退订，转人工\n" * 9
    assert decode(text.encode(encoding)).text == text


def test_stray_zero_byte_makes_no_utf16() -> None:
    assert decode(("我要退订" * 9 + "\0").encode()).encoding == "utf-8"
    assert decode(b"I want to cancel, please\0\n").encoding == "utf-8"


def test_text_beyond_the_limit_is_cut_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain, "LIMIT", 10)
    found = read_text(write(tmp_path, "取证管家取证".encode()), Kind.DOCUMENT)
    assert found is not None
    assert (found.text, found.complete, found.hurt) == ("取证管", False, 0)


@given(st.text(max_size=200))
@example("\ufeff")
def test_any_text_in_utf8_with_a_mark_comes_back(text: str) -> None:
    assert decode(text.encode("utf-8-sig")).text == text


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
def test_any_text_in_utf8_comes_back(text: str) -> None:
    assert decode(text.encode()).text == text.removeprefix("\ufeff")


@given(
    st.binary(max_size=300),
    st.booleans(),
    st.sampled_from(["", "gbk", "no", "base64", "rot13", "unicode_escape", "utf-7", "utf-8\0"]),
)
def test_any_bytes_are_some_text(data: bytes, cut: bool, declared: str) -> None:
    found = decode(data, cut=cut, declared=declared)
    found.text.encode("utf-8", "strict" if "\ud800" not in found.text else "replace")


# ---- what has no text of its own


@pytest.mark.parametrize("kind", [Kind.CALL, Kind.AUDIO, Kind.IMAGE, Kind.SCREENSHOT, Kind.VIDEO])
def test_recordings_and_pictures_have_none(tmp_path: Path, kind: Kind) -> None:
    assert read_text(write(tmp_path, LOG.encode()), kind) is None


def test_packed_and_unknown_files_have_none(tmp_path: Path) -> None:
    for content in (b"PK\x05\x06" + bytes(18), b"\x9c\xff\x07\x03" * 99):
        assert read_text(write(tmp_path, content), Kind.OTHER) is None


def test_missing_original_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        read_text(tmp_path / "gone", Kind.CHAT)
    assert caught.value.code == "source_unreadable"


# ---- PDF


def bill(*pages: str) -> bytes:
    out = BytesIO()
    canvas = Canvas(out)
    for words in pages:
        canvas.drawString(100, 700, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_pdf_s_text_layer_is_read_page_by_page(tmp_path: Path) -> None:
    found = read_text(write(tmp_path, bill("Bill 2026-03", "Total 59.00")), Kind.DOCUMENT)
    assert found is not None
    assert [page.strip() for page in found.text.split("\f")] == ["Bill 2026-03", "Total 59.00"]
    assert (found.engine, found.encoding) == ("pdf", "")


def test_scan_has_no_text_of_its_own(tmp_path: Path) -> None:
    out = BytesIO()
    Image.new("RGB", (200, 300), "white").save(out, "PDF")
    assert read_text(write(tmp_path, out.getvalue()), Kind.DOCUMENT) is None


def test_locked_and_broken_pdf_are_named(tmp_path: Path) -> None:
    locked = BytesIO()
    with pikepdf.open(BytesIO(bill("secret"))) as document:
        document.save(locked, encryption=pikepdf.Encryption(user="a", owner="b"))
    for content, code in (
        (locked.getvalue(), "pdf_locked"),
        (b"%PDF-1.7\n" + b"x" * 99, "media_broken"),
    ):
        with pytest.raises(SourceError) as caught:
            read_text(write(tmp_path, content), Kind.DOCUMENT)
        assert caught.value.code == code


# ---- pages and mails


def test_page_gives_its_words_without_scripts(tmp_path: Path) -> None:
    page = """<!DOCTYPE html><html><head><title>客服</title><meta charset="gb2312"><style>p{}</style>
    <script>var a = "<p>no</p>";</script></head><body><p>小李 &amp; 客服<br>10:03</p>
    <table><tr><td>转</td><td>人工</td></tr></table><pre>a
      b</pre></body></html>"""
    found = read_text(write(tmp_path, page.encode("gbk")), Kind.DOCUMENT)
    assert found is not None
    assert (found.engine, found.encoding) == ("html", "gb18030")
    words = [line for line in found.text.split("\n") if line.strip()]
    assert words == ["客服", "小李 & 客服", "10:03", "转\t人工", "a", "b"]


@pytest.mark.parametrize(
    ("page", "words"),
    [("", ""), ("<", "<"), ("<p", ""), ("a<!-- b", "a"), ("&#0;&#x110000;x", "\ufffd\ufffdx")],
)
def test_odd_page_is_read_as_far_as_it_goes(page: str, words: str) -> None:
    assert html_to_text(page).startswith(words)


@given(st.text("<>/!-&#;ab=\"' \n"))
def test_no_page_raises(page: str) -> None:
    html_to_text(page)


MAIL = """From: =?gb2312?B?0KHA7g==?= <li@example.com>
To: care@example.com
Date: Mon, 02 Mar 2026 10:03:05 +0800
Subject: =?utf-8?B?6YCA6K6i?=
Message-ID: <1@example.com>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset=gb2312
Content-Transfer-Encoding: base64

ztLSqs3LtqmjrNeqyMu5pKGj
--b
Content-Type: text/html; charset=utf-8

<p>html</p>
--b--
"""


def test_mail_gives_its_heads_and_its_words(tmp_path: Path) -> None:
    found = read_text(write(tmp_path, MAIL.encode()), Kind.DOCUMENT)
    assert found is not None
    assert found.engine == "mail"
    assert found.text.split("\n") == [
        "From: 小李 <li@example.com>",
        "To: care@example.com",
        "Date: Mon, 02 Mar 2026 10:03:05 +0800",
        "Subject: 退订",
        "",
        "我要退订，转人工。",
    ]


@pytest.mark.parametrize("charset", ["nonsense", "x-unknown", '"', "utf-8"])
def test_mail_with_odd_heads_is_read_as_far_as_it_goes(tmp_path: Path, charset: str) -> None:
    mail = MAIL.replace("charset=gb2312", f"charset={charset}").replace(
        "=?utf-8?B?", f"=?{charset}?B?%%"
    )
    found = read_text(write(tmp_path, mail.encode()), Kind.DOCUMENT)
    assert found is not None
    assert "我要退订，转人工。" in found.text
