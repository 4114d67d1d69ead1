"""Recording a call by the real command from a real sound server: both sides, in time, and nothing but them."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from evidence_keeper.keeper import Keeper
from tests.e2e.cli_runner import ERROR, ITEM, Cli, misfits, or_none
from tests.e2e.cli_runner import time as a_time
from tests.e2e.record_rig import LOUDSPEAKER, MICROPHONE, Rig, babble, codes, likeness, track
from tests.pulse import PulseServer, as_the_sound_server

TRACK = {
    **ITEM,
    "track": str,
    "seconds": float,
    "gaps": [{"at": float, "seconds": float, "cause": str}],
    "silent": bool,
    "interrupted": bool,
}
RECORD = {
    "items": [TRACK],
    "clock": {
        "started_at": a_time,
        "stopped_at": or_none(a_time),
        "monotonic_seconds": float,
    },
}


@pytest.fixture(scope="module")
def server() -> Iterator[PulseServer]:
    with PulseServer() as running:
        yield running


@pytest.fixture
def rig(tmp_path: Path, server: PulseServer) -> Rig:
    return Rig(Cli(tmp_path, more_env=server.environment), server)


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


def test_both_sides_are_recorded_in_time_and_without_crosstalk(rig: Rig) -> None:
    mine, theirs = babble(4, 1), babble(4, 2)
    with rig.recording("--seconds", "8") as running:
        rig.play(MICROPHONE, mine)
        rig.play(LOUDSPEAKER, theirs)
        done = running.end()
    assert misfits(RECORD, done) == []
    microphone, system = track(done["items"], "microphone"), track(done["items"], "system")
    at, like = likeness(rig.heard(microphone), mine.astype(np.float64))
    other_at, other_like = likeness(rig.heard(system), theirs.astype(np.float64))
    assert like > 0.98
    assert other_like > 0.98
    assert abs(at - other_at) < 0.15  # two players started one after the other
    assert likeness(rig.heard(microphone), theirs.astype(np.float64))[1] < 0.05
    assert likeness(rig.heard(system), mine.astype(np.float64))[1] < 0.05


def test_the_other_side_joins_in_the_middle_of_one_recording(tmp_path: Path, rig: Rig) -> None:
    """A phone call that goes on in a program on this computer: the microphone's track is not touched by that."""
    mine, theirs = babble(7, 11), babble(3, 12)
    with as_the_sound_server(rig.server):
        keeper = Keeper.open(tmp_path / "own", home=tmp_path / "home")
        running = keeper.record(keeper.new_case("电话").case_id, "phone")
        wait_until(lambda: running.state().seconds > 0.5)
        rig.play(MICROPHONE, mine)
        wait_until(lambda: running.state().seconds > 3)
        running.change("computer")
        assert [one.track for one in running.state().tracks] == ["microphone", "system"]
        rig.play(LOUDSPEAKER, theirs)
        wait_until(lambda: running.state().seconds > 9)
        done = running.stop()
        heard = [soundfile.read(keeper.original(item.item_id))[0] for item in done.items]
        keeper.close()
    microphone, system = done.tracks
    assert likeness(heard[0], mine.astype(np.float64))[1] > 0.98
    at, like = likeness(heard[1], theirs.astype(np.float64))
    assert like > 0.98
    assert (microphone.gaps, system.gaps[0].cause) == ((), "track_added")
    assert system.gaps[0].seconds == pytest.approx(3.2, abs=1.5)
    assert at > system.gaps[0].seconds - 0.1
    assert system.seconds == pytest.approx(microphone.seconds, abs=0.3)
    assert microphone.item.group == system.item.group is not None
    assert "mode_changed" in [note["code"] for note in microphone.item.provenance.notes]
    assert "recording_gaps" not in [note["code"] for note in system.item.provenance.notes]


