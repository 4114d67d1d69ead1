"""Reads what a request carries, with patience for slow Wi-Fi and none for whoever gives nothing."""

from __future__ import annotations

import asyncio

from aiohttp import ClientError, web

from evidence_keeper.intake.phone import rules
from evidence_keeper.intake.phone.answers import Refusal


async def block_of(request: web.Request, count: int) -> bytearray:
    """The next so many bytes of a body. Raises Refusal where they don't come, TimeoutError where nothing comes."""
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


async def body_of(request: web.Request, limit: int) -> bytes:
    """The whole body, `limit` bytes at most. Raises Refusal where it takes too long or doesn't come whole."""
    length = request.content_length
    if length is None or length > limit:
        raise Refusal(413, "phone_bad_request")
    try:
        async with asyncio.timeout(rules.BODY_SECONDS):
            return bytes(await block_of(request, length))
    except TimeoutError:
        raise Refusal(408, "phone_too_slow") from None
