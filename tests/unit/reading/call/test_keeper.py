"""`read` on kept recordings: the parts of a call, remembered beside the vault, and what can't be heard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from evidence_keeper.cli import lines as told
from evidence_keeper.cli import shapes
from evidence_keeper.errors import SourceError
from evidence_keeper.keeper import Keeper
from tests.unit.media.samples import write_film
from tests.unit.reading.call import lines
from tests.unit.reading.call.calls import tone
from tests.unit.reading.call.voices import RATE


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    with closing(Keeper.open(tmp_path / "vault", home=tmp_path / "home")) as keeper:
        yield keeper


def _kept(keeper: Keeper, path: Path) -> str:
    return keeper.add([path], keeper.new_case("话费").case_id).items[0].item_id


@pytest.fixture
def ringing(tmp_path: Path) -> Path:
    wave = np.concatenate([0.1 * tone(1.0, 450), np.zeros(4 * RATE)] * 2)
    return lines.write(wave, tmp_path / "通话录音@10086(10086)_20251104110052.wav", "wav")


def test_read_shows_the_parts_of_a_call(keeper: Keeper, ringing: Path) -> None:
    item_id = _kept(keeper, ringing)
    shown = shapes.reading(keeper.read(item_id))
    assert [(part["kind"], part["keys"]) for part in shown["segments"]] == [
        ("ringing", ""),
        ("quiet", ""),
    ]
    assert shown["engine"] == "call"
    assert shown["call"]["nobody_speaks"] == [{"start": 0.0, "end": 10.0}]
    assert shown["call"]["nobody_speaks_seconds"] == 10.0
    assert shown["call"]["last_key_to_speech"] is None
    lines_told = list(told.reading(keeper.read(item_id)))
    assert any("回铃声" in line for line in lines_told)
    assert any("没有人说话" in line for line in lines_told)


def test_what_was_heard_is_remembered_and_a_spoilt_memory_costs_nothing(
    keeper: Keeper, ringing: Path
) -> None:
    item_id = _kept(keeper, ringing)
    first = keeper.call(item_id)
    (kept,) = (keeper.vault.path / "cache" / "calls").iterdir()
    assert keeper.item(item_id).digest.value in kept.name
    kept.write_bytes(kept.read_bytes().replace(b"ringing", b"busy"))
    assert keeper.call(item_id).segments[0].kind == "busy"
    kept.write_bytes(b"{")
    assert keeper.call(item_id) == first


def test_a_film_is_listened_to_and_a_mute_one_has_nothing_to_say(
    keeper: Keeper, tmp_path: Path
) -> None:
    loud = keeper.read(_kept(keeper, write_film(tmp_path / "loud.mp4", 2.0)))
    assert loud.segments[-1].end == pytest.approx(2.0, abs=0.1)
    mute = keeper.read(_kept(keeper, write_film(tmp_path / "mute.mp4", 2.0, sound=False)))
    assert (mute.engine, mute.segments, mute.call) == ("", (), None)


def test_a_broken_recording_is_kept_and_said_to_be_broken(keeper: Keeper, ringing: Path) -> None:
    broken = ringing.with_suffix(".mp3")
    broken.write_bytes(b"ID3\x04" + bytes(400))
    item_id = _kept(keeper, broken)
    assert "broken" in {note["code"] for note in keeper.item(item_id).provenance.notes}
    with pytest.raises(SourceError, match="media_broken"):
        keeper.read(item_id)
