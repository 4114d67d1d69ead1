"""What the eye needs: sizes, contrasts, whole words and names, measured on every page of both faces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from evidence_keeper.gui.easy.evidence import EvidencePage, ItemPage
from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.easy.keep import KeepPage, SavedPage
from evidence_keeper.gui.easy.made import MadePage
from evidence_keeper.gui.easy.note import NotePage
from evidence_keeper.gui.easy.papers import ChannelPage, PapersPage, PreviewPage
from evidence_keeper.gui.palette import DARK, LIGHT, Palette, contrast
from evidence_keeper.gui.widgets.tile import Tile
from evidence_keeper.keeper import Keeper
from evidence_keeper.text import set_language
from tests.gui.conftest import Opened
from tests.gui.person import Person, example

PAIRS = [
    ("text", "paper", 7.0),
    ("text", "card", 7.0),
    ("second", "paper", 7.0),
    ("second", "card", 7.0),
    ("caption", "paper", 4.5),
    ("caption", "card", 4.5),
    ("action", "card", 7.0),
    ("action", "paper", 7.0),
    ("action", "calm_paper", 7.0),
    ("on_action", "action", 7.0),
    ("on_action", "action_deep", 7.0),
    ("on_danger", "danger", 7.0),
    ("warn_text", "warn_paper", 7.0),
    ("calm_text", "calm_paper", 7.0),
    ("text", "chosen", 7.0),
    ("second", "chosen", 7.0),
    ("second", "track", 4.5),
]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_contrast(palette: Palette, front: str, ground: str, least: float) -> None:
    assert contrast(getattr(palette, front), getattr(palette, ground)) >= least


def test_the_light_scheme_is_the_measured_one() -> None:
    assert contrast(LIGHT.text, LIGHT.paper) == pytest.approx(15.1, abs=0.1)
    assert contrast(LIGHT.on_action, LIGHT.action) == pytest.approx(9.0, abs=0.1)
    assert LIGHT.focus == "#E0A100"


def kept(keeper: Keeper) -> None:
    case = keeper.new_case("“免费升级”后套餐由39元变成129元，找不到人工客服", "telecom_plan")
    keeper.add(example(), case.case_id)


def easy_pages(person: Person) -> Iterator[QWidget]:
    """Every page of the easy face, one after the other."""

    def home() -> Home:
        person.easy.home()
        person.quiet()
        page = person.easy.page
        assert isinstance(page, Home)
        return page

    yield home()
    person.press(home().keep)
    keep = person.until_page(KeepPage)
    yield keep
    person.chosen = example("账单")
    person.press(keep.choose)
    yield person.until_page(SavedPage)
    person.press(home().evidence)
    page = person.until_page(EvidencePage)
    person.until(lambda: bool(page.rows))
    person.quiet()
    yield page
    for item in person.keeper.items():
        person.press(page.rows[item.item_id])
        shown = person.until_page(ItemPage)
        person.quiet()
        yield shown
        person.press(shown.back)
    person.press(page.rows[person.keeper.items()[0].item_id])
    person.press(person.until_page(ItemPage).write)
    yield person.until_page(NotePage)
    person.press(home().papers)
    papers = person.until_page(PapersPage)
    yield papers
    person.press(papers.other)
    channels = person.until_page(ChannelPage)
    yield channels
    person.press(channels.rows[0])
    person.press(person.until_page(PapersPage).see)
    preview = person.until_page(PreviewPage)
    yield preview
    person.press(preview.make)
    yield person.until_page(MadePage)
    person.press(home().check)
    person.until_said("✓")
    yield person.easy.page


def visible(root: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return [one for one in root.findChildren(kind) if one.isVisibleTo(root) and one.width() > 0]


def no_word_is_cut(root: QWidget) -> None:
    for label in visible(root, QLabel):
        assert isinstance(label, QLabel)
        if not label.text():
            continue
        need = (
            label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        )
        assert label.height() >= need - 1, f"too low: {label.text()}"
        if not label.wordWrap():
            assert label.width() >= label.sizeHint().width() - 1, f"too narrow: {label.text()}"
    for made in visible(root, QPushButton):
        assert isinstance(made, QPushButton)
        least: QSize = made.sizeHint()
        assert made.width() >= least.width() - 1, f"cut: {made.text()}"
        words = QFontMetrics(made.font()).horizontalAdvance(made.text())
        assert made.width() >= words, made.text()
    for tile in visible(root, Tile):
        assert tile.height() >= tile.heightForWidth(tile.width()), tile.accessibleName()


def nothing_sticks_out(root: QWidget) -> None:
    for widget in visible(root, QWidget):
        if isinstance(widget, (QPushButton, QLabel, Tile, QLineEdit)):
            right = widget.mapTo(root, widget.rect().topRight()).x()
            assert right <= root.width(), widget.accessibleName() or type(widget)


def everything_is_named(root: QWidget, *, chinese: bool) -> None:
    controls = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)
    for control in controls:
        for widget in visible(root, control):
            if not widget.isEnabled() or widget.objectName().startswith("qt_"):
                continue
            if isinstance(widget.parent(), QComboBox | QLineEdit):
                continue
            name = widget.accessibleName()
            assert name, type(widget)
            if chinese and not isinstance(widget, Tile):
                assert re.search("[一-鿿]", name), name


@pytest.mark.parametrize(
    ("language", "scale"),
    [("zh_CN", 100), ("en", 100), ("zh_CN", 200), ("en", 200), ("zh_CN", 300)],
)
def test_every_page_of_the_easy_face_is_whole(
    opened: Opened, keeper: Keeper, scale: int, language: str
) -> None:
    set_language(language)
    kept(keeper)
    person = opened("easy", scale=scale)
    for page in easy_pages(person):
        person.quiet()  # what is looked up meanwhile may change what stands there
        person.qtbot.wait(30)
        no_word_is_cut(page)
        nothing_sticks_out(person.window)
        everything_is_named(page, chinese=language == "zh_CN")
        sizes_are_for_old_eyes(page)


def sizes_are_for_old_eyes(page: QWidget) -> None:
    for label in visible(page, QLabel):
        assert isinstance(label, QLabel)
        if label.text():
            assert label.font().pixelSize() >= 24, label.text()
    for made in visible(page, QAbstractButton):
        if isinstance(made, QToolButton) or made.objectName().startswith("qt_"):
            continue
        assert made.font().pixelSize() >= 24 or isinstance(made, Tile)
        least = 64 if made.property("role") == "helper" else 120
        assert made.height() >= least, made.accessibleName()
        assert made.width() >= 120, made.accessibleName()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_the_cards_fill_the_home_and_stand_20_apart(opened: Opened, size: tuple[int, int]) -> None:
    person = opened("easy")
    person.window.resize(*size)
    person.qtbot.wait(50)
    page = person.easy.page
    assert isinstance(page, Home)
    record, shot, keep, *below = page.cards
    for left, right in (*pairwise((record, shot, keep)), *pairwise(below)):
        assert right.x() - (left.x() + left.width()) >= 20
    for card in below:
        assert card.y() - (record.y() + record.height()) >= 20
    assert below[-1].x() + below[-1].width() == keep.x() + keep.width()
    assert record.height() > 200


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("scale", [100, 150, 175, 200])
def test_the_standard_face_is_whole(
    opened: Opened, keeper: Keeper, scale: int, language: str
) -> None:
    set_language(language)
    kept(keeper)
    keeper.new_case("会员自动续费", "auto_renew")
    person = opened("standard", scale=scale)
    check_standard(person, language == "zh_CN")
    for item in keeper.items():
        person.standard.timeline.choose(item.item_id)
        person.quiet()
        person.qtbot.wait(30)
        check_standard(person, language == "zh_CN")
    dialogs: list[Callable[[], None]] = [
        person.standard._ask_new_case,
        person.standard._make_papers,
    ]
    for ask in dialogs:
        ask()
        person.qtbot.wait(50)
        dialog = person.standard.dialog
        assert dialog is not None
        no_word_is_cut(dialog)
        everything_is_named(dialog, chinese=language == "zh_CN")
        dialog.reject()


def nothing_is_wider_than_its_place(root: QWidget) -> None:
    """A column that can't be scrolled sideways shows everything in it, to the right edge."""
    for port in visible(root, QScrollArea):
        assert isinstance(port, QScrollArea)
        inside = port.widget()
        assert inside is None or inside.width() <= port.viewport().width(), type(port.parent())


def check_standard(person: Person, chinese: bool) -> None:
    assert person.window.width() == 1366
    nothing_sticks_out(person.window)
    nothing_is_wider_than_its_place(person.window)
    search = person.standard.bar.search
    for glass in search.findChildren(QToolButton):
        assert glass.height() <= search.height()
        assert glass.geometry().center().y() == pytest.approx(search.rect().center().y(), abs=2)
    no_word_is_cut(person.window)
    everything_is_named(person.window, chinese=chinese)
    for label in visible(person.window, QLabel):
        assert isinstance(label, QLabel)
        assert label.font().pixelSize() >= 13
