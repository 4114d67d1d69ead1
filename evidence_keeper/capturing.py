"""A chat captured from the screen while a person scrolls: each view that comes to rest is kept, then joined, then said.

The session is fed with pictures as often as the caller likes. It decides by itself when the view has moved and stands
still, keeps that picture as an original at once, and only then says whether it follows on what is there (接上了) or
whether something is missing in between. What a crash leaves is a group of whole originals that can be joined later.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from evidence_keeper import screens
from evidence_keeper.errors import InputError
from evidence_keeper.intake import stitch as joining
from evidence_keeper.intake.stitch import Arrangement, Doubt, Join, Motion
from evidence_keeper.jobs import Job
from evidence_keeper.model import EvidenceItem
from evidence_keeper.stitching import Stitched, join
from evidence_keeper.vault import Vault

if TYPE_CHECKING:
    from evidence_keeper.intake.screen import Shot
    from evidence_keeper.intake.stitch import Run, Signature


class Phase(StrEnum):
    """What the person says is in view. A session begins with PROFILE; from START on pictures are joined."""

    PROFILE = "profile"
    START = "start"
    PAGES = "pages"
    END = "end"


class Step(StrEnum):
    """What became of the picture that was offered last.

    MOVING: the view moves, nothing is kept yet. UNCHANGED: it still shows what was answered before. The others come
    once for each view that has come to rest, and what they speak of is kept (but for SAME_AS_BEFORE).
    """

    MOVING = "moving"
    UNCHANGED = "unchanged"
    PROFILE_KEPT = "profile_kept"
    FIRST = "first"  # the first view of the conversation
    JOINED = "joined"  # 接上了
    GAP = "gap"  # 漏了一段，请往回滚一点
    AMBIGUOUS = "ambiguous"  # a gap too: it fits, but only by equal messages, or something changed
    SAME_AS_BEFORE = "same_as_before"  # it shows nothing that isn't kept already


@dataclass(frozen=True, slots=True)
class CaptureState:
    """How the session stands after a picture.

    `kept` counts the conversation's pictures, `profiles` the profile pages; `gaps` how many places are missing in
    what is kept so far (a GAP that is scrolled back over closes again). `item` is what was kept last; `rows` how many
    pixel rows of it were found equal in the picture it follows on. `doubt` says why a join isn't sure.
    """

    step: Step
    phase: Phase
    kept: int = 0
    profiles: int = 0
    gaps: int = 0
    unsure: int = 0
    item: EvidenceItem | None = None
    rows: int = 0
    doubt: Doubt = Doubt.NONE


@dataclass(frozen=True, slots=True)
class Captured:
    """What a session came to. `lacking` is empty where the whole conversation was captured from start to end without
    a gap; else some of no_profile, no_start, no_end, start_not_first, end_not_last, gap, unsure."""

    stitched: Stitched
    profiles: tuple[EvidenceItem, ...]
    lacking: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """From the start to the end, proven without a gap. A missing profile page doesn't count here."""
        return not set(self.lacking) - {"no_profile"}


