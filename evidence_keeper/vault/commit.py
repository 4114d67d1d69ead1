"""The one way into the journal: an intent first, then each step in an order that a crash can't break.

    intent → bodies → originals renamed → journal → head → anchor → intent removed      (each synced)

The intent holds the exact bytes to append, so anybody who may write can finish it, without the key. Until the
journal has its lines a commit can be rolled back; from then on it is finished. Finishing twice changes nothing.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evidence_keeper.errors import EvidenceError, IntegrityError, StorageError
from evidence_keeper.vault import disk, journal
from evidence_keeper.vault.keys import Anchor, Keyring
from evidence_keeper.vault.originals import place_of

JOURNAL = "journal.jsonl"
BODIES = "bodies.jsonl"
HEAD = "head.json"
INTENT = "intent.json"

# What an intent may name. It becomes paths, and a vault that came from a stranger may bring one along.
_STAGED = re.compile(r"f[0-9]{6}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_VAULT = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Move:
    """A staged original's way: `staged` is its name in the session, `had` whether the place was filled before."""

    staged: str
    sha256: str
    size: int
    had: bool


@dataclass(frozen=True, slots=True)
class Intent:
    """Everything a commit is about to do, as exact bytes."""

    vault_id: str
    journal_base: int
    journal: bytes
    bodies_base: int
    bodies: bytes
    head: bytes
    key: str
    moves: tuple[Move, ...]

    def to_json(self) -> bytes:
        """The intent file's bytes; its last field says that it is whole."""
        fields = {
            "vault": self.vault_id,
            "journal_base": self.journal_base,
            "journal": base64.b64encode(self.journal).decode(),
            "bodies_base": self.bodies_base,
            "bodies": base64.b64encode(self.bodies).decode(),
            "head": base64.b64encode(self.head).decode(),
            "key": self.key,
            "moves": [[move.staged, move.sha256, move.size, move.had] for move in self.moves],
        }
        return json.dumps(fields).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Intent:
        """Read an intent file. Raises ValueError where it is none, or names what no commit of ours would."""
        try:
            fields: Mapping[str, Any] = json.loads(data)
            intent = cls(
                vault_id=str(fields["vault"]),
                journal_base=int(fields["journal_base"]),
                journal=base64.b64decode(fields["journal"]),
                bodies_base=int(fields["bodies_base"]),
                bodies=base64.b64decode(fields["bodies"]),
                head=base64.b64decode(fields["head"]),
                key=str(fields["key"]),
                moves=tuple(
                    Move(str(a), str(b), int(c), bool(d)) for a, b, c, d in fields["moves"]
                ),
            )
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise ValueError("not an intent") from error
        if not intent.plausible:
            raise ValueError("not an intent of ours")
        return intent

    @property
    def plausible(self) -> bool:
        """Whether every name in it is one that a commit writes: nothing leads out of the vault."""
        return (
            _VAULT.fullmatch(self.vault_id) is not None
            and min(self.journal_base, self.bodies_base) >= 0
            and all(
                _STAGED.fullmatch(move.staged) and _SHA256.fullmatch(move.sha256)
                for move in self.moves
            )
        )


def run(vault: Path, session: Path, intent: Intent, intent_path: Path, keyring: Keyring) -> None:
    """Commit. On a full or failing disk everything is put back and the error raised: nothing half done stays.

    Raises SpaceError, StorageError, IntegrityError. Held by the caller: the writer lock.
    """
    try:
        with disk.guarded(vault):
            disk.write_atomic(intent_path, intent.to_json())
            disk.sync_folder(session.parent)
            _through_journal(vault, session, intent)
            _write_head(vault, intent)
    except (EvidenceError, OSError):
        with contextlib.suppress(OSError, EvidenceError):
            # If this fails too, the intent stays and the next start mends.
            if roll_back(vault, session, intent):
                intent_path.unlink(missing_ok=True)
        raise
    _settle(intent, intent_path, keyring)


def intents(vault: Path) -> list[Path]:
    """The intents that stand. Under the writer lock each is one of a commit that didn't get through."""
    return sorted(vault.glob(f"staging/*/{INTENT}"))


def finish_all(vault: Path, keyring: Keyring) -> list[str]:
    """Mend every commit that didn't get through; what became of each. Raises as `finish`."""
    return [finish(vault, path.parent, path, keyring) for path in intents(vault)]


def finish(vault: Path, session: Path, intent_path: Path, keyring: Keyring) -> str:
    """Mend what a crash left of a commit: "finished" or "rolled_back". Held by the caller: the writer lock.

    Raises SpaceError or StorageError where the disk won't let us (the intent then stays), IntegrityError where
    the files contradict the intent.
    """
    try:
        intent = Intent.from_json(intent_path.read_bytes())
    except (OSError, ValueError):
        # Intents appear whole by a rename; a broken one was damaged since, and nothing can be told from it.
        raise IntegrityError("journal_broken", path=str(intent_path), reason="intent") from None
    with disk.guarded(vault):
        entered = _in_journal(vault, intent)
        if not entered and not _all_there(vault, session, intent):
            roll_back(vault, session, intent)
            intent_path.unlink(missing_ok=True)
            return "rolled_back"
        _through_journal(vault, session, intent, entered=entered)
        _write_head(vault, intent)
    _settle(intent, intent_path, keyring)
    return "finished"


