"""Whether a text is a chat log: only as much as its kind needs. What it says is read elsewhere.

A log is told by its heads, lines with a sender and a time in one of the shapes that chat programs export (source:
domain facts 7). Bills and servers' logs have times on each line too; in a chat a head is followed by what was said,
and the same few people speak.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

HEAD_BYTES = 256 * 1024
ENOUGH = 3  # heads: with fewer, a letter that quotes two messages would be a chat
_LONGEST_HEAD = 160

_DATE = r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?"
_CLOCK = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
_FULL = _DATE + r"[ T\u3000]*" + _CLOCK
_WHO = r"(?P<who>[^\r\n]{1,64}?)"


@dataclass(frozen=True, slots=True)
class _Shape:
    """A head's shape. `inline`: what was said stands on the same line, else on the next ones.

    `timed`: there is a time in it. Without one a form's headings look the same, so speakers have to come again more.
    """

    head: re.Pattern[str]
    inline: bool = False
    timed: bool = True


_SHAPES: tuple[_Shape, ...] = (
    _Shape(re.compile(rf"\[{_FULL}\] *(?P<who>[^:：\r\n]{{1,40}}?) *[:：] *\S.*"), inline=True),
    _Shape(re.compile(rf"[【(（] *{_FULL} *[】)）] *(?P<who>[^:：\r\n]{{1,40}}?) *[:：] *\S.*"), inline=True),
    _Shape(re.compile(rf"{_FULL},? +(?:- )?(?P<who>[^:：\r\n]{{1,20}}?) *[:：] *\S.*"), inline=True),
    _Shape(re.compile(rf"[0-9/]{{6,10}},? +{_CLOCK} +- (?P<who>[^:：\r\n]{{1,40}}?): .*"), inline=True),
    _Shape(re.compile(rf"{_WHO} *[(（] *{_FULL} *[)）] *[:：]? *\S.*"), inline=True),
    _Shape(re.compile(rf"{_WHO} *[(（] *{_FULL} *[)）] *[:：]?")),
    _Shape(re.compile(rf"{_FULL} +(?:【[^】]{{1,8}}】)?{_WHO}(?:[(（][0-9]{{5,12}}[)）]|<[^<>\s]+@[^<>\s]+>)")),
    _Shape(re.compile(rf"{_FULL} +{_WHO} *[:：]?")),
    _Shape(re.compile(rf"[\[【]?{_WHO}[\]】]? *{_FULL}")),
    _Shape(re.compile(rf"{_WHO} *[:：]? +[0-9]{{1,2}}[-/月][0-9]{{1,2}}日? +{_CLOCK}")),
    _Shape(re.compile(rf"{_WHO}(?: {{2,}}|\t|\u3000){_CLOCK}")),
    _Shape(re.compile(rf"(?:(?:今天|昨天|前天|星期.|周.) *)?(?:凌晨|早上|上午|中午|下午|傍晚|晚上)? *{_CLOCK}")),
    _Shape(re.compile(rf" *{_FULL} *")),
    _Shape(re.compile(r"(?P<who>[^:：\s][^:：\r\n]{0,19}) *[:：]"), timed=False),
    _Shape(
        re.compile(
            r"(?P<who>我|你|客户|用户|买家|卖家|商家|顾客|系统|[^:：\s]{0,8}(?:客服|机器人|助手|坐席)[^:：\s]{0,8})"
            r" *[:：] *\S.*"
        ),
        inline=True,
        timed=False,
    ),
)  # fmt: skip

# One line that only a chat's export has.
_BANNER = re.compile(
    r"在微信上的聊天记录如下|微信群上的聊天记录如下|微信群.{0,40}的聊天记录如下|^消息记录（.*|^消息对象[:：]|^消息分组[:：]"
    r"|^[—–─-]{3,} *[0-9]{4}[-/年][0-9]{1,2}[-/月][0-9]{1,2}日? *[—–─-]{3,}$",
    re.MULTILINE,
)
# Tables and structured exports: all of one row stand in the first lines.
_TABLES: tuple[tuple[str, ...], ...] = (
    ("IsSender", "StrContent"),
    ("StrTime", "StrContent"),
    ("时间", "发送", "内容"),
    ("时间", "发言", "内容"),
    ("时间", "昵称", "内容"),
    ("time", "sender", "content"),
)
_JSON = re.compile(
    r'^\s*[\[{].*"(?:messages|content|text)"\s*:.*"(?:sender|from|content|text)"', re.DOTALL
)
_JSON_TIME = re.compile(r'"(?:time|timestamp|date|createTime|CreateTime)"\s*:')
_SMS = re.compile(r"<sms\b[^>]*\b(?:address|body)=", re.IGNORECASE)
_SERVER = re.compile(
    r"\b(?:trace|debug|info|notice|warn(?:ing)?|error|fatal|critical)\b", re.IGNORECASE
)


def looks_like_chat(head: bytes) -> bool:
    """Whether the beginning of a file (HEAD_BYTES are enough) is a chat log's. False for what is no text."""
    text = _decoded(head)
    if not text or "\0" in text:
        return False
    return _is_structured(text) or _has_heads(text)


