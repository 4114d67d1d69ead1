"""The real recogniser on pictures drawn by a real browser (tests/data/screens), and the process that it runs in."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image

from benchmarks.screens import judging
from evidence_keeper.errors import InputError, SourceError
from evidence_keeper.reading.screenshot import Reader, Seen
from evidence_keeper.reading.screenshot.bubbles import Side, understand
from evidence_keeper.reading.screenshot.flows import private_places

SCREENS = Path(__file__).parents[3] / "data" / "screens"
pytestmark = pytest.mark.posix  # the recogniser's library is not among those that wine loads
PICTURES = sorted(path for path in SCREENS.iterdir() if path.suffix in (".png", ".jpg"))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as opened:
        yield opened


def judged(picture: Path, seen: Seen) -> judging.Score:
    truth: dict[str, Any] = json.loads(Path(f"{picture}.json").read_text("utf-8"))
    score = judging.Score()
    told = understand(seen)
    judging.judge_signs(truth, [(line.text, line.box.xywh) for line in seen.lines], score)
    messages = [
        {
            "side": one.side.value,
            "text": one.text,
            "sender": one.sender or (told.title if one.side is Side.LEFT else ""),
            "when": one.when,
        }
        for one in told.messages
    ]
    judging.judge_messages(truth, messages, score)
    places = [
        {"kind": one.private.kind, "text": one.text, "box": one.box.xywh}
        for one in private_places(seen)
    ]
    judging.judge_private(truth, places, score)
    return score


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_a_picture_is_read_with_sides_messages_and_private_places(
    reader: Reader, picture: Path
) -> None:
    score = judged(picture, reader.see(picture))
    assert score.errors <= 1, score.misses
    assert score.sides == score.messages > 0, score.misses
    assert score.exact >= 0.92 * score.messages, score.misses
    assert score.found == score.private, score.misses
    assert score.false_cards == 0, score.misses


def test_what_is_no_picture_is_said_and_the_next_one_is_read(
    reader: Reader, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(PICTURES[0].read_bytes()[:40])
    with pytest.raises(SourceError, match="media_broken"):
        reader.see(broken)
    empty = tmp_path / "empty.png"
    Image.new("RGB", (300, 200), "white").save(empty)
    assert reader.see(empty).lines == ()


def test_where_the_recogniser_is_missing_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with Reader() as reader, pytest.raises(InputError, match="ocr_not_installed"):
        reader.see(PICTURES[0])


def test_it_reads_without_any_network_and_its_memory_ends_with_it() -> None:
    script = """
        import json, sys
        def no_network(event, _given):
            if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
                raise SystemExit(event)
        sys.addaudithook(no_network)
        from evidence_keeper.reading.screenshot import worker
        worker.main()
    """
    asked = json.dumps({"picture": str(SCREENS / "wechat.png")}) + "\n"
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(asked)
    process.stdin.flush()
    answer = next(row for row in process.stdout if "seen" in row)
    assert len(json.loads(answer)["seen"]["lines"]) > 5
    process.stdin.close()
    process.stdout.close()
    assert process.wait(30) == 0


def test_it_dies_with_whoever_asked(tmp_path: Path) -> None:
    script = f"""
        import time
        from pathlib import Path
        from evidence_keeper.reading.screenshot import Reader
        reader = Reader()
        reader.see(Path({str(SCREENS / "wechat.png")!r}))
        print(reader.process, flush=True)
        time.sleep(600)
    """
    asker = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert asker.stdout is not None
    worker = int(asker.stdout.readline())
    assert psutil.pid_exists(worker)
    asker.kill()
    asker.wait()
    asker.stdout.close()
    until = time.monotonic() + 60
    while psutil.pid_exists(worker) and time.monotonic() < until:
        time.sleep(0.1)
    assert not psutil.pid_exists(worker)
