"""The phone page on the computer's side, for both faces: the code to scan, then what arrives, with thumbnails.

Once a phone has it open the code makes room for the list: it is no use to anybody else.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from evidence_keeper.gui import icons
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.receiver import Receiver
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets import content
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import Body, button, column, frame, holder, label, row
from evidence_keeper.gui.widgets.qr import QrCode
from evidence_keeper.gui.words import breakable
from evidence_keeper.model import Refused
from evidence_keeper.text import explain, gui_ngettext, safe_name, say_size
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.intake.phone import Network
    from evidence_keeper.jobs import Job
    from evidence_keeper.keeper import Keeper
    from evidence_keeper.receiving import FileState, ReceivingState

_QUIET = frozenset({"phone_bound", "phone_moved", "phone_idle", "phone_no_room"})


class PhonePanel(QWidget):
    """Follows a receiver. `rows` are the lines of the list, in the order of arrival."""

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
                "What is sent is encrypted. Even so use your Wi-Fi at home, not a public one: "
                "who controls a network could do more than listen."
            ),
            "second",
        )
        self.address = label("", "second")
        self.address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        role = "helper" if look.easy else ""
        self.network = button(look, "", self._other_network, role=role)
        self.restart = button(look, _("Use another phone"), self._restart, role=role)
        self.rows: list[ArrivalRow] = []
        self.trouble: ErrorCard | None = None
        self.list = Body(look, margin=4, gap=8)
        self.list.column.addStretch(1)
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
        square = frame(row(self.code, edges=(8, 8, 8, 8)), "card")
        if look.scale <= 150:
            inside = row(gap=look.gap * 2)
            inside.addWidget(square, 5)
            inside.addLayout(steps, 6)
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
            _("3. Press “Get it” on the phone.")
            if self.receiver.sends
            else _("3. Press “Choose recordings and screenshots” on the phone.")
        )
        return (
            _("1. Connect the phone to the same Wi-Fi as this computer."),
            _("2. Scan the code with WeChat or the phone's camera."),
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
        count = len(state.offered) if self.receiver.sends else len(state.files)
        while len(self.rows) < count:
            made = ArrivalRow(self.desk)
            self.rows.append(made)
            # The newest on top; what is offered as it is listed.
            self.list.column.insertWidget(len(self.rows) - 1 if self.receiver.sends else 0, made)
        while len(self.rows) > count:
            gone = self.rows.pop()
            gone.hide()
            gone.deleteLater()
        if self.receiver.sends:
            for place, offered in enumerate(state.offered):
                self.rows[place].show_offered(offered.name, place in state.fetched)
        else:
            for one, made in zip(state.files, self.rows, strict=True):
                made.show_file(one)

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


class ArrivalRow(QFrame):
    """One file: its picture once it is kept, its name, how far it is, and the first signs of its digest."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._look = desk, desk.look
        self._asked = ""
        self.setProperty("role", "card")
        side = 84 if self._look.easy else 44
        self._side = side
        self.picture = QLabel()
        self.picture.setFixedSize(side, side)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name = label("")
        self.words = label("", "second")
        for words in (self.name, self.words):
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        inside = row(self.picture, gap=14, edges=(12, 8, 12, 8))
        inside.addLayout(column(self.name, self.words, gap=2), 1)
        self.setLayout(inside)
        self._icon("file")

    def show_file(self, one: FileState) -> None:
        """How it stands now."""
        self.name.setText(breakable(safe_name(one.name)))
        self.words.setText(words_of(one))
        self.setAccessibleName(f"{self.name.text()} {self.words.text()}")
        standing = one.standing
        if standing.state == "refused":
            self._icon("cross")
        elif standing.item_id and standing.item_id != self._asked:
            self._asked = standing.item_id
            self._icon("tick")
            verb = partial(_thumbnail, item_id=standing.item_id, side=2 * self._side)
            self._desk.run(self, verb, self._show_picture, self._no_picture, lane=Lane.PICTURES)

    def show_offered(self, name: str, fetched: bool) -> None:
        """A file that the phone may fetch."""
        self.name.setText(breakable(safe_name(name)))
        self.words.setText(_("Fetched by the phone") if fetched else _("Not fetched yet"))
        self.setAccessibleName(f"{self.name.text()} {self.words.text()}")
        self._icon("tick" if fetched else "paper")

    def _icon(self, name: str) -> None:
        ink = self._look.palette.action
        size = round(self._side * 0.55)
        self.picture.setPixmap(icons.pixmap(name, size, ink, self.devicePixelRatioF()))

    def _show_picture(self, image: QImage) -> None:
        if not image.isNull():
            wanted = QPixmap.fromImage(image).scaled(
                self._side,
                self._side,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self.picture.setPixmap(wanted)

    def _no_picture(self, _error: Exception) -> None:
        """The tick stays."""


def _thumbnail(keeper: Keeper, _job: Job, *, item_id: str, side: int) -> QImage:
    return content.thumbnail(keeper, keeper.item(item_id), (side, side))


def words_of(one: FileState) -> str:
    """How a file stands, in words."""
    standing = one.standing
    if standing.state == "kept":
        words = (
            _("Received. Check code {digest}")
            if not standing.before
            else _("Received; it had been kept before. Check code {digest}")
        )
        return words.format(digest=standing.sha256[:8])
    if standing.state == "refused":
        why = explain(_refused(one))
        return f"{why.happened} {why.advice}".strip()
    if standing.state == "keeping":
        return _("It is here, and is being kept …")
    percent = 100 * one.arrived // one.size if one.size else 0
    return _("{percent} % of {size}").format(percent=percent, size=say_size(one.size))


def _refused(one: FileState) -> Refused:
    return Refused(one.name, one.standing.code, one.standing.data)


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


def help_words(sends: bool) -> tuple[tuple[str, str], ...]:
    """What to do when the phone can't open the page: title and words, likeliest first."""
    cable = _("Plug the phone in, choose “File transfer” on it, and come back to “Keep files”.")
    wechat = _(
        "Send it to “File Transfer” in WeChat, pictures as originals. "
        "Save it on this computer, then press “Keep files”."
    )
    if sends:
        cable = _("Plug the phone in, choose “File transfer” on it, and copy the file over.")
        wechat = _(
            "Send the file to “File Transfer” in WeChat on this computer, and open it on the phone."
        )
    return (
        (
            _("Is it the same Wi-Fi?"),
            _(
                "The phone has to be on the same Wi-Fi as this computer, and not on mobile data. "
                "A Wi-Fi for guests won't do."
            ),
        ),
        (
            _("Did the computer ask?"),
            _(
                "When the computer asks whether the program may use the network, press “Allow”. "
                "Security programs may ask too."
            ),
        ),
        (
            _("Does WeChat show nothing?"),
            _("Press ··· at the top right in WeChat, then “Open in browser”."),
        ),
        (_("Another way: a cable"), cable),
        (_("Another way: WeChat"), wechat),
    )


def help_column(desk: Desk, sends: bool) -> list[QWidget]:
    """The same as cards."""
    look = desk.look
    edges = (28, 18, 28, 18) if look.easy else (14, 10, 14, 10)
    return [
        frame(column(label(title, "heading"), label(words), gap=6, edges=edges), "card")
        for title, words in help_words(sends)
    ]


__all__ = ["ArrivalRow", "PhonePanel", "help_column", "network_words", "words_of"]
