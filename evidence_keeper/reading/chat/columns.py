"""Which column or key of an export holds what: one table of names for CSV and JSON, and one way to read a row.

Names are compared without case, blanks and underscores. Source: the exporters themselves (WeChatMsg/留痕, wx-cli,
chatlog, QQChatExporter, Telegram, iMazing) and the words that people write over columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evidence_keeper.model import TimeSource
from evidence_keeper.reading import moments
from evidence_keeper.reading.chat.drafts import Capture, Draft
from evidence_keeper.reading.moments import UNKNOWN, Moment
from evidence_keeper.walltime import believable, from_epoch

# In the order of preference: an epoch is exact to the second and needs no zone.
NAMES: Mapping[str, tuple[str, ...]] = {
    "epoch": ("createtime", "timestamp", "dateunixtime", "createdtime", "msgtime", "sendtimestamp", "datesent"),
    "time": (
        "strtime", "time", "datetime", "date", "createdat", "sendtime", "messagedate", "msgtime", "timestamp",
        "createtime", "sentat", "时间", "发送时间", "日期", "日期时间", "消息时间", "创建时间", "发言时间", "聊天时间",
    ),
    "sender": (
        "nickname", "sendername", "senderdisplayname", "fromname", "from", "fromuser", "sender", "name", "user",
        "username", "author", "speaker", "talkername", "displayname", "who", "发送人", "发送者", "昵称", "发言人",
        "发件人", "发送方", "说话人", "姓名", "用户", "角色", "人员", "客服", "对象",
    ),
    "sender_id": ("senderid", "fromid", "uin", "uid", "wxid", "sender", "userid", "talkerid", "账号", "微信号", "qq号"),
    "text": (
        "strcontent", "content", "text", "message", "body", "msg", "msgcontent", "messagecontent", "内容", "消息内容",
        "聊天内容", "消息", "发言", "发言内容", "文本", "正文",
    ),
    "mine": ("issender", "isself", "issend", "isme", "isfromme", "outgoing", "ismine", "fromme", "是否本人"),
    "direction": ("direction", "收发", "方向", "收发类型", "type", "消息方向"),
    "kind": ("type", "msgtype", "messagetype", "typename", "kind", "类型", "消息类型"),
}  # fmt: skip
_YES = frozenset({"1", "true", "yes", "是", "y", "t"})
_OUT = frozenset({"outgoing", "out", "sent", "send", "发出", "发送", "已发送", "发"})
_IN = frozenset({"incoming", "in", "received", "receive", "接收", "收到", "已接收", "收"})
_SYSTEM = frozenset(
    {"系统", "系统消息", "system", "service", "notification", "10000", "10002", "notice", "tip"}
)
_EARLIEST, _LATEST = 946_684_800, 4_102_444_800  # 2000 and 2100 in seconds since 1970
_PLAIN = re.compile(r"[\s_\-]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """For each meaning the names that this export has for it, the preferred first."""

    names: Mapping[str, tuple[str, ...]]

    @property
    def usable(self) -> bool:
        """Whether it says what was said, and when or by whom."""
        return bool(self.names["text"]) and bool(
            self.names["time"] or self.names["epoch"] or self.names["sender"]
        )

    def value(self, row: Mapping[str, object], meaning: str) -> str:
        """The first of these columns that has something in this row."""
        for name in self.names[meaning]:
            found = as_text(row.get(name))
            if found:
                return found
        return ""


def columns_of(names: Iterable[str]) -> Columns:
    """Which of an export's own column names mean what."""
    plain: dict[str, str] = {}
    for name in names:
        plain.setdefault(_PLAIN.sub("", str(name)).strip("\ufeff").lower(), str(name))
    return Columns(
        {
            meaning: tuple(plain[alias] for alias in aliases if alias in plain)
            for meaning, aliases in NAMES.items()
        }
    )


def as_text(value: object) -> str:
    """A value as text: nested texts joined, as some exporters write them in pieces."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, Mapping):
        for key in ("text", "content", "name", "nickname", "title"):
            if value.get(key):
                return as_text(value[key])
        return ""
    if isinstance(value, list):
        return "".join(as_text(part) for part in value)
    return ""


def draft_of(row: Mapping[str, object], columns: Columns, line: int, capture: Capture) -> Draft:
    """One row as a message."""
    sender = columns.value(row, "sender").strip()
    sender_id = columns.value(row, "sender_id").strip()
    return Draft(
        line,
        columns.value(row, "text").replace("\r\n", "\n").strip(),
        _moment(row, columns, capture),
        sender,
        "" if sender_id == sender else sender_id,
        _mine(row, columns),
        columns.value(row, "kind").strip().lower() in _SYSTEM,
    )


def _mine(row: Mapping[str, object], columns: Columns) -> bool | None:
    told = columns.value(row, "mine").strip().lower()
    if told:
        return told in _YES
    way = columns.value(row, "direction").strip().lower()
    return True if way in _OUT else False if way in _IN else None


def _moment(row: Mapping[str, object], columns: Columns, capture: Capture) -> Moment:
    for name in (*columns.names["epoch"], *columns.names["time"]):
        found = _epoch(as_text(row.get(name)), capture)
        if found is not None:
            return found
    for name in columns.names["time"]:
        text = as_text(row.get(name)).strip()
        found = moments.read(text, captured_at=capture.at, not_after=capture.not_after)
        if found.time is not None:
            return found
    return UNKNOWN


def _epoch(digits: str, capture: Capture) -> Moment | None:
    try:
        number = float(digits)
    except ValueError:
        return None
    for unit in (1, 1000, 1_000_000):
        if _EARLIEST <= number / unit <= _LATEST:
            moment = from_epoch(number // unit if unit > 1 else number)
            if believable(moment, capture.not_after):
                return Moment(moment, TimeSource.EXPLICIT)
    return None
