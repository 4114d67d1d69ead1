"""What strangers' tools say of a delivery: pdfsig, qpdf, pyHanko, openssl, sha256sum and bagit, each of its part."""

from __future__ import annotations

import asyncio
import hashlib
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bagit
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from evidence_keeper import proving
from evidence_keeper.bundle import Bundle, check_bundle
from evidence_keeper.bundle.delivery import (
    MANIFEST,
    SIGNATURE,
    TAG_MANIFEST,
    TAG_SIGNATURE,
    TOKENS,
)
from evidence_keeper.jobs import Job
from evidence_keeper.model import FindingCode, Kind, Weight
from tests.tsa import Tsa, serving
from tests.unit.bundle.conftest import Shelf, page_texts, png, screenshot

Code = FindingCode


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tsa]:
    with serving(tmp_path_factory.mktemp("tsa")) as tsa:
        yield tsa


@pytest.fixture
def tsa(server: Tsa) -> Iterator[Tsa]:
    yield server
    server.manner = "good"


@pytest.fixture
def full(shelf: Shelf) -> Shelf:
    shelf.keep(png(screenshot(60, 40)), "图[1].png", Kind.IMAGE)
    shelf.keep("聊天".encode(), "聊天.txt", Kind.CHAT)
    return shelf


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, check=False)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return (done.stdout + done.stderr).decode()


def signature_of(pdf: Path) -> Any:
    """What pyHanko finds of the one signature, trusting nobody."""

    async def look(signature: Any) -> Any:
        context = ValidationContext(trust_roots=[], allow_fetching=False)
        return await async_validate_pdf_signature(signature, context, context)

    with pdf.open("rb") as file:
        signatures = PdfFileReader(file).embedded_signatures
        assert len(signatures) == 1
        return asyncio.run(look(signatures[0])), signatures[0]


def test_pdfsig_and_pyhanko_find_the_paper_signed_and_whole(full: Shelf) -> None:
    made = full.bundle()
    assert (made.signed, made.timestamped) == (True, False)
    said = run("pdfsig", made.pdf, cwd=made.delivery)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    run("qpdf", "--check", made.pdf, cwd=made.delivery)
    status, signature = signature_of(made.pdf)
    assert (status.intact, status.valid, status.trusted) == (True, True, False)
    assert status.bottom_line is False  # nobody vouches for a key that the program made itself
    # Its key is the very one that signs the journal.
    from cryptography.hazmat.primitives import serialization

    known = serialization.load_pem_public_key(full.vault.public_key_pem())
    der = known.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert signature.signer_cert.public_key.dump() == der
    assert hashlib.sha256(made.pdf.read_bytes()).hexdigest() == made.digest.value


def test_a_changed_paper_has_no_valid_signature(full: Shelf, tmp_path: Path) -> None:
    made = full.bundle()
    data = bytearray(made.pdf.read_bytes())
    at = data.index(b"stream") + 60
    data[at] ^= 1
    other = tmp_path / "x.pdf"
    other.write_bytes(data)
    said = subprocess.run(["pdfsig", other], capture_output=True, check=False).stdout
    assert b"Digest Mismatch" in said


def test_the_paper_says_what_its_key_proves_and_what_not(full: Shelf) -> None:
    text = "".join(page_texts(full.bundle().pdf))
    assert "不证明签名人的身份" in text
    assert "阅读器会显示签名者身份未经认证" in text


def test_an_authority_vouches_for_paper_and_list(full: Shelf, tsa: Tsa) -> None:
    made = full.bundle(tsa=tsa.url)
    assert (made.signed, made.timestamped, made.untimed) == (True, True, None)
    status, _signature = signature_of(made.pdf)
    stamp = status.timestamp_validity
    assert (stamp.intact, stamp.valid) == (True, True)
    assert abs(stamp.timestamp - datetime.now(UTC)) < timedelta(minutes=5)
    report = check_bundle(made.delivery, Job())
    assert report.ok
    assert report.checked.tokens == 1
    assert "timestamp" in report.holds


def stamped(full: Shelf, tsa: Tsa) -> Bundle:
    """A delivery with a time stamp of the journal and one of the list."""
    proving.stamp(full.vault, tsa.url)
    return full.bundle(tsa=tsa.url)


