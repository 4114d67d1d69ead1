"""Shows how the reading of calls does on one set: python -m tests.unit.reading.call.tune [TUNING|FRESH] [FROM] [TO].

The thresholds were set by looking at TUNING (which also needs Debian's asterisk-core-sounds-en-wav and -fr-wav). FRESH
is what the test asserts: look at its sum, never at why a single call of it fails.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

from evidence_keeper.reading.call import segments
from tests.unit.reading.call import lines, voices
from tests.unit.reading.call.calls import make
from tests.unit.reading.call.score import Score, score


def one(seed: int, cast: voices.Cast, folder: Path) -> tuple[Score, str]:
    """Makes call number `seed`, spoils it, reads it."""
    call = make(seed, cast)
    rng = np.random.default_rng(seed + 1_000_000)
    wave, told = lines.spoil(call, rng)
    codec = str(rng.choice(list(lines.CODECS)))
    path = lines.write(wave, folder / f"{seed}.{codec}", codec, stereo=bool(rng.random() < 0.3))
    found = segments(path)
    path.unlink()
    result = score(call, found)
    if not (result.keys and result.ringing and result.busy and result.speech > 0.92):
        told += f"\n      true  {call.truth}\n      found {found.segments}"
    return result, f"{codec}, {told}"


def summary(scores: list[Score]) -> str:
    """All calls in one line."""
    weight = [one.seconds for one in scores]
    parts = [f"speech {np.average([one.speech for one in scores], weights=weight):.4f}"]
    for name in ("keys", "ringing", "busy"):
        parts.append(f"{name} {np.mean([getattr(one, name) for one in scores]):.3f}")
    right, wrong, true = (sum(one.music[n] for one in scores) for n in range(3))
    return ", ".join([*parts, f"music {right:.0f} of {true:.0f} s, wrongly {wrong:.0f} s"])


def main() -> None:
    """Prints a line a call, and the sum."""
    name, begin, end = (
        [*sys.argv[1:], "TUNING", "0", "30"][:3] if len(sys.argv) < 4 else sys.argv[1:4]
    )
    shown: list[Score] = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(int(begin), int(end)):
            found, told = one(seed, getattr(voices, name), Path(folder))
            shown.append(found)
            flags = "".join(
                "." if getattr(found, kind) else kind[0].upper()
                for kind in ("keys", "ringing", "busy")
            )
            print(f"{seed:4} {found.seconds:5.0f} s  {found.speech:.3f} {flags} {told}")
    print(summary(shown))


if __name__ == "__main__":
    main()
