"""A delivery that somebody changed is found, whatever was changed; one that wasn't holds."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_keeper.bundle import check_bundle
from evidence_keeper.bundle.delivery import MANIFEST
from evidence_keeper.errors import Cancelled, InputError
from evidence_keeper.jobs import Job
from evidence_keeper.model import FindingCode, Kind, Report, Weight
from tests.unit.bundle.conftest import Shelf, png, screenshot

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
    return next(path for path in (made / "原件").iterdir() if path.suffix == ".png")


def flip(path: Path, at: int = -1) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def relist(made: Path) -> None:
    """Make the list anew, as somebody who wants to hide a change would."""
    lines = []
    for path in sorted(made.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines.append(f"{digest}  {path.relative_to(made).as_posix()}\n")
    (made / MANIFEST).write_bytes("".join(lines).encode())


def swap(made: Path) -> None:
    one, two = sorted((made / "原件").iterdir())
    data = one.read_bytes(), two.read_bytes()
    one.write_bytes(data[1])
    two.write_bytes(data[0])
    relist(made)


def cut_tail(made: Path) -> None:
    path = made / "journal" / "journal.jsonl"
    path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[:-2]) + b"\n")
    relist(made)


def change_and_relist(made: Path) -> None:
    flip(original(made))
    relist(made)


def edit_body(made: Path) -> None:
    path = made / "journal" / "bodies.jsonl"
    path.write_bytes(path.read_bytes().replace("多扣".encode(), "少扣".encode()))
    relist(made)


def add_and_relist(made: Path) -> None:
    (made / "原件" / "E9-9_新.txt").write_bytes(b"new")
    relist(made)


Code = FindingCode
CHANGES: list[tuple[Change, FindingCode]] = [
    (lambda made: flip(original(made)), Code.MANIFEST_MISMATCH),
    (change_and_relist, Code.DIGEST_MISMATCH),
    (swap, Code.DIGEST_MISMATCH),
    (lambda made: original(made).unlink(), Code.ORIGINAL_MISSING),
    (lambda made: next(made.glob("*.pdf")).unlink(), Code.MANIFEST_MISMATCH),
    (lambda made: (made / "x.exe").write_bytes(b"MZ"), Code.UNEXPECTED_FILE),
    (add_and_relist, Code.DIGEST_MISMATCH),
    (lambda made: (made / MANIFEST).unlink(), Code.MANIFEST_MISMATCH),
    (lambda made: flip(made / "journal" / "journal.jsonl", 40), Code.JOURNAL_BROKEN),
    (cut_tail, Code.JOURNAL_TRUNCATED),
    (edit_body, Code.BODY_MISMATCH),
    (lambda made: shutil.rmtree(made / "journal"), Code.JOURNAL_MISSING),
    (lambda made: (made / "journal" / "head.json").unlink(), Code.HEAD_MISSING),
    (lambda made: flip(made / "journal" / "head.json", 30), Code.HEAD_INVALID),
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
    assert "chain" in report.holds
    assert "bodies" not in report.holds
