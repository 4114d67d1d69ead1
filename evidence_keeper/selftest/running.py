"""Runs every look side by side and waits for each no longer than it may take."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from functools import partial

from evidence_keeper.errors import EvidenceError
from evidence_keeper.jobs import Job
from evidence_keeper.selftest import devices, machine, storage
from evidence_keeper.selftest.facts import CHECKS, Check, Computer

SECONDS = 20.0
"""All looks together: a computer that has just been started loads its libraries slowly."""
_LOOK_SECONDS = 0.05
Look = Callable[[Computer], Check]

LOOKS: Mapping[str, Look] = {
    "vault": storage.vault,
    "disk": storage.disk,
    "clock": machine.clock,
    "microphone": partial(devices.source, name="microphone"),
    "system_sound": partial(devices.source, name="system_sound"),
    "screen": devices.screen,
    "fonts": machine.fonts,
    "ocr": machine.ocr,
    "formats": machine.formats,
    "network": machine.network,
    "printers": machine.printers,
    "voice": machine.voice,
}


def look_at_all(
    computer: Computer, job: Job | None = None, seconds: float = SECONDS
) -> list[Check]:
    """Every check, in the order of CHECKS. Takes at most `seconds`; raises nothing but Cancelled.

    A look that hangs in the system (a sound server that is stuck) is left behind: its thread ends with the process.
    """
    return look(computer, LOOKS, job or Job(), seconds)


def look(
    computer: Computer, looks: Mapping[str, Look], job: Job, seconds: float = SECONDS
) -> list[Check]:
    """The same with other looks."""
    done: dict[str, Check] = {}
    threads = {}
    for name, one in looks.items():
        thread = threading.Thread(
            target=_keep_result, args=(done, name, one, computer), name=f"look-{name}", daemon=True
        )
        thread.start()
        threads[name] = thread
    end = time.monotonic() + seconds
    while any(one.is_alive() for one in threads.values()) and time.monotonic() < end:
        job.report("self_test", len(done), len(looks))
        job.check()
        time.sleep(_LOOK_SECONDS)
    silent = {name: Check(name, False, "no_answer", {"seconds": seconds}) for name in looks}
    order = [name for name in (*CHECKS, *looks) if name in looks]
    return [{**silent, **done}[name] for name in dict.fromkeys(order)]


def _keep_result(done: dict[str, Check], name: str, one: Look, computer: Computer) -> None:
    try:
        done[name] = one(computer)
    except EvidenceError as error:
        done[name] = Check(name, False, error.code, error.data)
    except Exception as error:  # noqa: BLE001 - whatever a driver does, the others are still told
        done[name] = Check(name, False, "look_failed", {"detail": type(error).__name__})
