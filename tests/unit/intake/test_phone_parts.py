"""The phone page's parts: what a browser says of itself, which networks count, names, seals, and the page's words."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_keeper import resources
from evidence_keeper.errors import every_error
from evidence_keeper.intake.phone import questions, seal
from evidence_keeper.intake.phone.agents import browser_of, device_of
from evidence_keeper.intake.phone.files import PARTS
from evidence_keeper.intake.phone.networks import CABLE, OTHER, WIFI, kind_of, networks
from evidence_keeper.intake.phone.uploads import usable_name
from tests.phone_browser import IPHONE, WECHAT_ANDROID

OLD = ("talk.js", "screen.js", "sending.js", "fetching.js", "page.js", "words.js", "brands.js")
"""The scripts that every phone has to be able to read: as JavaScript was in 2009."""
NEWER = re.compile(
    r"=>|`|\?\.(?!\d)|\?\?|\.\.\.|\*\*"
    r"|(?<!\.)\b(?:const|let|async|await|class|of|import|export|yield|Promise|Symbol|Map|Set|fetch)\b(?!:)"
    r"|\.(?:find|findIndex|includes|startsWith|endsWith|padStart|repeat|assign|entries|values|from|closest"
    r"|append|prepend|remove|replaceWith|arrayBuffer|text|flat|matchAll|replaceAll)\("
)
CHROME = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 "
    "Mobile Safari/537.36"
)
HUAWEI = (
    "Mozilla/5.0 (Linux; Android 10; zh-cn; HUAWEI ELE-AL00 Build/HUAWEIELE-AL00) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/114.0.5735.196 HuaweiBrowser/15.0.4.312 Mobile Safari/537.36"
)


@pytest.mark.parametrize(
    ("said", "device", "browser"),
    [
        (WECHAT_ANDROID, "M2102J2SC, Android 12", "WeChat 8.0.42.2460"),
        (IPHONE, "iPhone, iOS 16.6", "Safari 16.6"),
        (CHROME, "Android 10", "Chrome 120.0.0.0"),
        (HUAWEI, "HUAWEI ELE-AL00, Android 10", "Huawei Browser 15.0.4.312"),
        ("curl/8.0", "", ""),
        ("", "", ""),
    ],
)
def test_a_browser_is_named_as_it_names_itself(said: str, device: str, browser: str) -> None:
    assert (device_of(said), browser_of(said)) == (device, browser)


@settings(max_examples=40)
@given(st.text(max_size=300))
def test_any_agent_gives_words(said: str) -> None:
    assert isinstance(device_of(said) + browser_of(said), str)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("wlan0", WIFI),
        ("WLAN", WIFI),
        ("Wi-Fi 2", WIFI),
        ("eth0", CABLE),
        ("以太网", CABLE),
        ("enp3s0", CABLE),
        ("docker0", OTHER),
        ("vEthernet (Default Switch)", OTHER),
        ("VirtualBox Host-Only Network", OTHER),
        ("utun3", OTHER),
    ],
)
def test_networks_are_told_apart_by_name(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_loopback_is_no_network_for_a_phone() -> None:
    assert all(not one.address.startswith("127.") for one in networks())


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..", "a/b.mp3", "a\\b.mp3", "", "   ", "a\0.mp3", "a\nb.mp3", "x" * 256],
)
def test_names_that_lead_elsewhere_are_none(name: str) -> None:
    assert not usable_name(name)


@pytest.mark.parametrize("name", ["通话录音@10086(10086)_20191104110052.mp3", "a b.jpg", "。.m4a"])
def test_names_of_phones_are_names(name: str) -> None:
    assert usable_name(name)


@settings(max_examples=40)
@given(st.binary(max_size=2000), st.text(max_size=50))
def test_what_is_sealed_opens_at_its_place_and_nowhere_else(data: bytes, about: str) -> None:
    key = seal.new_key()
    sealed = seal.seal(key, about, data)
    assert seal.unseal(key, about, sealed) == data
    for other_key, other_about, other in (
        (seal.new_key(), about, sealed),
        (key, about + "x", sealed),
        (key, about, sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (key, about, sealed[:20]),
    ):
        with pytest.raises(seal.NotOpened):
            seal.unseal(other_key, other_about, other)


@settings(max_examples=40)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)
    )
)
def test_any_question_is_read_or_refused(asked: object) -> None:
    try:
        found = questions.read(json.dumps(asked).encode())
        questions.announced(found)
    except questions.BadQuestion:
        pass


def _page_data() -> dict[str, dict[str, dict[str, str]]]:
    """The page's words: each table stands as JSON in its script."""
    script = resources.path("phone-page", "words.js").read_text("utf-8")
    tables = re.findall(r"^var (\w+) = (\{.*?^\});", script, re.DOTALL | re.MULTILINE)
    found: dict[str, dict[str, dict[str, str]]] = {
        name: json.loads(table) for name, table in tables
    }
    assert set(found) == {"WORDS", "BRAND_WORDS"}
    return found


def test_every_sentence_of_the_page_is_there_in_both_languages() -> None:
    for table in _page_data().values():
        chinese, english = table["zh-CN"], table["en"]
        assert set(chinese) == set(english)
        for key in set(chinese) - {"other"}:
            assert re.search("[\u4e00-\u9fff]", chinese[key]) or "{" in chinese[key], key
            assert not re.search("[\u4e00-\u9fff]", english[key]), key
            assert set(re.findall(r"\{\w+\}", chinese[key])) == set(
                re.findall(r"\{\w+\}", english[key])
            ), key


def test_every_word_that_the_page_asks_for_is_there() -> None:
    folder = resources.path("phone-page")
    script = "".join((folder / name).read_text("utf-8") for name in OLD)
    asked = set(re.findall(r"words\.(\w+)", script)) | set(re.findall(r'say\("(\w+)"', script))
    known = _page_data()["WORDS"]["en"]
    assert asked - {"code_"} <= set(known)
    codes = {code for _kind, code in every_error()}
    assert {key.removeprefix("code_") for key in known if key.startswith("code_")} - {
        "other"
    } <= codes


def test_the_page_is_whole_and_its_script_is_old_enough() -> None:
    folder = resources.path("phone-page")
    lying = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix in (".js", ".css")
    }
    assert lying == set(PARTS)
    for name in OLD:
        script = (folder / name).read_text("utf-8")
        bare = re.sub(r"/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"", '""', script, flags=re.DOTALL)
        assert not NEWER.findall(bare), name
