"""What a person can do, as few verbs: the window, the command line and the end-to-end tests use this and only this.

keeper joins the rooms: the vault lends a staging place, intake says what a file is, the vault commits, reading and
media look at what was kept, bundle makes the papers. Every verb may run on any thread.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import appdirs

from evidence_keeper import resources
from evidence_keeper.adding import Added, add, adopt
from evidence_keeper.errors import (
    BusyError,
    InputError,
    IntegrityError,
    SourceError,
    SpaceError,
    StorageError,
)
from evidence_keeper.fields import CORRECTABLE, check_title, check_type, checked, corrected
from evidence_keeper.jobs import Job
from evidence_keeper.looking import RECORDINGS, Looking, Reading
from evidence_keeper.model import (
    Case,
    Digest,
    EvidenceItem,
    Finding,
    Hit,
    JournalEntry,
    Kind,
    MarkKind,
    Report,
    Role,
    Source,
)
from evidence_keeper.text import language
from evidence_keeper.vault import Vault, copies, places
from evidence_keeper.vault.keys import Keyring
from evidence_keeper.vault.staging import Session
from evidence_keeper.vault.verify import verify_vault

if TYPE_CHECKING:
    from evidence_keeper.bundle import Bundle, Known, Preview
    from evidence_keeper.bundle.conversation import Said
    from evidence_keeper.capturing import ChatCapture
    from evidence_keeper.chats import KeptChat
    from evidence_keeper.complaint import Deadline, Filled, Interview, Readiness, Step
    from evidence_keeper.complaint.after import Stage
    from evidence_keeper.complaint.contacts import Records
    from evidence_keeper.filing import Returned
    from evidence_keeper.handover import Conflict, HandedOut, TakenIn
    from evidence_keeper.intake.audio import Device, Microphone, OnState
    from evidence_keeper.intake.phone import Network
    from evidence_keeper.intake.phones import FoundRecording
    from evidence_keeper.intake.screen import Screen, Shot, Wish
    from evidence_keeper.lettering import PaperName, Sentences
    from evidence_keeper.media import Peaks
    from evidence_keeper.media.markup import Stroke
    from evidence_keeper.proving import Stamped, Standing
    from evidence_keeper.reading.call import CallStructure
    from evidence_keeper.receiving import Opening, Pages
    from evidence_keeper.recording import Recording
    from evidence_keeper.screens import Taken
    from evidence_keeper.stitching import Stitched
    from evidence_keeper.watching import Watched

APP = "evidence-keeper"


def default_home() -> Path:
    """Where keys and anchors lie: the user's data folder, outside every vault."""
    return Path(appdirs.user_data_dir(APP, appauthor=False))


def default_vault() -> Path:
    """Where the vault lies if nobody said otherwise: the user's data folder, which no program synchronises."""
    return default_home() / "vault"


