"""The standard face from outside: the same journeys by a real mouse, and its parts as a screen reader knows them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_keeper.model import Kind
from tests.atspi import until
from tests.e2e.test_outside_easy import CASE, CHAT, kept, peek, prepare, whole
from tests.gui.person import example
from tests.outside import Outside, outside
from tests.pulse import PulseServer

ITEMS = ("list item",)


@pytest.fixture
def server() -> Iterator[PulseServer]:
    with PulseServer() as server:
        server.control("set-default-source", "mic")
        yield server


def choose_file(person: Outside, path: Path) -> None:
    person.until_reads("Choose these")
    whole(person)
    name = person.find("File name", ("text",))
    assert name is not None
    name.write(str(path))
    person.press("Choose these")


def menu(person: Outside, button: str, entry: int) -> None:
    """Opens a button's menu and takes an entry, by the keyboard."""
    person.press(button)
    time.sleep(0.5)
    person.keys(*["Down"] * entry, "Return")


def test_a_call_a_picture_a_chat_and_a_file_are_kept(tmp_path: Path, server: PulseServer) -> None:
    with outside(tmp_path, "standard", sound=server.environment) as person:
        whole(person, keyboard=True)
        person.press("Record a call")
        until(lambda: "2 秒" in person.reads())
        whole(person)
        person.press("I asked for a person")
        person.press("Stop and keep")
        until(lambda: any(one.kind is Kind.CALL for one in peek(tmp_path)))
        menu(person, "Take a picture of the screen", 1)
        until(lambda: any(one.kind is Kind.SCREENSHOT for one in peek(tmp_path)))
        menu(person, "Keep a chat", 2)
        person.until_reads("Copied text")
        whole(person, keyboard=True)
        other = person.copy(CHAT)
        until(lambda: any(one.kind is Kind.CHAT for one in peek(tmp_path)))
        other.kill()
        other.wait()
        person.press("Done")
        person.press("Add files")
        choose_file(person, example("账单")[0])
        until(lambda: len(peek(tmp_path)) == 4)
        whole(person)
    items = kept(tmp_path)
    assert len(items) == 4
    assert next(one for one in items if one.kind is Kind.CALL).marks


@pytest.mark.parametrize("language", ["zh_CN", pytest.param("en", marks=pytest.mark.soak)])
def test_papers_are_made_and_evidence_is_looked_at(tmp_path: Path, language: str) -> None:
    prepare(tmp_path)
    with outside(tmp_path, "standard", language=language) as person:
        person.until_reads("What the matter is about")
        whole(person, keyboard=True)
        for item in peek(tmp_path):
            row = next(
                one
                for one in person.shown()
                if one.role in ITEMS and Path(item.name).stem in one.name
            )
            person.click(row)
            person.until_reads("Put it aside")
            whole(person, keyboard=True)
        person.press("Make the papers")
        person.until_reads("Make it now")
        whole(person, keyboard=True)
        person.press("Make it now")
        until(lambda: list(tmp_path.glob("**/*.pdf")), 120)
        person.until_reads(CASE)
        whole(person)
