"""One file on its way into the vault: staged while it comes, described like any file, and entered.

It has a staging session and a thread of its own for as long as it is on its way, so that the lock says to whom it
belongs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, BinaryIO, cast

from evidence_keeper import arriving
from evidence_keeper.errors import Cancelled, EvidenceError, InternalError, SourceError
from evidence_keeper.intake.phone import Announced, Phone, Standing
from evidence_keeper.jobs import Job
from evidence_keeper.model import Source
from evidence_keeper.receiving.feed import Feed
from evidence_keeper.vault import Arrival, Kept, Session, Staged

NOTE_CODES = ("phone_clock_fast", "phone_clock_slow")
"""What may stand in the notes of what a phone sent: `seconds` by which its clock was wrong when it sent."""
_CLOCK_SLACK = 120.0  # seconds: what a telephone network's clock keeps within


class Incoming:
    """A feed that the vault's staging drinks from, and what becomes of it."""

    def __init__(
        self,
        session: Session,
        file: Announced,
        phone: Phone,
        case_id: str,
        keep: Callable[[Session, Arrival], Kept],
    ) -> None:
        self._session, self._file, self._phone = session, file, phone
        self._case_id, self._keep = case_id, keep
        self._feed = Feed()
        self._found_by_phone = ""
        self._whole = False
        self._ended: Standing | None = None
        self.thread = threading.Thread(target=self._run, name="phone-file", daemon=True)

    def write(self, data: bytes | bytearray) -> None:
        self._feed.put(data)

    @property
    def ready(self) -> bool:
        return self._feed.ready

    def finish(self, sha256: str) -> None:
        self._found_by_phone = sha256
        self._whole = True
        self._feed.end()

    def go_on(self, phone: Phone) -> None:
        """The same phone goes on over another opening of the page: what is known of it is what holds for both."""
        self._phone = replace(phone, sealed=phone.sealed and self._phone.sealed)

    def give_up(self) -> None:
        self._feed.give_up()

    def standing(self) -> Standing:
        return self._ended or Standing("keeping" if self._whole else "receiving")

    def _run(self) -> None:
        ended = Standing("refused", code="unexpected")
        failure: EvidenceError = InternalError("unexpected")
        try:
            with self._session as session:
                ended = self._take_in(session)
        except Cancelled:
            failure = SourceError("arrived_incomplete", path=self._file.name)
            ended = Standing("refused", code=failure.code, data=failure.data)
        except EvidenceError as error:
            failure = error
            ended = Standing("refused", code=error.code, data=MappingProxyType(dict(error.data)))
        finally:
            self._ended = ended
            self._feed.fail(failure)

    def _take_in(self, session: Session) -> Standing:
        staged = session.stage(cast(BinaryIO, self._feed), self._card(), Job())
        try:
            if self._found_by_phone not in ("", staged.digest.value):
                raise SourceError("arrived_differently", path=self._file.name)
            kept = self._keep(session, self._described(staged))
        except BaseException:
            session.forget(staged)
            raise
        return Standing("kept", staged.digest.value, kept.item.item_id, before=not kept.fresh)

    def _card(self) -> dict[str, Any]:
        modified = self._file.modified_at
        return {
            "name": self._file.name,
            "case_id": self._case_id,
            "source": Source.PHONE.value,
            "modified_at": None if modified is None else modified.isoformat(),
            "made_now": self._file.made_now,
            "device": self._phone.device,
            "phone": dict(self._facts()),
        }

    def _facts(self) -> Mapping[str, Any]:
        """What is known of the phone, for provenance."""
        modified = self._file.modified_at
        return {
            "browser": self._phone.browser,
            "user_agent": self._phone.user_agent,
            "address": self._phone.address,
            "last_modified": None if modified is None else modified.isoformat(),
            "type": self._file.type,
            "sealed": self._phone.sealed,
            "clock_ahead_seconds": self._phone.clock_ahead,
        }

    def _described(self, staged: Staged) -> Arrival:
        from evidence_keeper.intake import files

        found = files.describe(
            staged.path,
            name=self._file.name,
            source_path=self._file.name,
            modified_at=self._file.modified_at,
            now=datetime.now().astimezone(),
            source=Source.PHONE,
            device=self._phone.device,
        )
        modified_at = self._file.modified_at
        if self._file.made_now:
            found, modified_at = files.without_file_time(found), None
        found = arriving.told(found, staged.path, modified_at)
        facts = {**self._facts(), "sha256_on_phone": self._found_by_phone or None}
        provenance = replace(
            found.provenance,
            software=found.provenance.software or self._phone.browser,
            extra={**found.provenance.extra, "phone": facts},
            notes=(*found.provenance.notes, *_notes(self._phone)),
        )
        return Arrival(
            staged,
            self._case_id,
            found.kind,
            self._file.name,
            found.captured_at,
            found.time_source,
            "",
            provenance,
        )


def _notes(phone: Phone) -> Iterator[Mapping[str, Any]]:
    """A phone whose clock is wrong has given its files wrong times."""
    ahead = phone.clock_ahead or 0.0
    if abs(ahead) > _CLOCK_SLACK:
        code = "phone_clock_fast" if ahead > 0 else "phone_clock_slow"
        yield {"code": code, "seconds": round(abs(ahead))}
