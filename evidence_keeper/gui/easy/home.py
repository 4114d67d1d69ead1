"""The home: at most six large cards, what the program knows, and the text size. Nothing here can go wrong."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QWidget

from evidence_keeper.gui.easy.page import RING, WIDE_UP_TO
from evidence_keeper.gui.look import SIZES
from evidence_keeper.gui.widgets.aloud import AloudButton
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import Body, button, column, holder, label, row
from evidence_keeper.gui.widgets.tile import Card
from evidence_keeper.gui.words import count_items, full_date
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import say_time

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace

CLOCK_MS = 10_000
DATED_UP_TO = 200
MOST_NOTICES = 2


class Home(QWidget):
    """Cards in two columns up to four, in three up to six, in one above 125 % text."""

    def __init__(self, face: EasyFace) -> None:
        super().__init__()
        self.face = face
        self.desk = face.desk
        self.look = face.look
        self.setProperty("role", "page")
        self.setAccessibleName(_("Home"))
        self._now = label("", "second", wrap=False)
        self.notice = Notice(self.look)
        self.cards = self._make_cards()
        self._timer = QTimer(self)
        self._timer.setInterval(CLOCK_MS)
        self._timer.timeout.connect(self._tick)
        self._lay()
        self.desk.changed.connect(self._say)
        self.desk.greeted.connect(self._greet)
        self.desk.watch.turned.connect(self._say)
        self._tick()

    def entered(self) -> None:
        """Shown: looks up what there is now."""
        self.desk.refresh()
        self._timer.start()
        self.cards[0].setFocus()

    def _make_cards(self) -> list[Card]:
        look = self.look
        self.record = Card(
            look, "mic", _("Record a call"), _("Press here before you call"), self._record
        )
        self.record.ink = "danger"
        self.shot = Card(
            look,
            "screen",
            _("Take a picture of the screen"),
            _("Keep what is on the screen now, just as it is"),
            self._shoot,
        )
        self.phone = Card(
            look, "mobile", _("From the phone"), _("Scan, and it comes over here"), self._phone
        )
        self.evidence = Card(look, "folder", _("See the evidence"), " ", self._see)
        self.papers = Card(
            look, "paper", _("Make the papers"), _("A complaint you can hand in"), self._papers
        )
        self.chat = Card(
            look,
            "chat",
            _("Keep a chat"),
            _("With customer service, and no line missing"),
            self._chat,
        )
        # What every case needs is a card; the rest stands below.
        self.keep = button(look, _("Keep files"), self._keep, role="helper", icon="keep")
        self.check = button(look, _("Check it all"), self._check, role="helper", icon="check")
        words = _("Write down a call")
        self.memo = button(look, words, self.face.write_down, role="helper", icon="note")
        return [self.record, self.shot, self.chat, self.phone, self.papers, self.evidence]

    def _lay(self) -> None:
        look = self.look
        wide = look.scale <= WIDE_UP_TO
        title = label(_("Evidence Keeper"), "title", wrap=not wide)
        names = row(title, self._now, gap=20) if wide else column(title, self._now)
        asking = self._make_helpers()
        letters = self._make_sizes()
        helpers = [asking[0], *letters, *asking[1:]] if wide else letters
        sizes = row(*helpers, gap=16) if wide else column(*helpers, gap=16)
        head = row(names, 1, sizes, edges=(RING, 0, RING, 0))
        body = Body(look, margin=RING, gap=0)
        grid = QGridLayout()
        grid.setSpacing(22)
        columns = 1 if not wide else 2 if len(self.cards) <= 4 else 3
        # What people need most takes the room that an odd number leaves.
        spare = -len(self.cards) % columns
        grid.addWidget(self.cards[0], 0, 0, 1, 1 + spare)
        for place, card in enumerate(self.cards[1:], 1 + spare):
            grid.addWidget(card, place // columns, place % columns)
        for place in range(columns):
            grid.setColumnStretch(place, 1)
        body.add(holder(grid, "body"))
        grid.setContentsMargins(0, 0, 0, 0)
        edge = look.edge - RING
        whole = column(head, body, gap=14, edges=(edge, 26, edge, 26))
        if wide:
            below = row(gap=16, edges=(RING, 0, RING, 0))
            below.addWidget(self.notice, 1)
            below.addWidget(self.memo)
            below.addWidget(self.keep)
            below.addWidget(self.check)
            whole.addLayout(below)
        else:
            body.column.setSpacing(22)
            # Large letters need the room above: these are further down, with the rest.
            body.add(self.notice, *asking[::-1], self.memo, self.keep, self.check)
            self._now.setVisible(look.scale <= DATED_UP_TO)
        self.setLayout(whole)

    def _make_helpers(self) -> list[QWidget]:
        self.family = button(self.look, _("Ask the family"), self._family, role="helper")
        return [AloudButton(self.desk.spoken, "helper"), self.family]

    def _make_sizes(self) -> list[QWidget]:
        look, face = self.look, self.face
        sizes: list[QWidget] = []
        if look.scale > SIZES[0]:
            sizes.append(button(look, _("Smaller letters"), face.smaller.emit, role="helper"))
        if look.scale < SIZES[-1]:
            sizes.append(button(look, _("Larger letters"), face.larger.emit, role="helper"))
        else:
            sizes.append(label(_("These are the largest."), "second", wrap=False))
        return sizes

    def _tick(self) -> None:
        self._now.setText(full_date(datetime.now().astimezone()))

    def _say(self) -> None:
        known = self.desk.known
        count = sum(1 for item in known.items if not item.withdrawn)
        kept = _("Nothing kept yet")
        if count:
            kept = _("{count} kept").format(count=count_items(count))
        self.evidence.set_words(kept)
        words, warn, icon = self._state(count)
        notices = self.desk.watch.notices[:MOST_NOTICES]
        self.notice.say("\n".join([words, *notices]), warn=warn or bool(notices), icon=icon)

    def _state(self, count: int) -> tuple[str, bool, str]:
        """Whether all is whole, as far as is known; whether that warns; the icon."""
        known = self.desk.known
        if known.checked_at is not None and known.sound:
            words = _("Checked {time}. Nothing has been changed.")
            return words.format(time=say_time(known.checked_at)), False, "tick"
        if known.checked_at is not None:
            words = _("Checked {time}. Something is not right. Press “Check it all”.")
            return words.format(time=say_time(known.checked_at)), True, "tick"
        if not count:
            return _("Press “Keep files” to begin. Nothing can go wrong."), False, "info"
        words = _("{count} kept. Press “Check it all” to see that nothing has changed.")
        return words.format(count=count_items(count)), False, "info"

    def _greet(self) -> None:
        self.notice.say(" ".join(self.desk.greeting or ()), icon="info")

    def _record(self) -> None:
        self.face.record()

    def _shoot(self) -> None:
        self.face.shoot()

    def _chat(self) -> None:
        from evidence_keeper.gui.easy.chat import ChatPage

        self.face.go(ChatPage(self.face))

    def _keep(self) -> None:
        from evidence_keeper.gui.easy.keep import KeepPage

        self.face.with_case(_("Keep files"), lambda case_id: KeepPage(self.face, case_id))

    def _phone(self) -> None:
        from evidence_keeper.gui.easy.receive import ReceivePage

        self.face.with_case(_("From the phone"), lambda case_id: ReceivePage(self.face, case_id))

    def _see(self) -> None:
        from evidence_keeper.gui.easy.evidence import EvidencePage

        self.face.go(EvidencePage(self.face))

    def _papers(self) -> None:
        from evidence_keeper.gui.easy.papers import PapersPage

        self.face.with_case(_("Make the papers"), lambda case_id: PapersPage(self.face, case_id))

    def _family(self) -> None:
        from evidence_keeper.gui.easy.family import FamilyPage

        self.face.go(FamilyPage(self.face))

    def _check(self) -> None:
        from evidence_keeper.gui.easy.check import CheckPage

        self.face.go(CheckPage(self.face))