class Keeper:
    """One open vault and everything that can be done with it."""

    def __init__(self, vault: Vault, mended: Sequence[Finding], warnings: Sequence[str]) -> None:
        """Use Keeper.open."""
        self.vault = vault
        self.mended = tuple(mended)
        self.warnings = tuple(warnings)
        self.person: Mapping[str, str] = {}
        self._looking = Looking(vault)
        self._phones: Pages | None = None

    @classmethod
    def open(cls, vault: Path, *, home: Path | None = None) -> Keeper:
        """Open the vault, or make it where there is none; mend what a crash left.

        `mended` says what was put right, `warnings` what is to be said about the place (place_fat ...). Raises what
        Vault.open and Vault.create raise.
        """
        home = home or default_home()
        try:
            opened = Vault.open(vault, home=home)
        except InputError as error:
            if error.code != "not_a_vault":
                raise
            opened = Vault.create(vault, home=home)
        keeper = cls(opened, opened.mended, places.warnings_about(opened.path))
        keeper.mended += tuple(keeper._adopt_orphans())
        return keeper

    def close(self) -> None:
        """Let the vault's files go, and the memory of whatever reads pictures."""
        self._looking.close()
        if self._phones is not None:
            self._phones.close()
        self.vault.close()

    # Cases ------------------------------------------------------------------------------------------------------

    def cases(self) -> list[Case]:
        """All cases, oldest first."""
        return self.vault.cases()

    def case(self, case_id: str) -> Case:
        """One case. Raises InputError case_unknown."""
        return self.vault.case(case_id)

    def new_case(
        self, title: str, type: str = "other", fields: Mapping[str, str] | None = None
    ) -> Case:
        """Open a case; fields that aren't given are the `person`'s, where the settings know whom matters are for.
        Raises InputError type_unknown, field_unknown, field_invalid."""
        check_type(type)
        check_title(title)
        return self.vault.new_case(title.strip(), type, checked({**self.person, **(fields or {})}))

    def set_case(self, case_id: str, changes: Mapping[str, str]) -> Case:
        """Change fields (`title` and `type` too); an empty value clears one. Raises InputError."""
        rest = dict(changes)
        title, type = rest.pop("title", None), rest.pop("type", None)
        if type is not None:
            check_type(type)
        if title is not None:
            check_title(title)
        from evidence_keeper import complaining

        fields = complaining.with_citations(self.vault, case_id, checked(rest))
        return self.vault.set_case(case_id, fields, title=title, type=type)

    def interview(self, case_id: str) -> Interview:
        """The questions of a case as they stand, filled from what is kept. Raises InputError case_unknown."""
        from evidence_keeper import complaining

        self._looking.remember_new()
        return complaining.interview(self.vault, case_id, self._looking.said_in_chat)

    def answer(self, case_id: str, answers: Mapping[str, str]) -> Case:
        """Keep answers: a value, a ready answer's words, unknown or skip; an empty one takes the answer back.

        Raises InputError case_unknown, field_unknown, field_invalid; then nothing is kept.
        """
        from evidence_keeper import complaining

        self._looking.remember_new()
        return complaining.answer(self.vault, case_id, answers, self._looking.said_in_chat)

    def ready(
        self, case_id: str, channel: str, *, limits: Mapping[str, int] | None = None
    ) -> Readiness:
        """What an office would refuse; `limits` as in the settings. Raises InputError case_unknown, channel_unknown."""
        from evidence_keeper import complaining, seeing

        def letters(item: EvidenceItem) -> tuple[float | None, bool] | None:
            return seeing.letters(self.vault, item)

        return complaining.ready(self.vault, case_id, channel, limits=limits, letters=letters)

    def route(self, case_id: str) -> tuple[Step, ...]:
        """Where to go in this matter, in order, and what each place needs. Raises InputError case_unknown."""
        from evidence_keeper import complaining

        return complaining.route(self.vault, case_id)

    def progress(self, case_id: str, channel: str) -> tuple[Stage, Deadline | None]:
        """How far the matter is, and the next day that ends something at that office (or where it was handed in)."""
        from evidence_keeper import complaining

        return complaining.progress(self.vault, case_id, channel)

    def form(
        self, case_id: str, channel: str, *, limits: Mapping[str, int] | None = None
    ) -> tuple[Filled, ...]:
        """An office's form in its order, each field with its text, counted against `limits` (a person's own) or what
        is known of the form. Raises InputError case_unknown, channel_unknown."""
        from evidence_keeper import complaint

        office = complaint.load(channel)
        return complaint.fill(self.case(case_id), office, office.online, limits=limits)

    def letter(
        self, case_id: str, channel: str, job: Job | None = None, *, paper: PaperName = "letter"
    ) -> Sentences:
        """What the program writes into the letter to an office (or the written demand), sentence by sentence, as it is
        printed now. Raises InputError case_unknown, channel_unknown; Cancelled."""
        from evidence_keeper import lettering

        records = self.contacts(case_id, job)
        return lettering.sentences(self.vault, case_id, channel, records, paper)

    def edit_sentence(
        self,
        case_id: str,
        channel: str,
        written: str,
        text: str,
        job: Job | None = None,
        *,
        paper: PaperName = "letter",
    ) -> Sentences:
        """Put a sentence of the program's (`written`, as `letter` gives it) otherwise; an empty text takes that back.
        Its numbers stay tied to where they come from. Raises InputError sentence_unknown, and what `letter` raises."""
        from evidence_keeper import lettering

        records = self.contacts(case_id, job)
        return lettering.edit(self.vault, case_id, channel, records, written, text, paper)

    def came_back(
        self,
        case_id: str,
        what: str,
        fields: Mapping[str, str],
        channel: str,
        files: Sequence[Path] = (),
        job: Job | None = None,
    ) -> Returned:
        """Keep what came back (complaint.came_back: hotline, filed, accepted, reply, result) with its files as
        evidence, and move the case on. `channel` is the office; a day that isn't given is today.

        Raises InputError case_unknown, channel_unknown, field_unknown, field_invalid; what add raises.
        """
        from evidence_keeper import filing

        return filing.came_back(self.vault, case_id, what, fields, channel, files, job=job)

    def days(self, case_id: str, channel: str) -> tuple[Deadline, ...]:
        """The days that still run in this matter, the next first. Raises InputError case_unknown, channel_unknown."""
        from evidence_keeper import complaining

        return complaining.days(self.vault, case_id, channel)

    def calendar(self, case_id: str, channel: str, file: Path) -> int:
        """Write the days that run into a calendar file (.ics), for the person only; how many. Raises InputError
        case_unknown, channel_unknown, out_inside_vault; SpaceError, StorageError."""
        from evidence_keeper import complaining

        return complaining.write_calendar(self.vault, case_id, channel, Path(file))

    # Adding -----------------------------------------------------------------------------------------------------

    def add(
        self,
        paths: Sequence[Path],
        case_id: str,
        *,
        purpose: str = "",
        source: Source = Source.IMPORTED,
        job: Job | None = None,
    ) -> Added:
        """Keep files and whole folders. One bad file never stops the rest: it is in `refused` with its reason.

        Raises InputError case_unknown, BusyError, StorageError, IntegrityError, Cancelled (what was entered by then
        stays, nothing else does).
        """
        added = add(self.vault, paths, case_id, purpose=purpose, source=source, job=job)
        self._looking.remember_new()
        return added

    def recordings_in(self, folder: Path, job: Job | None = None) -> list[FoundRecording]:
        """The recordings in a folder, or in a phone's storage, newest first; nothing is kept by looking.

        Raises SourceError source_missing, source_unreadable; Cancelled.
        """
        from evidence_keeper.intake import phones

        return phones.look_through(Path(folder), job)

    def _adopt_orphans(self) -> Iterator[Finding]:
        """Keep what a dead `add` had copied whole, and say of the rest what became of it."""
        for session in self.vault.orphaned_sessions():
            with session:
                if session.facts.get("what") == "record":
                    with contextlib.suppress(SpaceError, StorageError, IntegrityError, BusyError):
                        yield from self._mend_recording(session)
                    continue
                if session.facts.get("what") == "shot":
                    with contextlib.suppress(SpaceError, StorageError, IntegrityError, BusyError):
                        yield from self._mend_shot(session)
                    continue
                for path, card in list(session.leftovers()):
                    # Where the disk is full or fails, or the vault contradicts itself, people must still get in:
                    # what lies in staging stays there for the next start, and a check names it.
                    with contextlib.suppress(SpaceError, StorageError, IntegrityError, BusyError):
                        yield adopt(self.vault, session, path, card)

    def _mend_recording(self, session: Session) -> Iterator[Finding]:
        from evidence_keeper import recording

        yield from recording.mend(self.vault, session)

    def _mend_shot(self, session: Session) -> Iterator[Finding]:
        from evidence_keeper import screens

        yield from screens.mend(self.vault, session)

    def record(
        self,
        case_id: str,
        mode: Literal["computer", "phone"] = "computer",
        *,
        microphone: str | None = None,
        system: str | None = None,
        on_state: OnState | None = None,
        port: Microphone | None = None,
    ) -> Recording:
        """Record a call from now on: the microphone and, on the computer, what it plays, on two tracks. Stop it to
        keep it; after a crash the next start keeps what was there.

        `microphone` and `system` are names that `recording_devices` lists (None: the usual ones; system "none": not
        at all). `on_state` gets the state ten times a second, on another thread. `port` is this computer's sound
        where None. Raises InputError case_unknown, DeviceError, SpaceError, StorageError.
        """
        from evidence_keeper import recording
        from evidence_keeper.intake import audio

        return recording.start(
            self.vault,
            port or audio.microphone(),
            case_id,
            mode,
            microphone=microphone,
            system=system,
            on_state=on_state,
        )

    def receive(
        self,
        case_id: str,
        *,
        network: Network | None = None,
        send: Sequence[Path] = (),
        apart: bool = False,
    ) -> Opening:
        """Open the page by which a phone sends its files into a matter, until its `stop`. `network` is the usual one
        where None; `send` are files that the phone may fetch meanwhile. `apart`: in a process of its own, so that
        whoever opens it never waits for what it does.

        Raises InputError case_unknown, NetworkError no_network or address_unusable, SourceError, StorageError.
        """
        return self._pages_for_phones().open(
            case_id, network=network, language=language(), send=send, apart=apart
        )

    def send(
        self, paths: Sequence[Path], *, network: Network | None = None, apart: bool = False
    ) -> Opening:
        """Open the page by which a phone fetches files (finished papers); it can send none. Else as `receive`."""
        return self._pages_for_phones().open(
            None, network=network, language=language(), send=paths, apart=apart
        )

    def _pages_for_phones(self) -> Pages:
        from evidence_keeper import receiving

        if self._phones is None:
            self._phones = receiving.Pages(self.vault, self._looking.remember_new)
        return self._phones

    def recording_devices(self) -> tuple[Device, ...]:
        """Microphones first, then outputs whose sound can be recorded. Loads what recording needs, too."""
        from evidence_keeper.intake import audio

        return audio.microphone().devices()

    def shot(self, case_id: str, wish: Wish | None = None, *, port: Screen | None = None) -> Taken:
        """Take a picture of the screen now (all of it where no `wish`) and keep it; the same picture again is a new
        item. `port` is this computer's screen where None.

        Raises InputError case_unknown, window_unknown, monitor_unknown, region_outside; DeviceError screen_missing,
        screen_refused, screen_locked, screen_failed, portal_silent, portal_cancelled, windows_unlisted, window_gone;
        what Vault.keep raises.
        """
        from evidence_keeper import screens
        from evidence_keeper.intake import screen

        return screens.take(self.vault, case_id, port or screen.screen(), wish or screen.Whole())

    def keep_shot(self, case_id: str, shot: Shot) -> Taken:
        """Keep a picture that was taken before (a part chosen on it). Raises what Vault.keep raises."""
        from evidence_keeper import screens

        return screens.keep(self.vault, case_id, shot)

    def mark_up(
        self, item_id: str, strokes: Sequence[Stroke], job: Job | None = None
    ) -> EvidenceItem:
        """A copy of a picture with arrows, frames, words and black boxes on it, as an item of its own in the same
        group; the original stays as it is.

        Raises InputError not_a_picture, nothing_drawn; SourceError media_broken; what Vault.keep raises; Cancelled.
        """
        from evidence_keeper import screens

        return screens.mark_up(self.vault, item_id, strokes, job)

    def stitch(
        self,
        paths: Sequence[Path],
        case_id: str,
        *,
        purpose: str = "",
        job: Job | None = None,
    ) -> Stitched:
        """Keep pictures of a scrolled view, in any order, and join those that overlap into long pictures; a screen
        video gives the frames at which the view stands still. What overlaps is proven, a gap is said, never joined.

        Raises InputError case_unknown; SourceError nothing_to_stitch; what `add` raises; Cancelled.
        """
        from evidence_keeper import stitching

        return stitching.stitch(self.vault, paths, case_id, purpose=purpose, job=job)

    def join(self, item_ids: Sequence[str], job: Job | None = None) -> Stitched:
        """As stitch, of pictures that are kept already; they are one group from then on.

        Raises InputError item_unknown, not_a_picture; what Vault.keep raises; Cancelled.
        """
        from evidence_keeper import stitching

        return stitching.join_items(self.vault, item_ids, job)

    def capture_chat(self, case_id: str) -> ChatCapture:
        """Capture a conversation while a person scrolls it: `offer` pictures of the screen, see ChatCapture.

        Raises InputError case_unknown.
        """
        from evidence_keeper.capturing import ChatCapture

        return ChatCapture(self.vault, case_id)

    # Items ------------------------------------------------------------------------------------------------------

    def items(
        self, case_id: str | None = None, *, withdrawn: bool | None = False
    ) -> list[EvidenceItem]:
        """Items in the order kept; withdrawn ones only if asked for (None: both)."""
        return self.vault.items(case_id, withdrawn=withdrawn)

    def item(self, item_id: str) -> EvidenceItem:
        """One item. Raises InputError item_unknown."""
        return self.vault.item(item_id)

    def note(self, item_id: str, text: str) -> EvidenceItem:
        """Write a note to an item. Raises InputError field_invalid for an empty one."""
        if not text.strip():
            raise InputError("field_invalid", field="note", value=text, expects="text")
        return self.vault.note(item_id, text)

    def assign(self, item_id: str, case_id: str) -> EvidenceItem:
        """Move an item to another case."""
        return self.vault.assign(item_id, case_id)

    def withdraw(self, item_id: str) -> EvidenceItem:
        """Put an item away (收起来); it stays kept and verified."""
        return self.vault.withdraw(item_id)

    def restore(self, item_id: str) -> EvidenceItem:
        """Bring a withdrawn item back."""
        return self.vault.restore(item_id)

    def mark(self, item_id: str, seconds: float, kind: MarkKind) -> EvidenceItem:
        """Mark a moment of a recording. Raises InputError time_outside_item."""
        if self.item(item_id).kind not in RECORDINGS:
            raise InputError("not_a_recording", item_id=item_id)
        length = self._looking.seconds(self.item(item_id))
        if not 0 <= seconds <= (length if length is not None else float("inf")):
            raise InputError("time_outside_item", item_id=item_id, at=str(seconds), length=length)
        return self.vault.mark(item_id, seconds, kind)

    def confirm_mark(self, item_id: str, seconds: float, kind: MarkKind) -> EvidenceItem:
        """The person has listened to a moment marked before, and it is so. Raises InputError mark_unknown."""
        if (seconds, kind) not in {(one.seconds, one.kind) for one in self.item(item_id).marks}:
            raise InputError("mark_unknown", item_id=item_id, at=str(seconds), kind=kind.value)
        return self.vault.confirm_mark(item_id, seconds, kind)

    def correct(self, item_id: str, fields: Mapping[str, str]) -> EvidenceItem:
        """Better knowledge of an item, one of CORRECTABLE: captured_at as ISO 8601 with a time of day, kind as a Kind,
        phone_number as digits. An empty value clears it.

        Raises InputError field_unknown, field_invalid.
        """
        return self.vault.correct(item_id, {key: corrected(key, fields[key]) for key in fields})

    def confirm(self, item_id: str) -> EvidenceItem:
        """The person has checked what a machine read of the item; a machine's transcript is kept by that, and of a
        chat its messages and counts as they stand."""
        from evidence_keeper import chats, seeing, transcribing

        item = self.item(item_id)
        if item.kind is Kind.CHAT:
            return chats.confirm(self.vault, item)
        joined = seeing if item.kind in seeing.PICTURES else transcribing
        if joined.confirm(self.vault, item):
            return self._searchable(item_id)
        return self.vault.confirm(item_id)

    def correct_message(self, item_id: str, number: int, text: str) -> EvidenceItem:
        """Put right what message `number` (from 1) of a picture says; the machine's words stay kept beside it.

        Raises InputError not_a_picture, message_unknown, and what read raises.
        """
        from evidence_keeper import seeing

        seeing.correct_message(self.vault, self._looking.reader, item_id, number, text)
        return self._searchable(item_id)

    def crop_reading(self, item_id: str, rows: tuple[int, int] | None) -> EvidenceItem:
        """Say between which rows of pixels of a picture the conversation lies (None: all of it): it is read anew, and
        what was put right before stays kept. Raises InputError not_a_picture, box_outside_picture."""
        from evidence_keeper import seeing

        seeing.crop(self.vault, item_id, rows)
        return self._searchable(item_id)

    def draw_box(self, item_id: str, box: Sequence[int], what: str) -> EvidenceItem:
        """Keep a box [x, y, width, height] over a name, a face or something else (name, face, other) in a picture.

        Raises InputError not_a_picture, box_outside_picture.
        """
        from evidence_keeper import seeing

        return seeing.draw(self.vault, item_id, box, what)

    def strike_private(self, item_id: str, found: Mapping[str, Any]) -> EvidenceItem:
        """Say that one of Reading.private is not private, or take a drawn box away. Raises InputError not_a_picture."""
        from evidence_keeper import seeing

        return seeing.strike(self.vault, item_id, found)

    def strike(self, item_id: str, finding: Mapping[str, Any]) -> EvidenceItem:
        """The person says that something a rule found in the item isn't so; it stays on record, struck."""
        return self.vault.strike(item_id, finding)

    def keep_chat(
        self, path: Path, case_id: str, *, me: str = "", job: Job | None = None
    ) -> KeptChat:
        """Keep a file as a chat log, whatever it looks like, and read it. `me` is the person's name in it.

        Raises InputError case_unknown, sender_unknown (nobody in it is called `me`: nothing was kept), SourceError for
        what add would refuse, and what add raises.
        """
        from evidence_keeper import chats
        from evidence_keeper.reading.chat import parsed_once

        if Path(path).is_dir():
            raise SourceError("chat_is_folder", path=str(path))
        with parsed_once():
            if me:
                chats.refuse_unknown_in(Path(path), me)
            done = add(self.vault, [Path(path)], case_id, kind=Kind.CHAT, job=job)
            for refused in done.refused:
                raise SourceError(refused.code, **{"path": refused.path, **refused.data})
            item = (*done.items, *done.already_kept)[0]
            kept = chats.as_chat(self.vault, item, bool(done.items), me)
        self._looking.remember(kept.item, kept.conversation.log.messages)
        return kept

    def keep_copied(
        self,
        data: bytes,
        case_id: str,
        *,
        me: str = "",
        group: str | None = None,
        copied_at: datetime | None = None,
    ) -> KeptChat:
        """Keep a text that was copied from elsewhere, stamped with the moment of copying (now where None), from which
        days like 昨天 are counted. Copies of one conversation share a `group`.

        Raises InputError case_unknown, sender_unknown, SourceError nothing_copied, and what Vault.keep raises.
        """
        from evidence_keeper import chats
        from evidence_keeper.reading.chat import parsed_once

        with parsed_once():
            kept = chats.keep_copied(
                self.vault, data, case_id, me=me, group=group, copied_at=copied_at
            )
        self._looking.remember(kept.item, kept.conversation.log.messages)
        return kept

    def set_roles(self, item_id: str, roles: Mapping[str, Role | None]) -> EvidenceItem:
        """Say who is who in a chat, or in a picture of one: a sender's name, or "#12" for one message, to a role;
        None takes it back. Raises InputError sender_unknown, and what read raises."""
        from evidence_keeper import chats

        messages = self.read(item_id).messages
        return chats.set_roles(self.vault, self.item(item_id), roles, messages)

    def strike_finding(
        self, item_id: str, kind: str, number: int, *, undo: bool = False
    ) -> EvidenceItem:
        """Say that a counted finding (model.COUNTED, with its message's number) isn't so; it stays on record,
        struck. `undo` brings it back. Raises InputError finding_unknown."""
        from evidence_keeper import chats

        found = self.read(item_id)
        item = self.item(item_id)
        return chats.strike(self.vault, item, kind, number, found.shows, found.messages, undo=undo)

    def set_transcript(self, item_id: str, text: str) -> EvidenceItem:
        """Keep what a person heard in a recording ("[01:05] 我：我要人工。", a line a turn); an empty text takes it
        away. What stood there before stays kept.

        Raises InputError not_a_recording, time_outside_item.
        """
        from evidence_keeper import transcribing

        transcribing.set_text(self.vault, item_id, text)
        return self._searchable(item_id)

    def transcribe(self, item_id: str, model: Path, job: Job | None = None) -> Reading:
        """Let the speech model in a folder write down what is said; not checked, until a person confirms it.

        Raises InputError not_a_recording, speech_model_missing, speech_model_unknown, speech_model_failed,
        speech_not_installed; SourceError as read; Cancelled.
        """
        from evidence_keeper import transcribing

        item = self.item(item_id)
        if item.kind not in RECORDINGS:
            raise InputError("not_a_recording", item_id=item_id)
        parts = self.call(item_id, job).segments
        spoken = [(part.start, part.end) for part in parts if part.kind == "speech"]
        transcribing.by_machine(self.vault, item_id, spoken, Path(model), job)
        self._searchable(item_id)
        return self.read(item_id, job)

    def _searchable(self, item_id: str) -> EvidenceItem:
        """The item, whose words as they stand now are found from now on."""
        item = self.item(item_id)
        self._looking.remember_text(item)
        return item

    def excerpt(
        self, item_id: str, start: float, end: float, job: Job | None = None
    ) -> EvidenceItem:
        """Cut the seconds from `start` to `end` out of a recording, as an item of its own in the same group.

        The same part again is the item that it was. Raises InputError not_a_recording, time_outside_item; SourceError
        media_broken, not_playable; what Vault.keep raises; Cancelled.
        """
        from evidence_keeper import cutting

        return cutting.excerpt(self.vault, item_id, start, end, job)

    def bleep(
        self, item_id: str, spans: Sequence[tuple[float, float]], job: Job | None = None
    ) -> EvidenceItem:
        """A copy of a recording with nothing but a tone in `spans` (from second to second), as an item of its own in
        the same group; the original stays as it is. Raises as excerpt."""
        from evidence_keeper import cutting

        return cutting.bleep(self.vault, item_id, spans, job)

    def history(self, item_id: str | None = None) -> list[JournalEntry]:
        """What happened to an item, oldest first."""
        return self.vault.history(item_id)

    def original(self, item_id: str) -> Path:
        """The item's original, to read only."""
        return self.vault.original(self.item(item_id))

    def copy_out(self, item_id: str, folder: Path, job: Job | None = None) -> Path:
        """A copy of the original under its own name in `folder`, read again; the one that lies there where it is the
        same. For other programs: the original itself is never opened by any.

        Raises InputError item_unknown, out_inside_vault, out_not_writable; IntegrityError original_changed; SpaceError,
        StorageError, Cancelled.
        """
        from evidence_keeper import lending

        return lending.copy_out(self.vault, self.item(item_id), Path(folder), job or Job())

    # Looking ----------------------------------------------------------------------------------------------------

    def thumbnail(self, item_id: str, box: tuple[int, int] = (320, 320)) -> bytes:
        """A small PNG of the item. Raises SourceError media_broken, pdf_locked, not_playable."""
        return self._looking.thumbnail(self.item(item_id), box)

    def peaks(self, item_id: str, buckets: int = 1000, job: Job | None = None) -> Peaks:
        """The waveform of a recording. Raises SourceError."""
        return self._looking.peaks(self.item(item_id), buckets, job)

    def read(self, item_id: str, job: Job | None = None) -> Reading:
        """What an item says: the text of text-like items, the parts of a recording, what a machine reads in a
        picture (two seconds, the first time).

        Raises SourceError source_unreadable, media_broken, pdf_locked; InputError ocr_not_installed, ocr_failed;
        Cancelled.
        """
        return self._looking.read(self.item(item_id), job)

    def known_reading(self, item_id: str) -> Reading | None:
        """A picture's reading where there is one already; nothing is read now. Raises InputError not_a_picture,
        IntegrityError."""
        return self._looking.known(item_id)

    def call(self, item_id: str, job: Job | None = None) -> CallStructure:
        """Who speaks when in a recording, what rings and which keys are pressed; an hour takes half a minute the first
        time. Raises SourceError source_unreadable, media_broken, not_playable; Cancelled."""
        return self._looking.call(self.item(item_id), job)

    def find(self, text: str) -> list[Hit]:
        """Where a text stands, of any length; withdrawn items are left out."""
        self._looking.remember_new()
        return self.vault.find(text)

    def contacts(self, case_id: str, job: Job | None = None) -> Records:
        """The records across a case's items: each time the company was asked, each call that sold something, and what
        the counts come to. Recordings are read where nobody did so yet; pictures are not. Raises InputError
        case_unknown; Cancelled."""
        from evidence_keeper import contacting

        def read(item: EvidenceItem) -> Reading | None:
            pictured = item.kind in (Kind.IMAGE, Kind.SCREENSHOT)
            return self.known_reading(item.item_id) if pictured else self.read(item.item_id)

        return contacting.of_case(self.vault, case_id, read, job)

    def write_down(
        self, case_id: str, record: str, fields: Mapping[str, str], at: datetime | None = None
    ) -> EvidenceItem:
        """Keep what a person remembers of a call or message that nothing was recorded of: an item of its own that says
        it was written down afterwards.

        `record` is marketing or service, `fields` are of contacting.MEMO_FIELDS, `at` is when it happened, None where
        nobody remembers. Raises InputError case_unknown, field_unknown, field_invalid.
        """
        from evidence_keeper import contacting

        return contacting.write_down(self.vault, case_id, record, fields, at)

    # The papers and the whole -----------------------------------------------------------------------------------

    def bundle(
        self,
        case_id: str,
        channel: str,
        out: Path,
        *,
        reader: Literal["authority", "company"] = "authority",
        max_bytes: int | None = None,
        tsa: str | None = None,
        packed: bool = False,
        large_print: bool = False,
        job: Job | None = None,
    ) -> Bundle:
        """Make the complaint bundle in `out` and enter it in the journal; with `max_bytes` also an upload set of files
        that are not larger. `tsa` is a time-stamp authority's address or a preset's key; where it gives no token the
        papers are made without. `packed`: a ZIP beside them. `large_print`: letters for old eyes.

        Raises InputError (case_unknown, channel_unknown, nothing_to_bundle, out_inside_vault, upload_too_small,
        still_readable), IntegrityError where an original was changed, SpaceError, Cancelled.
        """
        from evidence_keeper import proving
        from evidence_keeper.bundle import Options, make_bundle

        case = self.case(case_id)
        url = None if tsa is None else proving.address_of(tsa)
        options = Options(
            channel, Path(out), reader, large_print, max_bytes=max_bytes, tsa=url, packed=packed
        )
        job = job or Job()
        made = make_bundle(self.vault, case, options, job, self._known(case_id, job))
        if reader == "authority":
            made = replace(made, reminder=self.leaflet(case_id, "reminder", Path(out), channel)[0])
        if url is not None and made.untimed is not None:
            proving.wish(self.vault, url, made.untimed)
        return made

    def preview(
        self,
        case_id: str,
        channel: str,
        *,
        reader: Literal["authority", "company"] = "authority",
        large_print: bool = False,
        job: Job | None = None,
    ) -> Preview:
        """Draw the bundle's PDF to look at, unsigned, without writing anything to the vault or a folder of the
        person's. Whoever asked closes it, and it is gone.

        Raises as bundle, where that draws.
        """
        from evidence_keeper.bundle import Options, preview_bundle

        job = job or Job()
        options = Options(channel, Path(), reader, large_print)
        known = self._known(case_id, job, keep=False)
        return preview_bundle(self.vault, self.case(case_id), options, job, known)

    def preview_leaflet(self, case_id: str, what: str, channel: str) -> Preview:
        """A small paper to look at; otherwise as `preview`. Raises as leaflet."""
        from evidence_keeper import printing
        from evidence_keeper.bundle.preview import look_at

        case = self.case(case_id)
        return look_at(lambda out: printing.leaflet(self.vault, case, what, channel, out))

    def _known(self, case_id: str, job: Job, *, keep: bool = True) -> Known:
        """What the papers know beyond the items; with `keep` what a machine read is kept before it is printed."""
        from evidence_keeper import seeing
        from evidence_keeper.bundle import Known

        return Known(
            lambda item: self._printed(item, job, keep=keep),
            (lambda path: seeing.see(self.vault, self._looking.reader, path, job))
            if seeing.installed()
            else None,
            self.contacts(case_id, job),
        )

    def leaflet(
        self, case_id: str, what: str, folder: Path, channel: str = "12315"
    ) -> tuple[Path, int]:
        """Write a small paper into a folder: the written `demand` to the company (what comes first), the letter of
        `authority` for a helper, the `card` to read out to the hotline, the `reminder` that stays with the person. Its
        file, and how many pages it has.

        Raises InputError case_unknown, channel_unknown, paper_unknown, out_inside_vault, out_not_writable; SpaceError,
        StorageError.
        """
        from evidence_keeper import printing

        return printing.leaflet(self.vault, self.case(case_id), what, channel, Path(folder))

    def _printed(self, item: EvidenceItem, job: Job, *, keep: bool) -> Said | None:
        """What was read of an item, for the papers. What can't be read is printed without."""
        from evidence_keeper import chats, printing

        with contextlib.suppress(SourceError):
            if item.kind in (Kind.IMAGE, Kind.SCREENSHOT):
                return printing.picture(self.vault, item, keep=keep)
            if item.kind is Kind.CHAT:
                told = chats.read(self.vault, item)
                return printing.chat(told.log, told.shows, checked=told.checked)
            if item.kind not in RECORDINGS:
                return None
            segments = self._looking.call(item, job).segments
            return printing.recording(self.vault, item, segments, keep=keep)
        return None

    def stamp(self, tsa: str | None, job: Job | None = None) -> Stamped:
        """Have an authority (its address or a preset's key) vouch for when the journal stood as it stands; only a
        digest is sent. Where it doesn't answer the wish is remembered (`queued`, `why`), and nothing waits for it.

        Raises InputError tsa_unset, tsa_invalid; NetworkError authority_refused, authority_unfit; Cancelled.
        """
        from evidence_keeper import proving

        return proving.stamp(self.vault, tsa, job)

    def stamps_standing(self) -> Standing:
        """The last outside time stamp, and the wish that waits for one."""
        from evidence_keeper import proving

        return proving.standing(self.vault)

    def retry_stamp(self, job: Job | None = None) -> Stamped:
        """Ask again for a time stamp that nobody answered before; does nothing where none is waited for."""
        from evidence_keeper import proving

        return proving.retry(self.vault, job)

    def hand_out(
        self, case_id: str, file: Path, passphrase: str, job: Job | None = None
    ) -> HandedOut:
        """Write a case, with originals and its part of the journal, into a file that opens with the pass phrase only:
        for a relative whom one has called oneself. `new_passphrase` makes words that are easily read out.

        Raises InputError case_unknown, handover_exists, out_inside_vault, passphrase_short; IntegrityError where an
        original was changed; SpaceError; Cancelled. Nothing is left behind then.
        """
        from evidence_keeper import handover

        return handover.hand_out(self.vault, case_id, Path(file), passphrase, job or Job())

    def take_in(self, file: Path, passphrase: str, job: Job | None = None) -> TakenIn:
        """Take a case file in: a new case, or what is new for the one that it came from. Nothing of ours is changed
        without a person: fields that both sides changed are in `conflicts`, and ours stay until set.

        Raises InputError not_a_handover, handover_too_new, handover_torn, passphrase_wrong; SpaceError; Cancelled.
        Nothing is taken in then.
        """
        from evidence_keeper import handover

        done = handover.take_in(self.vault, Path(file), passphrase, job or Job())
        self._looking.remember_new()
        return done

    def conflicts(self, case_id: str) -> list[Conflict]:
        """Fields that both sides changed and nobody has chosen yet; setting one (set_case, correct) settles it."""
        from evidence_keeper import handover

        return handover.conflicts(self.vault, case_id)

    def new_passphrase(self) -> str:
        """Six plain words, 54 bits, to be read out on the telephone."""
        from evidence_keeper.bundle import handover

        return handover.phrase()

    def lock_pdf(self, source: Path, target: Path, passphrase: str) -> Path:
        """A copy of a PDF that opens with the pass phrase only (AES-256), without the signature, which it would break.

        Raises InputError not_a_pdf, handover_exists, passphrase_short; SpaceError, StorageError.
        """
        from evidence_keeper.bundle import handover

        handover.lock_pdf(Path(source), Path(target), passphrase)
        return Path(target)

    def verify(self, job: Job | None = None) -> Report:
        """Check the whole vault."""
        from evidence_keeper import watching

        report = self.vault.verify(job)
        watching.remember_check(self.vault, report)
        extra = tuple(found for found in self.mended if found not in report.findings)
        return replace(report, findings=report.findings + extra)

    def watch(self, job: Job | None = None) -> Report:
        """The weekly check: as verify, one file at a time, going on where one of this week was broken off."""
        from evidence_keeper import watching

        report = watching.check(self.vault, job)
        extra = tuple(found for found in self.mended if found not in report.findings)
        return replace(report, findings=report.findings + extra)

    def watched(self) -> Watched:
        """When everything was checked and copied last."""
        from evidence_keeper import watching

        return watching.watched(self.vault)

    def rebuild_index(self, job: Job | None = None) -> int:
        """Make the index again from the journal and the originals' texts; how many items it has."""
        if job is not None:
            job.report("index")
        self.vault.rebuild_index()
        self._looking.remember_new()
        return len(self.items(withdrawn=None))

    def copy_to(self, folder: Path, job: Job | None = None) -> copies.Copied:
        """A verified second copy; it is remembered as the one to keep up to date."""
        from evidence_keeper import watching

        return watching.copy_to(self.vault, Path(folder), job)

    def move_to(self, folder: Path, job: Job | None = None) -> copies.Copied:
        """Move the vault; the old folder stays as a second copy."""
        return copies.move_to(self.vault, Path(folder), job or Job())


