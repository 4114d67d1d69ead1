"""Payload encryption between the page and this computer: XChaCha20-Poly1305 by libsodium here, by @noble/ciphers there.

The key is 32 random bytes for one opening of the page, carried in the address behind `#`, which no browser sends. Each
message has a random nonce of 24 bytes before it (so often as we like without meeting twice) and is bound to its place
(`about`: direction, file, offset, size), so that none can be put elsewhere. It keeps those out who listen on the same
Wi-Fi; whoever can change what the phone loads is not kept out (docs/decisions/0012-from-the-phone.md).
"""

from __future__ import annotations

import base64
import os

from nacl import bindings
from nacl.exceptions import CryptoError

NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
KEY = bindings.crypto_aead_xchacha20poly1305_ietf_KEYBYTES


class NotOpened(ValueError):
    """What came was not sealed with this key for this place."""


def new_key() -> bytes:
    """32 random bytes."""
    return os.urandom(KEY)


def key_text(key: bytes) -> str:
    """The key as it stands in an address: base64url without padding."""
    return base64.urlsafe_b64encode(key).decode("ascii").rstrip("=")


def seal(key: bytes, about: str, data: bytes) -> bytes:
    """Nonce, ciphertext and tag."""
    nonce = os.urandom(NONCE)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        data, about.encode(), nonce, key
    )


def unseal(key: bytes, about: str, sealed: bytes) -> bytes:
    """What was sealed. Raises NotOpened."""
    if len(sealed) < NONCE:
        raise NotOpened
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed[NONCE:], about.encode(), sealed[:NONCE], key
        )
    except CryptoError as error:
        raise NotOpened from error
