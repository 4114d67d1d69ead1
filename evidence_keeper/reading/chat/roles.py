"""Who is who: me, a bot, a person of the company, the system. Guessed by names and words, until a person says it.

`me` is who was named, else whom the file itself marks, else the one sender whose counterpart is named like a customer
service; else nobody (docs: the stable shapes, "Settled once"). One name may be a bot first and a person later: what
was said in between tells.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from evidence_keeper.model import Message, Role
from evidence_keeper.reading.chat import noise
from evidence_keeper.reading.chat.drafts import Draft

_SERVICE = re.compile(
    r"客服|机器人|官方|助手|助理|旗舰店|专卖店|专营店|小店|店铺|商城|智能|管家|坐席|座席|售后|售前|商家|卖家|店小二|小二|专员"
    r"|服务中心|服务台|服务号|在线服务|小秘书|小蜜|热线|银行|移动|联通|电信|快递|速递|平台|有限公司|集团|物业|经理|顾问|导购|投诉|受理"
    r"|^CE-|^AI|机器|bot\b|service|support|^1[02]\d{3}$|^95\d{3,6}$|^106\d+$|^400\d+$",
    re.IGNORECASE,
)
_ME_WORDS = frozenset(
    {"我", "本人", "客户", "用户", "买家", "顾客", "访客", "消费者", "me", "Me", "You", "您", "你"}
)
_BOT_NAME = re.compile(
    r"机器人|智能|助手|助理|小蜜|^AI|AI客服|bot\b|^小[\u4e00-\u9fa5]{1,2}$|客服小[\u4e00-\u9fa5]{1,2}$",
    re.IGNORECASE,
)
_HUMAN_NAME = re.compile(
    r"人工|坐席|座席|专员|工号|经理|主管|^CE-|客服(?:代表)?[0-9]{2,6}号?$|[0-9]{3,6}号(?:客服|坐席)?$"
)
_SAYS_BOT = re.compile(
    r"我是.{0,16}(?:智能|机器人|AI)|(?:智能|机器人)(?:客服|助手|助理|小\S{1,2})?.{0,8}(?:为您服务|很高兴)|由人工智能.{0,6}提供"
    r"|(?:没有|没|未能|无法|不太)(?:能)?(?:理解|听懂|明白|识别)|没听懂|请(?:输入|回复|选择).{0,12}(?:数字|编号|序号)|回复(?:数字|[0-9])"
    r"|您可以(?:这样|试试|换个).{0,6}问|还在学习中"
)
_CONNECTED = re.compile(
    r"人工(?:客服|坐席|座席|服务)?[^，。,.！!？?]{0,16}(?:为您服务|已接入|接入会话|已接通|加入会话|很高兴为您)"
    r"|(?:工号|客服编号)[:： ]?[A-Za-z]{0,4}[0-9]{2,8}.{0,12}(?:为您服务|很高兴|为您解答|接入)"
    r"|我是(?:人工|客服|工号|专员)[^智能机器]{0,12}(?:为您服务|很高兴|[0-9]{2,})|已(?:为您)?接(?:入|通)人工"
)
_HANDED_OVER = re.compile(
    r"(?:已|已经)(?:为您|帮您)?(?:转接?|接入|接通)(?:到|至)?人工(?:客服|坐席|服务)?(?!.{0,12}(?:排队|等待|全忙|繁忙|稍后|失败))"
)
_ENDED = re.compile(
    r"(?:会话|服务|对话|人工服务)(?:已|已经)?(?:结束|关闭)|客服.{0,12}(?:已离开|离开了会话|结束了会话)|已(?:为您)?转(?:回|接到)(?:智能|机器人)"
)
_NUMBERED = re.compile(r"#([0-9]{1,9})")
_WAITS = re.compile(r"排队|等待|全忙|繁忙|请稍(?:等|候|后)")


def said_roles(text: str) -> dict[str, Role]:
    """What a person said of who is who, as it is kept (JSON): names, or "#12" for one message, to roles."""
    try:
        return {str(name): Role(role) for name, role in json.loads(text or "{}").items()}
    except (ValueError, AttributeError):
        return {}  # of a later version, or not written by us


def speaks(name: str, messages: Sequence[Message]) -> bool:
    """Whether somebody of this name, or for "#12" this message, is among the messages."""
    if found := _NUMBERED.fullmatch(name):
        return 1 <= int(found[1]) <= len(messages)
    wanted = _fold(name)
    return any(_fold(sender) == wanted for sender in {one.sender for one in messages})


def with_roles(
    drafts: Sequence[Draft],
    *,
    me: str = "",
    peer: str = "",
    roles: Mapping[str, Role] | None = None,
) -> list[Message]:
    """The drafts as numbered messages, each with its role.

    `me` is a sender's name; `roles` is what a person said: a sender's name, or "#12" for one message, to a Role. That
    stands above all guesses. `peer` is the other side's name where the file says it once.
    """
    said = dict(roles or {})
    if me:
        said.setdefault(me, Role.ME)
    mine = _mine(drafts, said, peer)
    guess = _Guess(mine, known=Role.ME in said.values() or bool(mine))
    return [
        Message(
            number=number,
            line=draft.line,
            text=draft.text,
            time=draft.moment.time,
            time_source=draft.moment.source,
            sender=draft.sender,
            sender_id=draft.sender_id,
            role=said.get(f"#{number}") or _said(draft, said) or guess.role(draft),
        )
        for number, draft in enumerate(drafts, start=1)
    ]


def _said(draft: Draft, said: Mapping[str, Role]) -> Role | None:
    if draft.system and draft.sender not in said:
        return None
    return said.get(draft.sender) if draft.sender in said else _folded(draft.sender, said)


def _folded(sender: str, said: Mapping[str, Role]) -> Role | None:
    """A name typed by hand may differ in width and blanks."""
    wanted = _fold(sender)
    return next((role for name, role in said.items() if wanted and _fold(name) == wanted), None)


@lru_cache(maxsize=1024)
def _fold(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _mine(drafts: Sequence[Draft], said: Mapping[str, Role], peer: str) -> frozenset[str]:
    """The names that are me: said by a person, else marked by the file, else told by the counterpart's name."""
    named = {name for name, role in said.items() if role is Role.ME and not name.startswith("#")}
    if named:
        return frozenset()  # what a person said is looked up before any guess
    senders = {draft.sender for draft in drafts if not _is_system(draft)} - set(said)
    if any(draft.mine is not None for draft in drafts):
        return frozenset()  # the file says it message by message
    words = senders & _ME_WORDS
    if words and len(senders) > len(words):
        return frozenset(words)
    others = {name for name in senders if name and not is_service(name) and name != peer}
    service = {name for name in senders if is_service(name)} | {
        name for name, role in said.items() if role in (Role.BOT, Role.HUMAN)
    }
    return frozenset(others) if len(others) == 1 and service else frozenset()


