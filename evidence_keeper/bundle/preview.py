"""A look at the paper before it is made: drawn into a folder of this computer's own, gone when nobody looks any more.

Nothing is entered in the journal, nothing kept, nothing signed, no original copied; the person's folder isn't touched.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from evidence_keeper.bundle import Known, Options, Preview
from evidence_keeper.bundle.drawing import Drawing
from evidence_keeper.bundle.making import refuse_empty
from evidence_keeper.bundle.unfinished import writing
from evidence_keeper.complaint import load
from evidence_keeper.errors import EvidenceError, IntegrityError
from evidence_keeper.jobs import Job
from evidence_keeper.model import Case, EvidenceItem
from evidence_keeper.vault import Vault
from evidence_keeper.vault.locks import FileLock

_NAME = "evidence-keeper-look-"
_LOCK = "lock"


def preview(vault: Vault, case: Case, options: Options, job: Job, known: Known) -> Preview:
    """See bundle.preview_bundle."""
    drawing = Drawing(vault, case, load(options.channel), options, job, known)
    refuse_empty(vault, case)
    return _looked(lambda folder, close: _drawn(drawing, folder, close))


def look_at(write: Callable[[Path], tuple[Path, int]]) -> Preview:
    """A small paper that `write` puts into a folder, to be looked at; its file and how many pages it has come back."""

    def drawn(folder: Path, close: Callable[[], None]) -> Preview:
        pdf, pages = write(folder)
        return Preview(pdf, pages, pages, 1, (), close)

    return _looked(drawn)


def _looked(draw: Callable[[Path, Callable[[], None]], Preview]) -> Preview:
    _clear_leftovers()
    folder, lock = _own_folder()

    def close() -> None:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)

    try:
        return draw(folder, close)
    except BaseException:
        close()
        raise


def _own_folder() -> tuple[Path, FileLock]:
    """A new folder that only this user can look into, and the lock that says that somebody needs it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_NAME))
        lock = FileLock(folder / _LOCK)
        if lock.try_acquire():
            return folder, lock


def _drawn(drawing: Drawing, folder: Path, close: Callable[[], None]) -> Preview:
    said, state = drawing.said(), drawing.state()
    entries = drawing.entries(state)
    files = {entry.key: _there(drawing.vault, entry.item) for entry in entries}
    pdf = folder / "look.pdf"
    with writing(folder), tempfile.TemporaryDirectory(dir=folder) as scratch:
        about = drawing.paper(
            entries, files, Path(scratch), state, said, signed=not drawing.vault.read_only
        )
        pages = drawing.draw(about, pdf)
    first = max(1, pages.first("letter"))
    return Preview(pdf, len(pages.layout.pages), pages.main, first, pages.exhibits, close)


def _there(vault: Vault, item: EvidenceItem) -> Path:
    path = vault.original(item)
    if not path.is_file():
        raise IntegrityError(
            "original_missing", item_id=item.item_id, name=item.name, path=str(path)
        )
    return path


def _clear_leftovers() -> None:
    """Looks whose program died; one that is open is left alone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_NAME}*"):
        if folder.is_symlink() or not (folder / _LOCK).is_file():
            continue
        lock = FileLock(folder / _LOCK)
        with contextlib.suppress(EvidenceError, OSError):
            if lock.try_acquire():
                lock.release()
                shutil.rmtree(folder, ignore_errors=True)
