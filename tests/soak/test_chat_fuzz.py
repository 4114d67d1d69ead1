"""The chat readers under ten minutes of odd bytes: no fault, no hang; and a long log takes long, not for ever.

atheris steers by coverage where it is installed (Linux, Python 3.11 to 3.13); elsewhere hypothesis makes the bytes for
the same time. Which one it was is printed.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_keeper.reading.chat import read_chat
from evidence_keeper.reading.shows import shows
from tests import chatlogs
from tests.chatlogs.work import calls

SECONDS = int(os.environ.get("CHAT_FUZZ_SECONDS", "600"))
SLOWEST = 20  # seconds that one input of 64 KB may take
_FUZZ = """
import sys
import atheris
with atheris.instrument_imports(include=["evidence_keeper.reading"]):
    from tests.chatlogs.fuzz import look
atheris.Setup(sys.argv, look)
atheris.Fuzz()
"""

pytestmark = [pytest.mark.soak, pytest.mark.timeout(SECONDS + 600)]


def test_no_bytes_break_or_hang_the_readers(tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        print("fuzzing with hypothesis")
        _by_hypothesis()
        return
    print("fuzzing with atheris")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for key in chatlogs.FORMATS:
        for seed in range(4):
            (corpus / f"{key}-{seed}").write_bytes(
                chatlogs.write(key, seed, chatlogs.TUNED, 6).data
            )
    limits = [
        f"-max_total_time={SECONDS}",
        f"-timeout={SLOWEST}",
        "-max_len=65536",
        "-rss_limit_mb=2048",
    ]
    command = [sys.executable, "-c", _FUZZ, str(corpus), *limits, f"-artifact_prefix={tmp_path}/"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path.cwd())
    assert done.returncode == 0, done.stderr[-4000:]


def _by_hypothesis() -> None:
    from tests.chatlogs.fuzz import look

    end = time.monotonic() + SECONDS
    seeds = st.integers(0, 50)

    @given(
        st.sampled_from(sorted(chatlogs.FORMATS)), seeds, st.binary(max_size=2000), st.floats(0, 1)
    )
    @settings(
        max_examples=2000,
        deadline=SLOWEST * 1000,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    def one_round(key: str, seed: int, odd: bytes, at: float) -> None:
        data = chatlogs.write(key, seed, chatlogs.TUNED, 6).data
        place = int(at * len(data))
        look(data[:place] + odd + data[place:])

    while time.monotonic() < end:
        one_round()


# These are written in one style whatever their length; of others a longer log may be another style.
@pytest.mark.parametrize("key", ["csv_wechat", "json_qq", "mht_qq", "sms_xml"])
def test_twice_the_messages_are_twice_the_work(key: str) -> None:
    def work(messages: int) -> int:
        log = chatlogs.write(key, 1, chatlogs.UNSEEN, messages)
        return calls(lambda: _read(log))

    assert work(40_000) <= 2.3 * work(20_000)


def _read(log: chatlogs.Log) -> object:
    # A long log goes on for months: up to when it was captured its times are times.
    found = read_chat(log.data, captured_at=log.captured, not_after=log.captured, me=log.me)
    return shows(found.messages)
