"""What is known of an item: real sounds, pictures, films and papers, made here; names and numbers are invented."""

from __future__ import annotations

import json
import os
import wave
from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from evidence_keeper.intake.describe import NOTE_CODES, Description, describe
from evidence_keeper.model import Kind, Source, TimeSource

NOW = datetime(2026, 11, 22, 8, 0).astimezone()
LONG_AGO = NOW - timedelta(days=30)
CALL = "通话录音@客服小王(13800138000)_20260302100305"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone()


def wav(seconds: float = 1.0) -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(int(seconds * 8000) * 2))
    return out.getvalue()


def recording(created: datetime | None, seconds: int = 2, container: str = "ipod") -> bytes:
    """An m4a whose container says when it was made."""
    out = BytesIO()
    with av.open(out, "w", format=container) as file:
        if created:
            file.metadata["creation_time"] = created.isoformat()
        stream = file.add_stream("aac", rate=8000)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 8000 * seconds), np.float32), format="fltp", layout="mono"
        )
        frame.sample_rate, frame.time_base = 8000, Fraction(1, 8000)
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return out.getvalue()


def film() -> bytes:
    out = BytesIO()
    with av.open(out, "w", format="mp4") as file:
        stream = file.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(10):
            file.mux(stream.encode(av.VideoFrame(64, 48, "yuv420p")))
        file.mux(stream.encode(None))
    return out.getvalue()


def picture(
    size: tuple[int, int], kind: str = "PNG", taken: str = "", camera: str = "", zone: str = ""
) -> bytes:
    out = BytesIO()
    exif = Image.Exif()
    if camera:
        exif[0x010F], exif[0x0110] = camera, "X1"
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    if zone:
        exif.get_ifd(0x8769)[0x9011] = zone
    Image.new("RGB", size, "white").save(out, kind, exif=exif)
    return out.getvalue()


def pdf() -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=True)  # its CreationDate is in 2000: no time
    canvas.drawString(100, 700, "bill")
    canvas.save()
    return out.getvalue()


@pytest.fixture
def look(tmp_path: Path) -> Callable[..., Description]:
    """Describes bytes under a name and in a folder, as if they had been copied from there."""

    def described(
        content: bytes,
        name: str,
        folder: str = "/home/li/Desktop",
        modified_at: datetime | None = None,
        **more: object,
    ) -> Description:
        path = tmp_path / "staged"
        path.write_bytes(content)
        return describe(
            path,
            name=name,
            source_path=f"{folder}/{name}",
            modified_at=modified_at,
            now=NOW,
            **more,  # type: ignore[arg-type]
        )

    return described


def notes(description: Description) -> dict[str, object]:
    """Each note's code with its only datum."""
    return {
        str(note["code"]): next((value for key, value in note.items() if key != "code"), None)
        for note in description.provenance.notes
    }


LOG = """2026-03-02 10:03:05 小李
你好，我要退订
2026-03-02 10:03:15 客服机器人
您好，请问有什么可以帮您？
2026-03-02 10:03:25 小李
转人工
"""

# content, name, folder, kind
KINDS = [
    (wav(), "新录音 3.wav", "/sd/Sounds", Kind.AUDIO),
    (wav(), CALL + ".mp3", "/sd/Music", Kind.CALL),
    (wav(), "a.wav", "/sd/MIUI/sound_recorder/call_rec", Kind.CALL),
    (wav(), "a.wav", "/sd/Sounds/CallRecord", Kind.CALL),
    (wav(), "a.wav", "/sd/Recordings/Call", Kind.CALL),
    (wav(), "a.wav", "/sd/Music/Recordings/Call Recordings/ThirdRecord", Kind.CALL),
    (wav(), "a.wav", "C:\\手机\\录音\\通话录音", Kind.CALL),
    (wav(), "a.wav", "/sd/Record/PhoneRecord", Kind.CALL),
    (wav(), "a.wav", "/home/call/music", Kind.AUDIO),
    (wav(), "a.wav", "/sd/Recordings", Kind.AUDIO),
    (wav(), "photo.jpg", "/sd", Kind.AUDIO),
    (recording(None), "a.mp4", "/sd", Kind.AUDIO),
    (film(), "a.mp3", "/sd", Kind.VIDEO),
    (film(), CALL + ".mp4", "/sd", Kind.VIDEO),
    (picture((1080, 2340)), "IMG_0001.PNG", "/sd", Kind.SCREENSHOT),
    (picture((1170, 2532)), "a.png", "/sd", Kind.SCREENSHOT),
    (picture((1080, 11400)), "a.png", "/sd", Kind.SCREENSHOT),
    (picture((2340, 1080)), "a.png", "/sd", Kind.SCREENSHOT),
    (picture((1920, 1080)), "a.png", "/sd", Kind.SCREENSHOT),
    (picture((1080, 2400), "JPEG"), "mmexport1700000000000.jpg", "/sd", Kind.SCREENSHOT),
    (picture((300, 200)), "截屏2026-03-02 10.03.05.png", "/sd", Kind.SCREENSHOT),
    (picture((300, 200), "JPEG"), "Screenshot_20260302_100305.jpg", "/sd", Kind.SCREENSHOT),
    (picture((300, 200)), "logo.png", "/sd", Kind.IMAGE),
    (picture((1080, 1440), "JPEG"), "微信图片_20260302100305.jpg", "/sd", Kind.IMAGE),
    (picture((1080, 1920), "JPEG"), "a.jpg", "/sd", Kind.IMAGE),
    (picture((1080, 2340), "JPEG", camera="Nokia"), "Screenshot_1.jpg", "/sd", Kind.IMAGE),
    (pdf(), "账单.jpg", "/sd", Kind.DOCUMENT),
    (LOG.encode(), "a.mp3", "/sd", Kind.CHAT),
    (LOG.encode("gb18030"), "a", "/sd", Kind.CHAT),
    (LOG.encode("utf-16"), "a.txt", "/sd", Kind.CHAT),
    (LOG.replace("\n", "\r\n").encode("utf-8-sig"), "a.txt", "/sd", Kind.CHAT),
    ("我今天打了三次电话。".encode(), "聊天记录.txt", "/sd", Kind.DOCUMENT),
    (b"\x9c\xff\x07\x03" * 99, "a.mp3", "/sd", Kind.OTHER),
    (b"PK\x05\x06" + bytes(18), "a.zip", "/sd", Kind.OTHER),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "name", "folder", "kind"), KINDS, ids=[f"{row[2]}/{row[1]}" for row in KINDS]
)
def test_kind_follows_from_the_content_and_only_then_from_the_name(
    look: Callable[..., Description], content: bytes, name: str, folder: str, kind: Kind
) -> None:
    assert look(content, name, folder).kind is kind


