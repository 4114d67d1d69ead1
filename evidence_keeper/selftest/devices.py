"""Sound and screen, tried for a moment; what comes is looked at and forgotten."""

from __future__ import annotations

import threading

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.audio import MICROPHONE, SYSTEM, Block
from evidence_keeper.intake.audio.levels import FLAT_PEAK
from evidence_keeper.intake.screen import Whole
from evidence_keeper.selftest.facts import Check, Computer

LISTEN_SECONDS = 1.5
_KINDS = {"microphone": MICROPHONE, "system_sound": SYSTEM}
_LACKING = {"microphone": "no_microphone", "system_sound": "system_sound_none"}
_SILENT = {"microphone": "microphone_silent", "system_sound": "system_sound_dead"}


def source(computer: Computer, name: str) -> Check:
    """Whether sound comes from the usual source of this kind.

    A microphone that is on is never wholly still; what the computer plays may be, so there it is enough that the
    source delivers.
    """
    port = computer.sound()
    if port.permitted() is False:
        raise DeviceError("microphone_refused", name="")
    known = [one for one in port.devices() if one.kind == _KINDS[name]]
    if not port.available() or not known:
        return Check(name, False, _LACKING[name])
    device = next((one for one in known if one.default), known[0])
    blocks: list[Block] = []
    first = threading.Event()

    def take(block: Block) -> None:
        blocks.append(block)
        if name == "system_sound" or _peak(block) > FLAT_PEAK:
            first.set()

    stream = port.open(device, take)
    try:
        first.wait(LISTEN_SECONDS)
    finally:
        stream.close()
    heard = first.is_set()
    code = f"{name}_fine" if heard else _SILENT[name]
    return Check(name, heard, code, {"device": device.title or device.name})


def _peak(block: Block) -> int:
    return (
        max((abs(int(block.samples.min())), abs(int(block.samples.max()))))
        if len(block.samples)
        else 0
    )


def screen(computer: Computer) -> Check:
    """Whether a picture can be taken. Where the desktop itself would ask the person, it isn't tried."""
    port = computer.screen()
    if not port.available():
        raise DeviceError("screen_missing")
    if port.permitted() is False:
        raise DeviceError("screen_refused")
    if port.backend == "portal":
        return Check("screen", True, "screen_asks")
    if port.take(Whole()).black:
        return Check("screen", False, "screen_black")
    return Check("screen", True, "screen_fine")
