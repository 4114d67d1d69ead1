"""The phone page on the computer's side, for both faces: the code to scan, then what arrives, with thumbnails.

Once a phone has it open the code makes room for the list: it is no use to anybody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.receiver import Receiver
from evidence_keeper.gui.widgets.arrivals import ArrivalList
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import button, column, frame, holder, label, row
from evidence_keeper.gui.widgets.qr import QrCode
from evidence_keeper.gui.words import breakable
from evidence_keeper.text import explain, gui_ngettext, safe_name
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.intake.phone import Network
    from evidence_keeper.receiving import ReceivingState

_QUIET = frozenset({"phone_bound", "phone_moved", "phone_idle", "phone_no_room"})


class PhonePanel(QWidget):
    """Follows a receiver."""

    def __init__(self, desk: Desk, receiver: Receiver) -> None:
        super().__init__()
        self.desk, self.look, self.receiver = desk, desk.look, receiver
        look = self.look
        self.said = Notice(look)
        self.warned = Notice(look)
        wide = look.scale <= 150
        self.code = QrCode((300 if wide else 360) if look.easy else 260)
        self.safe = label(
            _(
                "It is sent encrypted. Even so use your Wi-Fi at home: "
                "whoever runs a public one could do more than listen."
            ),
            "second",
        )
        self.address = label("", "second")
        self.address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        role = "helper" if look.easy else ""
        self.network = button(look, "", self._other_network, role=role)
        self.restart = button(look, _("Use another phone"), self._restart, role=role)
        self.trouble: ErrorCard | None = None
        self.list = ArrivalList(desk)
        self._lay()
        receiver.moved.connect(self._show)
        receiver.failed.connect(self._failed)
        self._show()

    def _lay(self) -> None:
        look = self.look
        steps = column(
            *(label(words, "big" if look.easy else "") for words in self._steps()),
            self.address,
            holder(row(self.network, 1)),
            self.safe,
            1,
            gap=12 if look.easy else 8,
        )
        square = frame(row(self.code, edges=(0, 0, 0, 0)), "card")  # its own edge is white enough
        if look.scale <= 150:
            inside = row(gap=look.gap * 2)
            inside.addWidget(square, 6)
            inside.addLayout(steps, 7)
            self.scanning = holder(inside)
        else:
            self.scanning = holder(column(square, steps, gap=look.gap))
        self.arriving = holder(column(self.list, holder(row(self.restart, 1)), gap=8))
        self.list.setMinimumHeight(look.px(200))
        whole = column(self.said, self.warned, self.scanning, self.arriving, gap=12)
        whole.setStretch(3, 1)
        whole.setStretch(4, 1)
        self.place = whole
        self.setLayout(whole)

    def _steps(self) -> tuple[str, ...]:
        last = (
            _("3. On the phone press “Get it”.")
            if self.receiver.sends
            else _("3. On the phone press “Choose recordings and screenshots”.")
        )
        return (
            _("1. Connect the phone to this computer's Wi-Fi."),
            _("2. Scan the code with WeChat or the camera."),
            last,
        )

    # ---- showing

    def _show(self) -> None:
        state = self.receiver.state
        scanning = state is None or state.phone is None
        self.scanning.setVisible(scanning and self.trouble is None)
        self.arriving.setVisible(not scanning)
        if state is None:
            self.code.show_text("")
            self.address.setText("")
            self.network.hide()
            self._tell(self.said, "" if self.trouble else _("Opening the page …"))
            self._tell(self.warned, "")
            return
        if self.trouble is not None:
            self.trouble.hide()
            self.trouble = None
            self.scanning.setVisible(scanning)
        self.code.show_text(state.address)
        typed = _("Or type this into the phone's browser: {address}")
        self.address.setText(typed.format(address=breakable(state.plain_address)))
        self._show_network(state.network)
        self._show_rows(state)
        self._tell(self.said, self._headline(state))
        self._tell(self.warned, _warnings(state), warn=True)
        self.restart.setEnabled(not self.receiver.busy)

    def _tell(self, notice: Notice, words: str, *, warn: bool = False) -> None:
        if notice.words != words or notice.isHidden() == bool(words):
            notice.say(words, warn=warn)

    def _headline(self, state: ReceivingState) -> str:
        if state.over == "phone_idle":
            return explain("phone_idle").happened
        if state.phone is None:
            return ""
        who = safe_name(state.phone.device or state.phone.browser) or _("A phone")
        if self.receiver.sends:
            count, whole = len(state.fetched), len(state.offered)
            return _("{phone} is connected. {n} of {all} fetched.").format(
                phone=who, n=count, all=whole
            )
        kept = sum(1 for one in state.files if one.standing.state == "kept")
        if not state.files:
            return _("{phone} is connected. Now choose the files on the phone.").format(phone=who)
        received = gui_ngettext("{n} received", "{n} received", kept).format(n=kept)
        left = len([one for one in state.files if one.standing.state not in ("kept", "refused")])
        if not left:
            return _("{phone}: {received}. That was all.").format(phone=who, received=received)
        coming = gui_ngettext("{n} still to come", "{n} still to come", left).format(n=left)
        return f"{who}: {received}{_(', ')}{coming}"

    def _show_network(self, network: Network) -> None:
        others = [one for one in self.receiver.networks if one != network]
        self.network.setVisible(bool(others))
        words = _("Another network (now {name})").format(name=network_words(network))
        self.network.setText(words)
        self.network.setAccessibleName(words)

    def _show_rows(self, state: ReceivingState) -> None:
        if self.receiver.sends:
            self.list.show_offered(state.offered, state.fetched)
        else:
            self.list.show_files(state.files)

    # ---- doing

    def _other_network(self) -> None:
        state = self.receiver.state
        if state is None or len(self.receiver.networks) < 2:
            return
        known = list(self.receiver.networks)
        place = known.index(state.network) if state.network in known else -1
        self.receiver.open(known[(place + 1) % len(known)])

    def _restart(self) -> None:
        if not self.receiver.busy:
            self.receiver.open(self.receiver.network)

    def _failed(self, error: Exception) -> None:
        self.trouble = ErrorCard(self.look, error, self._restart)
        self.place.insertWidget(0, self.trouble)
        self.place.setStretch(self.place.count() - 1, 0)
        self.place.addStretch(1)
        self._show()


def network_words(network: Network) -> str:
    """A network's kind, and its name where that is one that people know."""
    kinds = {"wifi": _("Wi-Fi"), "cable": _("cable")}
    other = safe_name(network.name) if network.name else ""
    kind = kinds.get(network.kind, other)
    return f"{kind} {network.address}".strip()


def _warnings(state: ReceivingState) -> str:
    """What somebody should do something about, the last of it."""
    last = [event.code for event in state.events if event.code not in _QUIET]
    if not last:
        return ""
    found = explain(last[-1])
    return f"{found.happened} {found.advice}".strip()


__all__ = ["PhonePanel", "network_words"]