def _is_structured(text: str) -> bool:
    start = text[:4000]
    first = start.lstrip("\ufeff").split("\n", 1)[0]
    row = len(re.split(r"[,;\t]", first)) >= 3
    if row and any(all(word in first for word in words) for words in _TABLES):
        return True
    if _SMS.search(start):
        return True
    return bool(_JSON.match(start.lstrip("\ufeff")) and _JSON_TIME.search(start))


def _has_heads(text: str) -> bool:
    lines = [line.strip("\r\ufeff ") for line in text.split("\n")]
    lines = [line for line in lines if line]
    if _BANNER.search("\n".join(lines)) and any(_heads(lines, shape) >= 1 for shape in _SHAPES):
        return True
    return any(_heads(lines, shape) >= ENOUGH for shape in _SHAPES)


def _heads(lines: list[str], shape: _Shape) -> int:
    """How many heads of this shape there are, 0 where who and what don't go together as in a chat."""
    found = list(_matches(lines, shape))
    speakers = [match["who"].strip() for _, match in found if "who" in match.re.groupindex]
    if any(_SERVER.search(speaker) for speaker in speakers) or not _repeats(speakers, shape):
        return 0
    if shape.inline:
        return len(found)
    heads = {at for at, _ in found}
    return sum(at + 1 < len(lines) and at + 1 not in heads for at in heads)


def _matches(lines: list[str], shape: _Shape) -> Iterator[tuple[int, re.Match[str]]]:
    for at, line in enumerate(lines):
        match = shape.head.fullmatch(line) if shape.inline or len(line) <= _LONGEST_HEAD else None
        if match:
            yield at, match


def _repeats(speakers: list[str], shape: _Shape) -> bool:
    """Whether few enough people speak: in a list of things each line begins differently."""
    distinct = len(set(speakers))
    if not shape.timed:
        return distinct >= 2 and distinct * 3 <= len(speakers) * 2
    return len(speakers) <= 2 or distinct < len(speakers)


# ---- bytes to text, for this question only


def _decoded(head: bytes) -> str:
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(bom):
            return _text(head[len(bom) :], encoding) or ""
    if b"\0" in head[:4096]:
        wide = [_text(head, encoding) or "" for encoding in ("utf-16-le", "utf-16-be")]
        return max(wide, key=lambda text: (text.count("\n"), sum(map(text.count, ' "<:'))))
    return _text(head, "utf-8") or _damaged(head) or _text(head, "gb18030") or ""


def _damaged(head: bytes) -> str | None:
    """UTF-8 with a few bytes hurt; None where it is rather another encoding."""
    text = head.decode("utf-8", "replace")
    hurt, whole = text.count("\ufffd"), sum(sign > "\x7f" for sign in text)
    return text if whole > hurt * 10 else None


def _text(head: bytes, encoding: str) -> str | None:
    """The text, None where this is not its encoding. A character cut off at the end is left out."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head, final=False)
    except UnicodeDecodeError:
        return None
