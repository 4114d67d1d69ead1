"""A chat captured from the screen while it is scrolled, and joined from a phone's pictures, in both faces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from evidence_keeper import resources
from evidence_keeper.gui.capturer import Capturer, Stage, beside
from evidence_keeper.gui.chatpanel import ChatPanel
from evidence_keeper.gui.easy.chat import (
    ChatPage,
    JoinedPage,
    NotCapturedPage,
    PhoneChatPage,
    ScreenChatPage,
)
from evidence_keeper.gui.easy.home import Home
from evidence_keeper.intake.screen import Box
from evidence_keeper.intake.screen.fake import FakeScreen, one_monitor
from evidence_keeper.keeper import Keeper
from tests.gui.conftest import Opened
from tests.gui.person import Person
from tests.gui.test_looks import sizes_are_for_old_eyes
from tests.gui.test_shots import looks_right, ours_on_screen
from tests.xvfb import Pixels

WIDE, HIGH = 420, 560
LEFT, TOP = 80, 60


WORDS = "您好请问有什么可以帮您我要转人工客服套餐不是我改的正在为您查询请稍等上个月多扣了三十元谁同意的退回来"


def conversation(height: int = 2400) -> Pixels:
    """A chat as one long page, no two messages alike: blue, green, red and one more."""
    font = ImageFont.truetype(str(resources.path("fonts", "NotoSansSC-Regular.ttf")), 18)
    chance = np.random.default_rng(4)
    page = Image.new("RGB", (WIDE, height), (237, 237, 237))
    pen = ImageDraw.Draw(page)
    top, mine = 8, False
    while top < height:
        lines = int(chance.integers(1, 4))
        wide = int(chance.integers(120, 290))
        left = WIDE - 20 - wide if mine else 20
        high = 14 + 26 * lines
        fill = (149, 236, 105) if mine else (255, 255, 255)
        pen.rounded_rectangle((left, top, left + wide, top + high), 8, fill=fill)
        for line in range(lines):
            letters = chance.integers(0, len(WORDS), max(2, wide // 20))
            said = "".join(WORDS[one] for one in letters)
            pen.text((left + 10, top + 6 + 26 * line), said, (0, 0, 0), font)
        top += high + int(chance.integers(10, 30))
        mine = not mine
    return with_fourth(np.asarray(page))


def with_fourth(red_first: Pixels) -> Pixels:
    made: Pixels = np.full((*red_first.shape[:2], 4), 255, np.uint8)
    made[..., :3] = red_first[..., ::-1]
    return made


class Phone:
    """Somebody's chat window on the fake screen, which can be scrolled."""

    def __init__(self) -> None:
        room = QGuiApplication.primaryScreen().geometry()
        self.page = conversation()
        desk = one_monitor(room.width(), room.height())
        self.paper = np.full((room.height(), room.width(), 4), 90, np.uint8)
        desk.papers["fake-1"] = self.paper
        self.screen = FakeScreen(desk)
        self.show_profile()

    def show_profile(self) -> None:
        page = Image.new("RGB", (WIDE, HIGH), "white")
        ImageDraw.Draw(page).ellipse((160, 60, 260, 160), fill=(10, 90, 80))
        self._put(with_fourth(np.asarray(page)))

    def scroll_to(self, top: int) -> None:
        self._put(self.page[top : top + HIGH])

    def _put(self, view: Pixels) -> None:
        self.paper[TOP : TOP + HIGH, LEFT : LEFT + WIDE] = view


@pytest.fixture
def phone() -> Phone:
    return Phone()


def draw_frame(person: Person, box: tuple[int, int, int, int]) -> Capturer:
    capturer = person.window.desk.capturer
    person.until(lambda: capturer.picker is not None)
    assert capturer.picker is not None
    pane = capturer.picker.panes[0]
    person.until(pane.isVisible)
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(pane, left, pos=QPoint(box[0], box[1]))
    QTest.mouseMove(pane, QPoint(box[0] + 20, box[1] + 20))
    QTest.mouseRelease(pane, left, pos=QPoint(box[2], box[3]))
    return capturer


def panel_of(person: Person) -> ChatPanel:
    capturer = person.window.desk.capturer
    person.until(lambda: capturer.stage is Stage.RUNNING)
    assert capturer.panel is not None
    return capturer.panel


def until_says(person: Person, panel: ChatPanel, words: str) -> None:
    person.until(lambda: words in panel.said.words)


def begin(person: Person) -> ChatPanel:
    home = person.easy.page
    assert isinstance(home, Home)
    person.press(home.chat)
    page = person.until_page(ChatPage)
    looks_right(person)
    sizes_are_for_old_eyes(person.window)
    person.press(page.here)
    person.press(person.until_page(ScreenChatPage).start)
    draw_frame(person, (LEFT, TOP, LEFT + WIDE, TOP + HIGH))
    return panel_of(person)


