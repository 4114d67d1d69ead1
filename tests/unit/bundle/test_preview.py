"""The look before: the same pages, and no trace of it in the vault, in the journal or in the person's folder."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from evidence_keeper.bundle import Options, preview_bundle
from evidence_keeper.errors import Cancelled, InputError, IntegrityError
from evidence_keeper.jobs import Job
from evidence_keeper.model import Kind
from evidence_keeper.vault.locks import FileLock
from tests.unit.bundle.conftest import Shelf, page_texts, png


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of this test's own."""
    made = tmp_path / "temp"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    return made


def filled(shelf: Shelf) -> Options:
    shelf.keep(png(), "账单.png", Kind.SCREENSHOT)
    shelf.keep("我：转人工\n客服：请描述您的问题".encode(), "聊天.txt", Kind.CHAT)
    return Options("12315", shelf.out)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_look_shows_the_pages_that_are_made_then_and_writes_nothing(
    shelf: Shelf, room: Path
) -> None:
    options = filled(shelf)
    before = files_of(shelf.vault.path)
    look = preview_bundle(shelf.vault, shelf.case, options, Job())
    assert files_of(shelf.vault.path) == before
    assert not shelf.out.exists()
    seen = page_texts(look.pdf)
    assert not look.pdf.is_relative_to(shelf.vault.path)
    look.close()
    assert list(room.iterdir()) == []
    made = shelf.bundle()
    assert (look.pages, look.main_pages) == (made.pages, made.main_pages)
    assert look.exhibits == made.exhibits
    # Only the list of digests says when it was made; all else is the same, word for word.
    different = [
        number
        for number, (one, other) in enumerate(zip(seen, page_texts(made.pdf), strict=True))
        if one != other
    ]
    assert all("校验值清单" in seen[number] for number in different)


def test_stopped_on_the_way_nothing_is_left(shelf: Shelf, room: Path) -> None:
    options = filled(shelf)

    class StopsAtThePages(Job):
        def report(self, step: str, done: int = 0, total: int = 0, detail: str = "") -> None:
            super().report(step, done, total, detail)
            if step == "pages" and done > 1:
                self.cancel()

    with pytest.raises(Cancelled):
        preview_bundle(shelf.vault, shelf.case, options, StopsAtThePages())
    assert list(room.iterdir()) == []


def test_what_a_dead_program_left_goes_and_an_open_look_stays(shelf: Shelf, room: Path) -> None:
    options = filled(shelf)
    dead = room / "evidence-keeper-look-dead"
    dead.mkdir()
    (dead / "lock").touch()
    (dead / "look.pdf").write_bytes(b"%PDF-")
    living = room / "evidence-keeper-look-living"
    living.mkdir()
    held = FileLock(living / "lock")
    assert held.try_acquire()
    preview_bundle(shelf.vault, shelf.case, options, Job()).close()
    assert [path.name for path in room.iterdir()] == [living.name]
    held.release()


def test_what_cannot_be_made_cannot_be_looked_at(shelf: Shelf) -> None:
    options = Options("12315", shelf.out)
    with pytest.raises(InputError) as empty:
        preview_bundle(shelf.vault, shelf.case, options, Job())
    assert empty.value.code == "nothing_to_bundle"
    item = shelf.keep(png(), "账单.png", Kind.SCREENSHOT)
    place = shelf.vault.original(item)
    place.parent.chmod(0o700)
    place.unlink()
    with pytest.raises(IntegrityError) as gone:
        preview_bundle(shelf.vault, shelf.case, options, Job())
    assert gone.value.code == "original_missing"
