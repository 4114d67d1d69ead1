"""Each kind of matter goes from its first question to papers that are ready, by presses in the real window alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from evidence_keeper.gui.easy.choose import ChooseCase
from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.easy.interview import MissingPage, QuestionPage
from evidence_keeper.gui.easy.made import MadePage
from evidence_keeper.gui.easy.papers import PapersPage
from evidence_keeper.gui.standard.interview import Asking
from evidence_keeper.gui.standard.papers import Papers
from evidence_keeper.gui.widgets.question import QuestionCard
from evidence_keeper.media.pdf import PdfDocument
from evidence_keeper.model import Case
from tests.gui.conftest import Opened
from tests.gui.person import Person
from tests.gui.test_interview import begun, question_or_end
from tests.matters import KINDS, Matter

MOST_QUESTIONS = 120


def answer(person: Person, card: QuestionCard, onward: QPushButton | None, value: str) -> None:
    """A press on the sentence, or writing and going on."""
    if card.field is None:
        person.press(next(one for one in card.choices if one.property("value") == value))
        return
    if card.text is not None:
        card.text.setPlainText(value)
    elif card.line is not None:
        card.line.setText(value)
    assert onward is not None
    person.press(onward)


def by_the_easy_face(person: Person, story: Matter, case: Case) -> Path:
    """Home, questions one a page, what is missing, the pages, the papers."""
    person.easy.home()
    home = person.easy.page
    assert isinstance(home, Home)
    person.press(home.papers)
    if len(person.window.desk.known.cases) > 1:
        choice = person.until_page(ChooseCase)
        person.press_words(case.title, choice)
    papers = person.until_page(PapersPage)
    assert papers.ask is not None
    person.press(papers.ask)
    page: QuestionPage | None = person.until_page(QuestionPage)
    asked = 0
    while page is not None:
        asked += 1
        assert asked < MOST_QUESTIONS
        person.until(lambda page=page: page.card is not None)  # type: ignore[misc]
        assert page.card is not None
        value = story.answers.get(page.card.page.key)
        if value is None or value == "skip":
            assert page.skip is not None
            person.press(page.skip)
        else:
            answer(person, page.card, page.forth, value)
        page = question_or_end(person, page)
    missing = person.until_page(MissingPage)
    person.until(lambda: missing.said is not None)
    assert missing.said is not None
    assert "可以交" in missing.said.words, missing.said.words
    assert missing.onward is not None
    person.press(missing.onward)
    person.make_papers()
    return person.until_page(MadePage)._bundle.pdf


def by_the_standard_face(person: Person, story: Matter, case: Case) -> Path:
    """The matter chosen, its questions in one window, what is missing, the papers."""
    face = person.standard
    face.cases.choose(case.case_id)
    person.until(lambda: face.cases.case_id == case.case_id)
    person.press(face.matter.steps.ask)
    asking = face.dialog
    assert isinstance(asking, Asking)
    before: QuestionCard | None = None
    for _turn in range(MOST_QUESTIONS):
        person.until(lambda before=before: asking.card is not before or asking.said is not None)  # type: ignore[misc]
        card = asking.card
        if card is None:
            break
        value = story.answers.get(card.page.key)
        if value is None or value == "skip":
            person.press(asking.skip)
        else:
            answer(person, card, asking.forth, value)
        before = card
    assert asking.said is not None
    assert "可以交" in asking.said.words, asking.said.words
    person.press(asking.close_button)
    person.until(lambda: face.dialog is None)
    person.quiet()
    person.press(face.bar.papers_button)
    papers = face.dialog
    assert isinstance(papers, Papers)
    assert papers.channel.value == story.channel
    person.press(papers.make)
    person.until(lambda: papers.bundle is not None)
    assert papers.bundle is not None
    pdf = papers.bundle.pdf
    person.press(papers.close_button)
    person.until(lambda: face.dialog is None)
    return pdf


WAYS = {"easy": by_the_easy_face, "standard": by_the_standard_face}


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("face", "kinds"), [("easy", KINDS[::2]), ("standard", KINDS[1::2])])
def test_every_kind_of_matter_gets_ready_and_has_its_papers(
    opened: Opened, tmp_path: Path, face: str, kinds: tuple[str, ...]
) -> None:
    person = opened(face)
    for kind in kinds:
        story, case = begun(person, tmp_path / kind, kind)
        person.until(
            lambda case=case: (  # type: ignore[misc]
                case.case_id in [one.case_id for one in person.window.desk.known.cases]
            )
        )
        pdf = WAYS[face](person, story, case)
        assert person.keeper.case(case.case_id).type == kind
        assert person.keeper.ready(case.case_id, story.channel).ready
        with PdfDocument(pdf) as paper:
            first = "".join(paper.text(0).split())
            letter = "".join(paper.text(1).split())
        assert story.answers["company"] in first + letter
        assert story.answers["complainant_name"] in letter, kind
