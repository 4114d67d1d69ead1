"""The index: what the journal says, in SQLite, so that a window opens at once. A cache, thrown away at will.

It stores how far it has read (sequence number, line hash, file offsets) and reads on from there. Whatever is wrong
with it (torn, edited, of another version) it is put aside and made again from the journal. What is searched in texts
is in it too, but only as long as it lives: those texts come from the originals.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import sqlite3
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

from evidence_keeper.errors import InputError
from evidence_keeper.model import (
    BOOKKEEPING,
    Case,
    Digest,
    EvidenceItem,
    Head,
    Hit,
    JournalEntry,
    Kind,
    Mark,
    MarkKind,
    Note,
    Provenance,
    Source,
    TimeSource,
)
from evidence_keeper.vault import journal
from evidence_keeper.vault.commit import BODIES, JOURNAL

_SNIPPET = 24
MOST_MESSAGES = 1000
"""Hits among messages; who gets that many has to look for something longer."""


def _migrate_1(db: sqlite3.Connection) -> None:
    db.execute("CREATE TABLE state(name TEXT PRIMARY KEY, value)")
    db.execute(
        "CREATE TABLE entries(seq INTEGER PRIMARY KEY, hash TEXT NOT NULL, kind TEXT NOT NULL,"
        " item_id TEXT, case_id TEXT, offset INTEGER NOT NULL, length INTEGER NOT NULL)"
    )
    db.execute("CREATE INDEX entries_item ON entries(item_id)")
    db.execute(
        "CREATE TABLE cases(case_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, fact TEXT NOT NULL)"
    )
    db.execute(
        "CREATE TABLE items(item_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, case_id TEXT NOT NULL,"
        " sha256 TEXT NOT NULL, withdrawn INTEGER NOT NULL, fact TEXT NOT NULL)"
    )
    db.execute("CREATE INDEX items_case ON items(case_id, seq)")
    db.execute("CREATE INDEX items_sha256 ON items(sha256)")


def _migrate_2(db: sqlite3.Connection) -> None:
    db.execute(
        "CREATE TABLE texts(item_id TEXT NOT NULL, place TEXT NOT NULL, text TEXT NOT NULL,"
        " folded TEXT NOT NULL, PRIMARY KEY(item_id, place))"
    )


def _migrate_3(db: sqlite3.Connection) -> None:
    # What "confirmed" says follows from the journal in another way: all of it is read once more.
    for table in ("state", "entries", "cases", "items"):
        db.execute(f"DELETE FROM {table}")


def _migrate_4(db: sqlite3.Connection) -> None:
    # A row a message, the folded text first: a search reads rows from their beginning.
    db.execute(
        "CREATE TABLE messages(item_id TEXT NOT NULL, number INTEGER NOT NULL, folded TEXT NOT NULL,"
        " text TEXT NOT NULL, PRIMARY KEY(item_id, number))"
    )


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _migrate_1,
    _migrate_2,
    _migrate_3,
    _migrate_4,
)
"""Each runs once, in the transaction that records it (`PRAGMA user_version`)."""

TABLES = ("state", "entries", "cases", "items")
"""What follows from the journal alone, and is compared by a check. `texts` comes from the originals."""


_PASSING = frozenset({5, 6, 8, 10, 13, 14})
"""SQLite's busy, locked, read-only, I/O error, full and can't open: the disk or another process, not the index."""


def is_passing(error: Exception) -> bool:
    """Whether an index that gave this error is to be left alone."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING


class Unusable(Exception):
    """The index file can't be used: torn, foreign, or of a later version. It is a cache: make it again."""


