"""The ways in which family helps, and how the computer is looked after: one list for both faces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.journey import Journey
from evidence_keeper.text import gui_text as _


@dataclass(frozen=True, slots=True)
class Help:
    """One way: a stable name, and how it is offered."""

    name: str
    icon: str
    title: str
    words: str


def helps() -> list[Help]:
    """All ways, in the order in which they are offered."""
    return [
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


MADE: Mapping[str, Callable[[Desk], Journey]] = {"self_test": _self_test}
