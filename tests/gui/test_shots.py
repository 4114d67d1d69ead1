"""Pictures of the screen in both faces: with our windows gone, kept, drawn on; on the fake and on a real X server."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from evidence_keeper.gui.easy.evidence import ItemPage
from evidence_keeper.gui.easy.fresh import WhichMatter
from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.easy.markup import MarkupPage
from evidence_keeper.gui.easy.shot import NoShotPage, ShotPage
from evidence_keeper.gui.pickwindow import PickWindow
from evidence_keeper.gui.shooter import Shooter, Step
from evidence_keeper.gui.standard.markup import DrawDialog
from evidence_keeper.gui.widgets.markup import Drawing, Tool
from evidence_keeper.intake.screen import Box, Whole, screen
from evidence_keeper.intake.screen.fake import FakeScreen, one_monitor
from evidence_keeper.intake.screen.port import Window
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import EvidenceItem
from tests.gui.conftest import Opened
from tests.gui.person import Person
from tests.gui.test_looks import (
    everything_is_named,
    no_word_is_cut,
    nothing_is_wider_than_its_place,
    nothing_sticks_out,
    sizes_are_for_old_eyes,
)
from tests.xvfb import Painter, Pixels, Xvfb, noise

CHAT = Window(7, "在线客服 - 浏览器", "firefox", Box(100, 50, 400, 300), 7)


@pytest.fixture
def desk() -> FakeScreen:
    """A fake screen as large as the test's."""
    room = QGuiApplication.primaryScreen().geometry()
    made = one_monitor(room.width(), room.height(), [CHAT])
    made.papers["fake-1"] = noise(room.width(), room.height())
    made.faces[7] = noise(400, 300, 2)
    return FakeScreen(made)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second of the countdown takes a moment."""
    monkeypatch.setattr("evidence_keeper.gui.countdown.TICK_MS", 60)


def pixels(keeper: Keeper, item: EvidenceItem) -> Pixels:
    with Image.open(keeper.original(item.item_id)) as picture:
        seen: Pixels = np.asarray(picture)
    return seen


def ours_on_screen() -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()]


def looks_right(person: Person) -> None:
    person.quiet()
    person.qtbot.wait(100)  # a scroll bar that has come takes its room a moment later
    no_word_is_cut(person.window)
    nothing_sticks_out(person.window)
    nothing_is_wider_than_its_place(person.window)
    everything_is_named(person.window, chinese=True)


def press_shot(person: Person) -> ShotPage:
    home = person.easy.page
    assert isinstance(home, Home)
    person.press(home.shot)
    return person.until_page(ShotPage)


# ---- the easy face


def test_one_press_counts_down_takes_the_picture_and_shows_it_kept(
    opened: Opened, keeper: Keeper, desk: FakeScreen
) -> None:
    person = opened("easy", screen=desk)
    shooter = person.window.desk.shooter
    seen: list[tuple[Step, list[QWidget]]] = []
    shooter.turned.connect(lambda: seen.append((shooter.step, ours_on_screen())))
    page = press_shot(person)
    assert [step for step, _ours in seen] == [Step.COUNTING, Step.TAKING, Step.IDLE]
    assert seen[1][1] == []
    item = keeper.items()[0]
    expected = desk.take(Whole()).pixels
    assert (pixels(keeper, item) == expected[..., 2::-1]).all()
    assert "存好了一张截屏" in person.reads()
    assert person.window.isVisible()
    assert keeper.cases()[0].case_id == item.case_id
    person.until(lambda: page.viewer.view is not None)
    looks_right(person)
    sizes_are_for_old_eyes(person.window)
    person.press(page.again)
    person.until(lambda: len(keeper.items()) == 2)
    person.until(lambda: isinstance(person.easy.page, ShotPage) and person.easy.page is not page)
    person.press(person.until_page(ShotPage).home)
    assert isinstance(person.easy.page, Home)


@pytest.mark.parametrize("scale", [100, 200, 300])
def test_the_pages_of_a_picture_fit_any_text_size(
    opened: Opened, desk: FakeScreen, scale: int
) -> None:
    person = opened("easy", scale=scale, screen=desk)
    page = press_shot(person)
    person.until(lambda: page.viewer.view is not None)
    looks_right(person)
    person.press(page.draw)
    drawing = person.until_page(MarkupPage).drawing
    person.until(lambda: not drawing.canvas._image.isNull())
    looks_right(person)
    sizes_are_for_old_eyes(person.window)


def test_while_it_counts_it_can_be_called_off(
    opened: Opened, keeper: Keeper, desk: FakeScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evidence_keeper.gui.countdown.TICK_MS", 60_000)
    person = opened("easy", screen=desk)
    home = person.easy.page
    assert isinstance(home, Home)
    person.press(home.shot)
    shooter = person.window.desk.shooter
    person.until(lambda: shooter.countdown is not None and shooter.countdown.isVisible())
    assert shooter.countdown is not None
    assert not person.window.isVisible()
    assert shooter.countdown.number.text() == "3"
    QTest.mouseClick(shooter.countdown.leave, Qt.MouseButton.LeftButton)
    person.until(person.window.isVisible)
    assert not shooter.active
    assert keeper.items() == []


def test_what_cant_be_taken_says_why(opened: Opened, desk: FakeScreen) -> None:
    desk.desk.allowed = False
    person = opened("easy", screen=desk)
    home = person.easy.page
    assert isinstance(home, Home)
    person.press(home.shot)
    page = person.until_page(NoShotPage)
    assert "不让程序截屏" in person.reads()
    looks_right(person)
    desk.desk.allowed = True
    person.press(page.again)
    person.until_page(ShotPage)


def test_a_black_picture_warns_and_several_matters_are_asked_about(
    opened: Opened, keeper: Keeper, desk: FakeScreen
) -> None:
    keeper.new_case("退款")
    other = keeper.new_case("套餐")
    desk.desk.stack.clear()
    desk.desk.papers["fake-1"][..., :3] = 0
    person = opened("easy", screen=desk)
    page = press_shot(person)
    assert "全黑" in person.reads()
    assert page.which is not None
    person.press(page.which)
    person.press(person.until_page(WhichMatter).rows[0])
    person.until(lambda: keeper.items()[0].case_id != other.case_id)
    person.until_said("退款")


def test_nothing_of_ours_is_in_a_real_picture(opened: Opened, keeper: Keeper) -> None:
    """A noisy window lies under ours; its pixels come back as they are."""
    room = QGuiApplication.primaryScreen().geometry()
    face = noise(room.width(), room.height())
    painter = _painter()
    painter.put("背景", Box(0, 0, room.width(), room.height()), face)
    person = opened("easy", screen=screen())
    person.window.raise_()
    press_shot(person)
    assert (pixels(keeper, keeper.items()[0]) == face[..., 2::-1]).all()
    painter.clear()
    painter.close()


def _painter() -> Painter:
    import os

    server = Xvfb()
    server.display = os.environ["DISPLAY"]
    return Painter(server)


# ---- the standard face


def test_the_menu_takes_the_whole_screen_and_chooses_the_new_item(
    opened: Opened, keeper: Keeper, desk: FakeScreen
) -> None:
    person = opened("standard", screen=desk)
    bar = person.standard.bar
    person.press(bar.shot_button)
    person.until(bar.menu.isVisible)
    assert bar.menu.actions()[0].text() == "整个屏幕"
    bar.menu.actions()[0].trigger()
    bar.menu.hide()
    person.until(lambda: len(keeper.items()) == 1)
    person.until(lambda: person.standard.timeline.item is not None)
    assert "存好了一张截屏" in person.standard.strip.words
    assert person.window.isVisible()
    looks_right(person)


def test_a_window_is_chosen_from_those_that_are_open(
    opened: Opened, keeper: Keeper, desk: FakeScreen
) -> None:
    person = opened("standard", screen=desk)
    person.standard.shoot("window")
    person.until(lambda: isinstance(person.standard.dialog, PickWindow))
    dialog = person.standard.dialog
    assert isinstance(dialog, PickWindow)
    assert [made.text() for made in dialog.rows] == ["在线客服 - 浏览器  ·  firefox"]
    person.press(dialog.rows[0])
    person.until(lambda: len(keeper.items()) == 1)
    assert (pixels(keeper, keeper.items()[0]) == noise(400, 300, 2)[..., 2::-1]).all()


def picked(person: Person) -> Shooter:
    shooter = person.window.desk.shooter
    person.standard.shoot("region")
    person.until(lambda: shooter.picker is not None)
    return shooter


def test_a_part_is_drawn_with_the_mouse(opened: Opened, keeper: Keeper, desk: FakeScreen) -> None:
    person = opened("standard", screen=desk)
    shooter = picked(person)
    assert shooter.picker is not None
    pane = shooter.picker.panes[0]
    person.until(pane.isVisible)
    assert not person.window.isVisible()
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(pane, left, pos=QPoint(120, 90))
    QTest.mouseMove(pane, QPoint(200, 150))
    QTest.mouseRelease(pane, left, pos=QPoint(320, 190))
    person.until(lambda: len(keeper.items()) == 1)
    whole = desk.take(Whole()).pixels
    assert (pixels(keeper, keeper.items()[0]) == whole[90:190, 120:320, 2::-1]).all()
    assert person.window.isVisible()
    assert shooter.picker is None


def test_a_click_is_no_part_and_escape_leaves_it(
    opened: Opened, keeper: Keeper, desk: FakeScreen
) -> None:
    person = opened("standard", screen=desk)
    shooter = picked(person)
    assert shooter.picker is not None
    pane = shooter.picker.panes[0]
    person.until(pane.isVisible)
    QTest.mouseClick(pane, Qt.MouseButton.LeftButton, pos=QPoint(120, 90))
    assert shooter.step is Step.CHOOSING
    QTest.keyClick(pane, Qt.Key.Key_Escape)
    person.until(person.window.isVisible)
    assert not shooter.active
    assert keeper.items() == []


# ---- drawing


def drag(drawing: Drawing, first: tuple[int, int], last: tuple[int, int]) -> None:
    """From one pixel of the picture to another."""
    view = drawing.canvas.viewport()
    place, image = drawing.canvas.place, drawing.canvas._image

    def at(point: tuple[int, int]) -> QPoint:
        return QPoint(
            place.x() + round(point[0] * place.width() / image.width()),
            place.y() + round(point[1] * place.height() / image.height()),
        )

    left = Qt.MouseButton.LeftButton
    QTest.mousePress(view, left, pos=at(first))
    QTest.mouseMove(view, at(last))
    QTest.mouseRelease(view, left, pos=at(last))


def test_a_copy_is_drawn_on_undone_and_kept(
    opened: Opened, keeper: Keeper, desk: FakeScreen
) -> None:
    person = opened("standard", screen=desk)
    person.standard.shoot("whole")
    person.until(lambda: person.standard.detail.item is not None)
    original = keeper.items()[0]
    person.press(person.standard.detail.draw)
    dialog = person.standard.detail.dialog
    assert isinstance(dialog, DrawDialog)
    drawing = dialog.drawing
    person.until(lambda: not drawing.canvas._image.isNull())
    assert not dialog.save.isEnabled()
    person.press(drawing.tools[Tool.COVER])
    drag(drawing, (400, 300), (700, 400))
    person.press(drawing.tools[Tool.FRAME])
    drag(drawing, (100, 100), (300, 200))
    assert len(drawing.strokes) == 2
    person.press(drawing.undo)
    assert len(drawing.strokes) == 1
    person.press(drawing.tools[Tool.WORDS])
    drawing.line.setText("这里没有人工")
    QTest.mouseClick(drawing.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 60))
    person.press(drawing.tools[Tool.ARROW])
    drag(drawing, (900, 500), (1000, 600))
    dialog.reject()
    assert dialog.isVisible()
    assert "还没有保存" in person.reads()
    person.press(dialog.save)
    person.until(lambda: len(keeper.items()) == 2)
    copy = keeper.items()[1]
    assert copy.derived_from == (original.item_id,)
    note = copy.provenance.notes[0]
    assert (note["boxes"], note["frames"], note["texts"], note["arrows"]) == (1, 0, 1, 1)
    drawn = pixels(keeper, copy)
    assert not drawn[305:395, 405:695].any()
    person.until_said("画过的那份已经存好")


def test_in_the_easy_face_the_copy_is_shown_after_keeping(
    opened: Opened, keeper: Keeper, desk: FakeScreen
) -> None:
    person = opened("easy", screen=desk)
    page = press_shot(person)
    person.press(page.draw)
    drawing = person.until_page(MarkupPage).drawing
    person.until(lambda: not drawing.canvas._image.isNull())
    person.easy.shield.release()
    drag(drawing, (100, 100), (400, 300))
    person.press_words("存下画过的")
    person.until_page(ItemPage)
    assert len(keeper.items()) == 2


def test_a_system_that_fails_is_said_in_the_strip(opened: Opened, desk: FakeScreen) -> None:
    desk.desk.unlisted = True
    person = opened("standard", screen=desk)
    person.standard.shoot("window")
    person.until_said("不告诉程序有哪些窗口")


@pytest.fixture(autouse=True)
def _no_window_left() -> Iterator[None]:
    yield
    assert [one for one in ours_on_screen() if one.windowTitle() == "框出要的地方"] == []
