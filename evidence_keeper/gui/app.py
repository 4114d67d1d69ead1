"""Starts the window: fonts, looks, the collector, the last net for errors. The door that the command line calls."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from evidence_keeper import settings as stored
from evidence_keeper.errors import DeviceError, EvidenceError
from evidence_keeper.gui import fonts, icons
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.garbage import Collector
from evidence_keeper.gui.look import FaceName, Look
from evidence_keeper.gui.once import Once
from evidence_keeper.gui.palette import DARK, LIGHT, Palette
from evidence_keeper.gui.tray import Tray
from evidence_keeper.gui.window import Window
from evidence_keeper.text import explain, language
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.keeper import Keeper

SETTLE_MS = 3000
NOTICE_SIGNALS_MS = 200


def main(
    vault: Path | None,
    face: str | None,
    text_scale: int | None,
    file: Path | None = None,
    *,
    broken: bool = False,
) -> int:
    """Opens the window on `vault` and returns the exit code when it is closed. `file` is one that family made, `broken`
    says that the settings couldn't be read and were put aside. Where a window is open on `vault`, that comes forward.

    None anywhere means: what the settings say, else the user data folder, the standard face, 100 %. Raises
    DeviceError no_screen where there is nothing to draw on.
    """
    first = face is None and not stored.default_path().exists()
    chosen, broken_now = stored.load(stored.default_path())
    broken = broken or broken_now
    place = vault or chosen.vault
    named = FaceName(face or chosen.face or FaceName.STANDARD)
    look = Look(named, text_scale or chosen.text_scale)
    opening = partial(_begin, file=file, first=first and not broken)
    application = make_application()
    once = Once(place, application)
    if once.told(file):
        return 0
    once.listen()
    started = run(once, lambda: _open_keeper(place), look, chosen, place, opening, broken=broken)
    _remember(chosen, started, look)
    return 0


def _begin(window: Window, *, file: Path | None, first: bool) -> None:
    """What comes by itself: a file that was opened, else the wizard at the very first start without a face named."""
    if file is not None:
        window.face.keep([file.absolute()])  # type: ignore[attr-defined]
    elif first:
        window.desk.choose()  # from now on there are settings: the next start is no first one
        window.help("welcome")


def _remember(chosen: stored.Settings, started: Started, look: Look) -> None:
    # Only what the person changed here: a size named on the command line is for this once.
    scale = started.desk.look.scale
    kept = started.desk.choices
    kept = kept if scale == look.scale else replace(kept, text_scale=scale)
    recorder = started.desk.recorder
    recent = tuple(started.desk.recent)
    kept = replace(kept, last_case=started.desk.last_case, recent=recent)
    kept = replace(kept, call_mode=recorder.answered)
    kept = replace(kept, alarm_aloud=recorder.aloud, read_aloud=started.desk.spoken.wished)
    kept = replace(kept, papers=started.desk.wishes, limits=started.desk.limits)
    if started.desk.speech_model is not None:
        kept = replace(kept, speech_model=started.desk.speech_model)
    if kept != chosen:
        with suppress(EvidenceError):
            stored.save(kept, stored.default_path())


def _keep_choices(chosen: stored.Settings) -> None:
    stored.save(chosen, stored.default_path())


def _open_keeper(place: Path | None) -> Keeper:
    # Late, and on a lane: the vault's libraries are not needed for the first paint.
    from evidence_keeper.keeper import Keeper, default_vault

    return Keeper.open(place or default_vault())


def run(
    once: Once,
    open_keeper: Callable[[], Keeper],
    look: Look,
    chosen: stored.Settings,
    place: Path | None,
    opening: Callable[[Window], None],
    *,
    broken: bool = False,
) -> Started:
    """The whole life of the window; what it was when it closed. `opening` is called after the first paint."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    started = start(application, open_keeper, look)
    started.window.painted.connect(partial(opening, started.window))
    once.called.connect(started.window.called)
    if broken:
        why = explain("settings_broken")
        started.desk.foretold = [f"{why.happened} {why.advice}"]
    started.desk.place = place
    started.desk.choices = chosen
    started.desk.keep_choices = _keep_choices
    started.desk.recent = list(chosen.recent)
    started.desk.last_case = chosen.last_case
    started.desk.speech_model = chosen.speech_model
    started.desk.wishes = dict(chosen.papers)
    started.desk.limits = dict(chosen.limits)
    started.desk.recorder.remember(chosen.call_mode)
    started.desk.recorder.aloud = chosen.alarm_aloud
    started.desk.spoken.wish(chosen.read_aloud)
    try:
        application.exec()
    finally:
        once.end()
        started.end()
    return started


