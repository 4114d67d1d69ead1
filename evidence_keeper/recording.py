"""Joins a recording to the vault: intake records into a staging session, the vault keeps the tracks as one group.

keeper's verb `record` gives out a `Recording`; what a crash left is kept by `mend` at the next start. Marks are
entries of their own, entered after the tracks and once only, so that a crash in between loses none.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from evidence_keeper import __version__
from evidence_keeper.errors import DeviceError, InputError
from evidence_keeper.intake.audio import (
    MICROPHONE,
    NOT_WANTED,
    SYSTEM,
    Device,
    Gap,
    Microphone,
    OnState,
    Press,
    RecordingFacts,
    RecordingSession,
    State,
    TrackFacts,
)
from evidence_keeper.intake.audio import mend as mend_folder
from evidence_keeper.model import (
    EvidenceItem,
    Finding,
    FindingCode,
    Kind,
    MarkKind,
    Provenance,
    Source,
    TimeSource,
)
from evidence_keeper.vault import Arrival, Session, Vault

Mode = Literal["computer", "phone"]
MODES = ("computer", "phone")
WHAT = "record"
_FILE_WORDS = {MICROPHONE: "话筒", SYSTEM: "电脑声音"}


@dataclass(frozen=True, slots=True)
class RecordedTrack:
    """One kept track: its item, its length and what is missing in it. `silent`: nothing can be heard on it."""

    item: EvidenceItem
    track: str
    seconds: float
    gaps: tuple[Gap, ...]
    silent: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a recording came to. `over` is why it ended by itself (disk_full ...), empty where a person stopped it."""

    tracks: tuple[RecordedTrack, ...]
    started_at: datetime
    stopped_at: datetime | None
    seconds: float
    over: str = ""

    @property
    def items(self) -> tuple[EvidenceItem, ...]:
        """The items, the microphone's first."""
        return tuple(one.item for one in self.tracks)


class Recording:
    """A recording that runs. Any thread may ask it anything; nothing of it is lost if nobody does."""

    def __init__(
        self, vault: Vault, staging: Session, case_id: str, core: RecordingSession
    ) -> None:
        """Use Keeper.record."""
        self._vault, self._staging, self._case_id = vault, staging, case_id
        self._core = core
        self._lock = threading.Lock()
        self._done: Recorded | None = None

    def state(self) -> State:
        """How it is now: cheap, ask ten times a second. Where `over` is set, call stop()."""
        return self._core.state()

    def change(
        self, mode: Mode, *, microphone: str | None = None, system: str | None = None
    ) -> None:
        """Record otherwise from now on, as Keeper.record takes it, in this one recording: what goes on isn't touched.
        Raises DeviceError, InputError, SpaceError, StorageError; all goes on as before then."""
        if mode not in MODES:
            raise InputError("field_invalid", field="mode", value=mode)
        devices, lacking = choose(self._core.port, mode, microphone, system)
        self._core.change(mode, devices, no_system_sound=lacking)

    def mark(self, kind: MarkKind) -> Press:
        """Mark this moment; on the disk when it returns. Equal marks within 3 s are one. Raises SpaceError,
        StorageError."""
        return self._core.mark(kind)

    def undo_mark(self) -> Press | None:
        """Take the last mark back; None where there is none."""
        return self._core.undo_mark()

    def stop(self) -> Recorded:
        """End it and keep what was recorded; a second call gives the same.

        Raises DeviceError nothing_recorded (no source gave any sound), and what Vault.keep raises: then the recording
        lies whole in staging, and the next start keeps it.
        """
        with self._lock:
            if self._done is None:
                facts = self._core.stop()
                try:
                    self._done = keep(self._vault, self._staging, self._case_id, facts)
                finally:
                    self._staging.close()
            return self._done


