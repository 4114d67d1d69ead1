"""Names, days and places as the window says them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.gui.channels import CHANNELS, channel_for, channel_words
from evidence_keeper.gui.words import (
    breakable,
    by_day,
    clock_of,
    day_of,
    folder_name,
    papers_folder,
    place,
    plain_title,
    plain_words,
)
from evidence_keeper.model import CASE_TYPES, Case, Digest, EvidenceItem, Kind, TimeSource
from evidence_keeper.text import set_language

NOW = datetime(2026, 3, 2, 10, 3, tzinfo=UTC)
ITEM = EvidenceItem(
    "e1", "c1", Kind.CALL, "通话.m4a", 12, Digest.sha256("0" * 64), NOW, NOW, TimeSource.FILENAME
)


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    set_language("zh_CN")


@given(st.text(max_size=120))
def test_any_title_makes_a_folder_that_every_system_takes(title: str) -> None:
    name = folder_name(title)
    assert 0 < len(name) <= 40
    assert not set(name) & set('<>:"/\\|?*')
    assert name.isprintable()
    assert name == name.strip(" ")
    assert not name.endswith(".")
    assert name not in (".", "..")


@pytest.mark.parametrize("title", ["CON", "nul", "COM1", "...", "", "\n"])
def test_reserved_and_empty_titles_become_a_matter(title: str) -> None:
    assert folder_name(title) == "一件事情"


def test_papers_lie_under_the_program_s_name_and_the_matter() -> None:
    folder = papers_folder(Case("c1", "套餐/被改"), Path("/home/x"))
    assert folder == Path("/home/x/取证管家/套餐 被改")
    assert place(Path("/elsewhere/a.pdf")) == "/elsewhere/a.pdf"


def test_days_are_today_yesterday_or_named() -> None:
    today = date(2026, 3, 2)
    assert day_of(NOW, today) == "今天"
    assert day_of(NOW - timedelta(days=1), today) == "昨天"
    assert day_of(NOW - timedelta(days=4), today) == "2月26日 星期四"
    assert day_of(NOW.replace(year=2025), today).startswith("2025年3月2日")
    assert day_of(None) == "时间不知道"


@given(st.lists(st.integers(min_value=-100_000, max_value=100_000) | st.none(), max_size=40))
def test_every_item_stands_on_the_timeline_once(minutes: list[int | None]) -> None:
    items = [
        replace(
            ITEM,
            item_id=f"e{place}",
            captured_at=None if at is None else NOW + timedelta(minutes=at),
        )
        for place, at in enumerate(minutes)
    ]
    groups = by_day(items)
    shown = [item for _day, group in groups for item in group]
    assert sorted(item.item_id for item in shown) == sorted(item.item_id for item in items)
    known = [item.captured_at for item in shown if item.captured_at]
    assert known == sorted(known)
    if None in minutes:
        assert all(item.captured_at is None for item in groups[-1][1])


def test_the_easy_face_speaks_of_what_it_is_not_of_file_names() -> None:
    assert plain_title(ITEM) == "通话录音 10:03"
    assert plain_words(ITEM) == "通话.m4a"
    assert plain_words(replace(ITEM, purpose="证明\n多收")) == "证明 多收"
    assert plain_title(replace(ITEM, corrections={"title": "推销电话"})) == "推销电话"
    assert plain_title(replace(ITEM, captured_at=None)) == "通话录音"
    assert len(plain_words(replace(ITEM, purpose="长" * 500))) <= 60


def test_breaking_a_name_changes_no_letter() -> None:
    assert breakable("IMG_2026.jpg").replace("\u200b", "") == "IMG_2026.jpg"


def test_every_kind_of_matter_has_a_place_to_hand_in() -> None:
    for kind in CASE_TYPES:
        assert channel_for(Case("c1", "某事", kind)) in CHANNELS
    for channel in CHANNELS:
        assert channel_words(channel) != channel


def test_days_without_anything_between_can_be_seen() -> None:
    items = [
        replace(ITEM, item_id=f"e{at}", captured_at=NOW + timedelta(days=at)) for at in (0, 1, 9)
    ]
    headings = [heading for heading, _items in by_day(items)]
    assert ["中间" in heading for heading in headings] == [False, False, True]
    assert headings[-1].endswith("中间 7 天没有材料")


def test_a_conversation_over_several_days_says_until_when() -> None:
    until = {"until": (NOW + timedelta(days=2)).isoformat()}
    item = replace(ITEM, provenance=replace(ITEM.provenance, extra=until))
    assert "起，到" in clock_of(item)
    assert "起，到" not in clock_of(ITEM)
