"""Joins the phone page to the vault: what a phone sends is staged while it comes, described like any file, and kept.

Each file has a staging session and a thread of its own for as long as it is on its way, so that the lock says to whom
it belongs. 已收到 is said only of what the vault has entered; what a crash left whole is kept at the next start, and
what it left torn is still on the phone.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from evidence_keeper import arriving
from evidence_keeper.errors import (
    BusyError,
    Cancelled,
    EvidenceError,
    InternalError,
    NetworkError,
    SourceError,
)
from evidence_keeper.intake.phone import (
    Announced,
    Event,
    Network,
    Offered,
    Phone,
    PhoneServer,
    Standing,
    networks,
)
from evidence_keeper.jobs import Job
from evidence_keeper.model import EvidenceItem, Refused, Source
from evidence_keeper.vault import Arrival, Kept, Session, Vault

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

WHAT = "receive"
ADDRESS = "EVIDENCE_KEEPER_ADDRESS"
_AHEAD = 4 << 20  # bytes that may wait for the disk
_BUSY_TIMES = 6


@dataclass(frozen=True, slots=True)
class FileState:
    """One file that the phone sends: `arrived` of `size` bytes are here; `standing` says what became of it."""

    name: str
    size: int
    arrived: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class ReceivingState:
    """How it is now. `over`: why it has ended by itself ("done": all that was announced is here or fetched;
    "phone_idle"), else empty. `fetched` are the numbers of those of the offered files that the phone has."""

    address: str
    plain_address: str
    network: Network
    phone: Phone | None
    files: tuple[FileState, ...]
    offered: tuple[Offered, ...]
    fetched: frozenset[int]
    events: tuple[Event, ...]
    over: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What came of it: new items, items that were kept before, what was refused, and which files the phone fetched."""

    items: tuple[EvidenceItem, ...] = ()
    already_kept: tuple[EvidenceItem, ...] = ()
    refused: tuple[Refused, ...] = ()
    fetched: tuple[Offered, ...] = ()
    events: tuple[Event, ...] = ()


class Receiving:
    """The open page. Any thread may look at it; `stop` closes it."""

    def __init__(
        self,
        vault: Vault,
        server: PhoneServer,
        offered: tuple[Offered, ...],
        inbox: _Inbox | None,
        kept: Callable[[], object],
    ) -> None:
        """Use Keeper.receive or Keeper.send."""
        self._vault, self._server, self._inbox, self._kept = vault, server, inbox, kept
        self.offered = offered
        self._stopping = threading.Lock()
        self._done: Received | None = None

    def state(self) -> ReceivingState:
        """How it is now: cheap, ask a few times a second."""
        server = self._server
        over = "phone_idle" if server.idle else "done" if server.over else ""
        files = tuple(
            FileState(one.file.name, one.file.size, one.offset, one.standing())
            for one in server.files()
        )
        return ReceivingState(
            server.address,
            server.plain_address,
            server.network,
            server.phone,
            files,
            self.offered,
            server.fetched,
            server.events(),
            over,
        )

    def stop(self) -> Received:
        """Closes the page, keeps what is whole, and says what came of it; a second call gives the same."""
        with self._stopping:
            if self._done is None:
                self._server.stop()
                if self._inbox is not None:
                    self._inbox.wait()
                self._done = self._result()
                self._write_down(self._done.fetched)
                if self._done.items:
                    self._kept()
            return self._done

    def _result(self) -> Received:
        fresh: dict[str, EvidenceItem] = {}
        before: dict[str, EvidenceItem] = {}
        refused: list[Refused] = []
        for one in self._server.files():
            standing = one.standing()
            if standing.code:
                refused.append(Refused(one.file.name, standing.code, standing.data))
            elif standing.item_id:
                into = before if standing.before else fresh
                into[standing.item_id] = self._vault.item(standing.item_id)
        for item_id in fresh:
            before.pop(item_id, None)
        return Received(
            tuple(fresh.values()),
            tuple(before.values()),
            tuple(refused),
            tuple(self.offered[number] for number in sorted(self._server.fetched)),
            self._server.events(),
        )

    def _write_down(self, fetched: Sequence[Offered]) -> None:
        """What left the house is an entry, as every hand-over."""
        if fetched and not self._vault.read_only:
            files = [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in fetched]
            self._vault.record("handed_out", {"to": "phone", "files": files})


def start(
    vault: Vault,
    case_id: str | None,
    *,
    network: Network | None = None,
    language: str = "zh_CN",
    send: Sequence[Path] = (),
    also_called: Sequence[str] = (),
    kept: Callable[[], object] = lambda: None,
) -> Receiving:
    """Open the page; see Keeper.receive and Keeper.send. `kept` is called when files were kept and it is closed."""
    if case_id is not None:
        vault.case(case_id)
        vault.session(
            WHAT
        ).close()  # a vault that can't be written to says so now, not when a phone has sent its files
    offered = tuple(offer(send))
    inbox = None if case_id is None else _Inbox(vault, case_id)
    server = PhoneServer(
        inbox or _Closed(),
        network or usual_network(),
        language=language,
        offered=offered,
        takes=case_id is not None,
        also_called=also_called,
    )
    server.start()
    return Receiving(vault, server, offered, inbox, kept)


