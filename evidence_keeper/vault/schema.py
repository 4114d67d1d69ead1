"""The index's tables, and how an older index becomes a newer one. Each step runs once, in a transaction of its own."""

from __future__ import annotations

import contextlib
import functools
import sqlite3
from collections.abc import Callable


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


def schema(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Every table, index and trigger as it was made."""
    return db.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    ).fetchall()


@functools.cache
def as_made() -> list[tuple[str, str]]:
    """The schema that all migrations together make."""
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        for migrate in MIGRATIONS:
            migrate(db)
        return schema(db)
