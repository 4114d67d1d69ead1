"""The window with the phone page open, without a screen: says its address, then how long it ever stood still.

Run by benchmarks/phone.py as a process of its own: `python -m benchmarks.phone_window VAULT`. The longest time between
two turns of the event loop is what a person would feel as hanging. It is told for the time before the first byte,
too: that is what else the computer does.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from evidence_keeper.gui import fonts
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.easy.face import EasyFace
from evidence_keeper.gui.easy.receive import ReceivePage
from evidence_keeper.gui.garbage import Collector
from evidence_keeper.gui.look import FaceName, Look
from evidence_keeper.gui.window import Window
from evidence_keeper.keeper import Keeper

TICK_MS = 5


class Watch(QObject):
    """Looks at the clock at each turn."""

    def __init__(self, page: ReceivePage) -> None:
        super().__init__()
        self._page = page
        self._said = False
        self._last = time.perf_counter()
        self.longest = self.before = 0.0
        self._turns = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def _turn(self) -> None:
        now = time.perf_counter()
        passed, self._last = now - self._last, now
        state = self._page.receiver.state
        if state is None:
            return
        if not self._said:
            self._said = True
            print(state.address, flush=True)
        self._turns += 1
        if not state.files and self._turns > 100:
            self.before = max(self.before, passed)
        if any(one.arrived for one in state.files):
            self.longest = max(self.longest, passed)
        if any(one.standing.state == "kept" for one in state.files):
            QApplication.quit()


def main(vault: Path) -> None:
    """Until one file is kept."""
    application = QApplication(["evidence-keeper"])
    application.setStyle("Fusion")
    fonts.load(fonts.FIRST + fonts.LATER)
    application.setFont(fonts.window_font(15))
    keeper = Keeper.open(vault, home=vault.parent / "home")
    case_id = keeper.new_case("x").case_id
    desk = Desk(lambda: keeper, Look(FaceName.EASY))
    window = Window(desk)
    window.resize(1366, 768)
    window.show()
    face = window.face
    assert isinstance(face, EasyFace)
    page = ReceivePage(face, case_id)
    face.go(page)
    collector = Collector(application, lambda: True)
    collector.start()
    collector.settle()
    watch = Watch(page)
    application.exec()
    print(f"{watch.longest * 1000:.0f} {watch.before * 1000:.0f}", flush=True)
    window.close()
    collector.stop()
    keeper.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
