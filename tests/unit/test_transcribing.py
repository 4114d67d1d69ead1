"""Transcripts in the vault: by hand, by machine, corrected, confirmed; every text that ever stood there is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from evidence_keeper.cli import lines, shapes
from evidence_keeper.errors import InputError, IntegrityError
from evidence_keeper.jobs import Job
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import EvidenceItem, Kind, Provenance
from evidence_keeper.reading.transcript import Speaker
from evidence_keeper.transcribing import _side
from evidence_keeper.vault import Arrival
from evidence_keeper.vault.originals import place_of
from tests.unit.media import samples
from tests.unit.reading.speech.models import write_sense_voice

HAND = "[00:01] 我：转人工。\n[00:03] 对方：抱歉，我没有听清。\n"


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    with closing(Keeper.open(tmp_path / "vault", home=tmp_path / "home")) as keeper:
        yield keeper


@pytest.fixture
def call(keeper: Keeper, tmp_path: Path) -> EvidenceItem:
    path = samples.write_sound(tmp_path / "通话录音@客服(10086)_20251104110052.mp3", "mp3")
    return keeper.add([path], keeper.new_case("话费").case_id).items[0]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sense_voice(tmp_path_factory.mktemp("speech") / "tiny")


def _original(keeper: Keeper, text: str) -> Path:
    return keeper.vault.path / place_of(hashlib.sha256(text.encode()).hexdigest())


def test_what_a_person_wrote_is_kept_shown_and_found(keeper: Keeper, call: EvidenceItem) -> None:
    item = keeper.set_transcript(call.item_id, HAND)
    assert item.corrections["transcript"] == hashlib.sha256(HAND.encode()).hexdigest()
    assert _original(keeper, HAND).read_text("utf-8") == HAND
    shown = shapes.reading(keeper.read(call.item_id))
    assert shown["text"] == HAND
    assert shown["engine"] == "hand"
    assert shown["checked_by_person"] is False
    assert [one["role"] for one in shown["messages"]] == ["me", "unknown"]
    assert shown["transcript"][1] == {
        "start": 3,
        "end": None,
        "speaker": "other",
        "text": "抱歉，我没有听清。",
        "source": "hand",
    }
    assert shown["segments"]
    assert "[00:01] 我：转人工。" in list(lines.reading(keeper.read(call.item_id)))
    assert [hit.item_id for hit in keeper.find("没有听清")] == [call.item_id]
    keeper.rebuild_index()
    assert [hit.item_id for hit in keeper.find("没有听清")] == [call.item_id]
    assert keeper.verify().ok


def test_a_confirmation_names_the_text_and_ends_with_the_next_one(
    keeper: Keeper, call: EvidenceItem
) -> None:
    keeper.set_transcript(call.item_id, HAND)
    keeper.confirm(call.item_id)
    assert keeper.read(call.item_id).checked_by_person
    digest = hashlib.sha256(HAND.encode()).hexdigest()
    (confirmed,) = [one for one in keeper.history(call.item_id) if one.kind == "confirm"]
    assert confirmed.body is not None
    assert confirmed.body["transcript"] == digest
    keeper.set_transcript(call.item_id, HAND.replace("我：", "对方："))
    assert not keeper.read(call.item_id).checked_by_person
    assert _original(keeper, HAND).exists()


def test_an_item_is_confirmed_only_as_long_as_that_text_stands(
    keeper: Keeper, call: EvidenceItem
) -> None:
    keeper.set_transcript(call.item_id, HAND)
    assert keeper.confirm(call.item_id).confirmed
    keeper.rebuild_index()
    assert keeper.item(call.item_id).confirmed
    assert not keeper.set_transcript(call.item_id, HAND.replace("我：", "对方：")).confirmed
    keeper.rebuild_index()
    assert not keeper.item(call.item_id).confirmed
    assert keeper.set_transcript(call.item_id, HAND) is not None
    assert not keeper.item(call.item_id).confirmed, "nobody said so of it this time"
    assert keeper.confirm(call.item_id).confirmed
    assert not keeper.set_transcript(call.item_id, "").confirmed
    assert keeper.verify().ok


def test_what_was_confirmed_before_there_was_a_text_confirms_no_text(
    keeper: Keeper, call: EvidenceItem
) -> None:
    assert keeper.confirm(call.item_id).confirmed
    assert not keeper.set_transcript(call.item_id, HAND).confirmed


def test_an_empty_text_takes_it_away(keeper: Keeper, call: EvidenceItem) -> None:
    keeper.set_transcript(call.item_id, HAND)
    keeper.set_transcript(call.item_id, " \n")
    assert keeper.read(call.item_id).transcript is None
    assert keeper.find("没有听清") == []
    assert _original(keeper, HAND).exists()


def test_a_time_behind_the_end_is_refused(keeper: Keeper, call: EvidenceItem) -> None:
    with pytest.raises(InputError, match="time_outside_item"):
        keeper.set_transcript(call.item_id, "[10:00] 我：喂？")
    assert keeper.item(call.item_id).corrections == {}


def test_only_recordings_have_one(keeper: Keeper, tmp_path: Path) -> None:
    letter = tmp_path / "信.txt"
    letter.write_text("你好", encoding="utf-8")
    item = keeper.add([letter], keeper.new_case("话费").case_id).items[0]
    with pytest.raises(InputError, match="not_a_recording"):
        keeper.set_transcript(item.item_id, HAND)
    with pytest.raises(InputError, match="not_a_recording"):
        keeper.transcribe(item.item_id, tmp_path)


def test_a_text_that_was_changed_on_the_disk_is_no_text(keeper: Keeper, call: EvidenceItem) -> None:
    keeper.set_transcript(call.item_id, HAND)
    place = _original(keeper, HAND)
    place.chmod(0o600)
    place.write_text(HAND.replace("转人工", "不用了"), encoding="utf-8")
    with pytest.raises(IntegrityError, match="original_changed"):
        keeper.read(call.item_id)
    place.unlink()
    with pytest.raises(IntegrityError, match="original_missing"):
        keeper.read(call.item_id)


@pytest.mark.posix
class TestByMachine:
    """With a tiny model that always hears 转人工, and spans in place of a voice that isn't in the sample."""

    @pytest.fixture
    def heard(self, keeper: Keeper, call: EvidenceItem, model: Path) -> str:
        from evidence_keeper import transcribing

        spoken = [(1.0, 2.0), (3.0, 4.5)]
        return transcribing.by_machine(keeper.vault, call.item_id, spoken, model).text

    def test_it_is_marked_as_the_machine_s(
        self, keeper: Keeper, call: EvidenceItem, heard: str
    ) -> None:
        found = keeper.read(call.item_id)
        assert found.text == heard
        assert found.engine == "sherpa-onnx sense_voice"
        assert not found.checked_by_person
        assert found.transcript is not None
        assert [(one.text, one.source) for one in found.transcript.lines] == [
            ("转人工", "machine")
        ] * 2
        assert next(lines.reading(found)) == "机器识别，未核对。"
        assert not _original(keeper, heard).exists()

    def test_confirming_keeps_it(self, keeper: Keeper, call: EvidenceItem, heard: str) -> None:
        keeper.confirm(call.item_id)
        assert _original(keeper, heard).read_text("utf-8") == heard
        found = keeper.read(call.item_id)
        assert found.checked_by_person
        assert found.engine == "sherpa-onnx sense_voice"
        assert keeper.verify().ok

    def test_correcting_keeps_both(self, keeper: Keeper, call: EvidenceItem, heard: str) -> None:
        better = heard.replace("转人工", "我要转人工", 1)
        keeper.set_transcript(call.item_id, better)
        assert _original(keeper, heard).exists()
        assert _original(keeper, better).exists()
        assert keeper.read(call.item_id).engine == "hand"
        derived = [one.body for one in keeper.history(call.item_id) if one.kind == "derive"]
        assert [body and body["tool"] for body in derived] == ["sherpa-onnx sense_voice", "hand"]

    def test_a_spoilt_memory_is_no_text(
        self, keeper: Keeper, call: EvidenceItem, heard: str
    ) -> None:
        (kept,) = (keeper.vault.path / "cache" / "transcripts").iterdir()
        kept.write_bytes(b"[1")
        assert keeper.read(call.item_id).transcript is None

    def test_the_verb_hears_only_where_somebody_speaks(
        self, keeper: Keeper, call: EvidenceItem, model: Path
    ) -> None:
        found = keeper.transcribe(call.item_id, model)
        spoken = [part for part in found.segments if part.kind == "speech"]
        assert found.transcript is None or len(found.transcript.lines) == len(spoken)


def _track(keeper: Keeper, case_id: str, path: Path, name: str, group: str) -> EvidenceItem:
    samples.write_sound(path, "flac", 1.0)
    known = Provenance(extra={"track": name})
    with keeper.vault.session("add") as session, path.open("rb") as file:
        staged = session.stage(file, {}, Job())
        arrival = Arrival(staged, case_id, Kind.CALL, name, provenance=known, group=group)
        return keeper.vault.keep(session, [replace(arrival, always_new=True)])[0].item


def test_sides_are_known_from_two_tracks_only(
    keeper: Keeper, call: EvidenceItem, tmp_path: Path
) -> None:
    mine, theirs, alone = (
        _track(keeper, call.case_id, tmp_path / f"{group}-{name}", name, group)
        for name, group in (("microphone", "g1"), ("system", "g1"), ("microphone", "g2"))
    )
    sides = [_side(keeper.vault, item) for item in (mine, theirs, alone, call)]
    assert sides == [Speaker.ME, Speaker.OTHER, Speaker.UNKNOWN, Speaker.UNKNOWN]