def _through_journal(vault: Path, session: Path, intent: Intent, entered: bool = False) -> None:
    _append(vault / BODIES, intent.bodies_base, intent.bodies)
    _place(vault, session, intent, entered)
    _append(vault / JOURNAL, intent.journal_base, intent.journal)


def _append(path: Path, base: int, data: bytes) -> None:
    """Make the file hold exactly `data` from byte `base` on; a prefix of it may stand there already."""
    is_new = not path.exists()
    with path.open("x+b" if is_new else "r+b", buffering=0) as file:
        file.seek(base)
        there = file.read(len(data))
        if not data.startswith(there) or file.seek(0, os.SEEK_END) < base:
            raise IntegrityError("journal_broken", path=str(path), reason="tail")
        rest = memoryview(data)[len(there) :]
        file.seek(base + len(there))
        while rest:
            rest = rest[file.write(rest) :]
        disk.sync(file)
    if is_new:
        disk.sync_folder(path.parent)


def _place(vault: Path, session: Path, intent: Intent, entered: bool) -> None:
    folders = set()
    for move in intent.moves:
        staged, target = session / move.staged, vault / place_of(move.sha256)
        if entered and not target.exists() and not staged.exists():
            continue  # taken away since it was entered: verify names it, and the rest still has to be finished
        if target.exists() and target.lstat().st_size != move.size:
            raise IntegrityError("original_changed", path=str(target))
        if not target.exists():
            disk.make_folder(target.parent)
            disk.replace(staged, target)
            folders.add(target.parent)
    for folder in folders:
        disk.sync_folder(folder)


def _write_head(vault: Path, intent: Intent) -> None:
    path = vault / HEAD
    with contextlib.suppress(OSError, journal.BadLine):
        # An old intent that a power cut brought back must not turn the head back.
        if journal.parse_head(path.read_bytes()).seq >= journal.parse_head(intent.head).seq:
            return
    disk.write_atomic(path, intent.head + b"\n")


def _settle(intent: Intent, intent_path: Path, keyring: Keyring) -> None:
    """Remember outside, then forget the intent. Where the memory can't be written the intent stays and is tried
    again at the next start: what was kept is kept either way."""
    head = journal.parse_head(intent.head)
    known = keyring.anchor(intent.vault_id)
    try:
        if known is None:
            keyring.remember(
                Anchor(intent.vault_id, head.seq, head.hash, intent.key, since=head.seq)
            )
        elif known.seq < head.seq:
            keyring.remember(replace(known, seq=head.seq, hash=head.hash))
    except OSError:
        return
    with contextlib.suppress(OSError):
        intent_path.unlink(missing_ok=True)
        disk.sync_folder(intent_path.parent)


def _all_there(vault: Path, session: Path, intent: Intent) -> bool:
    return all(
        disk.is_regular(vault / place_of(move.sha256)) or disk.is_regular(session / move.staged)
        for move in intent.moves
    )


def _in_journal(vault: Path, intent: Intent) -> bool:
    path = vault / JOURNAL
    if not path.exists():
        return False
    with path.open("rb") as file:
        file.seek(intent.journal_base)
        return file.read(len(intent.journal)) == intent.journal


def roll_back(vault: Path, session: Path, intent: Intent) -> bool:
    """Undo a commit whose head was not written: cut both files back and put originals back to staging.

    False, and nothing done, where the head stands already. Only bytes that are the intent's own are cut.
    Raises OSError, StorageError.
    """
    head = vault / HEAD
    if head.exists() and head.read_bytes() == intent.head + b"\n":
        return False
    for name, base, data in (
        (JOURNAL, intent.journal_base, intent.journal),
        (BODIES, intent.bodies_base, intent.bodies),
    ):
        _cut_back(vault / name, base, data)
    for folder in _put_back(vault, session, intent):
        disk.sync_folder(folder)
    return True


def _put_back(vault: Path, session: Path, intent: Intent) -> set[Path]:
    """Originals back to staging; the folders to sync before the intent that explains them may go."""
    folders = set()
    for move in intent.moves:
        target = vault / place_of(move.sha256)
        if not move.had and target.exists() and not (session / move.staged).exists():
            disk.replace(target, session / move.staged)
            folders |= {session, target.parent}
    return folders


def _cut_back(path: Path, base: int, data: bytes) -> None:
    if not path.exists():
        return
    with path.open("r+b") as file:
        file.seek(base)
        tail = file.read()
        if not tail and base:
            return
        if not data.startswith(tail):
            raise StorageError("disk_error", path=str(path), detail="tail")
        file.truncate(base)
        disk.sync(file)
    if (
        base == 0
    ):  # the first commit of all: an empty journal would look like a vault that lost everything
        path.unlink()
        disk.sync_folder(path.parent)
