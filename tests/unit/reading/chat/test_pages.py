"""Saved chat pages, however they are built: whose a message is goes by its own element, a time by where it stands."""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from evidence_keeper.model import Role
from evidence_keeper.reading.chat import holds_chat, read_chat

NOW = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
Row = tuple[str, str, str]
ROWS: list[Row] = [
    ("沈玉兰", "2026-11-20 21:20:05", "我要人工客服\n快点"),
    ("小智客服", "2026-11-20 21:20:30", "您好，请问有什么可以帮您？"),
    ("沈玉兰", "2026-11-20 21:21:00", "转人工"),
    ("小智客服", "2026-11-20 21:21:10", "没听懂"),
]


@pytest.fixture(autouse=True)
def shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def words(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def mine(who: str, yes: str, no: str) -> str:
    return yes if who == "沈玉兰" else no


def listed(row: Row) -> str:
    who, when, said = row
    return f"<li class='{mine(who, 'me', 'agent')}'><b>{who}</b> <em>{when}</em><p>{words(said)}</p></li>"


def defined(row: Row) -> str:
    return f"<dt>{row[0]} · {row[1]}</dt><dd>{words(row[2])}</dd>"


def cells(row: Row) -> str:
    return f"<tr><td>{row[1]}</td><td>{row[0]}</td><td>{words(row[2])}</td></tr>"


def time_below(row: Row) -> str:
    who, when, said = row
    return (
        f"<div class='message {mine(who, 'right', 'left')}'><div class='name'>{who}</div>"
        f"<div class='bubble'>{words(said)}</div><div class='time'>{when}</div></div>"
    )


def time_between(row: Row) -> str:
    who, when, said = row
    return (
        f"<div class='time-line'>{when}</div><div class='msg {mine(who, 'self', 'other')}'>"
        f"<span class='nickname'>{who}</span><div class='content'>{words(said)}</div></div>"
    )


def flat(row: Row) -> str:
    who, when, said = row
    return (
        f"<span class='nickname'>{who}</span><span class='time'>{when}</span>"
        f"<div class='content'>{words(said)}</div>"
    )


@pytest.mark.parametrize("drawn", [listed, defined, cells, time_below, time_between, flat])
def test_a_page_says_who_said_what_when(drawn: Callable[[Row], str], tmp_path: Path) -> None:
    head = (
        "<!doctype html><html><head><title>在线客服</title></head><body><div class='right-panel'>"
    )
    page = head + "".join(map(drawn, ROWS)) + "</div></body></html>"
    messages = read_chat(page.encode(), captured_at=NOW, not_after=NOW).messages
    found = [
        (one.sender, f"{one.time:%Y-%m-%d %H:%M:%S}", one.text) for one in messages if one.time
    ]
    assert found == ROWS
    assert [one.role is Role.ME for one in messages] == [True, False, True, False]
    path = tmp_path / "page.html"
    path.write_text(page, "utf-8")
    assert holds_chat(path)


def test_a_day_above_holds_for_the_clocks_below() -> None:
    rows = [(who, when[11:16], said) for who, when, said in ROWS]
    page = f"<html><body><div class='date'>2026-11-20</div>{''.join(map(time_below, rows))}</body></html>"
    messages = read_chat(page.encode(), captured_at=NOW, not_after=NOW).messages
    assert [f"{one.time:%m-%d %H:%M}" for one in messages if one.time] == [
        "11-20 21:20", "11-20 21:20", "11-20 21:21", "11-20 21:21",
    ]  # fmt: skip
    bare = f"<html><body>{''.join(map(time_below, rows))}</body></html>"
    assert all(
        one.time is None
        for one in read_chat(bare.encode(), captured_at=NOW, not_after=NOW).messages
    )


def test_a_page_that_nests_without_end_is_read_in_time() -> None:
    deep = "<div class='msg'><div class='content'>x</div>" * 20_000
    assert read_chat(deep.encode(), captured_at=NOW, not_after=NOW).messages == ()
