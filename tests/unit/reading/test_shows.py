"""What a conversation shows, counted: each number with its messages, nothing counted that only looks like it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_keeper.model import CallSegment, Mark, MarkKind, Message, Role
from evidence_keeper.reading.asking import asks_for_person
from evidence_keeper.reading.repeats import normal, repeats
from evidence_keeper.reading.shows import shows, shows_of_call
from evidence_keeper.reading.transcript import Line, Speaker
from tests.chatlogs.work import calls

START = datetime.fromisoformat("2026-03-01T10:00:00+08:00")
ROLES = {"m": Role.ME, "b": Role.BOT, "h": Role.HUMAN, "s": Role.SYSTEM, "u": Role.UNKNOWN}


def talk(*said: tuple[str, float, str]) -> list[Message]:
    """Messages from (role's letter, minutes from the start, text)."""
    return [
        Message(number, number, text, START + timedelta(minutes=at), role=ROLES[role])
        for number, (role, at, text) in enumerate(said, start=1)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "转人工",
        "人工！！！",
        "人工人工",
        "我要人工客服",
        "找个真人跟我说",
        "请帮我转接人工服务，谢谢",
        "能不能让真人打电话给我",
        "有没有活人",
        "为什么不给我转人工",
        "不要机器人，要人工",
        "转 人 工",
        "轉人工",
        "人工客服呢？",
        "到底哪里能找到人工",
        "我不想跟机器人说话，给我换个人",
        "不要推荐了😡 帮我接人工",
        "让你们主管来",
        "有人吗？",
        "要求人工审核",
    ],
)
def test_what_asks_for_a_person(text: str) -> None:
    assert asks_for_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "人工智能是不是很厉害",
        "安装要收人工费吗",
        "不用转人工了，我自己弄",
        "上次那个人工客服说给我改回去",
        "昨天我找过人工",
        "你们人工客服态度太差",
        "等人工审核结果",
        "没有人告诉我",
        "我家有人工作",
        "别人工资都发了",
        "",
        "退钱",
    ],
)
def test_what_only_speaks_of_one(text: str) -> None:
    assert not asks_for_person(text)


def test_requests_repeats_and_the_first_person() -> None:
    found = shows(
        talk(
            ("m", 0, "转人工"),
            ("b", 0, "抱歉，小星没有理解您的意思，请问您的诉求是什么？"),
            ("m", 1, "人工费多少"),
            ("b", 1, "亲，小星没有理解您的意思哦，请问您的诉求是什么？"),
            ("m", 2, "我要人工"),
            ("b", 2, "前面还有12位用户排队，预计等待15分钟"),
            ("b", 3, "前面还有3位用户排队，预计等待4分钟"),
            ("h", 9, "您好，工号3071为您服务"),
            ("m", 10, "转人工"),
            ("s", 11, "会话已结束"),
        )
    )
    assert found.evidence["human_requests"] == (1, 5, 9)
    assert found.evidence["repeated_replies"] == (4, 7)
    assert [(one.number, one.of) for one in found.repeats] == [(4, 2), (7, 6)]
    assert all(one.ratio >= 80 for one in found.repeats)
    assert found.evidence["queue_waits"] == (6, 7)
    assert [one.seconds for one in found.waits] == [420, 360]
    assert found.evidence["hang_ups"] == (10,)
    assert (found.first_human, found.first_human_at) == (8, START + timedelta(minutes=9))
    assert (found.seconds_to_human, found.bot_seconds) == (540, 540)


def test_five_equal_answers_are_four_repeats() -> None:
    said = [("m", 0.0, "退款"), *(("b", float(at), "请您耐心等待处理结果") for at in range(5))]
    found = shows(talk(*said))
    assert found.count("repeated_replies") == 4
    assert found.bot_seconds == 240


def test_struck_findings_don_t_count() -> None:
    log = talk(
        ("m", 0, "转人工"),
        ("b", 0, "请稍后再试一次"),
        ("m", 1, "转人工"),
        ("b", 1, "请稍后再试一次"),
    )
    found = shows(log, [("human_requests", 1), ("repeated_replies", 4)])
    assert found.evidence["human_requests"] == (3,)
    assert (found.count("repeated_replies"), found.repeats) == (0, ())


