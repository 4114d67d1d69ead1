"""The program's sentences can be put otherwise: each edit is an entry, and its numbers stay those of the case."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper import complaint
from evidence_keeper.complaint.edited import FIELD, printed, sentence, with_edit
from evidence_keeper.complaint.letter import own_sentences
from evidence_keeper.errors import InputError
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Case
from tests.matters import KINDS, begin, matter

HAN = st.text(alphabet="投诉人自起向被申诉，。（）我说了", max_size=12)
NUMBER = st.integers(0, 99_999).map(str)


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def case_id(keeper: Keeper, tmp_path: Path) -> str:
    _story, case = begin(keeper, "telecom_plan", tmp_path / "files")
    return case.case_id


def asked(keeper: Keeper, case_id: str) -> str:
    """The sentence that tells when the company was asked."""
    return next(
        one.written for one in keeper.letter(case_id, "12300").sentences if "工单号" in one.written
    )


def edited(case: Case, written: str, text: str) -> Case:
    return Case(case.case_id, case.title, case.type, {FIELD: with_edit(case, written, text)})


def case(**fields: str) -> Case:
    return Case("c1", "套餐", "telecom_plan", fields)


def letter(keeper: Keeper, case_id: str) -> str:
    found = complaint.write(keeper.case(case_id), complaint.load("12300"), ())
    return "\n".join((*found.facts, found.asked, *found.rules, *found.declarations))


def test_an_edit_is_an_entry_and_stands_in_the_letter(keeper: Keeper, case_id: str) -> None:
    written = asked(keeper, case_id)
    before = len(keeper.history())
    text = written.replace("投诉，", "当面投诉过，")
    found = keeper.edit_sentence(case_id, "12300", written, text)
    assert len(keeper.history()) == before + 1
    assert text.rstrip("。") in letter(keeper, case_id)
    one = next(one for one in found.sentences if one.edited)
    assert (one.text, one.strange) == (text, ())
    found = keeper.edit_sentence(case_id, "12300", written, "")
    assert not any(one.edited for one in found.sentences)
    assert written.rstrip("。") in letter(keeper, case_id)
    assert keeper.verify().ok


def test_its_numbers_follow_the_case(keeper: Keeper, case_id: str) -> None:
    written = asked(keeper, case_id)
    ticket = keeper.case(case_id).get("company_ticket_no")
    keeper.edit_sentence(case_id, "12300", written, f"我去营业厅投诉，拿到工单{ticket}。")
    moved = "".join(char if not char.isdigit() else str((int(char) + 1) % 10) for char in ticket)
    keeper.set_case(case_id, {"company_ticket_no": moved})
    told = letter(keeper, case_id)
    assert moved in told
    assert ticket not in told


def test_a_number_that_nothing_shows_is_named_here_and_by_ready(
    keeper: Keeper, case_id: str
) -> None:
    written = asked(keeper, case_id)
    wrong = written.replace("。", "，前后共投诉8841次。")
    found = keeper.edit_sentence(case_id, "12300", written, wrong)
    assert next(one for one in found.sentences if one.edited).strange == ("8841",)
    warned = [one for one in keeper.ready(case_id, "12300").warnings if one.code == "edited_number"]
    assert [dict(one.data)["number"] for one in warned] == ["8841"]
    assert keeper.ready(case_id, "12300").ready
    keeper.set_case(case_id, {"company_reply": "已经8841次告知"})
    again = keeper.letter(case_id, "12300")
    assert next(one for one in again.sentences if one.edited).strange == ()


def test_a_word_that_only_an_office_may_say_is_named(keeper: Keeper, case_id: str) -> None:
    written = asked(keeper, case_id)
    found = keeper.edit_sentence(case_id, "12300", written, "被申诉人的行为构成欺诈。")
    one = next(one for one in found.sentences if one.edited)
    assert [word for word, _instead in one.forbidden] == ["构成欺诈"]
    codes = [(one.code, one.field) for one in keeper.ready(case_id, "12300").warnings]
    assert ("forbidden_words", "edits") in codes


def test_a_sentence_that_has_changed_stands_as_the_program_writes_it_now(
    keeper: Keeper, case_id: str
) -> None:
    answer = next(
        one.written
        for one in keeper.letter(case_id, "12300").sentences
        if "答复情况" in one.written
    )
    keeper.edit_sentence(case_id, "12300", answer, "他们什么也没答应。")
    assert "他们什么也没答应" in letter(keeper, case_id)
    keeper.set_case(case_id, {"company_reply": "同意退款"})
    told = letter(keeper, case_id)
    assert "同意退款" in told
    assert "他们什么也没答应" not in told
    assert keeper.letter(case_id, "12300").left_over == ("他们什么也没答应。",)


def test_the_written_demand_is_put_otherwise_too(keeper: Keeper, case_id: str) -> None:
    found = keeper.letter(case_id, "12300", paper="demand")
    written = next(one.written for one in found.sentences if "15日" in one.written)
    keeper.edit_sentence(
        case_id, "12300", written, written.replace("请自", "务必自"), paper="demand"
    )
    told = complaint.demand(keeper.case(case_id))
    assert "务必自" in "\n".join((*told.story, told.ask, *told.vouchers, *told.keep))
    assert keeper.letter(case_id, "12300").left_over == ()
    facts = keeper.case(case_id).get("facts").splitlines()[0][:12]
    assert not any(facts in one.written for one in found.sentences)


def test_another_office_s_letter_keeps_its_own_words(keeper: Keeper, case_id: str) -> None:
    written = asked(keeper, case_id)
    keeper.edit_sentence(case_id, "12300", written, "我投诉过。")
    other = keeper.letter(case_id, "12315")
    assert not any(one.edited for one in other.sentences)
    assert other.left_over == ()
    with pytest.raises(InputError) as told:
        keeper.edit_sentence(case_id, "12315", written, "我投诉过。")
    assert told.value.code == "sentence_unknown"


@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_of_every_matter_s_letter_can_be_edited(kind: str) -> None:
    story = matter(kind)
    office = complaint.load(story.channel)
    told = Case("c1", story.title, kind, dict(story.answers))
    before = complaint.write(told, office, [])
    for number, written in enumerate(own_sentences(told, office)):
        changed = Case(
            "c1",
            story.title,
            kind,
            {**told.fields, FIELD: with_edit(told, written, f"改{number}。")},
        )
        after = complaint.write(changed, office, [])
        assert after != before, written


@given(st.lists(st.tuples(HAN, NUMBER), max_size=5), HAN, st.data())
def test_numbers_that_stay_in_an_edit_change_with_the_sentence(
    parts: list[tuple[str, str]], end: str, data: st.DataObject
) -> None:
    written = "".join(f"{words}x{number}x" for words, number in parts) + end + "。"
    order = data.draw(st.permutations([number for _words, number in parts]))
    text = "说" + "y".join(order) + "完"
    told = edited(case(), written, text)
    assert printed(told, written) == text
    renewed = "".join(f"{words}x{int(number) + 7}x" for words, number in parts) + end + "。"
    numbers = [int(one) for one in re.findall(r"\d+", printed(told, renewed))]
    assert sorted(numbers) == sorted(int(number) + 7 for _words, number in parts)


@given(HAN, st.text(max_size=40))
def test_any_text_is_kept_on_one_line_and_nothing_breaks_it(start: str, text: str) -> None:
    written = f"{start}自2026年2月1日起投诉。"
    told = edited(case(), written, text)
    plain = " ".join(text.replace("⟦", "").replace("⟧", "").split())
    assert printed(told, written) == (plain or written)
    assert len(told.get(FIELD).split("\n")) == 1
    again = sentence(told, written, (), "12300")
    assert again.text == printed(told, written)


def test_a_line_of_another_version_harms_nothing() -> None:
    broken = case(edits='{"of": 1}\nnot json\n{"of": "自⟦⟧起。", "text": "⟦7⟧"}')
    assert printed(broken, "自3起。") == "自3起。"


def test_the_command_lists_edits_and_refuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from evidence_keeper.cli import main

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    vault = ["--vault", str(tmp_path / "vault"), "--json"]
    line = ("case", "new", "--title", "套餐", "--set", "company_ticket_no=K77")
    assert main([*vault, *line]) == 0
    where = ("--case", json.loads(capsys.readouterr().out)["case_id"], "--channel", "12300")
    assert main([*vault, "letter", *where]) == 0
    first = json.loads(capsys.readouterr().out)["sentences"][0]
    assert "K77" in first["text"]
    assert main([*vault, "letter", *where, "--edit", "1=我有工单K77和K78。"]) == 0
    first = json.loads(capsys.readouterr().out)["sentences"][0]
    assert (first["text"], first["edited"]) == ("我有工单K77和K78。", True)
    assert first["numbers_not_found"] == ["78"]
    assert main([*vault, "letter", *where, "--edit", "99=x"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "sentence_unknown"
