"""From the interview to ready, over a real vault and by the commands that a person types."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from evidence_keeper import complaining, text
from evidence_keeper.cli import main
from evidence_keeper.errors import InputError
from evidence_keeper.keeper import Keeper
from tests.matters import KINDS, begin, matter, write_files

TODAY = datetime.now().astimezone().date()


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person types, and what comes back."""

    vault: Path
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str | Path) -> tuple[int, Any]:
        """Exit code and the one JSON object."""
        code = main(["--vault", str(self.vault), "--json", *map(str, arguments)])
        return code, json.loads(self.capsys.readouterr().out)

    def ok(self, *arguments: str | Path) -> Any:
        """The object; exit code 0."""
        code, shape = self.run(*arguments)
        assert code == 0, shape
        return shape


@pytest.fixture
def typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typed:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr("evidence_keeper.keeper.default_home", lambda: tmp_path / "home")
    return Typed(tmp_path / "vault", capsys)


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    yield opened
    opened.close()


# ---- by command


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_matter_goes_from_interview_to_ready(
    typed: Typed, kind: str, tmp_path: Path
) -> None:
    story = matter(kind)
    case_id = typed.ok("case", "new", "--title", story.title)["case_id"]
    asked = typed.ok("interview", "--case", case_id)
    assert asked["question"]["key"] == "matter"
    assert asked["question"]["text"] == "您本来想办什么事？"
    assert asked["answered"] == 0
    before = typed.ok("ready", "--case", case_id, "--channel", story.channel)
    assert before["ready"] is False
    for path, item in zip(write_files(story, tmp_path / "in"), story.items, strict=True):
        kept = typed.ok("add", path, "--case", case_id, "--purpose", item["purpose"])
        item_id = kept["items"][0]["item_id"]
        named = (f"exhibit_group={item['group']}", f"title={item['title']}")
        typed.ok("correct", item_id, *named)
    given = [f"--answer={key}={value}" for key, value in story.answers.items()]
    done = typed.ok("interview", "--case", case_id, *given)
    assert done["question"] is None
    assert done["left"] == 0
    found = typed.ok("ready", "--case", case_id, "--channel", story.channel)
    assert found["missing"] == []
    assert found["ready"] is True
    assert typed.ok("case", "show", case_id)["case"]["type"] == kind


def test_answers_by_words_go_on_to_the_next_question(typed: Typed) -> None:
    case_id = typed.ok("case", "new", "--title", "新的事")["case_id"]
    first = typed.ok("interview", "--case", case_id)["question"]
    assert first["answers"][-2:] == ["不知道", "先跳过"]
    again = typed.ok("interview", "--case", case_id, "--answer", f"matter={first['answers'][2]}")
    assert again["answered"] == 1
    assert again["question"]["key"] == "suspected_fraud"
    skipped = typed.ok("interview", "--case", case_id, "--answer", "suspected_fraud=先跳过")
    assert skipped["skipped"] == ["suspected_fraud"]
    assert typed.ok("interview", "--case", case_id)["question"]["key"] == "no_human"


def test_what_is_no_answer_is_one_line_and_keeps_nothing(typed: Typed) -> None:
    case_id = typed.ok("case", "new", "--title", "新的事")["case_id"]
    wrong = ("--answer", "matter=refund", "--answer", "amount=很多")
    code, shape = typed.run("interview", "--case", case_id, *wrong)
    assert code == 1
    assert shape["error"]["code"] == "field_invalid"
    assert typed.ok("case", "show", case_id)["case"]["fields"] == {}
    for key, code_wanted in (("shoe_size=43", "field_unknown"), ("agreed=也许", "field_invalid")):
        code, shape = typed.run("interview", "--case", case_id, "--answer", key)
        assert (code, shape["error"]["code"]) == (1, code_wanted)


def test_an_unknown_office_or_matter_is_said(typed: Typed) -> None:
    case_id = typed.ok("case", "new", "--title", "新的事")["case_id"]
    code, shape = typed.run("ready", "--case", case_id, "--channel", "12399")
    assert (code, shape["error"]["code"]) == (1, "channel_unknown")
    code, shape = typed.run("ready", "--case", "c999", "--channel", "12315")
    assert (code, shape["error"]["code"]) == (1, "case_unknown")
    code, shape = typed.run("interview", "--case", "c999")
    assert (code, shape["error"]["code"]) == (1, "case_unknown")


