"""The file that carries a case to a relative and back: encrypted by a pass phrase, never held in memory as a whole.

docs/handover-format.md describes it for somebody without this program. In short: a line of parameters, a check of the
pass phrase (so that a wrong one is told from a torn file), then a tar in pieces, each AES-256-GCM. The tar's names are
fixed here; what a file in it was called stands inside the signed journal only, so no name can lead anywhere.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import json
import os
import re
import secrets
import tarfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from evidence_keeper import resources
from evidence_keeper.bundle.unfinished import writing
from evidence_keeper.errors import InputError
from evidence_keeper.vault import disk

MAGIC = b"EVIDENCE-KEEPER-HANDOVER 1\n"
PIECE = 1 << 20
_TAG = 16
_COST = {"n": 1 << 17, "r": 8, "p": 1}
"""scrypt: 128 MiB and about half a second a try, on both sides."""

_MOST_MEMORY = 1 << 30
_LONGEST_HEADER = 1024
LEAST = 4
"""The fewest characters of a pass phrase that a person chooses."""

WORDS = 6
_BETWEEN = re.compile(r"[\s、，,。.\-_·]+")


def phrase() -> str:
    """Six words out of 512, by the system's random numbers: 54 bits, easily read out."""
    words = resources.path("handover", "words.txt").read_text("utf-8").split()
    return " ".join(secrets.choice(words) for _ in range(WORDS))


def plain(passphrase: str) -> str:
    """As it counts: blanks and stops between words don't, nor how wide a letter is typed."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", passphrase))


def _keys(passphrase: str, header: dict[str, Any]) -> tuple[AESGCM, bytes]:
    cost = {name: int(header[name]) for name in ("n", "r", "p")}
    if min(cost.values()) < 1 or 128 * cost["n"] * cost["r"] * cost["p"] > _MOST_MEMORY:
        raise ValueError("cost")
    kdf = Scrypt(salt=bytes.fromhex(header["salt"]), length=64, **cost)
    both = kdf.derive(plain(passphrase).encode("utf-8"))
    return AESGCM(both[:32]), both[32:]


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class _Sink(io.RawIOBase):
    """Takes the tar's bytes and writes them in encrypted pieces. `end` writes the last one."""

    def __init__(self, file: BinaryIO, cipher: AESGCM, bound: bytes) -> None:
        super().__init__()
        self._file, self._cipher, self._bound = file, cipher, bound
        self._held = bytearray()
        self._number = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        while len(self._held) > PIECE:  # the last piece is known for it only at the end
            self._put(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(data)

    def end(self) -> None:
        self._put(bytes(self._held), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last), piece, self._bound))
        self._number += 1


class _Torn(Exception):
    """A piece is missing, doubled, moved or changed."""


class _Well(io.RawIOBase):
    """Gives the tar's bytes out of encrypted pieces; none that wasn't checked."""

    def __init__(self, file: BinaryIO, cipher: AESGCM, bound: bytes) -> None:
        super().__init__()
        self._file, self._cipher, self._bound = file, cipher, bound
        self._held = b""
        self._next = file.read(PIECE + _TAG)
        self._number = 0
        self._over = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        found = bytearray()
        while (size < 0 or len(found) < size) and (self._held or not self._over):
            if not self._held:
                self._draw()
            wanted = len(self._held) if size < 0 else size - len(found)
            found += self._held[:wanted]
            self._held = self._held[wanted:]
        return bytes(found)

    def _draw(self) -> None:
        piece, self._next = self._next, self._file.read(PIECE + _TAG)
        self._over = not self._next
        try:
            self._held = self._cipher.decrypt(_nonce(self._number, self._over), piece, self._bound)
        except (InvalidTag, ValueError) as error:
            raise _Torn from error
        self._number += 1


