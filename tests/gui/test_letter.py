"""The letter's sentences are changed beside their page; a number that nothing shows is said where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_keeper.gui.standard.letter import LetterDialog, SentenceCard
from evidence_keeper.media.pdf import PdfDocument
from tests.gui.conftest import Opened
from tests.gui.looking import look_at
from tests.gui.test_form import told


def card_of(dialog: LetterDialog, words: str) -> SentenceCard:
    return next(one for one in dialog.cards if words in one.sentence.written)


@pytest.mark.parametrize("scale", [100, 200])
def test_a_sentence_is_put_otherwise_beside_the_page_it_stands_on(
    opened: Opened, tmp_path: Path, scale: int
) -> None:
    person = opened("standard", scale=scale)
    case = told(person, tmp_path, "telecom_plan")
    person.press(person.standard.matter.steps.letter)
    dialog = person.standard.dialog
    assert isinstance(dialog, LetterDialog)
    person.until(lambda: bool(dialog.cards))
    if scale == 100:
        person.until(lambda: dialog.view is not None)
        assert dialog.view is not None
        person.until(lambda: dialog.view is not None and dialog.view.number > 0)
    look_at(person, "standard-letter", dialog)
    first, other = card_of(dialog, "工单号"), card_of(dialog, "答复情况")
    assert not first.save.isEnabled()
    other.line.setPlainText("对方一直没有答复。")
    ticket = case.get("company_ticket_no")
    first.line.setPlainText(f"我到营业厅当面投诉，工单{ticket}，等了7731分钟。")
    first.save.click()
    person.until(lambda: card_of(dialog, "工单号").sentence.edited)
    person.until_said("7731 在证据里和填的内容里都没有")
    assert card_of(dialog, "答复情况").unsaved  # what wasn't saved yet stays written
    look_at(person, "standard-letter-edited", dialog)
    if scale == 100:
        person.until(lambda: dialog.view is not None)
        assert dialog._drawn is not None
        with PdfDocument(dialog._drawn.preview.pdf) as pdf:
            letter = "".join(pdf.text(dialog._drawn.preview.letter_page - 1).split())
        assert "等了7731分钟" in letter
    else:
        person.press(dialog.see)
        person.until(lambda: dialog.view is not None)
        look_at(person, "standard-letter-page", dialog)
        person.press(dialog.see)
    edited = card_of(dialog, "工单号")
    edited.own.click()
    person.until(lambda: not card_of(dialog, "工单号").sentence.edited)
    assert not person.keeper.case(case.case_id).get("edits")
    dialog.paper.choose("demand")
    person.until(lambda: any("受理单" in one.sentence.written for one in dialog.cards))
    if scale == 100:
        person.until(lambda: dialog.view is not None)
        look_at(person, "standard-demand", dialog)
    dialog.reject()
    person.quiet()
