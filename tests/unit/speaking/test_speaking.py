"""Reading aloud: the fake and the real engines keep one contract, and the real ones can be heard."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_keeper.speaking import Engine, Voice, voice_for
from evidence_keeper.speaking.children import Espeak, voice_of_say
from evidence_keeper.speaking.dispatcher import Dispatcher
from evidence_keeper.speaking.fake import FakeEngine
from tests.pulse import RATE, PulseServer
from tests.unit.speaking.contract import LONG, SHORT, EngineContract

LOUD, SILENT = 0.01, 0.0001
"""Root mean square of full scale: somebody speaks; nobody does."""


@pytest.fixture(scope="module")
def server() -> Iterator[PulseServer]:
    with PulseServer() as server:
        server.control("set-default-sink", "spk")
        yield server


@pytest.fixture
def alone(
    server: PulseServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PulseServer]:
    """A person of their own: their own sound server and their own Speech Dispatcher."""
    for name in ("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("SPEECHD_ADDRESS", raising=False)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    yield server
    number = tmp_path / "speech-dispatcher" / "pid" / "speech-dispatcher.pid"
    if number.exists():
        os.kill(int(number.read_text()), signal.SIGTERM)


class TestFake(EngineContract):
    @pytest.fixture
    def engine(self) -> Engine:
        return FakeEngine()


class TestEspeak(EngineContract):
    @pytest.fixture
    def engine(self, alone: PulseServer) -> Engine:
        return Espeak()


class TestDispatcher(EngineContract):
    @pytest.fixture
    def engine(self, alone: PulseServer) -> Engine:
        return Dispatcher()


def loudness(raw: Path) -> float:
    """What sox measures: the root mean square, of full scale."""
    form = ["-t", "raw", "-r", str(RATE), "-e", "signed", "-b", "16", "-c", "2"]
    line = ["sox", *form, str(raw), "-n", "stat"]
    said = subprocess.run(line, capture_output=True, text=True, check=True).stderr
    return next(float(one.split()[-1]) for one in said.splitlines() if one.startswith("RMS     am"))


@pytest.mark.parametrize("engine", [Espeak(), Dispatcher()], ids=["espeak-ng", "dispatcher"])
def test_it_is_heard_and_hush_is_silence(
    engine: Engine, alone: PulseServer, tmp_path: Path
) -> None:
    voice = Voice(engine)
    spoken, after = tmp_path / "spoken.raw", tmp_path / "after.raw"
    with alone.listening(spoken):
        voice.say(SHORT, "zh_CN")
        while voice.speaking:
            time.sleep(0.05)
    assert loudness(spoken) > LOUD
    with alone.listening(spoken):
        voice.say(LONG, "zh_CN")
        time.sleep(2)
    assert loudness(spoken) > LOUD
    voice.hush()
    time.sleep(0.5)  # what the sound server has already taken
    with alone.listening(after):
        time.sleep(1)
    voice.close()
    assert loudness(after) < SILENT


def test_the_computer_s_own_choice_speaks(alone: PulseServer) -> None:
    voice = voice_for("zh_CN")
    assert voice is not None
    voice.close()
    assert voice_for("xx") is None


def test_without_any_engine_there_is_no_voice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert voice_for("zh_CN") is None


def test_an_engine_that_fails_stays_silent_and_the_next_words_are_tried() -> None:
    voice = Voice(FakeEngine(broken=True))
    voice.say("一", "zh_CN")
    voice.say("二", "zh_CN")
    while voice.speaking:
        time.sleep(0.01)
    voice.close()


def test_what_has_waited_too_long_is_left_out() -> None:
    engine = FakeEngine()
    voice = Voice(engine)
    voice.say("长" * 20, "zh_CN")
    for number in range(50):
        voice.say(str(number), "zh_CN")
    voice.say("  ", "zh_CN")
    while voice.speaking:
        time.sleep(0.01)
    voice.close()
    voice.say("太晚了", "zh_CN")
    said = [one.words for one in engine.said]
    assert said[-1] == "49"
    assert len(said) <= 22
    assert not [one for one in engine.said if one.sounding]


def test_a_mac_s_list_of_voices_is_read() -> None:
    listing = (
        "Bad News            en_US    # The light you see\n"
        "Eddy (中文（中国大陆）)    zh_CN    # 你好！我叫Eddy。\n"
        "Tingting            zh_CN    # 你好！\n"
    )
    assert voice_of_say(listing, "zh_CN") == "Eddy (中文（中国大陆）)"
    assert voice_of_say(listing, "en") == "Bad News"
    assert voice_of_say(listing, "fr") == ""
