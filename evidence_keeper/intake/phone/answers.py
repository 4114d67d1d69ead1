"""What is answered to everybody: the headers that keep the page by itself, and how a refusal looks."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from evidence_keeper.intake.phone.uploads import Upload

HEADERS = {
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


def standing_headers(upload: Upload) -> dict[str, str]:
    """How far a file is, as tus says it."""
    return {
        **HEADERS,
        "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.file.size),
        "Tus-Resumable": "1.0.0",
    }


def answer_of(data: bytes, kind: str) -> web.Response:
    """Bytes of a kind."""
    return web.Response(body=data, headers={**HEADERS, "Content-Type": kind})


_SAID = {
    403: "这个二维码已经有别的手机或浏览器在用了。请在电脑上重新打开“收手机文件”，再扫一次。<br><br>"
    "Another phone or browser is using this code. Open the page on the computer again, and scan once more.",
    404: "这个地址没有了。电脑上的“收手机文件”可能已经关上，请重新打开，再扫一次。<br><br>"
    "This address is gone. Open the page on the computer again, and scan once more.",
}


def refused(refusal: Refusal) -> web.Response:
    """What whoever is refused gets: a page where it may be a person."""
    headers = {**HEADERS, **refusal.headers}
    said = _SAID.get(refusal.status)
    if said is None:
        return web.Response(status=refusal.status, headers=headers)
    page = (
        '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>取证管家</title><p><font size="5">{said}</font></p>'
    )
    headers["Content-Type"] = "text/html; charset=utf-8"
    return web.Response(status=refusal.status, body=page.encode(), headers=headers)