def press(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def test_a_chat_is_captured_page_by_page_and_each_page_is_answered(
    opened: Opened, keeper: Keeper, phone: Phone
) -> None:
    person = opened("easy", screen=phone.screen)
    panel = begin(person)
    assert not person.window.isVisible()
    assert ours_on_screen() == [panel]
    seen = QRect(LEFT, TOP, WIDE, HIGH)
    assert not panel.geometry().intersects(seen)
    assert "资料页" in panel.task.text()
    until_says(person, panel, "资料页存好了")
    phone.scroll_to(0)
    press(panel.next)
    assert "最早的地方" in panel.task.text()
    until_says(person, panel, "第一页存好了")
    phone.scroll_to(300)
    until_says(person, panel, "接上了")
    assert panel.counted.text() == "已存 2 页"
    phone.scroll_to(1100)
    until_says(person, panel, "漏了一段，请往回滚一点")
    assert "有 1 处漏了" in panel.counted.text()
    phone.scroll_to(720)
    until_says(person, panel, "接上了")
    assert panel.counted.text() == "已存 4 页"
    press(panel.at_end)
    page = person.until_page(JoinedPage)
    assert person.window.isVisible()
    assert "4 页接成了一张长图，中间没有漏" in person.reads()
    assert "标为结尾的那页，不是最后面的一页" in person.reads()
    person.until(lambda: page.viewer is not None and page.viewer.view is not None)
    looks_right(person)
    long = page.done.pictures[0]
    assert (long.width, long.height) == (WIDE, 1100 + HIGH)
    with Image.open(keeper.original(long.item.item_id)) as picture:
        assert (np.asarray(picture)[..., :3] == phone.page[: 1100 + HIGH, :, 2::-1]).all()
    assert sum(1 for item in keeper.items() if item.kind == "screenshot") == 6
    assert keeper.verify().ok


def test_what_was_captured_before_a_stop_is_kept(
    opened: Opened, keeper: Keeper, phone: Phone
) -> None:
    person = opened("easy", screen=phone.screen)
    panel = begin(person)
    press(panel.next)
    phone.scroll_to(0)
    until_says(person, panel, "第一页存好了")
    phone.screen.desk.is_locked = True
    until_says(person, panel, "屏幕锁着")
    phone.screen.desk.is_locked = False
    phone.scroll_to(300)
    until_says(person, panel, "接上了")
    press(panel.stop)
    person.until_page(JoinedPage)
    assert "没有标明到哪里结束" in person.reads()
    assert len(keeper.items()) >= 3


def test_stopping_before_the_first_page_leads_back(opened: Opened, phone: Phone) -> None:
    person = opened("easy", screen=phone.screen)
    press(begin(person).stop)
    person.until(person.window.isVisible)
    assert isinstance(person.easy.page, ScreenChatPage)


def test_a_frame_that_leaves_no_room_is_drawn_again(opened: Opened, phone: Phone) -> None:
    person = opened("standard", screen=phone.screen)
    person.standard.bar.screen_chat.emit()
    room = QGuiApplication.primaryScreen().geometry()
    capturer = draw_frame(person, (2, 2, room.width() - 3, room.height() - 3))
    assert capturer.stage is Stage.CHOOSING
    assert capturer.picker is not None
    assert "框小一点" in capturer.picker.words
    QTest.keyClick(capturer.picker.panes[0], Qt.Key.Key_Escape)
    person.until(person.window.isVisible)
    assert str(capturer.stage) == "idle"


def test_the_standard_face_captures_too(opened: Opened, keeper: Keeper, phone: Phone) -> None:
    person = opened("standard", screen=phone.screen)
    person.standard.bar.screen_chat.emit()
    draw_frame(person, (LEFT, TOP, LEFT + WIDE, TOP + HIGH))
    panel = panel_of(person)
    phone.scroll_to(0)
    press(panel.next)
    until_says(person, panel, "第一页存好了")
    phone.scroll_to(300)
    until_says(person, panel, "接上了")
    press(panel.at_end)
    person.until_said("2 页接成了一张长图")
    person.until(lambda: person.standard.timeline.item is not None)
    looks_right(person)


def test_a_desktop_that_asks_for_each_picture_says_so(opened: Opened, phone: Phone) -> None:
    phone.screen.desk.name = "portal"
    person = opened("easy", screen=phone.screen)
    home = person.easy.page
    assert isinstance(home, Home)
    person.press(home.chat)
    person.press(person.until_page(ChatPage).here)
    person.press(person.until_page(ScreenChatPage).start)
    person.until_page(NotCapturedPage)
    assert "每截一张都要问" in person.reads()


def test_a_phones_pictures_are_joined_and_a_gap_is_said(
    opened: Opened, keeper: Keeper, phone: Phone, tmp_path: Path
) -> None:
    paths = []
    for number, top in enumerate((0, 300, 1500)):
        path = tmp_path / f"Screenshot_{number}.png"
        Image.fromarray(phone.page[top : top + HIGH, :, 2::-1]).save(path)
        paths.append(path)
    person = opened("easy", screen=phone.screen)
    home = person.easy.page
    assert isinstance(home, Home)
    person.press(home.chat)
    person.press(person.until_page(ChatPage).phone)
    page = person.until_page(PhoneChatPage)
    looks_right(person)
    person.chosen = paths
    person.press(page.choose)
    joined = person.until_page(JoinedPage)
    assert "有 1 处可能漏了" in person.reads()
    assert len(joined.done.pictures) == 2
    looks_right(person)


@pytest.mark.parametrize("scale", [100, 200])
def test_the_chats_pages_fit_large_letters(opened: Opened, phone: Phone, scale: int) -> None:
    person = opened("easy", scale=scale, screen=phone.screen)
    home = person.easy.page
    assert isinstance(home, Home)
    person.press(home.chat)
    page = person.until_page(ChatPage)
    looks_right(person)
    person.press(page.here)
    person.until_page(ScreenChatPage)
    looks_right(person)


def test_the_panel_lies_beside_what_is_looked_at_or_nowhere() -> None:
    room, size = QRect(0, 0, 1000, 800), QSize(200, 300)
    for taken in (
        QRect(0, 0, 500, 800),
        QRect(500, 0, 500, 800),
        QRect(0, 0, 1000, 400),
        QRect(0, 420, 1000, 380),
    ):
        place = beside(taken, room, size)
        assert place is not None
        panel = QRect(place, size)
        assert room.contains(panel)
        assert not panel.intersects(taken)
    assert beside(QRect(100, 100, 800, 650), room, size) is None
    assert Box(0, 0, 1, 1).area == 1
