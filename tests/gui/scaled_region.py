"""Lets a region be drawn on this display and says as JSON which it was; the mouse is moved by whoever started it.

A program of its own, because Qt learns its scale factors when it starts.
"""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from evidence_keeper.gui.look import Look
from evidence_keeper.gui.region import RegionPicker
from evidence_keeper.intake.screen import Box, Whole, screen


def main() -> int:
    """Shows the panes, prints "ready", and what was chosen."""
    application = QApplication(sys.argv)
    picker = RegionPicker(application, Look(), screen().take(Whole()))

    def chosen(box: Box) -> None:
        part = picker.shot.cut(box)
        sums = [int(part.pixels[..., colour].sum(dtype=int)) for colour in range(3)]
        print(json.dumps({"box": box.as_list(), "sums": sums}), flush=True)
        picker.close()
        application.quit()

    picker.chosen.connect(chosen)
    picker.show()
    QTimer.singleShot(400, lambda: print("ready", flush=True))
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
