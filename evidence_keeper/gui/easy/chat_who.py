"""哪一个是您？: asked once, with one large button for each who speaks, where a chat itself doesn't say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.parts import label
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.model import Message, Role
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import safe_name

if TYPE_CHECKING:
    from evidence_keeper.chats import KeptChat
    from evidence_keeper.gui.easy.face import EasyFace
    from evidence_keeper.jobs import Job
    from evidence_keeper.keeper import Keeper, Reading

MOST = 8
"""People that one page can ask about."""
_SHOWN = 40  # letters of what somebody said first

Said = Mapping[str, Sequence[Message]]
"""Messages by the id of the chat that they are in."""


def unasked(kept: Sequence[KeptChat]) -> Said:
    """Of chats that were kept, those in which several speak and nobody knows which of them is the person."""
    logs = {one.item.item_id: one.conversation.log.messages for one in kept}
    return {
        key: said
        for key, said in logs.items()
        if len(speakers({key: said})) > 1 and not _known(said)
    }


def _known(messages: Sequence[Message]) -> bool:
    return any(one.role is Role.ME for one in messages)


def speakers(said: Said) -> dict[str, str]:
    """Who speaks, in order, with the first words of each."""
    found: dict[str, str] = {}
    for messages in said.values():
        for one in messages:
            if one.sender and one.role is not Role.SYSTEM:
                found.setdefault(one.sender, " ".join(one.text.split())[:_SHOWN])
    return found


class WhoPage(Page):
    """`after` goes on, whatever was answered."""

    def __init__(self, face: EasyFace, said: Said, after: Callable[[], object]) -> None:
        super().__init__(face, _("Which one is you?"))
        self._said, self._after = said, after
        self.people: dict[str, Row] = {}
        self.body.add(label(_("Then what you said is counted as yours."), "second"))
        for name, words in list(speakers(said).items())[:MOST]:
            shown = _("said: {words}").format(words=words)
            row = Row(self.look, "person", safe_name(name, 24), shown, partial(self._chosen, name))
            self.people[name] = row
            self.body.add(row)
        self.body.end()
        self.back.hide()
        self.none = self.step(_("I don't know"), after)

    def focus_first(self) -> None:
        """Nobody: Enter must not say who somebody is."""
        self.none.setFocus()

    def _chosen(self, name: str) -> None:
        for row in self.people.values():
            row.setEnabled(False)
        self.desk.run(
            self,
            partial(_say_who, said=self._said, name=name),
            self._kept,
            self._failed,
            lane=Lane.WRITE,
        )

    def _kept(self, _done: object) -> None:
        self.desk.refresh()
        self._after()

    def _failed(self, error: Exception) -> None:
        for row in self.people.values():
            row.setEnabled(True)
        self.body.add(ErrorCard(self.look, error))


def _say_who(keeper: Keeper, _job: Job, *, said: Said, name: str) -> None:
    """In each of these chats where somebody of that name speaks, that is the person; who was so before isn't."""
    for item_id, messages in said.items():
        if any(one.sender == name for one in messages):
            mine = {one.sender for one in messages if one.role is Role.ME and one.sender != name}
            roles: dict[str, Role | None] = dict.fromkeys(mine, Role.UNKNOWN)
            keeper.set_roles(item_id, {**roles, name: Role.ME})


def ask_again(face: EasyFace, item_id: str) -> None:
    """The same question of a chat that was kept before."""
    page = face.page

    def asked(reading: Reading) -> None:
        if face.page is page:
            face.go(WhoPage(face, {item_id: reading.messages}, face.back))

    face.desk.run(page, lambda keeper, job: keeper.read(item_id), asked)
