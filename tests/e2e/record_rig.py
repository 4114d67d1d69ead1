"""The real command, recording from a real sound server, and what its tracks say when compared with what was played."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from tests.e2e.cli_runner import Cli
from tests.pulse import RATE, PulseServer

Wave = NDArray[np.float64]
MICROPHONE, LOUDSPEAKER = "micsrc", "spk"


def babble(seconds: float, seed: int) -> NDArray[np.int16]:
    """Sound like no other: noise in syllables, two seeds correlate by nothing."""
    dice = np.random.default_rng(seed)
    count = round(seconds * RATE)
    swell = 0.5 + 0.5 * np.sin(np.arange(count) * (2 * np.pi * 3 / RATE))
    found: NDArray[np.int16] = (dice.normal(0, 4000, count) * swell).astype(np.int16)
    return found


def likeness(heard: Wave, played: Wave) -> tuple[float, float]:
    """Where in `heard` (seconds) `played` begins, and the correlation there."""
    size = 1 << (len(heard) + len(played)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size))
    place = int(np.fft.irfft(product, size)[: len(heard)].argmax())
    part = heard[place : place + len(played)]
    if len(part) < len(played) // 2 or not part.any():
        return place / RATE, 0.0
    return place / RATE, float(np.corrcoef(part, played[: len(part)])[0, 1])


@dataclass
class Rig:
    """One command line, one sound server."""

    cli: Cli
    server: PulseServer

    @property
    def case_id(self) -> str:
        """A case to record for."""
        known = self.cli.ok("case", "list")["cases"]
        if known:
            return str(known[0]["case_id"])
        return str(self.cli.ok("case", "new", "--title", "录音")["case_id"])

    def play(self, sink: str, sound: NDArray[np.int16]) -> subprocess.Popen[bytes]:
        """Play into a sink; returns at once."""
        path = self.cli.root / f"{sink}-{len(list(self.cli.root.iterdir()))}.wav"
        soundfile.write(path, sound, RATE)
        return self.server.start(["paplay", "-d", sink, str(path)])

    @contextmanager
    def recording(self, *more: str, case_id: str | None = None) -> Iterator[Running]:
        """The command, while it records; killed at the end if it still runs."""
        case_id = case_id or self.case_id
        process = self.cli.start("record", "--case", case_id, *more)
        running = Running(self, process)
        try:
            running.wait_until_it_records()
            yield running
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()

    def original(self, item: dict[str, Any]) -> Path:
        """The item's original, found by its digest alone."""
        (path,) = (self.cli.vault / "originals").rglob(f"{item['sha256']}*")
        return path

    def heard(self, item: dict[str, Any]) -> Wave:
        """What is on a whole track."""
        found: Wave = soundfile.read(self.original(item), dtype="float64")[0]
        return found

    def items(self) -> list[dict[str, Any]]:
        """All recordings of the case, after whatever had to be mended."""
        found: list[dict[str, Any]] = self.cli.ok("case", "show", self.case_id)["items"]
        return found


@dataclass
class Running:
    """A `record` command under way."""

    rig: Rig
    process: subprocess.Popen[bytes]

    def wait_until_it_records(self) -> None:
        """Until its first second is on the disk."""
        until = time.monotonic() + 20
        staging = self.rig.cli.vault / "staging"
        while not any(path.stat().st_size for path in staging.glob("*/clock.jsonl")):
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < until, "nothing is written"
            time.sleep(0.02)

    def files(self) -> list[Path]:
        """The tracks as they grow."""
        return sorted((self.rig.cli.vault / "staging").glob("*/f??????"))

    def send(self, number: signal.Signals) -> None:
        """To this process only."""
        os.kill(self.process.pid, number)

    def end(self, number: signal.Signals | None = None, timeout: float = 60) -> dict[str, Any]:
        """Its answer; sends a signal first where one is named."""
        if number is not None:
            self.send(number)
        out, err = self.process.communicate(timeout=timeout)
        assert self.process.returncode == 0, (out, err)
        assert b"Traceback" not in err, err
        answer: dict[str, Any] = json.loads(out)
        return answer


def track(items: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The item of that track."""
    (found,) = (item for item in items if item["track"] == name)
    return found


def codes(item: dict[str, Any]) -> list[str]:
    """What is noted on an item."""
    return [note["code"] for note in item["provenance"]["notes"]]
