"""What closes a delivery: the PDF's signature, the journal, the lists, their signatures, an authority's time stamps.

The order matters. Each thing is over what was finished before it, and nothing is written to what something is over.
An authority that doesn't answer holds nothing up: the papers are made without its word, and that is said.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evidence_keeper import resources
from evidence_keeper.bundle import delivery as deliveries
from evidence_keeper.bundle import readme, sign
from evidence_keeper.bundle.delivery import Delivery
from evidence_keeper.errors import BusyError, NetworkError
from evidence_keeper.jobs import Job
from evidence_keeper.model import Digest, Head
from evidence_keeper.vault import Vault, seal, tokens
from evidence_keeper.vault.entries import now
from evidence_keeper.vault.tokens import Stamp


@dataclass(frozen=True, slots=True)
class Told:
    """The journal as the delivery holds it. `key` signs then (PEM)."""

    head: Head
    head_file: bytes
    lines: Sequence[bytes]
    bodies: Sequence[bytes]
    key: bytes


@dataclass
class Sealing:
    """One delivery being closed. `signed`: whether this computer can sign for the vault."""

    vault: Vault
    made: Delivery
    told: Told
    job: Job
    signed: bool
    authority: seal.Authority | None = None
    untimed: NetworkError | None = None
    pdf_timed: bool = False
    _tokens: dict[str, seal.Token] = field(default_factory=dict)

    @property
    def timestamped(self) -> bool:
        """Whether PDF and list both carry the authority's token."""
        return self.pdf_timed and deliveries.MANIFEST in self._tokens

    def sign_paper(self, paper: Path) -> None:
        """Sign the finished PDF, with a token where the authority gives one."""
        if not self.signed:
            return
        key = sign.Key(_der(self.told.key), self._sign)
        if self.authority is not None:
            try:
                sign.sign_pdf(paper, key, self.authority, self.job)
                self.pdf_timed = True
                return
            except NetworkError as error:
                self._without(error)
        sign.sign_pdf(paper, key, None, self.job)

    def close(self, list_digest: Digest, *, left_out: bytes | None) -> dict[str, bytes]:
        """Write all that is still missing onto the lists; what is to lie over them, by name."""
        self._journal()
        if left_out is not None:
            self.made.add(deliveries.LEFT_OUT, left_out)
        manifest = self.made.manifest()
        over = self._stamp(manifest)
        self.made.add(deliveries.MANIFEST, manifest)
        self.made.add("bagit.txt", deliveries.BAGIT)
        self.made.add("bag-info.txt", self.made.bag_info(now()))
        self.made.add(deliveries.VERIFIER, resources.path("verifier", "check.html").read_bytes())
        if not self.signed:
            self.made.add(deliveries.UNSIGNED, readme.unsigned())
        told = readme.readme(
            f"{deliveries.DATA}/{self.made.pdf.name}",
            list_digest,
            self.told.head,
            key_digest(self.told.key),
            self._lines(),
            originals=left_out is None,
            signed=self.signed,
        )
        self.made.add(readme.NAME, told)
        if self.signed:
            over[deliveries.SIGNATURE] = self._sign(manifest)
            over[deliveries.TAG_SIGNATURE] = self._sign(self.made.tag_manifest())
        return over

    def _sign(self, data: bytes) -> bytes:
        """By the very key that the journal in the delivery names."""
        signature = self.vault.sign(data)
        if signature is None or self.vault.public_key_pem() != self.told.key:
            raise BusyError("vault_busy", path=str(self.vault.path))
        return signature

    def _without(self, error: NetworkError) -> None:
        self.untimed, self.authority = error, None

    def _stamp(self, manifest: bytes) -> dict[str, bytes]:
        """An authority's token over the list, and its query and certificates."""
        if self.authority is None:
            return {}
        digest = hashlib.sha256(manifest).digest()
        try:
            query, reply, token = seal.ask(self.authority, digest, self.job)
        except NetworkError as error:
            self._without(error)
            return {}
        self._tokens[deliveries.MANIFEST] = token
        files = (reply, query, token.certificates.encode("ascii"))
        names = (f"{deliveries.MANIFEST}{ending}" for ending in deliveries.TOKEN_ENDINGS)
        return dict(zip(names, files, strict=True))

    def _journal(self) -> None:
        where, told = deliveries.JOURNAL, self.told
        self.made.add(f"{where}/journal.jsonl", b"".join(line + b"\n" for line in told.lines))
        self.made.add(f"{where}/bodies.jsonl", b"".join(line + b"\n" for line in told.bodies))
        self.made.add(f"{where}/head.json", told.head_file)
        self.made.add(deliveries.PUBLIC_KEY, told.key)
        for stamp in self._stamps():
            for ending, data in stamp.files.items():
                self.made.add(f"{deliveries.TOKENS}/{stamp.name}{ending}", data)

    def _stamps(self) -> list[Stamp]:
        """The journal's time stamps up to the head that is delivered."""
        last = self.told.head.seq
        entries = (one for one in self.vault.history() if one.kind == tokens.KIND)
        found = (tokens.stamp_of(one.seq, one.body or {}) for one in entries if one.seq <= last)
        return [one for one in found if one is not None]

    def _lines(self) -> list[readme.StampLine]:
        """How each token is checked by hand."""
        found = [
            readme.StampLine(
                reply=name + deliveries.TOKEN_ENDINGS[0],
                data=name,
                certificates=name + deliveries.TOKEN_ENDINGS[2],
                authority=token.authority,
                time=token.time,
                partial=token.partial,
            )
            for name, token in self._tokens.items()
        ]
        for stamp in self._stamps():
            base = f"{deliveries.TOKENS}/{stamp.name}"
            found.append(
                readme.StampLine(
                    reply=f"{base}.tsr",
                    data=f"{base}.head.json",
                    certificates=f"{base}.pem",
                    authority=stamp.authority,
                    time=stamp.time,
                    partial=stamp.partial,
                )
            )
        return found


def key_digest(pem: bytes) -> Digest:
    """SHA-256 of the key as the journal has it (DER)."""
    return Digest.sha256(hashlib.sha256(_der(pem)).hexdigest())


def _der(pem: bytes) -> bytes:
    return base64.b64decode(b"".join(pem.splitlines()[1:-1]))
