"""Answers the phone: the page itself, its questions, slices of files, files that go out. Everything else is refused.

Order of looking at a request: the host it names (rebinding), the token in its path, the page it comes from, the cookie
of the first phone. A body is read only after all four.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import ClientError, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.web import BaseRequest

from evidence_keeper.errors import EvidenceError
from evidence_keeper.intake.phone import questions, rules
from evidence_keeper.intake.phone.agents import LONGEST, browser_of, device_of
from evidence_keeper.intake.phone.door import Door
from evidence_keeper.intake.phone.files import PageFiles
from evidence_keeper.intake.phone.port import Offered, Phone
from evidence_keeper.intake.phone.seal import NotOpened, key_text, new_key, seal, unseal
from evidence_keeper.intake.phone.uploads import Upload, Uploads, as_told

COOKIE = "keeper"
PIECE = 4 << 20
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # can be typed: nothing looks like something else
_TOKEN = 20
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Server": "evidence-keeper",
}


class Refusal(Exception):
    """Refused: `code` is one of EVENTS, `status` what HTTP calls it."""

    def __init__(self, status: int, code: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.headers = status, code, dict(headers or {})


class Pages:
    """One opening of the page. Lives on the server's loop; `uploads` may be looked at from other threads."""

    def __init__(
        self, uploads: Uploads, files: PageFiles, offered: tuple[Offered, ...], *, takes: bool
    ) -> None:
        self.uploads, self.offered, self.takes = uploads, offered, takes
        self._files = files
        self.token = "".join(secrets.choice(_ALPHABET) for _ in range(_TOKEN))
        self.key = new_key()
        self.hosts: frozenset[str] = frozenset()
        self.language = "zh_CN"
        self.door: Door
        self.phone: Phone | None = None
        self.fetched: set[int] = set()
        self.over = False
        self.last_asked = time.monotonic()
        self._cookie = ""
        self._handoff = ""
        self._sealed: bool | None = None
        self._bodies = 0
        self._locks: dict[str, asyncio.Lock] = {}

    @property
    def path(self) -> str:
        """Where the page lies, without the key."""
        return f"/{self.token}/"

    @property
    def fragment(self) -> str:
        """The key as the address carries it."""
        return key_text(self.key)

    # ---- in

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One request. Never raises but for a connection that is gone."""
        guarded = self.door.find(request.transport)
        asked: AbstractContextManager[None] = guarded.asked() if guarded else nullcontext()
        with asked:
            try:
                response = await self._answer(request)
            except Refusal as refusal:
                address = guarded.address if guarded else ""
                self.door.refused(refusal.code, address)
                response = _refused(refusal)
                if not self._is_known(request):
                    response.force_close()
        if guarded is not None and self._is_known(request):
            guarded.known = True
        return response

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Host", "").lower() not in self.hosts:
            raise Refusal(421, "phone_wrong_host")
        token, _slash, rest = request.path[1:].partition("/")
        if not hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode()):
            raise Refusal(404, "phone_wrong_address")
        origin = request.headers.get("Origin")
        if origin is not None and origin.removeprefix("http://").lower() not in self.hosts:
            raise Refusal(403, "phone_wrong_origin")
        if rest == "":
            return self._page(request)
        if request.method in ("GET", "HEAD") and rest in self._files.parts:
            return _bytes(*self._files.parts[rest])
        if not self._is_known(request):
            raise Refusal(403, "phone_other_refused")
        self.last_asked = time.monotonic()
        return await self._answer_known(request, rest)

    async def _answer_known(self, request: web.Request, rest: str) -> web.StreamResponse:
        part, _slash, about = rest.partition("/")
        if part == "ask" and request.method == "POST" and not about:
            return await self._question(request)
        if part == "up" and self.takes:
            upload = self.uploads.find(about)
            if upload is None:
                raise Refusal(404, "phone_bad_request")
            if request.method == "HEAD":
                return web.Response(headers=_offset(upload))
            if request.method == "PATCH":
                return await self._slice(request, upload)
        if part == "get" and request.method == "GET":
            return await self._fetch(request, about)
        raise Refusal(404, "phone_bad_request")

    def _is_known(self, request: web.Request) -> bool:
        shown = request.cookies.get(COOKIE, "")
        return bool(self._cookie) and hmac.compare_digest(
            shown.encode("utf-8", "replace"), self._cookie.encode()
        )

    # ---- the page

    def _page(self, request: web.Request) -> web.Response:
        if request.method != "GET" or "prefetch" in _purpose(request):
            raise Refusal(405, "phone_bad_request")
        response = _bytes(*self._files.page(self.language))
        if self._is_known(request):
            return response
        if not self._cookie:
            self._bind(request, "phone_bound")
        elif self._handoff and hmac.compare_digest(
            request.query.get("h", "").encode("utf-8", "replace"), self._handoff.encode()
        ):
            self._bind(request, "phone_moved")
        else:
            raise Refusal(403, "phone_other_refused")
        response.set_cookie(COOKIE, self._cookie, path=self.path, httponly=True, samesite="Lax")
        return response

    def _bind(self, request: web.Request, code: str) -> None:
        """This browser and no other from now on; it can hand on to another one of the same phone, once."""
        self._cookie, self._handoff = secrets.token_urlsafe(24), secrets.token_urlsafe(16)
        self._sealed = None
        said = request.headers.get("User-Agent", "")[:LONGEST]
        address = request.remote or ""
        self.phone = Phone(device_of(said), browser_of(said), said, address)
        self.last_asked = time.monotonic()
        self.door.refused(code, address)

    # ---- questions

    async def _question(self, request: web.Request) -> web.Response:
        sealed = request.content_type == "application/octet-stream"
        data = await self._body(request, rules.LONGEST_QUESTION)
        self._settle(sealed, request)
        try:
            asked = questions.read(unseal(self.key, "ask", data) if sealed else data)
            answer = await asyncio.to_thread(self._told, asked)
        except NotOpened:
            raise Refusal(400, "phone_not_opened") from None
        except questions.BadQuestion:
            raise Refusal(400, "phone_bad_request") from None
        told = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
        if sealed:
            return _bytes(seal(self.key, "answer", told), "application/octet-stream")
        return _bytes(told, "application/json; charset=utf-8")

    def _settle(self, sealed: bool, request: web.Request) -> None:
        """A phone that has once sealed what it says doesn't stop doing so."""
        if self._sealed and not sealed:
            raise Refusal(400, "phone_not_opened")
        if self._sealed is None:
            self._sealed = sealed
            if self.phone is not None:
                self.phone = replace(self.phone, sealed=sealed)
            if not sealed:
                self.door.refused("phone_unsealed", request.remote or "")

    def _told(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        what = asked["what"]
        if self.phone is not None and self.phone.clock_ahead is None:
            self.phone = replace(self.phone, clock_ahead=questions.clock_ahead(asked))
        if what == "announce" and self.takes:
            found = self.uploads.announce(questions.announced(asked))
            self.over = False
            return {"files": [as_told(one) for one in found]}
        if what in ("drop", "restart"):
            act = self.uploads.drop if what == "drop" else self.uploads.restart
            for one in map(self.uploads.find, questions.ids(asked)):
                if one is not None:
                    act(one)
        elif what == "over":
            self.over = True
        elif what == "fetched":
            self._was_fetched(asked)
        elif what not in ("hello", "state"):
            raise questions.BadQuestion
        return self._state()

    def _state(self) -> dict[str, Any]:
        return {
            "language": self.language,
            "takes": self.takes,
            "slice": rules.SLICE,
            "handoff": self._handoff,
            "files": [as_told(one) for one in self.uploads.all()],
            "offered": [
                {
                    "number": number,
                    "name": one.name,
                    "size": one.size,
                    "sha256": one.sha256,
                    "fetched": number in self.fetched,
                }
                for number, one in enumerate(self.offered)
            ],
        }

    def _was_fetched(self, asked: Mapping[str, Any]) -> None:
        number = asked.get("number")
        if type(number) is not int or not 0 <= number < len(self.offered):
            raise questions.BadQuestion
        self.fetched.add(number)

    # ---- slices

    async def _slice(self, request: web.Request, upload: Upload) -> web.Response:
        place, size = self._measured(request, upload)
        if self._bodies >= rules.MOST_BODIES:
            raise Refusal(429, "phone_too_many", _offset(upload))
        self._bodies += 1
        end, digest = place + size, _checksum(request)
        try:
            async with asyncio.timeout(rules.BODY_SECONDS):
                while place < end:
                    count = min(rules.BLOCK, end - place)
                    block = await self._block(request, count + (rules.SEAL if self._sealed else 0))
                    async with self._locks.setdefault(upload.id, asyncio.Lock()):
                        if place != upload.offset or not upload.missing:
                            return web.Response(status=409, headers=_offset(upload))
                        await asyncio.to_thread(self._take, upload, block, digest)
                    place += count
                    self.last_asked = time.monotonic()
        except NotOpened:
            raise Refusal(400, "phone_not_opened", _offset(upload)) from None
        except EvidenceError as error:
            return web.Response(status=507, headers={**_offset(upload), "Refused": error.code})
        except TimeoutError:
            raise Refusal(408, "phone_too_slow") from None
        finally:
            self._bodies -= 1
        return web.Response(status=204, headers=_offset(upload))

    def _measured(self, request: web.Request, upload: Upload) -> tuple[int, int]:
        """Where the slice belongs and how many bytes of the file it holds. Raises Refusal."""
        said, length = request.headers.get("Upload-Offset", ""), request.content_length
        if length is None or request.headers.get("Transfer-Encoding"):
            raise Refusal(411, "phone_bad_request")
        if not (said.isascii() and said.isdigit() and len(said) < 16):
            raise Refusal(400, "phone_bad_request")
        offset, size = int(said), length
        if self._sealed:
            size -= rules.SEAL * -(-length // (rules.BLOCK + rules.SEAL))
        left = upload.file.size - offset
        if size > rules.SLICE or size > left or size <= 0:
            raise Refusal(413, "phone_bad_request", _offset(upload))
        if size < min(rules.LEAST_SLICE, left):
            raise Refusal(400, "phone_bad_request", _offset(upload))
        return offset, size

    def _take(self, upload: Upload, block: bytearray, digest: str) -> None:
        """Opens a block and writes it, on a worker thread. Raises NotOpened, EvidenceError."""
        data = bytes(block)
        block.clear()
        if self._sealed:
            size = upload.file.size
            last = upload.offset + len(data) - rules.SEAL == size
            about = f"slice {upload.id} {upload.offset} {size} {digest if last else ''}"
            data = unseal(self.key, about, data)
        self.uploads.write(upload, data, self.phone or Phone(), digest)

    async def _block(self, request: web.Request, count: int) -> bytearray:
        """So many bytes of a body. Raises Refusal where they don't come."""
        block = bytearray()
        try:
            while len(block) < count:
                async with asyncio.timeout(rules.IDLE_SECONDS):
                    part = await request.content.read(count - len(block))
                if not part:
                    raise Refusal(400, "phone_bad_request")
                block += part
        except (web.RequestPayloadError, ClientError, ConnectionError):
            raise Refusal(400, "phone_bad_request") from None
        return block

    async def _body(self, request: web.Request, limit: int) -> bytes:
        """The whole body, `limit` bytes at most. Raises Refusal where it takes too long or doesn't come whole."""
        length = request.content_length
        if length is None or length > limit:
            raise Refusal(413, "phone_bad_request")
        try:
            async with asyncio.timeout(rules.BODY_SECONDS):
                return bytes(await self._block(request, length))
        except TimeoutError:
            raise Refusal(408, "phone_too_slow") from None

    # ---- the other way

    async def _fetch(self, request: web.Request, about: str) -> web.StreamResponse:
        number = int(about) if about.isascii() and about.isdigit() and len(about) < 6 else -1
        if not 0 <= number < len(self.offered):
            raise Refusal(404, "phone_bad_request")
        one = self.offered[number]
        if self._sealed:
            return await self._sealed_piece(request, number, one)
        headers = {
            **_HEADERS,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(one.name)}",
        }
        return _Whole(one.path, headers, lambda: self.fetched.add(number))

    async def _sealed_piece(self, request: web.Request, number: int, one: Offered) -> web.Response:
        said = request.query.get("offset", "")
        offset = int(said) if said.isascii() and said.isdigit() and len(said) < 16 else -1
        if not 0 <= offset < one.size:
            raise Refusal(400, "phone_bad_request")
        try:
            data = await asyncio.to_thread(_piece, one, offset)
        except OSError:
            raise Refusal(404, "phone_bad_request") from None
        sealed = await asyncio.to_thread(
            seal, self.key, f"piece {number} {offset} {one.size}", data
        )
        return _bytes(sealed, "application/octet-stream")


class _Whole(web.FileResponse):
    """A file that says when it was sent to its end."""

    def __init__(self, path: Path, headers: Mapping[str, str], sent: Callable[[], object]) -> None:
        super().__init__(path, headers=headers)
        self._was_sent = sent

    async def prepare(self, request: BaseRequest) -> AbstractStreamWriter | None:
        writer = await super().prepare(request)
        if self.status == 200 and request.method == "GET":
            self._was_sent()
        return writer


def _piece(one: Offered, offset: int) -> bytes:
    with one.path.open("rb") as file:
        file.seek(offset)
        return file.read(min(PIECE, one.size - offset))


def _purpose(request: web.Request) -> str:
    return f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}".lower()


