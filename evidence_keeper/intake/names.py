"""What a file's name says: phones write a recording's time, number and contact nowhere else.

A name is read in two steps: the moment in it, then who stands in the rest. Both are tables (source: the project's
domain facts 8.2; those for screenshots are the systems' own habits). A name is a claim by the phone, so its time is
labelled `filename`, and digits that are no date are no time. Pictures that a chat program saved carry the time of
saving, which is never taken for the time of taking.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from evidence_keeper.intake import moments
from evidence_keeper.intake.numbers import find_number, is_plausible, phone_number


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What a name says. Times are aware and lie in 2005..now.

    `time` is when it was taken, `saved` when a chat program saved or exported it, `refused` digits that stand where a
    time stands and are none. `contact` is one only if the file is a call: a song's title looks the same.
    `says_call`, `says_screenshot`: the name itself says so, by a word or by a number.
    """

    time: datetime | None = None
    saved: datetime | None = None
    refused: str = ""
    number: str | None = None
    contact: str | None = None
    says_call: bool = False
    says_screenshot: bool = False
    is_saved_copy: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """A moment in a name: its span there, and the digits where they are no moment."""

    start: int
    end: int
    moment: datetime | None = None
    refused: str = ""


_HALF = r"(?P<half>上午|下午|凌晨|早上|中午|晚上|傍晚)?[ ]*"
_DAY = (
    r"(?<![0-9])(?P<y>20[0-9]{2})[-._](?P<mo>[0-9]{2})[-._](?P<d>[0-9]{2})(?:[ _T-]|[ ]+at[ ]+)[ ]*"
)
_HANZI_DAY = r"(?<![0-9])(?P<y>20[0-9]{2})年(?P<mo>[0-9]{1,2})月(?P<d>[0-9]{1,2})日[ _]*"

# Tried in order; in each the first that is a believable moment wins.
_MOMENTS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![0-9])(?P<digits>20[0-9]{12}(?:[0-9]{3})?)(?![0-9])",
        r"(?<![0-9])(?P<digits>20[0-9]{6}[ _T-]?[0-9]{6}(?:[0-9]{3})?)(?![0-9])",
        _DAY + _HALF + r"(?P<h>[0-9]{1,2})[-:._](?P<mi>[0-9]{2})[-:._](?P<s>[0-9]{2})(?![0-9])"
        r"(?:[ ]*(?P<half2>[AP]M)\b)?",
        _DAY + r"(?P<h>[0-9]{2})(?P<mi>[0-9]{2})(?P<s>[0-9]{2})(?![0-9])",
        _DAY + _HALF + r"(?P<h>[0-9]{1,2})[-:.](?P<mi>[0-9]{2})(?![0-9])(?:[ ]*(?P<half2>[AP]M)\b)?",
        _HANZI_DAY + _HALF + r"(?P<h>[0-9]{1,2})[时時点點:.-](?P<mi>[0-9]{1,2})"
        r"(?:[分:.-](?P<s>[0-9]{1,2})秒?)?分?",
        r"(?<![0-9])(?P<digits>[0-9]{6}_[0-9]{6})(?![0-9])",
        r"(?<=-)(?P<digits>[0-9]{10})$",
    )
)  # fmt: skip
# Samsung's short form stands behind a word of the phone's language, which is no contact.
_SHORT = re.compile(r"[0-9]{6}_[0-9]{6}")
# 14 digits in a recording's place for the time: were they no date, nothing else in the name is one.
_TIME_PLACE = re.compile(r"_(?P<digits>[0-9]{14})$")

