"""The tables across items: a row for each time, only confirmed counts, nothing that nobody said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.complaint.contacts import MEMO, Heard, records
from evidence_keeper.model import (
    Case,
    Digest,
    EvidenceItem,
    Kind,
    Mark,
    MarkKind,
    Message,
    Provenance,
    Role,
    TimeSource,
)
from evidence_keeper.reading.call.waiting import Waiting
from evidence_keeper.reading.shows import shows, shows_of_call

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CASE = Case("c1", "套餐", "telecom_plan", {"company_phone": "10579"})


def item(number: int, kind: Kind = Kind.CALL, **facts: object) -> EvidenceItem:
    known: dict[str, object] = {"captured_at": AT + timedelta(hours=number), **facts}
    return EvidenceItem(
        f"e000{number}-abcdefghij",
        "c1",
        kind,
        f"{number}.wav",
        1,
        Digest.sha256("0" * 64),
        AT,
        time_source=TimeSource.RECORDED,
        **known,  # type: ignore[arg-type]
    )


def mark(kind: MarkKind, seconds: float, *, confirmed: bool) -> Mark:
    return Mark(seconds, kind, AT, confirmed)


def call(number: int, *, confirmed: bool) -> Heard:
    """A call to the company with two presses for a person."""
    marks = tuple(mark(MarkKind.ASKED_FOR_HUMAN, at, confirmed=confirmed) for at in (20.0, 60.0))
    one = item(number, marks=marks, provenance=Provenance(phone_number="10579"))
    waiting = Waiting("unknown", None, None, None, None)
    return Heard(one, f"3-{number}", 190.0, shows=shows_of_call(marks, ()), waiting=waiting)


def said(number: int, text: str, role: Role, minutes: float) -> Message:
    return Message(number, number, text, AT + timedelta(minutes=minutes), sender="小通", role=role)


def log(*, checked: bool) -> Heard:
    """Two conversations of a morning, in one file."""
    messages = (
        said(1, "转人工", Role.ME, 0),
        said(2, "您当前的诉求是什么", Role.BOT, 1),
        said(3, "人工", Role.ME, 2),
        said(4, "您当前的诉求是什么", Role.BOT, 3),
        said(5, "转人工", Role.ME, 120),
        said(6, "工号1024为您服务", Role.HUMAN, 126),
    )
    chat = item(5, Kind.CHAT)
    return Heard(chat, "3-5", messages=messages, shows=shows(messages), checked=checked)


def test_presses_that_nobody_listened_to_are_no_count() -> None:
    found = records(CASE, [call(1, confirmed=False)])
    assert found.totals.contacts == 1
    assert found.totals.requests == 0
    assert not found.contacts[0].checked
    assert found.contacts[0].reached is None


def test_confirmed_requests_count_and_nobody_answered() -> None:
    found = records(CASE, [call(1, confirmed=True), call(2, confirmed=True)])
    assert found.totals.requests == 4
    assert found.totals.not_reached == 2
    assert [one.at for one in found.contacts] == [AT + timedelta(hours=1), AT + timedelta(hours=2)]


def test_two_tracks_of_one_call_are_one_contact() -> None:
    one = call(1, confirmed=True)
    microphone = replace(one, item=replace(one.item, group="g"))
    system = Heard(replace(item(2), group="g", provenance=Provenance()), "3-1")
    found = records(CASE, [system, microphone])
    assert len(found.contacts) == 1
    assert found.totals.requests == 2
    assert set(found.contacts[0].item_ids) == {microphone.item.item_id, system.item.item_id}


def test_each_conversation_of_a_log_is_a_contact() -> None:
    found = records(CASE, [log(checked=True)])
    first, second = found.contacts
    assert (first.requests, first.repeats, first.reached) == (2, 1, False)
    assert (second.requests, second.reached, second.waited) == (1, True, 360.0)
    assert first.bot_seconds == 180.0
    assert found.totals.requests == 3


def test_a_log_that_nobody_confirmed_has_its_rows_but_no_sum() -> None:
    found = records(CASE, [log(checked=False)])
    assert len(found.contacts) == 2
    assert found.totals.requests == 0
    assert found.totals.unchecked == 2


def test_a_call_with_somebody_else_is_no_contact_with_the_company() -> None:
    friend = item(1, provenance=Provenance(phone_number="13900000000"))
    assert records(CASE, [Heard(friend, "1-1", 60.0)]).contacts == ()
    known = replace(friend, corrections={"record": "service"})
    assert len(records(CASE, [Heard(known, "1-1", 60.0)]).contacts) == 1


def test_calls_that_sell_stand_in_their_own_table_with_the_first_refusal() -> None:
    def sold(number: int, refused: str = "") -> Heard:
        said = {"record": "marketing", "refused": refused, "who": "某公司推广"}
        return Heard(item(number, corrections=said), f"2-{number}", 30.0)

    found = records(CASE, [sold(3), sold(1), sold(2, "yes"), sold(4)])
    assert [one.numbers for one in found.marketing] == [("2-1",), ("2-2",), ("2-3",), ("2-4",)]
    assert found.first_refusal is not None
    assert found.first_refusal.numbers == ("2-2",)
    assert len(found.after_refusal()) == 2
    assert found.contacts == ()


def test_what_was_written_down_afterwards_says_so() -> None:
    memo = {"record": "marketing", "number": "02160000000", "said": "送流量", "refused": "yes"}
    one = item(1, Kind.DOCUMENT, provenance=Provenance(extra={MEMO: memo}))
    found = records(CASE, [Heard(one, "2-1")]).marketing[0]
    assert (found.number, found.said, found.refused, found.afterwards) == (
        "02160000000",
        "送流量",
        True,
        True,
    )


ROWS = st.lists(
    st.tuples(st.sampled_from(Role), st.sampled_from(("人工", "您好", "")), st.floats(0, 9000)),
    max_size=30,
)


@given(ROWS)
def test_rows_never_count_more_than_the_log_has(rows: list[tuple[Role, str, float]]) -> None:
    messages = tuple(said(n, text, role, at) for n, (role, text, at) in enumerate(rows, start=1))
    found = records(
        CASE,
        [Heard(item(1, Kind.CHAT), "1-1", messages=messages, shows=shows(messages), checked=True)],
    )
    whole = shows(messages)
    assert found.totals.requests == whole.count("human_requests")
    assert found.totals.repeats <= whole.count("repeated_replies")
