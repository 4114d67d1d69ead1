"""A picture's reading in the vault: a cache until a person puts it right or ticks it, then an entry each."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.screens.judging import plain
from evidence_keeper import printing, seeing
from evidence_keeper.cli import shapes
from evidence_keeper.errors import InputError
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import EvidenceItem, Role, TimeSource

SCREENS = Path(__file__).parents[1] / "data" / "screens"
pytestmark = pytest.mark.posix  # the recogniser's library is not among those that wine loads


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    yield opened
    opened.close()


def kept(keeper: Keeper, tmp_path: Path, name: str, screen: str = "wechat.png") -> EvidenceItem:
    case = keeper.new_case("套餐被改")
    path = tmp_path / name
    shutil.copy(SCREENS / screen, path)
    return keeper.add([path], case.case_id).items[0]


def readings(keeper: Keeper) -> list[Path]:
    return sorted((keeper.vault.path / "cache" / "readings").glob("*.json"))


def test_a_reading_is_cached_put_right_and_confirmed(keeper: Keeper, tmp_path: Path) -> None:
    item = kept(keeper, tmp_path, "Screenshot_20260318_201500.png")
    assert keeper.known_reading(item.item_id) is None
    shown = shapes.reading(keeper.read(item.item_id))
    assert json.loads(json.dumps(shown)) == shown
    assert {"side", "kind", "box", "machine_text"} <= set(shown["messages"][0])
    assert shown["shows"]["human_requests"] == 0
    assert not shown["checked_by_person"]
    assert [entry.kind for entry in keeper.history(item.item_id)] == ["keep"]
    assert len(readings(keeper)) == 1
    said = shown["messages"][1]["text"]
    assert keeper.find(said[:6])

    readings(keeper)[0].unlink()  # a cache may be thrown away
    assert keeper.known_reading(item.item_id) is None
    assert shapes.reading(keeper.read(item.item_id)) == shown

    keeper.correct_message(item.item_id, 2, "我要人工客服")
    again = shapes.reading(keeper.read(item.item_id))
    assert again["messages"][1]["text"] == "我要人工客服"
    assert again["shows"]["evidence"]["human_requests"] == [2]
    assert again["messages"][1]["machine_text"] == said
    assert "我要人工客服" in again["text"]
    assert keeper.find("我要人工客服")

    keeper.confirm(item.item_id)
    assert keeper.read(item.item_id).checked_by_person
    assert keeper.item(item.item_id).confirmed
    keeper.correct_message(item.item_id, 2, "我要人工")
    assert not keeper.read(item.item_id).checked_by_person
    assert not keeper.item(item.item_id).confirmed

    for path in readings(keeper):
        path.unlink()  # what a person did is no cache
    assert keeper.read(item.item_id).messages[1].text == "我要人工"
    assert keeper.vault.verify().ok

    boxes = keeper.read(item.item_id).private
    keeper.draw_box(item.item_id, [10, 20, 30, 40], "face")
    found = keeper.read(item.item_id).private
    assert [dict(one) for one in found if one not in boxes] == [
        {"kind": "face", "text": "", "box": [10, 20, 30, 40], "sure": True, "by": "person"}
    ]
    keeper.strike_private(item.item_id, boxes[0])
    assert boxes[0] not in keeper.read(item.item_id).private

    before = len(keeper.read(item.item_id).messages)
    keeper.crop_reading(item.item_id, (0, 900))
    cut = keeper.read(item.item_id)
    assert len(cut.messages) < before
    assert all(one.text != "我要人工" for one in cut.messages)
    assert not cut.checked_by_person


def test_times_count_from_when_the_picture_was_taken_or_are_none(
    keeper: Keeper, tmp_path: Path
) -> None:
    item = kept(keeper, tmp_path, "Screenshot_20260318_201500.png", "tall.png")
    undated = kept(keeper, tmp_path, "x.png", "tall.png")
    assert item.captured_at is not None
    truth = json.loads((SCREENS / "tall.png.json").read_text("utf-8"))["messages"]
    counted = ("昨天", "星期", "3月")
    texts = [plain(one["text"]) for one in truth]
    with_day = {
        text
        for text, one in zip(texts, truth, strict=True)
        if one["when"].startswith(counted) and texts.count(text) == 1
    }
    dated = [one for one in keeper.read(item.item_id).messages if plain(one.text) in with_day]
    assert dated
    for one in dated:
        assert one.time_source in (TimeSource.INHERITED_DATE, TimeSource.INFERRED_YEAR)
        assert one.time is not None
        assert one.time <= item.captured_at
    found = keeper.read(undated.item_id).messages
    for one in found:
        assert one.time is None or plain(one.text) not in with_day
    assert {one.role for one in found if one.side == "right"} == {Role.ME}


def test_a_person_says_who_said_it(keeper: Keeper, tmp_path: Path) -> None:
    item = kept(keeper, tmp_path, "Screenshot_20260318_201500.png")
    read = keeper.read(item.item_id).messages
    mine = next(one for one in read if one.role is Role.ME)
    keeper.set_roles(item.item_id, {f"#{mine.number}": Role.HUMAN})
    now = keeper.read(item.item_id).messages[mine.number - 1]
    assert (now.role, now.side) == (Role.HUMAN, "left")
    assert [one for one in keeper.read(item.item_id).messages if one != now] == [
        one for one in read if one.number != mine.number
    ]
    keeper.set_roles(item.item_id, {f"#{mine.number}": None})
    assert keeper.read(item.item_id).messages == read
    for nobody in (f"#{len(read) + 1}", "#0", "没有这个人"):
        with pytest.raises(InputError, match="sender_unknown"):
            keeper.set_roles(item.item_id, {nobody: Role.ME})
    with pytest.raises(InputError, match="finding_unknown"):
        keeper.strike_finding(item.item_id, "human_requests", len(read) + 1)


def test_what_makes_no_sense_is_refused(keeper: Keeper, tmp_path: Path) -> None:
    item = kept(keeper, tmp_path, "Screenshot_20260318_201500.png")
    with pytest.raises(InputError, match="box_outside_picture"):
        keeper.draw_box(item.item_id, [0, 0, 0, 5], "face")
    with Image.open(SCREENS / "wechat.png") as picture:
        width, height = picture.size
    assert width < height
    for box in ([width, 0, 5, 5], [0, height, 5, 5], [width - 5, 0, 50, 5], [0, 0, height, 5]):
        with pytest.raises(InputError, match="box_outside_picture"):
            keeper.draw_box(item.item_id, box, "face")
    keeper.draw_box(item.item_id, [0, 0, width, height], "other")
    with pytest.raises(InputError, match="box_outside_picture"):
        keeper.crop_reading(item.item_id, (500, 100))
    with pytest.raises(InputError, match="message_unknown"):
        keeper.correct_message(item.item_id, 99, "我")
    log = tmp_path / "聊天.txt"
    log.write_text("我的号码是13812345678\n", "utf-8")
    text = keeper.add([log], item.case_id).items[0]
    with pytest.raises(InputError, match="not_a_picture"):
        keeper.draw_box(text.item_id, [0, 0, 5, 5], "face")
    private = keeper.read(text.item_id).private
    assert [(one["kind"], one["start"], one["end"], one["box"]) for one in private] == [
        ("mobile", 5, 16, None)
    ]


def test_a_picture_is_looked_at_once_for_all_papers_and_is_not_read_by_that(
    keeper: Keeper, tmp_path: Path
) -> None:
    item = kept(keeper, tmp_path, "Screenshot_20260318_201500.png")
    first = keeper.bundle(item.case_id, "12315", tmp_path / "out", reader="company")
    looks = keeper.vault.path / "cache" / "looks"
    made = {path: path.stat().st_mtime_ns for path in looks.iterdir()}
    assert len(made) == 2  # the picture, and the page that it is printed on
    assert keeper.known_reading(item.item_id) is None
    again = keeper.bundle(item.case_id, "12315", tmp_path / "out", reader="company")
    assert again.pages == first.pages
    assert {path: path.stat().st_mtime_ns for path in looks.iterdir()} == made


def test_what_stands_under_a_box_is_hidden_in_the_text_too(keeper: Keeper, tmp_path: Path) -> None:
    item = kept(keeper, tmp_path, "Screenshot_20260318_201500.png")
    keeper.read(item.item_id)
    known = seeing.current(keeper.vault, item)
    assert known is not None
    lines = known.account.seen.lines
    line = max(lines, key=lambda one: len(one.text))
    half = len(line.text) // 2
    box = [line.box.left, line.box.top, line.at[half] - line.box.left, line.box.height]
    keeper.draw_box(item.item_id, box, "name")
    said = printing.picture(keeper.vault, item, keep=False)
    assert said is not None
    assert said.names == said.hidden == (line.text[:half].strip(),)
