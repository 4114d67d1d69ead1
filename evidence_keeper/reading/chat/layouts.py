"""How programs write the head of a message, one row a layout: who and when on a line, what was said behind or below.

A pattern's groups: `who`, `ts` (read by reading.moments), `id` (a number or address behind the name), `rest` (what was
said on the same line). Sources: the export formats as projects that read them describe them; 旺旺 for buyers,
企业微信 and QQ NT copies are from memory only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from evidence_keeper.reading.moments import ANY, CLOCK, FULL, MONTH_DAY_CLOCK, RELATIVE

_YEARLESS = rf"(?:{MONTH_DAY_CLOCK}|{RELATIVE})"
_WHO = r"(?P<who>[^\s:：][^\r\n]{0,63}?)"
_NAME = r"(?P<who>[^\s:：\[［【(（<>|｜][^:：\r\n|｜]{0,39}?)"
_SLASHED = r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}"
_HALF = r"(?:凌晨|早上|上午|中午|下午|晚上) ?"
_WA_CLOCK = (
    rf"(?:{_HALF})?[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?:[ \u202f\u00a0]?[AaPp]\.?[Mm]\.?)?"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout of heads. `inline`: what was said stands on the head's line, further lines belong to it too.

    `weight`: how far one head of this layout is believed (one without a time looks like any sentence with a colon).
    `days`: separators above set the day or the time. `mixed`: some heads have their day and some only a clock.
    """

    key: str
    heads: tuple[re.Pattern[str], ...]
    inline: bool = False
    timed: bool = True
    days: bool = False
    mixed: bool = False
    weight: float = 1.0


def _rows(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one) for one in patterns)


LAYOUTS: tuple[Layout, ...] = (
    Layout("wechat", _rows(rf"{_WHO}(?: {{2,}}|\t|\u3000){{1}} *(?P<ts>{CLOCK})"), days=True),
    Layout(
        "qq",
        _rows(
            rf"(?P<ts>{FULL}) +(?:【[^】]{{1,8}}】)?(?P<who>.{{0,64}}?)"
            r"(?:[(（](?P<id>[0-9]{5,12})[)）]|<(?P<mail>[^<>\s]{1,64}@[^<>\s]{1,64})>)"
        ),
        weight=1.2,
    ),
    Layout(
        "name_time",
        _rows(
            rf"[\[【](?P<who>[^\[\]【】]{{1,64}})[\]】] *(?P<ts>{FULL})",
            rf"(?P<who>\S[^\r\n]{{0,63}}?) *-{{1,2}}> *(?P<to>[^\r\n]{{1,64}}?) *(?P<ts>{FULL})",
            rf"{_WHO} *[:：]? *(?P<ts>{FULL})",
        ),
    ),
    Layout("time_name", _rows(rf"(?P<ts>{FULL}) +(?:【[^】]{{1,8}}】)?(?P<who>[^:：\r\n]{{1,64}}?) *[:：]?")),
    Layout("name_any", _rows(rf"{_WHO}(?: *[:：] *|[ \t\u3000]+)(?P<ts>{ANY})"), days=True, mixed=True, weight=0.9),
    Layout(
        "any_name",
        _rows(rf"(?P<ts>{ANY}) +(?:【[^】]{{1,8}}】)?(?P<who>[^:：\r\n]{{1,64}}?) *[:：]?"),
        days=True,
        mixed=True,
        weight=0.9,
    ),
    Layout("name_month", _rows(rf"{_WHO}(?: *[:：] *| +)(?P<ts>{_YEARLESS})")),
    Layout(
        "paren",
        _rows(rf"{_WHO} *[(（] *(?P<ts>{FULL}|{MONTH_DAY_CLOCK}|{CLOCK}) *[)）] *[:：]? *(?P<rest>.*)"),
        inline=True,
        days=True,
        weight=1.1,
    ),
    Layout(
        "whatsapp",
        _rows(
            rf"\[(?P<ts>(?![0-9]{{4}}-){_SLASHED},? +{_WA_CLOCK})\] (?P<who>[^:\r\n]{{1,64}}): ?(?P<rest>.*)",
            rf"(?P<ts>{_SLASHED},? +{_WA_CLOCK}) - (?P<who>[^:\r\n]{{1,64}}): ?(?P<rest>.*)",
            rf"(?P<ts>{_SLASHED},? +{_WA_CLOCK}) - (?P<rest>[^:\r\n]{{1,400}}(?::.*)?)",
        ),
        inline=True,
        weight=1.05,
    ),
    Layout(
        "bracket",
        _rows(rf"[\[［【(（] *(?P<ts>{ANY}) *[\]］】)）] *(?P<who>[^:：\r\n]{{1,64}}?) *[:：] ?(?P<rest>.*)"),
        inline=True,
        days=True,
    ),
    Layout(
        "lines",
        _rows(rf"(?P<ts>{ANY}),? +(?:- )?{_NAME} *[:：] ?(?P<rest>\S.*)"),
        inline=True,
        days=True,
    ),
    Layout(
        "columns",
        _rows(rf"(?P<ts>{ANY}) *[|｜\t] *(?P<who>[^|｜\t]{{1,40}}?) *[|｜\t] *(?P<rest>.*)"),
        inline=True,
        days=True,
    ),
    Layout(
        "name_time_lines",
        _rows(
            rf"{_NAME} *[ (（\[]*(?P<ts>{FULL}|{_YEARLESS}|{CLOCK})[)）\]]* *[:：] ?"
            r"(?P<rest>(?![0-9]{2}(?![0-9]))\S.*)"
        ),
        inline=True,
        days=True,
    ),
    Layout(
        "colon_blocks",
        _rows(r"(?P<who>[^\s:：][^:：\r\n]{0,39}?) *[:：]"),
        timed=False,
        days=True,
        weight=0.5,
    ),
    Layout(
        "colon_lines",
        _rows(r"(?P<who>[^\s:：\[［【(（][^:：\r\n]{0,29}?) *[:：] *(?P<rest>\S.*)"),
        inline=True,
        timed=False,
        days=True,
        weight=0.4,
    ),
)  # fmt: skip

NAME_ABOVE, TIME_ABOVE, TIME_BELOW = "name_above_time", "time_above_name", "time_below_text"
"""Layouts of two lines, found by looking at neighbours (see candidates.two_lines)."""

FIELD_WORDS = frozenset(
    {
        "订单号", "订单编号", "单号", "运单号", "快递单号", "地址", "收货地址", "电话", "手机", "手机号",
        "联系电话", "时间", "日期", "金额", "姓名", "备注", "原因", "说明", "注", "附", "网址", "链接",
        "型号", "收货人", "收件人", "商品", "数量", "规格", "价格", "状态", "编号", "快递", "温馨提示",
        "提示", "客服电话", "客服热线", "热线", "http", "https", "工单号", "工单编号", "答", "问", "注意",
        "总结", "结果", "内容", "主题", "标题", "发件人", "发送时间", "账号", "卡号", "密码", "验证码",
        "营业时间", "工作时间", "服务时间", "比如", "例如"
    }
)  # fmt: skip
"""What stands before a colon in a sentence or a form, and is nobody's name."""
