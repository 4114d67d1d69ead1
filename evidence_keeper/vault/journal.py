"""The journal's lines: a hash chain over the exact stored bytes, each line signed, without any content.

`journal.jsonl` line n is entry n; `bodies.jsonl` line n is its content with a random salt. The line holds only the
SHA-256 of the body's line, so the whole chain can be handed to anybody without a name, a number or a word of it.
docs/vault-format.md is the normative description; this file follows it.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evidence_keeper.vault.keys import SigningKey, Verifier

FORMAT = 1
"""The version of the vault's format that this program writes. A higher one is not touched."""

FIRST_PREV = "0" * 64
_SIGNED_UP_TO = b',"sig":"'
_HEX64 = re.compile(r"[0-9a-f]{64}")
# It becomes a file name in the keys folder: a stranger's vault must not choose another place with it.
_VAULT_ID = re.compile(r"[0-9a-f]{32}")


class BadLine(ValueError):
    """A line that is no journal line. `reason` is a stable word for the finding."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Line:
    """A journal line as parsed. `raw` is the exact bytes without the line feed; `hash` is their SHA-256."""

    seq: int
    prev: str
    at: datetime
    kind: str
    body: str
    vault: str | None
    key: str | None
    sig: str
    raw: bytes
    hash: str

    def signed_by(self, verifier: Verifier) -> bool:
        """Whether the signature is the verifier's key's over the bytes before `,"sig"`."""
        return verifier.verify(self.sig, self.raw[: self.raw.rindex(_SIGNED_UP_TO)])


@dataclass(frozen=True, slots=True)
class HeadFile:
    """head.json: the signed last entry and count."""

    vault: str
    seq: int
    hash: str
    at: str
    sig: str
    raw: bytes

    def signed_by(self, verifier: Verifier) -> bool:
        """Whether the signature is the verifier's key's over the bytes before `,"sig"`."""
        return verifier.verify(self.sig, self.raw[: self.raw.rindex(_SIGNED_UP_TO)])


def _compact(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def sha256_hex(data: bytes) -> str:
    """SHA-256 of `data` in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def _signed(fields: Mapping[str, Any], key: SigningKey) -> bytes:
    unsigned = _compact(fields)[:-1]
    return unsigned + _SIGNED_UP_TO + key.sign(unsigned).encode() + b'"}'


def encode_body(content: Mapping[str, Any], salt: str | None = None) -> bytes:
    """A body line (without LF). The salt keeps a short content from being guessed by its digest."""
    fields = {"salt": salt or secrets.token_hex(16), **content}
    try:
        return _compact(fields)
    except (
        UnicodeEncodeError
    ):  # a lone surrogate from somewhere: keep it escaped rather than lose it
        return json.dumps(fields, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def encode_line(
    seq: int,
    prev: str,
    at: datetime,
    kind: str,
    body: bytes,
    key: SigningKey,
    *,
    vault: str | None = None,
    announce_key: bool = False,
) -> bytes:
    """A signed journal line (without LF). Entry 0 names the vault; an entry that brings a key names the key."""
    fields: dict[str, Any] = {
        "v": FORMAT,
        "seq": seq,
        "prev": prev,
        "at": at.isoformat(timespec="milliseconds"),
        "kind": kind,
        "body": sha256_hex(body),
    }
    if vault is not None:
        fields["vault"] = vault
    if announce_key:
        fields["key"] = key.public
    return _signed(fields, key)


def encode_head(vault: str, seq: int, line_hash: str, at: datetime, key: SigningKey) -> bytes:
    """head.json's bytes (without LF)."""
    fields = {
        "v": FORMAT,
        "vault": vault,
        "seq": seq,
        "count": seq + 1,
        "hash": line_hash,
        "at": at.isoformat(timespec="milliseconds"),
    }
    return _signed(fields, key)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadLine("not_json") from None
    if not isinstance(parsed, dict):
        raise BadLine("not_json")
    if type(parsed.get("v")) is not int or parsed["v"] != FORMAT:
        raise BadLine("version")
    # One spelling only: a blank or an upper-case digit slipped in would else stay unseen in the last line.
    try:
        same = _compact(parsed) == raw
    except (UnicodeEncodeError, RecursionError):
        same = False
    if not same:
        raise BadLine("spelling")
    return parsed


def _text(fields: Mapping[str, Any], name: str, pattern: re.Pattern[str] | None = None) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or (pattern is not None and not pattern.fullmatch(value)):
        raise BadLine(f"field_{name}")
    return value


def _number(fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadLine(f"field_{name}")
    return value


def _optional(
    fields: Mapping[str, Any], name: str, pattern: re.Pattern[str] | None = None
) -> str | None:
    return _text(fields, name, pattern) if name in fields else None


def parse_line(raw: bytes) -> Line:
    """The line's facts. Raises BadLine; says nothing yet about chain or signature."""
    fields = _object(raw)
    if list(fields)[-1] != "sig":
        raise BadLine("sig_not_last")
    try:
        at = datetime.fromisoformat(_text(fields, "at"))
    except ValueError:
        raise BadLine("field_at") from None
    if at.tzinfo is None:
        raise BadLine("field_at")
    return Line(
        seq=_number(fields, "seq"),
        prev=_text(fields, "prev", _HEX64),
        at=at,
        kind=_text(fields, "kind"),
        body=_text(fields, "body", _HEX64),
        vault=_optional(fields, "vault", _VAULT_ID),
        key=_optional(fields, "key"),
        sig=_text(fields, "sig"),
        raw=raw,
        hash=sha256_hex(raw),
    )


def parse_head(raw: bytes) -> HeadFile:
    """head.json's facts. Raises BadLine."""
    raw = raw.removesuffix(b"\n")
    fields = _object(raw)
    if list(fields)[-1] != "sig" or fields.get("count") != _number(fields, "seq") + 1:
        raise BadLine("field_count")
    return HeadFile(
        vault=_text(fields, "vault", _VAULT_ID),
        seq=_number(fields, "seq"),
        hash=_text(fields, "hash", _HEX64),
        at=_text(fields, "at"),
        sig=_text(fields, "sig"),
        raw=raw,
    )


def parse_body(raw: bytes) -> dict[str, Any]:
    """A body line's content. Raises BadLine."""
    try:
        parsed = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadLine("not_json") from None
    if not isinstance(parsed, dict):
        raise BadLine("not_json")
    return parsed


def split_lines(data: bytes) -> tuple[list[bytes], bytes]:
    """Whole lines without their LF, and what stands behind the last LF (a torn line, or nothing)."""
    lines = data.split(b"\n")
    return lines[:-1], lines[-1]
