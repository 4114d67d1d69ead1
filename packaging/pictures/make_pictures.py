"""Makes the pictures of README from the program itself, so that they can't show what it isn't.

    .venv/bin/python packaging/pictures/make_pictures.py

The example case is made in a folder that is thrown away; the window is the real one on an invisible screen of
1366x768 (Xvfb); the papers' pages are rendered from the finished PDF.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from evidence_keeper.gui.window import Window
    from evidence_keeper.keeper import Keeper

OUT = Path(__file__).resolve().parents[2] / "docs" / "pictures"
PAGES = (1, 2, 5, 7)
"""The papers' pages in the picture: summary, letter, catalogue, an exhibit."""
PAGE_WIDTH = 620
GAP = 16


def main() -> int:
    """Make all pictures; 0."""
    from pyvirtualdisplay.display import Display

    OUT.mkdir(parents=True, exist_ok=True)
    os.environ["TZ"] = "Asia/Shanghai"
    time.tzset()
    with tempfile.TemporaryDirectory() as folder, Display(size=(1366, 768)):
        home = Path(folder) / "home"
        from evidence_keeper.keeper import demo

        keeper, made = demo(Path(folder) / "out", home=home)
        papers(made.pdf, OUT / "bundle.png")
        windows(keeper)
    return 0


def papers(pdf: Path, target: Path) -> None:
    """A few pages side by side on grey."""
    from PIL import Image

    from evidence_keeper.media import PdfDocument

    with PdfDocument(pdf) as document:
        shown = []
        for number in PAGES:
            width, _height = document.size(number - 1)
            shown.append(document.render(number - 1, PAGE_WIDTH / width))
    height = max(page.height for page in shown)
    sheet = Image.new(
        "RGB", (len(shown) * (PAGE_WIDTH + GAP) + GAP, height + 2 * GAP), (139, 145, 141)
    )
    for at, page in enumerate(shown):
        sheet.paste(page, (GAP + at * (PAGE_WIDTH + GAP), GAP))
    sheet.save(target, optimize=True)


def windows(keeper: Keeper) -> None:
    """The two faces' homes, and in the standard one a recording that is looked at."""
    from evidence_keeper.gui import app
    from evidence_keeper.gui.look import FaceName, Look
    from evidence_keeper.model import Kind

    application = app.make_application()
    call = next(item for item in keeper.items() if item.kind is Kind.CALL)
    with opened(application, keeper, Look(FaceName.EASY, 100)) as window:
        _grab(window, OUT / "easy-home.png")
    with opened(application, keeper, Look(FaceName.STANDARD, 100)) as window:
        _press(application, window, call.item_id)
        _grab(window, OUT / "standard.png")


@contextmanager
def opened(application: QApplication, keeper: Keeper, look: object) -> Iterator[Window]:
    """The real window on the example, as soon as it has nothing left to do."""
    from evidence_keeper.gui import app

    started = app.start(application, lambda: keeper, look)  # type: ignore[arg-type]
    started.window.resize(1366, 768)
    _until(application, lambda: not started.desk.runner.busy)
    yield started.window
    started.window.close()
    started.end()
    _until(application, lambda: True)


def _press(application: QApplication, window: Window, item_id: str) -> None:
    """Click an item in the timeline."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from evidence_keeper.gui.standard.timeline import Timeline

    timeline = window.findChild(Timeline)
    assert isinstance(timeline, Timeline)
    row = timeline.rows.row_of(item_id)
    assert row is not None
    place = timeline.visualRect(timeline.rows.index(row)).center()
    QTest.mouseClick(timeline.viewport(), Qt.MouseButton.LeftButton, pos=place)
    _until(application, lambda: not window.desk.runner.busy)


def _until(application: QApplication, done: Callable[[], bool], seconds: float = 20.0) -> None:
    """Let the window live until `done` held for half a second."""
    end = time.monotonic() + seconds
    quiet = time.monotonic() + 0.5
    while time.monotonic() < quiet and time.monotonic() < end:
        application.processEvents()
        if not done():
            quiet = time.monotonic() + 0.5
        time.sleep(0.01)


def _grab(window: Window, target: Path) -> None:
    window.grab().save(str(target))


if __name__ == "__main__":
    sys.exit(main())
