"""The pieces both faces are built of, each by itself."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from itertools import pairwise

import numpy
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from evidence_keeper.errors import StorageError, every_error
from evidence_keeper.gui.app import Net
from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.focus import AWAY, WIDTH, FocusRing
from evidence_keeper.gui.look import FaceName, Look
from evidence_keeper.gui.widgets.chat import ChatView
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.levels import LevelsBar
from evidence_keeper.gui.widgets.picture import PictureView
from evidence_keeper.gui.widgets.progress import Pace, ProgressCard
from evidence_keeper.gui.widgets.waveform import Waveform, loudness
from evidence_keeper.gui.window import ErrorDialog
from evidence_keeper.jobs import Job, Progress
from evidence_keeper.media import Peaks
from evidence_keeper.model import Message, Role
from tests.gui.conftest import Opened

EASY, STANDARD = Look(FaceName.EASY), Look(FaceName.STANDARD)


def peaks(*loud: float, seconds: float = 10.0) -> Peaks:
    high = numpy.asarray(loud, numpy.float32)
    return Peaks(seconds, -high, high)


def test_a_bar_is_as_high_as_the_loudest_of_its_stretch() -> None:
    assert loudness(peaks(0.0, 1.0, 0.0, 0.0), 2) == [1.0, 0.0]
    assert loudness(peaks(0.25, 0.5), 2)[1] == 1.0
    assert loudness(peaks(*[0.0] * 4), 4) == [0.0] * 4
    assert loudness(Peaks(0.0, *[numpy.zeros(0, numpy.float32)] * 2), 3) == [0.0] * 3
    assert len(loudness(peaks(0.1, 0.2), 50)) == 50


def test_a_click_on_the_waveform_is_a_second_of_the_recording(qtbot: QtBot) -> None:
    wave = Waveform(STANDARD)
    qtbot.addWidget(wave)
    wave.resize(424, 96)
    wave.show_peaks(peaks(*[0.5] * 100))
    wave.show()
    with qtbot.waitSignal(wave.sought) as sought:
        QTest.mouseClick(wave, Qt.MouseButton.LeftButton, pos=QPoint(212, 40))
    assert sought.args is not None
    assert sought.args[0] == pytest.approx(5.0, abs=0.1)
    with qtbot.waitSignal(wave.sought) as sought:
        QTest.keyClick(wave, Qt.Key.Key_Right)
    assert sought.args is not None
    assert sought.args[0] == pytest.approx(10.0, abs=0.1)
    with qtbot.waitSignal(wave.sought):
        QTest.keyClick(wave, Qt.Key.Key_Home)


def test_a_picture_fits_grows_and_shrinks(qtbot: QtBot) -> None:
    view = PictureView(STANDARD)
    qtbot.addWidget(view)
    view.resize(600, 500)
    view.show()
    photo = QImage(4000, 3000, QImage.Format.Format_RGB32)
    view.show_image(photo, "照片")
    canvas = view.canvas
    whole = canvas.factor
    assert 4000 * whole <= canvas.viewport().width() + 1
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.factor > whole
    assert canvas.horizontalScrollBar().maximum() > 0
    QTest.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.factor == whole


def test_a_long_screenshot_is_shown_wide_enough_to_read(qtbot: QtBot) -> None:
    view = PictureView(EASY)
    qtbot.addWidget(view)
    view.resize(1280, 420)
    view.show()
    view.show_image(QImage(1080, 12_000, QImage.Format.Format_RGB32), "长图")
    assert view.canvas.factor >= 0.8
    assert view.canvas.verticalScrollBar().maximum() > 5000


def test_a_small_picture_is_not_blown_up(qtbot: QtBot) -> None:
    view = PictureView(STANDARD)
    qtbot.addWidget(view)
    view.resize(600, 500)
    view.show_image(QImage(80, 60, QImage.Format.Format_RGB32), "小图")
    assert view.canvas.factor == 1.0


def test_two_hundred_thousand_messages_open_at_once(qtbot: QtBot) -> None:
    now = datetime(2026, 2, 24, 9, 12, tzinfo=UTC)
    one = [
        Message(1, 1, "你好，套餐怎么变了？", now, sender="沈玉㛃", role=Role.ME),
        Message(2, 2, "请问您当前的诉求是什么？" * 5, None, sender="小星", role=Role.BOT),
        Message(3, 3, "对方撤回了一条消息", None, role=Role.SYSTEM),
    ]
    beats: list[float] = []
    heart = QTimer()
    heart.timeout.connect(lambda: beats.append(time.monotonic()))
    heart.start(10)
    view = ChatView(STANDARD, one * 70_000)
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    qtbot.wait(1500)
    heart.stop()
    stalls = [after - before for before, after in pairwise(beats)]
    assert max(stalls) < 0.3
    first, second = (view.visualRect(view.model().index(row, 0)) for row in (0, 1))
    assert second.height() > first.height()
    assert "沈玉㛃" in view.model().index(0, 0).data()


def test_levels_are_kept_within_their_bar(qtbot: QtBot) -> None:
    bar = LevelsBar(EASY, "您的声音")
    qtbot.addWidget(bar)
    bar.show()
    for given, shown in ((0.5, 0.5), (7.0, 1.0), (-1.0, 0.0)):
        bar.set_level(given)
        assert bar.level == shown
        bar.repaint()


def test_time_left_is_said_only_when_it_can_be_known() -> None:
    pace = Pace()
    assert pace.left(Progress("copying", 0, 100), 0.0) == ""
    assert pace.left(Progress("copying", 10, 100), 1.0) == ""
    assert pace.left(Progress("copying", 50, 100), 10.0) == "大约还要 10 秒"
    assert pace.left(Progress("verify", 1, 100), 11.0) == ""
    assert pace.left(Progress("verify", 1, 0), 20.0) == ""


def test_progress_says_what_how_far_and_stops(qtbot: QtBot) -> None:
    card, job = ProgressCard(EASY, "正在存您的文件"), Job()
    qtbot.addWidget(card)
    card.show()
    job.report("copying", 30, 100, "账单\u202e.pdf")
    card.watch(job)
    assert card._bar.value() == 300
    assert "\u202e" not in card._step.text()
    QTest.mouseClick(card.stop, Qt.MouseButton.LeftButton)
    assert job.cancelled
    assert not card.stop.isEnabled()
    card.done()


def test_every_error_has_a_card_without_english(qtbot: QtBot) -> None:
    for kind, code in every_error():
        card = ErrorCard(STANDARD, kind(code))
        qtbot.addWidget(card)
        assert card.explanation.code == code
        assert card.explanation.happened


def test_what_nobody_foresaw_is_said_too(qtbot: QtBot) -> None:
    card = ErrorCard(EASY, ZeroDivisionError("x"))
    qtbot.addWidget(card)
    assert card.explanation.code == "unexpected"


def test_the_last_net_shows_a_card(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    person = opened("easy")
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    net = Net(person.window)
    error = StorageError("disk_error", path="/x")
    net._caught(type(error), error, None)
    dialogs = person.window.findChildren(ErrorDialog)
    assert len(dialogs) == 1
    assert "disk_error" in person.reads()
    person.press(dialogs[0].done_button)


def test_the_ring_stands_three_px_away_and_is_five_wide(
    qtbot: QtBot, application: QApplication
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    one, two = QPushButton("一"), QPushButton("二")
    layout = QVBoxLayout(window)
    layout.setContentsMargins(40, 40, 40, 40)
    layout.addWidget(one)
    layout.addWidget(two)
    window.resize(300, 200)
    ring = FocusRing(window, EASY)
    window.show()
    qtbot.waitExposed(window)
    for button in (one, two):
        ring._focus_moved(None, button)
        assert ring.target is button
        reach = WIDTH + AWAY
        assert ring.geometry() == button.geometry().adjusted(-reach, -reach, reach, reach)
    picture = window.grab().toImage()
    middle = two.geometry().center().x()
    ringed = two.geometry().bottom() + AWAY + 1 + WIDTH // 2
    assert picture.pixelColor(middle, ringed).name().upper() == "#E0A100"
    assert picture.pixelColor(middle, two.geometry().bottom() + 2).name().upper() != "#E0A100"
    two.hide()
    assert ring.target is None


def test_the_home_takes_six_cards_in_three_columns(opened: Opened) -> None:
    person = opened("easy")
    page = person.easy.page
    assert isinstance(page, Home)

    person.qtbot.wait(50)
    assert len({card.x() for card in page.cards}) == 3
    assert len({card.y() for card in page.cards}) == 2
    for card in page.cards:
        assert card.height() >= card.heightForWidth(card.width())
        assert page.rect().contains(card.mapTo(page, card.rect().bottomRight()))
