"""交了以后: what guards against false refunds, how far it is, which day comes next, and what came back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from evidence_keeper.gui.channels import office_of
from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.returns import asked, next_words, outcome_words, stage_words, steps_at
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import column, frame, label
from evidence_keeper.gui.widgets.returned import ReturnForm
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.complaint import Deadline
    from evidence_keeper.complaint.after import Stage
    from evidence_keeper.gui.easy.face import EasyFace
    from evidence_keeper.model import Case

_ICONS = {"filed": "send", "accepted": "tick", "reply": "note", "result": "check"}


class AfterPage(Page):
    """The warning always, then what can be done now. `rows` are by step and outcome."""

    def __init__(self, face: EasyFace, case: Case, channel: str) -> None:
        super().__init__(face, _("After handing in"))
        self._case = case
        self._channel = office_of(case, channel)
        self.rows: dict[tuple[str, str], Row] = {}
        self.stage: Notice | None = None

    def entered(self) -> None:
        if self.stage is None:
            case_id, channel = self._case.case_id, self._channel
            self.desk.run(
                self,
                lambda keeper, job: keeper.progress(case_id, channel),
                self._show,
                self._failed,
            )
        else:
            self.focus_first()

    def _show(self, progress: tuple[Stage, Deadline | None]) -> None:
        from evidence_keeper.complaint import after

        stage, following = progress
        found = after.page(self._channel)
        told = "\n".join(part for part in (stage_words(stage), next_words(following)) if part)
        self.stage = Notice(self.look, told, icon="clock")
        self.body.add(Notice(self.look, found.warning, warn=True), self.stage)
        self.called = Row(self.look, "phone", _("Somebody calls me"), "", self._called)
        self.body.add(self.called)
        for what, outcome in steps_at(stage):
            words = outcome_words(outcome) if outcome else asked(what).title
            row = Row(self.look, _ICONS[what], words, "", partial(self._return, what, outcome))
            self.rows[what, outcome] = row
            self.body.add(row)
        self.body.add(Notice(self.look, found.keep, icon="info"))
        self.body.end()
        self.focus_first()

    def focus_first(self) -> None:
        (next(iter(self.rows.values())) if self.rows else self.back).setFocus()

    def _called(self) -> None:
        self.face.go(CalledPage(self.face, self._case, self._channel))

    def _return(self, what: str, outcome: str) -> None:
        self.face.instead(ReturnPage(self.face, self._case, self._channel, what, outcome))

    def _failed(self, error: Exception) -> None:
        self.body.add(ErrorCard(self.look, error))


class CalledPage(Page):
    """Somebody calls back: the warning, and the sentences to read out, as large as a card on the wall."""

    def __init__(self, face: EasyFace, case: Case, channel: str) -> None:
        from evidence_keeper.complaint import after

        super().__init__(face, _("Somebody calls me"))
        self._case, self._channel = case, channel
        found = after.page(channel)
        self.body.add(Notice(self.look, found.warning, warn=True))
        for when, words in (
            ("called", _("Say this:")),
            ("settling", _("When they offer something:")),
        ):
            self.body.add(label(words, "second"))
            said = [large(self, f"“{one.text}”") for one in found.sayings if one.when == when]
            self.body.add(frame(column(*said, gap=16, edges=(28, 24, 28, 24)), "card"))
        if found.settled:
            self.body.add(Notice(self.look, found.settled, icon="info"))
        self.body.end()
        words = _("Write down what they said")
        self.write = self.step(words, self._write, main=True, icon="note")

    def _write(self) -> None:
        self.face.instead(ReturnPage(self.face, self._case, self._channel, "reply"))


class HotlinePage(Page):
    """打12315: what to read out, sentence by sentence, in the largest letters."""

    def __init__(self, face: EasyFace, case: Case) -> None:
        from evidence_keeper.complaint import hotline_card

        super().__init__(face, _("Call 12315 and read this out"))
        self._case = case
        found = hotline_card(case, len(self.desk.known.items_of(case.case_id)))
        said = [large(self, line) for line in found.say]
        self.body.add(frame(column(*said, gap=24, edges=(28, 24, 28, 24)), "card"))
        self.body.end()
        words = _("Write down what they said")
        self.write = self.step(words, self._write, main=True, icon="note")

    def _write(self) -> None:
        self.face.instead(ReturnPage(self.face, self._case, "12315", "hotline"))


class ReturnPage(Page):
    """What came back, written down."""

    def __init__(
        self, face: EasyFace, case: Case, channel: str, what: str, outcome: str = ""
    ) -> None:
        super().__init__(face, outcome_words(outcome) if outcome else asked(what).title)
        self._case, self._channel = case, channel
        self.form = ReturnForm(self.desk, case.case_id, channel, what, outcome)
        self.form.kept.connect(self._kept)
        self.form.grew.connect(self._grew)
        self.body.add(self.form)
        self.body.end()
        self.save = self.step(_("Save"), self.form.save, main=True, icon="tick")

    def focus_first(self) -> None:
        self.form.focus_first()

    def _grew(self, part: object) -> None:
        if isinstance(part, ErrorCard | Notice):
            self.body.ensureWidgetVisible(part)

    def _kept(self, returned: object) -> None:
        from evidence_keeper.filing import Returned

        assert isinstance(returned, Returned)
        self.face.instead(ReturnKept(self.face, returned, self._channel))


class ReturnKept(Page):
    """已保存; the warning once more, and the day that comes next."""

    def __init__(self, face: EasyFace, returned: object, channel: str) -> None:
        from evidence_keeper.complaint import after
        from evidence_keeper.filing import Returned
        from evidence_keeper.text import explain

        super().__init__(face, _("Saved"))
        assert isinstance(returned, Returned)
        self._case, self._channel = returned.case, office_of(returned.case, channel)
        kept = _("Saved. The papers will say that you wrote it down afterwards.")
        self.body.add(Notice(self.look, kept))
        for one in returned.files.refused:
            self.body.add(Notice(self.look, explain(one).line, warn=True))
        self.next = Notice(self.look, icon="clock")
        self.body.add(self.next, Notice(self.look, after.page(channel).warning, warn=True))
        self.body.end()
        self.more = self.step(_("After handing in"), self._after, icon="clock")
        self.done = self.step(_("Done"), face.home, main=True, icon="home")

    def entered(self) -> None:
        super().entered()
        case_id, channel = self._case.case_id, self._channel
        self.desk.run(
            self, lambda keeper, job: keeper.progress(case_id, channel), self._say, self._quiet
        )

    def _say(self, progress: tuple[Stage, Deadline | None]) -> None:
        stage, following = progress
        told = "\n".join(part for part in (stage_words(stage), next_words(following)) if part)
        self.next.say(told, icon="clock")

    def _quiet(self, _error: Exception) -> None:
        """It is kept; the day can be seen later."""

    def _after(self) -> None:
        self.face.instead(AfterPage(self.face, self._case, self._channel))


def large(page: Page, words: str) -> QLabel:
    """A sentence to read out."""
    made = label(words)
    size = page.look.px(40)
    made.setStyleSheet(f"font-size: {size}px; font-weight: 700;")
    return made
