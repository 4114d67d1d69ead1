"""A chat captured while a person scrolls: each page is on the disk before anything is said about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from evidence_keeper.capturing import CaptureState, ChatCapture, Phase, Step
from evidence_keeper.errors import InputError
from evidence_keeper.intake.screen import Box, Layout, Monitor
from evidence_keeper.intake.screen.port import Shot
from evidence_keeper.keeper import Keeper
from tests.conversations import Conversation, Pixels, Style, converse

STYLE = Style(width=480, view=640, header=56, footer=60, size=20)


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    yield opened
    opened.close()


class Person:
    """Somebody who scrolls and waits while the screen is looked at ten times a second."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self.case_id = keeper.new_case("套餐").case_id
        self.session: ChatCapture = keeper.capture_chat(self.case_id)
        self.now = 0.0
        self.kept_when_told: list[bool] = []

    def shows(self, view: Pixels) -> CaptureState:
        """The view rests for half a second; what was said of it when it had come to rest."""
        told = None
        for _ in range(6):
            self.now += 0.1
            state = self.session.offer(shot(view), self.now)
            if told is None and state.step not in (Step.MOVING, Step.UNCHANGED):
                told = state
                if state.item is not None:
                    path = self.keeper.original(state.item.item_id)
                    self.kept_when_told.append(path.exists())
        assert told is not None
        return told


def shot(view: Pixels) -> Shot:
    height, width = view.shape[:2]
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[..., :3] = view[..., ::-1]
    box = Box(0, 0, width, height)
    layout = Layout((Monitor("fake", box, 1.0, True),))
    return Shot(pixels, box, layout, datetime.now().astimezone(), "fake")


def talk(seed: int = 11, count: int = 5) -> Conversation:
    return converse(seed, STYLE, steps=(0.55, 0.7), count=count)


def test_a_conversation_from_profile_to_end_is_whole(keeper: Keeper) -> None:
    person, conversation = Person(keeper), talk()
    profile = person.shows(converse(900, STYLE).views[0])
    assert (profile.step, profile.profiles) == (Step.PROFILE_KEPT, 1)
    person.session.enter(Phase.START)
    steps = [person.shows(view).step for view in conversation.views]
    assert steps == [Step.FIRST, *[Step.JOINED] * 4]
    person.session.enter(Phase.END)
    done = person.session.finish()
    assert (done.whole, done.lacking) == (True, ())
    (long,) = done.stitched.pictures
    made = np.asarray(Image.open(keeper.original(long.item.item_id)))
    assert np.array_equal(made[:, :456], conversation.expected(0, 4)[:, :456])
    told = long.item.provenance.extra["chat_capture"]
    frames = [frame.item_id for frame in done.stitched.frames if frame is not None]
    assert told["profiles"] == [done.profiles[0].item_id]
    assert (told["start"], told["end"]) == (frames[0], frames[-1])
    assert all(person.kept_when_told)
    assert len(person.kept_when_told) == 6
    assert {item.group for item in keeper.items(person.case_id)} == {person.session.group}
    assert person.session.finish() is done


def test_a_gap_is_said_at_once_and_closes_when_scrolled_back(keeper: Keeper) -> None:
    person, conversation = Person(keeper), talk()
    person.session.enter(Phase.START)
    zero, one, two, three, four = conversation.views
    assert person.shows(zero).step is Step.FIRST
    assert person.shows(one).step is Step.JOINED
    gap = person.shows(three)
    assert (gap.step, gap.gaps) == (Step.GAP, 1)
    back = person.shows(two)
    assert (back.step, back.gaps) == (Step.JOINED, 0)
    assert person.shows(four).step is Step.JOINED
    person.session.enter(Phase.END)
    assert person.session.finish().lacking == ("no_profile",)
    assert person.session.finish().whole


def test_a_gap_that_stays_is_two_pictures_and_said_to_lack(keeper: Keeper) -> None:
    person, conversation = Person(keeper), talk()
    person.session.enter(Phase.START)
    for number in (0, 1, 3, 4):
        person.shows(conversation.views[number])
    done = person.session.finish()
    assert {"gap", "no_end"} <= set(done.lacking)
    assert not done.whole
    assert len(done.stitched.pictures) == 2


def test_what_was_seen_before_is_not_kept_again(keeper: Keeper) -> None:
    person, conversation = Person(keeper), talk()
    person.session.enter(Phase.START)
    for view in conversation.views[:3]:
        person.shows(view)
    again = person.shows(conversation.views[1])
    assert (again.step, again.kept) == (Step.SAME_AS_BEFORE, 3)
    assert len(keeper.items(person.case_id)) == 3


def test_a_moving_view_is_not_kept(keeper: Keeper) -> None:
    person, conversation = Person(keeper), talk()
    person.session.enter(Phase.START)
    for top in range(0, 300, 30):
        person.now += 0.1
        view = conversation.page[top : top + 640]
        assert person.session.offer(shot(view), person.now).step is Step.MOVING
    assert keeper.items(person.case_id) == []


def test_pages_are_kept_though_nobody_finishes(keeper: Keeper, tmp_path: Path) -> None:
    person, conversation = Person(keeper), talk()
    person.session.enter(Phase.START)
    for view in conversation.views[:3]:
        person.shows(view)
    keeper.close()
    later = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    items = later.items(person.case_id)
    assert [item.provenance.extra["chat_capture"]["number"] for item in items] == [0, 1, 2]
    done = later.join([item.item_id for item in items])
    assert done.whole
    later.close()


def test_an_end_that_is_not_the_foot_is_said(keeper: Keeper) -> None:
    person, conversation = Person(keeper), talk(count=3)
    person.session.enter(Phase.START)
    person.shows(conversation.views[0])
    person.shows(conversation.views[1])
    person.session.enter(Phase.END)
    person.shows(conversation.views[2])
    lacking = person.session.finish().lacking
    assert lacking in (("no_profile",), ("no_profile", "end_not_last"))


def test_nothing_captured_is_an_error(keeper: Keeper) -> None:
    person = Person(keeper)
    with pytest.raises(InputError) as error:
        person.session.finish()
    assert error.value.code == "nothing_captured"


def test_an_unknown_case_is_refused_before_anything_is_looked_at(keeper: Keeper) -> None:
    with pytest.raises(InputError) as error:
        keeper.capture_chat("nope")
    assert error.value.code == "case_unknown"