# The systems' words for a recorded call, around who it was with.
_CALL_FRAMES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:通话录音|通話錄音|电话录音|電話錄音|通話録音|통화[ _]?녹음|(?:phone )?call[ _-]?recording)"
        r"[@ _-]*(?P<who>.*)",
        r"call (?:with|from|to) (?P<who>.+)",
        r"[与和跟](?P<who>.+?)的(?:通话|电话)(?:录音)?",
    )
)  # fmt: skip
_CALL = re.compile(
    r"通话|通話|电话|電話|来电|去电|통화|(?<![a-z])call[ _-]?rec|(?<![a-z])(?:phone|voice)[ _-]?call",
    re.IGNORECASE,
)
_SCREENSHOT = re.compile(
    r"截屏|截图|截圖|屏幕快照|屏幕捕获|螢幕|スクリーンショット|스크린샷|(?<![a-z])screen[ _-]?(?:shot|cap)|snipaste",
    re.IGNORECASE,
)
# Chat programs name a picture by when it was saved.
_SAVED = re.compile(
    r"(?:微信|QQ|TIM|钉钉|企业微信)(?:图片|圖片|视频|視頻)|we(?:chat|com)[ _]?(?:image|video)"
    r"|飞书20|signal-20|(?:photo|video)_20|whatsapp |mmexport|wx_camera",
    re.IGNORECASE,
)
_UNIX_MS = re.compile(
    r"(?:(?:mmexport|wx_camera).*?)?(?<![0-9])(?P<ms>1[0-9]{12})(?![0-9]).*", re.IGNORECASE
)

