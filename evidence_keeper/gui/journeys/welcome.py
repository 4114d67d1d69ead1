"""The five pages that a relative goes through: whom matters are for, sound, screen, letters, places. Also the settings.

Each page keeps what it was told when it is left; nothing must be filled in, and all can be gone through again.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.journey import Journey, Step
from evidence_keeper.gui.look import SIZES
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.soundtest import SoundTest
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.parts import Flow, button, holder
from evidence_keeper.gui.words import breakable, place
from evidence_keeper.settings import PERSON_FIELDS
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import say_size
from evidence_keeper.text.words import field_words

if TYPE_CHECKING:
    from evidence_keeper.intake.screen import Screen, Shot
    from evidence_keeper.jobs import Job
    from evidence_keeper.settings import Face

PICTURE_WIDTH = 420


class Welcome(Journey):
    """`page` counts from 0."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Set up"))
        self.page = 0
        self.lines: dict[str, QLineEdit] = {}
        self.sound: SoundTest | None = None
        self.face: Face = "easy" if desk.look.easy else desk.choices.face or "easy"
        self.scale = desk.look.scale
        self._pages = (self._who, self._hear, self._see, self._letters, self._places)

    def begin(self) -> None:
        self._turn_to(0)

    def left(self) -> None:
        super().left()
        self._leave()

    def _turn_to(self, page: int) -> None:
        self._leave()
        self.page = page
        self._pages[page]()

    def _leave(self) -> None:
        if self.sound is not None:
            self.sound.stop()
            self.sound = None
        if self.lines:
            person = {key: line.text().strip() for key, line in self.lines.items()}
            self.lines = {}
            self.desk.choose(person={key: words for key, words in person.items() if words})

    def _on(self) -> None:
        self._turn_to(self.page + 1)

    def _back(self) -> None:
        self._turn_to(self.page - 1)

    def _put(self, title: str, *widgets: QWidget, more: tuple[Step, ...] = ()) -> None:
        count = len(self._pages)
        last = self.page == count - 1
        end = Step(_("Ready"), self._finish, "tick", main=True)
        self.show(
            _("{page} of {count}: {title}").format(page=self.page + 1, count=count, title=title),
            *widgets,
            steps=(
                *more,
                end if last else Step(_("On to the next"), self._on, "forward", main=True),
            ),
            earlier=self._back if self.page else None,
            focus=next(iter(self.lines.values()), None),
        )

    # ---- the pages

    def _who(self) -> None:
        known = self.desk.choices.person
        boxes = [
            self.words(_("Who complains? New matters begin with this. It stays on this computer."))
        ]
        lines = {}
        for key in PERSON_FIELDS:
            box, lines[key] = self.field(field_words(key), known.get(key, ""))
            boxes.append(box)
        self.lines = lines
        self._put(_("Who complains"), *boxes)

    def _hear(self) -> None:
        self.sound = SoundTest(self.look, self.desk.runner, self.desk.computer().sound)
        words = _("Say something. Then play a tone. Nothing is recorded.")
        play = Step(_("Play a tone"), self.sound.play, "sound")
        self._put(_("Are both sides heard?"), self.words(words), self.sound, more=(play,))
        self.sound.start()

    def _see(self, *found: QWidget) -> None:
        words = _(
            "Take a picture, to see whether the system allows it. If it asks, say yes. The picture isn't kept."
        )
        take = Step(_("Take a picture to try"), self._try, "screen")
        self._put(_("May the screen be seen?"), self.words(words), *found, more=(take,))

    def _try(self) -> None:
        make = self.desk.computer().screen
        self.desk.runner.run(
            self, lambda job: _taken(make, job), self._tried, self._not_tried, lane=Lane.LONG
        )

    @property
    def _trying(self) -> bool:
        """Whether the page of the screen is still shown: the picture may come when the person has gone on."""
        return self._pages[self.page] == self._see

    def _tried(self, shot: Shot) -> None:
        if not self._trying:
            return
        if shot.black:
            words = _("The picture is all black. Allow it in the system's settings, under privacy.")
            self._see(self.said(words, warn=True))
            return
        picture = QLabel()
        picture.setPixmap(_pixmap(shot, self.look.px(PICTURE_WIDTH)))
        picture.setAccessibleName(_("The screen as it is now"))
        self._see(self.said(_("That works. This is what it sees:")), picture)

    def _not_tried(self, error: Exception) -> None:
        if self._trying:
            self._see(ErrorCard(self.look, error))

    def _letters(self) -> None:
        faces: tuple[tuple[Face, str, str], ...] = (
            ("easy", _("Six large buttons"), _("For whoever keeps the proof")),
            ("standard", _("List and details"), _("For whoever helps with the complaint")),
        )
        rows = [
            self.row(
                "tick" if self.face == face else "window", title, words, partial(self._be, face)
            )
            for face, title, words in faces
        ]
        sizes = []
        for size in SIZES:
            made = button(self.look, f"{size} %", partial(self._size, size), role="helper")
            made.setCheckable(True)
            made.setChecked(size == self.scale)
            made.setAccessibleName(_("Letters at {n} per cent").format(n=size))
            sizes.append(made)
        self._put(_("How it looks"), *rows, self.words(_("Letters:")), holder(Flow(*sizes, gap=12)))

    def _be(self, face: Face) -> None:
        self.face = face
        self._letters()

    def _size(self, scale: int) -> None:
        self.scale = scale
        self._letters()

    def _places(self) -> None:
        import shutil

        here = self.desk.place_shown
        copy = self.desk.choices.second_copy
        near = next(one for one in (here, *here.parents) if one.exists())
        free = say_size(shutil.disk_usage(near).free)
        where = _("Everything is kept here, {free} are free: {place}")
        lines = [self.words(where.format(free=free, place=breakable(place(here))))]
        if copy is None:
            words = _("There is no second copy yet. A USB stick is best.")
            lines.append(self.said(words, icon="info"))
        else:
            words = _("The second copy goes here: {place}")
            lines.append(self.said(words.format(place=breakable(place(copy)))))
        choose = Step(_("Choose the second copy's place"), self._choose_copy, "stick")
        self._put(_("Where it is kept"), *lines, more=(choose,))

    def _choose_copy(self) -> None:
        assert self.host is not None
        folder = self.desk.choose_folder(self.host.window(), _("Choose the USB stick, or a folder"))
        if folder is not None:
            self.desk.choose(second_copy=folder)
            self._places()

    def _finish(self) -> None:
        self._leave()
        self.desk.choose(face=self.face, text_scale=self.scale)
        self.ended.emit()
        self.desk.show_face(self.face, self.scale)


def _taken(make: object, _job: Job) -> Shot:
    from evidence_keeper.intake.screen import Whole

    assert callable(make)
    port: Screen = make()
    return port.take(Whole())


def _pixmap(shot: Shot, width: int) -> QPixmap:
    pixels = shot.pixels.copy()
    image = QImage(
        pixels.tobytes(), shot.width, shot.height, 4 * shot.width, QImage.Format.Format_RGB32
    )
    return QPixmap.fromImage(image).scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
