"""The key that signs, and the anchor that remembers: both lie outside the vault, on this computer.

A vault that is copied or stolen carries neither. The anchor is what notices that a whole vault was put back to an
older state: it knows the last entry this computer wrote, by the vault's id, wherever the folder lies now.
"""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.errors import StorageError
from evidence_keeper.vault import disk

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import (
        EllipticCurvePrivateKey,
        EllipticCurvePublicKey,
    )

_HEX = re.compile(r"(?:[0-9a-f]{2})+")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An ECDSA P-256 key. Browsers and openssl verify its signatures everywhere (SECURITY.md)."""

    private: EllipticCurvePrivateKey

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key from the system's random numbers."""
        from cryptography.hazmat.primitives.asymmetric import ec

        return cls(ec.generate_private_key(ec.SECP256R1()))

    @property
    def public(self) -> str:
        """The public key as DER SubjectPublicKeyInfo in lower-case hex."""
        from cryptography.hazmat.primitives import serialization as form

        key = self.private.public_key()
        return key.public_bytes(form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo).hex()

    def sign(self, data: bytes) -> str:
        """ECDSA over SHA-256 of `data`, DER, in lower-case hex: what `openssl dgst -sha256 -verify` takes."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec

        return self.private.sign(data, ec.ECDSA(hashes.SHA256())).hex()

    def to_pem(self) -> bytes:
        """The private key as unencrypted PKCS#8 PEM, as it lies in the keys folder."""
        from cryptography.hazmat.primitives import serialization as form

        return self.private.private_bytes(
            form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
        )


def _public_key(public: str) -> EllipticCurvePublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(bytes.fromhex(public))
    except UnsupportedAlgorithm as error:  # one bit of an algorithm's number turned is enough
        raise ValueError("not a known kind of key") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
        raise ValueError("not a P-256 key")
    return key


def public_pem(public: str) -> bytes:
    """A public key (hex DER) as PEM, for openssl."""
    from cryptography.hazmat.primitives import serialization as form

    return _public_key(public).public_bytes(
        form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo
    )


class Verifier:
    """Checks signatures of one public key (hex DER). A key that can't be read verifies nothing."""

    def __init__(self, public: str) -> None:
        self.public = public
        self._key: EllipticCurvePublicKey | None = None
        if _HEX.fullmatch(public):
            with contextlib.suppress(ValueError, TypeError):
                self._key = _public_key(public)

    def verify(self, signature: str, data: bytes) -> bool:
        """Whether `signature` (lower-case hex DER) is this key's over `data`."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec

        if self._key is None or not _HEX.fullmatch(signature):
            return False
        try:
            self._key.verify(bytes.fromhex(signature), data, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Anchor:
    """What this computer remembers of a vault: the last entry, and the key it has written with since `since`.

    The key never changes once it is remembered: any other key that comes later is a foreign one here, even if this
    computer's own key was lost and made anew.
    """

    vault_id: str
    seq: int
    hash: str
    key: str
    since: int


class Keyring:
    """Keys and anchors in the user's own data folder `home`, by vault id, never by path."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def _key_path(self, vault_id: str) -> Path:
        return self.home / "keys" / f"{vault_id}.pem"

    def _anchor_path(self, vault_id: str) -> Path:
        return self.home / "anchors" / f"{vault_id}.json"

    def load(self, vault_id: str) -> SigningKey | None:
        """This computer's key for the vault, or None where it has none (or one that can't be read)."""
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            key = load_pem_private_key(self._key_path(vault_id).read_bytes(), None)
        except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
            return None
        return SigningKey(key) if isinstance(key, ec.EllipticCurvePrivateKey) else None

    def create(self, vault_id: str) -> SigningKey:
        """Make and keep a new key (0600). An unreadable old file is put aside, not overwritten."""
        path = self._key_path(vault_id)
        key = SigningKey.generate()
        try:
            disk.make_folder(path.parent)
            with contextlib.suppress(OSError):
                path.parent.chmod(0o700)
            if path.exists():
                path.replace(path.with_suffix(f".unreadable-{key.public[-8:]}"))
            disk.write_atomic(path, key.to_pem(), mode=0o600)
        except OSError as error:
            raise StorageError(
                "key_unwritable", path=str(path), detail=error.strerror or ""
            ) from error
        return key

    def litter(self, vault_id: str) -> list[Path]:
        """What a crash left of writing this vault's key or anchor, or when it was checked. Only a vault's writer may
        take it away."""
        ours = (self._key_path(vault_id), self._anchor_path(vault_id), self.watch_path(vault_id))
        return [left for path in ours for left in path.parent.glob(f"{path.name}.*.part")]

    def watch_path(self, vault_id: str) -> Path:
        """Where it is remembered when the vault was checked and copied; no part of its proof."""
        return self.home / "watch" / f"{vault_id}.json"

    def anchor(self, vault_id: str) -> Anchor | None:
        """What this computer remembers of the vault; None where nothing is known."""
        try:
            known = json.loads(self._anchor_path(vault_id).read_bytes())
            return Anchor(
                vault_id,
                int(known["seq"]),
                str(known["hash"]),
                str(known["key"]),
                int(known["since"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def remember(self, anchor: Anchor) -> None:
        """Write the anchor. Raises OSError: the caller decides what a computer without memory means."""
        path = self._anchor_path(anchor.vault_id)
        disk.make_folder(path.parent)
        known = {
            "v": 1,
            "vault": anchor.vault_id,
            "seq": anchor.seq,
            "hash": anchor.hash,
            "key": anchor.key,
            "since": anchor.since,
        }
        disk.write_atomic(path, json.dumps(known).encode() + b"\n")
