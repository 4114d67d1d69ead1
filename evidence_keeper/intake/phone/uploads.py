"""What the phone has announced and how far each file is: kept on the computer, so that a reloaded page finds it again.

A file is known by name, size, time of change and how it begins, as browsers hand out nothing better; whoever chooses
the same file again after a reload goes on where it stood, and after the page was opened anew, too, where the phone
could tell how the file begins. All methods may be called from any thread; none but those that write waits for a disk.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from evidence_keeper.errors import EvidenceError, SourceError, SpaceError
from evidence_keeper.intake.phone import rules
from evidence_keeper.intake.phone.port import (
    KEEPING,
    KEPT,
    RECEIVING,
    REFUSED,
    WAITING,
    Announced,
    Arriving,
    Half,
    Inbox,
    Phone,
    Standing,
)

Key = tuple[str, int, str, str, int]


@dataclass
class Upload:
    """One announced file. `offset` bytes of it are here."""

    id: str
    file: Announced
    offset: int = 0
    touched: float = field(default_factory=time.monotonic)
    arriving: Arriving | None = None
    refused: EvidenceError | None = None
    head: str = ""  # of what really came

    def standing(self) -> Standing:
        """How it stands."""
        if self.refused is not None:
            return Standing(REFUSED, code=self.refused.code, data=self.refused.data)
        if self.arriving is None:
            return Standing(WAITING)
        return self.arriving.standing()

    @property
    def over(self) -> bool:
        """Whether nothing more is to come of it."""
        return self.standing().state in (KEPT, REFUSED)

    @property
    def ready(self) -> bool:
        """Whether more can be written without waiting for a disk."""
        return self.arriving is not None and self.arriving.ready

    @property
    def half(self) -> Half | None:
        """What another opening of the page could go on with; None where there is nothing such."""
        if self.standing().state != RECEIVING or self.arriving is None:
            return None
        known_again = self.file.head and self.file.head == self.head
        return Half(self.file, self.offset, self.arriving) if known_again else None

    @property
    def missing(self) -> bool:
        """Whether bytes are still to come."""
        return self.standing().state in (WAITING, RECEIVING)


class Uploads:
    """The list of one opening of the page."""

    def __init__(self, inbox: Inbox, said: Callable[[str], None]) -> None:
        self._inbox, self._said = inbox, said
        self._lock = (
            threading.RLock()
        )  # never held while a disk is waited for: the window looks, too
        self._beginning = threading.Lock()
        self._known: dict[Key, Upload] = {}
        self._by_id: dict[str, Upload] = {}

    def all(self) -> list[Upload]:
        """In the order in which they were announced."""
        with self._lock:
            return list(self._by_id.values())

    def find(self, upload_id: str) -> Upload | None:
        """By number."""
        with self._lock:
            return self._by_id.get(upload_id)

    def announce(self, files: Iterable[Announced], phone: Phone) -> list[Upload]:
        """Takes down what is to come; what was announced before stands where it stood. Checks the disk's room first."""
        with self._lock:
            found = [self._announce(*one, phone) for one in _numbered(list(files), self._key_of)]
            needed = sum(one.file.size - one.offset for one in self.all() if one.missing)
        if needed + rules.SPARE > self._inbox.room(needed + rules.SPARE):
            self._said("phone_no_room")
            for one in found:
                if one.missing and one.offset == 0:
                    one.refused = SpaceError("disk_full", needed=needed)
        return found

    def _announce(self, file: Announced, key: Key, phone: Phone) -> Upload:
        known = self._known.get(key)
        if known is not None and known.standing().state != REFUSED:
            return known
        if known is not None:  # chosen again: tried again
            self._by_id.pop(known.id, None)
        made = Upload(secrets.token_hex(8), file)
        made.refused = self._refusal(file)
        half = None if made.refused else self._inbox.take_up(file, phone)
        if half is not None:
            made.offset, made.arriving, made.head = half.offset, half.arriving, file.head
        self._known[key] = made
        self._by_id[made.id] = made
        return made

    def _refusal(self, file: Announced) -> EvidenceError | None:
        if file.size == 0:
            return SourceError("source_empty", path=file.name)
        if not usable_name(file.name):
            self._said("phone_name_refused")
            return SourceError("name_unusable", path=printable_name(file.name))
        return None

    @staticmethod
    def _key_of(file: Announced, count: int) -> Key:
        return file.name, file.size, file.changed, file.head, count

    def write(self, upload: Upload, data: bytes | bytearray, phone: Phone, sha256: str) -> None:
        """The next slice; the last one with what the phone found. Waits while the disk is behind.

        Raises EvidenceError where the file can't be taken; it is refused then.
        """
        try:
            arriving = upload.arriving or self._begin(upload, phone)
            if upload.offset == 0:
                upload.head = hashlib.sha256(data[: rules.HEAD]).hexdigest()
            arriving.write(data)
        except EvidenceError as error:
            upload.refused = error
            raise
        upload.offset += len(data)
        upload.touched = time.monotonic()
        if upload.offset == upload.file.size:
            arriving.finish(sha256)

    def _begin(self, upload: Upload, phone: Phone) -> Arriving:
        with self._beginning:
            half = [one for one in self.all() if one.standing().state == RECEIVING]
            if len(half) >= rules.MOST_OPEN:
                self._start_over(min(half, key=lambda one: one.touched))
                self._said("phone_too_many")
            upload.arriving = self._inbox.begin(upload.file, phone)
            return upload.arriving

    def _start_over(self, upload: Upload) -> None:
        arriving, upload.arriving, upload.offset = upload.arriving, None, 0
        if arriving is not None:
            arriving.give_up()

    def restart(self, upload: Upload) -> None:
        """From the first byte again: what came did not fit together."""
        with self._lock:
            if upload.standing().state in (WAITING, RECEIVING):
                self._start_over(upload)

    def drop(self, upload: Upload) -> None:
        """The person doesn't want to send it any more."""
        with self._lock:
            if upload.missing:
                self._start_over(upload)
                upload.refused = SourceError("arrived_incomplete", path=upload.file.name)

    def give_up_missing(self) -> None:
        """The page closes: what isn't whole is set aside where it can be known again, and is lost otherwise."""
        for upload in self.all():
            half = upload.half
            if half is None:
                self.drop(upload)
            else:
                self._inbox.set_aside(half)
                upload.arriving = None
                upload.refused = SourceError("arrived_incomplete", path=upload.file.name)

    @property
    def all_done(self) -> bool:
        """Whether something was announced and nothing of it is still to come or to be kept."""
        every = self.all()
        return bool(every) and all(one.over for one in every)


