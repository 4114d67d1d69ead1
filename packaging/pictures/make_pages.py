"""Makes a picture of every page of both faces, in both languages, for the guide: docs/pages/<language>/<face>-....png.

    .venv/bin/python packaging/pictures/make_pages.py

Nobody lists the pages: from the home each button is pressed, and each button of what comes, so that a new page is
found by itself. The example case, a fake microphone and a fake screen are behind the window; it is the real one.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

    from evidence_keeper.gui.window import Window
    from evidence_keeper.keeper import Keeper

OUT = Path(__file__).resolve().parents[2] / "docs" / "pages"
COLOURS = 48
DEEPEST = 3
MOST_BUTTONS = 12
SAME_KIND = 3
"""How many pages of one kind are shown: each item of evidence has one."""


def main() -> int:
    """Make all pictures; 0."""
    from pyvirtualdisplay.display import Display

    os.environ["TZ"] = "Asia/Shanghai"
    time.tzset()
    shutil.rmtree(OUT, ignore_errors=True)
    with Display(size=(1366, 768)):
        from evidence_keeper.gui import app
        from evidence_keeper.text import set_language

        application = app.make_application()
        for language in ("zh_CN", "en"):
            set_language(language)
            for face in ("easy", "standard"):
                with tempfile.TemporaryDirectory() as folder:
                    # Papers lie in the documents of nobody, and no path of this computer is on a picture.
                    os.environ["HOME"] = folder
                    Album(application, Path(folder), face, OUT / language).fill()
    return 0


class Album:
    """One face in one language."""

    def __init__(self, application: QApplication, folder: Path, face: str, out: Path) -> None:
        from evidence_keeper.keeper import demo

        self._application, self._folder, self._face, self._out = application, folder, face, out
        self._seen: set[tuple[str, str]] = set()
        self._kinds: Counter[str] = Counter()
        self._keeper, _made = demo(folder / "out", home=folder / "home")
        out.mkdir(parents=True, exist_ok=True)

    def fill(self) -> None:
        """Goes through the face and takes a picture of each page."""
        window = self._open(self._keeper)
        try:
            if self._face == "easy":
                self._walk(window, [])
            else:
                self._look(window)
        finally:
            window.desk.recorder.end_now()
            window.close()
            window.desk.close()
            self._live()
            self._keeper.close()

    # ---- the easy face: pages behind buttons

    def _walk(self, window: Window, path: list[str]) -> None:
        if not self._go(window, path):
            return
        page = window.face.page  # type: ignore[attr-defined]
        kind, title = type(page).__name__, page.accessibleName()
        if (kind, title) in self._seen or self._kinds[kind] >= SAME_KIND:
            return
        self._seen.add((kind, title))
        self._kinds[kind] += 1
        self._keep(window, kind)
        names = [made.accessibleName() for made in _buttons(page)][:MOST_BUTTONS]
        if len(path) < DEEPEST:
            for name in dict.fromkeys(names):
                self._walk(window, [*path, name])

    def _go(self, window: Window, path: list[str]) -> bool:
        face = window.face
        if window.desk.recorder.active:
            window.desk.recorder.stop()
            self._live()
        face.home()  # type: ignore[attr-defined]
        self._live()
        for name in path:
            page = face.page  # type: ignore[attr-defined]
            found = [made for made in _buttons(page) if made.accessibleName() == name]
            if not found or window.face is not face:
                return False
            face.shield.release()  # type: ignore[attr-defined]
            found[0].click()
            self._live()
        return window.face is face

    # ---- the standard face: columns, items and small windows

    def _look(self, window: Window) -> None:
        face = window.face
        self._keep(window, "matter")
        shown: set[object] = set()
        for item in self._keeper.items():
            if item.kind not in shown:
                shown.add(item.kind)
                face.timeline.choose(item.item_id)  # type: ignore[attr-defined]
                self._live()
                self._keep(window, f"item-{item.kind}")
        for made in _buttons(face):
            if made.window() is not window:
                continue
            made.click()
            self._live()
            dialog = self._application.activeModalWidget() or face.dialog  # type: ignore[attr-defined]
            if dialog is not None and dialog.isVisible():
                kind = type(dialog).__name__
                if kind not in self._kinds:
                    self._kinds[kind] += 1
                    self._keep(dialog, kind)
                dialog.close()
            popup = self._application.activePopupWidget()
            if popup is not None:
                popup.close()
            if window.desk.recorder.active:
                self._keep(window, "recording")
                window.desk.recorder.stop()
            self._live()

    # ---- what both need

    def _open(self, keeper: Keeper) -> Window:
        from evidence_keeper.gui.desk import Desk
        from evidence_keeper.gui.look import FaceName, Look
        from evidence_keeper.gui.window import Window
        from evidence_keeper.intake.audio.fake import FakeMicrophone
        from evidence_keeper.intake.screen.fake import FakeScreen, one_monitor

        desk = Desk(
            lambda: keeper,
            Look(FaceName(self._face), 100),
            outside=lambda _path, _job: False,
            choose_files=lambda _parent: [],
            sound=lambda: FakeMicrophone([]),
            screen=lambda: FakeScreen(one_monitor(1366, 768)),
        )
        desk.choose_folder = lambda _parent, _title: None
        desk.choose_file = lambda _parent, _title: None
        window = Window(desk)
        window.resize(1366, 768)
        window.move(0, 0)
        window.show()
        window.start()
        self._live()
        return window

    def _live(self, least: float = 0.25, most: float = 60.0) -> None:
        """Lets the window live until it has had nothing to do for a moment."""
        windows = self._application.topLevelWidgets()
        desks = [window.desk for window in windows if hasattr(window, "desk")]
        end = time.monotonic() + most
        quiet = time.monotonic() + least
        while time.monotonic() < min(quiet, end):
            self._application.processEvents()
            if any(desk.runner.busy or desk.away.hidden or desk.shooter.active for desk in desks):
                quiet = time.monotonic() + least
            time.sleep(0.01)

    def _keep(self, shown: QWidget, kind: str) -> None:
        from PIL import Image

        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind).removesuffix("-Page").lower()
        count = sum(1 for _one in self._out.glob(f"{self._face}-{name}*.png"))
        target = self._out / f"{self._face}-{name}{f'-{count + 1}' if count else ''}.png"
        shown.grab().save(str(target))
        with Image.open(target) as image:
            small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(target, optimize=True)


def _buttons(root: QWidget) -> list[QAbstractButton]:
    from PySide6.QtWidgets import QAbstractButton

    return [
        made
        for made in root.findChildren(QAbstractButton)
        if made.isVisible() and made.isEnabled() and made.accessibleName()
    ]


if __name__ == "__main__":
    sys.exit(main())