def test_call_has_number_contact_and_the_phone_s_time(look: Callable[..., Description]) -> None:
    item = look(wav(), CALL + ".mp3", modified_at=LONG_AGO)
    assert (item.captured_at, item.time_source) == (
        local("2026-03-02 10:03:05"),
        TimeSource.FILENAME,
    )
    assert (item.provenance.phone_number, item.provenance.contact) == ("13800138000", "客服小王")
    assert notes(item) == {"filename_time": local("2026-03-02 10:03:05").isoformat()}
    assert item.provenance.extra["file_modified_at"] == LONG_AGO.isoformat()
    assert item.provenance.extra["seconds"] == pytest.approx(1.0)


def test_name_wins_over_container_and_both_are_noted(look: Callable[..., Description]) -> None:
    named = local("2026-03-02 10:03:05")
    item = look(recording(named + timedelta(seconds=2), seconds=2), CALL + ".m4a")
    assert (item.captured_at, item.time_source) == (named, TimeSource.FILENAME)
    assert notes(item) == {
        "filename_time": named.isoformat(),
        "container_time": (named + timedelta(seconds=2)).isoformat(),
    }


@pytest.mark.parametrize("apart", [-28800, -4, 4, 28800])
def test_times_further_apart_than_the_recording_is_long_are_noted(
    look: Callable[..., Description], apart: int
) -> None:
    named = local("2026-03-02 10:03:05")
    item = look(recording(named + timedelta(seconds=apart), seconds=2), CALL + ".m4a")
    assert item.captured_at == named
    assert notes(item)["times_differ"] == abs(apart)


def test_container_s_time_counts_where_the_name_says_none(look: Callable[..., Description]) -> None:
    made = local("2026-03-02 10:03:05")
    item = look(recording(made), "录音.m4a", modified_at=LONG_AGO)
    assert (item.captured_at, item.time_source) == (made, TimeSource.CONTAINER)
    assert item.captured_at is not None
    assert item.captured_at.utcoffset() == made.utcoffset()


def test_refused_time_in_the_name_gives_way_to_the_container(
    look: Callable[..., Description],
) -> None:
    made = local("2026-03-02 10:03:05")
    item = look(recording(made), "10086_20261332256199.m4a")
    assert (item.captured_at, item.time_source) == (made, TimeSource.CONTAINER)
    assert notes(item)["time_refused"] == "20261332256199"


def test_camera_s_time_is_exif_and_its_zone_stays(look: Callable[..., Description]) -> None:
    photo = picture((400, 300), "JPEG", "2026:03:02 10:03:05", "Nokia", "+09:00")
    item = look(photo, "DSC_0001.jpg", modified_at=LONG_AGO)
    assert (item.kind, item.time_source) == (Kind.IMAGE, TimeSource.EXIF)
    assert item.captured_at is not None
    assert item.captured_at.isoformat() == "2026-03-02T10:03:05+09:00"
    assert "Nokia" in item.provenance.device


