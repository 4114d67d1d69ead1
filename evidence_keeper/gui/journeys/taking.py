"""收家人给的文件: choose it, type the words, and read what came; where both changed something, a person chooses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.journey import Journey, Step
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.words import case_title, count_items, title_of
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import safe_name
from evidence_keeper.text.words import input_words

if TYPE_CHECKING:
    from evidence_keeper.handover import Conflict, TakenIn


class TakeIn(Journey):
    """`file` None asks for it."""

    def __init__(self, desk: Desk, file: Path | None = None) -> None:
        super().__init__(desk, _("Take in what family sent"))
        self.file = file
        self.line: QLineEdit | None = None
        self.conflicts: list[Conflict] = []
        self._settled = 0
        self._told = ""

    def begin(self) -> None:
        if self.file is not None:
            self._ask_phrase()
            return
        words = _("Choose the file that your family made. It ends in .ekcase.")
        self.show(
            _("Take in what family sent"),
            self.words(words),
            self.words(_("Nothing of yours is changed by it without asking you."), "second"),
            steps=[Step(_("Choose the file"), self._choose, "folder", main=True)],
        )

    def _choose(self) -> None:
        assert self.host is not None
        title = _("Choose the file that your family made")
        self.file = self.desk.choose_file(self.host.window(), title) or self.file
        if self.file is not None:
            self._ask_phrase()

    def _ask_phrase(self, typed: str = "") -> None:
        assert self.file is not None
        box, self.line = self.field(_("The six words"), typed)
        self.line.returnPressed.connect(self._take_in)
        words = _(
            "Ask for the six words on the telephone, and type them here. Blanks don't matter."
        )
        self.show(
            _("The pass phrase"),
            self.words(safe_name(self.file.name), "second"),
            box,
            self.words(words, "second"),
            steps=[
                Step(_("Another file"), self._choose, "folder"),
                Step(_("Open it"), self._take_in, "tick", main=True),
            ],
            focus=self.line,
        )

    def _take_in(self) -> None:
        assert self.line is not None
        file, phrase = self.file, self.line.text().strip()
        if file is None or not phrase:
            return
        job = self.desk.run(
            self,
            lambda keeper, job: keeper.take_in(file, phrase, job=job),
            self._taken,
            partial(self._failed, phrase),
            lane=Lane.LONG,
        )
        self.wait(self.title, _("Unpacking the matter"), job)

    def _failed(self, phrase: str, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.arrived()
            self._ask_phrase(phrase)
        else:
            self.show_error(error, partial(self._ask_phrase, phrase))

    def _taken(self, done: TakenIn) -> None:
        self.arrived()
        self.case_id = self.desk.last_case = done.case_id
        self.desk.refresh()
        new, known = len(done.items), len(done.already_kept)
        words = []
        if new or not known:
            words.append(_("New: {count}.").format(count=count_items(new)))
        if known:
            words.append(_("Here before: {count}.").format(count=count_items(known)))
        if done.entries:
            words.append(_("Notes and details: {n}.").format(n=done.entries))
        self._told = ("" if words[0].endswith("。") else " ").join(words)
        self.conflicts = list(done.conflicts)
        self._next()

    # ---- what both changed

    def _next(self) -> None:
        if not self.conflicts:
            self._over()
            return
        one = self.conflicts[0]
        items = {item.item_id: item for item in self.desk.known.items}
        about = title_of(items[one.item_id]) if one.item_id in items else ""
        field = input_words(one.field)
        question = _("Both of you changed “{field}”. Which one holds?").format(field=field)
        ours = self.row("home", safe_name(one.ours, 200), _("written here"), self._keep_ours)
        theirs = self.row("send", safe_name(one.theirs, 200), _("from the family"), self._take)
        lines = [self.words(about, "second")] if about else []
        kept = self.words(_("The other one stays in the records, too."), "second")
        self.show(question, *lines, ours, theirs, kept, focus=ours)

    def _keep_ours(self) -> None:
        self._settle(self.conflicts[0].ours)

    def _take(self) -> None:
        self._settle(self.conflicts[0].theirs)

    def _settle(self, value: str) -> None:
        one, case_id = self.conflicts[0], self.case_id
        assert case_id is not None
        fields = {one.field: value}
        self.desk.run(
            self,
            lambda keeper, job: (
                keeper.correct(one.item_id, fields)
                if one.item_id
                else keeper.set_case(case_id, fields)
            ),
            self._chosen,
            partial(self.show_error, again=self._next),
            lane=Lane.WRITE,
        )

    def _chosen(self, _done: object) -> None:
        self.conflicts.pop(0)
        self._settled += 1
        self.desk.refresh()
        self._next()

    def _over(self) -> None:
        case = next((one for one in self.desk.known.cases if one.case_id == self.case_id), None)
        name = case_title(case) if case is not None else ""
        notices = [self.said(_("Taken in. {told}").format(told=self._told))]
        if self._settled:
            words = _("Chosen where both had changed something: {n}.")
            notices.append(self.said(words.format(n=self._settled)))
        now = _("Look it through, add what is missing, make the papers; or hand it back.")
        self.show(
            name or _("Take in what family sent"),
            *notices,
            self.words(now, "second"),
            steps=[
                Step(_("Hand it back"), self._hand_back, "send"),
                Step(_("Done"), self.ended.emit, "tick", main=True),
            ],
        )

    def _hand_back(self) -> None:
        from evidence_keeper.gui.journeys.handing import HandOut

        self.leads_to.emit(HandOut(self.desk, self.case_id))


class Differences(TakeIn):
    """What was left open when a file was taken in, chosen later."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("What both changed")
        self._open: list[tuple[str, list[Conflict]]] = []

    def begin(self) -> None:
        cases = [case.case_id for case in self.desk.known.cases]
        self.desk.run(
            self,
            lambda keeper, job: [(one, keeper.conflicts(one)) for one in cases],
            self._looked,
        )

    def _looked(self, found: Sequence[tuple[str, list[Conflict]]]) -> None:
        self._open = [(case_id, list(left)) for case_id, left in found if left]
        self._matter()

    def _matter(self) -> None:
        if not self._open:
            self._over()
            return
        self.case_id, self.conflicts = self._open.pop(0)
        self._next()

    def _over(self) -> None:
        if self._open:
            self._matter()
            return
        words = _("Chosen where both had changed something: {n}.").format(n=self._settled)
        if not self._settled:
            words = _("There is nothing to choose: nobody changed the same thing twice.")
        steps = [Step(_("Done"), self.ended.emit, "tick", main=True)]
        self.show(self.title, self.said(words), steps=steps)
