"""The vault: the only code that writes evidence.

It promises that what it calls kept is on the disk, read back and in the journal; that originals stay byte-identical;
that every fact is an entry of one signed hash chain; and that a stranger can check all of it (docs/vault-format.md).
A reader never needs the writer's lock; a writer holds it for a commit only.
"""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evidence_keeper import __version__
from evidence_keeper.errors import (
    BusyError,
    EvidenceError,
    InputError,
    IntegrityError,
    SpaceError,
    StorageError,
)
from evidence_keeper.jobs import Job
from evidence_keeper.model import (
    Case,
    Digest,
    EvidenceItem,
    Finding,
    FindingCode,
    Head,
    Hit,
    JournalEntry,
    MarkKind,
    Report,
)
from evidence_keeper.vault import commit, disk, journal, originals, staging
from evidence_keeper.vault.commit import BODIES, HEAD, JOURNAL
from evidence_keeper.vault.entries import (
    Arrival,
    Draft,
    Kept,
    chain_break,
    draw_up,
    keep_body,
    now,
    random_name,
)
from evidence_keeper.vault.index import Index
from evidence_keeper.vault.keys import Keyring, SigningKey, Verifier, public_pem
from evidence_keeper.vault.locks import FileLock
from evidence_keeper.vault.originals import LITTER, Staged, place_of
from evidence_keeper.vault.schema import Unusable, is_passing
from evidence_keeper.vault.staging import Session

LOCK = "lock"
CACHE = "cache"
COPY_MARK = "copy.json"
README = "README.txt"
WAIT_SECONDS = 10.0
"""How long a second writer waits for the first (CLI-SHAPES: then vault_busy)."""

_README_TEXT = """\
取证管家的证据库。请不要改动、改名或删除这里的任何文件：改过就会被查出来。
要备份，请在软件里用“存第二份”。怎样不用本软件核对，见软件所附的 docs/vault-format.md。

This is an Evidence Keeper vault. Please don't change, rename or delete anything in here: a change will be found.
To back it up use the program's second copy. docs/vault-format.md says how to check it without this program.
"""


