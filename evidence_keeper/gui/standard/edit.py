"""Better knowledge of an item: name, time, kind, number, contact. The original stays; each change is an entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from evidence_keeper.errors import InputError
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.parts import Choice, button, holder, label, row
from evidence_keeper.gui.words import title_of
from evidence_keeper.model import EvidenceItem, Kind
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import word


class EditItem(Dialog):
    """`written(item)` is called when it is kept; what makes no sense is said here, and stays to be put right."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        item: EvidenceItem,
        written: Callable[[EvidenceItem], None],
    ) -> None:
        super().__init__(parent, desk.look, _("Put right what is known of it"), 560)
        self._desk, self._item, self._written = desk, item, written
        self._before = _known_of(item)
        self.kind = Choice(desk.look, _("Kind"), [(word(kind), kind.value) for kind in Kind])
        self.kind.choose(item.kind.value)
        places = [
            (_("The program decides"), ""),
            (_("Among the first pages"), "main"),
            (_("Behind them"), "annex"),
        ]
        self.volume = Choice(desk.look, _("Place in the papers"), places)
        self.volume.choose(self._before["volume"])
        self.lines = {
            "title": self._line(_("Name"), title_of(item)),
            "captured_at": self._line(_("Time"), _("for example 2026-11-22 10:03")),
            "phone_number": self._line(_("Number"), _("digits only")),
            "contact": self._line(_("Contact"), ""),
            "purpose": self._line(_("What it is to show"), ""),
            "exhibit_group": self._line(_("Group in the papers"), _("for example Bills")),
        }
        for key, line in self.lines.items():
            line.setText(self._before[key])
            line.setCursorPosition(0)
        self.trouble = QGridLayout()
        self.leave = button(desk.look, _("Leave it"), self.reject)
        self.save = button(desk.look, _("Save"), self._save, role="main")
        self.save.setDefault(True)
        self.fill(
            label(_("Put right what is known of it"), "heading"),
            label(_("The file itself stays as it is. What was known before stays too."), "caption"),
            self._grid(),
            holder(self.trouble),
            holder(row(1, self.leave, self.save, gap=desk.look.gap)),
        )
        self.lines["title"].setFocus()

    def _line(self, name: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        return made

    def _grid(self) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(8, 0, 8, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(14)
        grid.setColumnStretch(1, 1)
        fields: list[QLineEdit | Choice] = list(self.lines.values())
        fields.insert(2, self.kind)
        fields.append(self.volume)
        for place, field in enumerate(fields):
            grid.addWidget(label(field.accessibleName(), "caption"), place, 0)
            grid.addWidget(field, place, 1)
        return holder(grid)

    def _changes(self) -> dict[str, str]:
        now = {key: line.text().strip() for key, line in self.lines.items()}
        now |= {"kind": self.kind.value, "volume": self.volume.value}
        changed = {key: value for key, value in now.items() if value != self._before[key].strip()}
        if "captured_at" in changed:
            changed["captured_at"] = _in_its_zone(changed["captured_at"], self._item.captured_at)
        return changed

    def _save(self) -> None:
        changes: Mapping[str, str] = self._changes()
        if not changes:
            self.reject()
            return
        self.save.setEnabled(False)
        item_id = self._item.item_id
        self._desk.run(
            self,
            lambda keeper, job: keeper.correct(item_id, changes),
            self._kept,
            self._failed,
            lane=Lane.WRITE,
        )

    def _kept(self, item: EvidenceItem) -> None:
        self.accept()
        self._written(item)

    def _failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        old = self.trouble.itemAtPosition(0, 0)
        if old is not None and (widget := old.widget()) is not None:
            self.trouble.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        card = ErrorCard(self.look, self._in_words(error))
        self.trouble.addWidget(card, 0, 0)
        self.show_new(card)

    def _in_words(self, error: Exception) -> Exception:
        """The same, with the field as it is called here."""
        if not isinstance(error, InputError):
            return error
        line = self.lines.get(str(error.data.get("field")))
        if line is None:
            return error
        return InputError(error.code, **{**error.data, "field": line.accessibleName()})


def _known_of(item: EvidenceItem) -> dict[str, str]:
    """What the fields hold now, as a person writes it."""
    when = item.captured_at
    return {
        "title": item.corrections.get("title", ""),
        "captured_at": "" if when is None else f"{when:%Y-%m-%d %H:%M:%S}",
        "kind": item.kind.value,
        "phone_number": item.provenance.phone_number or "",
        "contact": item.provenance.contact or "",
        "purpose": item.purpose,
        "exhibit_group": item.corrections.get("exhibit_group", ""),
        "volume": item.corrections.get("volume", ""),
    }


def _in_its_zone(written: str, before: datetime | None) -> str:
    """A time written without a zone is meant in the zone in which the item's time was shown."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return written
    has_clock = ":" in written
    if moment.tzinfo is None and before is not None and has_clock:
        moment = moment.replace(tzinfo=before.tzinfo)
        return moment.isoformat()
    return written
