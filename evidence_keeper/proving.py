"""Has an outside authority vouch for when the journal stood as it stands. Off until a person names an authority.

Nothing waits for the net: where no authority answers, the wish is remembered, and the next `stamp` asks again. One
token over a later head vouches for all that came before it, so that one wish is enough however often it failed.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from evidence_keeper import resources
from evidence_keeper.errors import InputError, NetworkError
from evidence_keeper.jobs import Job
from evidence_keeper.vault import Vault, seal, tokens
from evidence_keeper.vault.entries import now
from evidence_keeper.vault.tokens import Stamp, Wish


@dataclass(frozen=True, slots=True)
class Preset:
    """What is known of an authority. `url` is empty where one gets it by contract; `confidence` high or medium."""

    key: str
    name: str
    url: str
    country: str
    free: bool
    confidence: str
    as_of: str
    source: str
    notes_zh: str
    notes_en: str


@dataclass(frozen=True, slots=True)
class Stamped:
    """What came of asking: new stamps with their files, how many wishes wait, and why one does."""

    stamps: tuple[tuple[Stamp, Path], ...] = ()
    queued: int = 0
    why: NetworkError | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The last time stamp that came, and the wish that still waits for one."""

    last: Stamp | None = None
    waits: Wish | None = None


def standing(vault: Vault) -> Standing:
    """How far it is with outside time stamps, without asking anybody."""
    made = stamps(vault)
    return Standing(made[-1] if made else None, tokens.waiting(vault.keyring.home, vault.vault_id))


def presets() -> list[Preset]:
    """Authorities that somebody may choose from, by their key. None is used unless it is chosen."""
    found = []
    for path in sorted(resources.path("authorities").glob("*.toml")):
        with path.open("rb") as file:
            found.append(Preset(key=path.stem, **tomllib.load(file)))
    return found


def address_of(given: str | None) -> str:
    """The address that a person means: an URL, or the key of a preset. Raises InputError tsa_unset, tsa_invalid."""
    if not given:
        raise InputError("tsa_unset")
    known = {preset.key: preset.url for preset in presets()}
    url = known.get(given.strip().lower(), given.strip())
    seal.HttpAuthority(url)
    return url


def stamp(vault: Vault, given: str | None, job: Job | None = None) -> Stamped:
    """Ask for a time stamp over the journal's head, and enter it. Where nobody answers, it is wished for.

    Raises InputError tsa_unset, tsa_invalid; NetworkError authority_refused, authority_unfit (the wish stays then
    too); what writing an entry raises; Cancelled.
    """
    waits = tokens.waiting(vault.keyring.home, vault.vault_id)
    authority = seal.HttpAuthority(address_of(given or (waits.url if waits else None)))
    vault.refuse_contradiction()  # nobody outside shall vouch for a journal that isn't whole
    head = vault.head_bytes()
    try:
        query, reply, token = seal.ask(authority, hashlib.sha256(head).digest(), job or Job())
    except NetworkError as error:
        wish(vault, authority.url, error)
        if error.code != "authority_unreachable":
            raise
        return Stamped(queued=1, why=error)
    entry = vault.record("stamped", tokens.body_of(head, query, reply, token, authority.url))
    tokens.fulfilled(vault.keyring.home, vault.vault_id)
    made = next(one for one in stamps(vault) if one.entry == entry.seq)
    lying = [(one, tokens.lay_out(vault.path, one)) for one in stamps(vault)]
    return Stamped(stamps=tuple(pair for pair in lying if pair[0] == made))


def retry(vault: Vault, job: Job | None = None) -> Stamped:
    """Ask again where a wish waits, of whom it was wished; nothing at all where none does."""
    waits = tokens.waiting(vault.keyring.home, vault.vault_id)
    return Stamped() if waits is None or vault.read_only else stamp(vault, waits.url, job)


def stamps(vault: Vault) -> list[Stamp]:
    """The time stamps that the journal holds, oldest first."""
    entries = (one for one in vault.history() if one.kind == tokens.KIND and one.body is not None)
    found = (tokens.stamp_of(one.seq, one.body or {}) for one in entries)
    return [one for one in found if one is not None]


def wish(vault: Vault, url: str, why: NetworkError) -> None:
    """Remember that a time stamp was wanted and didn't come; the next `stamp` covers it. Raises StorageError."""
    made = Wish(now(), url, vault.head().seq, why.code)
    tokens.wish(vault.keyring.home, vault.vault_id, made)