def _numbered(
    files: list[Announced], key_of: Callable[[Announced, int], Key]
) -> list[tuple[Announced, Key]]:
    """Each file with its key: two alike in one choosing are two."""
    seen: dict[Key, int] = {}
    found = []
    for file in files:
        first = key_of(file, 0)
        count = seen.get(first, 0)
        seen[first] = count + 1
        found.append((file, key_of(file, count)))
    return found


def usable_name(name: str) -> bool:
    """Whether it is a file's own name: no browser sends one that leads elsewhere, or signs that can't be seen."""
    if not name.strip(" .") or len(name) > rules.LONGEST_NAME:
        return False
    return not any(char in "/\\" or _is_control(char) for char in name)


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")


def printable_name(name: str) -> str:
    """A refused name, fit to be told."""
    return "".join("\ufffd" if _is_control(char) else char for char in name[: rules.LONGEST_NAME])


def as_told(upload: Upload) -> dict[str, Any]:
    """What the page is told of a file."""
    standing = upload.standing()
    return {
        "id": upload.id,
        "name": upload.file.name,
        "size": upload.file.size,
        "offset": upload.offset,
        "state": standing.state,
        "sha256": standing.sha256 if standing.state == KEPT else "",
        "before": standing.before,
        "code": standing.code,
    }


__all__ = ["KEEPING", "Upload", "Uploads", "as_told", "printable_name", "usable_name"]