def test_every_line_of_the_readme_for_openssl_holds(full: Shelf, tsa: Tsa) -> None:
    made = stamped(full, tsa)
    told = (made.delivery / "使用说明.txt").read_text("utf-8-sig")
    lines = re.findall(r"openssl (?:ts|dgst -sha256 -verify) .*", told)
    assert len(lines) == 4
    for line in lines:
        assert "OK" in run(*line.split(), cwd=made.delivery)
    stamps = [line.split() for line in lines if " ts " in line]
    for line in stamps:
        data = made.delivery / line[line.index("-data") + 1]
        data.write_bytes(data.read_bytes() + b" ")
        done = subprocess.run(line, cwd=made.delivery, capture_output=True, check=False)
        assert done.returncode != 0
    assert check_bundle(stamped(full, tsa).delivery, Job()).checked.tokens == 3


def test_sha256sum_and_bagit_agree(full: Shelf, tsa: Tsa) -> None:
    made = stamped(full, tsa)
    run("sha256sum", "-c", "--strict", MANIFEST, TAG_MANIFEST, cwd=made.delivery)
    bag = bagit.Bag(str(made.delivery))
    bag.validate()
    assert bag.info["Payload-Oxum"] == "{}.{}".format(
        sum(path.stat().st_size for path in (made.delivery / "data").rglob("*") if path.is_file()),
        sum(1 for path in (made.delivery / "data").rglob("*") if path.is_file()),
    )
    listed = (made.delivery / TAG_MANIFEST).read_text("utf-8")
    for name in (SIGNATURE, TAG_SIGNATURE, f"{MANIFEST}.tsr"):
        assert (made.delivery / name).exists()
        assert name not in listed
    (made.delivery / "data" / "x").write_bytes(b"x")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(made.delivery)).validate()


def test_a_silent_authority_holds_no_papers_up(full: Shelf, tsa: Tsa) -> None:
    for manner in ("html", "busy"):
        tsa.manner = manner
        made = full.bundle(tsa=tsa.url)
        assert (made.signed, made.timestamped) == (True, False)
        assert made.untimed is not None
        assert "Signature is Valid" in run("pdfsig", made.pdf, cwd=made.delivery)
        report = check_bundle(made.delivery, Job())
        assert report.ok
        assert report.checked.tokens == 0


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def test_tokens_that_were_changed_or_taken_apart_are_found(full: Shelf, tsa: Tsa) -> None:
    made = stamped(full, tsa).delivery
    token = next((made / TOKENS).glob("*.tsr")).relative_to(made).as_posix()
    for name in (f"{MANIFEST}.tsr", f"{MANIFEST}.pem", token):
        flip(made / name)
        report = check_bundle(made, Job())
        found = {one.code for one in report.findings if one.means is Weight.CHANGED}
        assert Code.TOKEN_INVALID in found
        assert "timestamp" not in report.holds
        flip(made / name)
    (made / f"{MANIFEST}.tsr").unlink()
    report = check_bundle(made, Job())
    assert Code.TOKEN_INVALID in {one.code for one in report.findings}


def test_a_token_of_another_journal_is_found(full: Shelf, tsa: Tsa, tmp_path: Path) -> None:
    made = stamped(full, tsa).delivery
    head = next((made / TOKENS).glob("*.head.json"))
    told = head.read_text().replace('"seq":', '"seq":0')
    head.write_text(told)
    assert Code.TOKEN_INVALID in {one.code for one in check_bundle(made, Job()).findings}


def test_one_file_for_sending_holds_all_of_it(full: Shelf) -> None:
    made = full.bundle(packed=True)
    assert made.packed is not None
    assert made.packed.parent == made.delivery.parent
    with zipfile.ZipFile(made.packed) as packed:
        assert packed.testzip() is None
        names = {name.partition("/")[2] for name in packed.namelist()}
    files = {path.relative_to(made.delivery) for path in made.delivery.rglob("*") if path.is_file()}
    assert names == {path.as_posix() for path in files}
    assert check_bundle(made.packed, Job()).ok
    shutil.rmtree(made.delivery)
    assert full.bundle().delivery != made.delivery  # the name of a file that is there stays its own


def test_a_sheet_of_labels_says_what_it_is_and_no_numbers(full: Shelf) -> None:
    made = full.bundle()
    (text,) = page_texts(made.delivery / "data" / "U盘标签.pdf")
    assert text.count("电子证据（复制件）") == 8
    assert "李𠮷" in text
    assert "原件2件" in text
    for secret in ("11010119500101123X", "13800138000", "梧桐里"):
        assert secret not in text
