"""What comes back from an office is kept as evidence first, and moves the matter on; the form's texts fit the form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from evidence_keeper.complaint.came_back import CAME_BACK
from evidence_keeper.errors import InputError
from evidence_keeper.fields import CHOICES
from evidence_keeper.keeper import Keeper
from tests.matters import begin

TODAY = datetime.now().astimezone().date()


def day(before: int) -> str:
    return (TODAY - timedelta(days=before)).isoformat()


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def case_id(keeper: Keeper, tmp_path: Path) -> str:
    _story, case = begin(keeper, "telecom_plan", tmp_path / "files")
    return case.case_id


def test_from_handing_in_to_the_result_each_step_is_kept_and_the_stage_follows(
    keeper: Keeper, case_id: str
) -> None:
    steps = (
        ("filed", {"filed_on": day(9), "filed_no": "SS-77"}, "filed"),
        ("accepted", {"accepted_on": day(5)}, "accepted"),
        ("reply", {"replied_on": day(2), "reply_words": "要我再等等"}, "accepted"),
        ("result", {"outcome": "agreed", "outcome_words": "退270元"}, "agreed"),
    )
    before = len(keeper.items(case_id))
    for what, fields, stage in steps:
        found = keeper.came_back(case_id, what, fields, "12300")
        text = keeper.original(found.memo.item_id).read_text("utf-8")
        assert "本人事后补记" in text
        assert keeper.progress(case_id, "12300")[0] == stage
        for value in fields.values():
            assert value == "agreed" or value in text or value[:4] in text
    assert len(keeper.items(case_id)) == before + len(steps)
    case = keeper.case(case_id)
    assert case.get("filed_channel") == "12300"
    assert case.get("outcome_on") == TODAY.isoformat()
    assert keeper.verify().ok


def test_handing_in_brings_the_days_by_which_the_office_answers(
    keeper: Keeper, case_id: str
) -> None:
    keeper.came_back(case_id, "filed", {"filed_no": "SS-77"}, "12300")
    _stage, following = keeper.progress(case_id, "12300")
    assert following is not None
    assert following.day >= TODAY
    assert following.start == TODAY


def test_another_office_starts_anew_and_nothing_that_was_kept_is_gone(
    keeper: Keeper, case_id: str
) -> None:
    keeper.came_back(case_id, "filed", {"filed_on": day(9), "filed_no": "SS-77"}, "12300")
    keeper.came_back(case_id, "result", {"outcome": "refused", "outcome_on": day(3)}, "12300")
    kept = len(keeper.items(case_id))
    keeper.came_back(case_id, "filed", {"filed_on": day(1)}, "12315")
    case = keeper.case(case_id)
    assert case.get("filed_channel") == "12315"
    assert not case.get("outcome")
    assert not case.get("filed_no")  # the other office's number says nothing here
    assert keeper.progress(case_id, "12315")[0] == "filed"
    assert len(keeper.items(case_id)) == kept + 1


def test_a_receipt_is_kept_with_what_it_shows(keeper: Keeper, case_id: str, tmp_path: Path) -> None:
    receipt = tmp_path / "回执.txt"
    receipt.write_text("受理编号 SS-77", "utf-8")
    found = keeper.came_back(
        case_id,
        "filed",
        {"filed_no": "SS-77"},
        "12300",
        [receipt, tmp_path / "absent.png"],
    )
    (item,) = found.files.items
    assert "SS-77" in item.purpose
    assert "12300" in item.purpose
    assert [one.code for one in found.files.refused] == ["source_missing"]
    assert found.case.get("filed_no") == "SS-77"


def test_a_number_from_the_hotline_hands_it_in_unless_another_office_has_it(
    keeper: Keeper, case_id: str
) -> None:
    told = {"hotline_agent": "3086 王", "hotline_ticket": "HX1", "hotline_promise": "7天内答复"}
    found = keeper.came_back(case_id, "hotline", told, "12315")
    assert found.case.get("filed_channel") == "12315"
    assert found.case.get("filed_no") == "HX1"
    text = keeper.original(found.memo.item_id).read_text("utf-8")
    assert "3086 王" in text
    assert "7天内答复" in text
    again = keeper.came_back(case_id, "hotline", {**told, "hotline_ticket": "HX2"}, "12315")
    assert again.case.get("filed_no") == "HX1"


@pytest.mark.parametrize("what", sorted(CAME_BACK))
def test_nothing_to_say_keeps_nothing(keeper: Keeper, case_id: str, what: str) -> None:
    before = (len(keeper.items(case_id)), keeper.case(case_id).fields)
    with pytest.raises(InputError) as told:
        keeper.came_back(case_id, what, {}, "12300")
    assert told.value.code == "field_invalid"
    assert (len(keeper.items(case_id)), keeper.case(case_id).fields) == before


@pytest.mark.parametrize(
    ("what", "fields", "channel", "code"),
    [
        ("verdict", {}, "12300", "field_invalid"),
        ("filed", {"company": "x"}, "12300", "field_unknown"),
        ("filed", {"filed_on": "tomorrow"}, "12300", "field_invalid"),
        ("filed", {"filed_on": (TODAY + timedelta(days=1)).isoformat()}, "12300", "field_invalid"),
        ("filed", {"filed_channel": "999", "filed_no": "1"}, "12300", "channel_unknown"),
        ("result", {"outcome": "won"}, "12300", "field_invalid"),
        ("filed", {"filed_no": "1"}, "nowhere", "channel_unknown"),
    ],
)
def test_what_can_t_be_is_refused_and_nothing_is_kept(
    keeper: Keeper, case_id: str, what: str, fields: dict[str, str], channel: str, code: str
) -> None:
    before = len(keeper.items(case_id))
    with pytest.raises(InputError) as told:
        keeper.came_back(case_id, what, fields, channel)
    assert told.value.code == code
    assert len(keeper.items(case_id)) == before


def test_every_outcome_a_field_takes_has_words_in_the_memo(keeper: Keeper, case_id: str) -> None:
    for outcome in CHOICES["outcome"]:
        found = keeper.came_back(case_id, "result", {"outcome": outcome}, "12300")
        assert outcome not in keeper.original(found.memo.item_id).read_text("utf-8")


def test_the_form_is_counted_against_the_person_s_own_limit_and_typed_text_is_short(
    keeper: Keeper, case_id: str
) -> None:
    facts = next(one for one in keeper.form(case_id, "12300") if one.field.key == "facts")
    assert not facts.over
    assert "证据1-1" not in facts.text
    assert all(len(piece) <= 60 for piece in facts.pieces)
    own = {"12300.facts": facts.count - 1}
    tight = keeper.form(case_id, "12300", limits=own)
    over = next(one for one in tight if one.field.key == "facts")
    assert over.over
    assert len(over.short) < facts.count
    assert "".join(over.pieces) == over.short.replace("\n", "")


def test_the_commands_say_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from evidence_keeper.cli import main

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    vault = ["--vault", str(tmp_path / "vault"), "--json"]

    def run(*line: str) -> dict[str, object]:
        assert main([*vault, *line]) == 0
        found: dict[str, object] = json.loads(capsys.readouterr().out)
        return found

    case = str(run("case", "new", "--title", "套餐", "--set", "facts=被改了套餐。")["case_id"])
    fields = run("form", "--case", case, "--channel", "12300")["fields"]
    assert isinstance(fields, list)
    assert next(one for one in fields if one["key"] == "facts")["text"] == "被改了套餐。"
    receipt = tmp_path / "r.txt"
    receipt.write_text("ok", "utf-8")
    told = run(
        *("came-back", "filed", "filed_no=A1", "--case", case),
        *("--channel", "12300", "--file", str(receipt)),
    )
    assert told["stage"] == "filed"
    assert isinstance(told["items"], list)
    assert len(told["items"]) == 1
    assert isinstance(told["next"], dict)
    assert main([*vault, "came-back", "filed", "--case", case, "--channel", "12300"]) == 1
