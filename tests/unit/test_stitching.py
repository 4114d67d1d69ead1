"""Pictures are kept as they came, and joined beside: what is entered, in which group, and what is said of the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from evidence_keeper import stitching
from evidence_keeper.errors import Cancelled, InputError, SourceError
from evidence_keeper.intake import stitch as joining
from evidence_keeper.jobs import Job
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Kind
from tests.conversations import Conversation, Style, converse, film, without

STYLE = Style(width=480, view=640, header=56, footer=60, size=20)


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def case_id(keeper: Keeper) -> str:
    return keeper.new_case("套餐").case_id


def talk(seed: int = 1, count: int = 4) -> Conversation:
    return converse(seed, STYLE, steps=(0.4, 0.6), count=count)


def test_frames_stay_as_they_came_and_the_long_picture_names_them(
    keeper: Keeper, case_id: str, tmp_path: Path
) -> None:
    conversation = talk()
    paths = conversation.write(tmp_path / "in")
    done = keeper.stitch(paths, case_id, purpose="客服说的话")
    assert done.whole
    (long,) = done.pictures
    item = long.item
    frames = [frame for frame in done.frames if frame is not None]
    assert [frame.digest.value for frame in frames] == [
        hashlib.sha256(path.read_bytes()).hexdigest() for path in paths
    ]
    assert item.derived_from == tuple(frame.item_id for frame in frames)
    assert {one.group for one in (*frames, item)} == {item.group}
    assert item.group
    assert (item.kind, item.purpose) == (Kind.SCREENSHOT, "客服说的话")
    made = np.asarray(Image.open(keeper.original(item.item_id)))
    assert np.array_equal(made[:, :456], conversation.expected(0, 3)[:, :456])
    told = item.provenance.extra["stitched"]
    assert sum(last - first for _, first, last in told["pieces"]) == long.height == len(made)
    assert all(join["equal_rows"] == join["rows"] for join in told["joins"])
    assert keeper.verify().ok


def test_joining_again_is_the_same_item(keeper: Keeper, case_id: str, tmp_path: Path) -> None:
    paths = talk().write(tmp_path / "in")
    first, second = (keeper.stitch(paths, case_id) for _ in range(2))
    assert first.pictures[0].item.item_id == second.pictures[0].item.item_id
    assert len(keeper.items(case_id)) == 5


def test_a_gap_stands_in_both_pictures(keeper: Keeper, case_id: str, tmp_path: Path) -> None:
    whole = converse(4, STYLE, steps=(0.55, 0.75), count=6)
    done = keeper.stitch(without(whole, [2]).write(tmp_path / "in"), case_id)
    assert [(gap.upper, gap.lower) for gap in done.gaps] == [(1, 2)]
    sides = [
        {note["code"]: dict(note) for note in one.item.provenance.notes}["stitched_gap"]
        for one in done.pictures
    ]
    assert [(side["before"], side["after"]) for side in sides] == [(False, True), (True, False)]


def test_pictures_kept_before_are_joined_into_one_group(
    keeper: Keeper, case_id: str, tmp_path: Path
) -> None:
    added = keeper.add(talk().write(tmp_path / "in"), case_id)
    assert {item.group for item in added.items} == {None}
    done = keeper.join([item.item_id for item in added.items])
    group = done.pictures[0].item.group
    assert group
    assert {keeper.item(item.item_id).group for item in added.items} == {group}
    keeper.rebuild_index()
    assert {keeper.item(item.item_id).group for item in added.items} == {group}


def test_only_pictures_are_joined(keeper: Keeper, case_id: str, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("2026-11-20 10:03:05 小王\n我要人工客服\n", "utf-8")
    (item,) = keeper.add([note], case_id).items
    with pytest.raises(InputError) as error:
        keeper.join([item.item_id])
    assert error.value.code == "not_a_picture"


def test_what_cannot_be_joined_is_named_and_the_rest_is_joined(
    keeper: Keeper, case_id: str, tmp_path: Path
) -> None:
    conversation = talk(count=3)
    folder = tmp_path / "in"
    one, two, three = conversation.write(folder)
    broken = folder / "broken.png"
    broken.write_bytes(two.read_bytes()[:2000])
    narrow = folder / "narrow.png"
    Image.fromarray(conversation.views[0][:, :300]).save(narrow)
    text = folder / "log.txt"
    text.write_text("您好", "utf-8")
    missing = folder / "gone.png"
    done = keeper.stitch([one, broken, two, narrow, text, missing, three], case_id)
    assert {refused.code for refused in done.refused} == {
        "media_broken",
        "width_differs",
        "frame_no_picture",
        "source_missing",
    }
    assert len(done.refused) == 4
    (long,) = [one for one in done.pictures if one.joins]
    assert [item.name for item in done.frames] == [
        "chat000.png",
        "broken.png",
        "chat001.png",
        "narrow.png",
        "chat002.png",
    ]
    assert [(join.upper, join.lower) for join in long.joins] == [(0, 2), (2, 4)]


def test_a_chat_that_is_named_by_mistake_stays_as_and_where_it_was(
    keeper: Keeper, case_id: str, tmp_path: Path
) -> None:
    paths = talk(count=3).write(tmp_path / "in")
    log = tmp_path / "聊天.txt"
    log.write_text("2026-11-20 10:03:05 小王\n我要人工客服\n", "utf-8")
    chat = keeper.keep_chat(log, case_id).item
    bystander = keeper.add([converse(9, STYLE, count=1).write(tmp_path / "other")[0]], case_id)
    done = keeper.stitch([*paths, log], case_id)
    assert [refused.code for refused in done.refused] == ["frame_no_picture"]
    assert len(done.frames) == 3
    assert done.whole
    for kept in (chat, bystander.items[0]):
        assert keeper.item(kept.item_id).group is None


def test_two_pictures_that_have_nothing_in_common_are_never_one(
    keeper: Keeper, case_id: str, tmp_path: Path
) -> None:
    """The top of one page and the foot of another, each with the same bars: only a short answer is to be seen twice."""
    top, foot = (converse(seed, STYLE, count=2).views for seed in (31, 32))
    paths = []
    for name, view in (("gap.png", foot[1]), ("a0.png", top[0])):
        paths.append(tmp_path / name)
        Image.fromarray(view).save(paths[-1])
    done = keeper.stitch(paths, case_id)
    assert len(done.gaps) == 1
    assert [one.joins for one in done.pictures] == [(), ()]
    assert not any(item.name.endswith("_长图.png") for item in keeper.items(case_id))


def test_nothing_but_a_missing_file_is_an_error(
    keeper: Keeper, case_id: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceError) as error:
        keeper.stitch([tmp_path / "gone.png"], case_id)
    assert error.value.code == "nothing_to_stitch"


def test_pictures_of_one_pixel_are_kept_and_joined_to_nothing(
    keeper: Keeper, case_id: str, tmp_path: Path
) -> None:
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for path, colour in zip(paths, ("red", "blue"), strict=True):
        Image.new("RGB", (1, 1), colour).save(path)
    done = keeper.stitch(paths, case_id)
    assert [(one.width, one.height, one.joins) for one in done.pictures] == [(1, 1, ())] * 2
    assert len(done.gaps) == 1


def test_a_picture_too_large_to_look_at_is_kept_and_said_to_be_too_large(
    keeper: Keeper, case_id: str, tmp_path: Path
) -> None:
    paths = talk(count=2).write(tmp_path / "in")
    huge = tmp_path / "huge.png"
    Image.new("1", (20_000, 20_000)).save(huge)
    done = keeper.stitch([*paths, huge], case_id)
    (refused,) = done.refused
    assert (refused.code, refused.data["path"]) == ("picture_too_large", "huge.png")
    assert [len(one.joins) for one in done.pictures] == [1, 0] or done.whole


def test_a_page_too_high_for_one_picture_is_laid_down_in_parts(
    keeper: Keeper, case_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "MOST_ROWS", 700)
    conversation = talk()
    done = keeper.stitch(conversation.write(tmp_path / "in"), case_id)
    made = [np.asarray(Image.open(keeper.original(one.item.item_id))) for one in done.pictures]
    assert [len(one) for one in made[:-1]] == [700] * (len(made) - 1)
    assert len(made) > 1
    assert np.array_equal(np.concatenate(made)[:, :456], conversation.expected(0, 3)[:, :456])
    assert "stitched_part" in {note["code"] for note in done.pictures[1].item.provenance.notes}


def test_a_screen_video_stays_whole_and_its_frames_say_when(
    keeper: Keeper, case_id: str, tmp_path: Path
) -> None:
    conversation = talk(seed=3, count=3)
    path = film(conversation, tmp_path / "录屏.mp4", glide=5)
    done = keeper.stitch([path], case_id)
    assert done.gaps == ()
    video = next(item for item in keeper.items(case_id) if item.kind is Kind.VIDEO)
    assert keeper.original(video.item_id).read_bytes() == path.read_bytes()
    frames = [frame for frame in done.frames if frame is not None]
    told = [frame.provenance.extra["frame"] for frame in frames]
    assert all(frame.derived_from == (video.item_id,) for frame in frames)
    assert [one["seconds"] for one in told] == sorted({one["seconds"] for one in told})
    assert all(isinstance(one["number"], int) for one in told)
    assert {item.group for item in keeper.items(case_id)} == {video.group}
    (long,) = done.pictures
    assert sum(join.offset for join in long.joins) == conversation.tops[-1]


def test_stopping_leaves_the_frames_kept_and_nothing_half(
    keeper: Keeper, case_id: str, tmp_path: Path
) -> None:
    class Stopping(Job):
        def report(self, step: str, done: int = 0, total: int = 0, detail: str = "") -> None:
            if step == "joining" and done:
                self.cancel()

    with pytest.raises(Cancelled):
        keeper.stitch(talk().write(tmp_path / "in"), case_id, job=Stopping())
    assert len(keeper.items(case_id)) == 4
    assert not list((keeper.vault.path / "staging").rglob("f??????"))
    assert keeper.verify().ok


def test_the_bound_of_a_picture_is_that_of_whoever_reads_it() -> None:
    from evidence_keeper.media import pictures

    assert stitching.MOST_PIXELS == pictures.MOST_PIXELS