def call_card(folder: Path) -> Path:
    """The card with the three steps of recording a phone call, as a PDF to print, in `folder`; its path.

    Raises InputError out_not_writable, SpaceError, StorageError.
    """
    from evidence_keeper.bundle.cards import FILE_NAME, call_card
    from evidence_keeper.bundle.delivery import make_folder
    from evidence_keeper.vault import disk

    make_folder(folder)
    path = folder / FILE_NAME
    with disk.guarded(path):
        disk.write_atomic(path, call_card(datetime.now().astimezone()))
    return path


def restore_from(
    copy: Path, vault: Path, *, home: Path | None = None, job: Job | None = None
) -> copies.Copied:
    """Make a working vault at `vault` from a second copy."""
    return copies.restore_from(Path(copy), Path(vault), home or default_home(), job or Job())


def check(path: Path, job: Job | None = None, *, home: Path | None = None) -> Report:
    """Check a vault, a delivery folder or a ZIP of one. Raises InputError not_a_vault or not_a_bundle."""
    job = job or Job()
    home = home or default_home()
    path = Path(path)
    from evidence_keeper.bundle import check_bundle, looks_like_delivery

    if path.is_file() or looks_like_delivery(path):
        return check_bundle(path, job)
    try:
        with contextlib.closing(Vault.open(path, home=home)) as vault:
            return vault.verify(job)
    except IntegrityError:
        return verify_vault(path.absolute(), Keyring(home), job)


def demo(out: Path, *, home: Path | None = None, job: Job | None = None) -> tuple[Keeper, Bundle]:
    """The main job on the example case: a vault in `out`/vault, the papers beside it. Safe to run again."""
    job = job or Job()
    example = resources.path("example")
    story = json.loads((example / "case.json").read_text("utf-8"))
    keeper = Keeper.open(Path(out) / "vault", home=home)
    known = [case for case in keeper.cases() if case.title == story["title"]]
    case = known[0] if known else keeper.new_case(story["title"], story["type"], story["fields"])
    for entry in story["items"]:
        added = keeper.add(
            [example / entry["file"]], case.case_id, purpose=entry["purpose"], job=job
        )
        for item in added.items:
            known_better = {"exhibit_group": entry["group_title"], "title": entry["title"]}
            keeper.correct(item.item_id, known_better)
    return keeper, keeper.bundle(case.case_id, story.get("channel", "12300"), Path(out), job=job)


__all__ = [
    "CORRECTABLE",
    "Added",
    "Digest",
    "Keeper",
    "Reading",
    "call_card",
    "check",
    "default_home",
    "default_vault",
    "demo",
    "restore_from",
]