def is_service(name: str) -> bool:
    """Whether a name is one that companies give their side of a chat."""
    return bool(_SERVICE.search(name) or _BOT_NAME.search(name) or _HUMAN_NAME.search(name))


def _is_system(draft: Draft) -> bool:
    return draft.system or draft.sender in noise.SYSTEM_NAMES


class _Guess:
    """Reads a log from top to bottom and remembers with whom one speaks now."""

    def __init__(self, mine: frozenset[str], *, known: bool) -> None:
        self._mine = mine
        self._known = known  # who I am: then whoever else speaks is the other side
        self._human: set[str] = set()
        self._bots: set[str] = set()
        self._handed_over = False

    def role(self, draft: Draft) -> Role:
        """The role of the next message."""
        if _is_system(draft):
            self._hear(draft.text)
            return Role.SYSTEM
        if draft.mine or (draft.mine is None and draft.sender in self._mine):
            return Role.ME
        if not (draft.mine is False or self._known or is_service(draft.sender)):
            return Role.UNKNOWN
        return self._other(draft)

    def _other(self, draft: Draft) -> Role:
        who, text = draft.sender, draft.text[:600]
        ended = bool(_ENDED.search(text))
        if _SAYS_BOT.search(text):
            self._bots.add(who)
            self._human.discard(who)
        elif (self._handed_over or _CONNECTED.search(text)) and not _WAITS.search(text):
            self._human.add(who)
        self._handed_over = bool(_HANDED_OVER.search(text)) and not _WAITS.search(text)
        role = self._standing(who)
        if ended:
            self._human.discard(who)
        return role

    def _standing(self, who: str) -> Role:
        if who in self._human:
            return Role.HUMAN
        if who in self._bots or _BOT_NAME.search(who):
            return Role.BOT
        return Role.HUMAN if _HUMAN_NAME.search(who) else Role.UNKNOWN

    def _hear(self, text: str) -> None:
        """The system says that a person is there, or has gone."""
        text = text[:600]
        if _ENDED.search(text):
            self._human.clear()
            self._handed_over = False
        elif (_CONNECTED.search(text) or _HANDED_OVER.search(text)) and not _WAITS.search(text):
            self._handed_over = True