def test_an_item_says_how_it_was_recorded(rig: Rig) -> None:
    with rig.recording("--seconds", "3") as running:
        done = running.end()
    assert len(done["items"]) == 2
    for item in done["items"]:
        assert item["kind"] == "call"
        assert item["time_source"] == "recorded"
        assert item["captured_at"] == done["clock"]["started_at"]
        assert item["provenance"]["source"] == "recorded_here"
        assert item["seconds"] == pytest.approx(done["clock"]["monotonic_seconds"], abs=0.3)
        assert item["gaps"] == []
        assert item["interrupted"] is False
        points = item["provenance"]["clock"]["points"]
        assert len(points) >= 3
        assert "PulseAudio" in str(item["provenance"]["tools"]) or item["provenance"]["tools"]
    microphone, system = done["items"]
    assert microphone["group"] == system["group"] is not None
    assert microphone["provenance"]["device"] == "mic"
    assert system["provenance"]["device"] == "spk.monitor"
    assert rig.cli.ok("verify")["ok"] is True
    assert list((rig.cli.vault / "staging").iterdir()) == []


def test_a_silent_side_is_kept_and_said(rig: Rig) -> None:
    with rig.recording("--seconds", "7") as running:
        rig.play(MICROPHONE, babble(6, 3))
        out, err = running.process.communicate(timeout=60)
    done: dict[str, Any] = json.loads(out)
    assert track(done["items"], "microphone")["silent"] is False
    system = track(done["items"], "system")
    assert system["silent"] is True
    assert "recording_silent" in codes(system)
    assert b"alarm_system_flat" in err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_and_keeps(rig: Rig, number: signal.Signals) -> None:
    with rig.recording() as running:
        time.sleep(2)
        done = running.end(number)
    assert len(done["items"]) == 2
    assert all(item["seconds"] > 2 for item in done["items"])


def test_the_microphone_alone(rig: Rig) -> None:
    mine = babble(2, 4)
    with rig.recording("--seconds", "4", "--system", "none", "--microphone", "mic") as running:
        rig.play(MICROPHONE, mine)
        done = running.end()
    (item,) = done["items"]
    assert item["track"] == "microphone"
    assert likeness(rig.heard(item), mine.astype(np.float64))[1] > 0.98


def test_the_names_that_can_be_chosen(rig: Rig) -> None:
    found = rig.cli.ok("record", "--list-devices")
    assert [(one["name"], one["default"]) for one in found["microphones"]] == [("mic", True)]
    assert ("spk.monitor", True) in [(one["name"], one["default"]) for one in found["system"]]
    with rig.recording("--seconds", "1", "--system", "micsrc") as running:
        done = running.end()
    assert track(done["items"], "system")["provenance"]["device"] == "micsrc.monitor"


@pytest.mark.parametrize("option", ["--microphone", "--system"])
def test_a_device_that_is_not_there_is_named(rig: Rig, option: str) -> None:
    ran = rig.cli.run("record", "--case", rig.case_id, "--seconds", "1", option, "nobody")
    assert (ran.code, misfits(ERROR, ran.json)) == (1, [])
    assert ran.json["error"]["code"] == "device_unknown"
    assert "nobody" in ran.json["error"]["message"]
    assert rig.items() == []


def test_a_computer_without_sound_says_so(tmp_path: Path) -> None:
    nowhere = {"PULSE_SERVER": f"unix:{tmp_path}/nobody", "PULSE_RUNTIME_PATH": str(tmp_path)}
    cli = Cli(tmp_path, more_env=nowhere)
    case_id = cli.ok("case", "new", "--title", "录音")["case_id"]
    ran = cli.run("record", "--case", case_id, "--seconds", "1")
    assert (ran.code, ran.json["error"]["code"]) == (1, "no_microphone")
    assert cli.ok("record", "--list-devices") == {"microphones": [], "system": []}
    assert cli.run("record", "--case", "c999-nobody0", "--seconds", "1").code == 1
