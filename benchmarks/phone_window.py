"""The window with the phone page open, without a screen: says its address, then how long it ever stood still.

Run by benchmarks/phone.py as a process of its own: `python -m benchmarks.phone_window VAULT`. The longest time between
two turns of the event loop is what a person would feel as hanging. Where Linux says it, the time in which the window
was ready and the processors were others' is told apart: that is the machine's doing, what is left is ours.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
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
_SCHEDULED = Path("/proc/thread-self/schedstat")


@dataclass
class Longest:
    """Seconds between two turns at most: as a person feels it, and without waiting for a processor."""

    felt: float = 0.0
    ours: float = 0.0

    def heard(self, felt: float, waited: float) -> None:
        """One turn."""
        self.felt = max(self.felt, felt)
        self.ours = max(self.ours, felt - waited)

    def __str__(self) -> str:
        return f"{self.felt * 1000:.0f} {self.ours * 1000:.0f}"


def waited_for_a_processor() -> float:
    """Seconds that this thread was ready and did not run, since it began; 0 where nobody counts them."""
    try:
        return int(_SCHEDULED.read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


class Watch(QObject):
    """Looks at the clock at each turn."""

    def __init__(self, page: ReceivePage) -> None:
        super().__init__()
        self._page = page
        self._said = False
        self._last, self._waited = time.perf_counter(), waited_for_a_processor()
        self.longest, self.before = Longest(), Longest()
        self._turns = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def _turn(self) -> None:
        now = time.perf_counter()
        waited = waited_for_a_processor()
        turn = now - self._last, waited - self._waited
        self._last, self._waited = now, waited
        state = self._page.receiver.state
        if state is None:
            return
        if not self._said:
            self._said = True
            print(state.address, flush=True)
        self._turns += 1
        if not state.files and self._turns > 100:
            self.before.heard(*turn)
        if any(one.arrived for one in state.files):
            self.longest.heard(*turn)
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
    print(watch.longest, watch.before, flush=True)
    window.close()
    collector.stop()
    keeper.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
