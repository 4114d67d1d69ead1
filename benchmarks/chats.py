"""Chat logs: how many synthetic unseen messages come out right, how long 200,000 take, and how fast a word is found.

The logs are made by tests/chatlogs from themes and seeds that were not looked at while the readers were written. They
are synthetic: real exports may differ, so the shares are upper bounds.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.measuring import Result, Side, call, compare
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Role
from evidence_keeper.reading.asking import asks_for_person
from evidence_keeper.reading.chat import read_chat
from tests import chatlogs

SEEDS = range(9100, 9140)
LONG = 200_000
SEARCHED = 100_000
LIMIT_SECONDS, LIMIT_MEGABYTES, LIMIT_FIND, LIMIT_RIGHT = 20.0, 600, 0.1, 0.97
WORDS = ("鹤", "人工", "转人工", "江城转运中心", "没有这样的话")
_READ = """
import json, sys, time
from datetime import datetime
from pathlib import Path
from evidence_keeper.reading.chat import read_chat
from evidence_keeper.reading.shows import shows
now = datetime.now().astimezone()
data = Path(sys.argv[1]).read_bytes()
began = time.process_time()
log = read_chat(data, captured_at=now, not_after=now, me=sys.argv[2])
read = time.process_time()
shows(log.messages)
status = Path("/proc/self/status").read_text()
peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
print(json.dumps([read - began, time.process_time() - read, peak, len(log.messages)]))
"""


def measure(root: Path) -> Iterator[Result]:
    """All three. Raises RuntimeError where too little comes out right or memory is exceeded."""
    root.mkdir(parents=True)
    os.environ["TZ"] = "Asia/Shanghai"
    time.tzset()
    _rightness()
    for key in ("wechat_mail", "qianniu", "json_qq", "html_page"):
        yield _long(root, key)
    yield from _search(root)


def _rightness() -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    asked = Counter[str]()
    for key in chatlogs.FORMATS:
        for seed in SEEDS:
            log = chatlogs.write(key, seed, chatlogs.UNSEEN)
            found = read_chat(
                log.data, captured_at=log.captured, not_after=log.captured, me=log.me
            ).messages
            truths = Counter((one.time, one.sender, one.text.strip()) for one in log.truths)
            said = Counter((one.time, one.sender, one.text) for one in found)
            total[key] += len(log.truths)
            # One too many is as wrong as one that is missing.
            right[key] += sum((said & truths).values()) - sum((said - truths).values())
            mine = {
                one.number for one in found if one.role is Role.ME and asks_for_person(one.text)
            }
            wanted = {number for number, one in enumerate(log.truths, start=1) if one.asks}
            asked["found"] += len(mine & wanted)
            asked["missed"] += len(wanted - mine)
            asked["false"] += len(mine - wanted)
    for key in sorted(total, key=lambda key: right[key] / total[key]):
        print(f"  {key}: {right[key]} of {total[key]} messages exact")
    share = sum(right.values()) / sum(total.values())
    print(
        f"unseen synthetic logs: {share:.2%} of {sum(total.values())} messages exact (time, sender, text);"
        f" requests for a person {asked['found']} found, {asked['missed']} missed, {asked['false']} false"
    )
    if share < LIMIT_RIGHT:
        raise RuntimeError(f"only {share:.2%} exact")


def _long(root: Path, key: str) -> Result:
    log = chatlogs.write(key, 1, chatlogs.UNSEEN, LONG)
    path = root / f"{key}.log"
    path.write_bytes(log.data)
    took, counted, peak, messages = json.loads(call([sys.executable, "-c", _READ, path, log.me]))
    print(f"  {key}: {messages} messages, counting {counted:.1f} s more, {peak:.0f} MB at most")
    if peak > LIMIT_MEGABYTES:
        raise RuntimeError(f"{peak:.0f} MB")
    result = Result(
        f"{LONG:,} messages of {key}, processor time", "reading", "limit", took, LIMIT_SECONDS, 1.0
    )
    print(result.line(), flush=True)
    return result


def _search(root: Path) -> Iterator[Result]:
    log = chatlogs.write("wechat_mail", 2, chatlogs.UNSEEN, SEARCHED)
    path = root / "searched.txt"
    path.write_bytes(log.data.decode(_encoding(log.data)).encode())
    with contextlib.closing(Keeper.open(root / "vault", home=root / "home")) as keeper:
        keeper.keep_chat(path, keeper.new_case("x").case_id, me=log.me)
        for word in WORDS:
            result = compare(
                f"finding {word} in {SEARCHED:,} messages",
                Side("find", partial(keeper.find, word)),
                Side("grep -F", partial(_grep, word, path)),
                times=7,
            )
            slow = result.our_seconds > LIMIT_FIND
            print(
                f"  {result.our_seconds * 1000:.0f} ms{': over the limit of 100' if slow else ''}"
            )
            yield result


def _encoding(data: bytes) -> str:
    from evidence_keeper.reading.decoding import decode

    return decode(data).encoding


def _grep(word: str, path: Path) -> object:
    with contextlib.suppress(RuntimeError):  # grep ends with 1 where there is nothing
        return call(["grep", "-F", word, path])
    return None
