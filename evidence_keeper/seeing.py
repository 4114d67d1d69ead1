"""Joins pictures' readings to the vault: the machine's is a cache, what a person put right or confirmed is journalled.

What a person does to a reading is an entry each: the rows to be read (`crop`), a message put right, a box drawn over a
name or a face, a place found by rule that is none, the tick that all of it is right.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import Any

from evidence_keeper import texts
from evidence_keeper.errors import InputError
from evidence_keeper.jobs import Job
from evidence_keeper.media import picture
from evidence_keeper.model import EvidenceItem, Kind, Message, Role, TimeSource
from evidence_keeper.reading import moments
from evidence_keeper.reading.chat import relabel, said_roles
from evidence_keeper.reading.chat.drafts import Draft
from evidence_keeper.reading.chat.roles import with_roles
from evidence_keeper.reading.private import find_private
from evidence_keeper.reading.screenshot import VERSION, Reader, refuse_without_engine
from evidence_keeper.reading.screenshot.account import Account, parse, write
from evidence_keeper.reading.screenshot.bubbles import Conversation, Side, understand
from evidence_keeper.reading.screenshot.facts import Seen
from evidence_keeper.reading.screenshot.flows import private_places
from evidence_keeper.vault import Vault, disk

PICTURES = frozenset({Kind.IMAGE, Kind.SCREENSHOT})
DRAWN = ("name", "face", "other")
CROP = "crop"
ROLES = "roles"
_ROOM = "readings"
_SLACK = 2  # pixels that rounding on a screen may add
_LOOKS = "looks"
_MOST_TEXT = 2_000_000
"""Letters of a log that are searched for private data at once."""

_CHINESE = re.compile(r"[\u4e00-\u9fff，。？！：]{4,}")
"""A line that says how large its characters are."""

Private = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's reading as it now stands. `checked`: by a person, as it is."""

    account: Account
    checked: bool = False


def read(vault: Vault, reader: Reader, item: EvidenceItem, job: Job | None = None) -> Picture:
    """What stands in a picture: as it is kept or remembered, else read now.

    Raises InputError ocr_not_installed, ocr_failed; SourceError media_broken, source_unreadable; IntegrityError;
    Cancelled.
    """
    known = current(vault, item)
    if known is not None:
        return known
    crop = _crop(item)
    top, bottom = crop or (0, None)
    seen = reader.see(vault.original(item), top, bottom, job)
    account = Account(_engine(), seen, understand(seen), crop)
    texts.remember(vault, _ROOM, _name(item), write(account).encode())
    return Picture(account)


def current(vault: Vault, item: EvidenceItem) -> Picture | None:
    """What a person left or confirmed, else what the machine read last; None where nobody asked it yet."""
    kept = texts.kept(vault, item)
    if kept is not None:
        try:
            return Picture(parse(kept.text), kept.checked)
        except (ValueError, KeyError, TypeError):
            return None  # another program's text: the machine reads the picture again
    account = _remembered(vault, item)
    return None if account is None else Picture(account)


