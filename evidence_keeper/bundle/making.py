"""How a bundle is made: originals are copied, drawing.py draws the paper from the copies, all is signed and closed.

The journal's entry about it comes last, when the folder has its name.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evidence_keeper.bundle import Bundle, Known, Options, Upload, labels
from evidence_keeper.bundle import delivery as deliveries
from evidence_keeper.bundle import upload as uploads
from evidence_keeper.bundle.delivery import Delivery, delivery
from evidence_keeper.bundle.drawing import Drawing, State
from evidence_keeper.bundle.exhibits import Entry, list_of_originals
from evidence_keeper.bundle.letter_pages import written
from evidence_keeper.bundle.names import safe_file_name, shortened
from evidence_keeper.bundle.packing import pack
from evidence_keeper.bundle.pages import draw_again, pictures_on
from evidence_keeper.bundle.paper import Pages, Paper
from evidence_keeper.bundle.redaction import masked_case
from evidence_keeper.bundle.sealing import Sealing
from evidence_keeper.bundle.unfinished import writing
from evidence_keeper.complaint import load
from evidence_keeper.errors import InputError
from evidence_keeper.jobs import Job
from evidence_keeper.model import Case, Digest, EvidenceItem, Kind
from evidence_keeper.vault import Vault, disk, seal

_UPLOAD = "upload.part"
_IN_THE_PDF = frozenset({Kind.IMAGE, Kind.SCREENSHOT})


def make_bundle(vault: Vault, case: Case, options: Options, job: Job, known: Known) -> Bundle:
    """See bundle.make_bundle."""
    channel = load(options.channel)
    _refuse_inside(vault, options.out)
    items = refuse_empty(vault, case)
    needed = sum(item.size * (2 if item.kind in _IN_THE_PDF else 1) for item in items)
    deliveries.check_room(options.out, needed * (2 if options.packed else 1))
    public = options.reader != "authority"
    title = masked_case(case).title if public else case.title
    # Of a long title the beginning will do; which paper it is must stay readable behind it.
    title = shortened(safe_file_name(title), 55, 140) if title else ""
    name = safe_file_name(f"{channel.title}_{title}_{channel.key}{'_供经营者' if public else ''}")
    drawing = Drawing(vault, case, channel, options, job, known)
    with delivery(options.out, name) as made:
        return _Work(drawing, made).run()


def refuse_empty(vault: Vault, case: Case) -> Sequence[EvidenceItem]:
    """The case's items. Raises InputError nothing_to_bundle."""
    items = vault.items(case.case_id)
    if not items:
        raise InputError("nothing_to_bundle", case_id=case.case_id, title=case.title)
    return items


def _refuse_inside(vault: Vault, out: Path) -> None:
    inside = vault.path.resolve()
    wanted = out.resolve()
    if wanted == inside or inside in wanted.parents:
        raise InputError("out_inside_vault", path=str(out), vault=str(vault.path))


