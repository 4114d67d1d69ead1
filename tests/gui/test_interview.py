"""One question a page: answered, put off, gone back to; and what is still missing said before the papers are made."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.easy.interview import MissingPage, QuestionPage
from evidence_keeper.gui.easy.papers import PapersPage
from evidence_keeper.model import Case
from tests.gui.conftest import Opened
from tests.gui.person import Person
from tests.matters import Matter, matter, write_files


def begun(person: Person, tmp_path: Path, kind: str = "telecom_plan") -> tuple[Matter, Case]:
    """A matter whose files are kept and in which nothing was answered yet."""
    story = matter(kind)
    case = person.keeper.new_case(story.title)
    for path, item in zip(write_files(story, tmp_path / "files"), story.items, strict=True):
        kept = person.keeper.add([path], case.case_id, purpose=item["purpose"]).items[0]
        person.keeper.correct(
            kept.item_id, {"exhibit_group": item["group"], "title": item["title"]}
        )
    person.window.desk.refresh()
    person.until(lambda: bool(person.window.desk.known.items))
    return story, case


def ask(person: Person) -> QuestionPage:
    """From the home to the first question."""
    page = person.easy.page
    assert isinstance(page, Home)
    person.press(page.papers)
    papers = person.until_page(PapersPage)
    assert papers.ask is not None
    person.press(papers.ask)
    return next_question(person)


def next_question(person: Person, after: QuestionPage | None = None) -> QuestionPage:
    """The question that comes next, when it is there."""

    def there() -> bool:
        page = person.easy.page
        return isinstance(page, QuestionPage) and page is not after and page.card is not None

    person.until(there)
    page = person.easy.page
    assert isinstance(page, QuestionPage)
    return page


def question_or_end(person: Person, after: QuestionPage) -> QuestionPage | None:
    """The next question, or None where none is left and what is missing is shown."""

    def turned() -> bool:
        page = person.easy.page
        if isinstance(page, QuestionPage):
            return page is not after and page.card is not None
        return isinstance(page, MissingPage)

    person.until(turned)
    page = person.easy.page
    return page if isinstance(page, QuestionPage) else None


def key_of(page: QuestionPage) -> str:
    assert page.card is not None
    return page.card.page.key


def give(person: Person, page: QuestionPage, value: str) -> None:
    """Answers as a person does: a press on the sentence, or writing and going on."""
    assert page.card is not None
    if page.card.field is None:
        row = next(one for one in page.card.choices if one.property("value") == value)
        person.press(row)
        return
    field = page.card.field
    if page.card.text is not None:
        page.card.text.setPlainText(value)
    else:
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "x")
        assert page.card.line is not None
        page.card.line.setText(value)
    assert page.forth is not None
    person.press(page.forth)


def test_a_choice_is_one_press_and_is_kept(opened: Opened, tmp_path: Path) -> None:
    person = opened("easy")
    _story, case = begun(person, tmp_path)
    page = ask(person)
    assert key_of(page) == "matter"
    give(person, page, "telecom_plan")
    following = next_question(person, page)
    assert person.keeper.case(case.case_id).get("matter") == "telecom_plan"
    assert key_of(following) != "matter"


def test_what_nobody_knows_or_wants_to_say_now_never_holds_one_up(
    opened: Opened, tmp_path: Path
) -> None:
    person = opened("easy")
    _story, case = begun(person, tmp_path)
    page = ask(person)
    first = key_of(page)
    assert page.skip is not None
    person.press(page.skip)
    page = next_question(person, page)
    second = key_of(page)
    assert page.unknown is not None
    person.press(page.unknown)
    next_question(person, page)
    kept = person.keeper.case(case.case_id)
    assert first in kept.get("skipped").split()
    assert second in kept.get("not_known").split()


def test_the_one_before_can_be_answered_again(opened: Opened, tmp_path: Path) -> None:
    person = opened("easy")
    begun(person, tmp_path)
    page = ask(person)
    give(person, page, "refund")
    page = next_question(person, page)
    assert page.earlier is not None
    person.press(page.earlier)
    again = next_question(person, page)
    assert key_of(again) == "matter"
    assert again.card is not None
    assert again.card.page.value == "refund"


def test_enter_goes_on_and_an_empty_field_does_not(opened: Opened, tmp_path: Path) -> None:
    person = opened("easy")
    story, case = begun(person, tmp_path)
    person.keeper.answer(case.case_id, {"matter": "telecom_plan", "no_human": "no"})
    page = ask(person)
    while page.card is None or page.card.line is None or key_of(page) not in story.answers:
        assert page.skip is not None
        person.press(page.skip)
        page = next_question(person, page)
    line = page.card.line
    key = key_of(page)
    person.easy.shield.release()
    line.clear()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert person.easy.page is page
    line.setText(story.answers[key])
    QTest.keyClick(line, Qt.Key.Key_Return)
    next_question(person, page)
    assert person.keeper.case(case.case_id).get(key)


def test_what_is_missing_is_said_and_one_press_goes_to_its_question(
    opened: Opened, tmp_path: Path
) -> None:
    person = opened("easy")
    story, case = begun(person, tmp_path)
    without = {key: value for key, value in story.answers.items() if key != "company_address"}
    person.keeper.answer(case.case_id, without)
    person.keeper.answer(case.case_id, {"company_address": "skip"})
    rest = person.keeper.interview(case.case_id)
    for left in rest.pages:
        if left.state == "open":
            person.keeper.answer(case.case_id, {left.key: "skip"})
    page = person.easy.page
    assert isinstance(page, Home)
    person.press(page.papers)
    papers = person.until_page(PapersPage)
    assert papers.ask is not None
    person.press(papers.ask)
    missing = person.until_page(MissingPage)
    person.until(lambda: bool(missing.mend))
    row = next(one for one in missing.mend if "地址" in one.text())
    person.press(row)
    question = next_question(person)
    assert key_of(question) == "company_address"
    give(person, question, story.answers["company_address"])
    person.until(lambda: person.easy.page is not question)
    assert person.keeper.case(case.case_id).get("company_address")
