"""The five pages at the very first start, and the file with which family sets up the other computer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from evidence_keeper import profiles
from evidence_keeper.gui.easy.face import EasyFace
from evidence_keeper.gui.easy.family import FamilyPage
from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.easy.journey import JourneyPage
from evidence_keeper.gui.journeys.profile import MakeProfile
from evidence_keeper.gui.journeys.welcome import Welcome
from evidence_keeper.gui.look import FaceName
from evidence_keeper.gui.standard.face import StandardFace
from evidence_keeper.gui.standard.journey import JourneyDialog
from evidence_keeper.intake.audio import MICROPHONE, SYSTEM, Device
from evidence_keeper.intake.audio.fake import FakeMicrophone, FakeSource, steady
from evidence_keeper.intake.screen.fake import one_monitor
from evidence_keeper.keeper import Keeper
from evidence_keeper.profiles import Profile
from tests.gui.conftest import Opened
from tests.gui.person import Person, drop_on, example

FACES = pytest.mark.parametrize("face", ["easy", "standard"])


@pytest.fixture
def speaking() -> Iterator[FakeMicrophone]:
    """Both sides sound."""
    wave = (np.sin(np.arange(48_000) / 20) * 6000).astype(np.int16)
    kinds = (MICROPHONE, SYSTEM)
    sources = [FakeSource(Device(one, one, one, default=True), steady(wave)) for one in kinds]
    port = FakeMicrophone(sources, speed=1.0)
    yield port
    port.close()


def journey_of(person: Person) -> object:
    if isinstance(person.window.face, EasyFace):
        return person.until_page(JourneyPage).journey
    dialog = person.standard.dialog
    assert isinstance(dialog, JourneyDialog)
    return dialog.journey


@FACES
def test_five_pages_set_up_a_computer(
    opened: Opened, keeper: Keeper, tmp_path: Path, speaking: FakeMicrophone, face: str
) -> None:
    person = opened(face, sound=speaking)
    desk = person.window.desk
    desk.choose_folder = lambda _parent, _title: tmp_path / "stick"
    person.window.help("welcome")
    journey = journey_of(person)
    assert isinstance(journey, Welcome)
    person.until_said("第 1 步，共 5 步")
    person.write(journey.lines["complainant_name"], "沈玉兰")
    person.write(journey.lines["complainant_address"], "槐树街 8 号")
    person.press_words("下一步")

    person.until_said("第 2 步，共 5 步")
    assert journey.sound is not None
    person.until(lambda: journey.sound is not None and len(journey.sound.heard) == 2)
    told = journey.sound.told.values()
    person.until(lambda: all(one.text() == "✓ 听得到。" for one in told))
    assert all(bar.level > 0.1 for bar in journey.sound.bars.values())
    person.press_words("下一步")

    person.until_said("第 3 步，共 5 步")
    person.quiet()
    assert not any(source.streams for source in speaking.sources)
    person.press_words("试着截一张")
    person.until_said("可以。看到的是这样")
    person.press_words("下一步")

    person.until_said("第 4 步，共 5 步")
    person.press_words("六个大按钮")
    person.press_words("150 %")
    person.press_words("下一步")

    person.until_said("第 5 步，共 5 步")
    assert "还没有第二份" in person.reads()
    person.press_words("选第二份放哪里")
    person.until_said("第二份放在")
    person.press_words("好了")

    person.until(lambda: person.window.desk.look.scale == 150)
    person.until(lambda: isinstance(person.window.face, EasyFace))
    chosen = desk.choices
    assert chosen.person == {"complainant_name": "沈玉兰", "complainant_address": "槐树街 8 号"}
    assert (chosen.face, chosen.text_scale) == ("easy", 150)
    assert chosen.second_copy == tmp_path / "stick"
    assert keeper.items() == []
    person.window.face.keep(example("账单"))  # type: ignore[attr-defined]
    person.until(lambda: bool(keeper.cases()))
    assert keeper.cases()[0].get("complainant_name") == "沈玉兰"
    person.quiet()


@FACES
def test_what_is_missing_is_said_on_its_page_and_one_can_go_on(opened: Opened, face: str) -> None:
    desk = one_monitor(64, 48)
    desk.allowed = False
    from evidence_keeper.intake.screen.fake import FakeScreen

    person = opened(face, screen=FakeScreen(desk))
    person.window.help("welcome")
    person.press_words("下一步")
    person.until_said("✗ 这台电脑没有找到话筒")
    person.press_words("下一步")
    person.press_words("试着截一张")
    person.until_said("screen_refused")
    person.press_words("下一步")
    person.until_said("第 4 步")
    assert person.window.desk.choices.person == {}


@FACES
def test_a_file_from_the_family_says_what_it_changes_and_then_does_it_all(
    opened: Opened, keeper: Keeper, tmp_path: Path, face: str
) -> None:
    wished = Profile(
        {"complainant_name": "沈玉兰"}, {"女儿": "138 0000 1234"}, "easy", 150, tmp_path / "stick"
    )
    file = profiles.write(wished, tmp_path / "设置.ekprofile")
    person = opened(face)
    drop_on(person.window.face, [file])
    person.until_said("投诉人姓名: 沈玉兰")
    assert "可以相信的家人：女儿: 138 0000 1234" in person.reads()
    assert person.window.desk.choices.person == {}
    person.press_words("改成这样")
    person.until(lambda: person.window.desk.look.scale == 150)
    assert person.window.desk.look.face is FaceName.EASY
    assert person.window.desk.choices.family == {"女儿": "138 0000 1234"}
    home = person.until_page(Home)
    person.press(home.family)
    person.until_page(FamilyPage)
    assert "请您自己打给家人：女儿 138 0000 1234" in person.reads()
    assert keeper.items() == []
    person.window.help("open_profile")
    person.window.desk.choose_file = lambda _parent, _title: file
    person.press_words("选文件")
    person.until_said("已经是这样了")


def test_a_file_left_alone_changes_nothing(opened: Opened, tmp_path: Path) -> None:
    file = profiles.write(Profile(face="easy", text_scale=200), tmp_path / "a.ekprofile")
    person = opened("standard")
    before = person.window.desk.choices
    drop_on(person.window.face, [file])
    person.until_said("会改这些")
    person.press_words("不改")
    assert person.window.desk.choices == before
    assert isinstance(person.window.face, StandardFace)


@FACES
@pytest.mark.parametrize(
    ("content", "code"),
    [(b"hello", "not_a_profile"), (b'{"evidence_keeper_profile": 9}', "profile_too_new")],
)
def test_a_bad_or_newer_file_is_one_plain_line(
    opened: Opened, tmp_path: Path, face: str, content: bytes, code: str
) -> None:
    file = tmp_path / "a.ekprofile"
    file.write_bytes(content)
    person = opened(face)
    drop_on(person.window.face, [file])
    person.until_said(code)
    assert "什么都没有改" in person.reads()


def test_family_makes_the_file_that_another_computer_opens(opened: Opened, tmp_path: Path) -> None:
    person = opened("standard")
    person.window.help("make_profile")
    journey = journey_of(person)
    assert isinstance(journey, MakeProfile)
    person.write(journey.lines["complainant_name"], "沈玉兰")
    assert journey.family is not None
    person.write(journey.family, "女儿 138 0000 1234\n儿子：13900001111")
    person.press_words("做成文件")
    person.until(lambda: journey.file is not None)
    assert journey.file is not None
    made = profiles.read(journey.file)
    assert made.family == {"女儿": "138 0000 1234", "儿子": "13900001111"}
    assert (made.person, made.face) == ({"complainant_name": "沈玉兰"}, "easy")
    assert QGuiApplication.clipboard().mimeData().urls()[0].toLocalFile() == str(journey.file)
    assert tmp_path / "documents" in journey.file.parents
