"""第三方时间戳: which authority is asked, off until one is chosen; what came last, and what still waits."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from evidence_keeper.errors import Cancelled, EvidenceError
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.journey import Journey, Step
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.words import breakable
from evidence_keeper.text import explain, language, say_time
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.proving import Preset, Stamped, Standing


class Clock(Journey):
    """Chooses desk.choices.tsa. Asking is a press of its own: choosing sends nothing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Outside time stamps"))
        self.line: QLineEdit | None = None

    def begin(self) -> None:
        self.desk.run(self, lambda keeper, job: keeper.stamps_standing(), self._tell)

    def _tell(self, found: Standing) -> None:
        chosen = self.desk.choices.tsa
        words = _("Nobody is asked: your papers carry this computer's own clock only.")
        if chosen is not None:
            words = _("Asked for each of your papers: {who}").format(who=breakable(chosen))
        lines: list[QWidget] = [self.said(words, icon="info")]
        if found.last is not None:
            words = _("The last one is from {time}, by {who}.")
            told = words.format(time=say_time(found.last.time), who=found.last.authority)
            lines.append(self.said(told))
        if found.waits is not None:
            words = _("One is waited for since {time}. Nothing else waits for it.")
            told = words.format(time=say_time(found.waits.since))
            lines.append(self.said(told, warn=True, icon="clock"))
        lines.append(
            self.words(
                _(
                    "An outside clock can vouch for when your evidence stood as it stands. Only a checksum "
                    "is sent, nothing of what you keep."
                ),
                "second",
            )
        )
        steps = [Step(_("Choose who is asked"), self._choose, "clock", main=chosen is None)]
        if chosen is not None:
            steps = [Step(_("Ask nobody"), partial(self._take, None), "stop"), *steps]
            steps.append(Step(_("Ask now"), self._ask, "clock", main=True))
        self.show(_("Outside time stamps"), *lines, steps=steps)

    def _choose(self) -> None:
        from evidence_keeper import proving

        rows = [self._row(one) for one in proving.presets()]
        other = self.row("pen", _("Another address"), _("One that you were given"), self._write)
        weigh = self.words(_("Which of them has weight, the office decides."), "second")
        self.show(_("Who is to be asked?"), weigh, *rows, other, earlier=self.begin)

    def _row(self, one: Preset) -> QWidget:
        notes = one.notes_zh if language() == "zh_CN" else one.notes_en
        pressed = partial(self._take, one.url) if one.url else self._write
        return self.row("clock", one.name, notes, pressed)

    def _write(self, why: str = "") -> None:
        box, self.line = self.field(_("Address"), hint="https://")
        self.line.returnPressed.connect(self._written)
        lines = [box, *([self.said(why, warn=True)] if why else [])]
        step = Step(_("Take this one"), self._written, "tick", main=True)
        title = _("The authority's address")
        self.show(title, *lines, steps=[step], earlier=self._choose, focus=self.line)

    def _written(self) -> None:
        from evidence_keeper import proving

        assert self.line is not None
        try:
            url = proving.address_of(self.line.text().strip())
        except EvidenceError as error:
            self._write(explain(error).happened)
        else:
            self._take(url)

    def _take(self, url: str | None) -> None:
        self.desk.choose(tsa=url)
        self.begin()

    def _ask(self) -> None:
        url = self.desk.choices.tsa
        job = self.desk.run(
            self,
            lambda keeper, job: keeper.stamp(url, job),
            self._came,
            self._failed,
            lane=Lane.LONG,
        )
        self.wait(self.title, _("Asking the authority"), job)

    def _came(self, done: Stamped) -> None:
        self.arrived()
        if done.why is None:
            self.begin()
            return
        words = [
            explain(done.why).line,
            _("The wish for a time stamp is remembered. Nothing else has to wait for it."),
        ]
        steps = [Step(_("Done"), self.begin, "tick", main=True)]
        self.show(self.title, *(self.said(one, warn=True) for one in words), steps=steps)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.arrived()
            self.begin()
        else:
            self.show_error(error, self._ask)
