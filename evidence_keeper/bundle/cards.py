"""A card to print and lay beside the computer: how a phone call is recorded, in three steps and very large letters.

No evidence and nothing of a case is on it, so it can lie on any table.
"""

from __future__ import annotations

import io
from datetime import datetime

from evidence_keeper.bundle.sheet import GREY, INK, PALE, PAPER, TEAL, Sheet
from evidence_keeper.bundle.spool import PAGE_HEIGHT, PAGE_WIDTH, WRITING, new_canvas, write
from evidence_keeper.bundle.typeset import Style, Text

TITLE = "打电话取证：三步"
FILE_NAME = "打电话提示卡.pdf"
STEPS = (
    ("先按「录通话」", "红条亮了，就是在录。"),
    ("手机拨号，按免提", "让电脑也听得见对方。"),
    ("手机放在电脑旁边", "一拃远。关掉电视。"),
)
AFTER = "打完了，按「停止并保存」。"
WECHAT = "微信电话，多数手机自己录不了。\n请开免提，放电脑旁。"
_EDGE, _NUMBER = 54.0, 92.0


def call_card(made_at: datetime) -> bytes:
    """The card as a PDF of one A4 page. Equal `made_at` gives equal bytes."""
    out = io.BytesIO()
    with WRITING:
        canvas = new_canvas(TITLE, made_at)
        canvas.setSubject("打电话提示卡")
        sheet = Sheet(canvas)
        y = _put(sheet, TITLE, _EDGE, 64.0, Style(size=46, bold=True, leading=1.3, colour=TEAL))
        y += 26
        for number, (what, why) in enumerate(STEPS, start=1):
            y = _step(sheet, number, what, why, y) + 22
        y = _put(sheet, AFTER, _EDGE, y + 10, Style(size=32, bold=True, leading=1.35))
        _put(sheet, WECHAT, _EDGE, max(y + 24, PAGE_HEIGHT - 120), Style(size=22, colour=GREY))
        canvas.showPage()
        write(canvas, out, lambda _done, _total: None)
    return out.getvalue()


def _step(sheet: Sheet, number: int, what: str, why: str, y: float) -> float:
    """One step in its own field; where it ends."""
    wide = PAGE_WIDTH - 2 * _EDGE
    left = _EDGE + 24 + _NUMBER + 24
    room = _EDGE + wide - left - 16
    said = Text(what, Style(size=38, bold=True, leading=1.3, colour=INK))
    more = Text(why, Style(size=24, leading=1.45, colour=GREY))
    high = said.height(room) + more.height(room) + 44
    sheet.box(_EDGE, y, wide, high, fill=PALE, radius=14)
    top = y + (high - _NUMBER) / 2
    sheet.box(_EDGE + 24, top, _NUMBER, _NUMBER, fill=TEAL, radius=_NUMBER / 2)
    style = Style(size=56, bold=True, align="center", leading=1.0, colour=PAPER)
    Text(str(number), style).draw(sheet, _EDGE + 24, top + (_NUMBER - 56) / 2 - 2, _NUMBER)
    said.draw(sheet, left, y + 20, room)
    more.draw(sheet, left, y + 22 + said.height(room), room)
    return y + high


def _put(sheet: Sheet, text: str, x: float, y: float, style: Style) -> float:
    """A paragraph; where it ends."""
    block, wide = Text(text, style), PAGE_WIDTH - 2 * x
    block.draw(sheet, x, y, wide)
    return y + block.height(wide)
