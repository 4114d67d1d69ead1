"""Every format comes out as written: time, sender and text, in any encoding, also where a message looks like a head.

The logs are made (tests/chatlogs), not real ones; each with the truth beside it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_keeper.model import Message, Role, TimeSource
from evidence_keeper.reading.asking import asks_for_person
from evidence_keeper.reading.chat import FORMATS, ChatLog, read_chat
from tests import chatlogs
from tests.chatlogs.fuzz import look
from tests.chatlogs.work import calls

NOW = datetime.fromisoformat("2026-03-08T10:00:00+08:00")


@pytest.fixture(autouse=True)
def shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def read(text: str | bytes, me: str = "", roles: dict[str, Role] | None = None) -> ChatLog:
    data = text if isinstance(text, bytes) else text.encode()
    return read_chat(data, captured_at=NOW, not_after=NOW, me=me, roles=roles)


def said(text: str | bytes) -> list[tuple[str, str, str]]:
    return [_short(one) for one in read(text).messages]


def _short(one: Message) -> tuple[str, str, str]:
    return (f"{one.time:%Y-%m-%d %H:%M:%S}" if one.time else "", one.sender, one.text)


@pytest.mark.parametrize("key", sorted(chatlogs.FORMATS))
@pytest.mark.parametrize("seed", range(3))
def test_a_log_comes_out_as_it_was_written(key: str, seed: int) -> None:
    log = chatlogs.write(key, seed, chatlogs.TUNED)
    found = read_chat(log.data, captured_at=log.captured, not_after=log.captured, me=log.me)
    assert found.format in FORMATS
    assert [(one.time, one.sender, one.text) for one in found.messages] == [
        (one.time, one.sender, one.text.strip()) for one in log.truths
    ]
    asked = [
        one.number for one in found.messages if one.role is Role.ME and asks_for_person(one.text)
    ]
    assert asked == [number for number, one in enumerate(log.truths, start=1) if one.asks]


def test_what_is_unseen_comes_out_too() -> None:
    right = total = 0
    for key in chatlogs.FORMATS:
        for seed in range(1000, 1004):
            log = chatlogs.write(key, seed, chatlogs.UNSEEN)
            found = read_chat(log.data, captured_at=log.captured, not_after=log.captured, me=log.me)
            truths = [(one.time, one.sender, one.text.strip()) for one in log.truths]
            messages = [(one.time, one.sender, one.text) for one in found.messages]
            total += len(truths)
            right += sum(one == truth for one, truth in zip(messages, truths, strict=False))
            asked = [
                one.number
                for one in found.messages
                if one.role is Role.ME and asks_for_person(one.text)
            ]
            assert asked == [n for n, one in enumerate(log.truths, start=1) if one.asks], key
    assert right >= 0.97 * total


# By hand, for what no generator thinks of ----------------------------------------------------------------------


def test_a_wechat_mail_with_lines_that_look_like_heads() -> None:
    log = (
        "沈玉兰 和 星河客服 在微信上的聊天记录如下，请查收。\n\n\n—————  2026-3-1  —————\n\n\n"
        "沈玉兰  09:12\n\n我记一下：\n会议  10:30\n客服  11:00\n2026-02-28 09:00 打过\n\n\n"
        "星河客服  09:13\n\n[图片: a1.jpg(请在附件中查看)]\n\n\n"
        "—————  2026-3-2  —————\n\n\n星河客服  00:01\n\n好\n"
    )
    assert said(log) == [
        (
            "2026-03-01 09:12:00",
            "沈玉兰",
            "我记一下：\n会议  10:30\n客服  11:00\n2026-02-28 09:00 打过",
        ),
        ("2026-03-01 09:13:00", "星河客服", "[图片: a1.jpg(请在附件中查看)]"),
        ("2026-03-02 00:01:00", "星河客服", "好"),
    ]
    found = read(log)
    assert [one.line for one in found.messages] == [7, 15, 23]
    assert {one.time_source for one in found.messages} == {TimeSource.INHERITED_DATE}


def test_qianniu_glued_with_status_recall_and_notices() -> None:
    log = (
        "当前用户来自 商品详情页\r\ntb83_20112026-3-4 9:05:07\r\n杯子裂了\r\n木棉旗舰店2026-3-4 9:06:00\r\n"
        "亲，您好\r\n已读\r\n"
        "tb83_2011撤回了一条消息\r\n由 服务助手 转交给 客服小满\r\n木棉旗舰店2026-3-4 9:07:00\r\n在的\r\n未读\r\n"
        "tb83_20112026-3-4 9:08:00\r\n转人工\r\n"
    )
    found = read(log)
    assert found.format == "qianniu"
    assert [_short(one) for one in found.messages] == [
        ("2026-03-04 09:05:07", "tb83_2011", "杯子裂了"),
        ("2026-03-04 09:06:00", "木棉旗舰店", "亲，您好"),
        ("", "", "tb83_2011撤回了一条消息"),
        ("2026-03-04 09:07:00", "木棉旗舰店", "在的"),
        ("2026-03-04 09:08:00", "tb83_2011", "转人工"),
    ]
    assert found.messages[2].role is Role.SYSTEM
    assert found.messages[0].role is Role.ME


def test_qq_banners_tags_and_numbers() -> None:
    log = (
        "消息记录（此消息记录为文本格式，不支持重新导入）\n\n================\n消息分组:我的好友\n================\n"
        "消息对象:木棉\n================\n\n2026-03-01 8:00:05 【管理员】木棉(20304050)\n在吗\n\n"
        "2026-03-01 8:01:00 小周<zhou@example.com>\n在\n(笑)\n\n2026-03-01 8:02:00 木棉(20304050)\n撤回了一条消息\n"
    )
    found = read(log)
    assert [(one.sender, one.sender_id) for one in found.messages] == [
        ("木棉", "20304050"),
        ("小周", "zhou@example.com"),
        ("木棉", "20304050"),
    ]
    assert found.messages[1].text == "在\n(笑)"
    assert found.messages[2].role is Role.SYSTEM


def test_whatsapp_says_its_order_where_it_can() -> None:
    log = "13/02/26, 10:30 - Lin: hi\n14/02/26, 10:31 - 云鹤客服: hello\nsecond line\n"
    assert said(log) == [
        ("2026-02-13 10:30:00", "Lin", "hi"),
        ("2026-02-14 10:31:00", "云鹤客服", "hello\nsecond line"),
    ]
    later = "1/12/26, 10:30 PM - Lin: hi\n1/12/26, 10:31 PM - 云鹤客服: hello\n"
    assert said(later)[0][0] == "2026-01-12 22:30:00", "the first of December is not yet there"
    ios = "\u200e[2026/2/5 下午3:05:12] Lin: \u200e你好\n[2026/2/5 下午3:06:00] 云鹤客服: 您好"
    assert said(ios)[0] == ("2026-02-05 15:05:12", "Lin", "你好")


def test_a_date_that_could_be_two_days_is_none() -> None:
    both = read("1/2/26, 10:30 PM - Lin: hi\n1/2/26, 10:31 PM - 云鹤客服: hello\n")
    assert [one.time for one in both.messages] == [None, None]
    assert [(note["code"], note["count"]) for note in both.notes] == [("date_order_unknown", 2)]
    same = read("2/2/26, 10:30 - Lin: hi\n2/2/26, 10:31 - 云鹤客服: hello\n")
    assert [_short(one)[0][:10] for one in same.messages] == ["2026-02-02", "2026-02-02"]
    mixed = (
        "2026/2/5, 10:30 - Lin: hi\n12/10/25, 10:31 - 云鹤客服: hello\n2026/2/5, 10:32 - Lin: ok\n"
    )
    assert [one[0][:10] for one in said(mixed)] == ["2026-02-05", "", "2026-02-05"]


def test_times_between_messages_are_the_next_ones() -> None:
    log = "昨天 21:03\n我：在吗\n客服：您好\n星期五 上午9:12\n我：转人工\n客服：请稍等\n"
    assert [(one[0], one[2]) for one in said(log)] == [
        ("2026-03-07 21:03:00", "在吗"),
        ("", "您好"),
        ("2026-03-06 09:12:00", "转人工"),
        ("", "请稍等"),
    ]


def test_a_year_that_is_not_written_is_rolled_back_over_new_year() -> None:
    log = "老沈: 12-31 23:59:00\n在吗\n\n客服: 01-01 00:01:00\n在\n\n老沈: 03-07 10:00:00\n转人工\n"
    found = read(log)
    assert [one[0][:10] for one in map(_short, found.messages)] == [
        "2025-12-31",
        "2026-01-01",
        "2026-03-07",
    ]
    assert {one.time_source for one in found.messages} == {TimeSource.INFERRED_YEAR}


def test_a_json_whose_peer_has_no_name() -> None:
    log = (
        '{"chat":"星河客服","username":"x","chat_type":"private","messages":[\n'
        '{"content":"在","local_id":1,"sender":"","time":"2026-03-01 10:00","timestamp":1772330400,"type":"文本"},\n'
        '{"content":"转人工","local_id":2,"sender":"老沈","timestamp":1772330460,"type":"文本"},\n'
        '{"content":"对方撤回了一条消息","local_id":3,"sender":"","timestamp":1772330520,"type":"系统"}]}'
    )
    found = read(log)
    assert [(one.sender, one.role) for one in found.messages][:2] == [
        ("星河客服", Role.UNKNOWN),
        ("老沈", Role.ME),
    ]
    assert found.messages[2].role is Role.SYSTEM
    assert [one.line for one in found.messages] == [2, 3, 4]


def test_other_exporters_keys() -> None:
    telegram = (
        '{"name":"云鹤客服","type":"personal_chat","messages":[{"id":1,"type":"message","date":"2026-03-01T10:00:00",'
        '"date_unixtime":"1772330400","from":"Lin","from_id":"user1","text":["转",{"type":"bold","text":"人工"}]},'
        '{"id":2,"type":"message","date":"2026-03-01T10:01:00","date_unixtime":"1772330460","from":"云鹤客服","from_id":"user2","text":"您好"}]}'
    )
    assert said(telegram)[0] == ("2026-03-01 10:00:00", "Lin", "转人工")
    chatlog = (
        '[{"seq":1,"time":"2026-03-01T10:00:00+08:00","talkerName":"群","sender":"wxid_a","senderName":"老沈","isSelf":true,"content":"转人工"},'
        '{"seq":2,"time":"2026-03-01T10:01:00+08:00","talkerName":"群","sender":"wxid_b","senderName":"云鹤客服","isSelf":false,"content":"好"}]'
    )
    found = read(chatlog)
    assert [(one.sender, one.sender_id, one.role) for one in found.messages] == [
        ("老沈", "wxid_a", Role.ME),
        ("云鹤客服", "wxid_b", Role.UNKNOWN),
    ]
    lines = '{"time":"2026-03-01 10:00:00","sender":"我","content":"在"}\n'
    lines += '{"time":"2026-03-01 10:01:00","sender":"客服","content":"您好"}\n'
    assert [one.line for one in read(lines).messages] == [1, 2]


def test_who_is_me() -> None:
    two = "[2026-03-01 10:00] 老沈: 转人工\n[2026-03-01 10:01] 阿强: 什么\n[2026-03-01 10:02] 老沈: 转\n"
    assert {one.role for one in read(two).messages} == {Role.UNKNOWN}
    assert [one.role for one in read(two, me="老沈").messages] == [Role.ME, Role.UNKNOWN, Role.ME]
    named = read(two, roles={"阿强": Role.HUMAN, "#3": Role.SYSTEM}).messages
    assert [one.role for one in named] == [Role.ME, Role.HUMAN, Role.SYSTEM]


def test_a_bot_that_becomes_a_person_under_the_same_name() -> None:
    log = "".join(
        f"[2026-03-01 10:0{at}] {who}: {text}\n"
        for at, (who, text) in enumerate(
            [
                ("老沈", "转人工"),
                ("星河在线", "我是智能客服星星，请问您要咨询什么"),
                ("老沈", "转人工"),
                ("星河在线", "人工客服全忙，请排队等待"),
                ("星河在线", "您好，工号3071为您服务"),
                ("星河在线", "请讲"),
                ("老沈", "退钱"),
            ]
        )
    )
    roles = [one.role for one in read(log, me="老沈").messages if one.sender != "老沈"]
    assert roles == [Role.BOT, Role.BOT, Role.HUMAN, Role.HUMAN]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "你好",
        "亲爱的沈女士：\n您好。\n此致\n敬礼",
        "姓名：沈玉兰\n电话：10086\n地址：海城\n",
        "<html><body><p>关于我们</p></body></html>",
        "{}",
        "[1, 2, 3]",
        '{"a": [{"b": 1}]}',
        "a,b,c\n1,2,3\n",
        "\x00\x01\x02" * 100,
    ],
)
def test_what_is_no_chat_has_no_messages(text: str) -> None:
    assert read(text).messages == ()


# Laws ----------------------------------------------------------------------------------------------------------


@given(
    key=st.sampled_from(sorted(chatlogs.FORMATS)),
    seed=st.integers(0, 10_000),
    wreck=st.sampled_from(["cut", "flip", "join", "lines"]),
    at=st.floats(0, 1),
)
@settings(max_examples=120, deadline=None)
def test_wrecked_logs_are_read_without_fault(key: str, seed: int, wreck: str, at: float) -> None:
    log = chatlogs.write(key, seed, chatlogs.TUNED, 8)
    place = int(at * len(log.data))
    data = {
        "cut": log.data[:place],
        "flip": log.data[:place]
        + bytes([255 - b for b in log.data[place : place + 3]])
        + log.data[place + 3 :],
        "join": log.data[place:] + log.data[:place],
        "lines": b"\n".join(sorted(log.data.split(b"\n"))),
    }[wreck]
    found = read(data)
    for number, one in enumerate(found.messages, start=1):
        assert one.number == number
        assert one.time is None or one.time <= NOW
        assert (one.time is None) == (one.time_source is TimeSource.NONE)


@given(
    data=st.binary(max_size=400)
    | st.text(alphabet="a我：: \n0123456789-/[](){}\"',<>年月日", max_size=400).map(str.encode)
)
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_without_fault(data: bytes) -> None:
    read(data)


@given(key=st.sampled_from(sorted(chatlogs.TEXTS)), seed=st.integers(0, 5_000))
@settings(max_examples=60, deadline=None)
def test_a_log_without_its_times_has_none(key: str, seed: int) -> None:
    """Take every digit that stands in a head or a day away: no time may appear."""
    log = chatlogs.without_times(key, seed)
    found = read_chat(
        log.data,
        captured_at=NOW + timedelta(days=900),
        not_after=NOW + timedelta(days=900),
        me=log.me,
    )
    assert [one.time for one in found.messages if one.time is not None] == []


@pytest.mark.parametrize("key", ["qianniu", "json_qq", "html_page"])
def test_twice_the_messages_are_twice_the_work(key: str) -> None:
    def work(messages: int) -> int:
        data = chatlogs.write(key, 1, chatlogs.TUNED, messages).data
        return calls(lambda: look(data))

    assert work(600) <= 2.5 * work(300)
