"""Filling an office's form by the window: each text one press from the clipboard, and what doesn't fit is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from evidence_keeper.gui.easy.after import ReturnPage
from evidence_keeper.gui.easy.form import FilesPage, FormPage, PiecesPage
from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.easy.papers import PapersPage
from evidence_keeper.gui.standard.after import AfterDialog
from evidence_keeper.gui.standard.form import FormDialog
from evidence_keeper.gui.standard.interview import Asking
from evidence_keeper.gui.standard.limit import LimitDialog
from evidence_keeper.gui.widgets.form import FieldCard
from evidence_keeper.model import Case
from evidence_keeper.speaking.fake import FakeEngine
from tests.gui.conftest import Opened
from tests.gui.looking import SCALES, look_at
from tests.gui.person import Person
from tests.matters import begin


def told(person: Person, tmp_path: Path, kind: str = "refund") -> Case:
    """A matter with everything answered and kept."""
    _story, case = begin(person.keeper, kind, tmp_path / "files")
    person.window.desk.refresh()
    person.until(lambda: bool(person.window.desk.known.items))
    return person.keeper.case(case.case_id)


def papers(person: Person) -> PapersPage:
    person.easy.home()
    home = person.easy.page
    assert isinstance(home, Home)
    person.press(home.papers)
    return person.until_page(PapersPage)


def field(person: Person, before: FormPage | None = None) -> tuple[FormPage, FieldCard]:
    """The field that is shown, when it is another one than before."""

    def there() -> bool:
        page = person.easy.page
        return isinstance(page, FormPage) and page is not before and page.card is not None

    person.until(there)
    page = person.easy.page
    assert isinstance(page, FormPage)
    assert page.card is not None
    return page, page.card


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize("scale", SCALES)
def test_field_after_field_is_copied_in_the_form_s_order(
    opened: Opened, tmp_path: Path, scale: int
) -> None:
    person = opened("easy", scale=scale)
    case = told(person, tmp_path)
    person.window.desk.limits = {"12315.facts": 60}
    page_before = papers(person)
    look_at(person, "papers")
    person.press(page_before.form)
    wanted = person.keeper.form(case.case_id, "12315", limits={"12315.facts": 60})
    seen: FormPage | None = None
    for number, one in enumerate(wanted):
        page, card = field(person, seen)
        assert card.filled == one
        if one.text and card.ready:
            assert card.copy is not None
            person.press(card.copy)
            assert clipboard() == (one.short if one.over else one.text)
            assert card.copy.text() == "已复制"
        if one.field.key in ("facts", "company", "category"):
            look_at(person, f"form-{one.field.key}")
        if one.over:
            assert "长了" in person.reads()
            assert card.pieces is not None
            person.press(card.pieces)
            pieces = person.until_page(PiecesPage)
            look_at(person, "pieces")
            heard = [pieces.view.text]
            while pieces.view.next.isEnabled():
                person.press(pieces.view.next)
                heard.append(pieces.view.text)
            assert tuple(heard) == one.pieces
            person.press(pieces.back)
        seen = page
        assert page.next is not None
        assert (page.before is None) == (number == 0)
        person.press(page.next)
    files = person.until_page(FilesPage)
    look_at(person, "files")
    person.press(files.done)
    person.until_page(ReturnPage)


def test_the_files_are_made_to_the_office_s_size_and_their_folder_is_opened(
    opened: Opened, tmp_path: Path
) -> None:
    person = opened("easy")
    case = told(person, tmp_path)
    person.easy.go(FilesPage(person.easy, case, "12315"))
    files = person.until_page(FilesPage)
    assert "还没有做" in person.reads()
    person.press(files.attach.make)
    person.until(lambda: bool(files.attach.files))
    assert all(one.stat().st_size <= 5 << 20 for one in files.attach.files)
    assert files.attach.files[0].name in person.reads()
    person.press(files.attach.open)
    person.until(lambda: person.opened == [files.attach.files[0].parent])
    look_at(person, "files-made")


@pytest.mark.parametrize("scale", SCALES)
def test_the_form_in_the_standard_face_and_a_limit_put_right(
    opened: Opened, tmp_path: Path, scale: int
) -> None:
    person = opened("standard", scale=scale)
    told(person, tmp_path)
    person.until(lambda: person.standard.cases.case_id is not None)
    person.press(person.standard.matter.steps.form)
    dialog = person.standard.dialog
    assert isinstance(dialog, FormDialog)
    person.until(lambda: bool(dialog.cards))
    look_at(person, "standard-form", dialog)
    company, facts = (
        next(one for one in dialog.cards if one.filled.field.key == key)
        for key in ("company", "facts")
    )
    for card in (company, facts):
        assert card.copy is not None
        card.copy.click()
        assert clipboard() == card.ready
        assert card.copy.text() == "已复制"
    assert company.copy is not None
    assert company.copy.text() == "复制"
    whole = facts.filled.count
    for most, over in ((whole - 1, True), (None, False)):
        facts = next(one for one in dialog.cards if one.filled.field.key == "facts")
        assert facts.change is not None
        facts.change.click()
        limit = dialog.above
        assert isinstance(limit, LimitDialog)
        person.until(limit.isVisible)
        look_at(person, "standard-limit", limit)
        assert "500" in person.reads()
        assert "2026-11-22" in person.reads()
        if most is None:
            person.press(limit.old)
        else:
            limit.line.setText(str(most))
            person.press(limit.save)
        shown = dialog.cards
        person.until(lambda shown=shown: dialog.cards is not shown)  # type: ignore[misc]
        facts = next(one for one in dialog.cards if one.filled.field.key == "facts")
        assert facts.filled.over is over
        assert person.window.desk.limits == ({"12315.facts": most} if most else {})
    person.press(dialog.done_button)
    after = dialog.above
    assert isinstance(after, AfterDialog)
    assert after.form is not None
    dialog.reject()


def test_what_is_still_empty_can_be_answered_from_the_form(opened: Opened, tmp_path: Path) -> None:
    person = opened("standard")
    case = told(person, tmp_path)
    person.keeper.set_case(case.case_id, {"company": ""})
    person.press(person.standard.matter.steps.form)
    dialog = person.standard.dialog
    assert isinstance(dialog, FormDialog)
    person.until(lambda: bool(dialog.cards))
    empty = dialog.cards[0]
    assert empty.copy is None
    person.until_said("现在就填")
    person.press_words("现在就填", empty)
    asking = dialog.above
    assert isinstance(asking, Asking)
    person.until(lambda: asking.card is not None)
    assert asking.card is not None
    assert asking.card.line is not None
    asking.card.line.setText("远帆商贸有限公司")
    assert asking.forth is not None
    person.press(asking.forth)
    person.until(lambda: bool(person.keeper.case(case.case_id).get("company")))
    asking.reject()
    person.until(lambda: dialog.cards[0].ready == "远帆商贸有限公司")
    dialog.reject()


def test_the_pieces_are_read_aloud_where_that_is_wished(opened: Opened, tmp_path: Path) -> None:
    engine = FakeEngine(letter_seconds=0.001)
    person = opened("easy", engine=engine)
    case = told(person, tmp_path)
    filled = next(
        one for one in person.keeper.form(case.case_id, "12315") if one.field.key == "facts"
    )
    person.easy.go(PiecesPage(person.easy, filled))
    page = person.until_page(PiecesPage)
    assert engine.said == []
    person.press(page.view.aloud)
    for piece in filled.pieces:
        assert page.view.text == piece
        person.until(
            lambda piece=piece: piece in [one.words for one in engine.said]  # type: ignore[misc]
        )
        if page.view.next.isEnabled():
            person.press(page.view.next)
