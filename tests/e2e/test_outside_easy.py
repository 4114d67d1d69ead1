"""The easy face from outside: every journey by a real mouse, and every page as a screen reader gets to know it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_keeper.keeper import Keeper
from evidence_keeper.model import EvidenceItem, Kind
from tests.atspi import until
from tests.gui.person import example
from tests.outside import Outside, go_round, look_over, outside
from tests.pulse import PulseServer

CASE = "套餐被改"
CHAT = "2026-03-02 10:01:00 客服小星\n您好\n2026-03-02 10:02:00 老沈\n我要人工客服\n"


def kept(home: Path) -> list[EvidenceItem]:
    """What the vault holds afterwards, and that it is whole."""
    keeper = Keeper.open(home / "vault", home=home / "XDG_DATA_HOME" / "evidence-keeper")
    try:
        assert keeper.verify().ok
        return list(keeper.items())
    finally:
        keeper.close()


def prepare(home: Path) -> None:
    """A case as a relative prepared it."""
    keeper = Keeper.open(home / "vault", home=home / "XDG_DATA_HOME" / "evidence-keeper")
    case = keeper.new_case(CASE, "telecom_plan")
    keeper.add(example("账单", "聊天"), case.case_id)
    keeper.close()


def whole(person: Outside, *, keyboard: bool = False) -> None:
    missing = look_over(person, (CASE,))
    if keyboard:
        # What a round brought up (the row it came to), or the window said meanwhile, is gone through in the next.
        missing += go_round(person) and go_round(person) and go_round(person)
    assert not missing, "\n".join(missing)


@pytest.fixture
def server() -> Iterator[PulseServer]:
    with PulseServer() as server:
        server.control("set-default-source", "mic")
        yield server


def test_a_call_is_recorded_by_two_presses(tmp_path: Path, server: PulseServer) -> None:
    with outside(tmp_path, "easy", sound=server.environment) as person:
        whole(person)
        person.press("Record a call")
        person.until_reads("Recording")
        until(lambda: "2 秒" in person.reads())
        whole(person)
        person.press("I asked for a person")
        person.press("Stop and keep")
        person.until_reads("Write what it was about")
        whole(person)
    (item,) = kept(tmp_path)
    assert item.kind is Kind.CALL
    assert item.marks


def test_the_screen_a_chat_and_a_file_are_kept(tmp_path: Path) -> None:
    bill = example("账单")[0]
    with outside(tmp_path, "easy") as person:
        person.press("Take a picture of the screen")
        person.until_reads("Take another")
        whole(person)
        person.press("Go home")
        person.press("Keep a chat")
        person.until_reads("Where is the chat?")
        whole(person)
        person.press("Text that you copied")
        person.until_reads("Copied text")
        whole(person)
        other = person.copy(CHAT)
        until(lambda: any(one.kind is Kind.CHAT for one in peek(tmp_path)))
        other.kill()
        other.wait()
        person.press("Done")
        person.until_reads("Kept {n} chats. They are exactly as they were copied.")
        whole(person)
        person.press("Done")
        person.press("Keep files")
        whole(person)
        person.press("Choose files")
        person.until_reads("Choose these")
        whole(person)
        name = person.find("File name", ("text",))
        assert name is not None
        name.write(str(bill))
        person.press("Choose these")
        person.until_reads("Keep more")
        whole(person)
    items = kept(tmp_path)
    assert {one.kind for one in items} >= {Kind.SCREENSHOT, Kind.CHAT}
    assert len(items) == 3


def peek(home: Path) -> list[EvidenceItem]:
    keeper = Keeper.open(home / "vault", home=home / "XDG_DATA_HOME" / "evidence-keeper")
    try:
        return list(keeper.items())
    finally:
        keeper.close()


@pytest.mark.parametrize("language", ["en", pytest.param("zh_CN", marks=pytest.mark.soak)])
def test_papers_in_three_presses_and_evidence_is_looked_at(tmp_path: Path, language: str) -> None:
    prepare(tmp_path)
    with outside(tmp_path, "easy", language=language) as person:
        whole(person, keyboard=True)
        person.press("Make the papers")
        person.until_reads("See it first")
        whole(person, keyboard=True)
        person.press("See it first")
        person.until_reads("Make it like this", 120)
        whole(person)
        person.press("Make it like this")
        person.until_reads("Look at it", 120)
        whole(person, keyboard=True)
        assert list(tmp_path.glob("**/*.pdf"))
        person.press("Back")
        person.press("See the evidence")
        person.until_reads("See the evidence")
        whole(person, keyboard=True)
