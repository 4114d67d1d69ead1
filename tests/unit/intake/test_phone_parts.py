"""The phone page's parts: what a browser says of itself, which networks count, names, seals, and the page's words."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_keeper import resources
from evidence_keeper.errors import every_error
from evidence_keeper.intake.phone import questions, seal
from evidence_keeper.intake.phone.agents import browser_of, device_of
from evidence_keeper.intake.phone.files import PARTS
from evidence_keeper.intake.phone.networks import CABLE, OTHER, WIFI, kind_of, networks, ranked
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


CHINESE_WINDOWS = (
    ("蓝牙网络连接", "169.254.10.2"),
    ("Meta", "198.18.0.1"),
    ("VMware Network Adapter VMnet8", "192.168.72.1"),
    ("vEthernet (WSL)", "172.22.96.1"),
    ("以太网 2", "192.168.56.1"),
    ("本地连接* 10", "192.168.137.1"),
    ("以太网", "192.168.31.20"),
    ("WLAN", "192.168.31.77"),
    ("Loopback Pseudo-Interface 1", "127.0.0.1"),
)
ENGLISH_WINDOWS = (
    ("Local Area Connection* 2", "192.168.137.1"),
    ("NordVPN TAP", "10.8.0.6"),
    ("Ethernet 3", "192.168.56.1"),
    ("Wi-Fi", "192.168.1.8"),
)
MAC = (
    ("lo0", "127.0.0.1"),
    ("utun4", "100.88.1.2"),
    ("bridge100", "192.168.64.1"),
    ("en0", "192.168.1.9"),
    ("en7", "169.254.3.4"),
)
LINUX = (
    ("docker0", "172.17.0.1"),
    ("tailscale0", "100.101.102.103"),
    ("virbr0", "192.168.122.1"),
    ("wlp2s0", "192.168.0.104"),
    ("enp3s0", "10.0.0.5"),
)


@pytest.mark.parametrize(
    ("adapters", "usual", "first", "last"),
    [
        (CHINESE_WINDOWS, "192.168.31.77", ["192.168.31.77", "192.168.31.20"], 5),
        # A proxy that takes all traffic is how this computer reaches the world, and no way for a phone.
        (CHINESE_WINDOWS, "198.18.0.1", ["192.168.31.77", "192.168.31.20"], 5),
        (ENGLISH_WINDOWS, "10.8.0.6", ["192.168.1.8"], 3),
        (MAC, "100.88.1.2", ["192.168.1.9"], 2),
        (LINUX, "10.0.0.5", ["10.0.0.5", "192.168.0.104"], 3),
        ((), "", [], 0),
    ],
    ids=["windows", "windows with a proxy", "windows in English", "mac", "linux", "no network"],
)
def test_the_network_of_the_home_comes_first_and_virtual_ones_last(
    adapters: tuple[tuple[str, str], ...], usual: str, first: list[str], last: int
) -> None:
    """Names and addresses as such systems really have them."""
    found = ranked(adapters, usual)
    assert [one.address for one in found[: len(first)]] == first
    assert [one.kind for one in found[len(first) :]] == [OTHER] * last


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


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])  # a busy machine
@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda c: st.lists(c) | st.dictionaries(st.text(), c),
        max_leaves=20,
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
