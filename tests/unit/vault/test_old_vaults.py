"""Vaults of every format version are kept for ever: what somebody kept years ago is read, checked and gone on with."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

import pytest

from evidence_keeper.keeper import Keeper
from evidence_keeper.model import EvidenceItem, MarkKind, TimeSource, Weight
from evidence_keeper.model import FindingCode as Code
from evidence_keeper.vault import Vault
from tests.unit.vault.scenes import ALL, found
from tests.unit.vault.test_outsider import follow

VAULTS = Path(__file__).parents[2] / "data" / "vaults"
VERSIONS = sorted(path.name for path in VAULTS.iterdir() if "-" not in path.name)
NAMES = [
    "通话录音-10001.m4a",
    "聊天记录.txt",
    "账单.pdf",
    "账单.pdf",
    "截图-1.png",
    "截图-2.png",
    "\udcff坏名字😀.txt",
]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def _lay_out(name: str, place: Path) -> Path:
    shutil.copytree(VAULTS / name, place)
    for path in place.rglob("*"):
        os.chmod(path, 0o755 if path.is_dir() else 0o644)
    return place


def test_each_version_has_a_sound_vault_and_a_tampered_one() -> None:
    assert VERSIONS == ["v1"]
    assert {path.name for path in VAULTS.iterdir()} == {"v1", "v1-tampered"}
    for path in VAULTS.rglob("*"):
        assert not path.is_file() or b"PRIVATE KEY" not in path.read_bytes()


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_vault_verifies(version: str, place: Path, tmp_path: Path) -> None:
    with contextlib.closing(Vault.open(_lay_out(version, place), home=tmp_path / "home")) as vault:
        report = vault.verify()
    assert found(report) == set()
    assert set(report.holds) == ALL - {"anchor"}
    assert found(report, Weight.NOTICE) == {Code.KEY_NOT_VOUCHED}
    assert (report.checked.entries, report.checked.originals) == (26, 7)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.posix
def test_an_outsider_finds_an_old_vault_sound(version: str, place: Path) -> None:
    status, _at, said = follow(_lay_out(version, place))
    assert status == 0, said


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_vault_says_what_it_said_when_it_was_written(
    version: str, place: Path, tmp_path: Path
) -> None:
    with contextlib.closing(Vault.open(_lay_out(version, place), home=tmp_path / "home")) as vault:
        plan, gym = vault.cases()
        items = vault.items(withdrawn=None)
        kinds = [entry.kind for entry in vault.history()]
    assert (plan.title, plan.get("amount"), plan.get("company")) == (
        "套餐被改成 58 元",
        "58.00",
        "",
    )
    assert gym.title == "健身房关门"
    assert [item.name for item in items] == NAMES
    assert [item.withdrawn for item in items] == [False] * 4 + [True, False, False]
    _look_at(items)
    assert {"derive", "strike", "confirm", "assign", "key_added", "bundled", "weighed"} < set(kinds)


def _look_at(items: list[EvidenceItem]) -> None:
    call, chat, _bill, other_bill, *_shots, broken = items
    assert [note.text for note in call.notes] == ["第一次打客服电话", "在另一台电脑上写的"]
    assert [(mark.seconds, mark.kind) for mark in call.marks] == [(4.5, MarkKind.ASKED_FOR_HUMAN)]
    assert call.captured_at is not None
    assert call.captured_at.isoformat() == "2026-11-22T02:03:05+00:00"
    assert call.time_source is TimeSource.FILENAME
    assert chat.confirmed
    assert other_bill.corrections["title"] == "续费账单"
    assert broken.notes[0].text == "𠮷 \u202e 😀"


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_vault_is_gone_on_with(version: str, place: Path, tmp_path: Path) -> None:
    with contextlib.closing(
        Keeper.open(_lay_out(version, place), home=tmp_path / "home")
    ) as keeper:
        keeper.note(keeper.items()[0].item_id, "years later")
        assert keeper.find("years later")
        assert found(keeper.verify()) == set()


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_tampered_vault_is_found_tampered(version: str, place: Path, tmp_path: Path) -> None:
    _lay_out(f"{version}-tampered", place)
    with contextlib.closing(Vault.open(place, home=tmp_path / "home")) as vault:
        report = vault.verify()
    assert found(report) == {
        Code.BODY_MISMATCH,
        Code.DIGEST_MISMATCH,
        Code.ORIGINAL_MISSING,
        Code.UNEXPECTED_FILE,
    }
    assert set(report.holds) == {"chain", "signature", "head"}
