"""What arrives from the phone (or is fetched by it), a line each: its picture, how far it is, its check code.

The window must not stand still for a thousand files at once: a file gets its line when its first byte is here, a few
lines are made a turn, only lines that changed are written anew, and the oldest give way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

from evidence_keeper.gui import icons
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets import content
from evidence_keeper.gui.widgets.parts import Body, column, label, row
from evidence_keeper.gui.words import breakable
from evidence_keeper.model import Refused
from evidence_keeper.text import explain, gui_ngettext, safe_name, say_size
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.intake.phone import Offered
    from evidence_keeper.jobs import Job
    from evidence_keeper.keeper import Keeper
    from evidence_keeper.receiving import FileState

MOST_ROWS = 40
ROWS_A_TURN = 8


class ArrivalList(Body):
    """The newest on top; what is offered as it is listed. `rows` are those shown, by the file's place in the batch."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.look, margin=4, gap=8)
        self._desk = desk
        self.rows: dict[int, ArrivalRow] = {}
        self._wanted: Mapping[int, FileState | tuple[Offered, bool]] = {}
        self._shown: dict[int, FileState | tuple[Offered, bool]] = {}
        self._more = label("", "second")
        self._more.hide()
        self.column.addWidget(self._more)
        self.column.addStretch(1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._catch_up)

    def show_files(self, files: Sequence[FileState]) -> None:
        """What the phone sends, as it stands now."""
        begun = {place: one for place, one in enumerate(files) if _begun(one)}
        hidden = max(0, len(begun) - MOST_ROWS)
        self._wanted = dict(list(begun.items())[hidden:])
        words = gui_ngettext("and {n} more before", "and {n} more before", hidden)
        self._more.setText(words.format(n=hidden))
        self._more.setVisible(hidden > 0)
        self._catch_up()

    def show_offered(self, offered: Sequence[Offered], fetched: frozenset[int]) -> None:
        """What the phone may fetch, last one first: they are laid on top of one another."""
        places = reversed(range(len(offered)))
        self._wanted = {place: (offered[place], place in fetched) for place in places}
        self._catch_up()

    def _catch_up(self) -> None:
        for place in [place for place in self.rows if place not in self._wanted]:
            gone = self.rows.pop(place)
            self._shown.pop(place, None)
            gone.hide()
            gone.deleteLater()
        made = 0
        for place, one in self._wanted.items():
            if self._shown.get(place) == one:
                continue
            if place not in self.rows:
                if made == ROWS_A_TURN:
                    self._later.start()
                    return
                made += 1
                self.rows[place] = ArrivalRow(self._desk)
                self.column.insertWidget(0, self.rows[place])
            self._shown[place] = one
            self.rows[place].tell(one)


def _begun(one: FileState) -> bool:
    return one.arrived > 0 or one.standing.state != "waiting"


class ArrivalRow(QFrame):
    """One file: its picture once it is kept, its name, how far it is, and the first signs of its digest."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._look = desk, desk.look
        self._asked = ""
        self.setProperty("role", "card")
        side = 84 if self._look.easy else 44
        self._side = side
        self.picture = QLabel()
        self.picture.setFixedSize(side, side)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name = label("")
        self.words = label("", "second")
        for words in (self.name, self.words):
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        inside = row(self.picture, gap=14, edges=(12, 8, 12, 8))
        inside.addLayout(column(self.name, self.words, gap=2), 1)
        self.setLayout(inside)
        self._icon("file")

    def tell(self, one: FileState | tuple[Offered, bool]) -> None:
        """How it stands now: a file on its way, or one that the phone may fetch, and whether it has."""
        if isinstance(one, tuple):
            self._tell_offered(*one)
        else:
            self._tell_file(one)

    def _tell_file(self, one: FileState) -> None:
        self.name.setText(breakable(safe_name(one.name)))
        self.words.setText(words_of(one))
        self.setAccessibleName(f"{self.name.text()} {self.words.text()}")
        standing = one.standing
        if standing.state == "refused":
            self._icon("cross")
        elif standing.item_id and standing.item_id != self._asked:
            self._asked = standing.item_id
            self._icon("tick")
            verb = partial(_thumbnail, item_id=standing.item_id, side=2 * self._side)
            self._desk.run(self, verb, self._show_picture, self._no_picture, lane=Lane.PICTURES)

    def _tell_offered(self, offered: Offered, fetched: bool) -> None:
        self.name.setText(breakable(safe_name(offered.name)))
        self.words.setText(_("Fetched by the phone") if fetched else _("Not fetched yet"))
        self.setAccessibleName(f"{self.name.text()} {self.words.text()}")
        self._icon("tick" if fetched else "paper")

    def _icon(self, name: str) -> None:
        ink = self._look.palette.action
        size = round(self._side * 0.55)
        self.picture.setPixmap(icons.pixmap(name, size, ink, self.devicePixelRatioF()))

    def _show_picture(self, image: QImage) -> None:
        if not image.isNull():
            wanted = QPixmap.fromImage(image).scaled(
                self._side,
                self._side,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self.picture.setPixmap(wanted)

    def _no_picture(self, _error: Exception) -> None:
        """The tick stays."""


def _thumbnail(keeper: Keeper, _job: Job, *, item_id: str, side: int) -> QImage:
    return content.thumbnail(keeper, keeper.item(item_id), (side, side))


def words_of(one: FileState) -> str:
    """How a file stands, in words."""
    standing = one.standing
    if standing.state == "kept":
        words = (
            _("Received. Check code {digest}")
            if not standing.before
            else _("Received; it had been kept before. Check code {digest}")
        )
        return words.format(digest=standing.sha256[:8])
    if standing.state == "refused":
        why = explain(_refused(one))
        return f"{why.happened} {why.advice}".strip()
    if standing.state == "keeping":
        return _("It is here, and is being kept …")
    percent = 100 * one.arrived // one.size if one.size else 0
    return _("{percent} % of {size}").format(percent=percent, size=say_size(one.size))


def _refused(one: FileState) -> Refused:
    return Refused(one.name, one.standing.code, one.standing.data)


__all__ = ["ArrivalList", "ArrivalRow", "words_of"]
