"""A room in which a call is made: a fake microphone and loudspeaker in which whoever speaks can fall silent."""

from __future__ import annotations

from evidence_keeper.intake import audio
from evidence_keeper.intake.audio import MICROPHONE, SYSTEM, Device
from evidence_keeper.intake.audio.fake import FakeMicrophone, FakeSource, steady
from tests.gui.person import Person
from tests.unit.intake.audio.desk import RATE, quiet, voice


class Room(FakeMicrophone):
    """A room with a microphone and a loudspeaker; whoever speaks in it can fall silent."""

    def __init__(self) -> None:
        self.heard = {MICROPHONE: steady(voice(5)), SYSTEM: steady(voice(5, seed=2))}
        super().__init__(
            [
                FakeSource(
                    Device("mic-1", MICROPHONE, "内置话筒", True), self._mic, RATE, start_after=0.0
                ),
                FakeSource(Device("spk-1", SYSTEM, "喇叭", True), self._spk, RATE, start_after=0.0),
                FakeSource(
                    Device("mic-2", MICROPHONE, "耳机话筒"), self._mic, RATE, start_after=0.0
                ),
            ]
        )

    def _mic(self, frame: int, count: int) -> audio.port.Samples:
        return self.heard[MICROPHONE](frame, count)

    def _spk(self, frame: int, count: int) -> audio.port.Samples:
        return self.heard[SYSTEM](frame, count)

    def silent(self, track: str) -> None:
        """Nobody is heard there any more."""
        self.heard[track] = quiet


def pass_time(person: Person, room: Room, seconds: float) -> None:
    """So much of a call goes by, and the window has seen it."""
    recorder = person.window.desk.recorder
    person.until(lambda: recorder.running)
    recording = recorder._recording
    assert recording is not None
    seconds += 0.02
    while seconds > 0:
        room.run(min(seconds, 20.0))
        recording._core.settle()
        seconds -= 20.0
    person.qtbot.wait(250)
