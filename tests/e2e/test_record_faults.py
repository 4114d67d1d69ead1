"""What goes wrong while recording: each time what was recorded by then is kept, and it is said what happened."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from evidence_keeper.media import decode
from tests.e2e.cli_runner import Cli
from tests.e2e.record_rig import LOUDSPEAKER, MICROPHONE, Rig, babble, codes, likeness, track
from tests.pulse import PulseServer

pytestmark = [pytest.mark.posix, pytest.mark.timeout(240)]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    """A sound server of its own for each test: they take it apart."""
    with PulseServer() as server:
        yield Rig(Cli(tmp_path, more_env=server.environment), server)


def _causes(item: dict[str, Any]) -> list[str]:
    return [gap["cause"] for gap in item["gaps"]]


def _seconds(path: Path) -> float:
    return sum(len(block) for block in decode(path, 16000)) / 16000


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_killed_recording_is_kept_but_for_its_last_two_seconds(rig: Rig, seed: int) -> None:
    mine = babble(20, seed)
    case_id = rig.case_id
    with rig.recording(case_id=case_id) as running:
        began = time.monotonic()
        rig.play(MICROPHONE, mine)
        time.sleep(random.Random(seed).uniform(2.5, 6))
        lay = [path.read_bytes() for path in running.files()]
        running.send(signal.SIGKILL)
        running.process.wait()
        lasted = time.monotonic() - began
    ran = rig.cli.run("case", "show", case_id)
    assert "[mended]" in ran.err
    items = ran.json["items"]
    assert [item["interrupted"] for item in items] == [True, True]
    microphone = track(items, "microphone")
    for item, before in zip(items, lay, strict=True):
        assert "recording_interrupted" in codes(item)
        assert rig.original(item).read_bytes().startswith(before)  # byte for byte as it lay there
        assert item["seconds"] > lasted - 2
        assert _seconds(rig.original(item)) == pytest.approx(item["seconds"], abs=0.01)
    heard = np.concatenate(list(decode(rig.original(microphone), 48000))).astype(np.float64)
    assert likeness(heard, mine[: 48000 * 2].astype(np.float64))[1] > 0.98
    assert rig.cli.ok("verify")["ok"] is True
    assert rig.items() == items  # mended once


def test_a_recording_that_runs_is_nobodys_orphan(rig: Rig) -> None:
    with rig.recording("--seconds", "5") as running:
        assert rig.items() == []
        assert rig.cli.ok("verify")["ok"] is True
        assert len(running.end()["items"]) == 2


def test_a_program_that_stood_still_says_so_and_stays_in_time(rig: Rig) -> None:
    with rig.recording() as running:
        time.sleep(2)
        running.send(signal.SIGSTOP)
        time.sleep(7)
        running.send(signal.SIGCONT)
        rig.play(MICROPHONE, mine := babble(3, 5))
        time.sleep(4)
        done = running.end(signal.SIGINT)
    lasted = done["clock"]["monotonic_seconds"]
    assert lasted > 13
    for item in done["items"]:
        (stopped,) = (n for n in item["provenance"]["notes"] if n["code"] == "program_stopped")
        assert stopped["lasted"] == pytest.approx(7, abs=1)
        assert item["seconds"] == pytest.approx(lasted, abs=0.5)
        assert set(_causes(item)) <= {"program_stopped", "lost", "not_delivered"}
    heard = rig.heard(track(done["items"], "microphone"))
    at, like = likeness(heard, mine.astype(np.float64))
    assert like > 0.98
    assert at > 9


def _modules(rig: Rig, words: str) -> list[str]:
    listed = rig.server.control("list", "short", "modules").splitlines()
    return [line.split("\t")[0] for line in listed if words in line]


def test_a_removed_output_never_becomes_the_microphone(rig: Rig) -> None:
    mine, theirs = babble(8, 6), babble(8, 7)
    with rig.recording() as running:
        rig.play(MICROPHONE, mine)
        rig.play(LOUDSPEAKER, theirs)
        time.sleep(3)
        (module,) = _modules(rig, "sink_name=spk")
        rig.server.control("unload-module", module)
        time.sleep(4)
        done = running.end(signal.SIGINT)
    microphone, system = track(done["items"], "microphone"), track(done["items"], "system")
    assert microphone["gaps"] == []
    assert set(_causes(system)) <= {"device_gone", "device_changed"}
    assert {"device_gone", "device_changed"} & set(codes(system))
    heard = rig.heard(system)
    gone = round((system["gaps"][0]["at"] + 0.001) * 48000)  # it is given to the millisecond
    assert 2 < system["gaps"][0]["at"] < microphone["seconds"] - 3
    assert not heard[gone:].any()
    assert likeness(heard[:gone], theirs[: 48000 * 2].astype(np.float64))[1] > 0.98
    assert likeness(heard, mine[: 48000 * 2].astype(np.float64))[1] < 0.05
    assert system["seconds"] == pytest.approx(microphone["seconds"], abs=0.3)


def test_an_output_that_comes_back_is_recorded_on(rig: Rig) -> None:
    with rig.recording() as running:
        time.sleep(2)
        (module,) = _modules(rig, "sink_name=spk")
        rig.server.control("unload-module", module)
        time.sleep(2)
        rig.server.control("load-module", "module-null-sink", "sink_name=spk", "rate=48000")
        rig.server.start(["pacat", "-p", "-d", "spk", "--latency-msec=50", "/dev/zero"])
        time.sleep(4)
        theirs = babble(3, 8)
        rig.play(LOUDSPEAKER, theirs)
        time.sleep(4)
        done = running.end(signal.SIGINT)
    system = track(done["items"], "system")
    assert system["gaps"][0]["cause"] in ("device_gone", "device_changed")
    assert 1.5 < system["gaps"][0]["seconds"] < 6
    assert likeness(rig.heard(system), theirs.astype(np.float64))[1] > 0.98
    assert system["seconds"] == pytest.approx(done["clock"]["monotonic_seconds"], abs=0.5)


def test_a_stream_that_somebody_moves_is_not_followed(rig: Rig) -> None:
    mine = babble(8, 9)
    with rig.recording("--microphone", "mic") as running:
        rig.play(MICROPHONE, mine)
        time.sleep(2)
        listed = rig.server.control("list", "short", "source-outputs").splitlines()
        sources = rig.server.control("list", "short", "sources").splitlines()
        number = {line.split("\t")[1]: line.split("\t")[0] for line in sources}
        monitored = [line.split("\t") for line in listed]
        (ours,) = (line[0] for line in monitored if line[1] == number["spk.monitor"])
        rig.server.control("move-source-output", ours, "mic")
        time.sleep(4)
        done = running.end(signal.SIGINT)
    system = track(done["items"], "system")
    assert "device_changed" in _causes(system) + codes(system)
    (note,) = (n for n in system["provenance"]["notes"] if n["code"] == "device_changed")
    assert note["to"] == "mic"
    assert not rig.heard(system).any()  # nothing was played there, and nothing else got in


def test_a_dead_sound_server_leaves_what_was_recorded(rig: Rig) -> None:
    mine = babble(8, 10)
    with rig.recording("--seconds", "8") as running:
        rig.play(MICROPHONE, mine)
        time.sleep(3)
        rig.server.kill()
        out, err = running.process.communicate(timeout=60)
    assert running.process.returncode == 0
    assert b"alarm_device_gone" in err
    items = Rig.items(rig)
    for item in items:
        assert _causes(item) == ["device_gone"]
        assert "device_gone" in codes(item)
        assert item["seconds"] == pytest.approx(8, abs=0.5)
    heard = rig.heard(track(items, "microphone"))
    assert likeness(heard, mine[: 48000 * 2].astype(np.float64))[1] > 0.98
    assert out


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 40 MB of its own."""
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_disk_that_fills_up_ends_the_recording_and_keeps_it(small_disk: Path) -> None:
    with PulseServer() as server:
        rig = Rig(Cli(small_disk, more_env=server.environment), server)
        mine = babble(8, 11)
        with rig.recording("--seconds", "60") as running:
            rig.play(MICROPHONE, mine)
            time.sleep(3)
            _fill(small_disk / "film", leaving=6 << 20)
            out, err = running.process.communicate(timeout=40)
        assert running.process.returncode == 0, (out, err)
        assert b"disk_full" in err
        (small_disk / "film").unlink()
        items = rig.items()
        for item in items:
            assert "recording_disk_full" in codes(item)
            assert 2.5 < item["seconds"] < 20
            assert soundfile.info(rig.original(item)).duration == pytest.approx(
                item["seconds"], abs=0.001
            )
        assert (
            likeness(rig.heard(track(items, "microphone")), mine[: 48000 * 2].astype(np.float64))[1]
            > 0.98
        )
        assert rig.cli.ok("verify")["ok"] is True