class ChatCapture:
    """One conversation while it is captured. Any one thread at a time may call it; nothing of it is lost if nobody
    does: what was kept is kept."""

    def __init__(self, vault: Vault, case_id: str, *, still_seconds: float = 0.25) -> None:
        """Use Keeper.capture_chat. `still_seconds`: how long a view must stand still to be kept."""
        vault.case(case_id)
        self._vault, self._case_id = vault, case_id
        self._group = f"chat-{secrets.token_hex(8)}"
        self._watcher = joining.Watcher(still_seconds)
        self._arranger = joining.Arranger()
        self._frames: list[EvidenceItem] = []
        self._profiles: list[EvidenceItem] = []
        self._ends: dict[Phase, int] = {}
        self._view = 0
        self._state = CaptureState(Step.MOVING, Phase.PROFILE)
        self._lock = threading.Lock()
        self._done: Captured | None = None

    @property
    def group(self) -> str:
        """The group that everything kept here is in."""
        return self._group

    @property
    def state(self) -> CaptureState:
        """As the last `offer` or `enter` left it."""
        return self._state

    def enter(self, phase: Phase) -> CaptureState:
        """The person says what is in view now.

        PROFILE: the next views that rest are profile pages, kept and not joined. START: the next view is where the
        conversation begins; PAGES follow by themselves. END: the view that rested last is where it ends, or the next
        one while there is none; pictures may still follow, and the mark goes along with a later END.
        """
        with self._lock:
            if phase is Phase.END and self._frames:
                self._ends[Phase.END] = self._view
            self._watcher = joining.Watcher(self._watcher.still_seconds)
            self._state = replace(self._state, phase=phase)
            return self._state

    def offer(self, shot: Shot, at: float | None = None) -> CaptureState:
        """Look at a picture; call it several times a second. `at` is in seconds of time.monotonic (None: now).

        Where the answer is neither MOVING, UNCHANGED nor SAME_AS_BEFORE, the picture is on the disk and in the
        journal. Raises what Vault.keep raises; the same view is then kept with a later picture.
        """
        with self._lock:
            view = _signature(shot)
            motion = self._watcher.look(view.rows, time.monotonic() if at is None else at)
            if motion is Motion.RESTED:
                try:
                    self._state = self._take(shot, view)
                except BaseException:
                    self._watcher = joining.Watcher(self._watcher.still_seconds)
                    raise
            else:
                step = Step.MOVING if motion is Motion.MOVING else Step.UNCHANGED
                self._state = replace(self._state, step=step)
            return self._state

    def finish(self, job: Job | None = None) -> Captured:
        """Lay down the long picture, or one for each run where something is missing; a second call gives the same.

        Raises InputError nothing_captured; what Vault.keep raises (then it can be called again); Cancelled.
        """
        with self._lock:
            if self._done is None:
                self._done = self._finish(job)
            return self._done

    # -----------------------------------------------------------------------------------------------------------

    def _take(self, shot: Shot, view: Signature) -> CaptureState:
        if self._state.phase is Phase.PROFILE:
            self._profiles.append(self._keep(shot, Phase.PROFILE, len(self._profiles)))
            return replace(
                self._state,
                step=Step.PROFILE_KEPT,
                profiles=len(self._profiles),
                item=self._profiles[-1],
            )
        number = self._arranger.add(view)
        try:
            found = self._arranger.arrange()
            state = self._judge(found, number)
            if state.step is Step.SAME_AS_BEFORE:
                self._arranger.forget_last()
            else:
                self._frames.append(self._keep(shot, self._state.phase, number))
                state = replace(state, item=self._frames[-1])
        except BaseException:
            if len(self._arranger) > len(self._frames):
                self._arranger.forget_last()
            raise
        seen = number if state.step is not Step.SAME_AS_BEFORE else self._same_as(view)
        if self._state.phase in (Phase.START, Phase.END):
            self._ends[self._state.phase] = seen
        self._view = seen
        phase = Phase.PAGES if self._state.phase is Phase.START else self._state.phase
        return replace(state, phase=phase, kept=len(self._frames), profiles=len(self._profiles))

    def _same_as(self, view: Signature) -> int:
        """The kept frame that shows most of the same."""
        best, most = len(self._frames) - 1, -1
        for number in range(len(self._frames)):
            kept = self._arranger.signature(number)
            met = None if kept is None else joining.meet(kept, view)
            if isinstance(met, Join) and met.matched > most:
                best, most = number, met.matched
        return best

    def _judge(self, found: Arrangement, number: int) -> CaptureState:
        """What the arrangement says of the frame that came in last."""
        gaps, unsure = len(found.gaps), sum(not one.sure for run in found.runs for one in run.joins)
        known = replace(self._state, gaps=gaps, unsure=unsure, rows=0, doubt=Doubt.NONE)
        run = next(one for one in found.runs if number in one.frames)
        if number == 0:
            return replace(known, step=Step.FIRST)
        joins = [one for one in (*run.joins, *run.aside) if number in (one.upper, one.lower)]
        if not joins:
            doubts = [one.doubt for one in found.gaps if number in (one.upper, one.lower)]
            doubt = next(iter(doubts), Doubt.NO_OVERLAP)
            step = Step.AMBIGUOUS if doubt is Doubt.REPEATED else Step.GAP
            return replace(known, step=step, doubt=doubt)
        rows = max(one.rows[1] - one.rows[0] for one in joins)
        best = max(joins, key=lambda one: (one.sure, one.matched))
        if not best.sure:
            return replace(known, step=Step.AMBIGUOUS, rows=rows, doubt=best.doubt)
        if self._adds_nothing(found, run, number):
            return replace(known, step=Step.SAME_AS_BEFORE, rows=rows)
        return replace(known, step=Step.JOINED, rows=rows)

    def _adds_nothing(self, found: Arrangement, run: Run, number: int) -> bool:
        """Whether all would be as long, as whole and as sure without this frame."""
        if number in (run.shown[0], run.shown[-1]) and not any(
            one.offset == 0 and number in (one.upper, one.lower) for one in run.joins
        ):
            return False
        before = self._arranger.before_last()
        return _measure(before) == _measure(found)

    def _keep(self, shot: Shot, phase: Phase, number: int) -> EvidenceItem:
        extra = {"chat_capture": {"phase": phase.value, "number": number}}
        return screens.keep(self._vault, self._case_id, shot, group=self._group, extra=extra).item

    def _finish(self, job: Job | None) -> Captured:
        if not self._frames:
            raise InputError("nothing_captured", profiles=len(self._profiles))
        found = self._arranger.arrange()
        lacking = tuple(self._lacking(found))
        told = {
            "profiles": [item.item_id for item in self._profiles],
            "start": self._item_id(Phase.START),
            "end": self._item_id(Phase.END),
            "lacking": list(lacking),
        }
        stitched = join(
            self._vault,
            self._frames,
            group=self._group,
            extra={"chat_capture": told},
            arranger=self._arranger,
            job=job,
        )
        return Captured(stitched, tuple(self._profiles), lacking)

    def _item_id(self, phase: Phase) -> str | None:
        number = self._ends.get(phase)
        return None if number is None else self._frames[number].item_id

    def _lacking(self, found: Arrangement) -> list[str]:
        first, last = found.runs[0], found.runs[-1]
        start, end = self._ends.get(Phase.START), self._ends.get(Phase.END)
        told = [
            ("no_profile", not self._profiles),
            ("no_start", start is None),
            ("no_end", end is None),
            ("start_not_first", start is not None and start != first.frames[0]),
            ("end_not_last", end is not None and end != last.shown[-1]),
            ("gap", bool(found.gaps)),
            ("unsure", any(not one.sure for run in found.runs for one in run.joins)),
        ]
        return [code for code, lacks in told if lacks]


def _measure(found: Arrangement) -> tuple[int, int]:
    """How many runs there are and how many joins are in doubt."""
    return len(found.runs), sum(not one.sure for run in found.runs for one in run.joins)


def _signature(shot: Shot) -> Signature:
    from PIL import Image

    data = np.ascontiguousarray(shot.pixels)
    size = (shot.width, shot.height)
    return joining.signature(Image.frombuffer("RGB", size, data, "raw", "BGRX", 0, 1))


__all__ = ["CaptureState", "Captured", "ChatCapture", "Phase", "Step"]
