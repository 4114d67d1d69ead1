"""What is said about a chat that is captured or joined from pictures: the same in both faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_keeper.text import explain, safe_name
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.capturing import Captured, CaptureState
    from evidence_keeper.stitching import Stitched


def task_words(state: CaptureState) -> str:
    """What the person is to do now."""
    from evidence_keeper.capturing import Phase

    if state.phase is Phase.PROFILE:
        if state.profiles:
            return _("The profile page is kept. Go back to the chat, up to where it begins.")
        return _("First open the other side's profile page (press on its picture) and wait.")
    if not state.kept:
        return _("Scroll to where the chat begins, and wait a moment.")
    return _("Scroll down slowly, most of a page at a time. Wait a moment after each.")


def step_words(state: CaptureState) -> str:
    """What became of the last view."""
    from evidence_keeper.capturing import Step

    words = {
        Step.PROFILE_KEPT: _("Profile page kept."),
        Step.FIRST: _("The first page is kept."),
        Step.JOINED: _("It follows on."),
        Step.GAP: _("Something is missing. Please scroll back a little."),
        Step.AMBIGUOUS: _(
            "Equal messages: it can't be told where it fits. Please scroll back a bit."
        ),
        Step.SAME_AS_BEFORE: _("That is kept already. Scroll on."),
    }
    return words.get(state.step, "")


def step_warns(state: CaptureState) -> bool:
    """Whether the person should do something about it."""
    from evidence_keeper.capturing import Step

    return state.step in (Step.GAP, Step.AMBIGUOUS)


def joined_words(done: Stitched) -> str:
    """How many pages became how many long pictures."""
    pages = len(done.frames)
    if done.whole and len(done.pictures) == 1:
        words = _("{pages} pages are joined to one long picture. Nothing is missing in between.")
        return words.format(pages=pages)
    words = _("{pages} pages are kept, as {count} long pictures.")
    return words.format(pages=pages, count=len(done.pictures))


def joined_warnings(done: Stitched) -> list[str]:
    """Gaps, doubtful joins, and pictures that could not be taken."""
    lines = []
    if done.gaps:
        words = _(
            "In {n} places something may be missing: no overlap is proven there, nothing is joined."
        )
        lines.append(words.format(n=len(done.gaps)))
    unsure = sum(not join.sure for one in done.pictures for join in one.joins)
    if unsure:
        words = _("In {n} places something changed while it was scrolled. This is written on it.")
        lines.append(words.format(n=unsure))
    for refused in done.refused:
        lines.append(f"{safe_name(refused.path)}: {explain(refused).happened}")
    return lines


def lacking_words(captured: Captured) -> list[str]:
    """What an authority would miss in a capture, besides gaps."""
    words = {
        "no_profile": _("The other side's profile page is missing. A court asks for it."),
        "no_start": _("Where the chat begins was not said."),
        "no_end": _("Where the chat ends was not said."),
        "start_not_first": _("The page that was called the beginning is not the first one."),
        "end_not_last": _("The page that was called the end is not the last one."),
    }
    return [words[code] for code in captured.lacking if code in words]
