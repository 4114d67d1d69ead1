"""The ways in which family helps, and how the computer is looked after: one list for both faces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.journey import Journey
from evidence_keeper.text import gui_text as _


@dataclass(frozen=True, slots=True)
class Help:
    """One way: a stable name, and how it is offered; `easy`: in the easy face, too."""

    name: str
    icon: str
    title: str
    words: str
    easy: bool = True


def helps() -> list[Help]:
    """All ways, in the order in which they are offered."""
    return [
        Help(
            "hand_out",
            "send",
            _("Hand a matter to the family"),
            _("Into one encrypted file, with a pass phrase to read out"),
        ),
        Help(
            "take_in",
            "keep",
            _("Take in what family sent"),
            _("A matter that comes to you, or comes back"),
        ),
        Help(
            "differences",
            "pen",
            _("What both changed"),
            _("Choose which one holds"),
            easy=False,
        ),
        Help(
            "second_copy",
            "stick",
            _("A second copy"),
            _("Everything once more, on a stick or another disk"),
        ),
        Help(
            "restore",
            "undo",
            _("Restore from the second copy"),
            _("When the computer is new, or something is lost"),
        ),
        Help(
            "self_test",
            "check",
            _("Look at this computer"),
            _("Can it hear, see, keep and print?"),
        ),
    ]


def _self_test(desk: Desk) -> Journey:
    from evidence_keeper.gui.journeys.selftest import SelfTest

    return SelfTest(desk)


def _hand_out(desk: Desk) -> Journey:
    from evidence_keeper.gui.journeys.handing import HandOut

    return HandOut(desk)


def _take_in(desk: Desk) -> Journey:
    from evidence_keeper.gui.journeys.taking import TakeIn

    return TakeIn(desk)


def _differences(desk: Desk) -> Journey:
    from evidence_keeper.gui.journeys.taking import Differences

    return Differences(desk)


def _second_copy(desk: Desk) -> Journey:
    from evidence_keeper.gui.journeys.copies import SecondCopy

    return SecondCopy(desk)


def _restore(desk: Desk) -> Journey:
    from evidence_keeper.gui.journeys.copies import Restore

    return Restore(desk)


MADE: Mapping[str, Callable[[Desk], Journey]] = {
    "hand_out": _hand_out,
    "take_in": _take_in,
    "differences": _differences,
    "second_copy": _second_copy,
    "restore": _restore,
    "self_test": _self_test,
}
