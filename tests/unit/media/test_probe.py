"""One look at a file: lengths that are counted, times that are believed, damage that is named, and no surprises."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from evidence_keeper.errors import SourceError
from evidence_keeper.media import decode, probe
from tests.unit.media import samples

KINDS = sorted(samples.SOUNDS)
CHINA = timezone(timedelta(hours=8))
MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize("kind", KINDS)
def test_a_recording(sounds: dict[str, Path], kind: str) -> None:
    _, _, rate, channels, container, codec = samples.SOUNDS[kind]
    known = probe(sounds[kind])
    assert (known.family, known.container, known.codec) == ("audio", container, codec)
    assert (known.sample_rate, known.channels) == (rate, channels)
    assert known.seconds == pytest.approx(6.0, abs=0.15)
    assert known.mime.startswith("audio/")
    assert (known.created_at, known.created_from, known.broken) == (None, "", ())
    assert (known.width, known.height, known.pages) == (None, None, None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_truncated_recording_has_the_length_of_what_is_there(
    sounds: dict[str, Path], tmp_path: Path, kind: str, share: float
) -> None:
    content = sounds[kind].read_bytes()
    cut = tmp_path / "cut"
    cut.write_bytes(content[: int(len(content) * share)])
    known = probe(cut)
    if kind in ("m4a", "alac", "mov", "3gp"):
        assert (known.seconds, known.broken) == (None, ("truncated", "undecodable"))
        return
    there = sum(len(block) for block in decode(cut, 16000)) / 16000
    assert known.seconds == pytest.approx(there, abs=0.2 if kind != "wma" else 0.5)
    # Bare frames know of no end, so nothing is missing to them.
    if kind not in ("aac", "amr") and share < 0.9:
        assert known.broken == ("truncated",)


def test_an_unfinished_recording_is_measured(tmp_path: Path) -> None:
    """A recorder that was killed leaves a header that knows no length."""
    wave = samples.write_sound(tmp_path / "a.wav", "wav").read_bytes()
    data = wave.index(b"data")
    for size in (b"\0\0\0\0", b"\xff\xff\xff\xff"):
        (tmp_path / "b.wav").write_bytes(
            b"RIFF" + size + wave[8 : data + 4] + size + wave[data + 8 :]
        )
        known = probe(tmp_path / "b.wav")
        assert known.seconds == pytest.approx(6.0, abs=0.01)
        assert known.broken == ()
    flac = bytearray(samples.write_sound(tmp_path / "a.flac", "flac").read_bytes())
    flac[21] &= 0xF0
    flac[22:42] = bytes(20)
    (tmp_path / "b.flac").write_bytes(flac)
    assert probe(tmp_path / "b.flac").seconds == pytest.approx(6.0, abs=0.1)


def test_a_cover_picture_is_no_film(sounds: dict[str, Path], tmp_path: Path) -> None:
    cover = io.BytesIO()
    samples.picture(64, 64).save(cover, "PNG")
    content = b"\0image/png\0\x03\0" + cover.getvalue()
    frame = b"APIC" + struct.pack(">I", len(content)) + b"\0\0" + content
    size = bytes(len(frame) >> shift & 0x7F for shift in (21, 14, 7, 0))
    plain = sounds["mp3"].read_bytes()
    path = tmp_path / "song.mp3"
    path.write_bytes(b"ID3\x03\0\0" + size + frame + plain[plain.index(b"\xff\xfb") :])
    known = probe(path)
    assert (known.family, known.container, known.width) == ("audio", "mp3", None)
    assert known.seconds == pytest.approx(6.0, abs=0.1)


def test_a_film(film: Path, tmp_path: Path) -> None:
    known = probe(film)
    assert (known.family, known.container, known.mime) == ("video", "mp4", "video/mp4")
    assert (known.width, known.height, known.codec) == (160, 120, "h264")
    assert (known.sample_rate, known.channels) == (44100, 1)
    assert known.seconds == pytest.approx(4.0, abs=0.1)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(film.read_bytes()[:2000])
    assert probe(cut).broken == ("truncated", "undecodable")
    assert probe(cut).family == "video"


def test_a_film_whose_end_is_missing(film: Path, tmp_path: Path) -> None:
    fast = _index_first(film, tmp_path / "fast.mp4")
    content = fast.read_bytes()
    fast.write_bytes(content[: len(content) * 2 // 3])
    known = probe(fast)
    assert known.broken == ("truncated",)
    assert known.seconds is not None
    assert 1.5 < known.seconds < 3.5


def _index_first(film: Path, to: Path) -> Path:
    import av

    with av.open(film) as source, av.open(to, "w", options={"movflags": "faststart"}) as out:
        streams = {s.index: out.add_stream_from_template(s) for s in source.streams}
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = streams[packet.stream.index]
                out.mux(packet)
    return to


def test_a_phone_held_upright_gives_an_upright_film(film: Path, tmp_path: Path) -> None:
    content = bytearray(film.read_bytes())
    straight = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    turned = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    at = content.index(straight, content.index(b"tkhd"))
    content[at : at + 36] = turned
    (tmp_path / "turned.mp4").write_bytes(content)
    known = probe(tmp_path / "turned.mp4")
    assert (known.width, known.height) == (120, 160)


# ---- times and makers


@pytest.mark.parametrize("kind", ["m4a", "mov", "3gp", "mp3", "flac", "opus", "webm", "caf"])
def test_the_containers_own_time_is_utc(tmp_path: Path, kind: str) -> None:
    tags = {"creation_time": "2026-03-04T05:06:07Z"}
    known = probe(samples.write_sound(tmp_path / kind, kind, 1.0, tags))
    assert (known.created_at, known.created_from) == (MOMENT, "container")


@pytest.mark.parametrize(
    "never", ["1904-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z"]
)
def test_a_clock_that_was_never_set_is_no_time(tmp_path: Path, never: str) -> None:
    known = probe(samples.write_sound(tmp_path / "a", "m4a", 1.0, {"creation_time": never}))
    assert (known.created_at, known.created_from) == (None, "")


def test_apples_own_time_has_its_zone(tmp_path: Path) -> None:
    tags = {
        "com.apple.quicktime.creationdate": "2026-03-04T13:06:07+0800",
        "com.apple.quicktime.make": "Apple",
        "com.apple.quicktime.model": "iPhone 15",
        "com.apple.quicktime.software": "18.1",
        "creation_time": "2026-03-05T05:06:07Z",
    }
    known = probe(samples.write_sound(tmp_path / "a", "mka", 1.0, tags))
    assert known.created_at == MOMENT
    assert known.created_at is not None
    assert known.created_at.utcoffset() == timedelta(hours=8)
    assert (known.device, known.software) == ("Apple iPhone 15", "18.1")


def _photo(path: Path, exif: Image.Exif) -> Path:
    samples.picture().save(path, "JPEG", exif=exif)
    return path


def _exif(taken: str, zone: str = "", orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0131] = "HUAWEI\0", "HUAWEI P60", "GRL-AL10 4.0"
    exif[0x0112] = orientation
    details = exif.get_ifd(0x8769)
    details[0x9003] = taken
    if zone:
        details[0x9011] = zone
    return exif


def test_a_photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = probe(_photo(tmp_path / "a", _exif("2026:03:04 13:06:07", "+08:00", 6)))
    assert (known.family, known.container, known.mime) == ("image", "jpeg", "image/jpeg")
    assert (known.width, known.height) == (160, 240)
    assert (known.created_at, known.created_from) == (MOMENT, "exif")
    assert (known.device, known.software, known.broken) == ("HUAWEI P60", "GRL-AL10 4.0", ())
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert probe(_photo(tmp_path / "b", _exif("2026:03:04 14:06:07"))).created_at == MOMENT
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_photo_of_a_camera_without_a_clock(tmp_path: Path) -> None:
    for taken in ("0000:00:00 00:00:00", "1980:01:01 00:00:00", "2099:01:01 00:00:00", "x" * 3000):
        known = probe(_photo(tmp_path / "a", _exif(taken)))
        assert (known.created_at, known.created_from) == (None, "")
        assert known.device == "HUAWEI P60"


def test_a_pdf(tmp_path: Path) -> None:
    path = samples.write_pdf(tmp_path / "a", 3)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/CreationDate"] = "D:20260304130607+08'00'"
        pdf.docinfo["/Creator"] = "账单系统"
        pdf.save(path)
    known = probe(path)
    assert (known.family, known.container, known.pages) == ("pdf", "pdf", 3)
    assert (known.created_at, known.created_from) == (MOMENT, "container")
    assert (known.software, known.broken) == ("账单系统", ())


def test_broken_pdfs(tmp_path: Path) -> None:
    path = samples.write_pdf(tmp_path / "a", 3)
    locked = tmp_path / "locked"
    with pikepdf.open(path) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert probe(locked).broken == ("pdf_locked",)
    assert probe(locked).pages is None
    content = path.read_bytes()
    (tmp_path / "cut").write_bytes(content[: len(content) // 3])
    assert probe(tmp_path / "cut").broken == ("truncated", "pdf_damaged")
    (tmp_path / "tail").write_bytes(content[:-40])
    assert "truncated" in probe(tmp_path / "tail").broken


# ---- damage


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_cut_picture_is_named(tmp_path: Path, kind: str) -> None:
    made = io.BytesIO()
    samples.picture().save(made, kind)
    content = made.getvalue()
    (tmp_path / "whole").write_bytes(content)
    assert probe(tmp_path / "whole").broken == ()
    (tmp_path / "more").write_bytes(content + b"appended by some app" * 9)
    assert probe(tmp_path / "more").broken == () or kind == "GIF"
    (tmp_path / "cut").write_bytes(content[: len(content) * 2 // 3])
    assert "truncated" in probe(tmp_path / "cut").broken
    assert probe(tmp_path / "cut").family == "image"


def test_a_flipped_byte_in_a_png_is_named(tmp_path: Path) -> None:
    samples.picture().save(tmp_path / "a", "PNG")
    content = bytearray((tmp_path / "a").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "a").write_bytes(content)
    assert probe(tmp_path / "a").broken == ("picture_damaged",)


def test_a_jpeg_whose_preview_ends_is_not_whole_for_it(tmp_path: Path) -> None:
    preview = io.BytesIO()
    samples.picture(32, 32).save(preview, "JPEG")
    made = io.BytesIO()
    samples.picture().save(made, "JPEG", comment=preview.getvalue())
    (tmp_path / "cut").write_bytes(made.getvalue()[:-300])
    assert probe(tmp_path / "cut").broken == ("truncated",)


# ---- hostile and odd


def test_a_picture_that_claims_to_be_huge_costs_nothing(tmp_path: Path) -> None:
    path = samples.write_png(tmp_path / "a", 200_000, 200_000, bytes(1_000_000))
    begun = time.monotonic()
    known = probe(path)
    assert (known.width, known.height) == (200_000, 200_000)
    assert time.monotonic() - begun < 2


def test_three_gigabytes_are_looked_at_in_no_time(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    size = 3 * 1024**3
    head = b"RIFF" + struct.pack("<I", size - 8) + b"WAVEfmt " + struct.pack("<I", 16)
    head += struct.pack("<HHIIHH", 1, 2, 48000, 192000, 4, 16)
    head += b"data" + struct.pack("<I", size - 44)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)
    program = (
        "import re, sys, time; from pathlib import Path\n"
        "from evidence_keeper.media import probe\n"
        "begun = time.monotonic(); known = probe(Path(sys.argv[1]))\n"
        "print(known.seconds, time.monotonic() - begun,\n"
        "      re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    seconds, took, kilobytes = map(float, done.stdout.split())
    assert seconds == pytest.approx(size / 192000, rel=0.001)
    assert took < 3
    assert kilobytes < 150 * 1024


def test_what_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path / "missing", tmp_path, pipe, Path("/dev/zero"), Path("a\0b")):
        with pytest.raises(SourceError, match="source_unreadable"):
            probe(path)


def test_odd_names_are_only_names(
    sounds: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content = sounds["m4a"].read_bytes()
    names = [
        b"concat:a|b",
        b"http:",
        b"file:x",
        b"pipe:0",
        b"\xff\xfe.m4a",
        b"a\nb",
        b"%d.png",
        b"-",
    ]
    for name in names:
        path = Path(os.fsdecode(name))
        path.write_bytes(content)
        assert probe(path).seconds == pytest.approx(6.0, abs=0.1)
        assert next(decode(path)).any()


def test_a_file_that_vanishes_while_it_is_read_is_data(
    sounds: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "a.flac"
    path.write_bytes(sounds["flac"].read_bytes())
    blocks = decode(path)
    next(blocks)
    os.truncate(path, 100)
    list(blocks)


def _every_sample(folder: Path) -> list[bytes]:
    found = [samples.write_sound(folder / kind, kind, 0.5).read_bytes() for kind in KINDS]
    found.append(samples.write_film(folder / "film.mp4", 0.4).read_bytes())
    found.append(samples.write_film(folder / "film.mkv", 0.4).read_bytes())
    found.append(samples.write_pdf(folder / "pdf").read_bytes())
    for kind in ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "AVIF", "ICO", "JPEG2000"):
        made = io.BytesIO()
        options = {"exif": _exif("2026:03:04 05:06:07")} if kind in ("JPEG", "PNG", "WEBP") else {}
        samples.picture(64, 48).save(made, kind, **options)
        found.append(made.getvalue())
    return found


@pytest.fixture(scope="module")
def every_sample(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    return _every_sample(tmp_path_factory.mktemp("every"))


@settings(max_examples=250, deadline=10_000, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_damage_to_any_sample_is_answered(
    every_sample: list[bytes], tmp_path: Path, data: st.DataObject
) -> None:
    content = bytearray(data.draw(st.sampled_from(every_sample)))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    for _ in range(data.draw(st.integers(0, 6))):
        if content:
            at = data.draw(st.integers(0, min(len(content) - 1, 4000)))
            size = data.draw(st.sampled_from([1, 2, 4, 8]))
            content[at : at + size] = data.draw(st.binary(min_size=size, max_size=size))
    path = tmp_path / "damaged"
    path.write_bytes(content)
    begun = time.monotonic()
    known = probe(path)
    assert time.monotonic() - begun < 8
    assert known.seconds is None or 0 <= known.seconds < 1e9
    assert known.created_at is None or known.created_at.tzinfo is not None