class Vault:
    """One vault folder. Thread-safe; several processes may use the same folder at once."""

    def __init__(self, path: Path, keyring: Keyring, read_only: bool) -> None:
        """Use Vault.open or Vault.create."""
        self.path = path
        self.keyring = keyring
        self.read_only = read_only
        self.wait_seconds = WAIT_SECONDS
        self.mended: tuple[Finding, ...] = ()
        self._whole: tuple[tuple[int, ...], ...] = ()
        self._index: Index
        self._swap = threading.RLock()

    # Opening ----------------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, *, home: Path) -> Vault:
        """Make a vault in a new or empty folder; `home` is where keys and anchors lie (the user's data folder).

        Raises InputError target_not_empty or vault_unreachable, SpaceError, StorageError, BusyError.
        """
        path = Path(os.path.abspath(path))
        with disk.reaching(path):
            if path.exists() and not all(_is_ours(name) for name in os.listdir(path)):
                raise InputError("target_not_empty", path=str(path))
            for folder in (path, path / "originals", path / "staging", path / CACHE):
                disk.make_folder(folder)
        keyring = Keyring(home)
        lock = FileLock(path / LOCK)
        lock.acquire(WAIT_SECONDS)
        with lock:
            commit.finish_all(path, keyring)  # somebody's who died while making it
            if not (path / JOURNAL).exists():
                with disk.guarded(path):
                    disk.write_atomic(path / README, b"\xef\xbb\xbf" + _README_TEXT.encode())
                _write_first_entry(path, keyring)
        return cls.open(path, home=home)

    @classmethod
    def open(cls, path: Path, *, home: Path) -> Vault:
        """Open a vault; commits that a crash left are mended where we may write (see `mended`).

        A vault that contradicts itself opens too, for reading and checking. Raises InputError not_a_vault,
        vault_unreachable or vault_too_new, IntegrityError journal_missing, StorageError.
        """
        path = Path(os.path.abspath(path))
        with disk.reaching(path):
            if not any(
                (path / name).exists() for name in (JOURNAL, BODIES, HEAD)
            ) and not _has_originals(path):
                raise InputError("not_a_vault", path=str(path))
        _refuse_later_format(path)
        read_only = not os.access(path, os.W_OK) or (path / COPY_MARK).exists()
        vault = cls(path, Keyring(home), read_only)
        notices: list[Finding] = []
        if not read_only:
            # What can't be mended now (a full disk, a hanging writer) must not keep anybody from reading.
            with contextlib.suppress(SpaceError, StorageError, BusyError):
                notices += vault._mend_commits()
        if not (path / JOURNAL).exists():
            raise IntegrityError("journal_missing", path=str(path))
        notices += vault._open_index()
        vault.mended = tuple(notices)
        return vault

    def close(self) -> None:
        """Let the index file go."""
        self._index.close()

    def _open_index(self) -> list[Finding]:
        """Open the index, or make it again where it can't be used; in memory where nothing can be written."""
        with disk.guarded(self.path):
            if not self.read_only:
                index, notices = self._index_on_disk()
                if index is not None:
                    self._index = index
                    return notices
            self._index = _read_up(Index(self.path, None))
        return []

    def _index_on_disk(self) -> tuple[Index | None, list[Finding]]:
        file = self.path / CACHE / "index.sqlite"
        notices: list[Finding] = []
        for _ in range(2):
            try:
                disk.make_folder(file.parent)
                return _read_up(Index(self.path, file)), notices
            except OSError:
                break  # the journal's files or the folder: nothing that a new index would mend
            except (Unusable, sqlite3.Error) as error:
                if is_passing(error) or not _remove_index(file):
                    break
                notices = [Finding(FindingCode.MENDED, "index", {"result": "rebuilt"})]
        return None, []

    def rebuild_index(self) -> None:
        """Throw the index away and make it again from the journal."""
        with self._swap:
            self._index.close()
            _remove_index(self.path / CACHE / "index.sqlite")
            self._open_index()

    @property
    def index(self) -> Index:
        """The index, read up to the journal's end."""
        with self._swap:
            try:
                if not self._index.stands_at((self.path / JOURNAL).stat()):
                    self._index.catch_up()
            except (Unusable, sqlite3.Error):
                self._index.close()
                self.mended += tuple(self._open_index())
            except FileNotFoundError as error:
                if not (self.path / JOURNAL).exists():
                    raise IntegrityError("journal_missing", path=str(self.path)) from None
                raise disk.as_error(error, self.path) from error
            except OSError as error:
                raise disk.as_error(error, self.path) from error
            return self._index

    # Mending ----------------------------------------------------------------------------------------------------

    def _mend_commits(self) -> list[Finding]:
        """Finish or roll back what crashed commits left, and sweep up behind them."""
        if not (commit.intents(self.path) or self._litter()):
            return []
        lock = FileLock(self.path / LOCK)
        lock.acquire(self.wait_seconds)
        with lock:
            return self._mend_locked()

    def _mend_locked(self) -> list[Finding]:
        """Nobody commits while we hold the writer lock: an intent that stands is one that didn't get through, be
        its session alive (its commit failed and couldn't be taken back) or dead."""
        results = [self._finish(intent) for intent in commit.intents(self.path)]
        if "finished" in results:
            for session in staging.orphans(self.path):
                with session:
                    _forget_committed(session, self.path)
        for left in self._litter():
            originals.discard(left)
        return [Finding(FindingCode.MENDED, "commit", {"result": one}) for one in results if one]

    def _finish(self, intent: Path) -> str:
        try:
            return commit.finish(self.path, intent.parent, intent, self.keyring)
        except IntegrityError:
            # It stays where it lies, and a check names it. Whether anything may be written onto the journal
            # is decided by the journal itself (refuse_contradiction).
            return ""

    def _litter(self) -> list[Path]:
        """Half-written files of writers. Only under the writer lock is it certain that those are dead."""
        with contextlib.suppress(OSError, journal.BadLine):
            vault_id = journal.parse_head((self.path / HEAD).read_bytes()).vault
            return [*self.path.glob("*.part"), *self.keyring.litter(vault_id)]
        return list(self.path.glob("*.part"))

    def orphaned_sessions(self) -> Iterator[Session]:
        """Sessions of dead owners that still hold staged files, locked for us; close each. For keeper to mend."""
        if not self.read_only:
            for session in staging.orphans(self.path):
                if session.intent.exists():  # it couldn't be mended yet and still needs its files
                    session.close()
                else:
                    yield session

    # Writing ----------------------------------------------------------------------------------------------------

    def session(self, what: str, **facts: Any) -> Session:
        """A staging session for `what` (add, record, ...). Raises StorageError vault_read_only, SpaceError."""
        self._refuse_reader()
        return Session.begin(self.path, {"what": what, "started": now().isoformat(), **facts})

    def keep(self, session: Session, arrivals: Sequence[Arrival]) -> list[Kept]:
        """Enter staged files as items, in one commit. The same bytes in the same case are not kept twice; a
        withdrawn item with these bytes comes back.

        Raises InputError case_unknown, BusyError, SpaceError, StorageError, IntegrityError; nothing is entered then.
        """
        outcome: list[tuple[str, bool]] = []

        def build(index: Index) -> list[Draft]:
            outcome.clear()
            drafts: list[Draft] = []
            number = index.count_items()
            fresh: dict[tuple[str, str], str] = {}
            for arrival in arrivals:
                index.case(arrival.case_id)
                same = (arrival.staged.digest.value, arrival.case_id)
                known = None if arrival.always_new else index.same(*same)
                if known is not None:
                    if not disk.is_regular(self.path / place_of(known.digest.value)):
                        drafts.append(_put_back(known, arrival))
                    if known.withdrawn:
                        drafts.append(Draft("restore", {"item_id": known.item_id}))
                    outcome.append((known.item_id, False))
                elif same in fresh and not arrival.always_new:
                    outcome.append((fresh[same], False))
                else:
                    number += 1
                    item_id = f"e{number:04d}-{random_name(10)}"
                    fresh[same] = item_id
                    drafts.append(Draft("keep", keep_body(item_id, arrival), arrival.staged))
                    outcome.append((item_id, True))
            return drafts

        for arrival in arrivals:
            session.prove(arrival.staged)
        self._refuse_changed({arrival.staged.digest.value for arrival in arrivals})
        self._write(build, session)
        for arrival in arrivals:
            session.forget(arrival.staged)
        index = self.index
        return [Kept(index.item(item_id), fresh) for item_id, fresh in outcome]

    def _refuse_changed(self, digests: set[str]) -> None:
        """What lies there already under such a digest must be that: else we would call kept what isn't."""
        for digest in sorted(digests):
            path = self.path / place_of(digest)
            if disk.is_regular(path):
                with disk.guarded(path):
                    found = disk.sha256_of(path)[0]
                if found != digest:
                    raise IntegrityError("original_changed", path=str(path), name=path.name)

    def derive(
        self,
        item_id: str,
        data: bytes,
        *,
        tool: str,
        version: str,
        options: Mapping[str, Any] | None = None,
    ) -> Digest:
        """Keep something made from an item (a text, a copy) as a content-addressed derivative."""
        self.item(item_id)
        with self.session("derive", item_id=item_id) as session:
            staged = session.stage(io.BytesIO(data), {}, Job())
            session.prove(staged)
            body = {
                "item_id": item_id,
                "sha256": staged.digest.value,
                "size": staged.size,
                "tool": tool,
                "version": version,
                "options": dict(options or {}),
            }
            self._refuse_changed({staged.digest.value})
            self._write(lambda _index: [Draft("derive", body, staged)], session)
            session.forget(staged)
        return staged.digest

    def enter(self, drafts: Sequence[Draft], session: Session) -> list[JournalEntry]:
        """Write several entries in one commit, with the files staged in `session` that some of them bring.

        Raises BusyError, SpaceError, StorageError, IntegrityError; nothing is entered then.
        """
        staged = [draft.staged for draft in drafts if draft.staged is not None]
        for one in staged:
            session.prove(one)
        self._refuse_changed({one.digest.value for one in staged})
        entries = self._write(lambda _index: drafts, session)
        for one in staged:
            session.forget(one)
        return entries

    def record(self, kind: str, body: Mapping[str, Any]) -> JournalEntry:
        """Write one entry without an original (bundled, checked, recovered ...)."""
        return self._write(lambda _index: [Draft(kind, body)])[0]

    def new_case(self, title: str, type: str, fields: Mapping[str, str]) -> Case:
        """Open a case."""
        case_id = ""

        def build(index: Index) -> list[Draft]:
            nonlocal case_id
            case_id = f"c{len(index.cases()) + 1:03d}-{random_name(8)}"
            body = {"case_id": case_id, "title": title, "type": type, "fields": dict(fields)}
            return [Draft("case_set", body)]

        self._write(build)
        return self.case(case_id)

    def set_case(
        self,
        case_id: str,
        fields: Mapping[str, str],
        *,
        title: str | None = None,
        type: str | None = None,
    ) -> Case:
        """Change a case's fields; an empty value clears one. Earlier values stay in the journal."""
        body: dict[str, Any] = {"case_id": case_id, "fields": dict(fields)}
        if title is not None:
            body["title"] = title
        if type is not None:
            body["type"] = type

        def build(index: Index) -> list[Draft]:
            index.case(case_id)
            return [Draft("case_set", body)]

        self._write(build)
        return self.case(case_id)

    def _about(self, kind: str, item_id: str, **facts: Any) -> EvidenceItem:
        def build(index: Index) -> list[Draft]:
            index.item(item_id)
            if "case_id" in facts:
                index.case(facts["case_id"])
            return [Draft(kind, {"item_id": item_id, **facts})]

        self._write(build)
        return self.item(item_id)

    def note(self, item_id: str, text: str) -> EvidenceItem:
        """Write a note to an item. Raises InputError item_unknown."""
        return self._about("note", item_id, text=text)

    def withdraw(self, item_id: str) -> EvidenceItem:
        """Put an item away; it stays in the vault, verified, and can come back."""
        return self._about("withdraw", item_id)

    def restore(self, item_id: str) -> EvidenceItem:
        """Bring a withdrawn item back."""
        return self._about("restore", item_id)

    def assign(self, item_id: str, case_id: str) -> EvidenceItem:
        """Move an item to another case. Raises InputError case_unknown, item_unknown."""
        return self._about("assign", item_id, case_id=case_id)

    def mark(self, item_id: str, seconds: float, kind: MarkKind) -> EvidenceItem:
        """Mark a moment of a recording."""
        return self._about("mark", item_id, seconds=seconds, mark=kind.value)

    def confirm_mark(self, item_id: str, seconds: float, kind: MarkKind) -> EvidenceItem:
        """A person has listened to a marked moment and says that it is so."""
        return self._about("confirm", item_id, seconds=seconds, mark=kind.value)

    def correct(self, item_id: str, fields: Mapping[str, str]) -> EvidenceItem:
        """A person's better knowledge of an item; what was there before stays in the journal."""
        return self._about("correct", item_id, fields=dict(fields))

    def regroup(self, item_ids: Sequence[str], group: str) -> None:
        """Items that belong together from now on, in one commit; the group they came in with stays in the journal."""

        def build(index: Index) -> list[Draft]:
            for item_id in item_ids:
                index.item(item_id)
            return [
                Draft("correct", {"item_id": item_id, "fields": {"group": group}})
                for item_id in item_ids
            ]

        self._write(build)

    def confirm(self, item_id: str) -> EvidenceItem:
        """A person has checked what a machine read of the item."""
        return self._about("confirm", item_id)

    def strike(self, item_id: str, finding: Mapping[str, Any]) -> EvidenceItem:
        """A person says that something a rule found in the item isn't so."""
        return self._about("strike", item_id, finding=dict(finding))

    def _refuse_reader(self) -> None:
        if (self.path / COPY_MARK).exists():
            raise InputError("vault_is_copy", path=str(self.path))
        if self.read_only:
            raise StorageError("vault_read_only", path=str(self.path))

    def _write(
        self, build: Callable[[Index], Sequence[Draft]], session: Session | None = None
    ) -> list[JournalEntry]:
        """Commit what `build` drafts, under the writer lock, onto the journal as it then is."""
        self._refuse_reader()
        lock = FileLock(self.path / LOCK)
        lock.acquire(self.wait_seconds)
        with lock, contextlib.ExitStack() as stack:
            self._refuse_reader()  # it may have been moved away while we waited
            # Always, not only where the head is behind: half a commit of a process that died a moment ago may lie
            # behind the last line, and ours would be joined to it.
            if commit.intents(self.path):
                self.mended += tuple(self._mend_locked())
            index = self.index
            self.refuse_contradiction()
            drafts = list(build(index))
            if not drafts:
                return []
            if session is None:
                session = stack.enter_context(self.session("entry"))
            entries = self._commit(index, drafts, session)
            self._whole = self._file_marks()
        _ = self.index  # read on now, while the pages are warm
        return entries

    def _commit(self, index: Index, drafts: list[Draft], session: Session) -> list[JournalEntry]:
        key, is_new = self._key(index)
        if is_new and drafts[0].kind != "key_added":
            drafts.insert(0, Draft("key_added", {}))
        head = index.head()
        assert head is not None  # an index without entry 0 was refused above
        intent, entries = draw_up(self.path, index.vault_id(), head, drafts, key, is_new)
        commit.run(self.path, session.folder, intent, session.intent, self.keyring)
        return entries[1:] if is_new else entries

    def sign(self, data: bytes) -> bytes | None:
        """ECDSA over SHA-256 of `data`, DER, by the key that is in force in the journal: what `openssl dgst -verify`
        takes. Where that isn't this computer's key an entry brings it first; None where that may not be written.

        Raises what writing an entry can raise.
        """
        if self._own_key() is None:
            if self.read_only:
                return None
            self._write(self._bring_key)
        key = self._own_key()
        if key is None:  # another computer brought its own just now
            raise BusyError("vault_busy", path=str(self.path))
        return bytes.fromhex(key.sign(data))

    def _own_key(self) -> SigningKey | None:
        """This computer's key, where it is the one in force."""
        index = self.index
        key = self.keyring.load(index.vault_id())
        return key if key is not None and key.public == index.key() else None

    def _bring_key(self, index: Index) -> list[Draft]:
        return [Draft("key_added", {})] if self._key(index)[1] else []

    def _key(self, index: Index) -> tuple[SigningKey, bool]:
        vault_id = index.vault_id()
        key = self.keyring.load(vault_id) or self.keyring.create(vault_id)
        return key, key.public != index.key()

    def refuse_contradiction(self) -> None:
        """Never write onto a journal that isn't whole: what is wrong would be buried, and verify must find it.

        Raises IntegrityError journal_broken, journal_truncated or older_copy.
        """
        index = self.index
        where = str(self.path)
        known = index.head()
        if index.broken_at is not None or known is None:
            raise IntegrityError("journal_broken", path=where, reason="chain", seq=index.broken_at)
        try:
            head = journal.parse_head((self.path / HEAD).read_bytes())
        except (OSError, journal.BadLine):
            raise IntegrityError("journal_broken", path=where, reason="head") from None
        if head.seq > known.seq:
            raise IntegrityError("journal_truncated", path=where, seq=known.seq, expected=head.seq)
        self._refuse_broken_lines(known)
        if (head.seq, head.hash) != (known.seq, known.hash.value):
            raise IntegrityError("journal_broken", path=where, reason="head")
        if head.vault != index.vault_id() or not head.signed_by(Verifier(index.key())):
            raise IntegrityError("journal_broken", path=where, reason="head")
        anchor = self.keyring.anchor(index.vault_id())
        if anchor is not None and anchor.seq > known.seq:
            raise IntegrityError("older_copy", path=where, seq=known.seq, expected=anchor.seq)
        if anchor is not None and index.hash_at(anchor.seq) != anchor.hash:
            raise IntegrityError("journal_broken", path=where, reason="anchor")

    def _refuse_broken_lines(self, known: Head) -> None:
        """Every line names the one before it and the body that lies there; done again only where a file changed."""
        marks = self._file_marks()
        if marks == self._whole:
            return
        with disk.guarded(self.path):
            reason = chain_break(self.path, known)
        if reason is not None:
            raise IntegrityError("journal_broken", path=str(self.path), reason=reason)
        self._whole = marks

    def _file_marks(self) -> tuple[tuple[int, ...], ...]:
        try:
            stats = [(self.path / name).stat() for name in (JOURNAL, BODIES)]
        except FileNotFoundError as error:
            raise IntegrityError(
                "journal_broken", path=str(self.path), reason=Path(error.filename).name
            ) from None
        except OSError as error:
            raise disk.as_error(error, self.path) from error
        return tuple((one.st_ino, one.st_size, one.st_mtime_ns, one.st_ctime_ns) for one in stats)

    # Reading ----------------------------------------------------------------------------------------------------

    @property
    def vault_id(self) -> str:
        """The vault's id, as entry 0 has it."""
        return self.index.vault_id()

    def cases(self) -> list[Case]:
        """All cases, oldest first."""
        return self.index.cases()

    def case(self, case_id: str) -> Case:
        """One case. Raises InputError case_unknown."""
        return self.index.case(case_id)

    def items(
        self, case_id: str | None = None, *, withdrawn: bool | None = False
    ) -> list[EvidenceItem]:
        """Items in the order kept, of one case or all; `withdrawn` None: both kinds. Raises InputError."""
        if case_id is not None:
            self.index.case(case_id)
        return self.index.items(case_id, withdrawn)

    def item(self, item_id: str) -> EvidenceItem:
        """One item. Raises InputError item_unknown."""
        return self.index.item(item_id)

    def original(self, item: EvidenceItem) -> Path:
        """The item's original, to read only. Raises IntegrityError original_missing."""
        path = self.path / place_of(item.digest.value)
        if not disk.is_regular(path):
            raise IntegrityError(
                "original_missing", path=str(path), item_id=item.item_id, name=item.name
            )
        return path

    def head(self) -> Head:
        """The journal's last entry. Raises IntegrityError where there is none."""
        head = self.index.head()
        if head is None:
            raise IntegrityError("journal_missing", path=str(self.path))
        return head

    def history(self, item_id: str | None = None) -> list[JournalEntry]:
        """The entries about an item (its custody history), or all of them, oldest first."""
        if item_id is not None:
            self.item(item_id)
        try:
            with disk.guarded(self.path):
                return self.index.history(item_id)
        except journal.BadLine as bad:
            raise IntegrityError("journal_broken", path=str(self.path), reason=bad.reason) from None

    def find(self, text: str) -> list[Hit]:
        """Where a text stands, in items and cases that aren't put away."""
        return self.index.find(text)

    def public_key_pem(self) -> bytes:
        """The public key that signs now, for openssl."""
        return public_pem(self.index.key())

    def journal_lines(self) -> list[bytes]:
        """The journal's lines without their LF. They hold no content."""
        return journal.split_lines(self._bytes_of(JOURNAL))[0]

    def body_lines(self, case_id: str | None = None) -> list[bytes]:
        """The bodies' lines without their LF; with a case, those that its reader may not see are empty."""
        lines = journal.split_lines(self._bytes_of(BODIES))[0]
        if case_id is None:
            return lines
        seen = self.index.sequences(case_id)
        return [line if seq in seen else b"" for seq, line in enumerate(lines)]

    def head_bytes(self) -> bytes:
        """head.json as it is."""
        return self._bytes_of(HEAD)

    def _bytes_of(self, name: str) -> bytes:
        try:
            with disk.guarded(self.path):
                return (self.path / name).read_bytes()
        except StorageError:
            if not (self.path / name).exists():
                raise IntegrityError("journal_missing", path=str(self.path / name)) from None
            raise

    def verify(self, job: Job | None = None) -> Report:
        """Check everything (vault.verify has the numbered procedure)."""
        from evidence_keeper.vault.verify import verify_vault

        return verify_vault(self.path, self.keyring, job or Job(), mended=self.mended)


