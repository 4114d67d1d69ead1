"""Takes slices of files in: measured before a byte is read, then block by block, each written only at its place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from evidence_keeper.errors import EvidenceError
from evidence_keeper.intake.phone import rules
from evidence_keeper.intake.phone.answers import Refusal, standing_headers
from evidence_keeper.intake.phone.bodies import block_of
from evidence_keeper.intake.phone.port import Phone
from evidence_keeper.intake.phone.seal import NotOpened, unseal
from evidence_keeper.intake.phone.uploads import Upload, Uploads


class Slices:
    """Those of one opening of the page. Lives on the server's loop."""

    def __init__(self, uploads: Uploads, key: bytes) -> None:
        self._uploads, self._key = uploads, key
        self._bodies = 0
        self._locks: dict[str, asyncio.Lock] = {}

    async def take(
        self,
        request: web.Request,
        upload: Upload,
        phone: Phone,
        heard: Callable[[], object],
    ) -> web.Response:
        """One slice; `heard` is called for each block. Raises Refusal."""
        place, size = _measured(request, upload, phone.sealed)
        if self._bodies >= rules.MOST_BODIES:
            raise Refusal(429, "phone_too_many", standing_headers(upload))
        self._bodies += 1
        try:
            async with asyncio.timeout(rules.BODY_SECONDS):
                return await self._blocks(request, upload, phone, heard, place, size)
        except NotOpened:
            raise Refusal(400, "phone_not_opened", standing_headers(upload)) from None
        except EvidenceError as error:
            headers = {**standing_headers(upload), "Refused": error.code}
            return web.Response(status=507, headers=headers)
        except TimeoutError:
            raise Refusal(408, "phone_too_slow") from None
        finally:
            self._bodies -= 1

    async def _blocks(
        self,
        request: web.Request,
        upload: Upload,
        phone: Phone,
        heard: Callable[[], object],
        place: int,
        size: int,
    ) -> web.Response:
        end, digest = place + size, _checksum(request)
        while place < end:
            count = min(rules.BLOCK, end - place)
            block = await block_of(request, count + (rules.SEAL if phone.sealed else 0))
            async with self._locks.setdefault(upload.id, asyncio.Lock()):
                if place != upload.offset or not upload.missing:
                    return web.Response(status=409, headers=standing_headers(upload))
                if (
                    upload.ready
                ):  # a few milliseconds: going to another thread and back takes longer
                    self._write(upload, block, phone, digest)
                else:
                    await asyncio.to_thread(self._write, upload, block, phone, digest)
            place += count
            heard()
        return web.Response(status=204, headers=standing_headers(upload))

    def _write(self, upload: Upload, block: bytearray, phone: Phone, digest: str) -> None:
        """Opens a block and writes it. Raises NotOpened, EvidenceError."""
        if not phone.sealed:
            self._uploads.write(upload, block, phone, digest)
            return
        sealed = bytes(block)
        block.clear()
        last = upload.offset + len(sealed) - rules.SEAL == upload.file.size
        about = f"slice {upload.id} {upload.offset} {upload.file.size} {digest if last else ''}"
        self._uploads.write(upload, unseal(self._key, about, sealed), phone, digest)


def _measured(request: web.Request, upload: Upload, sealed: bool) -> tuple[int, int]:
    """Where the slice belongs and how many bytes of the file it holds. Raises Refusal."""
    said, length = request.headers.get("Upload-Offset", ""), request.content_length
    if length is None or request.headers.get("Transfer-Encoding"):
        raise Refusal(411, "phone_bad_request")
    if not (said.isascii() and said.isdigit() and len(said) < 16):
        raise Refusal(400, "phone_bad_request")
    offset, size = int(said), length
    if sealed:
        size -= rules.SEAL * -(-length // (rules.BLOCK + rules.SEAL))
    left = upload.file.size - offset
    if size > rules.SLICE or size > left or size <= 0:
        raise Refusal(413, "phone_bad_request", standing_headers(upload))
    if size < min(rules.LEAST_SLICE, left):
        raise Refusal(400, "phone_bad_request", standing_headers(upload))
    return offset, size


def _checksum(request: web.Request) -> str:
    """What the phone found the whole file's digest to be; empty where it doesn't say."""
    found = request.headers.get("Upload-Checksum", "").removeprefix("sha256 ")
    return found if len(found) == 64 and found.isascii() and found.isalnum() else ""
