"""Ten real minutes from a real sound server: both tracks in step to the end, memory flat, hardly any processor."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from tests.e2e.cli_runner import Cli
from tests.e2e.record_rig import Rig, babble, likeness, track
from tests.pulse import RATE, PulseServer

pytestmark = [pytest.mark.soak, pytest.mark.posix, pytest.mark.timeout(1200)]

SECONDS = 600
MARKER = 4.0


def _clock_second(item: dict[str, Any], own: float) -> float:
    """The clock's second at which that second of the track was captured, by its map."""
    frames, seconds, _wall = zip(*item["provenance"]["clock"]["points"], strict=True)
    return float(np.interp(own * RATE, frames, seconds))


def test_ten_minutes_stay_in_step(tmp_path: Path) -> None:
    with PulseServer() as server:
        rig = Rig(Cli(tmp_path, more_env=server.environment), server)
        # adjust_time=0: else it bends the sound so that both sinks keep step.
        both = ("sink_name=both", "slaves=micsrc,spk", "adjust_time=0")
        server.control("load-module", "module-combine-sink", *both)
        marker = babble(MARKER, 1)
        sizes, used, placed = [], 0.0, []
        with rig.recording("--seconds", str(SECONDS)) as running:
            process = psutil.Process(running.process.pid)
            began, first = time.monotonic(), sum(process.cpu_times()[:2])
            while time.monotonic() - began < SECONDS - 45:
                rig.play("both", marker).wait()
                placed.append(time.monotonic() - began - MARKER)
                time.sleep(20)
                sizes.append(process.memory_info().rss)
                used = (sum(process.cpu_times()[:2]) - first) / (time.monotonic() - began)
            done = running.end(timeout=120)
        microphone, system = track(done["items"], "microphone"), track(done["items"], "system")
        heard = {item["track"]: rig.heard(item) for item in (microphone, system)}
    apart = [_apart(heard, microphone, system, marker, at) for at in placed]
    print(
        f"processor {used:.1%} of a core; memory {sizes[1] / 1e6:.0f} to {sizes[-1] / 1e6:.0f} MB; "
        f"apart through the map {min(apart) * 1000:.1f} to {max(apart) * 1000:.1f} ms; "
        f"gaps {microphone['gaps']} {system['gaps']}"
    )
    assert used < 0.15
    assert sizes[-1] - sizes[1] < 8e6
    assert max(map(abs, apart)) < 0.05
    assert microphone["gaps"] == system["gaps"] == []
    for item in (microphone, system):
        assert item["seconds"] == pytest.approx(SECONDS, abs=1)


def _apart(
    heard: dict[str, Any],
    microphone: dict[str, Any],
    system: dict[str, Any],
    marker: Any,
    at: float,
) -> float:
    """How far apart the same sound stands on both tracks, each by its own clock map."""
    found = []
    for item in (microphone, system):
        start = max(0, round((at - 3) * RATE))
        part = heard[item["track"]][start : start + round((MARKER + 8) * RATE)]
        place, like = likeness(part, marker.astype(np.float64))
        assert like > 0.9, (item["track"], at, like)
        found.append(_clock_second(item, start / RATE + place))
    return found[0] - found[1]
