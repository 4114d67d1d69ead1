"""A conversation on paper: marked as redrawn, numbered, with what was found beside the message it was found in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from evidence_keeper.bundle import Known, Options, make_bundle
from evidence_keeper.bundle.conversation import Said, conversation
from evidence_keeper.bundle.paper import Looks
from evidence_keeper.jobs import Job
from evidence_keeper.model import CallSegment, Kind, Message, Role, TimeSource
from tests.unit.bundle.conftest import Shelf, drawn, page_texts
from tests.unit.bundle.test_bundle import sound

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def message(number: int, text: str, role: Role, **facts: object) -> Message:
    known = {"time": AT + timedelta(minutes=number), "time_source": TimeSource.EXPLICIT, **facts}
    return Message(number, number, text, sender="小通", role=role, **known)  # type: ignore[arg-type]


def printed(said: Said) -> list[str]:
    data, _ = drawn(conversation(said, Looks(), zoned=False))
    return page_texts(data)


def test_it_is_called_redrawn_and_says_that_nobody_checked_it() -> None:
    asked = message(1, "转人工", Role.ME)
    assert "文字整理件，非原图（机器识别，未核对）" in printed(Said((asked,), by_machine=True))[0]
    checked = printed(Said((asked,), by_machine=True, checked=True))[0]
    assert "已由本人核对" in checked
    assert "未核对" not in checked
    assert "机器识别" not in printed(Said((asked,)))[0]


def test_what_was_found_stands_beside_its_message() -> None:
    said = Said(
        (message(1, "转人工", Role.ME), message(2, "您好", Role.BOT)),
        found={1: "要求人工（第1次）"},
    )
    text = printed(said)[0]
    assert text.index("※要求人工（第1次）") < text.index("转人工") < text.index("您好")


def test_an_unknown_time_is_called_unknown_and_a_concluded_year_concluded() -> None:
    said = Said(
        (
            message(1, "甲", Role.ME, time=None, time_source=TimeSource.NONE),
            message(2, "乙", Role.ME, time_source=TimeSource.INFERRED_YEAR),
        )
    )
    text = printed(said)[0]
    assert "时间不明" in text
    assert "年份为推定" in text


def test_two_thousand_messages_are_all_there_and_none_is_torn_from_its_number() -> None:
    said = Said(tuple(message(n, f"第{n}条内容", Role.BOT) for n in range(1, 2001)))
    text = "".join(printed(said))
    assert all(f"第{n}条内容" in text for n in range(1, 2001))


def test_a_message_longer_than_a_page_goes_on_and_loses_nothing() -> None:
    long = "".join(f"{n:05d}。" for n in range(1500))
    pages = printed(Said((message(1, long, Role.BOT),)))
    assert len(pages) > 1
    assert long in "".join(pages)


def test_a_recording_shows_what_is_heard_when_and_what_is_said(shelf: Shelf) -> None:
    item = shelf.keep(sound(), "通话.wav", Kind.CALL)
    said = Said(
        (Message(1, 1, "转人工", role=Role.ME),),
        segments=(CallSegment(0, 1.2, "ringing"), CallSegment(1.2, 2, "speech")),
        seconds={1: 1.3},
    )
    bundle = make_bundle(
        shelf.vault,
        shelf.case,
        Options("12315", shelf.out),
        Job(),
        Known(lambda one: said if one.item_id == item.item_id else None),
    )
    text = page_texts(bundle.pdf)[bundle.exhibits[0].first_page - 1]
    assert "振铃" in text
    assert "录音文字整理件，非原录音（本人听写）" in text
    assert "我00:01" in text
