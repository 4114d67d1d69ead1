"""家人设置文件: made by a relative, opened on the elder's computer; it says what it changes before it does."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from evidence_keeper import profiles
from evidence_keeper.errors import EvidenceError
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.giving import put_on_clipboard
from evidence_keeper.gui.journey import Journey, Step
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.words import breakable, documents, folder_name, place
from evidence_keeper.profiles import Change, Profile
from evidence_keeper.settings import PERSON_FIELDS
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import safe_name
from evidence_keeper.text.words import field_words


class MakeProfile(Journey):
    """Asks for what the file is to set; what is left empty isn't touched there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Settings for the family"))
        self.lines: dict[str, QLineEdit] = {}
        self.family: QPlainTextEdit | None = None
        self.file: Path | None = None

    def begin(self) -> None:
        chosen = self.desk.choices
        words = _(
            "Fill in what holds on the other computer. Opened there, the file sets the large buttons "
            "and the letters, too. No secret goes into it."
        )
        widgets: list[QWidget] = [self.words(words)]
        for key in PERSON_FIELDS:
            box, self.lines[key] = self.field(field_words(key), chosen.person.get(key, ""))
            widgets.append(box)
        copy = "" if chosen.second_copy is None else str(chosen.second_copy)
        box, self.lines["second_copy"] = self.field(_("Folder of the second copy there"), copy)
        widgets.append(box)
        self.family = QPlainTextEdit(
            "\n".join(f"{name} {number}" for name, number in chosen.family.items())
        )
        self.family.setAccessibleName(_("Whom to trust: name and number, one a line"))
        self.family.setPlaceholderText(_("Daughter 138 0000 1234"))
        self.family.setTabChangesFocus(True)
        self.family.setMaximumHeight(self.look.px(90))
        widgets += [self.words(_("Whom to trust: name and number, one a line")), self.family]
        self.show(
            self.title,
            *widgets,
            steps=[Step(_("Make the file"), self._make, "send", main=True)],
            focus=self.lines[PERSON_FIELDS[0]],
        )

    def _make(self) -> None:
        assert self.family is not None
        person = {key: self.lines[key].text().strip() for key in PERSON_FIELDS}
        family = dict(
            _named(line) for line in self.family.toPlainText().splitlines() if line.strip()
        )
        copy = self.lines["second_copy"].text().strip()
        made = Profile(
            {key: words for key, words in person.items() if words},
            family,
            "easy",
            max(self.desk.look.scale, 125),
            Path(copy) if copy else None,
        )
        folder = (self.desk.papers or documents()) / _("Evidence Keeper")
        name = made.person.get("complainant_name") or _("family")
        stem = _("Settings for {name}").format(name=folder_name(name))
        target = folder / f"{stem}{profiles.ENDING}"
        self.desk.runner.run(
            self,
            lambda job: _checked(profiles.write(made, target)),
            self._made,
            partial(self.show_error, again=self.begin),
            lane=Lane.LONG,
        )

    def _made(self, file: Path) -> None:
        self.file = file
        put_on_clipboard(file)
        words = _(
            "The file is made and copied: paste it into a chat or onto a stick. It lies here: {place}"
        )
        how = _(
            "On the other computer: install the program, open it, and drag the file into its window."
        )
        self.show(
            self.title,
            self.said(words.format(place=breakable(place(file)))),
            self.words(how),
            steps=[Step(_("Done"), self.ended.emit, "tick", main=True)],
        )


class OpenProfile(Journey):
    """`file` None asks for it."""

    def __init__(self, desk: Desk, file: Path | None = None) -> None:
        super().__init__(desk, _("Open the family's settings"))
        self.file = file

    def begin(self) -> None:
        if self.file is not None:
            self._read(self.file)
            return
        words = _("Choose the file that your family sent. It ends in .ekprofile.")
        step = Step(_("Choose the file"), self._choose, "folder", main=True)
        self.show(self.title, self.words(words), steps=[step])

    def _choose(self) -> None:
        assert self.host is not None
        chosen = self.desk.choose_file(self.host.window(), _("Choose the file of your family"))
        if chosen is not None:
            self._read(chosen)

    def _read(self, file: Path) -> None:
        self.file = None  # another try asks anew
        self.desk.runner.run(
            self,
            lambda job: profiles.read(file),
            self._ask,
            partial(self.show_error, again=self.begin),
            lane=Lane.LONG,
        )

    def _ask(self, profile: Profile) -> None:
        changes = profiles.changes(profile, self.desk.choices)
        if not changes:
            words = _("All is set like that already. Nothing is changed.")
            step = Step(_("Done"), self.ended.emit, "tick", main=True)
            self.show(self.title, self.said(words), steps=[step])
            return
        lines = [self.words(_line(one)) for one in changes]
        self.show(
            _("This is what will be changed"),
            *lines,
            self.words(_("Nothing that was kept is touched."), "second"),
            steps=[
                Step(_("Leave it as it is"), self.ended.emit),
                Step(_("Change it"), partial(self._change, profile), "tick", main=True),
            ],
        )

    def _change(self, profile: Profile) -> None:
        desk = self.desk
        after = profiles.applied(profile, desk.choices)
        desk.choose(
            person=after.person,
            family=after.family,
            face=after.face,
            text_scale=after.text_scale,
            second_copy=after.second_copy,
        )
        self.ended.emit()
        desk.show_face(after.face or "easy", after.text_scale)


def _named(line: str) -> tuple[str, str]:
    """“女儿 138 0000 1234”: the name is what stands before the first digit."""
    place = next((at for at, sign in enumerate(line) if sign.isdigit() or sign == "+"), len(line))
    return line[:place].strip(" :：，,\t") or _("Family"), line[place:].strip()


def _checked(file: Path) -> Path:
    """Read again before it is called made: what couldn't be opened there is said here. The file goes then."""
    try:
        profiles.read(file)
    except EvidenceError:
        file.unlink(missing_ok=True)
        raise
    return file


def _line(change: Change) -> str:
    room, _dot, key = change.key.partition(".")
    names = {
        "face": _("Look"),
        "text_scale": _("Letters"),
        "second_copy": _("Second copy"),
    }
    values = {"easy": _("large buttons"), "standard": _("list and details")}
    name = field_words(key) if room == "person" else key or names[room]
    before, after = (
        f"{one} %"
        if room == "text_scale" and one
        else values.get(one, safe_name(one) if one else "")
        for one in (change.before, change.after)
    )
    if room == "family":
        name = _("Whom to trust: {name}").format(name=safe_name(key))
    return f"{name}: {before} → {after}" if before else f"{name}: {after}"
