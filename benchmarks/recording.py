"""What recording costs: from the press to the first frame on the disk, processor and memory, beside parecord and rec.

All record from one private sound server at the same time or by turns. Ours records two tracks, so two of each of the
others run; none of those syncs to the disk, watches its source, or survives what ours survives.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil
import soundfile

from benchmarks.measuring import Result, Side, compare, own_env, program
from evidence_keeper.intake.audio.pulse import PulseMicrophone
from evidence_keeper.keeper import Keeper
from tests.pulse import RATE, PulseServer, as_the_sound_server

SECONDS = 30
TIMES = 7
SOURCES = ("mic", "spk.monitor")
_HEAD = 8200  # bytes of a FLAC before its first frame, and then some


def measure(root: Path) -> list[Result]:
    """The press, then half a minute of both tracks."""
    root.mkdir(parents=True)
    with PulseServer() as server:
        noise = (np.random.default_rng(1).normal(0, 3000, RATE * 600)).astype(np.int16)
        soundfile.write(root / "noise.wav", noise, RATE)
        for sink in ("micsrc", "spk"):
            server.start(["paplay", "-d", sink, str(root / "noise.wav")])
        pressed = [_pressed(root, server, other) for other in (_parecord, _rec)]
        return [*pressed, *_running(root, server)]


def _parecord(source: str, path: Path) -> list[str]:
    return ["parecord", "-d", source, "--channels=1", "--file-format=flac", str(path)]


def _rec(source: str, path: Path) -> list[str]:
    return ["sox", "-q", "-t", "pulseaudio", source, "-c", "1", "-t", "flac", str(path)]


Command = Callable[[str, Path], list[str]]


def _pressed(root: Path, server: PulseServer, other: Command) -> Result:
    name = other("", root)[0]
    with as_the_sound_server(server):
        keeper = Keeper.open(root / f"vault-{name}", home=root / f"home-{name}")
        case_id = keeper.new_case("x").case_id
        port = PulseMicrophone()
        port.devices()
        running: list[Callable[[], object]] = []

        def ours() -> None:
            recording = keeper.record(case_id, "phone", port=port)
            running.append(recording.stop)
            while not any(
                path.stat().st_size > _HEAD
                for path in (keeper.vault.path / "staging").glob("*/f??????")
            ):
                time.sleep(0.001)

        def theirs() -> None:
            path = Path(tempfile.mkdtemp(dir=root)) / "a.flac"
            process = server.start(other("mic", path))
            running.append(lambda: _end(process))
            while not path.exists() or path.stat().st_size <= _HEAD:
                time.sleep(0.001)

        def stop() -> None:
            while running:
                running.pop()()

        result = compare(
            "Press to the first frames on the disk",
            Side("keeper.record", ours, stop),
            Side(name, theirs, stop),
            times=TIMES,
        )
        stop()
        keeper.close()
    return result


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    process.wait()


@dataclass
class _Used:
    """Processor seconds and memory of some processes."""

    processes: list[psutil.Process]
    seconds: float = field(default=0.0)
    memory: int = field(default=0)

    def look(self) -> None:
        """Take note of how much it is by now."""
        self.seconds = sum(sum(one.cpu_times()[:2]) for one in self.processes)
        self.memory = sum(one.memory_info().rss for one in self.processes)


def _running(root: Path, server: PulseServer) -> list[Result]:
    """All at once for SECONDS: what else the computer does hits all alike."""
    env = {**own_env(root / "cli"), **server.environment}
    vault = root / "cli" / "vault"
    line = [*program(), "--vault", str(vault), "--json"]
    case = subprocess.run(
        [*line, "case", "new", "--title", "x"], env=env, capture_output=True, check=True, text=True
    )
    case_id = case.stdout.split('"')[3]
    nowhere = subprocess.DEVNULL
    record = subprocess.Popen(
        [*line, "record", "--case", case_id], env=env, stdout=nowhere, stderr=nowhere
    )
    used = {"record": _Used([psutil.Process(record.pid)])}
    for other in (_parecord, _rec):
        started = [
            server.start(other(source, root / f"{other.__name__}-{source}.flac"))
            for source in SOURCES
        ]
        used[other.__name__.strip("_")] = _Used([psutil.Process(one.pid) for one in started])
    time.sleep(5)  # starting is another matter
    for one in used.values():
        one.look()
    before = {name: one.seconds for name, one in used.items()}
    time.sleep(SECONDS)
    for one in used.values():
        one.look()
    os.kill(record.pid, signal.SIGINT)
    record.wait(60)
    ours = used["record"]
    mine = ours.seconds - before["record"]
    results = []
    for name in ("parecord", "rec"):
        theirs = used[name].seconds - before[name]
        note = (
            f"{mine / SECONDS:.1%} of a core against {theirs / SECONDS:.1%},"
            f" memory {ours.memory / 1e6:.0f} MB against {used[name].memory / 1e6:.0f} MB"
        )
        title = f"Processor for {SECONDS} s of two tracks"
        result = Result(title, "record", f"two {name}", mine, max(theirs, 0.01), 0.0, note)
        print(result.line(), flush=True)
        results.append(result)
    return results
