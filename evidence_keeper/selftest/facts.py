"""What the self-test looks at, and what it says of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence_keeper.intake.audio.here import microphone
from evidence_keeper.intake.screen.here import screen
from evidence_keeper.selftest.printers import printers

if TYPE_CHECKING:
    from evidence_keeper.intake.audio import Microphone
    from evidence_keeper.intake.screen import Screen

CHECKS = (
    *("vault", "disk", "clock", "microphone", "system_sound", "screen"),
    *("fonts", "ocr", "formats", "network", "printers", "voice"),
)
"""Their stable names, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Check:
    """One answer. `code` has words in text.explain_check, or is an error's; `data` fills their placeholders."""

    name: str
    ok: bool
    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Computer:
    """What is looked at: the vault's folder (there or not), where its keys lie, and the ways to the devices."""

    vault: Path
    home: Path
    sound: Callable[[], Microphone] = microphone
    screen: Callable[[], Screen] = screen
    printers: Callable[[], Sequence[str]] = printers
