"""The bill of the example: two pages, as an operator's website gives them out for January and February."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
REGULAR, BOLD = "NotoSansSC-Regular", "NotoSansSC-Bold"
MADE_AT = "D:20260305201432+08'00'"

INK, SOFT, BRAND = HexColor("#22262c"), HexColor("#6a717b"), HexColor("#3046a8")
LINE, SHADE = HexColor("#cfd4dc"), HexColor("#f1f3f9")
LEFT, RIGHT, TOP = 56.0, A4[0] - 56.0, A4[1] - 56.0


@dataclass(frozen=True, slots=True)
class Charge:
    """A line of the bill: which group, what for, and how many yuan."""

    group: str
    what: str
    yuan: str


@dataclass(frozen=True, slots=True)
class Month:
    """One month's bill. `total` is printed as it stands; a test adds the charges up."""

    name: str
    days: str
    plan: str
    charges: Sequence[Charge]
    total: str
    used: Sequence[tuple[str, str]]


MONTHS = (
    Month(
        name="2026年1月",
        days="2026-01-01 至 2026-01-31",
        plan="银龄畅听39元套餐",
        charges=(
            Charge("套餐月费", "银龄畅听39元套餐", "39.00"),
            Charge("套餐外语音通信费", "国内通话 0 分钟", "0.00"),
            Charge("套餐外流量费", "国内流量 0.00 MB", "0.00"),
            Charge("增值业务费", "无", "0.00"),
        ),
        total="39.00",
        used=(("国内通话", "38 分钟 / 100 分钟"), ("国内流量", "0.28 GB / 2 GB")),
    ),
    Month(
        name="2026年2月",
        days="2026-02-01 至 2026-02-28",
        plan="5G畅享融合129元套餐",
        charges=(
            Charge("套餐月费", "5G畅享融合套餐（129元档）", "119.00"),
            Charge("套餐外语音通信费", "国内通话 0 分钟", "0.00"),
            Charge("套餐外流量费", "国内流量 0.00 MB", "0.00"),
            Charge("增值业务费", "悦享权益包（2026-02-01 开通）", "10.00"),
        ),
        total="129.00",
        used=(("国内通话", "44 分钟 / 500 分钟"), ("国内流量", "0.31 GB / 60 GB")),
    ),
)


def make_bill(out: Path) -> None:
    """Write the bill of both months, with the time at which the story's daughter downloaded it."""
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
    canvas = Canvas(str(out), pagesize=A4, invariant=1)
    for number, month in enumerate(MONTHS, start=1):
        draw_page(canvas, month, number)
        canvas.showPage()
    canvas.save()
    date(out)


def date(out: Path) -> None:
    """Give the PDF the time and maker of the story: reportlab can only say now, or the year 2000."""
    with pikepdf.open(out, allow_overwriting_input=True) as pdf:
        pdf.docinfo = pdf.make_indirect(pikepdf.Dictionary())
        pdf.docinfo["/Title"] = "星河通信 客户账单 2026年1月至2月"
        pdf.docinfo["/Producer"] = "Xinghe eBill 4.1"
        pdf.docinfo["/CreationDate"] = MADE_AT
        pdf.save(out, deterministic_id=True)


def draw_page(canvas: Canvas, month: Month, number: int) -> None:
    """One month: whose bill, the sum, the lines that make it, what was used, and the small print."""
    draw_head(canvas, month)
    y = draw_customer(canvas, month, TOP - 74)
    y = draw_sum(canvas, month, y - 26)
    y = draw_charges(canvas, month, y - 34)
    y = draw_used(canvas, month, y - 36)
    draw_small_print(canvas, y - 40)
    canvas.setStrokeColor(LINE)
    canvas.line(LEFT, 62, RIGHT, 62)
    text(canvas, LEFT, 46, "下载时间：2026-03-05 20:14:32", 9, SOFT)
    text(canvas, RIGHT, 46, f"第 {number} 页 / 共 {len(MONTHS)} 页", 9, SOFT, right=True)