@pytest.mark.parametrize(
    ("content", "name"),
    [(wav(), "录音.wav"), (picture((300, 200)), "a.png"), (film(), "a.mp4"), (wav(), "通话.wav")],
)
def test_file_s_own_time_counts_only_where_it_is_older_than_the_copying(
    look: Callable[..., Description], content: bytes, name: str
) -> None:
    old = look(content, name, modified_at=LONG_AGO)
    assert (old.captured_at, old.time_source) == (LONG_AGO, TimeSource.FILE_MTIME)
    for fresh in (NOW - timedelta(seconds=119), NOW, NOW + timedelta(days=1), None):
        item = look(content, name, modified_at=fresh)
        assert (item.captured_at, item.time_source) == (None, TimeSource.NONE)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (pdf(), "账单_20260302100305.pdf"),
        (LOG.encode(), "聊天记录_20260302100305.txt"),
        (b"note", "20260302_100305.txt"),
        (picture((300, 200)), "mmexport1700000000000.png"),
        (picture((300, 200)), "微信图片_20260302100305.png"),
    ],
)
def test_papers_logs_and_saved_pictures_have_no_time_of_their_own(
    look: Callable[..., Description], content: bytes, name: str
) -> None:
    item = look(content, name, modified_at=LONG_AGO)
    assert (item.captured_at, item.time_source) == (None, TimeSource.NONE)
    assert item.provenance.extra["file_modified_at"] == LONG_AGO.isoformat()


@pytest.mark.parametrize("year", [1904, 1970, 1980, 2004])
def test_clock_that_was_never_set_is_no_time(look: Callable[..., Description], year: int) -> None:
    item = look(wav(), "a.wav", modified_at=LONG_AGO.replace(year=year))
    assert (item.captured_at, item.time_source) == (None, TimeSource.NONE)


def test_moment_of_saving_is_noted(look: Callable[..., Description]) -> None:
    item = look(picture((300, 200)), "微信图片_20260302100305.png")
    assert notes(item) == {"saved_time": local("2026-03-02 10:03:05").isoformat()}


def test_broken_recording_keeps_what_its_name_says(look: Callable[..., Description]) -> None:
    item = look(b"\x9c\xff\x07\x03" * 99, CALL + ".mp3")
    assert item.kind is Kind.OTHER
    assert (item.captured_at, item.provenance.phone_number) == (
        local("2026-03-02 10:03:05"),
        "13800138000",
    )


def test_what_is_broken_is_noted(look: Callable[..., Description]) -> None:
    whole = picture((900, 900))
    assert notes(look(whole[:-40], "a.png"))["broken"] == "truncated"


def test_name_that_is_no_text_leaves_no_lone_surrogate(look: Callable[..., Description]) -> None:
    name = os.fsdecode(b"\xcd\xa8\xbb\xb0_20260302100305.mp3")
    for given_name in (name, "\u0368\ufffd\ufffd_20260302100305.mp3"):
        path = Path(__file__)
        item = describe(
            path, name=given_name, source_path=f"/sd/\udcff/{name}", modified_at=None, now=NOW
        )
        provenance = item.provenance
        assert provenance.extra["name_bytes"] == name.encode("utf-8", "surrogateescape").hex()
        assert provenance.path == "/sd/\ufffd/\u0368\ufffd\ufffd_20260302100305.mp3"
        assert "name_undecodable" in notes(item)


def test_sending_phone_wins_over_the_content_s_own_device(look: Callable[..., Description]) -> None:
    photo = picture((400, 300), "JPEG", camera="Nokia")
    item = look(photo, "a.jpg", source=Source.PHONE, device="小李的手机")
    assert (item.provenance.source, item.provenance.device) == (Source.PHONE, "小李的手机")


def test_content_that_nobody_can_open_is_still_an_item(tmp_path: Path) -> None:
    item = describe(tmp_path / "gone", name=CALL, source_path="", modified_at=None, now=NOW)
    assert (item.kind, item.captured_at) == (Kind.OTHER, local("2026-03-02 10:03:05"))
    assert "not_readable" in notes(item)


STARTS = [
    b"",
    b"RIFF",
    b"ID3",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"%PDF-1.7\n",
    b"OggS",
    b"#!AMR\n",
]
STARTS += [
    b"\x00\x00\x00\x18ftypM4A ",
    b"PK\x03\x04",
    b"fLaC",
    "2026-03-02 10:03 李: ".encode(),
    b"\xff\xfe",
]


@settings(deadline=None)  # the first look loads the libraries
@given(st.sampled_from(STARTS), st.binary(max_size=300), st.text(max_size=40))
@example(b"", b"\xff" * 100, "\udcff")
def test_no_content_and_no_name_raises_and_all_of_it_can_be_written_down(
    tmp_path_factory: pytest.TempPathFactory, start: bytes, rest: bytes, name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(start + rest)
    item = describe(path, name=name, source_path=f"/sd/{name}", modified_at=LONG_AGO, now=NOW)
    assert (item.captured_at is None) == (item.time_source is TimeSource.NONE)
    provenance = item.provenance
    assert {note["code"] for note in provenance.notes} <= set(NOTE_CODES)
    json.dumps(
        [
            provenance.path,
            provenance.device,
            [*map(dict, provenance.notes)],
            dict(provenance.extra),
        ],
        ensure_ascii=False,
    ).encode()
