"""An hour's call read beside `sox silence`, with which a person at a terminal would look where nobody speaks."""

from __future__ import annotations

import fractions
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from benchmarks.measuring import Result, Side, call, compare
from evidence_keeper import resources
from evidence_keeper.media import decode

RATE = 16000
HOUR = 3600
_READ = """
import json, sys, time
from pathlib import Path
from evidence_keeper.reading.call import segments
began = time.perf_counter()
found = segments(Path(sys.argv[1]))
took = time.perf_counter() - began
status = Path("/proc/self/status").read_text()
peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
print(json.dumps([took, peak / 1024, found.seconds, len(found.segments), time.process_time()]))
"""


@dataclass(frozen=True)
class Took:
    """What reading a recording took: seconds, the most memory ever used in MB, what came out, and the seconds of
    processor that the whole process needed."""

    seconds: float
    megabytes: float
    heard: float
    segments: int
    processor: float


def measured(recording: Path) -> Took:
    """Reads it in a process of its own, as the program would the first time."""
    return Took(*json.loads(call([sys.executable, "-c", _READ, recording])))


def write_hour(path: Path) -> Path:
    """An hour of 16 kHz FLAC: the example's call over and over."""
    example = next(iter(sorted((resources.path("example")).glob("*.mp3"))))
    sound = np.concatenate(list(decode(example, RATE)))
    pcm = np.round(np.resize(sound, HOUR * RATE) * 32767).astype(np.int16)
    with av.open(path, "w", format="flac") as file:
        stream = file.add_stream("flac", rate=RATE, layout="mono")
        for at in range(0, len(pcm), RATE):
            frame = av.AudioFrame.from_ndarray(pcm[np.newaxis, at : at + RATE], "s16", "mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, at, fractions.Fraction(1, RATE)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def measure(root: Path) -> Iterator[Result]:
    """One hour, read whole."""
    root.mkdir(parents=True)
    hour = write_hour(root / "hour.flac")
    took: list[Took] = []
    silence = ["silence", "1", "0.1", "1%", "1", "0.5", "1%", ":", "newfile", ":", "restart"]
    result = compare(
        "reading an hour's call",
        Side("segments", lambda: took.append(measured(hour))),
        Side("sox silence", lambda: call(["sox", hour, root / "part.wav", *silence])),
        times=1,
        note="sox finds loud and quiet only",
    )
    last = took[-1]
    print(
        f"  an hour in {last.seconds:.1f} s ({last.processor:.1f} s of processor) and "
        f"{last.megabytes:.0f} MB at most"
    )
    yield result
