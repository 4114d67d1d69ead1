"""交了以后, for who helps: how far the matter is, the next day, what came back, and what guards against fraud."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from evidence_keeper.gui.channels import channel_words, office_of
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.returns import asked, next_words, outcome_words, stage_words, steps_at
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import Flow, button, column, frame, holder, label
from evidence_keeper.gui.widgets.returned import ReturnForm
from evidence_keeper.model import Case
from evidence_keeper.text import explain
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.complaint import Deadline
    from evidence_keeper.complaint.after import Stage
    from evidence_keeper.filing import Returned


class AfterDialog(Dialog):
    """`presses` are by step and outcome; `form` is there while something is written down."""

    def __init__(
        self, parent: QWidget, desk: Desk, case: Case, channel: str, what: str = ""
    ) -> None:
        super().__init__(parent, desk.look, _("After handing in"), 700)
        self._desk, self._case = desk, case
        self._channel = office_of(case, channel)
        self.presses: dict[tuple[str, str], QPushButton] = {}
        self.form: ReturnForm | None = None
        self.told = ""
        self.fill(label(_("After handing in"), "title"))
        if what:
            self._write(what)
        else:
            self._ask()

    def _ask(self) -> None:
        case_id, channel = self._case.case_id, self._channel
        self._desk.run(
            self, lambda keeper, job: keeper.progress(case_id, channel), self._show, self._failed
        )

    def _show(self, progress: tuple[Stage, Deadline | None]) -> None:
        from evidence_keeper.complaint import after

        stage, following = progress
        found = after.page(self._channel)
        words = "\n".join(part for part in (stage_words(stage), next_words(following)) if part)
        self.form = None
        self.stage = Notice(self.look, words, icon="clock")
        self.presses = {}
        for what, outcome in steps_at(stage):
            named = outcome_words(outcome) if outcome else asked(what).title
            pressed = partial(self._write, what, outcome)
            self.presses[what, outcome] = button(self.look, named, pressed)
        said = [label(f"“{one.text}”") for one in found.sayings]
        self.close_button = button(self.look, _("Close"), self.accept, role="main")
        self.fill(
            label(_("After handing in"), "title"),
            label(channel_words(self._channel), "caption"),
            *([Notice(self.look, self.told)] if self.told else []),
            self.stage,
            label(_("Something came back? Keep it:"), "heading"),
            holder(Flow(*self.presses.values(), gap=self.look.gap)),
            Notice(self.look, found.warning, warn=True),
            label(_("When somebody calls, say this:"), "heading"),
            frame(column(*said, gap=6, edges=(14, 10, 14, 10)), "card"),
            label("\n".join(part for part in (found.keep, found.settled) if part), "caption"),
            foot=holder(Flow(self.close_button, gap=self.look.gap)),
        )
        self.close_button.setFocus()

    def _write(self, what: str, outcome: str = "") -> None:
        self.form = ReturnForm(self._desk, self._case.case_id, self._channel, what, outcome)
        self.form.kept.connect(self._kept)
        self.form.grew.connect(self._grew)
        self.leave = button(self.look, _("Leave it"), self._ask)
        self.save = button(self.look, _("Save"), self.form.save, role="main", icon="tick")
        title = outcome_words(outcome) if outcome else asked(what).title
        self.fill(
            label(title, "title"),
            self.form,
            foot=holder(Flow(self.leave, self.save, gap=self.look.gap)),
        )
        self.form.focus_first()

    def _grew(self, part: object) -> None:
        if isinstance(part, QWidget):
            self.show_new(part)

    def _kept(self, found: object) -> None:
        returned: Returned = found  # type: ignore[assignment]
        self._case = returned.case
        self._channel = office_of(returned.case, self._channel)
        refused = [explain(one).line for one in returned.files.refused]
        self.told = "\n".join(
            [_("Saved. The papers will say that you wrote it down afterwards."), *refused]
        )
        self._ask()

    def _failed(self, error: Exception) -> None:
        close = button(self.look, _("Close"), self.reject)
        self.fill(ErrorCard(self.look, error), close)


class HotlineDialog(Dialog):
    """What to read out to the hotline, in large letters, and what it says, written down beside it."""

    def __init__(self, parent: QWidget, desk: Desk, case: Case) -> None:
        from evidence_keeper.complaint import hotline_card

        super().__init__(parent, desk.look, _("Call 12315 and read this out"), 760)
        self._desk = desk
        found = hotline_card(case, len(desk.known.items_of(case.case_id)))
        self.lines = [label(line) for line in found.say]
        for line in self.lines:
            line.setStyleSheet(f"font-size: {desk.look.px(22)}px; font-weight: 700;")
        self.form = ReturnForm(desk, case.case_id, "12315", "hotline")
        self.form.kept.connect(self._kept)
        self.form.grew.connect(self._grew)
        self.leave = button(desk.look, _("Close"), self.reject)
        self.save = button(desk.look, _("Save"), self.form.save, role="main", icon="tick")
        self.fill(
            label(_("Call 12315 and read this out"), "title"),
            frame(column(*self.lines, gap=10, edges=(18, 14, 18, 14)), "card"),
            label(asked("hotline").title, "heading"),
            self.form,
            foot=holder(Flow(self.leave, self.save, gap=desk.look.gap)),
        )

    def _grew(self, part: object) -> None:
        if isinstance(part, QWidget):
            self.show_new(part)

    def _kept(self, _returned: object) -> None:
        self.accept()
