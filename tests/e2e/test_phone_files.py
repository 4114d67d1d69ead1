"""Files as phones really have them: odd names, sixty at once, the same twice, a wrong clock, a disk that fills up."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_keeper.intake.phone import rules
from evidence_keeper.intake.phone.seal import seal
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import TimeSource
from evidence_keeper.receiving import Opening
from evidence_keeper.text import safe_name
from tests.e2e import phone_rig
from tests.e2e.cli_runner import Cli
from tests.e2e.phone_rig import HERE, codes, still_works
from tests.phone_client import SLICE, PhoneClient


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def page(keeper: Keeper) -> Iterator[Opening]:
    with phone_rig.page_of(keeper) as opened:
        yield opened


@pytest.fixture
def good(page: Opening) -> PhoneClient:
    return phone_rig.good_phone(page)


def test_names_in_any_script_are_kept_and_lie_nowhere_but_in_the_journal(
    page: Opening, good: PhoneClient, keeper: Keeper
) -> None:
    names = ("\u202egpm.exe", "ﷺ.mp3", "e\u0301té.m4a", "CON.mp3", "‮录音‬.amr", "😀.jpg", "a" * 255)
    for number, name in enumerate(names):
        assert good.send(name, b"sound %d" % number)["state"] == "kept"
    assert [item.name for item in keeper.items()] == list(names)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", "".join(map(safe_name, names)))


def test_the_same_file_sent_twice_at_once_is_kept_once(
    page: Opening, good: PhoneClient, keeper: Keeper
) -> None:
    data = os.urandom(3 * rules.LEAST_SLICE)
    both = good.announce(("a.mp3", len(data)), ("a.mp3", len(data)))
    for at in range(0, len(data), rules.LEAST_SLICE):
        for one in both:
            part = data[at : at + rules.LEAST_SLICE]
            assert good.slice(one["id"], at, part, len(data)).status == 204
    assert sorted(good.wait(one["id"])["before"] for one in both) == [False, True]
    assert len(keeper.items()) == 1


def test_many_files_at_once_all_arrive(page: Opening, good: PhoneClient, keeper: Keeper) -> None:
    names = [f"IMG_{number:04d}.jpg" for number in range(60)]
    told = good.announce(*((name, 20) for name in names))
    for one, name in zip(told, names, strict=True):
        assert good.slice(one["id"], 0, f"{name:>20}".encode(), 20).status == 204
    for one in told:
        assert good.wait(one["id"])["state"] == "kept"
    assert sorted(item.name for item in keeper.items()) == names
    more = [{"name": "x", "size": 1}] * (rules.MOST_FILES + 1)
    question = seal(good.key, "ask", json.dumps({"what": "announce", "files": more}).encode())
    sealed = {"Content-Type": "application/octet-stream"}
    assert good.request("POST", "ask", question, sealed).status == 400


def test_a_phone_in_1970_gives_no_time_and_its_clock_is_written_down(
    page: Opening, good: PhoneClient, keeper: Keeper
) -> None:
    facts = {"name": "录音.mp3", "size": 4, "modified": 5000}
    told = good.ask("announce", files=[facts], now=9000, opened=4000)["files"][0]
    assert good.slice(told["id"], 0, b"abcd", 4).status == 204
    assert good.wait(told["id"])["state"] == "kept"
    item = keeper.items()[0]
    assert (item.captured_at, item.time_source) == (None, TimeSource.NONE)
    assert [note["code"] for note in item.provenance.notes if "clock" in note["code"]] == [
        "phone_clock_slow"
    ]


def test_no_room_is_said_before_the_first_byte(page: Opening, good: PhoneClient) -> None:
    told = good.announce(("a.mp4", 1 << 44), ("b.mp4", 1 << 44))
    assert {one["code"] for one in told} == {"disk_full"}
    assert "phone_no_room" in codes(page)
    still_works(good)


def test_a_disk_that_fills_up_on_the_way_refuses_that_file_and_keeps_the_next(
    tmp_path: Path,
) -> None:
    """No file of the command may grow beyond 10 MB from the middle of the film on: to it a full disk."""
    cli = Cli(tmp_path)
    case_id = str(cli.ok("case", "new", "--title", "x")["case_id"])
    process = cli.start("receive", "--case", case_id, "--address", HERE.address)
    try:
        assert process.stderr is not None
        sent = PhoneClient(process.stderr.readline().decode().strip(), sealed=True)
        sent.open()
        film = sent.announce(("录屏.mp4", 4 * SLICE))[0]
        assert sent.slice(film["id"], 0, bytes(SLICE), 4 * SLICE).status == 204
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (10_000_000, resource.RLIM_INFINITY))
        for place in range(SLICE, 4 * SLICE, SLICE):
            sent.slice(film["id"], place, bytes(SLICE), 4 * SLICE)
        assert sent.wait(film["id"])["code"] == "disk_full"
        still_works(sent)
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    answer = json.loads(out)
    assert [one["code"] for one in answer["refused"]] == ["disk_full"]
    assert [one["name"] for one in answer["items"]] == ["good.mp4"]
    assert b"Traceback" not in err
    assert list((cli.vault / "staging").iterdir()) == []
    assert cli.ok("verify")["ok"]
