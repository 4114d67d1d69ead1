"""Invented matters, one for each kind, to be answered, kept and printed: tests/data/matters, days counted from today.

`{-60}` in a text is the day sixty days ago as 2026-09-23, `{年-60}` the same as people write it. Pictures are drawn
here from their lines, large enough to be read in print.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from evidence_keeper import resources
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Case

FOLDER = Path(__file__).parent / "data" / "matters"
KINDS = tuple(sorted(file.stem for file in FOLDER.glob("*.json")))
_DAY = re.compile(r"\{(年?)(-?\d+)\}")
_SIZE = (1080, 1920)


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter: what is answered, in order, and what is kept. Days are filled in."""

    kind: str
    title: str
    channel: str
    answers: dict[str, str]
    items: tuple[dict[str, Any], ...]


def matter(kind: str, today: date | None = None) -> Matter:
    """The invented matter of a kind, as of a day."""
    day = today or datetime.now().astimezone().date()
    text = _DAY.sub(lambda found: _said(found, day), (FOLDER / f"{kind}.json").read_text("utf-8"))
    story = json.loads(text)
    return Matter(kind, story["title"], story["channel"], story["answers"], tuple(story["items"]))


def _said(found: re.Match[str], today: date) -> str:
    day = today + timedelta(days=int(found[2]))
    return f"{day.year}年{day.month}月{day.day}日" if found[1] else day.isoformat()


def write_files(story: Matter, folder: Path) -> list[Path]:
    """The matter's files, written into a folder; in the order of its items."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder / item["file"], item["lines"]) for item in story.items]


def _write(path: Path, lines: list[str]) -> Path:
    if path.suffix == ".txt":
        path.write_text("\n".join(lines), encoding="utf-8")
        return path
    font = ImageFont.truetype(str(resources.path("fonts", "NotoSansSC-Regular.ttf")), 56)
    picture = Image.new("RGB", _SIZE, "#FFFFFF")
    draw = ImageDraw.Draw(picture)
    for place, line in enumerate(lines):
        draw.text((60, 120 + place * 110), line, font=font, fill="#16232B")
    picture.save(path)
    return path


def begin(
    keeper: Keeper, kind: str, folder: Path, today: date | None = None
) -> tuple[Matter, Case]:
    """Keep a matter's files in a new case and answer everything; the case is then ready for its channel."""
    story = matter(kind, today)
    case = keeper.new_case(story.title)
    for path, item in zip(write_files(story, folder), story.items, strict=True):
        kept = keeper.add([path], case.case_id, purpose=item["purpose"]).items[0]
        keeper.correct(kept.item_id, {"exhibit_group": item["group"], "title": item["title"]})
    return story, keeper.answer(case.case_id, story.answers)
