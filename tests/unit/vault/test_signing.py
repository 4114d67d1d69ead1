"""What the vault signs can be checked with openssl, and by nobody's key but the one that the journal names."""

from __future__ import annotations

import contextlib
import subprocess
from pathlib import Path

from evidence_keeper.model import FindingCode as Code
from evidence_keeper.model import Weight
from evidence_keeper.vault import Vault
from evidence_keeper.vault.keys import Verifier
from tests.unit.vault.scenes import Scene, found

DATA = "清单\n".encode()


def openssl_agrees(vault: Vault, signature: bytes, folder: Path) -> bool:
    for name, data in (("k", vault.public_key_pem()), ("s", signature), ("d", DATA)):
        (folder / name).write_bytes(data)
    words = ["openssl", "dgst", "-sha256", "-verify", "k", "-signature", "s", "d"]
    done = subprocess.run(words, cwd=folder, capture_output=True, check=False)
    return done.returncode == 0


def test_openssl_takes_the_signature_and_no_entry_is_written(scene: Scene, tmp_path: Path) -> None:
    before = scene.everything()
    with contextlib.closing(scene.open()) as vault:
        signature = vault.sign(DATA)
        assert signature is not None
        assert openssl_agrees(vault, signature, tmp_path)
    assert scene.everything() == before


def test_another_computer_enters_its_key_before_it_signs(scene: Scene, tmp_path: Path) -> None:
    count = len(scene.lines())
    with contextlib.closing(scene.open(home=tmp_path / "other")) as vault:
        before = vault.public_key_pem()
        signature = vault.sign(DATA)
        assert signature is not None
        assert vault.public_key_pem() != before
        assert openssl_agrees(vault, signature, tmp_path)
        assert vault.sign(DATA) is not None
        assert [entry.kind for entry in vault.history()][count:] == ["key_added"]
    report = scene.check(home=tmp_path / "other")
    assert report.ok
    assert found(report, Weight.NOTICE) == {Code.KEY_NOT_VOUCHED}


def test_only_the_key_in_force_verifies(scene: Scene, tmp_path: Path) -> None:
    with contextlib.closing(scene.open()) as vault:
        old = Verifier(vault.index.key())
    with contextlib.closing(scene.open(home=tmp_path / "other")) as vault:
        signature = vault.sign(DATA)
        assert signature is not None
        assert Verifier(vault.index.key()).verify(signature.hex(), DATA)
        assert not old.verify(signature.hex(), DATA)


def test_a_second_copy_is_signed_for_by_its_own_computer_and_by_no_other(
    scene: Scene, tmp_path: Path
) -> None:
    (scene.path / "copy.json").write_text("{}")
    with contextlib.closing(scene.open()) as vault:
        signature = vault.sign(DATA)
        assert signature is not None
        assert Verifier(vault.index.key()).verify(signature.hex(), DATA)
    before = (scene.path / "journal.jsonl").read_bytes()
    with contextlib.closing(scene.open(home=tmp_path / "other")) as vault:
        assert vault.sign(DATA) is None
    assert (scene.path / "journal.jsonl").read_bytes() == before