def test_a_disk_that_is_full_to_the_last_byte_loses_nothing_that_was_written(
    small_disk: Path,
) -> None:
    with PulseServer() as server:
        rig = Rig(Cli(small_disk, more_env=server.environment), server)
        case_id = rig.case_id
        with rig.recording("--seconds", "60", case_id=case_id) as running:
            rig.play(MICROPHONE, babble(8, 12))
            time.sleep(3)
            _fill(small_disk / "film", leaving=0)
            running.process.communicate(timeout=40)
        (small_disk / "film").unlink()
        items = rig.items()
        assert len(items) == 2
        assert all(item["seconds"] > 2.5 for item in items)
        assert all("recording_disk_full" in codes(item) for item in items)
        assert rig.cli.ok("verify")["ok"] is True


def test_a_disk_that_is_full_before_is_refused(small_disk: Path) -> None:
    with PulseServer() as server:
        rig = Rig(Cli(small_disk, more_env=server.environment), server)
        case_id = rig.case_id
        _fill(small_disk / "film", leaving=10 << 20)
        ran = rig.cli.run("record", "--case", case_id, "--seconds", "2")
        assert (ran.code, ran.json["error"]["code"]) == (1, "disk_full")
        assert rig.items() == []
        assert list((rig.cli.vault / "staging").iterdir()) == []


def _fill(path: Path, leaving: int) -> None:
    """Take all of a disk's room but so many bytes."""
    with path.open("wb", buffering=0) as file:
        try:
            while (room := _free(path.parent) - leaving) > 0:
                file.write(bytes(min(room, 1 << 20)))
        except OSError:
            return


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