def test_the_lines_for_a_person_say_the_same(typed: Typed) -> None:
    case_id = typed.ok("case", "new", "--title", "新的事")["case_id"]
    assert main(["--vault", str(typed.vault), "interview", "--case", case_id]) == 0
    told = typed.capsys.readouterr().out
    assert told.startswith("您本来想办什么事？")
    assert main(["--vault", str(typed.vault), "ready", "--case", case_id, "--channel=12300"]) == 0
    told = typed.capsys.readouterr().out
    assert "第十条第四项" in told
    assert "2016-07-30起施行" in told


def test_the_days_go_into_a_calendar_file(typed: Typed, tmp_path: Path) -> None:
    case_id = typed.ok("case", "new", "--title", "退款", "--type", "refund")["case_id"]
    typed.ok("case", "set", case_id, f"dispute_on={TODAY.isoformat()}")
    out = tmp_path / "日子.ics"
    typed.ok("ready", "--case", case_id, "--channel", "12315", "--ics", out)
    assert out.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    inside = typed.vault / "日子.ics"
    code, shape = typed.run("ready", "--case", case_id, "--channel", "12315", "--ics", inside)
    assert (code, shape["error"]["code"]) == (1, "out_inside_vault")
    assert not inside.exists()


# ---- over a vault


def test_it_is_filled_from_what_is_kept_and_says_from_which(keeper: Keeper, tmp_path: Path) -> None:
    note = tmp_path / "营业厅回执.txt"
    note.write_text("受理编号：XHYZ0060417，请15日内等答复。", "utf-8")
    case = keeper.new_case("套餐被改", "telecom_plan")
    item = keeper.add([note], case.case_id).items[0]
    keeper.answer(case.case_id, {"matter": "telecom_plan", "complained": "yes"})
    page = keeper.interview(case.case_id).page("company_ticket_no")
    assert page is not None
    assert (page.value, page.filled_from) == ("XHYZ0060417", (item.item_id,))
    kept = keeper.answer(case.case_id, {"company_ticket_no": "XHYZ0060417"})
    assert kept.get("filled_from") == f"company_ticket_no={item.item_id}"
    keeper.withdraw(item.item_id)
    found = keeper.ready(case.case_id, "12300")
    assert ("answer_from_withdrawn", "company_ticket_no") in [
        (one.code, one.field) for one in found.missing
    ]
    keeper.restore(item.item_id)
    again = keeper.ready(case.case_id, "12300")
    assert "answer_from_withdrawn" not in [one.code for one in again.missing]


def test_a_chat_says_when_it_began_and_that_a_person_was_asked_for(
    keeper: Keeper, tmp_path: Path
) -> None:
    chat = tmp_path / "微信聊天记录-某某客服.txt"
    chat.write_text(
        "—————  2026-02-24  —————\n\n我  10:00\n转人工\n\n某某智能客服  10:00\n您可以换个问法\n\n"
        "我  10:01\n转人工\n\n某某智能客服  10:01\n您可以换个问法\n",
        "utf-8",
    )
    case = keeper.new_case("找不到人", "no_human")
    item = keeper.add([chat], case.case_id).items[0]
    keeper.answer(case.case_id, {"matter": "no_human", "complained": "yes"})
    asked = keeper.interview(case.case_id)
    person, day = asked.page("asked_human"), asked.page("first_complained_on")
    assert person is not None
    assert day is not None
    assert (person.value, person.filled_from) == ("yes", (item.item_id,))
    assert (day.value, day.filled_from) == ("2026-02-24", (item.item_id,))


def test_what_is_put_aside_after_it_was_cited_is_not_ready(keeper: Keeper, tmp_path: Path) -> None:
    story, case = begin(keeper, "refund", tmp_path / "in")
    assert keeper.ready(case.case_id, story.channel).ready
    order = keeper.items(case.case_id)[0]
    keeper.withdraw(order.item_id)
    found = keeper.ready(case.case_id, story.channel)
    cited = [(one.code, one.field) for one in found.missing]
    assert ("cited_withdrawn", "facts") in cited
    keeper.restore(order.item_id)
    assert keeper.ready(case.case_id, story.channel).ready


def test_a_number_written_before_its_item_was_kept_is_known_too(
    keeper: Keeper, tmp_path: Path
) -> None:
    case = keeper.new_case("退款", "refund", {"facts": "付款（证据1-1）。"})
    first, second = (_text(tmp_path, name) for name in ("订单", "付款"))
    one, _two = keeper.add([first, second], case.case_id).items
    keeper.withdraw(one.item_id)
    codes = [(lack.code, lack.field) for lack in keeper.ready(case.case_id, "12315").missing]
    assert ("cited_withdrawn", "facts") in codes


