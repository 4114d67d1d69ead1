"""A chat that was saved as a page or mailed is a chat, whichever way it comes in; an article is none."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Kind, TimeSource
from tests import chatlogs

SAVED = ("html_page", "mht_qq", "eml_wechat")
ARTICLE = """<html><head><title>新闻</title></head><body><h1>客服去哪儿了</h1>
<p class="author">本报记者 2026-03-02 09:12</p>
<div class="content"><p>老人说：打了九次。</p><p>客服说：请稍等。</p></div>
<p>记者：您打了几次？</p><p>老沈：九次。</p><p>记者：后来呢？</p><p>老沈：没有人。</p></body></html>"""
COMMENTS = "<html><body>" + "".join(
    f'<div class="comment"><span class="nickname">网友{n}</span><span class="time">2026-03-0{n} 10:00</span>'
    f'<div class="content">说得对{n}</div></div>'
    for n in range(1, 9)
)
MAIL = (
    "From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    "Date: Wed, 01 Jul 2026 10:00:00 +0800\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "您好：\r\n\r\n账单见附件。\r\n\r\n此致\r\n"
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


@pytest.mark.parametrize("key", SAVED)
def test_a_saved_chat_is_added_as_a_chat_with_its_time(
    keeper: Keeper, tmp_path: Path, key: str
) -> None:
    log = chatlogs.write(key, 1, chatlogs.TUNED)
    path = tmp_path / log.name
    path.write_bytes(log.data)
    [item] = keeper.add([path], keeper.new_case("x").case_id).items
    assert item.kind is Kind.CHAT
    assert item.captured_at == min(one.time for one in log.truths if one.time)
    assert item.time_source in (TimeSource.EXPLICIT, TimeSource.INHERITED_DATE)
    assert len(keeper.read(item.item_id).messages) == len(log.truths)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", ARTICLE),
        ("b.html", COMMENTS),
        ("c.eml", MAIL),
        ("d.html", "<html><body>1</body>"),
    ],
)
def test_an_article_or_a_letter_stays_a_document(
    keeper: Keeper, tmp_path: Path, name: str, content: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    [item] = keeper.add([path], keeper.new_case("x").case_id).items
    assert item.kind is Kind.DOCUMENT


def test_a_chat_in_a_folder_and_a_person_who_says_otherwise(keeper: Keeper, tmp_path: Path) -> None:
    path = tmp_path / "folder" / "article.html"
    path.parent.mkdir()
    path.write_text(ARTICLE, encoding="utf-8")
    kept = keeper.keep_chat(path, keeper.new_case("x").case_id)
    assert kept.item.kind is Kind.CHAT, "who keeps it as a chat says that it is one"


def test_days_are_counted_from_when_the_file_was_saved(keeper: Keeper, tmp_path: Path) -> None:
    path = tmp_path / "chat.html"
    rows = "".join(
        f'<div class="msg {side}"><span class="nickname">{who}</span><span class="time">昨天 21:0{n}</span>'
        f'<div class="content">{n}</div></div>'
        for n, (who, side) in enumerate([("老沈", "right"), ("客服", "left")] * 2)
    )
    path.write_text(f"<html><body>{rows}</body></html>", encoding="utf-8")
    saved = datetime.fromisoformat("2026-03-02T09:00:00+08:00").timestamp()
    os.utime(path, (saved, saved))
    [item] = keeper.add([path], keeper.new_case("x").case_id).items
    assert item.captured_at == datetime.fromisoformat("2026-03-01T21:00:00+08:00")
    assert item.time_source is TimeSource.INHERITED_DATE
