"""Staging sessions: where bytes wait until their journal entry is written, and who they belong to meanwhile.

A session is a folder `staging/<id>/` beside its lock file `staging/<id>.lock`, which the session holds as long as it
lives. Only a session whose lock can be taken is orphaned; then whoever opens the vault next mends it.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from evidence_keeper.errors import StorageError
from evidence_keeper.jobs import Job
from evidence_keeper.model import Digest
from evidence_keeper.vault import disk, originals
from evidence_keeper.vault.commit import INTENT as INTENT
from evidence_keeper.vault.locks import FileLock
from evidence_keeper.vault.originals import Staged

FACTS = "session.json"


class Session:
    """A place in staging that is ours while we live. Use as a context manager."""

    def __init__(self, folder: Path, lock: FileLock) -> None:
        self.folder = folder
        self._lock = lock
        self._count = 0
        self._reader: ThreadPoolExecutor | None = None
        self._proofs: dict[Path, Future[None]] = {}

    @classmethod
    def begin(cls, vault: Path, facts: Mapping[str, Any]) -> Session:
        """A new session. `facts` (what, case_id, ...) is what a later start needs to mend it."""
        staging = vault / "staging"
        with disk.guarded(staging):
            disk.make_folder(staging)
        lock = _new_lock(staging)
        folder = lock.path.with_suffix("")
        try:
            with disk.guarded(folder):
                folder.mkdir()
                _write_whole(folder / FACTS, facts)
        except BaseException:
            _sweep(folder)
            lock.release(remove=True)
            raise
        return cls(folder, lock)

    def new_path(self) -> Path:
        """A name in this session that nothing has yet. Whoever fills it calls `describe` when it is whole."""
        self._count += 1
        return self.folder / f"f{self._count:06d}"

    def stage(self, source: BinaryIO, facts: Mapping[str, Any], job: Job) -> Staged:
        """Copy `source` in, hashed and synced. `facts` say what it is, should we die before the commit.

        It is read back from the disk beside the next file's copying; `prove` waits for that.
        """
        path = self.new_path()
        with disk.guarded(path):
            _write_card(
                path, facts
            )  # before the first byte: a torn copy must be able to say what it was of
        follower = originals.Follower(path, job)
        try:
            staged = originals.copy_in(source, path, job, self._follow(follower, path))
            self.describe(staged, facts)
        except BaseException:
            follower.give_up()
            self._leave_alone(path)
            originals.discard(path)  # on a full disk this is the room that is needed
            originals.discard(_card(path))
            raise
        self._follow(follower, path)(staged.size)
        follower.finished(staged)
        return staged

    def _follow(self, follower: originals.Follower, path: Path) -> Callable[[int], None]:
        """Start the follower with the first bytes that are on the disk, and tell it of more."""

        def synced(size: int) -> None:
            if path not in self._proofs:
                if self._reader is None:
                    self._reader = ThreadPoolExecutor(1, "read-back")
                self._proofs[path] = self._reader.submit(follower.run)
            follower.reached(size)

        return synced

    def prove(self, staged: Staged) -> None:
        """Wait until a staged file was read back. Raises StorageError read_back_differs, Cancelled."""
        proof = self._proofs.pop(staged.path, None)
        if proof is not None:
            proof.result()

    def whole(self, path: Path) -> Staged:
        """A leftover file as it now lies on the disk, ready to be kept. Raises StorageError, SpaceError."""
        with disk.guarded(path):
            disk.sync_path(path)
            disk.make_read_only(path)
            digest, size = disk.sha256_of(path, fresh=True)
        return Staged(path, Digest.sha256(digest), size)

    def describe(self, staged: Staged, facts: Mapping[str, Any]) -> None:
        """Leave word beside a whole staged file, so that it can be adopted after a crash."""
        with disk.guarded(staged.path):
            _write_card(staged.path, {**facts, "sha256": staged.digest.value, "size": staged.size})

    def forget(self, staged: Staged) -> None:
        """Take a staged file and its card away: it was committed, or it is a copy of what is kept already.

        Not while an intent stands: then the next start needs both, to finish that commit or to take it back.
        """
        if self.intent.exists():
            return
        self._leave_alone(staged.path)
        originals.discard(staged.path)
        originals.discard(_card(staged.path))

    def _leave_alone(self, path: Path) -> None:
        """Nobody reads the file any more: Windows deletes no open one."""
        proof = self._proofs.pop(path, None)
        if proof is not None and not proof.cancel():
            wait([proof])

    @property
    def facts(self) -> dict[str, Any]:
        """What the session was begun for; empty where the crash came before it was written."""
        return _read_card(self.folder / FACTS)

    def leftovers(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Files that were staged and never committed, with their cards (empty: the copy isn't whole)."""
        for path in sorted(self.folder.glob("f??????")):
            yield path, _read_card(_card(path))

    @property
    def intent(self) -> Path:
        """Where a commit of this session leaves word of what it is about to do."""
        return self.folder / INTENT

    def close(self) -> None:
        """End the session. A folder that still holds evidence or an intent stays for the next start."""
        if self._reader is not None:
            self._reader.shutdown(cancel_futures=True)
        if not self.intent.exists() and not any(self.folder.glob("f??????")):
            _sweep(self.folder)
        self._lock.release(remove=not self.folder.exists())

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()