def _schema(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Every table, index and trigger as it was made."""
    return db.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    ).fetchall()


@functools.cache
def _schema_as_made() -> list[tuple[str, str]]:
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        for migrate in MIGRATIONS:
            migrate(db)
        return _schema(db)


def fold(text: str) -> str:
    """Text as it is compared: compatibility forms unified, case ignored. Hanzi of any length stay as they are."""
    return unicodedata.normalize("NFKC", text).casefold()


class Index:
    """The read model over one vault folder. Thread-safe; several processes may read on at once."""

    def __init__(self, vault: Path, file: Path | None) -> None:
        """Open or make the index `file`; None keeps it in memory. Raises Unusable, sqlite3.Error."""
        self._vault = vault
        self._in_memory = file is None
        self._seen: tuple[int, int] | None = None
        """Size and time of the journal that ours was last held against."""
        self._lock = threading.RLock()
        self.broken_at: int | None = None
        """The first entry that doesn't follow from the one before, if any: nothing behind it is shown."""
        target = ":memory:" if file is None else str(file)
        self._db = sqlite3.connect(
            target, timeout=10, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare()
        except BaseException:
            self._db.close()
            raise

    def _prepare(self) -> None:
        db = self._db
        with contextlib.suppress(sqlite3.OperationalError):
            db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        if version > len(MIGRATIONS):
            raise Unusable(f"version {version}")
        for number in range(version, len(MIGRATIONS)):
            with self._transaction():
                if int(db.execute("PRAGMA user_version").fetchone()[0]) != number:
                    continue  # another process was faster
                MIGRATIONS[number](db)
                db.execute(f"PRAGMA user_version={number + 1}")
        if _schema(db) != _schema_as_made():
            raise Unusable("schema")
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise Unusable("quick_check")

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # a full disk has rolled back already
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._db.close()

    # Reading on -------------------------------------------------------------------------------------------------

    def _state(self, name: str, default: Any = None) -> Any:
        row = self._db.execute("SELECT value FROM state WHERE name=?", (name,)).fetchone()
        return default if row is None else row[0]

    def _set_state(self, **values: object) -> None:
        self._db.executemany("INSERT OR REPLACE INTO state VALUES(?,?)", values.items())

    def head(self) -> Head | None:
        """How far it has read; None before the first entry."""
        with self._lock:
            seq = self._state("seq")
            return (
                None
                if seq is None or seq < 0
                else Head(int(seq), Digest.sha256(self._state("hash")))
            )

    def key(self) -> str:
        """The public key (hex DER) that signs now, or an empty text."""
        with self._lock:
            return str(self._state("key", ""))

    def vault_id(self) -> str:
        """The vault's id as entry 0 has it, or an empty text."""
        with self._lock:
            return str(self._state("vault", ""))

    def stands_at(self, journal_file: os.stat_result) -> bool:
        """Whether the journal as it lies there has nothing that it hasn't read.

        Size alone won't do: a commit that was taken back and another one instead may be equally long.
        """
        with self._lock:
            return self._is_at(journal_file) and self.broken_at is None

    def _is_at(self, journal_file: os.stat_result) -> bool:
        size, seen = journal_file.st_size, (journal_file.st_size, journal_file.st_mtime_ns)
        return seen == self._seen and int(self._state("journal_size", 0)) == size

    def catch_up(self) -> None:
        """Read what the journal has more. Raises Unusable where the journal isn't the one that was read."""
        with self._lock:
            if self._is_current():
                return
            with self._transaction():
                self._read_on()

    def _is_current(self) -> bool:
        try:
            return self._is_at((self._vault / JOURNAL).stat())
        except FileNotFoundError:
            return False

    def _read_on(self) -> None:
        seq, at, bodies_at = (
            int(self._state("seq", -1)),
            int(self._state("journal_size", 0)),
            int(self._state("bodies_size", 0)),
        )
        previous = str(self._state("hash", journal.FIRST_PREV))
        self.broken_at = None
        with (
            (self._vault / JOURNAL).open("rb") as lines_file,
            self._open_bodies() as bodies_file,
        ):
            status = os.fstat(lines_file.fileno())
            self._check_joint(lines_file.fileno(), at, previous)
            lines_file.seek(at)
            bodies_file.seek(bodies_at)
            for raw in lines_file:
                if not raw.endswith(b"\n"):
                    break  # somebody is writing it now
                body = bodies_file.readline()
                line = self._next_line(raw[:-1], seq + 1, previous)
                if line is None:
                    self.broken_at = seq + 1
                    break
                self._apply(line, body, bodies_at)
                seq, previous = line.seq, line.hash
                at += len(raw)
                bodies_at += len(body)
        self._set_state(seq=seq, hash=previous, journal_size=at, bodies_size=bodies_at)
        self._seen = (status.st_size, status.st_mtime_ns)

    def _open_bodies(self) -> BinaryIO:
        try:
            return (self._vault / BODIES).open("rb")
        except FileNotFoundError:
            # Without bodies an index in memory shows what is left; one on the disk would remember the gap.
            if not self._in_memory:
                raise
            return io.BytesIO()

    def _check_joint(self, handle: int, at: int, previous: str) -> None:
        if at == 0:
            return
        start = max(0, at - (1 << 16))
        os.lseek(handle, start, os.SEEK_SET)
        tail = os.read(handle, at - start)
        last = tail[:-1].rpartition(b"\n")[2]
        if (
            len(tail) != at - start
            or not tail.endswith(b"\n")
            or journal.sha256_hex(last) != previous
        ):
            raise Unusable("the journal is not the one that was read")

    @staticmethod
    def _next_line(raw: bytes, seq: int, previous: str) -> journal.Line | None:
        try:
            line = journal.parse_line(raw)
        except journal.BadLine:
            return None
        return line if (line.seq, line.prev) == (seq, previous) else None

    def _apply(self, line: journal.Line, body_raw: bytes, offset: int) -> None:
        body: dict[str, Any] = {}
        if journal.sha256_hex(body_raw.removesuffix(b"\n")) == line.body:
            with contextlib.suppress(journal.BadLine):
                body = journal.parse_body(body_raw)
        if line.key is not None:
            self._set_state(key=line.key)
        if line.vault is not None and line.seq == 0:
            self._set_state(vault=line.vault)
        apply = _APPLY.get(line.kind)
        if apply is not None and body:
            # A body that lacks what its kind needs is from a later version or a liar: kept, verified, not shown.
            with contextlib.suppress(*_MISFITS):
                apply(self, line, body)
        item_id, case_id = _name(body.get("item_id")), _name(body.get("case_id"))
        self._db.execute(
            "INSERT INTO entries VALUES(?,?,?,?,?,?,?)",
            (line.seq, line.hash, line.kind, item_id, case_id, offset, len(body_raw)),
        )

    # What each kind of entry does -------------------------------------------------------------------------------

    def _put_item(self, item_id: str, fact: Mapping[str, Any], seq: int | None = None) -> None:
        if seq is None:
            self._db.execute(
                "UPDATE items SET case_id=?, withdrawn=?, fact=? WHERE item_id=?",
                (fact["case_id"], int(bool(fact.get("withdrawn"))), _dump(fact), item_id),
            )
        else:
            self._db.execute(
                "INSERT INTO items VALUES(?,?,?,?,?,?)",
                (item_id, seq, fact["case_id"], fact["sha256"], 0, _dump(fact)),
            )

    def _fact(self, item_id: str) -> dict[str, Any]:
        row = self._db.execute("SELECT fact FROM items WHERE item_id=?", (item_id,)).fetchone()
        if row is None:
            raise KeyError(item_id)
        fact: dict[str, Any] = json.loads(row[0])
        return fact

    def _on_keep(self, line: journal.Line, body: dict[str, Any]) -> None:
        fact = {key: value for key, value in body.items() if key != "salt"}
        fact["kept_at"] = line.at.isoformat(timespec="milliseconds")
        _item(fact, line.seq)  # what can't be read as an item never becomes a row
        self._put_item(str(body["item_id"]), fact, line.seq)

    def _change(self, item_id: str, change: Callable[[dict[str, Any]], None]) -> None:
        fact = self._fact(item_id)
        change(fact)
        _item(fact, 0)  # what can't be read as an item any more is not taken over
        self._put_item(item_id, fact)

    def _on_withdraw(self, _line: journal.Line, body: dict[str, Any]) -> None:
        self._change(body["item_id"], lambda fact: fact.update(withdrawn=True))

    def _on_restore(self, _line: journal.Line, body: dict[str, Any]) -> None:
        self._change(body["item_id"], lambda fact: fact.update(withdrawn=False))

    def _on_assign(self, _line: journal.Line, body: dict[str, Any]) -> None:
        self._change(body["item_id"], lambda fact: fact.update(case_id=str(body["case_id"])))

    def _on_note(self, line: journal.Line, body: dict[str, Any]) -> None:
        note = {"text": str(body["text"]), "at": line.at.isoformat()}
        self._change(body["item_id"], lambda fact: fact.setdefault("notes", []).append(note))

    def _on_mark(self, line: journal.Line, body: dict[str, Any]) -> None:
        mark = {
            "seconds": float(body["seconds"]),
            "kind": MarkKind(body["mark"]).value,
            "at": line.at.isoformat(),
        }
        self._change(body["item_id"], lambda fact: fact.setdefault("marks", []).append(mark))

    def _on_correct(self, _line: journal.Line, body: dict[str, Any]) -> None:
        def change(fact: dict[str, Any]) -> None:
            fields = {str(key): str(value) for key, value in body["fields"].items()}
            fact.setdefault("corrections", {}).update(fields)
            _keep_confirmed(fact, fields.get(TRANSCRIPT))
            if "purpose" in fields:
                fact["purpose"] = fields["purpose"]
            if "kind" in fields:
                fact["kind"] = Kind(fields["kind"]).value
            for name in ("phone_number", "contact"):
                if name in fields:
                    fact["provenance"] = {**fact.get("provenance", {}), name: fields[name] or None}
            if "captured_at" in fields:
                fact["captured_at"] = fields["captured_at"] or None
                fact["time_source"] = "manual" if fields["captured_at"] else "none"

        self._change(body["item_id"], change)

    def _on_confirm(self, _line: journal.Line, body: dict[str, Any]) -> None:
        if "mark" not in body:
            said = {"confirmed": True, "confirmed_text": str(body.get(TRANSCRIPT, ""))}
            self._change(body["item_id"], lambda fact: fact.update(said))
            return
        named = (float(body["seconds"]), MarkKind(body["mark"]).value)

        def change(fact: dict[str, Any]) -> None:
            for mark in fact.get("marks", ()):
                if (mark["seconds"], mark["kind"]) == named:
                    mark["confirmed"] = True

        self._change(body["item_id"], change)

    def _on_derive(self, _line: journal.Line, body: dict[str, Any]) -> None:
        if body.get("options", {}).get("what") != TRANSCRIPT:
            return
        digest = str(body["sha256"])

        def change(fact: dict[str, Any]) -> None:
            if not fact.get("corrections", {}).get(TRANSCRIPT):  # else that one is what is shown
                _keep_confirmed(fact, digest)

        self._change(body["item_id"], change)

    def _on_case_set(self, line: journal.Line, body: dict[str, Any]) -> None:
        row = self._db.execute(
            "SELECT fact FROM cases WHERE case_id=?", (body["case_id"],)
        ).fetchone()
        fact: dict[str, Any] = (
            json.loads(row[0]) if row else {"fields": {}, "created_at": line.at.isoformat()}
        )
        for name in ("title", "type"):
            if name in body:
                fact[name] = str(body[name])
        for key, value in body.get("fields", {}).items():
            if value == "":
                fact["fields"].pop(key, None)
            else:
                fact["fields"][str(key)] = str(value)
        if row:
            self._db.execute(
                "UPDATE cases SET fact=? WHERE case_id=?", (_dump(fact), body["case_id"])
            )
        else:
            self._db.execute(
                "INSERT INTO cases VALUES(?,?,?)", (body["case_id"], line.seq, _dump(fact))
            )

    # Questions --------------------------------------------------------------------------------------------------

    def cases(self) -> list[Case]:
        """All cases in the order they were made."""
        with self._lock:
            rows = self._db.execute("SELECT case_id, fact FROM cases ORDER BY seq").fetchall()
        return [_case(case_id, json.loads(fact)) for case_id, fact in rows]

    def case(self, case_id: str) -> Case:
        """One case. Raises InputError case_unknown."""
        with self._lock:
            row = self._db.execute("SELECT fact FROM cases WHERE case_id=?", (case_id,)).fetchone()
        if row is None:
            raise InputError("case_unknown", case_id=case_id)
        return _case(case_id, json.loads(row[0]))

    def items(self, case_id: str | None, withdrawn: bool | None) -> list[EvidenceItem]:
        """Items in the order kept; of one case or all, withdrawn ones or the others or (None) both."""
        question, values = "SELECT fact, seq FROM items WHERE 1", []
        if case_id is not None:
            question += " AND case_id=?"
            values.append(case_id)
        if withdrawn is not None:
            question += f" AND withdrawn={int(withdrawn)}"
        with self._lock:
            rows = self._db.execute(question + " ORDER BY seq", values).fetchall()
        return [_item(json.loads(fact), seq) for fact, seq in rows]

    def item(self, item_id: str) -> EvidenceItem:
        """One item. Raises InputError item_unknown."""
        with self._lock:
            row = self._db.execute(
                "SELECT fact, seq FROM items WHERE item_id=?", (item_id,)
            ).fetchone()
        if row is None:
            raise InputError("item_unknown", item_id=item_id)
        return _item(json.loads(row[0]), row[1])

    def same(self, sha256: str, case_id: str) -> EvidenceItem | None:
        """The first item of the case on this original, withdrawn or not."""
        with self._lock:
            row = self._db.execute(
                "SELECT fact, seq FROM items WHERE sha256=? AND case_id=? ORDER BY seq",
                (sha256, case_id),
            ).fetchone()
        return None if row is None else _item(json.loads(row[0]), row[1])

    def count_items(self) -> int:
        """How many items there are, withdrawn ones too."""
        with self._lock:
            return int(self._db.execute("SELECT count(*) FROM items").fetchone()[0])

    def hash_at(self, seq: int) -> str | None:
        """The hash of entry `seq`'s line, or None where there is no such entry."""
        with self._lock:
            row = self._db.execute("SELECT hash FROM entries WHERE seq=?", (seq,)).fetchone()
        return None if row is None else str(row[0])

    def sequences(self, case_id: str) -> set[int]:
        """The entries whose bodies a reader of this case may see: the case's own, its items', and nobody's."""
        with self._lock:
            rows = self._db.execute(
                "SELECT seq FROM entries WHERE"
                " item_id IN (SELECT item_id FROM items WHERE case_id=?1)"
                " OR (item_id IS NULL AND case_id=?1) OR kind IN ('vault_created','key_added')",
                (case_id,),
            ).fetchall()
        return {row[0] for row in rows}

    def history(self, item_id: str | None) -> list[JournalEntry]:
        """The entries about one item, or all, oldest first, with their bodies."""
        if item_id is None:
            return self._entries("", ())
        return self._entries(" WHERE item_id=?", (item_id,))

    def case_entries(self, case_id: str, kind: str) -> list[JournalEntry]:
        """A case's own entries of one kind (bundled ...), oldest first, with their bodies."""
        return self._entries(" WHERE case_id=? AND kind=?", (case_id, kind))

    def _entries(self, where: str, values: tuple[str, ...]) -> list[JournalEntry]:
        question = "SELECT seq, offset, length FROM entries" + where
        with self._lock:
            rows = self._db.execute(question + " ORDER BY seq", values).fetchall()
        wanted = {seq: (offset, length) for seq, offset, length in rows}
        found = []
        with (self._vault / JOURNAL).open("rb") as lines, self._open_bodies() as bodies:
            for seq, raw in enumerate(lines):
                if seq in wanted:
                    bodies.seek(wanted[seq][0])
                    found.append(_entry(raw.removesuffix(b"\n"), bodies.read(wanted[seq][1])))
        return found

    # Search -----------------------------------------------------------------------------------------------------

    def put_text(self, item_id: str, place: str, text: str) -> None:
        """Remember an item's own text for searching (place: text, messages ...). A cache: see the file's head."""
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO texts VALUES(?,?,?,?)",
                (item_id, place, _shown(text), _shown(fold(text))),
            )

    def put_messages(self, item_id: str, text: str, messages: Iterable[tuple[int, str]]) -> None:
        """Remember a conversation for searching, (number, words) a message, so that a hit says which one it is. Its
        whole `text` is remembered too (text_of), but not searched as well."""
        rows = [(item_id, number, _shown(fold(said)), _shown(said)) for number, said in messages]
        with self._transaction():
            self._db.execute("DELETE FROM messages WHERE item_id=?", (item_id,))
            self._db.executemany("INSERT OR REPLACE INTO messages VALUES(?,?,?,?)", rows)
            folded = "" if rows else _shown(fold(text))
            self._db.execute(
                "INSERT OR REPLACE INTO texts VALUES(?,?,?,?)",
                (item_id, "text", _shown(text), folded),
            )

    def text_of(self, item_id: str, place: str = "text") -> str | None:
        """An item's own text as it was remembered for searching; None where nobody did yet."""
        with self._lock:
            row = self._db.execute(
                "SELECT text FROM texts WHERE item_id=? AND place=?", (item_id, place)
            ).fetchone()
        return None if row is None else str(row[0])

    def without_text(self) -> list[str]:
        """Items whose own text nobody remembered yet, oldest first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT item_id FROM items WHERE item_id NOT IN (SELECT item_id FROM texts) ORDER BY seq"
            ).fetchall()
        return [row[0] for row in rows]

    def find(self, text: str) -> list[Hit]:
        """Where a text stands: names, purposes, notes, contacts, numbers, texts, messages and case fields.

        Plain comparison of folded characters, so that one hanzi is found as surely as ten (a trigram index finds
        neither one nor two, in silence, and most words that people look for have two). Withdrawn items are left out.
        Of messages at most MOST_MESSAGES are given.
        """
        wanted = fold(text.strip())
        if not wanted:
            return []
        hits = [hit for item in self.items(None, False) for hit in _hits_in_item(item, wanted)]
        with self._lock:
            rows = self._db.execute(
                "SELECT t.item_id, i.case_id, t.place, t.text FROM texts t JOIN items i USING(item_id)"
                " WHERE i.withdrawn=0 AND instr(t.folded, ?) ORDER BY i.seq",
                (_shown(wanted),),
            ).fetchall()
            said = self._db.execute(
                "SELECT m.item_id, i.case_id, m.number, m.text FROM messages m JOIN items i USING(item_id)"
                " WHERE instr(m.folded, ?) AND i.withdrawn=0 LIMIT ?",
                (_shown(wanted), MOST_MESSAGES),
            ).fetchall()
        hits += [
            Hit(item_id, case_id, place, snippet(body, wanted))
            for item_id, case_id, place, body in rows
        ]
        hits += [
            Hit(
                item_id,
                case_id,
                "message" if number > 0 else "sender",
                snippet(body, wanted),
                abs(number),
            )
            for item_id, case_id, number, body in said
        ]
        return hits + [hit for case in self.cases() for hit in _hits_in_case(case, wanted)]

    # Checking ---------------------------------------------------------------------------------------------------

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """What follows from the journal, row by row, for comparison with a fresh index."""
        with self._lock:
            return {
                table: self._db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
                for table in TABLES
            }


_APPLY: dict[str, Callable[[Index, journal.Line, dict[str, Any]], None]] = {
    "keep": Index._on_keep,
    "withdraw": Index._on_withdraw,
    "restore": Index._on_restore,
    "assign": Index._on_assign,
    "note": Index._on_note,
    "mark": Index._on_mark,
    "correct": Index._on_correct,
    "confirm": Index._on_confirm,
    "derive": Index._on_derive,
    "case_set": Index._on_case_set,
}


_MISFITS = (
    ArithmeticError,
    AttributeError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
)
"""What a body that isn't as its kind says runs into. A full disk or a lock is none of these."""


def _name(value: object) -> str | None:
    """An id that SQLite can hold."""
    return value if isinstance(value, str) and _shown(value) == value else None


def _shown(text: str) -> str:
    """Text without lone surrogates: SQLite holds UTF-8 only."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _dump(fact: Mapping[str, Any]) -> str:
    return json.dumps(fact, ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def _case(case_id: str, fact: Mapping[str, Any]) -> Case:
    return Case(
        case_id,
        title=fact.get("title", ""),
        type=fact.get("type", "other"),
        fields=MappingProxyType(dict(fact["fields"])),
        created_at=datetime.fromisoformat(fact["created_at"]),
    )


TRANSCRIPT = "transcript"


def _keep_confirmed(fact: dict[str, Any], digest: str | None) -> None:
    """A confirmation speaks of one text: another one in its place has not been confirmed by anybody."""
    if digest is not None and fact.get("confirmed") and digest != fact.get("confirmed_text", ""):
        fact["confirmed"] = False


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _item(fact: Mapping[str, Any], seq: int) -> EvidenceItem:
    return EvidenceItem(
        item_id=str(fact["item_id"]),
        case_id=str(fact["case_id"]),
        kind=Kind(fact["kind"]),
        name=str(fact["name"]),
        size=int(fact["size"]),
        digest=Digest.sha256(fact["sha256"]),
        kept_at=datetime.fromisoformat(fact["kept_at"]),
        captured_at=_moment(fact.get("captured_at")),
        time_source=TimeSource(fact.get("time_source", "none")),
        purpose=str(fact.get("purpose", "")),
        provenance=provenance_from(fact.get("provenance", {})),
        derived_from=tuple(fact.get("derived_from", ())),
        group=fact.get("corrections", {}).get("group") or fact.get("group"),
        withdrawn=bool(fact.get("withdrawn", False)),
        notes=tuple(
            Note(note["text"], datetime.fromisoformat(note["at"])) for note in fact.get("notes", ())
        ),
        marks=tuple(
            Mark(
                mark["seconds"],
                MarkKind(mark["kind"]),
                datetime.fromisoformat(mark["at"]),
                bool(mark.get("confirmed", False)),
            )
            for mark in fact.get("marks", ())
        ),
        corrections=MappingProxyType(dict(fact.get("corrections", {}))),
        confirmed=bool(fact.get("confirmed", False)),
        seq=seq,
    )


def provenance_from(fields: Mapping[str, Any]) -> Provenance:
    """Provenance as it stands in a body."""
    return Provenance(
        source=Source(fields.get("source", "imported")),
        path=str(fields.get("path", "")),
        device=str(fields.get("device", "")),
        software=str(fields.get("software", "")),
        phone_number=fields.get("phone_number"),
        contact=fields.get("contact"),
        notes=tuple(MappingProxyType(dict(note)) for note in fields.get("notes", ())),
        extra=MappingProxyType(dict(fields.get("extra", {}))),
    )


def provenance_to(provenance: Provenance) -> dict[str, Any]:
    """Provenance as it is written into a body."""
    return {
        "source": provenance.source.value,
        "path": provenance.path,
        "device": provenance.device,
        "software": provenance.software,
        "phone_number": provenance.phone_number,
        "contact": provenance.contact,
        "notes": [dict(note) for note in provenance.notes],
        "extra": dict(provenance.extra),
    }


def _entry(raw: bytes, body_raw: bytes) -> JournalEntry:
    """Raises BadLine where the line was changed since it was read; a body that was changed isn't shown."""
    line = journal.parse_line(raw)
    body: dict[str, Any] | None = None
    content = body_raw.removesuffix(b"\n")
    if journal.sha256_hex(content) == line.body:
        with contextlib.suppress(journal.BadLine):
            body = journal.parse_body(content)
    return JournalEntry(
        seq=line.seq,
        at=line.at,
        kind=line.kind,
        prev=line.prev,
        hash=line.hash,
        body_hash=line.body,
        body=None if body is None else MappingProxyType(body),
    )


def snippet(text: str, wanted: str) -> str:
    """The place of the first hit with some text either side, on one line."""
    at = fold(text).find(wanted)
    # Folding may change lengths (㎏ becomes kg): then the place is near, and that is enough for a glance.
    start = max(0, min(at, len(text)) - _SNIPPET)
    end = min(len(text), max(at, 0) + len(wanted) + _SNIPPET)
    cut = " ".join(text[start:end].split())
    return ("…" if start else "") + cut + ("…" if end < len(text) else "")


def _hits_in_item(item: EvidenceItem, wanted: str) -> Iterator[Hit]:
    places = [
        ("name", item.name),
        ("title", item.corrections.get("title", "")),
        ("purpose", item.purpose),
        ("phone_number", item.provenance.phone_number or ""),
        ("contact", item.provenance.contact or ""),
        *(("note", note.text) for note in item.notes),
    ]
    for place, text in places:
        if wanted in fold(text):
            yield Hit(item.item_id, item.case_id, place, snippet(text, wanted))


def _hits_in_case(case: Case, wanted: str) -> Iterator[Hit]:
    for place, text in (("title", case.title), *case.fields.items()):
        if place not in BOOKKEEPING and wanted in fold(text):
            yield Hit(None, case.case_id, place, snippet(text, wanted))
