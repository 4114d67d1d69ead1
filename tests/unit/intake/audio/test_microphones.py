"""The fake microphone and the real sound server keep the same promises."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from evidence_keeper.intake.audio import MICROPHONE, SYSTEM, Device, Microphone
from evidence_keeper.intake.audio.fake import FakeMicrophone, FakeSource
from evidence_keeper.intake.audio.pulse import PulseMicrophone
from tests.pulse import PulseServer, as_the_sound_server
from tests.unit.intake.audio.contract import MicrophoneContract
from tests.unit.intake.audio.desk import Wave


class _Playing:
    """What a fake source hears: silence, until something is played."""

    def __init__(self) -> None:
        self._wave: Wave = np.zeros(0, np.int16)
        self._begun: int | None = None

    def start(self, wave: Wave) -> None:
        self._wave, self._begun = wave, None

    def __call__(self, frame: int, count: int) -> Wave:
        if self._begun is None:
            self._begun = frame
        part = self._wave[frame - self._begun : frame - self._begun + count]
        heard: Wave = np.pad(part, (0, count - len(part)))
        return heard


class TestFake(MicrophoneContract):
    @pytest.fixture
    def port(self) -> Iterator[Microphone]:
        sources = [
            FakeSource(Device(kind, kind, kind, True), _Playing()) for kind in (MICROPHONE, SYSTEM)
        ]
        fake = FakeMicrophone(sources, speed=1.0)
        yield fake
        fake.close()

    def play(self, port: Microphone, kind: str, wave: Wave) -> None:
        assert isinstance(port, FakeMicrophone)
        for source in port.sources:
            if source.device.kind == kind:
                assert isinstance(source.play, _Playing)
                source.play.start(wave)

    def take_away(self, port: Microphone, device: Device) -> None:
        assert isinstance(port, FakeMicrophone)
        for source in port.sources:
            source.gone = source.gone or source.device.name == device.name


@pytest.mark.posix
class TestPulse(MicrophoneContract):
    server: PulseServer
    folder: Path

    @pytest.fixture
    def port(self, tmp_path: Path) -> Iterator[Microphone]:
        with PulseServer() as server, as_the_sound_server(server):
            self.server, self.folder = server, tmp_path
            yield PulseMicrophone()

    def play(self, port: Microphone, kind: str, wave: Wave) -> None:
        sink = "micsrc" if kind == MICROPHONE else "spk"
        path = self.folder / f"{sink}.wav"
        soundfile.write(path, wave, 48000)
        self.server.start(["paplay", "-d", sink, str(path)])

    def take_away(self, port: Microphone, device: Device) -> None:
        for line in self.server.control("list", "short", "modules").splitlines():
            if "sink_name=spk" in line:
                self.server.control("unload-module", line.split("\t")[0])

    def test_two_sources_are_heard_at_once_and_kept_apart(self, port: Microphone) -> None:
        from tests.unit.intake.audio.contract import Heard, until

        mine, theirs = Heard(), Heard()
        streams = [
            port.open(self.usual(port, MICROPHONE), mine),
            port.open(self.usual(port, SYSTEM), theirs),
        ]
        until(lambda: mine.frames and theirs.frames)
        self.play(port, SYSTEM, np.full(48000 * 2, 20000, np.int16))
        until(lambda: theirs.frames > 3 * 48000)
        for stream in streams:
            stream.close()
        assert np.abs(theirs.wave()).max() > 15000
        assert np.abs(mine.wave()).max() == 0

    def test_the_choice_of_a_source_leaves_the_environment_as_it_was(
        self, port: Microphone
    ) -> None:
        before = os.environ.get("PULSE_SOURCE")
        port.open(self.usual(port, SYSTEM), lambda _block: None).close()
        assert os.environ.get("PULSE_SOURCE") == before


@pytest.mark.posix
def test_where_no_sound_server_is_nothing_is_available(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nobody")
    port = PulseMicrophone()
    assert (port.available(), port.devices(), port.permitted()) == (False, (), None)
