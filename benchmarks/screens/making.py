"""Makes the pictures of a set: `python -m benchmarks.screens.making tune|unseen|test FOLDER [COUNT]`."""

from __future__ import annotations

import io
import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.browser import Browser
from benchmarks.screens.pages import SEEN, knobs, page
from benchmarks.screens.talk import TUNE, UNSEEN, Said, conversation

SEEDS = {"tune": 1000, "unseen": 222_333, "test": 5003}
"""Other seeds for each set. `unseen` was 77_000, 88_000 and 99_000 before: what was mended after each look is judged
by fresh ones."""


@dataclass(frozen=True)
class Kind:
    """A kind of picture."""

    name: str
    style: str
    dark: bool = False
    jpeg: int = 0
    tall: bool = False
    rich: bool = False


KINDS = (
    Kind("wechat", "wechat"),
    Kind("taobao", "taobao"),
    Kind("jd", "jd"),
    Kind("operator web", "operator"),
    Kind("sms", "plain"),
    Kind("dark", "wechat", dark=True),
    Kind("dark taobao", "taobao", dark=True),
    Kind("dark sms", "plain", dark=True),
    Kind("JPEG q60", "wechat", jpeg=60),
    Kind("JPEG q50 taobao", "taobao", jpeg=50),
    Kind("JPEG q60 web", "operator", jpeg=60),
    Kind("tall", "wechat", tall=True),
    Kind("pictures, cards, quotes", "wechat", rich=True),
)
IN_TESTS = ("wechat", "dark taobao", "jd", "operator web", "JPEG q60", "tall")


def make(browser: Browser, which: str, kind: Kind, number: int) -> tuple[bytes, dict[str, Any]]:
    """One picture and its truth."""
    dice = random.Random(f"{SEEDS[which]} {kind.name} {number}")
    unseen = which != "tune"
    stock = UNSEEN if unseen else TUNE
    look = knobs(kind.style, kind.dark, unseen, dice)
    peer = dice.choice(stock.names)
    long = 16 if which == "test" else 40
    length = long if kind.tall else 14
    said = conversation(stock, dice, length, kind.style, peer, kind.rich)
    height = 1080 if kind.style == "operator" else round(look.width * dice.choice([2.0, 2.17]))
    browser.lay(page(look, said, peer, kind.tall), look.width, height, look.scale)
    if kind.tall:
        whole = browser.run("document.body.scrollHeight")
        browser.lay(page(look, said, peer, kind.tall), look.width, int(whole), look.scale)
    seen = browser.run(SEEN)
    picture = browser.picture()
    if kind.jpeg:
        made = io.BytesIO()
        Image.open(io.BytesIO(picture)).convert("RGB").save(made, "JPEG", quality=kind.jpeg)
        picture = made.getvalue()
    return picture, {"kind": kind.name, "title": peer, **_truth(said, seen)}


def _truth(said: list[Said], seen: dict[str, Any]) -> dict[str, Any]:
    messages = []
    waiting, known = "", False
    for place in seen["messages"]:
        one = said[place["m"]]
        if one.kind == "time":
            waiting, known = one.text, place["state"] == "whole"
            continue
        shown = one.when or (waiting if known else "")
        waiting = ""
        if place["state"] == "hidden":
            continue
        messages.append(
            {
                "side": one.side,
                "text": re.sub(r"⟦\w+\|(.*?)⟧", r"\1", one.text),
                "sender": one.sender,
                "when": shown,
                "kind": one.kind,
                "quote": one.quote,
                "whole": place["state"] == "whole",
            }
        )
    lines = [
        line
        for place in seen["messages"]
        if place["state"] == "whole"
        for line in place["lines"]
        if line["text"].strip()
    ]
    return {
        "messages": messages,
        "lines": lines,
        "private": [one for one in seen["private"] if one["whole"]],
    }


def make_set(which: str, count: int) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """`count` pictures of each kind, with file names."""
    with Browser() as browser:
        for kind in KINDS:
            if which == "test" and kind.name not in IN_TESTS:
                continue
            for number in range(count):
                picture, truth = make(browser, which, kind, number)
                ending = "jpg" if kind.jpeg else "png"
                yield f"{kind.name.replace(' ', '-')}-{number}.{ending}", picture, truth


def main(arguments: list[str]) -> None:
    """Writes pictures, and beside each its truth as JSON."""
    which, folder = arguments[0], Path(arguments[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture, truth in make_set(which, int(arguments[2]) if len(arguments) > 2 else 2):
        (folder / name).write_bytes(picture)
        (folder / f"{name}.json").write_text(json.dumps(truth, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
