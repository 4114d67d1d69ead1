"""A delivery that somebody changed is found, whatever was changed; one that wasn't holds."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_keeper import keeper
from evidence_keeper.bundle import Options, check_bundle, looks_like_delivery, make_bundle
from evidence_keeper.bundle.delivery import (
    LEFT_OUT,
    MANIFEST,
    OUTSIDE,
    PUBLIC_KEY,
    SIGNATURE,
    TAG_MANIFEST,
    TAG_SIGNATURE,
    UNSIGNED,
)
from evidence_keeper.errors import Cancelled, InputError
from evidence_keeper.jobs import Job
from evidence_keeper.model import Finding, FindingCode, Kind, Report, Weight
from evidence_keeper.vault import Vault
from evidence_keeper.vault.keys import SigningKey, public_pem
from tests.unit.bundle.conftest import Shelf, page_texts, png, screenshot

BODIES = "data/journal/bodies.jsonl"
Change = Callable[[Path], object]


@pytest.fixture
def made(shelf: Shelf) -> Path:
    """A delivery of two originals, beside another case whose bodies are held back."""
    other = shelf.vault.new_case("别的事", "other", {"complainant_name": "别人"})
    shelf.keep(b"secret of another case", "别的.txt", Kind.CHAT, case=other)
    shelf.keep(png(screenshot(60, 40)), "图.png", Kind.IMAGE)
    shelf.keep("聊天".encode(), "聊天.txt", Kind.CHAT)
    return shelf.bundle().delivery


def check(path: Path) -> Report:
    return check_bundle(path, Job())


def changed(report: Report) -> set[FindingCode]:
    return {found.code for found in report.findings if found.means is Weight.CHANGED}


def test_an_untouched_delivery_holds(made: Path) -> None:
    report = check(made)
    assert report.ok
    assert set(report.holds) == {"chain", "signature", "head", "manifest", "originals"}
    assert report.checked.originals == 2
    held = [found for found in report.findings if found.subject == "bodies"]
    assert [found.code for found in held] == [FindingCode.NOT_CHECKED]
    assert held[0].data["count"] == 2


def test_another_cases_words_are_not_in_it(made: Path) -> None:
    for path in made.rglob("*"):
        if path.is_file():
            assert "别人".encode() not in path.read_bytes()


@pytest.mark.parametrize("inside", [True, False])
def test_a_zip_of_it_is_checked_as_well(inside: bool, made: Path, tmp_path: Path) -> None:
    packed = tmp_path / "x.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in made.rglob("*"):
            if path.is_file():
                name = path.relative_to(made.parent if inside else made).as_posix()
                archive.write(path, name)
    report = check(packed)
    assert report.ok
    assert "manifest" in report.holds


def original(made: Path) -> Path:
    return next(path for path in (made / "data" / "原件").iterdir() if path.suffix == ".png")


def flip(path: Path, at: int = -1) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def relist(made: Path) -> None:
    """Make the list anew, as somebody who wants to hide a change would."""
    for name in (MANIFEST, TAG_MANIFEST):
        lines = []
        for path in sorted(made.rglob("*")):
            place = path.relative_to(made).as_posix()
            in_data = place.startswith("data/")
            if path.is_file() and in_data == (name == MANIFEST) and place not in OUTSIDE:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                lines.append(f"{digest}  {place}\n")
        (made / name).write_bytes("".join(lines).encode())


def swap(made: Path) -> None:
    one, two = sorted((made / "data" / "原件").iterdir())
    data = one.read_bytes(), two.read_bytes()
    one.write_bytes(data[1])
    two.write_bytes(data[0])
    relist(made)


def cut_tail(made: Path) -> None:
    path = made / "data" / "journal" / "journal.jsonl"
    path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[:-2]) + b"\n")
    relist(made)


def change_and_relist(made: Path) -> None:
    flip(original(made))
    relist(made)


def edit_body(made: Path) -> None:
    path = made / "data" / "journal" / "bodies.jsonl"
    path.write_bytes(path.read_bytes().replace("多扣".encode(), "少扣".encode()))
    relist(made)


def add_and_relist(made: Path) -> None:
    (made / "data" / "原件" / "E9-9_新.txt").write_bytes(b"new")
    relist(made)


def relisted(change: Change) -> Change:
    """The same change, with its line on the list."""

    def both(made: Path) -> None:
        change(made)
        relist(made)

    return both


def resign(made: Path) -> None:
    """Sign the list with a key of one's own, and put that key beside it."""
    key = SigningKey.generate()
    (made / PUBLIC_KEY).write_bytes(public_pem(key.public))
    relist(made)
    for name, seal in ((MANIFEST, SIGNATURE), (TAG_MANIFEST, TAG_SIGNATURE)):
        (made / seal).write_bytes(bytes.fromhex(key.sign((made / name).read_bytes())))