def usual_network() -> Network:
    """The network that EVIDENCE_KEEPER_ADDRESS names, else the likeliest that a phone is on too.

    Raises NetworkError no_network.
    """
    known = networks()
    named = os.environ.get(ADDRESS)
    if named:
        return next((one for one in known if one.address == named), Network(named, "", "other"))
    if not known:
        raise NetworkError("no_network")
    return known[0]


def offer(paths: Sequence[Path]) -> list[Offered]:
    """Files and the files in folders, ready to be fetched; two of one name get different ones.

    Raises SourceError as `add` refuses: source_missing, source_unreadable, source_empty ...
    """
    from evidence_keeper.intake import files

    found: list[Offered] = []
    for path in files.walk(paths):
        if isinstance(path, Refused):
            raise SourceError(path.code, **path.data)
        with files.open_source(path) as opened:
            digest = hashlib.sha256()
            while block := opened.file.read(1 << 20):
                digest.update(block)
            found.append(
                Offered(path, _free_name(opened.name, found), opened.size, digest.hexdigest())
            )
    return found


def _free_name(name: str, taken: Sequence[Offered]) -> str:
    names = {one.name for one in taken}
    path, number, free = Path(name), 2, name
    while free in names:
        free = f"{path.stem} ({number}){path.suffix}"
        number += 1
    return free


class _Closed:
    """Nothing is taken in."""

    def room(self) -> int:
        return 0

    def begin(self, file: Announced, phone: Phone) -> _Arriving:
        raise SourceError("source_unreadable", path=file.name)


class _Inbox:
    """The vault's side of what comes in."""

    def __init__(self, vault: Vault, case_id: str) -> None:
        self._vault, self._case_id = vault, case_id
        self._committing = threading.Lock()
        self._threads: list[threading.Thread] = []

    def room(self) -> int:
        return shutil.disk_usage(self._vault.path).free

    def begin(self, file: Announced, phone: Phone) -> _Arriving:
        session = self._vault.session(WHAT, case_id=self._case_id)
        arriving = _Arriving(session, file, phone, self._case_id, self._keep)
        self._threads = [one for one in self._threads if one.is_alive()]
        self._threads.append(arriving.thread)
        arriving.thread.start()
        return arriving

    def wait(self) -> None:
        """Until everything that is whole has been kept."""
        for thread in self._threads:
            thread.join()

    def _keep(self, session: Session, arrival: Arrival) -> Kept:
        with self._committing:
            for _ in range(_BUSY_TIMES - 1):
                try:
                    return self._vault.keep(session, [arrival])[0]
                except BusyError:
                    continue  # another program keeps something large: the phone can wait
            return self._vault.keep(session, [arrival])[0]


class _Arriving:
    """One file on its way in: a feed that the vault's staging drinks from, and what becomes of it."""

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
        self._feed = _Feed()
        self._found_by_phone = ""
        self._whole = False
        self._ended: Standing | None = None
        self.thread = threading.Thread(target=self._run, name="phone-file", daemon=True)

    def write(self, data: bytes) -> None:
        self._feed.put(data)

    def finish(self, sha256: str) -> None:
        self._found_by_phone = sha256
        self._whole = True
        self._feed.end()

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

    def _described(self, staged: Any) -> Arrival:
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


class _Feed(io.RawIOBase):
    """A file that is read while it is written: one thread puts, one reads."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[memoryview] = deque()
        self._bytes = 0
        self._news = threading.Condition()
        self._ended = False
        self._given_up = False
        self._failure: EvidenceError | None = None

    def put(self, data: bytes) -> None:
        """The next bytes; waits while too many wait. Raises what ended the reading."""
        with self._news:
            self._news.wait_for(lambda: self._bytes < _AHEAD or self._failure is not None)
            if self._failure is not None:
                raise self._failure
            self._waiting.append(memoryview(data))
            self._bytes += len(data)
            self._news.notify_all()

    def end(self) -> None:
        """That was all."""
        with self._news:
            self._ended = True
            self._news.notify_all()

    def give_up(self) -> None:
        """There will be no more, and it isn't all."""
        with self._news:
            self._given_up = not self._ended
            self._news.notify_all()

    def fail(self, failure: EvidenceError) -> None:
        """Nobody reads any more."""
        with self._news:
            self._failure = failure
            self._news.notify_all()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        with self._news:
            self._news.wait_for(lambda: self._waiting or self._ended or self._given_up)
            if self._given_up:
                raise Cancelled
            if not self._waiting:
                return 0
            into = memoryview(buffer).cast("B")
            count = min(len(into), len(self._waiting[0]))
            into[:count] = self._waiting[0][:count]
            self._waiting[0] = self._waiting[0][count:]
            if not self._waiting[0]:
                self._waiting.popleft()
            self._bytes -= count
            self._news.notify_all()
            return count


__all__ = [
    "FileState",
    "Received",
    "Receiving",
    "ReceivingState",
    "offer",
    "start",
    "usual_network",
]
