"""Keeping watch: the weekly check by itself, giving way to a recording, and what is said calmly about the rest."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from evidence_keeper.gui.tray import Tray
from evidence_keeper.intake.audio import MICROPHONE, Device
from evidence_keeper.intake.audio.fake import FakeMicrophone, FakeSource, steady
from evidence_keeper.keeper import Keeper
from tests.gui.conftest import Opened
from tests.gui.person import example

FACES = pytest.mark.parametrize("face", ["easy", "standard"])


def grown(keeper: Keeper, **fields: str) -> str:
    case = keeper.new_case("会员自动续费", "refund", fields)
    keeper.add(example("Screenshot_20260226"), case.case_id)
    return case.case_id


@FACES
def test_what_was_not_checked_for_a_week_is_checked_by_itself(
    opened: Opened, keeper: Keeper, face: str
) -> None:
    grown(keeper)
    person = opened(face)
    desk = person.window.desk
    assert keeper.watched().checked_at is None
    desk.watch.look()
    person.until(lambda: keeper.watched().checked_at is not None)
    person.quiet()
    said = "检查过，都没有被改动" if face == "easy" else "全部 2 件"
    person.until_said(said)
    checked = keeper.watched().checked_at
    desk.watch.look()
    person.quiet()
    assert keeper.watched().checked_at == checked


@FACES
def test_a_change_is_said_on_the_front_page(opened: Opened, keeper: Keeper, face: str) -> None:
    grown(keeper)
    original = keeper.original(keeper.items()[0].item_id)
    original.chmod(0o644)
    original.write_bytes(b"changed")
    person = opened(face)
    person.window.desk.watch.look()
    person.until(lambda: keeper.watched().checked_at is not None)
    person.until_said("有地方不对" if face == "easy" else "⚠")
    assert not keeper.watched().sound


def test_what_the_last_run_found_is_known_at_the_next_start(opened: Opened, keeper: Keeper) -> None:
    grown(keeper)
    keeper.watch()
    person = opened("standard")
    person.window.desk.watch.look()
    person.until_said("全部 2 件")
    assert "还没有存第二份" in person.reads()


def test_a_recording_goes_first(opened: Opened, keeper: Keeper) -> None:
    grown(keeper)
    import numpy as np

    device = Device("话筒", MICROPHONE, "话筒", default=True)
    port = FakeMicrophone([FakeSource(device, steady(np.full(4800, 900, np.int16)))], speed=1.0)
    person = opened("easy", sound=port)
    desk = person.window.desk
    desk.recorder.begin(None)
    person.until(lambda: desk.recorder.running)
    desk.watch.look()
    person.until(lambda: desk.watch.looked is not None)
    assert desk.watch.running is None
    assert keeper.watched().checked_at is None
    desk.recorder.stop()
    person.until(lambda: keeper.watched().checked_at is not None)
    port.close()


@FACES
def test_a_day_that_comes_near_is_noticed_at_start_and_in_the_tray(
    opened: Opened, keeper: Keeper, face: str
) -> None:
    bought = datetime.now().astimezone().date() - timedelta(days=3)
    grown(keeper, bought_on=bought.isoformat(), received_on=bought.isoformat())
    person = opened(face)
    tray = Tray(person.window)
    person.window.desk.watch.look()
    person.until(lambda: person.window.desk.watch.looked is not None)
    looked = person.window.desk.watch.looked
    assert looked is not None
    assert looked.days
    person.until_said("「会员自动续费」：")
    assert "还有" in tray.day.text()
    assert tray.day.isVisible()


def test_the_stick_that_is_in_again_is_brought_up_to_date(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    case_id = grown(keeper)
    keeper.watch()
    done = keeper.copy_to(tmp_path / "stick")
    (file,) = (keeper.vault.keyring.home / "watch").iterdir()
    now = datetime.now().astimezone()
    told = file.read_text().replace(f"{now:%Y-%m-%dT}", f"{now - timedelta(days=9):%Y-%m-%dT}")
    file.write_text(told)
    keeper.watch()
    keeper.add(example("账单"), case_id)
    person = opened("standard")
    person.window.desk.watch.look()
    person.until(lambda: not keeper.watched().copy_due(now))
    person.quiet()
    assert len(list((done.folder / "originals").rglob("*"))) > done.originals
