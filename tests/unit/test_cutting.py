"""`excerpt` and `bleep`: new items beside an untouched original, linked to it, in its group and under its number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from evidence_keeper import text
from evidence_keeper.bundle.exhibits import number
from evidence_keeper.errors import InputError
from evidence_keeper.keeper import Keeper
from evidence_keeper.media import probe
from evidence_keeper.model import EvidenceItem, Kind, TimeSource
from tests.unit.media import samples


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    with closing(Keeper.open(tmp_path / "vault", home=tmp_path / "home")) as keeper:
        yield keeper


@pytest.fixture
def call(keeper: Keeper, tmp_path: Path) -> EvidenceItem:
    path = tmp_path / "通话录音@客服(10086)_20251104110052.mp3"
    samples.write_sound(path, "mp3")
    return keeper.add([path], keeper.new_case("话费").case_id, purpose="要人工").items[0]


def test_an_excerpt_is_an_item_of_its_own(keeper: Keeper, call: EvidenceItem) -> None:
    before = keeper.original(call.item_id).read_bytes()
    cut = keeper.excerpt(call.item_id, 1.0, 3.5)
    assert cut.item_id != call.item_id
    assert cut.derived_from == (call.item_id,)
    assert cut.case_id == call.case_id
    assert cut.kind is Kind.CALL
    assert cut.name == "通话录音@客服(10086)_20251104110052_节选_00分01秒至00分04秒.flac"
    assert call.captured_at is not None
    began = call.captured_at + timedelta(seconds=1)
    assert (cut.captured_at, cut.time_source) == (began, TimeSource.FILENAME)
    assert (cut.provenance.phone_number, cut.provenance.contact) == ("10086", "客服")
    (note,) = cut.provenance.notes
    assert dict(note) == {"code": "excerpt", "of": call.item_id, "at": 1.0, "seconds": 2.5}
    assert call.item_id in text.explain(note).happened
    assert probe(keeper.original(cut.item_id)).seconds == pytest.approx(2.5, abs=0.01)
    assert keeper.original(call.item_id).read_bytes() == before
    assert keeper.item(call.item_id) == call
    assert keeper.verify().ok


def test_a_bleeped_copy_tells_where(keeper: Keeper, call: EvidenceItem) -> None:
    copy = keeper.bleep(call.item_id, [(4.0, 4.5), (1.0, 2.0)])
    (note,) = copy.provenance.notes
    assert note["spans"] == [[1.0, 2.0], [4.0, 4.5]]
    assert (note["count"], note["seconds"]) == (2, 1.5)
    assert probe(keeper.original(copy.item_id)).seconds == pytest.approx(6.0, abs=0.1)
    assert copy.name.endswith("_消音.flac")


def test_copies_share_their_original_s_number(keeper: Keeper, call: EvidenceItem) -> None:
    copies = [keeper.excerpt(call.item_id, 1, 2), keeper.bleep(call.item_id, [(1, 2)])]
    again = keeper.excerpt(copies[1].item_id, 0, 3)
    numbers = {entry.item.item_id: entry.number for entry in number(keeper.items())}
    assert {numbers[one.item_id] for one in (call, *copies, again)} == {"1-1"}


def test_the_same_part_again_is_the_same_item(keeper: Keeper, call: EvidenceItem) -> None:
    assert keeper.excerpt(call.item_id, 1, 2) == keeper.excerpt(call.item_id, 1, 2)
    assert len(keeper.items()) == 2


@pytest.mark.parametrize("span", [(-1.0, 2.0), (2.0, 2.0), (3.0, 2.0), (5.0, 99.0)])
def test_a_part_that_isn_t_there_is_refused(
    keeper: Keeper, call: EvidenceItem, span: tuple[float, float]
) -> None:
    with pytest.raises(InputError, match="time_outside_item"):
        keeper.excerpt(call.item_id, *span)
    with pytest.raises(InputError, match="time_outside_item"):
        keeper.bleep(call.item_id, [(1.0, 2.0), span])
    with pytest.raises(InputError, match="time_outside_item"):
        keeper.bleep(call.item_id, [])
    assert len(keeper.items()) == 1
    assert list((keeper.vault.path / "staging").iterdir()) == []


def test_only_what_sounds_can_be_cut(keeper: Keeper, tmp_path: Path) -> None:
    letter = tmp_path / "信.txt"
    letter.write_text("你好", encoding="utf-8")
    item = keeper.add([letter], keeper.new_case("话费").case_id).items[0]
    with pytest.raises(InputError, match="not_a_recording"):
        keeper.excerpt(item.item_id, 0, 1)


def test_a_film_s_sound_can_be_cut_out(keeper: Keeper, tmp_path: Path) -> None:
    film = samples.write_film(tmp_path / "film.mp4")
    item = keeper.add([film], keeper.new_case("话费").case_id).items[0]
    assert keeper.excerpt(item.item_id, 0.5, 1.5).kind is Kind.AUDIO
