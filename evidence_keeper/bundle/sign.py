"""Signs the finished PDF: PAdES B-B by the vault's own key, B-T where a time-stamp authority was named. The last step.

The key was made by this program on this computer, so its certificate is its own: it shows that nobody changed the file
since, and that it comes from whoever keeps the evidence of the same journal. It doesn't say who that is.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence_keeper.bundle.unfinished import writing
from evidence_keeper.jobs import Job
from evidence_keeper.vault import disk, seal

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

NAME = "取证管家本机密钥（未经第三方认证）"
REASON = "证明本文件自签名时起未被改动。密钥由制作者电脑上的软件生成，不证明签名人身份。"
FIELD = "EvidenceKeeper"
_YEARS = 20
_ROOM = 24_000
"""Bytes kept free for signature and token: a token with its certificates has 2 to 8 KB."""

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Key:
    """The vault's key: its public part (DER), and how to sign with it (ECDSA over SHA-256, DER)."""

    public: bytes
    sign: Sign


def sign_pdf(path: Path, key: Key, authority: seal.Authority | None, job: Job) -> None:
    """Sign the PDF in its place. On any failure it is as it was before.

    Raises NetworkError where the authority gives no token, SpaceError, StorageError, Cancelled.
    """
    with writing(path):
        length = path.stat().st_size
    try:
        with writing(path), path.open("r+b") as file:
            _sign(file, key, authority, job)
            disk.sync(file)
    except BaseException:
        with writing(path), path.open("r+b") as file:
            file.truncate(length)
        raise


def _sign(file: Any, key: Key, authority: seal.Authority | None, job: Job) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    job.report("signing")
    writer = IncrementalPdfFileWriter(file)
    about = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=NAME,
        reason=REASON,
    )
    signers.PdfSigner(
        about, _signer(key), timestamper=None if authority is None else _stamper(authority, job)
    ).sign_pdf(writer, in_place=True, bytes_reserved=_ROOM)


def _signer(key: Key) -> Any:
    from pyhanko.sign.signers.pdf_cms import Signer
    from pyhanko_certvalidator import registry

    class VaultSigner(Signer):
        """Signs by the vault, which doesn't give its key away."""

        async def async_sign_raw(
            self, data: bytes, digest_algorithm: str, dry_run: bool = False
        ) -> bytes:
            assert digest_algorithm == "sha256"
            return b"\0" * 72 if dry_run else key.sign(data)

    from asn1crypto.algos import SignedDigestAlgorithm

    none: Any = registry.SimpleCertificateStore
    return VaultSigner(
        signing_cert=certificate(key, datetime.now(UTC)),
        cert_registry=none(),
        signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
    )


def _stamper(authority: seal.Authority, job: Job) -> TimeStamper:
    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper

    base: Any = TimeStamper

    class OwnStamper(base):  # type: ignore[misc]  # pyHanko types its makers nowhere
        """Asks by our own way, and takes nothing that seal wouldn't: no event loop waits for the net."""

        async def async_request_tsa_response(self, req: Any) -> Any:
            query = req.dump()
            digest = req["message_imprint"]["hashed_message"].native
            job.report("stamping", detail=authority.url)
            reply = await asyncio.to_thread(authority.ask, query, job)
            with seal.fitting(authority):
                await asyncio.to_thread(seal.check, reply, digest, query)
            return tsp.TimeStampResp.load(reply)

    made: TimeStamper = OwnStamper()
    return made


def certificate(key: Key, when: datetime) -> Any:
    """A certificate that the key makes for itself, without any personal word in it."""
    from asn1crypto import keys, x509

    name = x509.Name.build({"common_name": NAME})
    moments = (when - timedelta(days=1), when + timedelta(days=365 * _YEARS))
    begins, ends = (x509.Time({"utc_time": moment.replace(microsecond=0)}) for moment in moments)
    usage = {"digital_signature", "non_repudiation"}
    known = keys.PublicKeyInfo.load(key.public)
    extensions = [
        {"extn_id": "basic_constraints", "critical": True, "extn_value": {"ca": False}},
        {"extn_id": "key_usage", "critical": True, "extn_value": usage},
        {"extn_id": "key_identifier", "extn_value": known.sha1},
    ]
    told = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": secrets.randbits(120) | 1,
            "signature": {"algorithm": "sha256_ecdsa"},
            "issuer": name,
            "validity": {"not_before": begins, "not_after": ends},
            "subject": name,
            "subject_public_key_info": known,
            "extensions": extensions,
        }
    )
    return x509.Certificate(
        {
            "tbs_certificate": told,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature_value": key.sign(told.dump()),
        }
    )


__all__ = ["Key", "certificate", "sign_pdf"]