def draw_head(canvas: Canvas, month: Month) -> None:
    """The operator's mark, its name and the month."""
    canvas.setFillColor(BRAND)
    canvas.circle(LEFT + 13, TOP - 9, 13, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#ffffff"))
    star = canvas.beginPath()
    points = [(0, 9), (2, 2), (9, 0), (2, -2), (0, -9), (-2, -2), (-9, 0), (-2, 2)]
    star.moveTo(LEFT + 13 + points[0][0], TOP - 9 + points[0][1])
    for x, y in points[1:]:
        star.lineTo(LEFT + 13 + x, TOP - 9 + y)
    star.close()
    canvas.drawPath(star, stroke=0, fill=1)
    text(canvas, LEFT + 34, TOP - 15, "星河通信", 17, BRAND, bold=True)
    text(canvas, RIGHT, TOP - 14, f"客户账单　{month.name}", 17, INK, bold=True, right=True)
    canvas.setStrokeColor(BRAND)
    canvas.setLineWidth(1.6)
    canvas.line(LEFT, TOP - 34, RIGHT, TOP - 34)
    canvas.setLineWidth(0.6)


def draw_customer(canvas: Canvas, month: Month, y: float) -> float:
    """Whose bill it is, in two columns; returns where it ended."""
    rows = (
        ("客户名称", "沈玉㛃", "业务号码", "15400007239"),
        ("计费周期", month.days, "归属地", "东陵 云泽"),
        ("当前套餐", month.plan, "付费方式", "预付费"),
    )
    for row in rows:
        for x, key, value in ((LEFT, *row[:2]), (LEFT + 272, *row[2:])):
            text(canvas, x, y, key, 10.5, SOFT)
            text(canvas, x + 62, y, value, 10.5, INK)
        y -= 21
    return y + 21


def draw_sum(canvas: Canvas, month: Month, y: float) -> float:
    """The sum in a shaded box."""
    canvas.setFillColor(SHADE)
    canvas.roundRect(LEFT, y - 46, RIGHT - LEFT, 46, 5, stroke=0, fill=1)
    text(canvas, LEFT + 16, y - 29, "本期费用合计（元）", 12, INK)
    text(canvas, RIGHT - 16, y - 32, month.total, 22, BRAND, bold=True, right=True)
    return y - 46


def draw_charges(canvas: Canvas, month: Month, y: float) -> float:
    """The table of charges with its sum."""
    y = draw_row(canvas, y, ("费用类别", "费用项目", "金额（元）"), bold=True, shade=True)
    for charge in month.charges:
        y = draw_row(canvas, y, (charge.group, charge.what, charge.yuan))
    return draw_row(canvas, y, ("合计", "", month.total), bold=True)


def draw_used(canvas: Canvas, month: Month, y: float) -> float:
    """What of the plan was used."""
    text(canvas, LEFT, y, "套餐使用情况（已用 / 套餐内）", 11.5, INK, bold=True)
    for what, much in month.used:
        y -= 22
        text(canvas, LEFT, y, what, 10.5, SOFT)
        text(canvas, LEFT + 62, y, much, 10.5, INK)
    return y


def draw_small_print(canvas: Canvas, y: float) -> None:
    """What every bill says at its end."""
    for line in (
        "说明：",
        "1. 本账单为电子账单，费用以计费系统记录为准。",
        "2. 套餐月费、增值业务费于每月1日扣除。",
        "3. 如对费用有疑问，请拨打客服热线10579，或登录星河通信App联系在线客服。",
    ):
        text(canvas, LEFT, y, line, 9, SOFT)
        y -= 16


def draw_row(
    canvas: Canvas, y: float, cells: Sequence[str], *, bold: bool = False, shade: bool = False
) -> float:
    """A row of the table under `y`; returns where it ended."""
    height = 25.0
    if shade:
        canvas.setFillColor(SHADE)
        canvas.rect(LEFT, y - height, RIGHT - LEFT, height, stroke=0, fill=1)
    text(canvas, LEFT + 10, y - 16.5, cells[0], 10.5, INK, bold=bold)
    text(canvas, LEFT + 150, y - 16.5, cells[1], 10.5, INK, bold=bold)
    text(canvas, RIGHT - 10, y - 16.5, cells[2], 10.5, INK, bold=bold, right=True)
    canvas.setStrokeColor(LINE)
    canvas.line(LEFT, y - height, RIGHT, y - height)
    return y - height


def text(
    canvas: Canvas,
    x: float,
    y: float,
    words: str,
    size: float,
    colour: Color,
    *,
    bold: bool = False,
    right: bool = False,
) -> None:
    """One line of words at their base line, from `x` on or up to `x`."""
    canvas.setFont(BOLD if bold else REGULAR, size)
    canvas.setFillColor(colour)
    (canvas.drawRightString if right else canvas.drawString)(x, y, words)