def letters(vault: Vault, item: EvidenceItem) -> tuple[float | None, bool] | None:
    """How high a picture's characters are, in pixels, and whether messages were read in it; None where nobody read it.

    By the lines of Chinese characters, which are as wide as high: half of these lines have larger ones.
    """
    known = current(vault, item)
    if known is None:
        return None
    lines = (line for line in known.account.seen.lines if _CHINESE.fullmatch(line.text))
    heights = sorted((line.box.right - line.box.left) / len(line.text) for line in lines)
    middle = heights[len(heights) // 2] if heights else None
    return middle, bool(messages(item, known.account))


def _remembered(vault: Vault, item: EvidenceItem) -> Account | None:
    return _parsed(vault, _ROOM, _name(item))


def _parsed(vault: Vault, room: str, name: str) -> Account | None:
    try:
        return parse(texts.cache(vault, room, name).read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _name(item: EvidenceItem) -> str:
    return _named(item.digest.value, _crop(item))


def _named(digest: str, crop: tuple[int, int] | None) -> str:
    """By the picture, the tool, its version and its options: another of these is another reading."""
    key = f"{VERSION} {_engine()} {crop}"
    return f"{digest}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.json"


def _engine() -> str:
    try:
        return f"rapidocr {metadata.version('rapidocr')}"
    except metadata.PackageNotFoundError:
        return "rapidocr"


def _crop(item: EvidenceItem) -> tuple[int, int] | None:
    found = re.fullmatch(r"([0-9]{1,6}),([0-9]{1,6})", item.corrections.get(CROP, ""))
    return (int(found[1]), int(found[2])) if found else None


# What a person does ------------------------------------------------------------------------------------------------


def correct_message(
    vault: Vault, reader: Reader, item_id: str, number: int, text: str
) -> EvidenceItem:
    """Keep a person's words for a message beside the machine's; see Keeper.correct_message."""
    item = picture_of(vault, item_id)
    account = read(vault, reader, item).account
    if not 1 <= number <= len(account.conversation.messages):
        raise InputError("message_unknown", item_id=item_id, number=number)
    if not item.corrections.get(texts.FIELD):
        texts.keep_machine_text(vault, item, account.engine, write(account))
    fixed = account.with_fix(number, text.strip())
    return texts.keep_by_hand(vault, item_id, write(fixed))


def crop(vault: Vault, item_id: str, rows: tuple[int, int] | None) -> EvidenceItem:
    """Say between which rows of pixels the conversation lies; None: all of it. What was put right before stays kept."""
    item = picture_of(vault, item_id)
    if rows is not None and not 0 <= rows[0] < rows[1]:
        raise InputError("box_outside_picture", item_id=item_id, box=list(rows))
    told = "" if rows is None else f"{rows[0]},{rows[1]}"
    # Of another part the messages have other numbers, so that who was who in them is to be said again.
    return vault.correct(item.item_id, {CROP: told, texts.FIELD: "", ROLES: ""})


def confirm(vault: Vault, item: EvidenceItem) -> bool:
    """Enter that a person checked the reading, naming its digest; False where there is none to check."""
    digest = item.corrections.get(texts.FIELD, "")
    if not digest:
        account = _remembered(vault, item)
        if account is None:
            return False
        digest = texts.keep_machine_text(vault, item, account.engine, write(account))
    texts.confirm(vault, item, digest)
    return True


def draw(vault: Vault, item_id: str, box: Sequence[int], what: str) -> EvidenceItem:
    """Keep a box that a person drew over a name or a face, an entry each."""
    item = picture_of(vault, item_id)
    if what not in DRAWN or len(box) != 4 or min(box) < 0 or min(box[2:]) < 1:
        raise InputError("box_outside_picture", item_id=item_id, box=list(box))
    _refuse_outside(vault, item, box)
    body = {"item_id": item.item_id, "box": [int(value) for value in box], "what": what}
    vault.record("box", body)
    return item


def _refuse_outside(vault: Vault, item: EvidenceItem, box: Sequence[int]) -> None:
    """A box that lies beside the picture would hide nothing: it is measured as it is seen, turned."""
    width, height = picture(vault.original(item)).size
    if box[0] + box[2] > width + _SLACK or box[1] + box[3] > height + _SLACK:
        raise InputError(
            "box_outside_picture", item_id=item.item_id, box=list(box), width=width, height=height
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box that a person drew: left, top, width, height in pixels of the picture as seen; `what` is of DRAWN."""

    box: tuple[int, int, int, int]
    what: str


def drawn(vault: Vault, item: EvidenceItem) -> list[Drawn]:
    """The boxes that a person drew and did not take away."""
    found: list[Drawn] = []
    for entry in vault.history(item.item_id):
        body = entry.body or {}
        if entry.kind == "box":
            found.append(Drawn(_four(body["box"]), str(body["what"])))
        elif entry.kind == "strike" and body.get("finding", {}).get("private") in DRAWN:
            struck = _four(body["finding"]["box"])
            found = [one for one in found if one.box != struck]
    return found


def words_under(account: Account, box: tuple[int, int, int, int]) -> tuple[str, ...]:
    """What was read under a box, piece by piece. One sign alone is none: it would be found in half of all words."""
    left, top, width, height = box
    found: list[str] = []
    for line in account.seen.lines:
        if not top <= line.box.down < top + height or len(line.at) != len(line.text) + 1:
            continue
        middles = [(one + two) / 2 for one, two in pairwise(line.at)]
        inside = [left <= middle < left + width for middle in middles]
        under = "".join(sign for sign, hit in zip(line.text, inside, strict=True) if hit).strip()
        if len(under) > 1:
            found.append(under)
    return tuple(found)


def _four(box: Sequence[int]) -> tuple[int, int, int, int]:
    left, top, width, height = (int(value) for value in box)
    return left, top, width, height


def see(vault: Vault, reader: Reader, picture: Path, job: Job | None = None) -> Seen:
    """Read any picture file: one of an item, of a document's page, of our own papers. Each is read once.

    What is read here is no reading of an item that anybody asked for: it lies apart from those. Raises as read.
    """
    digest, _size = disk.sha256_of(picture)
    name = _named(digest, None)
    known = _parsed(vault, _ROOM, name) or _parsed(vault, _LOOKS, name)
    if known is not None:
        return known.seen
    seen = reader.see(picture, 0, None, job)
    texts.remember(vault, _LOOKS, name, write(Account(_engine(), seen, Conversation())).encode())
    return seen


def installed() -> bool:
    """Whether this computer can read pictures."""
    try:
        refuse_without_engine()
    except InputError:
        return False
    return True


def strike(vault: Vault, item_id: str, found: Private) -> EvidenceItem:
    """Say that a place is not private, or take a drawn box away; it stays on record, struck."""
    picture_of(vault, item_id)
    return vault.strike(item_id, {"private": found["kind"], "box": list(found["box"])})


def picture_of(vault: Vault, item_id: str) -> EvidenceItem:
    """The item. Raises InputError not_a_picture."""
    item = vault.item(item_id)
    if item.kind not in PICTURES:
        raise InputError("not_a_picture", item_id=item_id)
    return item


# Private data ------------------------------------------------------------------------------------------------------


def private_in(vault: Vault, item: EvidenceItem, account: Account) -> tuple[Private, ...]:
    """Found by rule and drawn by hand, less what a person struck; a box each, `by` says who found it."""
    found: list[dict[str, Any]] = [
        {
            "kind": one.private.kind,
            "text": one.text,
            "box": one.box.xywh,
            "sure": one.private.sure,
            "by": "rule",
            "place": one.number,
        }
        for one in private_places(account.seen)
    ]
    struck: set[tuple[str, tuple[int, ...]]] = set()
    for entry in vault.history(item.item_id):
        body = entry.body or {}
        if entry.kind == "box":
            box = [int(value) for value in body["box"]]
            found.append(
                {"kind": body["what"], "text": "", "box": box, "sure": True, "by": "person"}
            )
            struck.discard((str(body["what"]), tuple(box)))
        elif entry.kind == "strike" and "private" in body.get("finding", {}):
            finding = body["finding"]
            struck.add((str(finding["private"]), tuple(int(value) for value in finding["box"])))
    return tuple(one for one in found if (one["kind"], tuple(one["box"])) not in struck)


def private_in_text(text: str) -> tuple[Private, ...]:
    """Private data of a text, where each stands in it; in its first two million letters."""
    searched = text[:_MOST_TEXT]
    return tuple(
        {
            "kind": one.kind,
            "text": searched[one.start : one.end],
            "box": None,
            "sure": one.sure,
            "start": one.start,
            "end": one.end,
        }
        for one in find_private(searched)
    )


# Messages ----------------------------------------------------------------------------------------------------------


def messages(item: EvidenceItem, account: Account) -> tuple[Message, ...]:
    """As messages of a chat, with what a person said of who is who. Times that count back (昨天 21:03) count from when
    the picture was taken; where that isn't known, they are no times. Who the other side is, is told by name and by
    notices, as in a log."""
    told = account.conversation
    drafts = list(_drafts(item, account))
    guessed = with_roles(drafts, peer=told.title)
    sides = {Side.RIGHT: Role.ME, Side.MIDDLE: Role.SYSTEM}
    seen = [
        replace(one, role=sides.get(said.side, one.role), side=said.side.value)
        for one, said in zip(guessed, told.messages, strict=True)
    ]
    return tuple(relabel(seen, said_roles(item.corrections.get(ROLES, ""))))


def _drafts(item: EvidenceItem, account: Account) -> Iterator[Draft]:
    captured = None if item.time_source is TimeSource.FILE_MTIME else item.captured_at
    day = None
    for number, one in enumerate(account.conversation.messages, start=1):
        stated = moments.parse(one.when) if one.when else None
        if stated is not None and stated.has_day:
            day = moments.day_of(stated, captured)
        moment = moments.UNKNOWN
        if stated is not None:
            moment = moments.resolve(stated, captured_at=captured, day=day, not_after=item.kept_at)
        peer = account.conversation.title if one.side is Side.LEFT else ""
        yield Draft(
            one.lines[0] + 1 if one.lines else number,
            account.text_of(number),
            moment,
            one.sender or peer,
            mine=one.side is Side.RIGHT,
            system=one.side is Side.MIDDLE,
        )
