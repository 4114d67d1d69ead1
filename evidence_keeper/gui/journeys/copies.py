"""存第二份: a copy of everything on a stick or in another folder, verified; and a vault made from one again."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.journey import Journey, Step
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.words import breakable, count_items, place
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import say_time

if TYPE_CHECKING:
    from evidence_keeper.jobs import Job
    from evidence_keeper.keeper import Keeper
    from evidence_keeper.vault.copies import Copied
    from evidence_keeper.watching import Watched


class SecondCopy(Journey):
    """Where it lies and how old it is; then a copy, read back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("A second copy"))

    def begin(self) -> None:
        self.desk.run(self, lambda keeper, job: keeper.watched(), self._offer)

    def _offer(self, known: Watched) -> None:
        wished = known.copy or self.desk.choices.second_copy
        lines = [
            self.words(
                _(
                    "If this computer breaks or is stolen, everything is still there in the second copy."
                )
            ),
            self.words(
                _("A USB stick or another disk is best. Lay it somewhere else afterwards."),
                "second",
            ),
        ]
        if known.copied_at is not None and known.copy is not None:
            words = _("The last one is from {time}. It lies here: {place}").format(
                time=say_time(known.copied_at), place=breakable(place(known.copy))
            )
            lines.insert(0, self.said(words))
        steps = [Step(_("Choose the stick or folder"), self._choose, "stick", main=True)]
        if wished is not None and wished.is_dir():
            again = Step(_("Bring it up to date"), partial(self._copy, wished), "stick", main=True)
            steps = [Step(_("Another place"), self._choose, "folder"), again]
        self.show(_("A second copy"), *lines, steps=steps)

    def _choose(self) -> None:
        assert self.host is not None
        folder = self.desk.choose_folder(self.host.window(), _("Choose the USB stick, or a folder"))
        if folder is not None:
            self._copy(folder)

    def _copy(self, folder: Path) -> None:
        job = self.desk.run(
            self,
            lambda keeper, job: keeper.copy_to(folder, job),
            self._copied,
            partial(self._failed, folder),
            lane=Lane.LONG,
        )
        self.wait(self.title, _("Copying everything, and reading it back"), job)

    def _failed(self, folder: Path, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.arrived()
            self.begin()
        else:
            self.show_error(error, partial(self._copy, folder))

    def _copied(self, done: Copied) -> None:
        self.arrived()
        where = breakable(place(done.folder))
        if done.verified:
            self.desk.choose(second_copy=done.folder)
            words = _("Copied and checked: {count}, all the same. It lies here: {place}").format(
                count=count_items(done.originals), place=where
            )
            weekly = _("When the stick is in, the copy is brought up to date each week by itself.")
            lines = [self.said(words), self.words(weekly, "second")]
        else:
            words = _("The copy is not the same. Take another stick. It lies here: {place}")
            lines = [self.said(words.format(place=where), warn=True)]
        steps = [Step(_("Done"), self.ended.emit, "tick", main=True)]
        self.show(_("A second copy"), *lines, steps=steps)


class Restore(Journey):
    """A second copy becomes the vault. What lies here now stays where it is, untouched."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Restore from the second copy"))

    def begin(self) -> None:
        lines = [
            self.words(
                _("Choose the folder of the second copy: on the stick, or wherever it lies.")
            ),
            self.words(
                _(
                    "It is checked first. What is on this computer now stays where it is; nothing is deleted."
                ),
                "second",
            ),
        ]
        step = Step(_("Choose the second copy"), self._choose, "stick", main=True)
        self.show(_("Restore from the second copy"), *lines, steps=[step])

    def _choose(self) -> None:
        assert self.host is not None
        folder = self.desk.choose_folder(self.host.window(), _("Choose the second copy"))
        if folder is not None:
            self._restore(folder)

    def _restore(self, folder: Path) -> None:
        home = self.desk.home
        target = home / f"vault-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
        job = self.desk.runner.run(
            self,
            lambda job: _restored(folder, target, home, job),
            self._done,
            partial(self._failed, folder),
            lane=Lane.LONG,
        )
        self.wait(self.title, _("Checking the copy, and taking it over"), job)

    def _failed(self, folder: Path, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.arrived()
            self.begin()
        else:
            self.show_error(error, partial(self._restore, folder))

    def _done(self, made: tuple[Copied, Keeper]) -> None:
        self.arrived()
        done, keeper = made
        self.desk.move_to(keeper, done.folder)
        words = _("Restored and checked: {count}. From now on this is where things are kept.")
        where = _("What was here before lies untouched in its old place.")
        self.show(
            _("Restore from the second copy"),
            self.said(words.format(count=count_items(done.originals))),
            self.words(where, "second"),
            steps=[Step(_("Done"), self.ended.emit, "tick", main=True)],
        )


def _restored(folder: Path, target: Path, home: Path, job: Job) -> tuple[Copied, Keeper]:
    from evidence_keeper.keeper import Keeper, restore_from

    done = restore_from(_copy_in(folder), target, home=home, job=job)
    return done, Keeper.open(target, home=home)


def _copy_in(folder: Path) -> Path:
    """The copy itself, where the stick that holds it was chosen."""
    found = [one.parent for one in sorted(folder.glob("*/copy.json"))]
    return found[0] if not (folder / "copy.json").exists() and len(found) == 1 else folder
