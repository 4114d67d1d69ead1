"""Time stamps from a real authority on this computer, one that behaves and one that doesn't."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import pem
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from evidence_keeper import proving
from evidence_keeper.errors import InputError, NetworkError
from evidence_keeper.jobs import Job
from evidence_keeper.model import FindingCode
from evidence_keeper.vault import Vault, seal, tokens
from tests.tsa import Tsa, serving

Code = FindingCode
DIGEST = b"\x07" * 32


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tsa]:
    with serving(tmp_path_factory.mktemp("tsa")) as tsa:
        yield tsa


@pytest.fixture
def tsa(server: Tsa) -> Iterator[Tsa]:
    yield server
    server.manner, server.with_root, server.signer = "good", True, "tsa"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = Vault.create(tmp_path / "vault", home=tmp_path / "home")
    made.new_case("套餐争议", "telecom_plan", {})
    yield made
    made.close()


def test_a_stamp_is_entered_whole_and_a_check_counts_it(tsa: Tsa, vault: Vault) -> None:
    head = vault.head()
    done = proving.stamp(vault, tsa.url)
    ((stamp, path),) = done.stamps
    assert (stamp.seq, stamp.authority, done.queued) == (head.seq, "Test Time Authority", 0)
    assert abs(stamp.time - datetime.now(UTC)) < timedelta(minutes=5)
    assert path.read_bytes() == stamp.files[".tsr"]
    assert [entry.kind for entry in vault.history()][-1] == "stamped"
    report = vault.verify()
    assert report.ok
    assert report.checked.tokens == 1
    assert "timestamp" in report.holds
    # Its root is on no list that this program knows: who it is, nobody here can say, and that is said.
    unsure = [found.subject for found in report.findings if found.code is Code.NOT_CHECKED]
    assert "authority" in unsure
    assert "timestamp" not in unsure


def test_what_comes_after_the_last_stamp_is_not_vouched_for(tsa: Tsa, vault: Vault) -> None:
    proving.stamp(vault, tsa.url)
    vault.new_case("后来的", "other", {})
    found = [one for one in vault.verify().findings if one.subject == "since_timestamp"]
    assert [one.data["count"] for one in found] == [1]


@pytest.mark.parametrize("with_root", [True, False])
def test_openssl_agrees_also_where_no_root_came_along(
    tsa: Tsa, vault: Vault, with_root: bool
) -> None:
    tsa.with_root = with_root
    ((stamp, path),) = proving.stamp(vault, tsa.url).stamps
    assert stamp.partial is not with_root
    base = str(path.with_suffix(""))
    command = ["openssl", "ts", "-verify", "-in", f"{base}.tsr", "-data", f"{base}.head.json"]
    command += ["-CAfile", f"{base}.pem"] + ["-partial_chain"] * stamp.partial
    assert b"OK" in subprocess.run(command, capture_output=True, check=True).stdout
    query = [*command[:5], "-queryfile", f"{base}.tsq", *command[7:]]
    assert b"OK" in subprocess.run(query, capture_output=True, check=True).stdout


UNFIT = {"html": "unreadable", "empty": "unreadable", "wrong_nonce": "nonce"}
UNFIT |= {"wrong_digest": "imprint"}


@pytest.mark.parametrize("manner", [*UNFIT, "refuse", "error"])
def test_a_reply_that_is_no_good_is_thrown_away(tsa: Tsa, vault: Vault, manner: str) -> None:
    tsa.manner = manner
    with pytest.raises(NetworkError) as caught:
        proving.stamp(vault, tsa.url)
    if manner in UNFIT:
        assert (caught.value.code, caught.value.data["reason"]) == (
            "authority_unfit",
            UNFIT[manner],
        )
    else:
        assert caught.value.code == "authority_refused"
    assert vault.verify().checked.tokens == 0
    assert tokens.waiting(vault.keyring.home, vault.vault_id) is not None


def test_without_an_answer_the_wish_waits_and_one_answer_fulfils_it(tsa: Tsa, vault: Vault) -> None:
    done = proving.stamp(vault, "http://127.0.0.1:9/")
    assert (done.stamps, done.queued) == ((), 1)
    assert done.why is not None
    assert done.why.code == "authority_unreachable"
    tsa.manner = "busy"
    assert proving.stamp(vault, tsa.url).queued == 1
    tsa.manner = "good"
    again = proving.retry(vault)
    assert (len(again.stamps), again.queued) == (1, 0)
    asked = tsa.asked
    assert proving.retry(vault) == proving.Stamped()
    assert tsa.asked == asked


@pytest.mark.parametrize("manner", ["slow", "drip"])
def test_an_authority_that_dawdles_is_not_waited_for(tsa: Tsa, manner: str) -> None:
    tsa.manner = manner
    with pytest.raises(NetworkError) as caught:
        seal.ask(seal.HttpAuthority(tsa.url, seconds=0.3), DIGEST, Job())
    assert caught.value.code == "authority_unreachable"


def test_no_authority_and_no_address_are_told_apart(vault: Vault) -> None:
    for given, code in (
        (None, "tsa_unset"),
        ("ftp://x/", "tsa_invalid"),
        ("tsa-cn", "tsa_invalid"),
    ):
        with pytest.raises(InputError) as caught:
            proving.stamp(vault, given)
        assert caught.value.code == code


def test_presets_have_an_address_or_say_why_not() -> None:
    known = {preset.key: preset for preset in proving.presets()}
    assert proving.address_of("DigiCert") == known["digicert"].url
    assert all(preset.notes_zh and preset.notes_en and preset.as_of for preset in known.values())
    assert {preset.confidence for preset in known.values()} <= {"high", "medium", "low"}


def make_signer(
    tsa: Tsa, name: str, begins: datetime, ends: datetime, usage: list[x509.ObjectIdentifier]
) -> None:
    """A signing certificate that openssl's command would not make."""
    root = x509.load_pem_x509_certificate((tsa.folder / "root.pem").read_bytes())
    root_key = serialization.load_pem_private_key((tsa.folder / "root.key").read_bytes(), None)
    assert isinstance(root_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder(root.subject, subject, key.public_key(), 77, begins, ends)
    made = made.add_extension(x509.ExtendedKeyUsage(usage), critical=True)
    form = serialization.Encoding.PEM
    (tsa.folder / f"{name}.pem").write_bytes(
        made.sign(root_key, hashes.SHA256()).public_bytes(form)
    )
    kind, bare = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (tsa.folder / f"{name}.key").write_bytes(key.private_bytes(form, kind, bare))
    tsa.signer = name


STAMPING = [ExtendedKeyUsageOID.TIME_STAMPING]


def test_a_certificate_that_did_not_hold_then_is_refused(tsa: Tsa) -> None:
    now = datetime.now(UTC)
    make_signer(tsa, "old", now - timedelta(days=900), now - timedelta(days=1), STAMPING)
    with pytest.raises(NetworkError) as caught:
        seal.ask(seal.HttpAuthority(tsa.url), DIGEST, Job())
    assert caught.value.data["reason"] == "expired"


def test_a_certificate_for_other_purposes_too_is_refused(tsa: Tsa) -> None:
    now = datetime.now(UTC)
    both = [*STAMPING, ExtendedKeyUsageOID.CODE_SIGNING]
    make_signer(tsa, "both", now - timedelta(days=1), now + timedelta(days=9), both)
    tsa.signer = "tsa"  # openssl itself doesn't sign with such a one
    made = Certificate.load(pem.unarmor((tsa.folder / "both.pem").read_bytes())[2])
    with pytest.raises(seal.Unfit) as caught:
        seal._fit_for_purpose([made], now)
    assert caught.value.reason == "purpose"


def test_a_token_is_checked_at_its_own_time_not_at_todays(tsa: Tsa) -> None:
    now = datetime.now(UTC)
    make_signer(tsa, "brief", now - timedelta(days=1), now + timedelta(seconds=2), STAMPING)
    query, reply, token = seal.ask(seal.HttpAuthority(tsa.url), DIGEST, Job())
    while datetime.now(UTC) < now + timedelta(seconds=2.2):
        time.sleep(0.1)
    assert seal.check(reply, DIGEST, query) == token


def test_a_changed_token_is_found(tsa: Tsa, vault: Vault) -> None:
    ((_stamp, path),) = proving.stamp(vault, tsa.url).stamps
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    report = vault.verify()
    assert not report.ok
    assert {found.code for found in report.findings} >= {Code.TOKEN_INVALID}
    assert "timestamp" not in report.holds
    path.unlink()  # only a copy of what the journal holds
    assert vault.verify().ok
    proving.stamp(vault, tsa.url)
    assert path.exists()


def test_a_signature_that_is_not_the_authoritys_is_refused(tsa: Tsa) -> None:
    query = seal.query_for(DIGEST)
    reply = bytearray(tsa.reply(query))
    reply[-3] ^= 1
    with pytest.raises(seal.Unfit) as caught:
        seal.check(bytes(reply), DIGEST, query)
    assert caught.value.reason in ("signature", "unreadable")
    with pytest.raises(seal.Unfit) as caught:
        seal.check(tsa.reply(query), b"\x08" * 32)
    assert caught.value.reason == "imprint"
