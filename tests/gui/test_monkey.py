"""Random presses and keys on the real window and a real vault: no error, no crash, nothing kept is changed or lost."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from evidence_keeper.keeper import Keeper
from tests.gui.conftest import Opened
from tests.gui.monkey import Monkey
from tests.gui.person import example
from tests.gui.room import Room
from tests.gui.stalls import Heart

LONGEST_SECONDS = 1.0


def romp(
    opened: Opened, keeper: Keeper, folder: Path, face: str, seed: int, times: int, *parts: str
) -> Heart:
    """Lets the monkey loose on a case, and looks afterwards whether everything is still there."""
    case = keeper.new_case("套餐被改", "telecom_plan")
    keeper.new_case("会员自动续费", "auto_renew")
    keeper.add(example(*parts), case.case_id)
    before = {item.item_id: item.digest for item in keeper.items()}
    stick = folder / "stick"
    stick.mkdir()
    with closing(Room()) as room:
        person = opened(face, sound=room)
        person.chosen = example("账单")
        monkey = Monkey(person, seed, room, stick)
        with Heart(LONGEST_SECONDS / 2) as heart:
            monkey.play(times)
        assert len(monkey.done) > times / 2
        desk = person.window.desk
        desk.recorder.end_now()
    after = {item.item_id: item.digest for item in keeper.items(None, withdrawn=None)}
    assert {item_id: after.get(item_id) for item_id in before} == before, monkey.story
    report = keeper.verify()
    assert report.ok, report.findings
    return heart


@pytest.mark.parametrize("face", ["easy", "standard"])
def test_a_few_hundred_random_presses_break_nothing(
    opened: Opened, keeper: Keeper, tmp_path: Path, face: str
) -> None:
    romp(opened, keeper, tmp_path, face, 8, 300, "账单", "聊天", "录音")


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("face", ["easy", "standard"])
@pytest.mark.parametrize("seed", [1, 2])
def test_ten_thousand_random_presses_break_nothing_and_never_stall(
    opened: Opened, keeper: Keeper, tmp_path: Path, face: str, seed: int
) -> None:
    heart = romp(opened, keeper, tmp_path, face, seed, 10_000)
    assert heart.ours < LONGEST_SECONDS, heart.blamed