def _card(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _write_card(path: Path, facts: Mapping[str, Any]) -> None:
    _write_whole(_card(path), facts)


def _write_whole(path: Path, facts: Mapping[str, Any]) -> None:
    # Not synced: it is needed after a crash of ours, and after a power cut a torn one only means "not whole". But
    # whole or not there: a card that was emptied to be written anew would leave a file without its name.
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(json.dumps(dict(facts), ensure_ascii=True), "utf-8")
        disk.replace(part, path)
    except BaseException:
        originals.discard(part)
        raise


def _new_lock(staging: Path) -> FileLock:
    """A new session's lock. Somebody may sweep the file away between its making and its locking: then another."""
    for _ in range(100):
        lock = FileLock(staging / f"{secrets.token_hex(8)}.lock")
        if lock.try_acquire():
            return lock
    raise StorageError("disk_error", path=str(staging), detail="lock")


def _sweep(folder: Path) -> None:
    """Take a session's folder away; nothing in it is needed any more."""
    for left in folder.glob("*"):
        originals.discard(left)
    with contextlib.suppress(OSError):
        folder.rmdir()


def _read_card(path: Path) -> dict[str, Any]:
    try:
        card = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return card if isinstance(card, dict) else {}


def orphans(vault: Path) -> Iterator[Session]:
    """Sessions whose owner is dead. Each comes locked; close it. Locks of sessions that are no more are swept.

    Raises StorageError on a read-only vault.
    """
    try:
        names = {path.with_suffix("") for path in (vault / "staging").iterdir()}
    except OSError:
        return
    for folder in sorted(names):
        lock = FileLock(folder.with_name(folder.name + ".lock"))
        if not lock.try_acquire():
            continue
        if folder.is_dir():
            session = Session(folder, lock)
            session._count = (
                500_000  # a mended session may stage more; its names must not meet the old ones
            )
            yield session
        else:
            lock.release(remove=True)


def living(vault: Path) -> list[Path]:
    """Session folders as they are now, for a check that must not touch them."""
    try:
        return sorted(path for path in (vault / "staging").iterdir() if path.is_dir())
    except OSError:
        return []


def strays(vault: Path) -> list[Path]:
    """What lies in staging and is no session's: nobody of us put it there."""
    try:
        lying = sorted((vault / "staging").iterdir())
    except OSError:
        return []
    return [
        path
        for path in lying
        if not path.is_dir() and path.suffix != ".lock" and path.name not in originals.LITTER
    ]
