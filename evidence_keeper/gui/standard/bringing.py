"""What brings evidence into the standard face: files, recordings, pictures, chats, the phone; and what is said of it.

It works for the matter that is chosen at the left, and asks the face to say what came and to choose it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from evidence_keeper.errors import Cancelled, EvidenceError
from evidence_keeper.gui.calls import saved_warnings, saved_words
from evidence_keeper.gui.capturer import ChatKept
from evidence_keeper.gui.chats import joined_warnings, joined_words, lacking_words
from evidence_keeper.gui.helping import journey_for
from evidence_keeper.gui.kept import Kept, keep_files, lines_of, title_of_kept
from evidence_keeper.gui.logs import keep_logs
from evidence_keeper.gui.recorder import Saved
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.shooter import Snapped, matter
from evidence_keeper.gui.shots import snapped_warnings, snapped_words
from evidence_keeper.gui.standard.receive import ReceiveDialog
from evidence_keeper.gui.standard.scan import Scan
from evidence_keeper.model import EvidenceItem, Source
from evidence_keeper.text import explain
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.chats import KeptChat
    from evidence_keeper.gui.standard.face import StandardFace
    from evidence_keeper.intake.screen import Window
    from evidence_keeper.receiving import Received
    from evidence_keeper.stitching import Stitched

LATER_SECONDS = 5


class Bringing(QObject):
    """One of a face; follows its bar."""

    def __init__(self, face: StandardFace) -> None:
        super().__init__(face)
        self._face = face
        self.desk = desk = face.desk
        bar = face.bar
        bar.record.connect(self.record)
        bar.shot.connect(self.shoot)
        bar.phone_chat.connect(self.join_files)
        bar.screen_chat.connect(self.capture)
        bar.copied_chat.connect(self.copy_chat)
        bar.file_chat.connect(self.choose_logs)
        bar.add.connect(self.choose_files)
        bar.phone.connect(self.receive)
        desk.capturer.kept.connect(self._captured)
        desk.capturer.failed.connect(self._not_recorded)
        desk.shooter.taken.connect(self._shot)
        desk.shooter.failed.connect(self._not_recorded)
        desk.recorder.saved.connect(self._recorded)
        desk.recorder.failed.connect(self._not_recorded)

    def choose_files(self) -> None:
        """Files, chosen in the system's dialog."""
        self.keep(self.desk.choose_files(self._face.window()))

    def scan(self) -> None:
        """Recordings on a phone or in a folder."""
        folder = self.desk.choose_folder(self._face.window(), _("Choose the phone, or a folder"))
        if folder is not None:
            self._face.open(Scan(self._face, self.desk, folder, self.keep))

    def keep(
        self, paths: list[Path], source: Source = Source.IMPORTED, case_id: str | None = None
    ) -> None:
        """Keeps files in this matter, else in the chosen one; a file that family made is opened."""
        made = journey_for(self.desk, paths[0]) if len(paths) == 1 else None
        if made is not None:
            self._face.travel(made)
        if made is not None or not paths:
            return
        case_id = case_id or self._face.cases.case_id
        verb = partial(keep_files, paths=paths, case_id=case_id, source=source)
        job = self.desk.run(self, verb, self._kept, self.stopped, lane=Lane.LONG)
        self._face.strip.watch(_("Keeping your files"), job)

    def _kept(self, kept: Kept) -> None:
        self._face.forget_undo()
        self._face.strip.say(
            title_of_kept(kept.added), [(line, False) for line in lines_of(kept.added)]
        )
        self.desk.last_case = kept.case.case_id
        self.desk.refresh()

    def stopped(self, error: Exception) -> None:
        """Work that the strip watched came to no end: why, in words."""
        if isinstance(error, Cancelled):
            self._face.strip.say(_("Stopped. What was kept before stays kept."))
        else:
            self._face.strip.say_error(error)
        self.desk.refresh()

    def record(self) -> None:
        """A call, from now on."""
        self._face.detail.stop()
        self._face.strip.clear()
        self.desk.recorder.begin(self._face.cases.case_id)

    def shoot(self, kind: str) -> None:
        """A picture of the screen, one of bar.SHOTS, for the chosen matter."""
        shooter, case_id = self.desk.shooter, self._face.cases.case_id
        self._face.detail.stop()
        if kind == "window":
            shooter.windows(self, self._ask_window, self._not_recorded)
        elif kind == "region":
            shooter.region(case_id)
        else:
            shooter.whole(case_id, LATER_SECONDS if kind == "later" else 0)

    def _ask_window(self, windows: tuple[Window, ...]) -> None:
        from evidence_keeper.gui.pickwindow import PickWindow

        self._face.open(PickWindow(self._face, self.desk.look, windows, self._shoot_window))

    def _shoot_window(self, window: Window) -> None:
        self.desk.shooter.window(self._face.cases.case_id, window)

    def _shot(self, snapped: Snapped) -> None:
        self._face.forget_undo()
        warnings = [(words, True) for words in snapped_warnings(snapped)]
        self._face.strip.say(snapped_words(snapped), warnings)
        self._face.chosen_next = snapped.taken.item.item_id

    def capture(self) -> None:
        """A chat on this screen, while it is scrolled."""
        self._face.detail.stop()
        self.desk.capturer.begin(self._face.cases.case_id)

    def _captured(self, kept: ChatKept) -> None:
        self._say_joined(kept.captured.stitched, lacking_words(kept.captured))

    def join_files(self) -> None:
        """A phone's screen video or pictures, joined."""
        paths = self.desk.choose_files(self._face.window())
        if paths:
            case_id = self._face.cases.case_id
            job = self.desk.run(
                self,
                lambda keeper, job: keeper.stitch(paths, matter(keeper, case_id).case_id, job=job),
                self._files_joined,
                self.stopped,
                lane=Lane.LONG,
            )
            self._face.strip.watch(_("Keeping and joining the pages"), job)

    def copy_chat(self) -> None:
        """Text that is copied."""
        from evidence_keeper.gui.standard.copied import CopiedDialog

        shown = CopiedDialog(self._face, self.desk, self._face.cases.case_id)
        shown.panel.kept.connect(self._chat_kept)
        self._face.open(shown)

    def _chat_kept(self, kept: KeptChat) -> None:
        self._face.chosen_next = kept.item.item_id
        self.desk.refresh()

    def choose_logs(self) -> None:
        """Chats that were exported."""
        paths = self.desk.choose_files(self._face.window())
        if paths:
            verb = partial(keep_logs, paths=paths, case_id=self._face.cases.case_id)
            job = self.desk.run(self, verb, self._logs_kept, self.stopped, lane=Lane.LONG)
            self._face.strip.watch(_("Keeping your files"), job)

    def _logs_kept(self, done: tuple[list[KeptChat], list[EvidenceError]]) -> None:
        kept, refused = done
        words = _("Kept {n} chats. They are exactly as they were copied.").format(n=len(kept))
        self._face.strip.say(words, [(explain(error).line, True) for error in refused])
        if kept:
            self._face.chosen_next = kept[-1].item.item_id
        self.desk.refresh()

    def _files_joined(self, done: Stitched) -> None:
        self._say_joined(done, [])
        self.desk.refresh()

    def _say_joined(self, done: Stitched, lacking: list[str]) -> None:
        self._face.forget_undo()
        warnings = [(words, True) for words in (*joined_warnings(done), *lacking)]
        self._face.strip.say(joined_words(done), warnings)
        if done.pictures:
            self._face.chosen_next = done.pictures[0].item.item_id

    def _recorded(self, saved: Saved) -> None:
        self._face.forget_undo()
        warnings = [(words, True) for words in saved_warnings(saved)]
        self._face.strip.say(saved_words(saved), warnings)
        self.desk.last_case = saved.case.case_id
        self._face.chosen_next = saved.items[0].item_id
        self.desk.refresh()

    def _not_recorded(self, error: Exception) -> None:
        self._face.strip.say_error(error)

    def write_down(self) -> None:
        """A call that nothing was recorded of, written down at any time."""
        from evidence_keeper.gui.standard.memo import MemoDialog

        dialog = MemoDialog(self._face, self.desk, self._face.cases.case_id)
        dialog.kept.connect(self._written_down)
        self._face.open(dialog)

    def _written_down(self, item: EvidenceItem) -> None:
        self._face.forget_undo()
        self._face.strip.say(_("Saved. The papers will say that you wrote it down afterwards."))
        self._face.chosen_next = item.item_id
        self.desk.last_case = item.case_id
        self.desk.refresh()

    def receive(self) -> None:
        """From the phone, by a QR code."""
        self._face.detail.stop()
        dialog = ReceiveDialog(self._face, self.desk, self._face.cases.case_id)
        dialog.receiver.ended.connect(self._received)
        self._face.open(dialog)

    def _received(self, received: Received) -> None:
        from evidence_keeper.keeper import Added

        self._face.forget_undo()
        added = Added(received.items, received.already_kept, received.refused)
        if added.items or added.already_kept or added.refused:
            lines = [(line, False) for line in lines_of(added)]
            self._face.strip.say(title_of_kept(added), lines)