def append(path: Path, data: bytes) -> None:
    path.write_bytes(path.read_bytes() + data)


def drop_original(made: Path) -> None:
    original(made).unlink()
    relist(made)


def excuse_original(made: Path) -> None:
    """Take an original away, and say that it was left out on purpose."""
    line = next(
        line for line in (made / MANIFEST).read_text("utf-8").splitlines() if ".png" in line
    )
    original(made).unlink()
    (made / LEFT_OUT).write_text(f"{line}\n", "utf-8")
    relist(made)


def unsign(made: Path) -> None:
    """Say of a signed delivery that it never had a signature, and take an original away."""
    (made / SIGNATURE).unlink()
    (made / UNSIGNED).write_text("没有")
    excuse_original(made)


Code = FindingCode
CHANGES: list[tuple[Change, FindingCode]] = [
    (lambda made: flip(original(made)), Code.MANIFEST_MISMATCH),
    (change_and_relist, Code.DIGEST_MISMATCH),
    (swap, Code.DIGEST_MISMATCH),
    (lambda made: original(made).unlink(), Code.ORIGINAL_MISSING),
    (lambda made: next(made.glob("data/*.pdf")).unlink(), Code.MANIFEST_MISMATCH),
    (lambda made: (made / "x.exe").write_bytes(b"MZ"), Code.UNEXPECTED_FILE),
    (add_and_relist, Code.DIGEST_MISMATCH),
    (lambda made: (made / MANIFEST).unlink(), Code.MANIFEST_MISMATCH),
    (lambda made: flip(made / "data" / "journal" / "journal.jsonl", 40), Code.JOURNAL_BROKEN),
    (cut_tail, Code.JOURNAL_TRUNCATED),
    (edit_body, Code.BODY_MISMATCH),
    (lambda made: shutil.rmtree(made / "data" / "journal"), Code.JOURNAL_MISSING),
    (lambda made: (made / "data" / "journal" / "head.json").unlink(), Code.HEAD_MISSING),
    (lambda made: flip(made / "data" / "journal" / "head.json", 30), Code.HEAD_INVALID),
    (relisted(lambda made: flip(next(made.glob("data/投诉书*.pdf")))), Code.SIGNATURE_INVALID),
    (relisted(lambda made: append(made / "使用说明.txt", b"x")), Code.SIGNATURE_INVALID),
    (relisted(lambda made: append(made / BODIES, b"{}\n")), Code.BODY_EXTRA),
    (relisted(lambda made: append(made / BODIES, b"{}")), Code.BODY_EXTRA),
    (relisted(lambda made: (made / PUBLIC_KEY).write_text("x")), Code.SIGNATURE_INVALID),
    (relisted(lambda made: (made / PUBLIC_KEY).write_text("x")), Code.MANIFEST_MISMATCH),
    (resign, Code.SIGNATURE_INVALID),
    (resign, Code.MANIFEST_MISMATCH),
    (drop_original, Code.ORIGINAL_MISSING),
    (drop_original, Code.SIGNATURE_INVALID),
    (excuse_original, Code.ORIGINAL_MISSING),
    (unsign, Code.ORIGINAL_MISSING),
    (lambda made: (made / SIGNATURE).unlink(), Code.SIGNATURE_INVALID),
    (lambda made: (made / SIGNATURE).write_bytes(b""), Code.SIGNATURE_INVALID),
]


@pytest.mark.parametrize(("change", "code"), CHANGES)
def test_every_change_is_found(change: Change, code: FindingCode, made: Path) -> None:
    change(made)
    report = check(made)
    assert not report.ok
    assert code in changed(report)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_any_flipped_byte_of_any_file_is_found(made: Path, data: st.DataObject) -> None:
    files = sorted(path for path in made.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(files))
    at = data.draw(st.integers(0, path.stat().st_size - 1))
    flip(path, at)
    try:
        assert not check(made).ok
    finally:
        flip(path, at)


