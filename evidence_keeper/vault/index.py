"""The index: what the journal says, in SQLite, so that a window opens at once. A cache, thrown away at will.

It stores how far it has read (sequence number, line hash, file offsets) and reads on from there. Whatever is wrong
with it (torn, edited, of another version) it is put aside and made again from the journal. What is searched in texts
is in it too, but only as long as it lives: those texts come from the originals.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from evidence_keeper.errors import InputError
from evidence_keeper.model import (
    Case,
    Digest,
    EvidenceItem,
    Head,
    Hit,
    JournalEntry,
)
from evidence_keeper.vault import journal
from evidence_keeper.vault.commit import BODIES, JOURNAL
from evidence_keeper.vault.facts import (
    CHANGES,
    case_of,
    changed_case,
    entry_of,
    item_of,
    new_item,
)
from evidence_keeper.vault.schema import MIGRATIONS, TABLES, Unusable, as_made, schema
from evidence_keeper.vault.searching import fold, hits_in_case, hits_in_item, snippet

MOST_MESSAGES = 1000
"""Hits among messages; who gets that many has to look for something longer."""


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
        if schema(db) != as_made():
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
        apply = APPLIED.get(line.kind)
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

    def _on_keep(self, line: journal.Line, body: dict[str, Any]) -> None:
        fact = new_item(line, body)
        item_of(fact, line.seq)  # what can't be read as an item never becomes a row
        self._db.execute(
            "INSERT INTO items VALUES(?,?,?,?,?,?)",
            (str(body["item_id"]), line.seq, fact["case_id"], fact["sha256"], 0, _dump(fact)),
        )

    def _on_change(self, line: journal.Line, body: dict[str, Any]) -> None:
        item_id = body["item_id"]
        row = self._db.execute("SELECT fact FROM items WHERE item_id=?", (item_id,)).fetchone()
        if row is None:
            return
        fact: dict[str, Any] = json.loads(row[0])
        CHANGES[line.kind](fact, line, body)
        item_of(fact, 0)  # what can't be read as an item any more is not taken over
        self._db.execute(
            "UPDATE items SET case_id=?, withdrawn=?, fact=? WHERE item_id=?",
            (fact["case_id"], int(bool(fact.get("withdrawn"))), _dump(fact), item_id),
        )

    def _on_case_set(self, line: journal.Line, body: dict[str, Any]) -> None:
        case_id = body["case_id"]
        row = self._db.execute("SELECT fact FROM cases WHERE case_id=?", (case_id,)).fetchone()
        fact = changed_case(json.loads(row[0]) if row else None, line, body)
        if row:
            self._db.execute("UPDATE cases SET fact=? WHERE case_id=?", (_dump(fact), case_id))
        else:
            self._db.execute("INSERT INTO cases VALUES(?,?,?)", (case_id, line.seq, _dump(fact)))

    # Questions --------------------------------------------------------------------------------------------------

    def cases(self) -> list[Case]:
        """All cases in the order they were made."""
        with self._lock:
            rows = self._db.execute("SELECT case_id, fact FROM cases ORDER BY seq").fetchall()
        return [case_of(case_id, json.loads(fact)) for case_id, fact in rows]

    def case(self, case_id: str) -> Case:
        """One case. Raises InputError case_unknown."""
        with self._lock:
            row = self._db.execute("SELECT fact FROM cases WHERE case_id=?", (case_id,)).fetchone()
        if row is None:
            raise InputError("case_unknown", case_id=case_id)
        return case_of(case_id, json.loads(row[0]))

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
        return [item_of(json.loads(fact), seq) for fact, seq in rows]

    def item(self, item_id: str) -> EvidenceItem:
        """One item. Raises InputError item_unknown."""
        with self._lock:
            row = self._db.execute(
                "SELECT fact, seq FROM items WHERE item_id=?", (item_id,)
            ).fetchone()
        if row is None:
            raise InputError("item_unknown", item_id=item_id)
        return item_of(json.loads(row[0]), row[1])

    def same(self, sha256: str, case_id: str) -> EvidenceItem | None:
        """The first item of the case on this original, withdrawn or not."""
        with self._lock:
            row = self._db.execute(
                "SELECT fact, seq FROM items WHERE sha256=? AND case_id=? ORDER BY seq",
                (sha256, case_id),
            ).fetchone()
        return None if row is None else item_of(json.loads(row[0]), row[1])

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
                    found.append(entry_of(raw.removesuffix(b"\n"), bodies.read(wanted[seq][1])))
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
        rows = ((item_id, number, _shown(fold(said)), _shown(said)) for number, said in messages)
        with self._transaction():
            self._db.execute("DELETE FROM messages WHERE item_id=?", (item_id,))
            put = self._db.executemany("INSERT OR REPLACE INTO messages VALUES(?,?,?,?)", rows)
            folded = "" if put.rowcount > 0 else _shown(fold(text))
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
        hits = [hit for item in self.items(None, False) for hit in hits_in_item(item, wanted)]
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
        return hits + [hit for case in self.cases() for hit in hits_in_case(case, wanted)]

    # Checking ---------------------------------------------------------------------------------------------------

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """What follows from the journal, row by row, for comparison with a fresh index."""
        with self._lock:
            return {
                table: self._db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
                for table in TABLES
            }


APPLIED: Mapping[str, Callable[[Index, journal.Line, dict[str, Any]], None]] = {
    "keep": Index._on_keep,
    "case_set": Index._on_case_set,
    **dict.fromkeys(CHANGES, Index._on_change),
}
"""What an index makes of an entry, by its kind; other kinds are history only."""


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