@dataclass(frozen=True, slots=True)
class _Work:
    """One bundle being made."""

    drawing: Drawing
    made: Delivery

    @property
    def vault(self) -> Vault:
        """What is read, and told of it at last."""
        return self.drawing.vault

    @property
    def options(self) -> Options:
        """What was asked for."""
        return self.drawing.options

    @property
    def job(self) -> Job:
        """Hears how far it is."""
        return self.drawing.job

    @property
    def public(self) -> bool:
        """Whether the reader is not the authority."""
        return self.drawing.public

    def run(self) -> Bundle:
        """Originals first (they are checked while they are copied), then the paper from them, then the rest."""
        # Brings our key into the journal that is read next.
        signed = self.vault.sign(b"") is not None
        # What was read is kept where it is to be printed: that comes before the journal is read, too.
        said = self.drawing.said()
        state = self.drawing.state()
        entries = self.drawing.entries(state)
        paper = self.made.pdf
        with writing(paper):
            room = tempfile.TemporaryDirectory(
                dir=self.made.folder, prefix="scratch-", ignore_cleanup_errors=True
            )
        with room as scratch:
            files = self._originals(entries, Path(scratch))
            about = self.drawing.paper(entries, files, Path(scratch), state, said, signed)
            pages = self.drawing.draw(about, paper)
            main_volume = self._main_volume(about, pages)
            sheet = labels.labels(about, len(pages.layout.pages))
            self.made.add(f"{deliveries.DATA}/{labels.NAME}", sheet)
            sealing = self._sealing(state, signed)
            for one in (paper, main_volume):
                if one is not None:
                    sealing.sign_paper(one)
                    self.made.note(one)
            upload = self._upload(about, pages, paper, Path(scratch))
        pdf_digest = self.made.note(paper)
        left_out = list_of_originals(entries) if self.public else None
        with contextlib.ExitStack() as undo:
            upload = self._beside(upload, undo)
            place = deliveries.finish(
                self.made, sealing.close(about.list_digest, left_out=left_out)
            )
            undo.callback(shutil.rmtree, place, ignore_errors=True)
            packed = self._pack(place, undo)
            self._enter(pdf_digest, pages, place)
            undo.pop_all()
        return Bundle(
            pdf=place / deliveries.DATA / paper.name,
            pages=len(pages.layout.pages),
            digest=Digest.sha256(pdf_digest),
            head=state.told.head,
            exhibits=pages.exhibits,
            upload=tuple(upload),
            delivery=place,
            signed=signed,
            timestamped=sealing.timestamped,
            main_pages=pages.main,
            main_volume=None if main_volume is None else place / deliveries.DATA / main_volume.name,
            packed=packed,
            untimed=sealing.untimed,
        )

    def _sealing(self, state: State, signed: bool) -> Sealing:
        wanted = self.options.tsa if signed else None
        authority = None if wanted is None else seal.HttpAuthority(wanted)
        return Sealing(self.vault, self.made, state.told, self.job, signed, authority)

    def _pack(self, place: Path, undo: contextlib.ExitStack) -> Path | None:
        if not self.options.packed:
            return None
        packed = pack(place, self.job)
        undo.callback(packed.unlink, missing_ok=True)
        return packed

    def _originals(self, entries: Sequence[Entry], scratch: Path) -> dict[str, Path]:
        """Copy each original into the delivery (the company's is left without): what is printed is what was checked."""
        files: dict[str, Path] = {}
        total = sum(entry.item.size for entry in entries)
        done = 0
        for entry in entries:
            self.job.report("copying", done, total, entry.title)
            source = self.vault.original(entry.item)
            if self.public:
                files[entry.key] = scratch / entry.file
                deliveries.copy_checked(source, files[entry.key], entry.item, self.job)
            else:
                files[entry.key] = self.made.add_original(source, entry.item, entry.file, self.job)
            done += entry.item.size
        return files

    def _main_volume(self, about: Paper, pages: Pages) -> Path | None:
        """The main volume by itself, to print or send alone; None where there is no other."""
        if pages.main == len(pages.layout.pages):
            return None
        path = self.made.pdf.with_name(f"{self.made.name}_主册.pdf")
        with writing(path):
            draw_again(about, pages, path, range(1, pages.main + 1), None, self.job)
        return path

    def _upload(self, about: Paper, pages: Pages, paper: Path, scratch: Path) -> list[Upload]:
        """The set for a web form, where its largest file is known and the reader is the office."""
        if self.options.max_bytes is None or self.public:
            return []
        source = uploads.Source(
            pdf=paper,
            pages=len(pages.layout.pages),
            main=pages.main,
            draw=lambda path, first, last, shrink: draw_again(
                about, pages, path, range(first, last + 1), shrink, self.job
            ),
            pictures=lambda page: pictures_on(pages, page),
            scratch=scratch,
        )
        told = written(about, pages)
        texts = ((told.requests_title, told.requests), (told.facts_title, told.facts))
        exhibits = [(entry, about.files[entry.key]) for entry in about.entries]
        folder = self.made.folder / _UPLOAD
        with writing(folder):
            return uploads.make(
                source,
                [(name, "\n".join(lines)) for name, lines in texts],
                exhibits,
                folder,
                self.options.max_bytes,
                self.job,
            )

    def _beside(self, upload: Sequence[Upload], undo: contextlib.ExitStack) -> list[Upload]:
        """Give the upload set its place beside the delivery; taken away again where that can't be finished."""
        if not upload:
            return []
        place = self.made.out / f"{self.made.name}{uploads.FOLDER_SUFFIX}"
        number = 2
        while place.exists() or place.is_symlink():
            place = place.with_name(f"{self.made.name}{uploads.FOLDER_SUFFIX}_{number}")
            number += 1
        with writing(place):
            (self.made.folder / _UPLOAD).rename(place)
        undo.callback(shutil.rmtree, place, ignore_errors=True)
        return [replace(one, path=place / one.path.name) for one in upload]

    def _enter(self, pdf_digest: str, pages: Pages, place: Path) -> None:
        """The journal's entry about this bundle; a vault that can only be read has none."""
        if self.vault.read_only:
            return
        manifest, _ = disk.sha256_of(place / deliveries.MANIFEST)
        body = {
            "case_id": self.drawing.case.case_id,
            "channel": self.drawing.channel.key,
            "reader": self.options.reader,
            "name": place.name,
            "pages": len(pages.layout.pages),
            "pdf_sha256": pdf_digest,
            "manifest_sha256": manifest,
            "items": [[exhibit.number, exhibit.item_id] for exhibit in pages.exhibits],
        }
        self.vault.record("bundled", body)