_OURS = frozenset({"originals", "staging", CACHE, LOCK, README, *LITTER})


def _put_back(item: EvidenceItem, arrival: Arrival) -> Draft:
    """The original of a kept item was taken away, and here it comes again: put back, and said so."""
    digest, size = arrival.staged.digest.value, arrival.staged.size
    body = {"result": "put_back", "item_id": item.item_id, "sha256": digest, "size": size}
    return Draft("recovered", body, arrival.staged)


def _is_ours(name: str) -> bool:
    """Whether a vault's making that was interrupted may have left this name."""
    return name in _OURS or (name.startswith(README) and name.endswith(".part"))


def _has_originals(path: Path) -> bool:
    try:
        return any(originals.listed(path))
    except OSError:
        return False


def _refuse_later_format(path: Path) -> None:
    import json

    for name in (HEAD, JOURNAL):
        first: Any = None
        with (
            contextlib.suppress(OSError, ValueError, RecursionError),
            (path / name).open("rb") as file,
        ):
            first = json.loads(file.readline())
        if isinstance(first, dict):
            version = first.get("v")
            if isinstance(version, int) and version > journal.FORMAT:
                raise InputError(
                    "vault_too_new", path=str(path), version=version, known=journal.FORMAT
                )


def _read_up(index: Index) -> Index:
    try:
        index.catch_up()
    except BaseException:
        index.close()
        raise
    return index


