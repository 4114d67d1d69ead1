"""Lines of an export that nobody said: banners, status words, notices. Tables, one row a known line.

Source: the exports themselves, as described by the projects that read them; a line that isn't here is text.
"""

from __future__ import annotations

import re

INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060"))
"""Marks that programs put before names and times; they are no part of either."""

WECHAT_HEADER = re.compile(
    r"(?P<a>.{1,64}?)(?: 和 (?P<b>.{1,64}?))? ?(?:在微信上|微信群上)的聊天记录如下.{0,10}"
    r"|微信群[\"“].{1,64}[\"”]的聊天记录如下.{0,4}|.{1,64}的聊天记录如下[:：，,。].{0,10}"
)

_BANNERS = (
    WECHAT_HEADER.pattern,
    r"Dear[:：]?",
    r"消息记录（.{0,60}）",
    r"消息记录\(.{0,60}\)",
    r"消息记录",
    r"消息分组[:：].{0,80}",
    r"消息对象[:：].{0,80}",
    r"[=＝]{5,}",
    r"[-—–─]{8,}",
    r"-{3,} ?(?:以下|以上)是.{0,30}-{3,}",
    r"聊天记录|聊天内容|会话记录|对话记录|会话内容|在线客服",
)
BANNER = re.compile("|".join(f"(?:{one})" for one in _BANNERS))

STATUS = re.compile(r"已读|未读|发送中|已送达|送达|发送失败")
"""A line of its own under a message: whether it was read. No text (docs: the stable shapes)."""

NOTICE = {
    "qianniu": re.compile(
        r"当前用户来自.{0,60}|商品详情页|商品推荐|由 ?.{1,40} ?转交给 ?.{0,60}|原因：【离线留言自动分配】.{0,20}|千牛"
    ),
    "udesk": re.compile(
        r"-{6,}|-{3,} ?(?:以下|以上)是.{0,30}-{3,}|系统发送满意度.{0,20}|客户评价为.{0,40}"
    ),
    "qq": re.compile(r"[=＝]{5,}|消息分组[:：].{0,80}|消息对象[:：].{0,80}"),
}

RECALL = re.compile(r"[\"“]?(?P<who>[^\"”]{0,40}?)[\"”]? ?撤回了(?:一条|1条)消息(?: ?重新编辑)?")

DECORATED_DAY = re.compile(r"\s*[—–─\-=*·]{2,}\s*(?P<day>[^—–─=*·]{4,24}?)\s*[—–─\-=*·]{2,}\s*")
PLAIN_DAY = re.compile(
    r"\s*(?:日期[:：] ?)?(?P<day>[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}[^:：]{0,8})"
)

SYSTEM_NAMES = frozenset(
    {"系统", "系统消息", "系统提示", "系统通知", "系统提醒", "通知", "提示", "system", "System"}
)