def start(
    vault: Vault,
    port: Microphone,
    case_id: str,
    mode: Mode = "computer",
    *,
    microphone: str | None = None,
    system: str | None = None,
    on_state: OnState | None = None,
) -> Recording:
    """Begin to record; see Keeper.record."""
    if mode not in MODES:
        raise InputError("field_invalid", field="mode", value=mode)
    vault.case(case_id)
    devices, lacking = choose(port, mode, microphone, system)
    staging = vault.session(WHAT, case_id=case_id, mode=mode)
    try:
        core = RecordingSession(
            port,
            staging.folder,
            staging.new_path,
            mode,
            devices,
            no_system_sound=lacking,
            on_state=on_state,
        )
        core.start()
    except BaseException:
        _sweep(staging)
        raise
    return Recording(vault, staging, case_id, core)


def choose(
    port: Microphone, mode: str, microphone: str | None, system: str | None
) -> tuple[list[Device], bool]:
    """The sources to record, and whether the computer's own sound was wanted and isn't there.

    Raises DeviceError no_microphone, microphone_refused, device_unknown.
    """
    known = port.devices()
    if port.permitted() is False:
        raise DeviceError("microphone_refused")
    chosen = [_one(known, MICROPHONE, microphone)]
    if mode == "phone" or system == "none":
        return chosen, False
    try:
        return [*chosen, _one(known, SYSTEM, system)], False
    except DeviceError as error:
        if error.code != "no_system_sound":
            raise
        return chosen, True


def _one(known: tuple[Device, ...], kind: str, name: str | None) -> Device:
    there = [device for device in known if device.kind == kind]
    if name is not None:
        # A source may be asked for by its own name, whatever kind it is; a loopback by its output's name too.
        for device in known:
            if device.name in (name, f"{name}.monitor") and (
                device in there or device.name == name
            ):
                return Device(device.name, kind, device.title, device.default)
        raise DeviceError("device_unknown", name=name)
    usual = [device for device in there if device.default] or there
    if not usual:
        raise DeviceError("no_microphone" if kind == MICROPHONE else "no_system_sound")
    return usual[0]


# Keeping -------------------------------------------------------------------------------------------------------


def keep(vault: Vault, staging: Session, case_id: str, facts: RecordingFacts) -> Recorded:
    """Enter a recording's tracks as one group, then its marks. Raises DeviceError nothing_recorded."""
    group = staging.folder.name
    if not facts.tracks:
        _sweep(staging)
        raise DeviceError("nothing_recorded")
    names = _file_names(facts)
    arrivals = [
        Arrival(
            staging.whole(track.path),
            case_id,
            Kind.CALL,
            name,
            facts.started_at,
            TimeSource.RECORDED,
            "",
            provenance(facts, track),
            group=group,
            always_new=True,  # two silent tracks are the same bytes and still two tracks
        )
        for track, name in zip(facts.tracks, names, strict=True)
    ]
    kept = vault.keep(staging, arrivals)
    enter_marks(vault, kept[0].item.item_id, marks_on(facts.tracks[0], facts.marks))
    return Recorded(
        tuple(
            RecordedTrack(
                vault.item(one.item.item_id), track.track, track.seconds, track.gaps, track.silent
            )
            for one, track in zip(kept, facts.tracks, strict=True)
        ),
        facts.started_at,
        facts.stopped_at,
        facts.seconds,
        facts.over,
    )


def marks_on(track: TrackFacts, presses: tuple[Press, ...]) -> list[tuple[float, MarkKind]]:
    """Presses by the clock, on the track's own time."""
    return [(round(track.own_time(press.seconds), 3), press.kind) for press in presses]


def enter_marks(vault: Vault, item_id: str, marks: list[tuple[float, MarkKind]]) -> None:
    """Enter the marks that the item has not got yet: safe to do again."""
    there = {(mark.seconds, mark.kind) for mark in vault.item(item_id).marks}
    for seconds, kind in marks:
        if (seconds, kind) not in there:
            vault.mark(item_id, seconds, kind)


