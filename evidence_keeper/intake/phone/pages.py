"""Answers the phone: who may ask at all, the page itself, its questions. Slices and files that go out are in rooms of
their own (slices.py, handing.py); everything else is refused.

Order of looking at a request: the host it names (rebinding), the token in its path, the page it comes from, the cookie
of the first phone. A body is read only after all four.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

from aiohttp import web

from evidence_keeper.intake.phone import questions, rules
from evidence_keeper.intake.phone.agents import LONGEST, browser_of, device_of
from evidence_keeper.intake.phone.answers import Refusal, answer_of, refused, standing_headers
from evidence_keeper.intake.phone.bodies import body_of
from evidence_keeper.intake.phone.door import Door
from evidence_keeper.intake.phone.files import PageFiles
from evidence_keeper.intake.phone.handing import Handing
from evidence_keeper.intake.phone.port import Offered, Phone
from evidence_keeper.intake.phone.seal import NotOpened, key_text, new_key, seal, unseal
from evidence_keeper.intake.phone.slices import Slices
from evidence_keeper.intake.phone.uploads import Uploads, as_told

COOKIE = "keeper"
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # can be typed: nothing looks like something else
_TOKEN = 20


class Pages:
    """One opening of the page. Lives on the server's loop; `uploads` may be looked at from other threads."""

    def __init__(
        self, uploads: Uploads, files: PageFiles, offered: tuple[Offered, ...], *, takes: bool
    ) -> None:
        self.uploads, self.takes = uploads, takes
        self._files = files
        self.token = "".join(secrets.choice(_ALPHABET) for _ in range(_TOKEN))
        self.key = new_key()
        self.slices, self.handing = Slices(uploads, self.key), Handing(offered, self.key)
        self.hosts: frozenset[str] = frozenset()
        self.language = "zh_CN"
        self.door: Door
        self.phone: Phone | None = None
        self.over = False
        self.last_asked = time.monotonic()
        self._cookie = ""
        self._handoff = ""
        self._sealed: bool | None = None

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
                response = refused(refusal)
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
            return answer_of(*self._files.parts[rest])
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
                return web.Response(headers=standing_headers(upload))
            if request.method == "PATCH":
                return await self.slices.take(request, upload, self.phone or Phone(), self._heard)
        if part == "get" and request.method == "GET":
            return await self.handing.fetch(request, about, bool(self._sealed))
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
        response = answer_of(*self._files.page(self.language))
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
        data = await body_of(request, rules.LONGEST_QUESTION)
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
            return answer_of(seal(self.key, "answer", told), "application/octet-stream")
        return answer_of(told, "application/json; charset=utf-8")

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
            found = self.uploads.announce(questions.announced(asked), self.phone or Phone())
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
            if not self.handing.was_fetched(asked.get("number")):
                raise questions.BadQuestion
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
            "offered": self.handing.told(),
        }

    def _heard(self) -> None:
        self.last_asked = time.monotonic()


def _purpose(request: web.Request) -> str:
    return f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}".lower()
