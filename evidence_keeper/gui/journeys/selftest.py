"""体检: looks at this computer, says each thing in a plain line, and gives a report to copy."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtGui import QGuiApplication

from evidence_keeper import selftest
from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.journey import Journey, Step
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.jobs import Job
from evidence_keeper.text import explain_check, gui_ngettext
from evidence_keeper.text import gui_text as _


class SelfTest(Journey):
    """`checks` is what was found."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Look at this computer"))
        self.checks: list[selftest.Check] = []

    def begin(self) -> None:
        job = Job()
        computer = self.desk.computer()
        self.desk.runner.run(
            self,
            lambda job: selftest.look_at_all(computer, job),
            self._found,
            self._stopped,
            job=job,
            lane=Lane.LONG,
        )
        self.wait(_("Look at this computer"), _("Looking at this computer"), job)

    def _found(self, checks: list[selftest.Check]) -> None:
        self.arrived()
        self.checks = checks
        wrong = [one for one in checks if not one.ok]
        words = gui_ngettext(
            "{n} thing should be looked at.", "{n} things should be looked at.", len(wrong)
        ).format(n=len(wrong))
        head = self.said(words if wrong else _("Everything is as it should be."), warn=bool(wrong))
        lines = [self._line(one) for one in (*wrong, *(one for one in checks if one.ok))]
        self.show(
            _("Look at this computer"),
            head,
            *lines,
            steps=[
                Step(_("Look again"), self.begin, icon="check"),
                Step(_("Copy the report"), self._copy, icon="send", main=True),
            ],
        )

    def _line(self, check: selftest.Check) -> Notice:
        why = explain_check(check.name, check.code, check.data)
        words = f"{why.title}: {why.sentence}"
        return self.said(words, warn=not check.ok)

    def _copy(self) -> None:
        told = selftest.report(self.checks, datetime.now().astimezone())
        QGuiApplication.clipboard().setText(told)
        words = _("Copied. Paste it wherever you like: nothing of any matter stands in it.")
        self.show(
            _("Look at this computer"),
            self.said(words),
            self.words(told, "second"),
            steps=[Step(_("Done"), self.ended.emit, main=True, icon="tick")],
            earlier=self._again,
        )

    def _again(self) -> None:
        self._found(self.checks)

    def _stopped(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.ended.emit()
        else:
            self.show_error(error, self.begin)
