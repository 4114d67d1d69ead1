"""What a phone sends is kept like any file, with where it came from; what isn't whole is not kept."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evidence_keeper import receiving, resources
from evidence_keeper.errors import InputError, NetworkError, SourceError
from evidence_keeper.intake.phone import Network, rules
from evidence_keeper.intake.phone.seal import seal, unseal
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Kind, Source, TimeSource
from evidence_keeper.receiving import Opening
from tests import chatlogs
from tests.phone_browser import IPHONE, WECHAT_ANDROID
from tests.phone_client import SLICE, PhoneClient

SEALED = {"Content-Type": "application/octet-stream"}
HERE = Network("127.0.0.1", "", "here")


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def case_id(keeper: Keeper) -> str:
    return keeper.new_case("星河通信扣费").case_id


@pytest.fixture
def page(keeper: Keeper, case_id: str) -> Iterator[Opening]:
    opened = keeper.receive(case_id, network=HERE)
    yield opened
    opened.stop()


def phone(page: Opening, agent: str = WECHAT_ANDROID, *, sealed: bool = True) -> PhoneClient:
    made = PhoneClient(page.state().address, sealed=sealed, headers={"User-Agent": agent})
    assert made.open().status == 200
    return made


def example(part: str) -> Path:
    return next(path for path in resources.path("example").iterdir() if part in path.name)


@pytest.mark.parametrize("sealed", [True, False])
def test_a_recording_is_kept_with_all_that_is_known_of_it(
    keeper: Keeper, page: Opening, sealed: bool
) -> None:
    path = example("10579")
    modified = datetime(2026, 3, 2, 2, 5, tzinfo=UTC)
    sent = phone(page, sealed=sealed)
    facts = {"name": path.name, "size": path.stat().st_size, "type": "audio/mpeg"}
    facts["modified"] = int(modified.timestamp() * 1000)
    now = time.time() * 1000
    told = sent.ask("announce", files=[facts], now=now + 3_600_000, opened=now)["files"][0]
    assert told["state"] == "waiting"
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    assert sent.slice(told["id"], 0, data, len(data), digest).status == 204
    kept = sent.wait(told["id"])
    assert (kept["state"], kept["sha256"]) == ("kept", digest)
    item = page.stop().items[0]
    assert item.kind is Kind.CALL
    assert item.digest.value == digest
    assert item.time_source is TimeSource.FILENAME
    assert item.provenance.source is Source.PHONE
    assert item.provenance.device == "M2102J2SC, Android 12"
    assert item.provenance.phone_number == "10579"
    known = item.provenance.extra["phone"]
    assert datetime.fromisoformat(known["last_modified"]) == modified
    assert known["sealed"] is sealed
    assert known["clock_ahead_seconds"] == pytest.approx(3600, abs=5)
    assert known["sha256_on_phone"] == digest
    assert keeper.verify().ok


def test_what_comes_in_many_slices_is_the_same_bytes(keeper: Keeper, page: Opening) -> None:
    data = os.urandom(2 * SLICE + 12345)
    sent = phone(page)
    kept = sent.send("录屏.mp4", data)
    assert kept["sha256"] == hashlib.sha256(data).hexdigest()
    item = page.stop().items[0]
    assert keeper.vault.path.joinpath("originals", kept["sha256"][:2], kept["sha256"]).is_file()
    assert item.size == len(data)


def test_what_was_kept_before_is_not_doubled(page: Opening) -> None:
    data = example("Screenshot_20260226_192118").read_bytes()
    sent = phone(page)
    assert not sent.send("a.png", data)["before"]
    assert sent.send("b.png", data)["before"]
    done = page.stop()
    assert len(done.items) == 1
    assert done.already_kept == ()


def test_a_lost_slice_is_asked_for_again_and_a_doubled_one_is_not_taken_twice(
    page: Opening,
) -> None:
    data = os.urandom(SLICE + 100_000)
    sent = phone(page)
    told = sent.announce(("a.mp4", len(data)))[0]
    assert sent.slice(told["id"], 0, data[:SLICE], len(data)).status == 204
    again = sent.slice(told["id"], 0, data[:SLICE], len(data))
    assert (again.status, again.headers["upload-offset"]) == (409, str(SLICE))
    # A page that was loaded anew announces the same file, and hears how far it is.
    anew = sent.announce(("a.mp4", len(data)))[0]
    assert (anew["id"], anew["offset"]) == (told["id"], SLICE)
    assert sent.request("HEAD", f"up/{told['id']}").headers["upload-offset"] == str(SLICE)
    kept = sent.send("a.mp4", data)
    assert kept["sha256"] == hashlib.sha256(data).hexdigest()


def test_two_files_alike_in_one_choosing_are_two(page: Opening) -> None:
    sent = phone(page)
    first, second = sent.announce(("a.jpg", 5), ("a.jpg", 5))
    assert first["id"] != second["id"]
    assert [one["id"] for one in sent.announce(("a.jpg", 5), ("a.jpg", 5))] == [
        first["id"],
        second["id"],
    ]


def test_what_arrives_otherwise_than_it_left_is_not_kept(page: Opening) -> None:
    sent = phone(page)
    told = sent.announce(("a.jpg", 4))[0]
    assert sent.slice(told["id"], 0, b"abcd", 4, "0" * 64).status == 204
    assert sent.wait(told["id"])["code"] == "arrived_differently"
    assert sent.send("a.jpg", b"abcd")["state"] == "kept"
    done = page.stop()
    assert len(done.items) == 1


def test_what_is_half_here_at_the_end_is_told_and_leaves_nothing(
    keeper: Keeper, page: Opening
) -> None:
    sent = phone(page)
    told = sent.announce(("a.mp4", 2 * SLICE))[0]
    assert sent.slice(told["id"], 0, bytes(SLICE), 2 * SLICE).status == 204
    done = page.stop()
    assert [one.code for one in done.refused] == ["arrived_incomplete"]
    assert list((keeper.vault.path / "staging").iterdir()) == []
    assert done is page.stop()


def _half(sent: PhoneClient, data: bytes, **facts: object) -> dict[str, object]:
    """Announces a film as the page does: with the digest of how it begins."""
    named = {"name": "录屏.mp4", "size": len(data), "modified": 1_750_000_000_000, **facts}
    named.setdefault("head", hashlib.sha256(data[: rules.HEAD]).hexdigest())
    return dict(sent.ask("announce", files=[named])["files"][0])


def test_a_film_goes_on_where_it_stood_after_the_page_was_opened_anew(
    keeper: Keeper, case_id: str
) -> None:
    data = os.urandom(2 * SLICE)
    first = keeper.receive(case_id, network=HERE)
    sent = phone(first)
    told = _half(sent, data)
    assert sent.slice(str(told["id"]), 0, data[:SLICE], len(data)).status == 204
    assert [one.code for one in first.stop().refused] == ["arrived_incomplete"]
    second = keeper.receive(case_id, network=HERE)
    sent = phone(second)
    told = _half(sent, data)
    assert (told["state"], told["offset"]) == ("receiving", SLICE)
    digest = hashlib.sha256(data).hexdigest()
    assert sent.slice(str(told["id"]), SLICE, data[SLICE:], len(data), digest).status == 204
    assert sent.wait(str(told["id"]))["sha256"] == digest
    assert [item.digest.value for item in second.stop().items] == [digest]
    assert keeper.verify().ok


@pytest.mark.parametrize(
    "other",
    [
        {"name": "别的.mp4"},
        {"modified": 1_750_000_001_000},
        {"head": "0" * 64},
        {"head": ""},
        {"size": 2 * SLICE + 1},
    ],
)
def test_only_the_very_same_file_goes_on(
    keeper: Keeper, case_id: str, other: dict[str, object]
) -> None:
    data = os.urandom(2 * SLICE)
    first = keeper.receive(case_id, network=HERE)
    sent = phone(first)
    told = _half(sent, data)
    assert sent.slice(str(told["id"]), 0, data[:SLICE], len(data)).status == 204
    first.stop()
    second = keeper.receive(case_id, network=HERE)
    assert _half(phone(second), data, **other)["offset"] == 0
    second.stop()
    elsewhere = keeper.receive(keeper.new_case("另一件").case_id, network=HERE)
    assert _half(phone(elsewhere), data)["offset"] == 0
    elsewhere.stop()
    keeper.close()
    assert list((keeper.vault.path / "staging").iterdir()) == []


def test_halves_that_wait_give_way_where_the_disk_needs_the_room(
    keeper: Keeper, case_id: str
) -> None:
    data = os.urandom(2 * SLICE)
    first = keeper.receive(case_id, network=HERE)
    sent = phone(first)
    told = _half(sent, data)
    assert sent.slice(str(told["id"]), 0, data[:SLICE], len(data)).status == 204
    first.stop()
    assert list((keeper.vault.path / "staging").iterdir())
    second = keeper.receive(case_id, network=HERE)
    assert phone(second).announce(("a.mp4", 1 << 44))[0]["code"] == "disk_full"
    assert list((keeper.vault.path / "staging").iterdir()) == []
    second.stop()


def test_an_empty_file_is_refused_with_its_reason(page: Opening) -> None:
    assert phone(page).announce(("a.m4a", 0))[0]["code"] == "source_empty"


def test_a_time_that_says_only_when_it_was_chosen_is_no_time(page: Opening) -> None:
    data = example("Screenshot_20260226_192118").read_bytes()
    chosen = datetime.now(UTC) - timedelta(minutes=20)
    sent = phone(page, IPHONE)
    for name, modified in (
        ("a.png", chosen + timedelta(seconds=30)),
        ("b.png", chosen - timedelta(days=3)),
    ):
        milliseconds = int(modified.timestamp() * 1000)
        facts = {"name": name, "size": len(data) + len(name), "modified": milliseconds}
        opened = int(chosen.timestamp() * 1000)
        told = sent.ask("announce", files=[facts], opened=opened)["files"][0]
        bytes_ = data + name.encode()
        assert sent.slice(told["id"], 0, bytes_, len(bytes_)).status == 204
        assert sent.wait(told["id"])["state"] == "kept"
    first, second = page.stop().items
    assert first.provenance.device == "iPhone, iOS 16.6"
    assert (first.captured_at, first.time_source) == (None, TimeSource.NONE)
    assert first.provenance.extra["phone"]["last_modified"] is not None
    assert second.time_source is TimeSource.FILE_MTIME


@pytest.mark.parametrize("key", ["wechat_mail", "html_page"])
def test_a_chat_that_a_phone_sends_keeps_its_times(keeper: Keeper, page: Opening, key: str) -> None:
    log = chatlogs.write(key, 1, chatlogs.TUNED)
    assert phone(page).send(log.name, log.data)["state"] == "kept"
    [item] = page.stop().items
    assert item.kind is Kind.CHAT
    assert item.captured_at is not None
    assert item.captured_at == keeper.read(item.item_id).messages[0].time
    assert item.provenance.extra["until"] >= item.captured_at.isoformat()


def test_reading_and_adding_go_on_while_it_is_open(
    keeper: Keeper, page: Opening, case_id: str, tmp_path: Path
) -> None:
    sent = phone(page)
    told = sent.announce(("a.mp4", 2 * SLICE))[0]
    assert sent.slice(told["id"], 0, bytes(SLICE), 2 * SLICE).status == 204
    (tmp_path / "b.txt").write_text("另一个文件", "utf-8")
    assert keeper.add([tmp_path / "b.txt"], case_id).items
    assert keeper.verify().ok
    assert sent.slice(told["id"], SLICE, bytes(SLICE), 2 * SLICE).status == 204
    assert sent.wait(told["id"])["state"] == "kept"


def test_a_phone_fetches_papers_and_that_is_written_down(keeper: Keeper, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "投诉书.pdf").write_bytes(b"%PDF-1.7 " + bytes(5 << 20))
    (folder / "附件.jpg").write_bytes(b"jpg")
    page = keeper.send([folder, folder / "附件.jpg"], network=HERE)
    sent = phone(page)
    offered = sent.ask("hello")["offered"]
    assert [one["name"] for one in offered] == ["投诉书.pdf", "附件.jpg", "附件 (2).jpg"]
    whole = b""
    while len(whole) < offered[0]["size"]:
        answer = sent.request("GET", f"get/0?offset={len(whole)}")
        whole += unseal(sent.key, f"piece 0 {len(whole)} {offered[0]['size']}", answer.body)
    assert hashlib.sha256(whole).hexdigest() == offered[0]["sha256"]
    question = json.dumps({"what": "announce", "files": [{"name": "a", "size": 1}]}).encode()
    assert sent.request("POST", "ask", seal(sent.key, "ask", question), SEALED).status == 400
    sent.ask("fetched", number=0)
    assert page.state().over == ""
    sent.ask("fetched", number=1)
    sent.ask("fetched", number=2)
    assert page.state().over == "done"
    done = page.stop()
    assert [one.name for one in done.fetched] == [one["name"] for one in offered]
    bodies = (keeper.vault.path / "bodies.jsonl").read_text("utf-8").splitlines()
    written = [json.loads(line) for line in bodies]
    assert written[-1]["to"] == "phone"
    assert written[-1]["files"][0]["name"] == "投诉书.pdf"


def test_a_plain_phone_fetches_by_a_plain_link(keeper: Keeper, tmp_path: Path) -> None:
    (tmp_path / "投诉书.pdf").write_bytes(b"%PDF-1.7")
    page = keeper.send([tmp_path / "投诉书.pdf"], network=HERE)
    sent = phone(page, sealed=False)
    sent.ask("hello")
    answer = sent.request("GET", "get/0")
    assert (answer.status, answer.body) == (200, b"%PDF-1.7")
    assert "attachment" in answer.headers["content-disposition"]
    until = time.monotonic() + 30  # what was sent is known a moment after the phone has it
    while page.state().over != "done":
        assert time.monotonic() < until
        time.sleep(0.01)
    page.stop()


def test_faults_are_said_before_anybody_scans(keeper: Keeper, tmp_path: Path, case_id: str) -> None:
    with pytest.raises(InputError, match="case_unknown"):
        keeper.receive("c999-nothing", network=HERE)
    with pytest.raises(NetworkError, match="address_unusable"):
        keeper.receive(case_id, network=Network("203.0.113.77", "", "other"))
    with pytest.raises(SourceError, match="source_missing"):
        keeper.send([tmp_path / "nothing.pdf"], network=HERE)
    before = threading.active_count()
    with pytest.raises(NetworkError):
        receiving.start(keeper.vault, case_id, network=Network("203.0.113.77", "", "other"))
    assert threading.active_count() == before