def _remove_index(file: Path) -> bool:
    for name in (file.name, file.name + "-wal", file.name + "-shm"):
        try:
            file.with_name(name).unlink(missing_ok=True)
        except OSError:
            return False
    return True


def _forget_committed(session: Session, vault: Path) -> None:
    """Drop staged copies whose original lies in the vault since the mended commit."""
    for path, card in list(session.leftovers()):
        sha256 = str(card.get("sha256", ""))
        if len(sha256) == 64 and disk.is_regular(vault / place_of(sha256)):
            originals.discard(path)
    for card_path in session.folder.glob("f??????.json"):
        if not card_path.with_suffix("").exists():
            originals.discard(card_path)


def _write_first_entry(path: Path, keyring: Keyring) -> None:
    with contextlib.closing(_first_session(path)) as session:
        vault_id = str(session.facts["vault_id"])
        key = keyring.load(vault_id) or keyring.create(vault_id)
        body = {
            "vault_id": vault_id,
            "format": journal.FORMAT,
            "software": f"evidence-keeper {__version__}",
        }
        intent, _entries = draw_up(path, vault_id, None, [Draft("vault_created", body)], key, True)
        commit.run(path, session.folder, intent, session.intent, keyring)


def _first_session(path: Path) -> Session:
    """The session that makes the vault: one that somebody died in, so that no key stays behind, or a new one."""
    for session in staging.orphans(path):
        if session.facts.get("what") == "create" and session.facts.get("vault_id"):
            return session
        session.close()
    return Session.begin(path, {"what": "create", "vault_id": secrets.token_hex(16)})


__all__ = ["Arrival", "Draft", "EvidenceError", "Kept", "Session", "Staged", "Vault"]