def test_a_taken_away_list_is_one_finding_and_the_rest_is_still_checked(made: Path) -> None:
    (made / MANIFEST).unlink()
    assert looks_like_delivery(made)
    report = check(made)
    assert [found.data for found in report.findings if found.means is Weight.CHANGED] == [
        {"reason": "missing"}
    ]
    flip(original(made))
    assert changed(check(made)) == {Code.MANIFEST_MISMATCH, Code.DIGEST_MISMATCH, MISSING}
    original(made).unlink()
    assert changed(check(made)) == {Code.MANIFEST_MISMATCH, MISSING}


MISSING = FindingCode.ORIGINAL_MISSING


def test_a_delivery_is_known_by_any_of_its_parts_and_a_vault_is_none(
    made: Path, shelf: Shelf
) -> None:
    assert looks_like_delivery(made)
    (made / MANIFEST).unlink()
    (made / SIGNATURE).unlink()
    assert looks_like_delivery(made)
    (made / TAG_MANIFEST).unlink()
    shutil.rmtree(made / "data" / "journal")
    assert looks_like_delivery(made)
    shutil.rmtree(made / "data" / "原件")
    assert not looks_like_delivery(made)
    assert not looks_like_delivery(shelf.vault.path)
    (shelf.vault.path / "原件").mkdir()
    assert not looks_like_delivery(shelf.vault.path)


def test_the_readmes_line_for_openssl_holds(made: Path) -> None:
    told = (made / "使用说明.txt").read_text("utf-8-sig")
    words = re.search(r"openssl dgst -sha256 -verify .*", told)
    assert words is not None

    def status() -> int:
        return subprocess.run(
            words[0].split(), cwd=made, capture_output=True, check=False
        ).returncode

    assert status() == 0
    append(made / MANIFEST, b"\n")
    assert status() == 1


def test_the_key_on_paper_is_the_key_that_signs(made: Path) -> None:
    told = (made / "使用说明.txt").read_text("utf-8-sig")
    key = serialization.load_pem_public_key((made / PUBLIC_KEY).read_bytes())
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    digest = hashlib.sha256(key.public_bytes(serialization.Encoding.DER, form)).hexdigest()
    assert digest in told
    assert digest in "".join(page_texts(next(made.glob("data/投诉书*.pdf"))))


def test_a_second_copy_on_its_own_computer_gives_a_signed_delivery(shelf: Shelf) -> None:
    shelf.keep("聊天".encode(), "聊天.txt", Kind.CHAT)
    (shelf.vault.path / "copy.json").write_text("{}")
    home = shelf.vault.keyring.home
    with contextlib.closing(Vault.open(shelf.vault.path, home=home)) as vault:
        case = vault.case(shelf.case.case_id)
        made = make_bundle(vault, case, Options("12315", shelf.out), Job()).delivery
    report = check(made)
    assert report.ok
    assert "manifest" in report.holds


def test_a_vault_that_is_only_read_elsewhere_gives_a_delivery_that_nobody_vouches_for(
    shelf: Shelf, tmp_path: Path
) -> None:
    shelf.keep("聊天".encode(), "聊天.txt", Kind.CHAT)
    (shelf.vault.path / "copy.json").write_text("{}")
    with contextlib.closing(Vault.open(shelf.vault.path, home=tmp_path / "other")) as vault:
        case = vault.case(shelf.case.case_id)
        made = make_bundle(vault, case, Options("12315", shelf.out), Job()).delivery
    assert not (made / SIGNATURE).exists()
    paper = "".join(page_texts(next(made.glob("data/投诉书*.pdf"))))
    assert "同一密钥的签名" not in paper
    assert b"/ETSI.CAdES.detached" not in next(made.glob("data/投诉书*.pdf")).read_bytes()
    assert "没有签名" in (made / UNSIGNED).read_text("utf-8")
    assert "openssl dgst" not in (made / "使用说明.txt").read_text("utf-8")
    report = check(made)
    assert Finding(Code.SIGNATURE_INVALID, MANIFEST, {"reason": "missing"}) in report.findings
    assert "manifest" not in report.holds
    flip(next((made / "data" / "原件").iterdir()))
    relist(made)
    assert Code.DIGEST_MISMATCH in changed(check(made))


