"""Recordings are found where phones put them, by content, and songs are left where they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evidence_keeper.intake.phones import find_recordings
from tests.unit.media.samples import write_film, write_sound


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_sound(tmp_path_factory.mktemp("sound") / "a.mp3", "mp3", 0.5).read_bytes()


@pytest.fixture(scope="module")
def m4a(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_sound(tmp_path_factory.mktemp("sound") / "a.m4a", "m4a", 0.5).read_bytes()


CALLS = (
    "MIUI/sound_recorder/call_rec/通话录音@10086(10086)_20191104110052.mp3",
    "Recordings/Call Recordings/10010-2508171430.amr",
    "Recordings/Call/Call recording 客服_250817_143025.m4a",
    "Sounds/CallRecord/138 0013 8000_20220425103455.amr",
    "Music/Recordings/Call Recordings/ThirdRecord/微信_20250101120000.m4a",
    "Record/Call/10086 2025-01-02 03-04-05.m4a",
    "Record/PhoneRecord/95588_20250101120000.amr",
    "PhoneRecord/1.amr",
    "录音/通话录音/10000_20250101120000.amr",
    "Recorder/call/1.amr",
    "Audios/VoiceCall/1.amr",
    "CallRecord/1.amr",
    "Music/Sound recorder/Phone recorder/1.amr",
    "Download/通话录音@10086(10086)_20191104110052.mp3",
)


def _put(top: Path, names: tuple[str, ...], content: bytes) -> None:
    for name in names:
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _found(folder: Path, top: Path | None = None) -> list[str]:
    return [path.relative_to(top or folder).as_posix() for path in find_recordings(folder)]


@pytest.mark.parametrize("storage", ["", "Internal shared storage"])
def test_every_brand_s_place_is_known(tmp_path: Path, sound: bytes, storage: str) -> None:
    top = tmp_path / storage
    _put(top, CALLS, sound)
    _put(top, ("Music/歌.mp3", "Android/media/com.x/Notifications/ding.ogg"), sound)
    _put(top, ("Android/data/com.y/files/通话录音@1(10086)_20191104110052.mp3",), sound)
    _put(top, ("DCIM/Camera/IMG_1.jpg", "Recordings/notes.txt"), b"no sound at all")
    assert sorted(_found(tmp_path, top)) == sorted(CALLS)


def test_in_any_other_folder_everything_that_sounds_is_found(
    tmp_path: Path, sound: bytes, m4a: bytes
) -> None:
    _put(tmp_path, ("2024/老张说的.txt", "b.amr"), sound)
    _put(tmp_path, ("c.mp4",), m4a)
    write_film(tmp_path / "film.mp4", 0.5)
    _put(tmp_path, ("page.mp3", ".hidden/a.amr"), b"<html>log in first</html>")
    assert _found(tmp_path) == ["2024/老张说的.txt", "b.amr", "c.mp4"]


@pytest.mark.posix
def test_what_blocks_or_loops_or_is_closed_is_left_out(tmp_path: Path, sound: bytes) -> None:
    _put(tmp_path, ("a.amr",), sound)
    os.mkfifo(tmp_path / "pipe.amr")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "gone.amr").symlink_to(tmp_path / "nowhere")
    assert _found(tmp_path) == ["a.amr"]
    assert _found(tmp_path / "missing") == []
