"""A chat in the vault: the bytes are the original, and what a person says of it is an entry that can be found again."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from evidence_keeper.errors import InputError, SourceError
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Kind, Role, Source, TimeSource

LOG = (
    "老沈 2026-03-01 10:00:00\n转人工\n"
    "星河在线 2026-03-01 10:00:05\n没听懂您的意思，请换个说法\n"
    "老沈 2026-03-01 10:01:00\n我要人工\n"
    "星河在线 2026-03-01 10:01:05\n没听懂您的意思，请换个说法\n"
)


@pytest.fixture(autouse=True)
def shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def case(keeper: Keeper) -> str:
    return keeper.new_case("套餐").case_id


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.txt"
    path.write_text(LOG, "utf-8")
    return path


def test_the_bytes_are_the_original_and_reading_gives_the_same(
    keeper: Keeper, case: str, log: Path
) -> None:
    kept = keeper.keep_chat(log, case, me="老沈")
    assert keeper.original(kept.item.item_id).read_bytes() == log.read_bytes()
    assert (kept.item.kind, kept.fresh) == (Kind.CHAT, True)
    read = keeper.read(kept.item.item_id)
    assert read.messages == kept.conversation.log.messages
    assert read.shows == kept.conversation.shows
    assert read.format == "wechat_copy"
    assert read.shows is not None
    assert read.shows.evidence["human_requests"] == (1, 3)
    assert not keeper.keep_chat(log, case).fresh
    assert keeper.verify().ok


def test_who_is_who_is_an_entry(keeper: Keeper, case: str, log: Path) -> None:
    item_id = keeper.keep_chat(log, case).item.item_id
    assert {one.role for one in keeper.read(item_id).messages} == {Role.UNKNOWN}
    keeper.set_roles(item_id, {"老沈": Role.ME, "#4": Role.HUMAN})
    assert [one.role for one in keeper.read(item_id).messages] == [
        Role.ME,
        Role.BOT,
        Role.ME,
        Role.HUMAN,
    ]
    keeper.set_roles(item_id, {"#4": None})
    assert keeper.read(item_id).messages[3].role is Role.BOT
    assert [one.kind for one in keeper.history(item_id)] == ["keep", "correct", "correct"]
    keeper.rebuild_index()
    assert keeper.read(item_id).messages[0].role is Role.ME


def test_striking_and_confirming_are_entries(keeper: Keeper, case: str, log: Path) -> None:
    item_id = keeper.keep_chat(log, case, me="老沈").item.item_id
    keeper.confirm(item_id)
    assert keeper.read(item_id).checked_by_person
    keeper.strike_finding(item_id, "human_requests", 3)
    read = keeper.read(item_id)
    assert read.shows is not None
    assert read.shows.evidence["human_requests"] == (1,)
    assert not read.checked_by_person  # the counts aren't those that were confirmed
    assert ("human_requests", 3) in read.struck
    keeper.strike_finding(item_id, "human_requests", 3, undo=True)
    assert keeper.read(item_id).checked_by_person
    with pytest.raises(InputError) as raised:
        keeper.strike_finding(item_id, "human_requests", 2)
    assert raised.value.code == "finding_unknown"
    confirmed = next(one for one in keeper.history(item_id) if one.kind == "confirm")
    assert confirmed.body is not None
    derived = next(one for one in keeper.history(item_id) if one.kind == "derive")
    assert derived.body is not None
    assert confirmed.body["messages"] == derived.body["sha256"]
    assert keeper.verify().ok


def test_what_was_copied_carries_the_moment_of_copying(keeper: Keeper, case: str) -> None:
    at = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
    data = "昨天 21:03\n我：转人工\n客服：您好\n".encode()
    kept = keeper.keep_copied(data, case, copied_at=at)
    assert kept.item.provenance.source is Source.CLIPBOARD
    assert kept.item.captured_at == datetime.fromisoformat("2026-03-01T21:03:00+08:00")
    first, second = keeper.read(kept.item.item_id).messages
    assert first.time == datetime.fromisoformat("2026-03-01T21:03:00+08:00")
    assert (second.time, second.time_source) == (None, TimeSource.NONE)
    with pytest.raises(SourceError) as raised:
        keeper.keep_copied(b" \n", case)
    assert raised.value.code == "nothing_copied"


def test_days_are_counted_from_the_file_s_own_time(
    keeper: Keeper, case: str, tmp_path: Path
) -> None:
    path = tmp_path / "copied.txt"
    path.write_text("老沈: 12-31 20:00:00\n在吗\n\n客服: 01-01 08:00:00\n在\n", "utf-8")
    saved = datetime.fromisoformat("2026-01-02T10:00:00+08:00").timestamp()
    os.utime(path, (saved, saved))
    item_id = keeper.keep_chat(path, case).item.item_id
    assert [f"{one.time:%Y-%m-%d}" for one in keeper.read(item_id).messages if one.time] == [
        "2025-12-31",
        "2026-01-01",
    ]
    keeper.correct(item_id, {"captured_at": "2025-02-01T10:00:00+08:00"})
    assert [f"{one.time:%Y-%m-%d}" for one in keeper.read(item_id).messages if one.time] == [
        "2024-12-31",
        "2025-01-01",
    ]


def test_what_is_no_chat_is_kept_without_messages(
    keeper: Keeper, case: str, tmp_path: Path
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("亲爱的沈女士：\n您好。\n", "utf-8")
    kept = keeper.keep_chat(path, case)
    assert (kept.conversation.log.messages, kept.conversation.log.format) == ((), "")
    assert kept.item.kind is Kind.CHAT
    for wrong in (tmp_path, tmp_path / "nowhere.txt"):
        with pytest.raises(SourceError):
            keeper.keep_chat(wrong, case)


def test_a_confirmed_log_is_kept_as_it_was_read(keeper: Keeper, case: str, log: Path) -> None:
    item_id = keeper.keep_chat(log, case, me="老沈").item.item_id
    keeper.confirm(item_id)
    body = next(one.body for one in keeper.history(item_id) if one.kind == "derive")
    assert body is not None
    path = next(keeper.vault.path.glob(f"originals/*/{body['sha256']}"))
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [(row["number"], row["role"]) for row in rows][:2] == [(1, "me"), (2, "bot")]


def test_whoever_is_not_in_it_is_refused_and_nothing_is_kept(
    keeper: Keeper, case: str, log: Path
) -> None:
    with pytest.raises(InputError) as raised:
        keeper.keep_chat(log, case, me="没有这个人")
    assert raised.value.code == "sender_unknown"
    assert "星河在线" in str(raised.value.data["senders"])
    with pytest.raises(InputError, match="sender_unknown"):
        keeper.keep_copied(LOG.encode(), case, me="没有这个人")
    assert not keeper.items(case)
    item = keeper.keep_chat(log, case, me=" 老沈 ".strip()).item
    before = len(keeper.history(item.item_id))
    for name in ("没有这个人", "#0", "#5", "#x"):
        with pytest.raises(InputError, match="sender_unknown"):
            keeper.set_roles(item.item_id, {name: Role.ME})
    for kind, number in (("human_requests", 2), ("human_requests", 99), ("nothing", 1)):
        with pytest.raises(InputError, match="finding_unknown"):
            keeper.strike_finding(item.item_id, kind, number)
    assert len(keeper.history(item.item_id)) == before
    keeper.set_roles(item.item_id, {"#2": Role.HUMAN})
    assert keeper.read(item.item_id).messages[1].role is Role.HUMAN


def test_a_folder_is_no_chat(keeper: Keeper, case: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="chat_is_folder"):
        keeper.keep_chat(tmp_path, case)
