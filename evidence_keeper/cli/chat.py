"""Chats: keeping a log, saying who is who in it, and striking out what was counted wrongly."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence_keeper.cli import lines, shapes
from evidence_keeper.cli.commands import command, option, pairs, plain_text
from evidence_keeper.cli.items import item_argument, role_of
from evidence_keeper.cli.session import Session
from evidence_keeper.model import COUNTED
from evidence_keeper.text import N_, _, counted_words, explain, ngettext, safe_name, say_time

if TYPE_CHECKING:
    from evidence_keeper.chats import KeptChat
    from evidence_keeper.keeper import Reading
    from evidence_keeper.reading.shows import Shows

_NUMBERS = 12  # of the messages behind a count that a line shows


@command("chat", N_("Keeps a chat log and shows who said what."))
@click.argument("file", metavar="FILE|-", type=click.Path(path_type=Path, allow_dash=True))
@option("--case", "case_id", required=True, metavar="ID", help_text=N_("The matter it belongs to."))
@option("--me", default="", type=plain_text, metavar="NAME", help_text=N_("Your name in the chat."))
@click.pass_obj
def chat(session: Session, file: Path, case_id: str, me: str) -> None:
    """Keeps a log, from a file or from standard input."""
    keeper = session.keeper()
    if str(file) == "-":
        kept = keeper.keep_copied(sys.stdin.buffer.read(), case_id, me=me.strip())
    else:
        kept = keeper.keep_chat(file, case_id, me=me.strip(), job=session.job)
    session.answer(shapes.kept_chat(kept), _kept(kept))


def _kept(kept: KeptChat) -> Iterator[str]:
    told = kept.conversation
    said = _("kept: {item}") if kept.fresh else _("kept before: {item}")
    yield said.format(item=lines.item(kept.item))
    if not told.log.messages:
        yield _("No message could be told apart in it. The text is kept as it is.")
        return
    count = len(told.log.messages)
    yield ngettext("{n} message", "{n} messages", count).format(n=count)
    for name in told.log.senders:
        role = next(one.role for one in told.log.messages if one.sender == name)
        yield f"  {safe_name(name)}  {lines.role(role)}"
    for note in told.log.notes:
        yield f"  {explain(note).happened}"
    yield from shown(told.shows, told.checked)


def shown(found: Shows, checked: bool) -> Iterator[str]:
    """What a chat shows, a line a number, with the messages behind it."""
    if not checked:
        yield _("Counted by rules, not confirmed by a person:")
    for kind in COUNTED:
        behind = found.evidence.get(kind, ())
        if behind:
            numbers = ", ".join(f"{number:g}" for number in behind[:_NUMBERS])
            more = " …" if len(behind) > _NUMBERS else ""
            yield f"  {counted_words(kind)}  {len(behind)}  ({numbers}{more})"
    if found.first_human is not None:
        when = say_time(found.first_human_at) if found.first_human_at else _("time not known")
        words = _("A person first answered in message {number}, {time}.")
        yield "  " + words.format(number=found.first_human, time=when)


@command("who", N_("Says who is who in a chat: me, a person, a robot or the system."))
@item_argument
@click.argument("roles", nargs=-1, callback=pairs, metavar="NAME=me|human|bot|system|unknown...")
@click.pass_obj
def who(session: Session, item_id: str, roles: dict[str, str]) -> None:
    """Enters who is who; without names it shows who is taken for whom."""
    keeper = session.keeper()
    if roles:
        keeper.set_roles(item_id, {name: role_of(said) for name, said in roles.items()})
    found = keeper.read(item_id)
    session.answer(shapes.reading(found), _who(found))


def _who(found: Reading) -> Iterator[str]:
    for name in dict.fromkeys(one.sender for one in found.messages):
        role = next(one.role for one in found.messages if one.sender == name)
        yield f"{safe_name(name)}  {lines.role(role)}"
    if found.shows is not None:
        yield from shown(found.shows, found.checked_by_person)


@command("strike", N_("Says that something that was counted in a chat isn't so."))
@item_argument
@click.argument("kind", metavar="|".join(COUNTED))
@click.argument("number", type=int, metavar="MESSAGE")
@option("--undo", is_flag=True, help_text=N_("It is so after all."))
@click.pass_obj
def strike(session: Session, item_id: str, kind: str, number: int, undo: bool) -> None:
    """Strikes one finding out; it stays on record."""
    keeper = session.keeper()
    item = keeper.strike_finding(item_id, kind, number, undo=undo)
    found = keeper.read(item_id)
    thing = {"item": shapes.item(item), "shows": shapes.reading(found)["shows"]}
    session.answer(thing, _who(found))


COMMANDS = (chat, who, strike)
