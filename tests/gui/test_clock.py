"""第三方时间戳 in the window: off until somebody chooses; a real authority on this computer answers, or doesn't."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_keeper.gui.journeys.clock import Clock
from evidence_keeper.gui.standard.journey import JourneyDialog
from evidence_keeper.gui.standard.papers import Papers
from evidence_keeper.keeper import Keeper
from tests.gui.conftest import Opened
from tests.gui.person import Person, example
from tests.gui.test_looks import everything_is_named, no_word_is_cut, nothing_sticks_out
from tests.tsa import Tsa, serving


@pytest.fixture
def tsa(tmp_path: Path) -> Iterator[Tsa]:
    room = tmp_path / "tsa"
    room.mkdir()
    with serving(room) as authority:
        yield authority


def clock(person: Person) -> Clock:
    person.window.help("clock")
    dialog = person.standard.dialog
    assert isinstance(dialog, JourneyDialog)
    assert isinstance(dialog.journey, Clock)
    return dialog.journey


def test_nobody_is_asked_until_an_address_is_given(
    opened: Opened, keeper: Keeper, tsa: Tsa
) -> None:
    case = keeper.new_case("套餐被改", "telecom_plan")
    keeper.add(example("账单"), case.case_id)
    person = opened("standard")
    person.window.desk.refresh()
    journey = clock(person)
    person.until_said("现在没有请")
    person.press_words("选一家机构")
    person.until_said("请哪一家")
    dialog = person.standard.dialog
    assert dialog is not None
    assert "联合信任时间戳服务中心" in " ".join(
        one.accessibleName() for one in dialog.findChildren(type(journey.widgets[1]))
    )
    no_word_is_cut(dialog)
    nothing_sticks_out(dialog)
    everything_is_named(dialog, chinese=True)
    journey._write()
    assert journey.line is not None
    journey.line.setText("ftp://x")
    person.press_words("就用这个")
    assert person.window.desk.choices.tsa is None
    journey.line.setText(tsa.url)
    person.press_words("就用这个")
    person.until_said("每次做材料都请")
    assert tsa.asked == 0
    person.press_words("现在就请")
    person.until_said("最近一个是")
    assert tsa.asked == 1
    tsa.manner = "busy"
    person.press_words("现在就请")
    person.until_said("已经记下要盖时间戳")
    person.press_words("好了")
    person.until_said("有一个还没等到")
    tsa.manner = "good"
    dialog.reject()
    person.press(person.standard.bar.papers_button)
    papers = person.standard.dialog
    assert isinstance(papers, Papers)
    person.press(papers.make)
    person.until(lambda: papers.bundle is not None)
    assert papers.bundle is not None
    assert papers.bundle.timestamped
    papers.reject()
    clock(person)
    person.until_said("每次做材料都请")
    person.press_words("都不请")
    person.until_said("现在没有请")
    assert person.window.desk.choices.tsa is None
