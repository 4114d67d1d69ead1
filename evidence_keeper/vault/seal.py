"""Time stamps of an outside authority (RFC 3161): asked for, and checked as at the moment that they name.

Only a digest leaves this computer. A reply is taken only if all of it fits: the nonce, the digest, the signature, the
certificates, what those are for, and that they held at the token's own time (never at today's: an authority's
certificate that ran out since does not undo what it once signed). Whether a certificate was revoked is not looked up.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

from evidence_keeper.errors import InputError, NetworkError
from evidence_keeper.jobs import Job

SECONDS = 20.0
"""How long an authority may take in all."""

_MOST_BYTES = 1 << 20
_TYPE = "application/timestamp-query"

Anchor = Literal["known", "own", "pinned"]
"""Where trust in a token ends: at a root that this program knows by itself (certifi's list); at a root that came
with the reply; or at a certificate whose issuer didn't come along. Only the first says who the authority is."""


class Unfit(ValueError):
    """A reply that is no good. `reason` is a stable word: unreadable, refused, nonce, imprint, signature,
    certificate, purpose, expired, future."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was checked. `time` is the authority's (UTC); `certificates` are PEM, for `openssl ts -verify
    -CAfile`; `partial` where the last of them is no root (`-partial_chain`). `anchor_digest` is SHA-256, hex."""

    time: datetime
    authority: str
    policy: str
    serial: str
    anchor: Anchor
    anchor_digest: str
    certificates: str
    partial: bool


class Authority(Protocol):
    """Where time stamps come from."""

    @property
    def url(self) -> str:
        """Its address."""

    def ask(self, query: bytes, job: Job) -> bytes:
        """The reply to a query (both DER). Raises NetworkError, Cancelled."""


@dataclass(frozen=True, slots=True)
class HttpAuthority:
    """An authority on the net, by plain urllib: no event loop in a lane. Raises InputError tsa_invalid."""

    url: str
    seconds: float = SECONDS

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            sound = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            sound = False
        if not sound or any(sign.isspace() or not sign.isprintable() for sign in self.url):
            raise InputError("tsa_invalid", url=self.url)

    def ask(self, query: bytes, job: Job) -> bytes:
        """Send the query and read the reply, within the seconds allowed for all of it."""
        until = time.monotonic() + self.seconds
        asked = urllib.request.Request(self.url, query, {"Content-Type": _TYPE}, method="POST")
        try:
            with urllib.request.urlopen(asked, timeout=self.seconds) as reply:
                return self._read(reply, until, job)
        except urllib.error.HTTPError as error:
            error.close()
            code = "authority_unreachable" if error.code >= 500 else "authority_refused"
            raise NetworkError(code, url=self.url, detail=f"HTTP {error.code}") from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise self._silent(str(getattr(error, "reason", error))) from error

    def _read(self, reply: Any, until: float, job: Job) -> bytes:
        data = b""
        while block := reply.read1(65536):
            job.check()
            data += block
            if time.monotonic() > until:
                raise self._silent("slow")
            if len(data) > _MOST_BYTES:
                break
        return data

    def _silent(self, detail: str) -> NetworkError:
        return NetworkError("authority_unreachable", url=self.url, detail=detail)


def query_for(digest: bytes) -> bytes:
    """A query (DER) for a token over this SHA-256, with a nonce, asking for the certificates."""
    import secrets

    from asn1crypto import algos, tsp

    imprint = {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"})}
    found: bytes = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": tsp.MessageImprint({**imprint, "hashed_message": digest}),
            "nonce": secrets.randbits(63) | 1,
            "cert_req": True,
        }
    ).dump()
    return found


def ask(authority: Authority, digest: bytes, job: Job) -> tuple[bytes, bytes, Token]:
    """A token over a SHA-256: query, reply and what the reply says. Raises NetworkError authority_unreachable,
    authority_refused, authority_unfit; Cancelled."""
    query = query_for(digest)
    job.report("stamping", detail=authority.url)
    reply = authority.ask(query, job)
    with fitting(authority):
        return query, reply, check(reply, digest, query)


@contextlib.contextmanager
def fitting(authority: Authority) -> Iterator[None]:
    """A reply of this authority that is no good is a NetworkError."""
    try:
        yield
    except Unfit as unfit:
        code = "authority_refused" if unfit.reason == "refused" else "authority_unfit"
        raise NetworkError(
            code, url=authority.url, reason=unfit.reason, expects=unfit.reason, detail=unfit.detail
        ) from unfit


def check(reply: bytes, digest: bytes, query: bytes | None = None) -> Token:
    """What a reply (DER) says, once all of it fits the SHA-256 `digest` and the query. Raises Unfit."""
    from asn1crypto import cms, tsp

    try:
        answer = _reply_shape().load(reply, strict=True)
        status = answer["status"]
        if status["status"].native not in ("granted", "granted_with_mods"):
            raise Unfit("refused", _why_refused(status))
        content = answer["time_stamp_token"]
        if content["content_type"].native != "signed_data":
            raise Unfit("unreadable")
        signed: cms.SignedData = content["content"]
        info = signed["encap_content_info"]["content"].parsed
        if not isinstance(info, tsp.TSTInfo):
            raise Unfit("unreadable")
        certificates = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
        when: datetime = info["gen_time"].native
        _compare(info, digest, query)
        signer = _signer(signed, certificates)
        chain, anchor = _chain(signer, certificates)
        _fit_for_purpose(chain, when)
        _check_signature(signed, digest, chain, certificates, when)
        return Token(
            time=when,
            authority=_name_of(signer),
            policy=info["policy"].dotted,
            serial=f"{info['serial_number'].native:x}",
            anchor=anchor,
            anchor_digest=hashlib.sha256(chain[-1].dump()).hexdigest(),
            certificates=_pem(chain[1:] or chain),
            partial=not _is_root(chain[-1]),
        )
    except Unfit:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError) as error:
        raise Unfit("unreadable") from error  # what asn1crypto says about bytes that are no reply