# Who: `num` is a number as written, `name` what the phone's address book has for it.
_WHO: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<name>.*?)[ ]*\((?P<num>[+0-9 \-*#]+)\)",
        r"(?P<name>.+?)@(?P<num>[+0-9 \-*#]{3,})",
        r"(?P<name>.+?)_(?P<num>\+?[0-9][0-9 \-]{2,})",
        r"(?P<name>)(?P<num>\+?[0-9][0-9 \-*#]{2,})",
    )
)

_SUFFIX = re.compile(r"\.(?=[0-9A-Za-z]*[A-Za-z])[0-9A-Za-z]{1,5}$")
_COPY = re.compile(
    r"[ ]*(?:\([0-9]{1,2}\)|[-_ ][ ]*(?:副本|copy)(?:[ ]*\(?[0-9]{1,2}\)?)?)$", re.IGNORECASE
)
_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PLAIN = str.maketrans(
    "０１２３４５６７８９（）：＋－＿＠＃\u00a0\u202f\u3000\ua789\t", "0123456789():+-_@#   : "
)
_EDGES = " _-@#"
_EMPTY_BRACKETS = re.compile(r"[(（]\s*[)）]")
_NOBODY = re.compile(
    r"新?录音|新錄音|标准录音|语音(?:备忘录)?|語音|来电|去电|通话|未知(?:号码|号碼|来电)?|私人号码|无号码|隐藏号码|匿名"
    r"|(?:new[ _]?)?record(?:ing)?s?|rec|audio|aud|voice|sound|call|unknown|private(?: number)?"
    r"|anonymous|[0-9 +_#*()-]*",
    re.IGNORECASE,
)  # fmt: skip
_COUNTER = re.compile(r"[ _-]*[0-9]{0,4}$")


def read_name(name: str, now: datetime) -> NameFacts:
    """What a file name (with its suffix, without folders) says; `now` is aware, no time lies beyond it.

    Never raises: a name that fits nothing says nothing.
    """
    stem = _stem(name)
    plain = stem.translate(_PLAIN)
    shot = bool(_SCREENSHOT.search(plain))
    if not shot and _is_saved(plain):
        found = _saved_moment(plain, now)
        return NameFacts(saved=found.moment, refused=found.refused, is_saved_copy=True)
    found = _moment(plain, now)
    if shot:
        return NameFacts(time=found.moment, refused=found.refused, says_screenshot=True)
    return _call_facts(stem, plain, found)


def _stem(name: str) -> str:
    """The name without suffix, invisible direction marks and the " (1)" of a copy."""
    stem = _SUFFIX.sub("", _MARKS.sub("", name[:512])).strip()
    return stem[: len(_COPY.sub("", stem.translate(_PLAIN)))].strip()


def _is_saved(plain: str) -> bool:
    return bool(_SAVED.match(plain) or _UNIX_MS.fullmatch(plain))


def _saved_moment(plain: str, now: datetime) -> _Found:
    ms = _UNIX_MS.fullmatch(plain)
    if not ms:
        return _moment(plain, now)
    moment = moments.from_unix_ms(ms["ms"])
    if moments.believable(moment, now):
        return _Found(*ms.span("ms"), moment)
    return _Found(*ms.span("ms"), refused=ms["ms"])


def _moment(plain: str, now: datetime) -> _Found:
    """The moment in a name; without one an empty span at its end."""
    utc = plain.startswith("PXL_")  # Pixel phones name pictures in UTC
    place = _TIME_PLACE.search(plain)
    if place:
        return _judged(place, now, utc=utc)
    refused = _Found(len(plain), len(plain))
    for pattern in _MOMENTS:
        for match in pattern.finditer(plain):
            found = _judged(match, now, utc=utc)
            if found.moment:
                return found
            if pattern is not _MOMENTS[-1] and not refused.refused:
                refused = _Found(len(plain), len(plain), refused=found.refused)
    return refused


def _judged(match: re.Match[str], now: datetime, *, utc: bool) -> _Found:
    groups = match.groupdict()
    written = groups.get("digits")
    if written:
        moment = moments.from_digits("".join(filter(str.isdigit, written)), utc=utc)
    else:
        moment = moments.from_groups(groups)
    if moments.believable(moment, now):
        return _Found(match.start(), match.end(), moment)
    return _Found(match.start(), match.end(), refused=match[0].strip(_EDGES))


def _call_facts(stem: str, plain: str, found: _Found) -> NameFacts:
    """Number and contact from what is left of the name beside its moment."""
    rest, flat = (text[: found.start] + " " + text[found.end :] for text in (stem, plain))
    lead = len(flat) - len(flat.lstrip(" _-@"))
    flat = flat[lead:].rstrip(_EDGES)
    frame = next(filter(None, (pattern.fullmatch(flat) for pattern in _CALL_FRAMES)), None)
    start, end = frame.span("who") if frame else (0, len(flat))
    dated = found.end > found.start and not _SHORT.fullmatch(plain[found.start : found.end])
    shape = _Shape(sure=frame is not None, dated=dated)
    number, contact = _who(rest[lead + start : lead + end], flat[start:end], shape)
    return NameFacts(
        time=found.moment,
        refused=found.refused,
        number=number,
        contact=contact,
        says_call=shape.sure or bool(_CALL.search(flat)) or number is not None,
    )


@dataclass(frozen=True, slots=True)
class _Shape:
    """How far a name's shape may be trusted. `sure`: framed by a word for a call, so any number is one.

    `dated`: beside a moment, as phones write it; without one a name was typed by a person and may be a title.
    """

    sure: bool
    dated: bool

    def trusts(self, number: str) -> bool:
        if self.sure:
            return True
        return is_plausible(number) and (self.dated or len(phone_number(number) or "") >= 7)


def _who(rest: str, flat: str, shape: _Shape) -> tuple[str | None, str | None]:
    """Number and contact; `flat` is `rest` with plain digits and brackets, sign for sign."""
    for pattern in _WHO:
        match = pattern.fullmatch(flat)
        if match and shape.trusts(match["num"]):
            return phone_number(match["num"]), _contact(rest[slice(*match.span("name"))])
    named = shape.sure or shape.dated
    span = find_number(flat)
    if span is None:
        return None, _contact(rest) if named else None
    start, end = span
    alone = named and (start == 0 or end == len(flat))
    return phone_number(flat[start:end]), _contact(rest[:start] + rest[end:]) if alone else None


def _contact(text: str) -> str | None:
    """The name of a contact, None for a system's own word ("录音 3"), a bare number or nothing."""
    name = _EMPTY_BRACKETS.sub("", text).strip(_EDGES + "＠＿－＃")
    if not name or _NOBODY.fullmatch(_COUNTER.sub("", name.translate(_PLAIN))):
        return None
    return None if is_plausible(name.translate(_PLAIN)) else name