def provenance(facts: RecordingFacts, track: TrackFacts) -> Provenance:
    """Where a track comes from, with all that went wrong."""
    notes = [*facts.notes, *track.notes]
    gaps = [gap for gap in track.gaps if gap.cause not in NOT_WANTED]
    if gaps:
        missing = round(sum(gap.seconds for gap in gaps), 3)
        notes.append({"code": "recording_gaps", "count": len(gaps), "seconds": missing})
    if track.silent:
        notes.append({"code": "recording_silent"})
    extra: dict[str, Any] = {
        "track": track.track,
        "mode": facts.mode,
        "seconds": round(track.seconds, 3),
        "rate": track.rate,
        "gaps": [gap.as_json() for gap in track.gaps],
        "start_padding": round(track.start_padding, 4),
        "silent": track.silent,
        "interrupted": track.interrupted,
        "device_title": track.title,
        "clock": {
            "started_at": facts.started_at.isoformat(timespec="milliseconds"),
            "points": [[point.frame, point.seconds, point.wall] for point in track.points],
        },
        "marks": [[seconds, kind.value] for seconds, kind in marks_on(track, facts.marks)],
        "tools": dict(facts.tools),
    }
    return Provenance(
        source=Source.RECORDED_HERE,
        device=track.device,
        software=f"evidence-keeper {__version__}",
        notes=tuple(notes),
        extra=extra,
    )


def _file_names(facts: RecordingFacts) -> list[str]:
    """Each track's; a second microphone has a number."""
    begun, names = f"通话录音 {facts.started_at:%Y-%m-%d %H-%M-%S}", []
    for place, track in enumerate(facts.tracks):
        before = sum(1 for one in facts.tracks[:place] if one.track == track.track)
        number = f" {before + 1}" if before else ""
        names.append(f"{begun} {_FILE_WORDS.get(track.track, track.track)}{number}.flac")
    return names


def _sweep(staging: Session) -> None:
    """Nothing was recorded: the session holds nothing that is needed."""
    for path, _card in list(staging.leftovers()):
        with contextlib.suppress(OSError):
            path.chmod(0o600)
            path.unlink()
    staging.close()


# After a crash -------------------------------------------------------------------------------------------------


def mend(vault: Vault, staging: Session) -> Iterator[Finding]:
    """Keep what a dead recording left in its session; say what became of it. Raises what Vault.keep raises."""
    group, case_id = staging.folder.name, str(staging.facts.get("case_id", ""))
    facts = mend_folder(staging.folder)
    known = [item for item in vault.items(withdrawn=None) if item.group == group]
    if known:
        _marks_of_kept(vault, known)
        _sweep(staging)
        return
    if facts is None or not facts.tracks:
        _sweep(staging)
        yield from _said(vault, "recording_empty", {"case_id": case_id})
        return
    if case_id not in {case.case_id for case in vault.cases()}:
        yield Finding(FindingCode.LEFTOVER, group, {"files": len(facts.tracks)})
        return
    done = keep(vault, staging, case_id, facts)
    result = "recording_cut" if any(one.interrupted for one in facts.tracks) else "recording_kept"
    for one in done.tracks:
        about = {"item_id": one.item.item_id, "name": one.item.name, "seconds": one.seconds}
        yield from _said(vault, result, about)


def _marks_of_kept(vault: Vault, items: list[EvidenceItem]) -> None:
    """The tracks had been entered when the crash came; their marks perhaps not all."""
    first = items[0]
    marks: list[tuple[float, MarkKind]] = []
    for seconds, kind in first.provenance.extra.get("marks", ()):
        with contextlib.suppress(TypeError, ValueError):
            marks.append((float(seconds), MarkKind(kind)))
    enter_marks(vault, first.item_id, marks)


def _said(vault: Vault, result: str, about: Mapping[str, Any]) -> Iterator[Finding]:
    vault.record("recovered", {"result": result, **about})
    yield Finding(FindingCode.MENDED, str(about.get("name", "")), {"result": result, **about})


__all__ = ["Recorded", "RecordedTrack", "Recording", "choose", "mend", "start"]
