"""已保存: when, where and how long it was; then listening to it, mark by mark, and a word about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from evidence_keeper.gui.calls import (
    BACK_SECONDS,
    mark_name,
    running_clock,
    saved_warnings,
    saved_words,
)
from evidence_keeper.gui.easy.fresh import FreshPage
from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.recorder import Saved
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import button, column, frame, holder, label, row
from evidence_keeper.gui.widgets.player import PlayerView
from evidence_keeper.gui.widgets.viewer import Viewer
from evidence_keeper.model import Case, EvidenceItem, Mark
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace

LOW_WAVE = 96


class RecordedPage(FreshPage):
    """听一遍 · 写一句是什么事 · 回去."""

    def __init__(self, face: EasyFace, saved: Saved) -> None:
        ids = [item.item_id for item in saved.items]
        super().__init__(face, saved_words(saved), saved_warnings(saved), saved.case, ids)
        self.saved = saved
        marks = sum(len(item.marks) for item in saved.items)
        if marks:
            words = _("You pressed {n} times. Listen once more and say of each whether it is so.")
            self.body.add(Notice(self.look, words.format(n=marks), icon="info"))
        if self.which is not None:
            self.body.add(self.which)
        self.body.end()
        self.home = self.step(_("Go home"), face.home, icon="home")
        self.word = self.step(_("Write what it was about"), self._note, icon="note")
        self.listen = self.step(_("Listen to it"), self._listen, main=True, icon="play")

    def say_placed(self, case: Case) -> str:
        self.saved = Saved(case, self.saved.recorded)
        return saved_words(self.saved)

    def _listen(self) -> None:
        chosen, *others = self.saved.items
        self.face.go(ListenPage(self.face, chosen, others[0] if others else None))

    def _note(self) -> None:
        from evidence_keeper.gui.easy.note import NotePage

        self.face.go(NotePage(self.face, self.saved.items[0]))


class ListenPage(Page):
    """The recording, and its marks one by one: whoever hears that it is so says 是."""

    def __init__(
        self, face: EasyFace, item: EvidenceItem, other: EvidenceItem | None = None
    ) -> None:
        super().__init__(face, _("Listen to it"))
        self.item, self.other = item, other
        self._heard = item
        self._side = "both"
        self._passed: set[tuple[float, str]] = set()
        self.asked = label("", "big")
        self.hear = button(self.look, _("Listen here"), self._hear, icon="play")
        self.no = button(self.look, _("It isn't so"), self._no)
        self.yes = button(self.look, _("Yes, it is so"), self._yes, role="main", icon="tick")
        if self.look.scale <= 125:
            buttons = holder(row(self.hear, 1, self.no, self.yes, gap=self.look.gap))
        else:
            buttons = holder(column(self.hear, self.yes, self.no, gap=self.look.gap))
        self.card = frame(column(self.asked, buttons, gap=14, edges=(24, 18, 24, 18)), "card")
        self.done = Notice(self.look)
        self.viewer = Viewer(self.desk, marks=False)
        self.viewer.laid.connect(self._fit)
        self.body.column.setSpacing(14)
        self.body.add(self.card, self.done, self.viewer)
        self.body.end()
        self.turn: QPushButton | None = None
        if other is not None:
            self.turn = self.step(_("Hear the other side only"), self._turn)
        self._say()

    def _turn(self) -> None:
        # Both tracks begin at one moment: a place on one is the same place on the other.
        assert self.other is not None
        assert self.turn is not None
        self._side = {"both": "other", "other": "own", "own": "both"}[self._side]
        self._heard = self.other if self._side == "other" else self.item
        words = {
            "both": _("Hear the other side only"),
            "other": _("Hear yourself only"),
            "own": _("Hear both together"),
        }[self._side]
        self.turn.setText(words)
        self.turn.setAccessibleName(words)
        self.viewer.show_item(self._heard)

    @property
    def mark(self) -> Mark | None:
        """The mark that is asked about now."""
        for mark in sorted(self.item.marks, key=lambda one: one.seconds):
            if not mark.confirmed and (mark.seconds, mark.kind.value) not in self._passed:
                return mark
        return None

    def entered(self) -> None:
        if self.viewer.view is None:
            self.viewer.show_item(self._heard)
        (self.hear if self.mark is not None else self.back).setFocus()

    def left(self) -> None:
        self.viewer.stop()

    def _fit(self) -> None:
        player = self.viewer.view
        if isinstance(player, PlayerView):
            player.show_marks([self.mark] if self.mark is not None else ())
            player.waveform.setFixedHeight(LOW_WAVE)
            player.hear_together(self._side == "both")

    def _say(self) -> None:
        mark, count = self.mark, len(self.item.marks)
        self.card.setVisible(mark is not None)
        # A press is no evidence: only what was listened to can be so, or not.
        self._let_answer(False)
        if mark is not None:
            number = 1 + sum(1 for one in self.item.marks if one.seconds < mark.seconds)
            words = _("Place {n} of {count}, at {time}: “{mark}”. Listen: is it so?")
            self.asked.setText(
                words.format(
                    n=number,
                    count=count,
                    time=running_clock(mark.seconds),
                    mark=mark_name(mark.kind),
                )
            )
            self.done.say("")
        elif count:
            sure = sum(1 for one in self.item.marks if one.confirmed)
            self.done.say(_("Listened to all. {n} places are so.").format(n=sure))
        self._fit()

    def _hear(self) -> None:
        player, mark = self.viewer.view, self.mark
        if isinstance(player, PlayerView) and mark is not None:
            player.play_from(max(0.0, mark.seconds - BACK_SECONDS))
            self._let_answer(True)

    def _let_answer(self, may: bool) -> None:
        self.yes.setEnabled(may)
        self.no.setEnabled(may)

    def _no(self) -> None:
        if (mark := self.mark) is not None:
            self._passed.add((mark.seconds, mark.kind.value))
            self._next()

    def _yes(self) -> None:
        mark = self.mark
        if mark is None:
            return
        item_id = self.item.item_id
        self.yes.setEnabled(False)
        self.desk.run(
            self,
            lambda keeper, job: keeper.confirm_mark(item_id, mark.seconds, mark.kind),
            self._confirmed,
            self._failed,
            lane=Lane.WRITE,
        )

    def _confirmed(self, item: EvidenceItem) -> None:
        self.item = item
        self._next()

    def _failed(self, error: Exception) -> None:
        self.yes.setEnabled(True)
        self.body.add(ErrorCard(self.look, error))

    def _next(self) -> None:
        self.viewer.stop()
        self._say()
        self.face.shield.hold()
        (self.hear if self.mark is not None else self.back).setFocus()
