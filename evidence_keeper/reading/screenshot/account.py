"""A picture's reading as one text that can be kept: what the machine saw and made of it, and what a person put right.

JSON, so that a stranger can read it beside the picture: each message with its machine's words and, beside them, a
person's. Written the same way each time, because a kept text goes by its digest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from evidence_keeper.reading.screenshot.bubbles import Conversation, Side, Spoken, What
from evidence_keeper.reading.screenshot.facts import Box, Seen, from_plain, to_plain
from evidence_keeper.reading.screenshot.flows import all_flows

FORMAT = "evidence-keeper reading 1"


@dataclass(frozen=True, slots=True)
class Account:
    """`engine` read the picture between the rows of `crop` (None: all of it). `fixes` has a person's words by number
    of message, from 1; the machine's stay in `conversation`."""

    engine: str
    seen: Seen
    conversation: Conversation
    crop: tuple[int, int] | None = None
    fixes: Mapping[int, str] | None = None

    def text_of(self, number: int) -> str:
        """What message `number` (from 1) says: a person's words, else the machine's."""
        return (self.fixes or {}).get(number, self.conversation.messages[number - 1].text)

    @property
    def text(self) -> str:
        """All that stands in the picture, from the top; a person's words in place of the machine's."""
        fixed = {
            line: number
            for number in self.fixes or {}
            for line in self.conversation.messages[number - 1].lines
        }
        found: list[str] = []
        told: set[int] = set()
        for flow in all_flows(self.seen):
            number = fixed.get(flow.numbers[0])
            if number is None:
                found.append(flow.text(self.seen.lines))
            elif number not in told:
                told.add(number)
                found.append(self.text_of(number))
        return "\n".join(found)

    def with_fix(self, number: int, text: str) -> Account:
        """Another text for a message. The machine's own again takes a person's away."""
        fixes = {**(self.fixes or {}), number: text}
        if text == self.conversation.messages[number - 1].text:
            del fixes[number]
        return replace(self, fixes=fixes)


def write(account: Account) -> str:
    """As text; parse gives it back."""
    messages = [
        {
            "number": number,
            "side": one.side.value,
            "kind": one.what.value,
            "sender": one.sender,
            "time_shown": one.when,
            "text": account.text_of(number),
            "machine_text": one.text,
            "quote": one.quote,
            "box": one.box.xywh,
            "lines": list(one.lines),
        }
        for number, one in enumerate(account.conversation.messages, start=1)
    ]
    whole = {
        "format": FORMAT,
        "engine": account.engine,
        "crop": account.crop,
        "title": account.conversation.title,
        "left_over": account.conversation.left_over,
        "messages": messages,
        "seen": to_plain(account.seen),
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True) + "\n"


def parse(text: str) -> Account:
    """Raises ValueError, KeyError or TypeError where it is something else."""
    known = json.loads(text)
    if known["format"] != FORMAT:
        raise ValueError(known["format"])
    messages = tuple(_message(one) for one in known["messages"])
    fixes = {
        int(one["number"]): str(one["text"])
        for one in known["messages"]
        if one["text"] != one["machine_text"]
    }
    crop = known["crop"]
    return Account(
        str(known["engine"]),
        from_plain(known["seen"]),
        Conversation(messages, str(known["title"]), int(known["left_over"])),
        None if crop is None else (int(crop[0]), int(crop[1])),
        fixes,
    )


def _message(known: Mapping[str, Any]) -> Spoken:
    left, top, width, height = (int(value) for value in known["box"])
    return Spoken(
        Side(known["side"]),
        What(known["kind"]),
        str(known["machine_text"]),
        Box(left, top, left + width, top + height),
        tuple(int(number) for number in known["lines"]),
        str(known["sender"]),
        str(known["time_shown"]),
        str(known["quote"]),
    )