@dataclass(slots=True)
class Started:
    """What lives as long as the window."""

    window: Window
    desk: Desk
    collector: Collector
    net: Net
    tray: Tray

    def end(self) -> None:
        """Puts everything back: hooks, collector, lanes."""
        self.tray.end()
        self.desk.close()
        self.desk.let_go()
        self.collector.stop()
        self.net.lift()


def make_application() -> QApplication:
    """The QApplication, with our fonts and Qt's own words in the chosen language."""
    if sys.platform.startswith("linux") and not _has_screen():
        raise DeviceError("no_screen")
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    application.setApplicationName("evidence-keeper")
    application.setApplicationDisplayName(_("Evidence Keeper"))
    application.setStyle("Fusion")
    application.setEffectEnabled(Qt.UIEffect.UI_AnimateCombo, False)
    application.setEffectEnabled(Qt.UIEffect.UI_AnimateMenu, False)
    application.setEffectEnabled(Qt.UIEffect.UI_AnimateTooltip, False)
    fonts.load(fonts.FIRST)
    application.setFont(fonts.window_font(15))
    _translate_qt(application)
    return application


def start(
    application: QApplication,
    open_keeper: Callable[[], Keeper],
    look: Look,
    papers: Path | None = None,
) -> Started:
    """Shows the window; everything slow comes after its first paint."""
    desk = Desk(open_keeper, replace(look, palette=scheme(application)), papers=papers)
    window = Window(desk)
    collector = Collector(window, lambda: desk.runner.busy or bool(desk.phone_pages))
    net = Net(window)
    tray = Tray(window)
    started = Started(window, desk, collector, net, tray)
    collector.start()
    net.spread()
    application.commitDataRequest.connect(net.session_ends)
    window.painted.connect(net.after_first_paint)
    window.setWindowIcon(icons.icon("check", 64, look.palette.action))
    fill_screen(window, application)
    window.painted.connect(window.start)
    window.painted.connect(tray.start)
    window.painted.connect(desk.watch.start)
    window.show()
    QTimer.singleShot(SETTLE_MS, collector, collector.settle)
    return started


def scheme(application: QApplication) -> Palette:
    """The colours that the system asks for: dark where it is set to dark."""
    return DARK if application.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT


def fill_screen(window: Window, application: QApplication) -> None:
    """As large as fits this screen, and never larger; the easy face takes all of it."""
    room = application.primaryScreen().availableGeometry()
    window.resize(min(1366, room.width()), min(768, room.height()))
    window.move(room.topLeft())
    if window.desk.look.easy or room.width() <= 1400:
        window.setWindowState(Qt.WindowState.WindowMaximized)
        window.resize(room.size())


def _has_screen() -> bool:
    import os

    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    return bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or chosen not in ("", "xcb")
    )


def _translate_qt(application: QApplication) -> None:
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(language()), "qtbase", "_", folder):
        application.installTranslator(translator)


class Net(QObject):
    """The last net: an error that nobody caught is said in a card, and Ctrl-C ends the window."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._old = sys.excepthook
        self._old_signals: dict[signal.Signals, object] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(NOTICE_SIGNALS_MS)
        # Python looks at its signals only when some Python runs.
        self._timer.timeout.connect(self._look)

    def spread(self) -> None:
        """From now on."""
        sys.excepthook = self._caught
        for number in (signal.SIGINT, signal.SIGTERM):
            self._old_signals[number] = signal.signal(number, self._asked_to_end)
        self._timer.start()

    def lift(self) -> None:
        """Puts the old hooks back."""
        self._timer.stop()
        sys.excepthook = self._old
        for number, handler in self._old_signals.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def after_first_paint(self) -> None:
        """What could wait: the large fallback fonts."""
        fonts.load(fonts.LATER)

    def session_ends(self, _manager: object) -> None:
        """The person logs out or switches the computer off: what is being recorded is kept before this returns."""
        recorder = self._window.desk.recorder
        self._window.close_when_kept()
        waiting = QEventLoop()
        recorder.turned.connect(waiting.quit)
        while recorder.active:
            waiting.exec()

    def _look(self) -> None:
        """Nothing: that Python ran is enough."""

    def _asked_to_end(self, _number: int, _frame: object) -> None:
        self._window.close_when_kept()

    def _caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._window.close_when_kept()
            return
        self._old(kind, error, trace)
        self._window.show_error(error)
