"""The ways in which family helps, and how the computer is looked after: one list for both faces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

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
            "open_profile",
            "folder",
            _("Open the family's settings"),
            _("A file that your family sent you"),
        ),
        Help(
            "make_profile",
            "letters",
            _("Settings for the family"),
            _("A file that sets up the other computer"),
            easy=False,
        ),
        Help(
            "welcome",
            "pen",
            _("Settings"),
            _("Name, sound, screen, letters, places"),
        ),
        Help(
            "clock",
            "clock",
            _("Outside time stamps"),
            _("Who else vouches for the time"),
            easy=False,
        ),
        Help(
            "self_test",
            "check",
            _("Look at this computer"),
            _("Can it hear, see, keep and print?"),
        ),
    ]


def trusted(desk: Desk) -> str:
    """Whom to call, with numbers, as the family's settings say; empty where they say nothing."""
    known = [f"{name} {number}" for name, number in desk.choices.family.items()]
    return _("Call your family yourself: {known}").format(known="　".join(known)) if known else ""


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


def _open_profile(desk: Desk) -> Journey:
    from evidence_keeper.gui.journeys.profile import OpenProfile

    return OpenProfile(desk)


def _make_profile(desk: Desk) -> Journey:
    from evidence_keeper.gui.journeys.profile import MakeProfile

    return MakeProfile(desk)


def _welcome(desk: Desk) -> Journey:
    from evidence_keeper.gui.journeys.welcome import Welcome

    return Welcome(desk)


def _clock(desk: Desk) -> Journey:
    from evidence_keeper.gui.journeys.clock import Clock

    return Clock(desk)


def journey_for(desk: Desk, file: Path) -> Journey | None:
    """What a file from the family is opened with; None for any other file. By its name only."""
    from evidence_keeper.gui.journeys.handing import ENDING as CASE_FILE
    from evidence_keeper.gui.journeys.profile import OpenProfile
    from evidence_keeper.gui.journeys.taking import TakeIn
    from evidence_keeper.profiles import looks_like_one

    if looks_like_one(file):
        return OpenProfile(desk, file)
    return TakeIn(desk, file) if file.suffix.lower() == CASE_FILE else None


MADE: Mapping[str, Callable[[Desk], Journey]] = {
    "hand_out": _hand_out,
    "take_in": _take_in,
    "differences": _differences,
    "second_copy": _second_copy,
    "restore": _restore,
    "open_profile": _open_profile,
    "make_profile": _make_profile,
    "welcome": _welcome,
    "clock": _clock,
    "self_test": _self_test,
}
