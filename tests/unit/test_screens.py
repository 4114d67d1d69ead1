"""Keeping pictures of the screen and marked-up copies: what is entered, what a crash leaves."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from evidence_keeper.errors import InputError, SpaceError
from evidence_keeper.intake.screen import Box, OneWindow, Region, Whole, png
from evidence_keeper.intake.screen.fake import FakeScreen, one_monitor
from evidence_keeper.intake.screen.port import Window
from evidence_keeper.jobs import Job
from evidence_keeper.keeper import Keeper
from evidence_keeper.media.markup import Arrow, BlackBox, Frame, Stroke, Words
from evidence_keeper.model import Kind, Source, TimeSource
from tests.xvfb import noise


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def screen() -> FakeScreen:
    chat = Window(7, "在线客服 - 浏览器", "firefox", Box(100, 50, 400, 300), 7)
    desk = one_monitor(960, 600, [chat])
    desk.papers["fake-1"] = noise(960, 600)
    desk.faces[7] = noise(400, 300, 2)
    return FakeScreen(desk)


def case_of(keeper: Keeper) -> str:
    return keeper.new_case("套餐").case_id


def test_a_shot_is_an_original_of_the_screens_very_pixels(
    keeper: Keeper, screen: FakeScreen
) -> None:
    taken = keeper.shot(case_of(keeper), port=screen)
    assert (taken.width, taken.height, taken.black) == (960, 600, False)
    item = taken.item
    assert (item.kind, item.time_source) == (Kind.SCREENSHOT, TimeSource.RECORDED)
    assert item.provenance.source is Source.RECORDED_HERE
    assert item.captured_at is not None
    shown = screen.take(Whole()).pixels
    with Image.open(keeper.original(item.item_id)) as picture:
        assert (np.asarray(picture) == shown[..., 2::-1]).all()
    assert keeper.verify().ok


def test_the_same_picture_again_is_a_new_item(keeper: Keeper, screen: FakeScreen) -> None:
    case_id = case_of(keeper)
    first, second = (keeper.shot(case_id, port=screen) for _ in range(2))
    assert first.item.item_id != second.item.item_id
    assert len(keeper.items(case_id)) == 2


def test_provenance_and_the_file_itself_say_what_it_is(keeper: Keeper, screen: FakeScreen) -> None:
    item = keeper.shot(case_of(keeper), OneWindow("客服"), port=screen).item
    extra = item.provenance.extra
    assert extra["window"] == {
        "title": "在线客服 - 浏览器",
        "program": "firefox",
        "box": [100, 50, 400, 300],
    }
    assert extra["screen"]["backend"] == "fake"
    assert extra["screen"]["monitors"] == [
        {"name": "fake-1", "box": [0, 0, 960, 600], "scale": 1.0}
    ]
    assert item.provenance.device == "fake-1"
    with Image.open(keeper.original(item.item_id)) as picture:
        words = dict(picture.info)
    assert words["Title"] == "在线客服 - 浏览器"
    assert words["Source"] == "firefox"
    assert words["Software"].startswith("evidence-keeper")
    assert item.captured_at is not None
    assert words["Creation Time"] == item.captured_at.isoformat("T", "milliseconds")
    inside = json.loads(words["evidence-keeper"])
    assert {**inside, "notes": None} == {
        **json.loads(json.dumps(dict(extra))),
        "taken_at": item.captured_at.isoformat(),
        "notes": None,
    }


def test_a_black_picture_says_so(keeper: Keeper, screen: FakeScreen) -> None:
    screen.desk.faces[7] = (0, 0, 0)
    taken = keeper.shot(case_of(keeper), OneWindow("客服"), port=screen)
    assert taken.black
    assert [note["code"] for note in taken.item.provenance.notes] == ["shot_black"]


def test_a_region_chosen_on_a_picture_is_kept_alone(keeper: Keeper, screen: FakeScreen) -> None:
    shot = screen.take(Whole()).cut(Box(10, 20, 30, 40))
    taken = keeper.keep_shot(case_of(keeper), shot)
    assert (taken.width, taken.height) == (30, 40)
    assert taken.item.provenance.extra["screen"]["box"] == [10, 20, 30, 40]


def test_an_unknown_matter_takes_no_picture(keeper: Keeper, screen: FakeScreen) -> None:
    with pytest.raises(InputError, match="case_unknown"):
        keeper.shot("c999-xxxxxxxx", port=screen)
    assert keeper.items() == []


@pytest.mark.parametrize("size", [(1, 1), (20_000, 3), (3, 20_000), (641, 479)])
def test_pictures_of_any_size_come_back_equal(size: tuple[int, int]) -> None:
    pixels = noise(*size)
    written = png.write(pixels, {"Title": "标题\0", "Software": "x"})
    with Image.open(io.BytesIO(written)) as picture:
        assert (np.asarray(picture) == pixels[..., 2::-1]).all()
        assert picture.info["Title"] == "标题"


def test_what_a_crash_left_whole_is_kept_with_all_that_is_known(
    keeper: Keeper, screen: FakeScreen, tmp_path: Path
) -> None:
    from evidence_keeper import screens

    case_id = case_of(keeper)
    shot = screen.take(Region(Box(0, 0, 50, 40)))
    whole = keeper.keep_shot(case_id, shot)
    data = keeper.original(whole.item.item_id).read_bytes()
    known = screens.provenance(shot)
    card = {
        "name": "截屏 x.png",
        "case_id": case_id,
        "taken_at": shot.taken_at.isoformat(),
        "notes": [],
        "extra": json.loads(json.dumps(dict(known.extra))),
        "device": known.device,
    }
    session = keeper.vault.session(screens.WHAT, case_id=case_id)
    session.stage(io.BytesIO(data), card, Job())
    torn = session.new_path()
    torn.write_bytes(data[:100])
    session.close()
    keeper.close()
    again = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    assert sorted(str(found.data["result"]) for found in again.mended) == ["adopted", "rolled_back"]
    adopted = again.items(case_id)[-1]
    assert adopted.time_source is TimeSource.RECORDED
    assert adopted.captured_at == shot.taken_at
    assert adopted.provenance.extra["width"] == 50
    assert again.verify().ok
    again.close()


@pytest.mark.posix
def test_on_a_full_disk_nothing_is_half_kept(keeper: Keeper, screen: FakeScreen) -> None:
    import resource

    case_id = case_of(keeper)
    shot = screen.take(Whole())
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    # A limit on the size of files says the same as a full disk, at the same places.
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(SpaceError, match="disk_full"):
            keeper.keep_shot(case_id, shot)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert keeper.items(case_id) == []
    assert not any((keeper.vault.path / "staging").iterdir())
    assert keeper.keep_shot(case_id, shot).width == 960
    assert keeper.verify().ok


# Marking up -----------------------------------------------------------------------------------------------------


def test_a_marked_up_copy_is_linked_and_the_original_stays(
    keeper: Keeper, screen: FakeScreen
) -> None:
    item = keeper.shot(case_of(keeper), port=screen).item
    before = keeper.original(item.item_id).read_bytes()
    strokes: list[Stroke] = [
        Arrow(100, 100, 300, 200),
        Frame(400, 100, 200, 100),
        Words(620, 100, "这里说不给转人工"),
        BlackBox(500, 500, 300, 60),
    ]
    copy = keeper.mark_up(item.item_id, strokes)
    assert copy.derived_from == (item.item_id,)
    assert copy.group == item.item_id
    assert (copy.kind, copy.captured_at) == (item.kind, item.captured_at)
    assert dict(copy.provenance.notes[0]) == {
        "code": "marked_up",
        "of": item.item_id,
        "arrows": 1,
        "frames": 1,
        "texts": 1,
        "boxes": 1,
    }
    assert copy.provenance.extra["markup"][3] == {"kind": "box", "at": [500, 500, 300, 60]}
    assert keeper.original(item.item_id).read_bytes() == before
    with Image.open(keeper.original(copy.item_id)) as drawn, Image.open(io.BytesIO(before)) as was:
        new, old = np.asarray(drawn), np.asarray(was)
    assert not new[500:560, 500:800].any()
    changed = (new != old).any(axis=2)
    assert changed[90:210, 90:310].any()
    changed[80:230, 80:960] = changed[500:560, 500:800] = False
    assert not changed.any()
    assert keeper.verify().ok


def test_a_copy_carries_no_small_picture_of_what_it_covers(keeper: Keeper, tmp_path: Path) -> None:
    photo = Image.new("RGB", (400, 300), "white")
    exif = photo.getexif()
    exif[0x010E] = "secret words"
    photo.save(tmp_path / "a.jpg", exif=exif)
    item = keeper.add([tmp_path / "a.jpg"], case_of(keeper)).items[0]
    copy = keeper.mark_up(item.item_id, [BlackBox(10.2, 10.2, 20.5, 20.5)])
    data = keeper.original(copy.item_id).read_bytes()
    assert b"secret" not in data
    with Image.open(io.BytesIO(data)) as drawn:
        pixels = np.asarray(drawn)
    # Each pixel that the box touches, and none more.
    assert not pixels[10:31, 10:31].any()
    assert (pixels[9, :, 0] > 0).all()
    assert (pixels[31, :, 0] > 0).all()


def test_only_pictures_are_drawn_on_and_not_with_nothing(keeper: Keeper, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("你好", "utf-8")
    item = keeper.add([tmp_path / "a.txt"], case_of(keeper)).items[0]
    with pytest.raises(InputError, match="not_a_picture"):
        keeper.mark_up(item.item_id, [Frame(0, 0, 1, 1)])


def test_nothing_drawn_and_numbers_that_are_none_are_refused(
    keeper: Keeper, screen: FakeScreen
) -> None:
    item = keeper.shot(case_of(keeper), port=screen).item
    with pytest.raises(InputError, match="nothing_drawn"):
        keeper.mark_up(item.item_id, [])
    with pytest.raises(InputError, match="field_invalid"):
        keeper.mark_up(item.item_id, [Frame(float("nan"), 0, 1, 1)])


@pytest.mark.parametrize("size", [(1, 1), (30, 20), (20_000, 40)])
def test_strokes_reach_over_the_edge_of_pictures_of_any_size(
    keeper: Keeper, tmp_path: Path, size: tuple[int, int]
) -> None:
    Image.new("RGB", size, "white").save(tmp_path / "a.png")
    item = keeper.add([tmp_path / "a.png"], case_of(keeper)).items[0]
    strokes: list[Stroke] = [
        Arrow(-50, -50, size[0] + 50, size[1] + 50),
        Arrow(5, 5, 5, 5),
        Frame(size[0], size[1], -3 * size[0], -3 * size[1]),
        Words(size[0] - 1, -5, "很长的字" * 200),
        BlackBox(-10, -10, 5, 5),
    ]
    copy = keeper.mark_up(item.item_id, strokes)
    with Image.open(keeper.original(copy.item_id)) as drawn:
        assert drawn.size == size
