"""Which texts are chat logs, by the shapes of domain facts 7; the people and companies are invented."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.intake.chatlike import HEAD_BYTES, looks_like_chat

CHATS = {
    "wechat mail": """小李 和 星河客服 在微信上的聊天记录如下，请查收。

—————  2026-02-26  —————


小李  10:03

我要退订


星河客服  10:04

您好，请稍等
""",
    "wechat copied": "小李 2026/1/15 10:30\n在吗\n小王 2026/1/15 10:31\n在\n小李 2026/1/15 10:32\n好\n",
    "qq": """消息记录（此消息记录为文本格式）
================================
消息分组:我的好友
================================
消息对象:小王
================================

2026-01-01 12:00:00 小李(10001234)
你好

2026-01-01 9:00:00 【管理员】小王<wang@example.com>
在
""",
    "qianniu glued": "小李2026-4-14 10:30:00\n你好\n星河旗舰店2026-4-14 10:30:05\n亲，在的\n小李2026-4-14 9:31:00\n退",
    "wangwang": "小李 (2026-04-14 10:30:00):\n你好\n星河 (2026-04-14 10:30:05):\n亲\n小李 (2026-04-14 10:31:00):\n退款",
    "wangwang inline": "小李 (2026-04-14 10:30:00): 你好\n星河 (2026-04-14 10:30): 亲\n小李 (2026-04-14 10:31): 退",
    "udesk": "客户 2026/05/06 10:00:00\n你好\n系统 2026/05/06 10:00:01\n正在排队\n客户 2026/05/06 10:02:00\n转人工",
    "bracket": "[2026-06-01 23:40] 小李: 你好\n[2026-06-01 23:41] 客服: 您好\n[2026-06-01 23:42] 小李: 转人工",
    "time name text": "2026-06-01 23:40:11 客服小美：您好\n2026-06-01 23:40:20 小李：转人工\n2026-06-01 23:41 小李：在",
    "qq nt": "小李: 07-21 20:50:28\n你好\n小王: 07-21 20:50:30\n在\n小李: 07-21 20:51:28\n好",
    "wecom": "小李 9/12 10:23:45\n你好\n小王 9/12 10:24:45\n在\n小李 9/12 10:25:45\n好",
    "whatsapp": "12/5/26, 10:30 - Li: hello\n12/5/26, 10:31 - Bot: hi\n12/5/26, 10:32 - Li: agent",
    "web page": "小李\n10:03\n你好\n\n客服\n10:04\n您好\n\n小李\n昨天 下午 3:05\n转人工",
    "only names": "小李：\n你好\n客服：\n您好\n小李：\n转人工\n",
    "only service": "我：你好\n客服小美：您好，请问有什么可以帮您\n我：转人工\n客服小美：正在为您转接\n",
    "csv": "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime\n1,2,1,0,1,1700000000,,你好,",
    "json": '{"chat": "星河", "messages": [{"content": "你好", "sender": "", "time": "2026-01-01"}]}',
    "sms": '<?xml version="1.0"?><smses count="1"><sms address="10086" type="1" body="尊敬"/></smses>',
}  # fmt: skip

NO_CHATS = {
    "empty": "",
    "note": "今天打了三次 10086，都是机器人。\n第一次 10:30，第二次 11:00，第三次下午。\n",
    "letter that quotes": "2026-03-02 10:03:05 小李\n我问过他们。\n2026-03-02 10:04:05 小李\n没人理。\n以上。",
    "bill": "\n".join(f"2026-03-{day:02} 10:00:00  流量包 {day}.00 元" for day in range(1, 29)),
    "server log": "\n".join(f"2026-03-02 10:03:{s:02} INFO worker: job {s} done" for s in range(30)),
    "server log in brackets": "\n".join(f"[2026-03-02 10:03:{s:02}] local.ERROR: failed {s}" for s in range(30)),
    "form": "姓名：\n李某\n地址：\n某市\n诉求：\n退款\n事实：\n扣费\n",
    "form in one line": "姓名：李某\n电话：没有\n系统：安卓\n地址：某市\n",
    "subtitles": "1\n00:00:01,000 --> 00:00:02,000\n你好\n\n2\n00:00:03,000 --> 00:00:04,000\n好",
    "program": "def main():\n    print('10:30')\n\nclass A:\n    pass\n\nclass B:\n    pass\n",
    "table": "日期,项目,金额\n2026-03-02,流量,10\n2026-03-03,流量,10\n2026-03-04,流量,10\n",
    "json settings": '{"name": "a", "content": "b", "version": 1}',
}  # fmt: skip


@pytest.mark.parametrize("name", CHATS)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_log_is_known_in_every_shape_and_encoding(name: str, encoding: str) -> None:
    assert looks_like_chat(CHATS[name].encode(encoding))
    assert looks_like_chat(CHATS[name].replace("\n", "\r\n").encode(encoding))


@pytest.mark.parametrize("name", NO_CHATS)
def test_other_texts_with_times_and_colons_are_no_logs(name: str) -> None:
    assert not looks_like_chat(NO_CHATS[name].encode())


def test_log_with_a_few_hurt_bytes_is_still_a_log() -> None:
    content = bytearray(CHATS["wechat mail"].encode() * 3)
    content[content.index("稍".encode())] = 0xFF
    assert looks_like_chat(bytes(content))


def test_log_cut_off_within_a_character_is_still_a_log() -> None:
    content = CHATS["udesk"].encode()
    assert looks_like_chat(content[:-1])
    assert looks_like_chat(CHATS["udesk"].encode("gb18030")[:-1])


@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_nothing_raises(content: bytes) -> None:
    looks_like_chat(content)


@pytest.mark.parametrize(
    "line",
    ["a" * 99 + " ", "2026-03-02 10:03 ", "((((((((", " ", "—", '"content":', "我：", "1:00"],
)
def test_hostile_repetition_takes_no_time(line: str) -> None:
    for content in (
        line * (HEAD_BYTES // len(line.encode())),
        (line + "\n") * (HEAD_BYTES // len(line.encode())),
    ):
        begun = time.monotonic()
        looks_like_chat(content.encode()[:HEAD_BYTES])
        assert time.monotonic() - begun < 5
