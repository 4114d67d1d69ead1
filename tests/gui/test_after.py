"""After handing in: what came back is kept and moves the matter on, and nobody is left alone with a false refund."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from evidence_keeper.gui.easy.after import (
    AfterPage,
    CalledPage,
    HotlinePage,
    ReturnKept,
    ReturnPage,
)
from evidence_keeper.gui.easy.papers import PapersPage
from evidence_keeper.gui.standard.after import AfterDialog, HotlineDialog
from tests.gui.conftest import Opened
from tests.gui.looking import SCALES, look_at
from tests.gui.person import Person, example
from tests.gui.test_form import papers, told

TODAY = datetime.now().astimezone().date()
FRAUD = ("不扫码", "不报验证码", "不共享屏幕", "不转账", "110")


def warned(person: Person) -> None:
    """The warning can be read."""
    for part in FRAUD:
        person.until_said(part)


@pytest.mark.parametrize("scale", SCALES)
def test_from_handed_in_to_paid_the_page_says_what_comes_next(
    opened: Opened, tmp_path: Path, scale: int
) -> None:
    person = opened("easy", scale=scale)
    case = told(person, tmp_path, "telecom_plan")
    handed_in = (TODAY - timedelta(days=3)).isoformat()
    person.press(papers(person).after)
    steps = (("filed", ""), ("accepted", ""), ("result", ""), ("result", "paid"))
    for what, outcome in steps:
        page = person.until_page(AfterPage)
        person.until(lambda page=page: page.stage is not None)  # type: ignore[misc]
        warned(person)
        look_at(person, f"after-{what}{outcome}")
        row = page.rows[what, outcome]
        page.body.ensureWidgetVisible(row)
        person.press(row)
        asked = person.until_page(ReturnPage)
        look_at(person, f"return-{what}{outcome}")
        if what == "filed":
            asked.form.lines["filed_no"].setText("SS-77")
            asked.form.day.setText(handed_in)
            person.chosen = example("账单")[:1]
            asked.body.ensureWidgetVisible(asked.form.add)
            person.press(asked.form.add)
        if outcome:
            assert asked.form.choice is None
        elif what == "result":
            asked.form.lines["outcome_words"].setText("退270元")
        if outcome == "paid":
            asked.form.lines["outcome_words"].setText("到账270元")
        person.press(asked.save)
        kept = person.until_page(ReturnKept)
        person.until(lambda kept=kept: bool(kept.next.words))  # type: ignore[misc]
        warned(person)
        if what == "filed":
            look_at(person, "kept")
            assert "下一个日子" in kept.next.words
        person.press(kept.more)
    now = person.keeper.case(case.case_id)
    assert now.get("filed_on") == handed_in
    assert now.get("filed_no") == "SS-77"
    assert now.get("outcome") == "paid"
    names = [item.name for item in person.keeper.items(case.case_id)]
    assert any(example("账单")[0].name == name for name in names)
    assert sum("记录" in name or "结果" in name for name in names) == 4


@pytest.mark.parametrize("scale", SCALES)
def test_who_is_called_has_the_sentences_and_writes_down_what_was_said(
    opened: Opened, tmp_path: Path, scale: int
) -> None:
    person = opened("easy", scale=scale)
    case = told(person, tmp_path, "telecom_plan")
    person.press(papers(person).after)
    page = person.until_page(AfterPage)
    person.until(lambda: page.stage is not None)
    person.press(page.called)
    called = person.until_page(CalledPage)
    look_at(person, "called")
    warned(person)
    said = person.reads()
    assert "请把方案发短信给我，我和家人商量后答复。" in said
    assert "钱没到账，先别签字、别撤诉。" in said
    assert "不能再向12300申诉" in said
    person.press(called.write)
    asked = person.until_page(ReturnPage)
    person.press(asked.save)
    assert "至少" in asked.form.told.words
    asked.form.lines["reply_words"].setText("先签字再退钱")
    person.press(asked.save)
    person.until_page(ReturnKept)
    memo = person.keeper.items(case.case_id)[-1]
    assert "先签字再退钱" in person.keeper.original(memo.item_id).read_text("utf-8")


@pytest.mark.parametrize("scale", SCALES)
def test_the_hotline_s_card_is_read_out_and_its_words_are_kept(
    opened: Opened, tmp_path: Path, scale: int
) -> None:
    person = opened("easy", scale=scale)
    case = told(person, tmp_path)
    row = papers(person).hotline
    assert row is not None
    person.press(row)
    card = person.until_page(HotlinePage)
    look_at(person, "hotline")
    spoken = person.reads()
    assert case.get("company") in spoken
    assert not re.search(r"证据\s*\d+-\d+", spoken)
    person.press(card.write)
    asked = person.until_page(ReturnPage)
    look_at(person, "hotline-said")
    for key, value in (
        ("hotline_agent", "3086 小王"),
        ("hotline_ticket", "HX-1"),
        ("hotline_promise", "七个工作日内回复"),
    ):
        asked.form.lines[key].setText(value)
    person.press(asked.save)
    person.until_page(ReturnKept)
    memo = person.keeper.items(case.case_id)[-1]
    text = person.keeper.original(memo.item_id).read_text("utf-8")
    assert "3086 小王" in text
    assert "七个工作日内回复" in text
    assert "本人事后补记" in text
    assert person.keeper.case(case.case_id).get("filed_no") == "HX-1"


@pytest.mark.parametrize("scale", SCALES)
def test_the_helper_keeps_what_came_back_in_the_standard_face(
    opened: Opened, tmp_path: Path, scale: int
) -> None:
    person = opened("standard", scale=scale)
    case = told(person, tmp_path)
    steps = person.standard.matter.steps
    person.press(steps.hotline)
    card = person.standard.dialog
    assert isinstance(card, HotlineDialog)
    look_at(person, "standard-hotline", card)
    card.form.lines["hotline_ticket"].setText("HX-1")
    card.save.click()
    person.until(lambda: person.standard.dialog is None)
    person.quiet()
    person.press(steps.after)
    dialog = person.standard.dialog
    assert isinstance(dialog, AfterDialog)
    person.until(lambda: bool(dialog.presses))
    look_at(person, "standard-after", dialog)
    warned(person)
    assert ("accepted", "") in dialog.presses
    dialog.presses["result", "refused"].click()
    assert dialog.form is not None
    form = dialog.form
    form.day.setText("2026-13-99")
    dialog.save.click()
    person.until_said("日期")
    look_at(person, "standard-return", dialog)
    form.day.setText(TODAY.isoformat())
    dialog.save.click()
    person.until(lambda: dialog.form is None)
    assert person.keeper.case(case.case_id).get("outcome") == "refused"
    person.until_said("已保存")
    # The next office is offered, not the one that refused.
    dialog.presses["filed", ""].click()
    assert dialog.form is not None
    assert dialog.form.office is not None
    assert dialog.form.office.value == "xiaoxie"
    dialog.save.click()
    person.until(lambda: dialog.form is None)
    now = person.keeper.case(case.case_id)
    assert (now.get("filed_channel"), now.get("outcome")) == ("xiaoxie", "")
    dialog.reject()


def test_before_papers_for_a_second_office_the_first_is_named(
    opened: Opened, tmp_path: Path
) -> None:
    person = opened("easy")
    case = told(person, tmp_path)
    person.keeper.came_back(case.case_id, "filed", {"filed_no": "K1"}, "12315")
    person.window.desk.refresh()
    person.quiet()
    person.easy.go(PapersPage(person.easy, case.case_id, "xiaoxie"))
    page = person.until_page(PapersPage)
    person.until(lambda: bool(page.another.words))
    assert "已经交到别处（12315）" in page.another.words
    look_at(person, "papers-second")
    person.easy.home()
    person.easy.go(PapersPage(person.easy, case.case_id, "12315"))
    page = person.until_page(PapersPage)
    person.until(lambda: bool(page.lacking.text()))
    assert not page.another.words