@lru_cache(maxsize=1)
def _reply_shape() -> Any:
    """A reply without a token is a reply too: a refusal. asn1crypto's own shape wants one always."""
    from asn1crypto import cms, core, tsp

    token = ("time_stamp_token", cms.ContentInfo, {"optional": True})
    fields = {"_fields": [("status", tsp.PKIStatusInfo), token]}
    return type("TimeStampReply", (core.Sequence,), fields)


def _why_refused(status: Any) -> str:
    said = status["status_string"].native or []
    fault = status["fail_info"].native or []
    return ", ".join([*map(str, said), *map(str, fault)])


def _compare(info: Any, digest: bytes, query: bytes | None) -> None:
    from asn1crypto import tsp

    imprint = info["message_imprint"]
    if imprint["hash_algorithm"]["algorithm"].native != "sha256":
        raise Unfit("imprint")
    if imprint["hashed_message"].native != digest:
        raise Unfit("imprint")
    if query is not None:
        asked = tsp.TimeStampReq.load(query, strict=True)
        if asked["message_imprint"]["hashed_message"].native != digest:
            raise Unfit("imprint")
        if asked["nonce"].native != info["nonce"].native:
            raise Unfit("nonce")


def _signer(signed: Any, certificates: Sequence[Any]) -> Any:
    if len(signed["signer_infos"]) != 1:
        raise Unfit("signature")
    named = signed["signer_infos"][0]["sid"]
    for one in certificates:
        if named.name == "issuer_and_serial_number":
            sought = named.chosen
            if (one.issuer, one.serial_number) == (
                sought["issuer"],
                sought["serial_number"].native,
            ):
                return one
        elif one.key_identifier == named.chosen.native:
            return one
    raise Unfit("certificate", "none came with the reply")


@lru_cache(maxsize=1)
def _known_roots() -> dict[bytes, Any]:
    """Roots that this program knows without being told, by their subject."""
    import certifi
    from asn1crypto import pem, x509

    with open(certifi.where(), "rb") as file:
        data = file.read()
    found = {}
    for _kind, _headers, der in pem.unarmor(data, multiple=True):
        with contextlib.suppress(ValueError):
            one = x509.Certificate.load(der)
            found[one.subject.dump()] = one
    return found


def _is_root(certificate: Any) -> bool:
    same: bool = certificate.subject.dump() == certificate.issuer.dump()
    return same


def _chain(signer: Any, certificates: Sequence[Any]) -> tuple[list[Any], Anchor]:
    """From the signer's certificate up to where trust ends."""
    chain = [signer]
    by_subject = {one.subject.dump(): one for one in certificates}
    roots = _known_roots()
    while len(chain) < 10:
        last = chain[-1]
        issuer = last.issuer.dump()
        if issuer in roots:
            if not _is_root(last):
                chain.append(roots[issuer])
            known = chain[-1].dump() == roots[issuer].dump()
            return chain, "known" if known else "own"
        if _is_root(last):
            return chain, "own"
        if issuer not in by_subject:
            return chain, "pinned"
        chain.append(by_subject[issuer])
    raise Unfit("certificate")


def _fit_for_purpose(chain: Sequence[Any], when: datetime) -> None:
    """RFC 3161, 2.3: the signer's certificate is for time stamps and nothing else; each certificate held then."""
    usage = chain[0].extended_key_usage_value
    critical = "extended_key_usage" in chain[0].critical_extensions
    if usage is None or usage.native != ["time_stamping"] or not critical:
        raise Unfit("purpose")
    for one in chain:
        if not one.not_valid_before <= when <= one.not_valid_after:
            raise Unfit("expired")


def _check_signature(
    signed: Any, digest: bytes, chain: Sequence[Any], others: Sequence[Any], when: datetime
) -> None:
    import asyncio
    import logging

    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.errors import PathError

    context = ValidationContext(
        trust_roots=[chain[-1]], other_certs=[*others], moment=when, allow_fetching=False
    )
    quiet = logging.getLogger("pyhanko.sign.validation.generic_cms")
    before, quiet.disabled = quiet.disabled, True
    try:
        found = asyncio.run(validate_tst_signed_data(signed, context, lambda _name: digest))
    except (SignatureValidationError, PathError) as error:
        raise Unfit("signature", str(error)) from error
    finally:
        quiet.disabled = before
    if not (found.get("intact") and found.get("valid")):
        raise Unfit("signature")
    if found.get("trust_problem_indic") is not None and len(chain) > 1:
        raise Unfit("certificate", str(found["trust_problem_indic"]))


def _name_of(certificate: Any) -> str:
    known = certificate.subject.native
    for key in ("common_name", "organization_name"):
        if isinstance(known.get(key), str) and known[key].strip():
            return str(known[key]).strip()
    return str(certificate.subject.human_friendly)


def _pem(certificates: Sequence[Any]) -> str:
    from asn1crypto import pem

    return "".join(pem.armor("CERTIFICATE", one.dump()).decode("ascii") for one in certificates)