def test_a_delivery_made_on_another_computer_is_signed_by_that_computer(
    shelf: Shelf, tmp_path: Path
) -> None:
    shelf.keep("聊天".encode(), "聊天.txt", Kind.CHAT)
    with contextlib.closing(Vault.open(shelf.vault.path, home=tmp_path / "other")) as vault:
        case = vault.case(shelf.case.case_id)
        made = make_bundle(vault, case, Options("12315", shelf.out), Job()).delivery
        assert (made / PUBLIC_KEY).read_bytes() == vault.public_key_pem()
    report = check(made)
    assert report.ok
    assert "manifest" in report.holds


def test_withdrawn_items_and_those_of_other_cases_are_not_missed(shelf: Shelf) -> None:
    other = shelf.vault.new_case("别的事", "other", {})
    away = shelf.keep(b"1", "收起来的.txt", Kind.CHAT)
    moved = shelf.keep(b"2", "移走的.txt", Kind.CHAT)
    shelf.keep(b"3", "留下的.txt", Kind.CHAT)
    back = shelf.keep(b"4", "回来的.txt", Kind.CHAT)
    come = shelf.keep(b"5", "移来的.txt", Kind.CHAT, case=other)
    for item in (away, back):
        shelf.vault.withdraw(item.item_id)
    shelf.vault.restore(back.item_id)
    shelf.vault.assign(moved.item_id, other.case_id)
    shelf.vault.assign(come.item_id, shelf.case.case_id)
    report = check(shelf.bundle().delivery)
    assert report.ok
    assert report.checked.originals == 3


def test_the_same_bytes_twice_are_two_originals(shelf: Shelf) -> None:
    shelf.keep(b"1", "甲.txt", Kind.CHAT)
    shelf.keep(b"1", "甲.txt", Kind.CHAT)
    made = shelf.bundle().delivery
    assert check(made).ok
    next((made / "data" / "原件").iterdir()).unlink()
    relist(made)
    assert Code.ORIGINAL_MISSING in changed(check(made))


def test_a_name_that_lies_twice_in_a_zip_is_found(made: Path, tmp_path: Path) -> None:
    packed = tmp_path / "x.zip"
    with zipfile.ZipFile(packed, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("使用说明.txt", "another one")
        for path in made.rglob("*"):
            if path.is_file():
                archive.write(path, path.relative_to(made).as_posix())
    assert Code.UNEXPECTED_FILE in changed(check(packed))


def test_a_zip_without_its_list_is_still_a_delivery(made: Path, tmp_path: Path) -> None:
    (made / MANIFEST).unlink()
    packed = Path(shutil.make_archive(str(tmp_path / "x"), "zip", made.parent, made.name))
    assert changed(check(packed)) == {Code.MANIFEST_MISMATCH}


def test_litter_of_a_file_manager_is_no_change(made: Path) -> None:
    (made / ".DS_Store").write_bytes(b"x")
    assert check(made).ok


def test_what_is_no_delivery_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.zip").write_bytes(b"no zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    for name in ("empty", "text.zip", "other.zip", "missing"):
        with pytest.raises(InputError) as caught:
            check(tmp_path / name)
        assert caught.value.code == "not_a_bundle"


def test_it_can_be_stopped(made: Path) -> None:
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        check_bundle(made, job)


def test_the_companys_copy_says_what_it_can_not_show(shelf: Shelf) -> None:
    shelf.keep("聊天".encode(), "聊天.txt", Kind.CHAT)
    report = check(shelf.bundle(reader="company").delivery)
    assert report.ok
    assert {"chain", "manifest"} <= set(report.holds)
    assert not {"bodies", "originals"} & set(report.holds)


def test_the_companys_copy_lists_the_originals_that_it_lacks(shelf: Shelf) -> None:
    item = shelf.keep("聊天".encode(), "聊天.txt", Kind.CHAT)
    made = shelf.bundle(reader="company").delivery
    assert f"{item.digest}  原件/E1-1_聊天.txt\n" == (made / LEFT_OUT).read_text("utf-8")
    assert check(made).ok
    (made / LEFT_OUT).unlink()
    assert not check(made).ok


def test_the_door_knows_a_delivery_without_its_list(made: Path, tmp_path: Path) -> None:
    (made / MANIFEST).unlink()
    report = keeper.check(made, home=tmp_path / "home")
    assert not report.ok
    assert report.findings[0].subject == MANIFEST
