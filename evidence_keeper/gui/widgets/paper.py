"""A PDF page by page."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.widgets import content
from evidence_keeper.gui.widgets.parts import button, column, label
from evidence_keeper.gui.widgets.picture import PictureView
from evidence_keeper.text import gui_text as _


class PaperView(QWidget):
    """The page shown, the way to the next and the one before."""

    def __init__(self, desk: Desk, paper: content.Paper, name: str) -> None:
        super().__init__()
        self._desk, self._paper, self._name = desk, paper, name
        self._number = 0
        self.picture = PictureView(desk.look)
        self.picture.show_image(paper.first, name)
        self._place = label("", "second", wrap=False)
        self.before = button(desk.look, _("Page before"), self._back)
        self.next = button(desk.look, _("Next page"), self._on)
        if desk.look.easy:
            for place, widget in enumerate((self._place, self.next, self.before)):
                self.picture.side.insertWidget(place, widget)
            # There is room for two large buttons; a page is shown in letters large enough to read.
            self.picture.larger.hide()
            self.picture.smaller.hide()
        else:
            for place, widget in enumerate((self.before, self._place, self.next)):
                self.picture.side.insertWidget(place, widget)
        self.setLayout(column(self.picture))
        self._say()

    @property
    def number(self) -> int:
        """The page shown, from 0."""
        return self._number

    def _back(self) -> None:
        self.go(self._number - 1)

    def _on(self) -> None:
        self.go(self._number + 1)

    def go(self, number: int) -> None:
        """Shows page `number`, from 0; does nothing where there is none such."""
        if not 0 <= number < self._paper.pages:
            return
        self._number = number
        self._say()
        path = self._paper.path
        self._desk.runner.run(self, lambda job: content.page(path, number), self._show)

    def _show(self, image: QImage) -> None:
        self.picture.show_image(image, self._name)

    def _say(self) -> None:
        words = _("page {n} of {total}").format(n=self._number + 1, total=self._paper.pages)
        self._place.setText(words)
        self.before.setEnabled(self._number > 0)
        self.next.setEnabled(self._number + 1 < self._paper.pages)
        for widget in (self.before, self.next):
            widget.setVisible(self._paper.pages > 1)