class Writer:
    """Puts members into a case file, one after the other."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive

    def add(self, name: str, data: bytes) -> None:
        """A small member."""
        self.stream(name, io.BytesIO(data), len(data))

    def stream(self, name: str, source: io.RawIOBase | IO[bytes], size: int) -> None:
        """A member of any size, read from `source` in blocks."""
        about = tarfile.TarInfo(name)
        about.size = size
        reading: Any = source
        self._archive.addfile(about, reading)


@contextlib.contextmanager
def writing_to(path: Path, passphrase: str) -> Iterator[Writer]:
    """A new case file at `path`; nothing stays behind where making it fails.

    Raises InputError handover_exists, passphrase_short; SpaceError, StorageError.
    """
    if len(plain(passphrase)) < LEAST:
        raise InputError("passphrase_short", least=LEAST)
    if path.exists() or path.is_symlink():
        raise InputError("handover_exists", path=str(path))
    part = path.with_name(f"{path.name}.{os.urandom(3).hex()}.part")
    header = {"v": 1, **_COST, "salt": secrets.token_hex(16), "piece": PIECE}
    told = MAGIC + json.dumps(header).encode("ascii") + b"\n"
    cipher, check = _keys(passphrase, header)
    try:
        with writing(path), part.open("xb") as file:
            file.write(told + hmac.digest(check, told, "sha256"))
            sink = _Sink(file, cipher, hashlib.sha256(told).digest())
            # tarfile asks for no more than write of what it writes to.
            with tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT) as archive:
                yield Writer(archive)
            sink.end()
            disk.sync(file)
        with writing(path):
            disk.replace(part, path)
            disk.sync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


@contextlib.contextmanager
def reading_from(path: Path, passphrase: str) -> Iterator[Iterator[tuple[str, IO[bytes], int]]]:
    """The members of a case file in their order: name, what to read it from before the next, size. The last piece is
    checked before the iterator ends: until then nothing of it may be believed.

    Raises InputError not_a_handover, handover_too_new, passphrase_wrong, handover_torn.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError("not_a_handover", path=str(path)) from error
    with file:
        told, header = _header(file, path)
        try:
            cipher, check = _keys(passphrase, header)
        except (ValueError, KeyError, TypeError) as error:
            raise InputError("not_a_handover", path=str(path)) from error
        proof = file.read(32)
        if len(proof) < 32:
            raise InputError("handover_torn", path=str(path))
        if not hmac.compare_digest(proof, hmac.digest(check, told, "sha256")):
            raise InputError("passphrase_wrong", path=str(path))
        try:
            yield _members(_Well(file, cipher, hashlib.sha256(told).digest()))
        except (_Torn, tarfile.TarError, EOFError) as error:
            raise InputError("handover_torn", path=str(path)) from error


def _header(file: BinaryIO, path: Path) -> tuple[bytes, dict[str, Any]]:
    magic = file.readline(len(MAGIC))
    if magic != MAGIC:
        new = magic.startswith(MAGIC[:-2])
        raise InputError("handover_too_new" if new else "not_a_handover", path=str(path))
    line = file.readline(_LONGEST_HEADER)
    try:
        header = json.loads(line)
    except ValueError as error:
        raise InputError("handover_torn", path=str(path)) from error
    if not isinstance(header, dict) or header.get("v") != 1 or header.get("piece") != PIECE:
        raise InputError("handover_too_new", path=str(path))
    return magic + line, header


def _members(well: _Well) -> Iterator[tuple[str, IO[bytes], int]]:
    with tarfile.open(fileobj=well, mode="r|") as archive:
        for about in archive:
            source = archive.extractfile(about) if about.isreg() else None
            if source is None:
                raise _Torn
            yield about.name, source, about.size
    well.read()  # to the last piece


def lock_pdf(source: Path, target: Path, passphrase: str) -> None:
    """A copy of a PDF that opens with the pass phrase only (AES-256), without a signature: locking changes the file.

    Raises InputError handover_exists, passphrase_short, not_a_pdf; SpaceError, StorageError.
    """
    import pikepdf

    if len(plain(passphrase)) < LEAST:
        raise InputError("passphrase_short", least=LEAST)
    if target.exists() or target.is_symlink():
        raise InputError("handover_exists", path=str(target))
    try:
        opened = pikepdf.open(source)
    except (pikepdf.PdfError, pikepdf.PasswordError, OSError) as error:
        raise InputError("not_a_pdf", path=str(source)) from error
    part = target.with_name(f"{target.name}.{os.urandom(3).hex()}.part")
    try:
        with opened, writing(target):
            _unsign(opened)
            word = plain(passphrase)
            opened.save(part, encryption=pikepdf.Encryption(user=word, owner=word, R=6))
            disk.replace(part, target)
            disk.sync_folder(target.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def _unsign(paper: Any) -> None:
    """Take the signature's field out: a signature that can't hold any more would only frighten."""
    import pikepdf

    form = paper.Root.get("/AcroForm")
    if form is None:
        return
    signed = {field.objgen for field in form.get("/Fields", ()) if field.get("/FT") == "/Sig"}
    for page in paper.pages:
        if "/Annots" in page:
            page.Annots = pikepdf.Array([one for one in page.Annots if one.objgen not in signed])
    del paper.Root.AcroForm
