"""The other way: files that the phone may fetch, sealed piece by piece, or whole where it can't unseal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.web import BaseRequest

from evidence_keeper.intake.phone.answers import HEADERS, Refusal, answer_of
from evidence_keeper.intake.phone.port import Offered
from evidence_keeper.intake.phone.seal import seal

PIECE = 4 << 20


class Handing:
    """What one opening of the page offers; `fetched` are the numbers of those that the phone has."""

    def __init__(self, offered: tuple[Offered, ...], key: bytes) -> None:
        self.offered, self._key = offered, key
        self.fetched: set[int] = set()

    @property
    def over(self) -> bool:
        """Whether the phone has them all."""
        return len(self.fetched) == len(self.offered)

    def told(self) -> list[dict[str, Any]]:
        """What the page is told of them."""
        return [
            {
                "number": number,
                "name": one.name,
                "size": one.size,
                "sha256": one.sha256,
                "fetched": number in self.fetched,
            }
            for number, one in enumerate(self.offered)
        ]

    def was_fetched(self, number: object) -> bool:
        """The phone says that it has it; False where there is none such."""
        if type(number) is not int or not 0 <= number < len(self.offered):
            return False
        self.fetched.add(number)
        return True

    async def fetch(self, request: web.Request, about: str, sealed: bool) -> web.StreamResponse:
        """A piece, sealed, or the whole file. Raises Refusal."""
        number = int(about) if about.isascii() and about.isdigit() and len(about) < 6 else -1
        if not 0 <= number < len(self.offered):
            raise Refusal(404, "phone_bad_request")
        one = self.offered[number]
        if sealed:
            return await self._piece(request, number, one)
        saved_as = f"attachment; filename*=UTF-8''{quote(one.name)}"
        headers = {**HEADERS, "Content-Disposition": saved_as}
        return _Whole(one.path, headers, lambda: self.fetched.add(number))

    async def _piece(self, request: web.Request, number: int, one: Offered) -> web.Response:
        said = request.query.get("offset", "")
        offset = int(said) if said.isascii() and said.isdigit() and len(said) < 16 else -1
        if not 0 <= offset < one.size:
            raise Refusal(400, "phone_bad_request")
        about = f"piece {number} {offset} {one.size}"
        try:
            sealed = await asyncio.to_thread(lambda: seal(self._key, about, _read(one, offset)))
        except OSError:
            raise Refusal(404, "phone_bad_request") from None
        return answer_of(sealed, "application/octet-stream")


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


def _read(one: Offered, offset: int) -> bytes:
    with one.path.open("rb") as file:
        file.seek(offset)
        return file.read(min(PIECE, one.size - offset))
