"""Whoever wants more than the page gives is refused and told of, and the good upload beside it finishes."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_keeper.intake.phone import rules
from evidence_keeper.intake.phone.seal import new_key, seal
from evidence_keeper.keeper import Keeper
from evidence_keeper.receiving import Opening
from tests.e2e import phone_rig
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


def stranger(page: Opening) -> PhoneClient:
    return PhoneClient(page.state().plain_address)


def test_a_wrong_or_old_token_finds_nothing(
    page: Opening, good: PhoneClient, keeper: Keeper
) -> None:
    old = keeper.receive(keeper.cases()[0].case_id, network=HERE)
    old_path = PhoneClient(old.state().address).path
    old.stop()
    for path in ("/", "/x/", old_path, good.path[:-2] + "/", good.path.upper(), "/" + "%2e" * 9):
        assert stranger(page).request("GET", whole_path=path).status == 404
    assert "phone_wrong_address" in codes(page)
    still_works(good)


def test_a_second_phone_is_refused_everything(page: Opening, good: PhoneClient) -> None:
    second = stranger(page)
    answer = second.open()
    assert answer.status == 403
    assert "别的手机" in answer.body.decode()
    assert "set-cookie" not in answer.headers
    told = good.announce(("a.mp4", SLICE))[0]
    for cookie in ("", "keeper=", "keeper=guess", "keeper=\xff"):
        headers = {"Cookie": cookie} if cookie else {}
        for method, path in (("POST", "ask"), ("PATCH", f"up/{told['id']}"), ("GET", "get/0")):
            assert second.request(method, path, b"{}", headers).status == 403
    assert "phone_other_refused" in codes(page)
    still_works(good)


def test_the_same_phone_may_go_on_in_another_browser_once(page: Opening, good: PhoneClient) -> None:
    code = good.ask("hello")["handoff"]
    data = os.urandom(2 * SLICE)
    told = good.announce(("a.mp4", len(data)))[0]
    assert good.slice(told["id"], 0, data[:SLICE], len(data)).status == 204
    other = PhoneClient(page.state().address, sealed=True)
    answer = other.request("GET", f"?h={code}")
    assert answer.status == 200
    other.cookie = answer.headers["set-cookie"].split(";")[0]
    assert other.send("a.mp4", data)["sha256"] == hashlib.sha256(data).hexdigest()
    assert good.request("GET").status == 403
    assert stranger(page).request("GET", f"?h={code}").status == 403


def test_a_preview_that_loads_ahead_does_not_take_the_phones_place(page: Opening) -> None:
    early = PhoneClient(page.state().address, headers={"Sec-Purpose": "prefetch;prerender"})
    assert early.open().status == 405
    still = PhoneClient(page.state().address, sealed=True)
    assert still.open().status == 200
    still_works(still)


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1", ""])
def test_a_strange_host_is_refused(page: Opening, good: PhoneClient, host: str) -> None:
    answer = good.request("GET", headers={"Host": host})
    assert answer.status in (400, 421)
    assert good.request("POST", "ask", b"{}", {"Host": host}).status in (400, 421)
    still_works(good)


def test_another_page_cant_use_ours(page: Opening, good: PhoneClient) -> None:
    assert good.request("POST", "ask", b"{}", {"Origin": "http://evil.example"}).status == 403
    assert good.request("OPTIONS", "ask", None, {"Origin": "null"}).status == 403
    answer = good.request("GET")
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    still_works(good)


@pytest.mark.parametrize(
    "path",
    [
        "../",
        "..%2f..%2fetc/passwd",
        "noble/",
        "noble/../page.js/x",
        "index.html",
        "noble/ciphers/LICENSE",
        "get/0",
        "get/-1",
        "get/99999999999999999999",
        "get/%EF%BC%91",
        "up/nothing",
        "up/",
        "%00",
        "ask/x",
    ],
)
def test_there_is_no_other_file_and_no_listing(page: Opening, good: PhoneClient, path: str) -> None:
    for method in ("GET", "PUT", "DELETE", "PROPFIND"):
        assert good.request(method, path).status in (400, 404, 405), method


def test_names_that_lead_elsewhere_are_refused(
    page: Opening, good: PhoneClient, keeper: Keeper, tmp_path: Path
) -> None:
    before = {path for path in tmp_path.rglob("*") if "staging" not in path.parts}
    names = ("../../evil", "/etc/passwd", "..\\evil.exe", "a\0b", "..", "a/../../b")
    for one in good.announce(*((name, 4) for name in names)):
        assert (one["state"], one["code"]) == ("refused", "name_unusable")
        assert good.slice(one["id"], 0, b"evil", 4).status == 409
    assert {path for path in tmp_path.rglob("*") if "staging" not in path.parts} == before
    assert "phone_name_refused" in codes(page)
    still_works(good)
    assert [item.name for item in keeper.items()] == ["good.mp4"]


def test_lengths_that_lie_change_nothing(page: Opening, good: PhoneClient) -> None:
    told = good.announce(("a.mp4", SLICE))[0]
    head = (
        f"PATCH {good.path}up/{told['id']} HTTP/1.1\r\nHost: {good.host}:{good.port}\r\n"
        f"Cookie: {good.cookie}\r\nUpload-Offset: 0\r\n"
    )
    # Less than was said, then gone; more than was said; much too much; both lengths at once; none at all.
    for lies in (
        f"Content-Length: {SLICE + 4 * rules.SEAL}\r\n\r\nshort",
        f"Content-Length: {rules.SEAL + 5}\r\n\r\n{'x' * 90}",
        "Content-Length: 99999999999999\r\n\r\nx",
        "Content-Length: -5\r\n\r\nx",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
    ):
        connection = good.raw((head + lies).encode())
        connection.shutdown(socket.SHUT_WR)
        answered = b""
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(65536):
                answered += part
        connection.close()
        assert b" 204 " not in answered.split(b"\r\n")[0]
    assert next(one for one in good.ask("state")["files"] if one["id"] == told["id"])["offset"] == 0
    still_works(good)


def test_ten_thousand_slices_are_refused(page: Opening, good: PhoneClient) -> None:
    told = good.announce(("a.mp4", SLICE))[0]
    request = (
        f"PATCH {good.path}up/{told['id']} HTTP/1.1\r\nHost: {good.host}:{good.port}\r\n"
        f"Cookie: {good.cookie}\r\nUpload-Offset: 0\r\nContent-Length: {rules.SEAL + 1}\r\n\r\n"
    ).encode() + bytes(rules.SEAL + 1)
    answers = 0
    with good.raw(b"") as connection:
        for _ in range(10):
            connection.sendall(request * 1000)
            answered = b""
            while answered.count(b"HTTP/1.1 400 ") < 1000:
                part = connection.recv(1 << 16)
                assert part
                answered += part
            answers += 1000
    assert answers == 10_000
    refused = [event for event in page.state().events if event.code == "phone_bad_request"]
    assert sum(event.times for event in refused) == 10_000
    assert len(page.state().events) < 20
    still_works(good)


def test_bodies_that_dont_say_how_long_they_are_get_no_further(
    page: Opening, good: PhoneClient
) -> None:
    told = good.announce(("a.mp4", SLICE))[0]
    for method, path in (("POST", "ask"), ("PATCH", f"up/{told['id']}")):
        head = (
            f"{method} {good.path}{path} HTTP/1.1\r\nHost: {good.host}:{good.port}\r\n"
            f"Cookie: {good.cookie}\r\nUpload-Offset: 0\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        with good.raw(head.encode() + b"5\r\nhello\r\n" * 1000 + b"0\r\n\r\n") as connection:
            assert connection.recv(12).split()[1] in (b"400", b"411", b"413")
    still_works(good)


def test_more_headers_than_a_browser_sends_are_refused(page: Opening, good: PhoneClient) -> None:
    crowd = {f"X-{number}": "y" for number in range(rules.MOST_HEADERS + 20)}
    assert good.request("GET", headers=crowd).status == 400
    assert good.request("POST", "ask", b"{}", {"Cookie": "a=" + "b" * 9000}).status == 400
    still_works(good)


def test_requests_laid_one_behind_the_other_are_each_doubted(
    page: Opening, good: PhoneClient
) -> None:
    host = f"Host: {good.host}:{good.port}\r\n"
    behind = (
        f"GET {good.path} HTTP/1.1\r\n{host}Cookie: {good.cookie}\r\n\r\n"
        f"POST {good.path}ask HTTP/1.1\r\n{host}Content-Length: 2\r\n\r\n{{}}"
        f"GET / HTTP/1.1\r\n{host}\r\n"
    )
    with good.raw(behind.encode()) as connection:
        answered = b""
        with contextlib.suppress(ConnectionError):  # whoever has no cookie is not kept on the line
            while part := connection.recv(1 << 16):
                answered += part
    assert re.findall(rb"HTTP/1\.1 (\d+)", answered) == [b"200", b"403"]
    still_works(good)


def test_questions_that_are_none_are_refused(page: Opening, good: PhoneClient) -> None:
    sealed = {"Content-Type": "application/octet-stream"}
    for body in (b"", b"{}", os.urandom(100), b"[" * 5000):
        assert good.request("POST", "ask", body, sealed).status == 400
    # A phone that has sealed does not go on in the open.
    plain = {"Content-Type": "application/json"}
    assert good.request("POST", "ask", b'{"what": "state"}', plain).status == 400
    assert good.request("POST", "ask", bytes(rules.LONGEST_QUESTION + 1), sealed).status == 413
    assert good.request("GET", headers={"X": "y" * 9000}).status == 400
    assert good.request("GET", whole_path=good.path + "x" * 9000).status in (400, 404, 414)
    assert "phone_not_opened" in codes(page)
    wrong = PhoneClient(good.address, sealed=True, cookie=good.cookie)
    told = good.announce(("a.mp4", 300_000))[0]
    wrong.key = new_key()
    assert wrong.slice(told["id"], 0, bytes(300_000), 300_000).status == 400
    still_works(good)


def test_a_slice_cant_be_put_elsewhere(page: Opening, good: PhoneClient) -> None:
    size = 400_000
    first, second = good.announce(("a.mp4", size), ("b.mp4", size))
    sealed = seal(good.key, f"slice {first['id']} 0 {size} ", bytes(100_000))
    for upload, offset in ((second["id"], 0), (first["id"], 100_000)):
        answer = good.request("PATCH", f"up/{upload}", sealed, {"Upload-Offset": str(offset)})
        assert answer.status in (400, 409)


def test_fifty_slow_clients_dont_keep_the_phone_out(
    page: Opening, good: PhoneClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow: list[socket.socket] = []
    over = threading.Event()
    for number in range(50):
        head = f"GET {good.path} HTTP/1.1\r\nHost: {good.host}:{good.port}\r\nX-{number}: "
        slow.append(good.raw(head.encode()))

    def trickle() -> None:
        while not over.wait(0.1):
            for one in slow:
                with contextlib.suppress(OSError):
                    one.send(b"x")

    trickling = threading.Thread(target=trickle)
    trickling.start()
    try:
        data = os.urandom(3 * SLICE + 5)
        assert good.send("good.mp4", data)["sha256"] == hashlib.sha256(data).hexdigest()
        # More than there is room for: the oldest strangers go.
        more = [good.raw(b"G") for _ in range(rules.MOST_CONNECTIONS)]
        still_works(good)
        for one in more:
            one.close()
    finally:
        over.set()
        trickling.join()
        for one in slow:
            one.close()
    assert "phone_too_many" in codes(page)


def test_who_gives_nothing_is_dropped(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "HEADER_SECONDS", 0.2)
    page = keeper.receive(keeper.new_case("x").case_id, network=HERE)
    with stranger(page).raw(b"GET / HTTP/1.1\r\n") as connection:
        connection.settimeout(10)
        assert connection.recv(100) == b""
    assert "phone_too_slow" in codes(page)
    page.stop()


def test_after_it_is_closed_nobody_answers(
    keeper: Keeper, page: Opening, good: PhoneClient
) -> None:
    still_works(good)
    done = page.stop()
    assert [item.name for item in done.items] == ["good.mp4"]
    with pytest.raises(ConnectionError):
        good.request("GET")
    assert list((keeper.vault.path / "staging").iterdir()) == []
    assert keeper.verify().ok


def test_half_a_second_is_enough_to_close_with_clients_hanging(
    page: Opening, good: PhoneClient
) -> None:
    hanging = [good.raw(f"GET {good.path} HTTP/1.1\r\n".encode()) for _ in range(5)]
    told = good.announce(("a.mp4", SLICE))[0]
    head = (
        f"PATCH {good.path}up/{told['id']} HTTP/1.1\r\nHost: {good.host}:{good.port}\r\n"
        f"Cookie: {good.cookie}\r\nUpload-Offset: 0\r\nContent-Length: {SLICE + 4 * rules.SEAL}\r\n\r\n"
    )
    hanging.append(good.raw(head.encode() + bytes(1000)))
    time.sleep(0.2)
    page.stop()
    for one in hanging:
        one.close()