def test_without_me_nothing_was_asked_and_without_times_nothing_took_long() -> None:
    said = [Message(1, 1, "转人工", role=Role.UNKNOWN), Message(2, 2, "转人工", role=Role.UNKNOWN)]
    assert shows(said).count("human_requests") == 0
    timeless = [
        Message(1, 1, "转人工", role=Role.ME),
        Message(2, 2, "没听懂您的意思", role=Role.BOT),
    ]
    assert (shows(timeless).bot_seconds, shows(timeless).seconds_to_human) == (None, None)


def test_a_promise_is_broken_only_where_the_log_goes_on_behind_it() -> None:
    promised = ("b", 0, "您的问题已登记，24小时内会有专员回复您")
    short = shows(talk(("m", 0, "退款"), promised))
    assert (short.count("promises"), short.count("promises_not_kept")) == (1, 0)
    late = shows(talk(("m", 0, "退款"), promised, ("m", 60 * 50, "没人联系我")))
    assert late.evidence["promises_not_kept"] == (2,)
    assert late.promises[0].due == START + timedelta(hours=24)
    came = shows(talk(("m", 0, "退款"), promised, ("h", 60 * 5, "您好"), ("m", 60 * 50, "好")))
    assert (came.promises[0].kept, came.count("promises_not_kept")) == (None, 0)


def test_refusals() -> None:
    found = shows(
        talk(
            ("m", 0, "退"),
            ("b", 0, "抱歉，暂不支持退款"),
            ("b", 1, "目前无法为您转接人工"),
            ("b", 2, "好的"),
        )
    )
    assert found.evidence["refusals"] == (2, 3)


def test_numbers_and_politeness_make_no_difference() -> None:
    assert normal("亲，您好，订单 123-456 已发出哦~") == normal("您好，订单 9 已发出")
    assert repeats([(1, "好的"), (2, "好的")]) == []


@given(st.lists(st.text(alphabet="退款请稍后再试一次人工客服，。1", max_size=30), max_size=40))
@settings(max_examples=60, deadline=None)
def test_repeats_name_an_earlier_message(texts: list[str]) -> None:
    numbered = list(enumerate(texts, start=1))
    found = repeats(numbered)
    assert all(one.of < one.number and one.ratio >= 80 for one in found)
    same = {text: number for number, text in reversed(numbered) if len(normal(text)) >= 4}
    again = {one.number for one in found}
    assert all(
        number in again or same.get(text) == number
        for number, text in numbered
        if len(normal(text)) >= 4
    )


def test_the_work_grows_with_the_log_not_with_its_square() -> None:
    """Answers that are all alike in part and none a repeat: counted are all calls, not seconds."""

    def work(count: int) -> int:
        said = [(n, f"您查询的{_hanzi(n)}业务在{_hanzi(n * 7)}营业厅办理") for n in range(count)]
        return calls(lambda: repeats(said))

    assert work(8000) <= 2.5 * work(4000)


def _hanzi(number: int) -> str:
    return "".join(chr(0x4E00 + (number * step) % 4000) for step in (3, 17, 101))


def test_a_call_shows_what_was_confirmed_and_written_down() -> None:
    marks = [
        Mark(5.0, MarkKind.ASKED_FOR_HUMAN, START, confirmed=True),
        Mark(50.0, MarkKind.ASKED_FOR_HUMAN, START),
        Mark(200.0, MarkKind.HUMAN_ANSWERED, START, confirmed=True),
        Mark(230.0, MarkKind.CUT_OFF, START, confirmed=True),
    ]
    segments = [
        CallSegment(0, 4, "ringing"),
        CallSegment(10, 100, "music"),
        CallSegment(100, 110, "quiet"),
    ]
    lines = [Line(6.0, None, Speaker.ME, "转人工"), Line(90.0, None, Speaker.ME, "我要人工")]
    found = shows_of_call(marks, segments, lines, START)
    assert found.evidence["human_requests"] == (5.0, 90.0)
    assert found.evidence["hang_ups"] == (230.0,)
    assert found.evidence["queue_waits"] == (0, 10)
    assert (found.seconds_to_human, found.first_human_at) == (200.0, START + timedelta(seconds=200))