def test_a_sentence_that_stays_keeps_what_its_number_meant(keeper: Keeper, tmp_path: Path) -> None:
    case = keeper.new_case("退款", "refund")
    first, second = (_text(tmp_path, name) for name in ("订单", "付款"))
    one, two = keeper.add([first, second], case.case_id).items
    kept = keeper.set_case(case.case_id, {"facts": "付款（证据1-2）。"})
    assert kept.get("cited") == f"1-2={two.item_id}"
    keeper.withdraw(one.item_id)
    more = keeper.set_case(case.case_id, {"facts": "付款（证据1-2）。\n不退（证据1-1）。"})
    assert more.get("cited").splitlines() == [f"1-2={two.item_id}", f"1-1={two.item_id}"]
    moved = [one.code for one in keeper.ready(case.case_id, "12315").missing]
    assert "cited_not_there" in moved
    mended = keeper.set_case(case.case_id, {"facts": "付款（证据1-1）。"})
    assert mended.get("cited") == f"1-1={two.item_id}"
    assert keeper.set_case(case.case_id, {"facts": ""}).get("cited") == ""


def _text(folder: Path, name: str) -> Path:
    path = folder / f"{name}.txt"
    path.write_text(f"{name}的文字", "utf-8")
    return path


def test_papers_that_were_made_for_another_office_are_remembered(
    keeper: Keeper, tmp_path: Path
) -> None:
    story, case = begin(keeper, "refund", tmp_path / "in")
    body = {"case_id": case.case_id, "channel": "12315", "reader": "company"}
    keeper.vault.record("bundled", body)
    assert complaining.evidence(keeper.vault, case.case_id).bundled_for == ()
    keeper.vault.record("bundled", {**body, "reader": "authority"})
    codes = [one.code for one in keeper.ready(case.case_id, "xiaoxie").warnings]
    assert "second_channel" in codes
    assert "second_channel" not in [
        one.code for one in keeper.ready(case.case_id, story.channel).warnings
    ]


def test_nothing_is_kept_of_answers_of_which_one_is_wrong(keeper: Keeper) -> None:
    case = keeper.new_case("退款")
    with pytest.raises(InputError):
        keeper.answer(case.case_id, {"matter": "refund", "bought_on": "昨天"})
    assert keeper.case(case.case_id) == case
    assert [entry.kind for entry in keeper.history()].count("case_set") == 1


def test_the_state_is_entries_in_the_journal(keeper: Keeper) -> None:
    case = keeper.new_case("退款")
    keeper.answer(case.case_id, {"matter": "refund", "company": "skip"})
    body = keeper.history()[-1].body
    assert body is not None
    assert body["type"] == "refund"
    assert body["fields"] == {"matter": "refund", "company": "", "skipped": "company"}
    text.set_language("zh_CN")


def test_a_pictures_letters_are_measured_as_they_would_be_printed(
    keeper: Keeper, tmp_path: Path
) -> None:
    case = keeper.new_case("字太小")
    for name, size in (("屏幕.png", (1920, 1080)), ("手机.png", (1080, 2400))):
        Image.new("RGB", size, "white").save(tmp_path / name)
        kept = keeper.add([tmp_path / name], case.case_id, purpose="订单").items[0]
        keeper.correct(kept.item_id, {"kind": "screenshot"})
    small = [
        one for one in keeper.ready(case.case_id, "12315").warnings if one.code == "print_too_small"
    ]
    assert [dict(one.data)["names"] for one in small] == ["“屏幕.png”"]
    # A person's own reading of it counts for more than what letters usually are.
    found = complaining.evidence(keeper.vault, case.case_id, lambda item: (80.0, False))
    assert {one.text_px for one in found.pictures.values()} == {80.0}
    assert all(one.printed_mm > 2.5 for one in found.pictures.values())


def test_two_charges_of_one_day_are_told_apart_by_their_sums_only(
    keeper: Keeper, tmp_path: Path
) -> None:
    case = keeper.new_case("话费", "telecom_plan")
    fields = {
        "charges": "2026-10-01 90.00 甲\n2026-10-01 90.00 甲\n2026-10-01 30.00 乙",
        "filed_on": "2026-11-20",
        "filed_channel": "12300",
    }
    keeper.set_case(case.case_id, fields)
    now = datetime(2026, 12, 28, 10, tzinfo=UTC)
    file = tmp_path / "日子.ics"
    complaining.write_calendar(keeper.vault, case.case_id, "12300", file, now=now)
    told = file.read_text("utf-8").replace("\r\n ", "")
    uids = [line for line in told.splitlines() if line.startswith("UID:")]
    assert len(uids) == len(set(uids))
    fees = [line for line in told.splitlines() if line.startswith("SUMMARY:") and "元" in line]
    assert sorted("90.00元" in line for line in fees) == [False, True]
