"""Keeps watch over a vault: a check each week that can be broken off and gone on with, and when it was copied last.

What it remembers lies beside the keys (`watch/<vault_id>.json`), outside every vault: it is no evidence, and a check
that is under way must not write into what it checks. Lost, it costs one more check.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from evidence_keeper.jobs import Job
from evidence_keeper.model import Report
from evidence_keeper.vault import Vault, copies, disk
from evidence_keeper.vault.verify import verify_vault

WEEK = timedelta(days=7)
_WRITE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Watched:
    """What is known of the last whole check and the last second copy. Times are local; None: never.

    `sound`: nothing was changed or missing then; `originals`: how many were looked at.
    """

    checked_at: datetime | None = None
    sound: bool = True
    originals: int = 0
    copied_at: datetime | None = None
    copy: Path | None = None

    def check_due(self, now: datetime) -> bool:
        """A week or more is over; a clock that was set back counts as over, too."""
        return _over(self.checked_at, now)

    def copy_due(self, now: datetime) -> bool:
        """The same for the second copy, where there is one."""
        return self.copy is not None and _over(self.copied_at, now)


def _over(last: datetime | None, now: datetime) -> bool:
    return last is None or now - last >= WEEK or last - now > timedelta(days=1)


def watched(vault: Vault) -> Watched:
    """What is remembered of this vault; nothing where it can't be read."""
    known = _read(_file(vault))
    with contextlib.suppress(ValueError, TypeError, KeyError):
        copy = known.get("copy")
        return Watched(
            _moment(known.get("checked_at")),
            bool(known.get("sound", True)),
            int(known.get("originals", 0)),
            _moment(known.get("copied_at")),
            Path(copy) if isinstance(copy, str) else None,
        )
    return Watched()


def check(vault: Vault, job: Job | None = None) -> Report:
    """Check the whole vault, going on where a check of this week was broken off; one file at a time, so that whoever
    works meanwhile hardly notices. Its end is remembered.

    Raises what verifying raises; Cancelled: what was looked at by then counts the next time.
    """
    walk = Walk(_file(vault))
    try:
        report = verify_vault(
            vault.path, vault.keyring, job or Job(), mended=vault.mended, walk=walk
        )
    finally:
        walk.keep()
    remember_check(vault, report)
    return report


def remember_check(vault: Vault, report: Report) -> None:
    """A whole check has ended: the week begins anew."""
    told = {"sound": report.ok, "originals": report.checked.originals}
    _write(_file(vault), checked_at=_now(), **told, walk=None)


def copy_to(vault: Vault, folder: Path, job: Job | None = None) -> copies.Copied:
    """A verified second copy (see vault.copies), remembered as the one to keep up to date."""
    done = copies.copy_to(vault, Path(folder), job or Job())
    if done.verified:
        _write(_file(vault), copied_at=_now(), copy=str(done.folder))
    return done


class Walk:
    """Which originals a check has read already this week, as they lay there then: one that was touched since is read
    again. Any thread may ask."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._seen: dict[str, list[int]] = _of_this_week(_read(file).get("walk"))
        self._written = time.monotonic()

    def has(self, sha256: str, status: os.stat_result) -> bool:
        """Whether this very file was found right."""
        with self._lock:
            return self._seen.get(sha256) == _look(status)

    def add(self, sha256: str, status: os.stat_result) -> None:
        """It has just been found right."""
        with self._lock:
            self._seen[sha256] = _look(status)
            due = time.monotonic() - self._written > _WRITE_SECONDS
        if due:
            self.keep()

    def keep(self) -> None:
        """Remembers how far it is."""
        with self._lock:
            self._written = time.monotonic()
            seen = dict(self._seen)
        _write(self._file, walk={"at": _now(), "seen": seen})


def _look(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _of_this_week(walk: Any) -> dict[str, list[int]]:
    if not isinstance(walk, Mapping) or not isinstance(walk.get("seen"), dict):
        return {}
    with contextlib.suppress(ValueError, TypeError):
        began = _moment(walk.get("at"))
        if began is not None and not _over(began, datetime.now().astimezone()):
            return dict(walk["seen"])
    return {}


# ---- the file


def _file(vault: Vault) -> Path:
    return vault.keyring.watch_path(vault.vault_id)


def _read(file: Path) -> dict[str, Any]:
    try:
        known = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _write(file: Path, **changes: Any) -> None:
    """Where it can't be written, the next check is only earlier than it need be."""
    known = {**_read(file), "v": 1, **changes}
    with contextlib.suppress(OSError):
        disk.make_folder(file.parent)
        disk.write_atomic(file, json.dumps(known).encode() + b"\n")


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _moment(told: Any) -> datetime | None:
    return datetime.fromisoformat(told).astimezone() if isinstance(told, str) else None