def _checksum(request: web.Request) -> str:
    """What the phone found the whole file's digest to be; empty where it doesn't say."""
    found = request.headers.get("Upload-Checksum", "").removeprefix("sha256 ")
    return found if len(found) == 64 and found.isascii() and found.isalnum() else ""


def _offset(upload: Upload) -> dict[str, str]:
    return {
        **_HEADERS,
        "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.file.size),
        "Tus-Resumable": "1.0.0",
    }


def _bytes(data: bytes, kind: str) -> web.Response:
    return web.Response(body=data, headers={**_HEADERS, "Content-Type": kind})


_SAID = {
    403: "这个二维码已经有别的手机或浏览器在用了。请在电脑上重新打开“收手机文件”，再扫一次。<br><br>"
    "Another phone or browser is using this code. Open the page on the computer again, and scan once more.",
    404: "这个地址没有了。电脑上的“收手机文件”可能已经关上，请重新打开，再扫一次。<br><br>"
    "This address is gone. Open the page on the computer again, and scan once more.",
}


def _refused(refusal: Refusal) -> web.Response:
    headers = {**_HEADERS, **refusal.headers}
    said = _SAID.get(refusal.status)
    if said is None:
        return web.Response(status=refusal.status, headers=headers)
    page = (
        '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>取证管家</title><p><font size="5">{said}</font></p>'
    )
    headers["Content-Type"] = "text/html; charset=utf-8"
    return web.Response(status=refusal.status, body=page.encode(), headers=headers)
