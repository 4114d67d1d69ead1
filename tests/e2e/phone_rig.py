"""An open phone page that somebody has a go at: what lies on the disk in the end is what was kept, and nothing else."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidence_keeper.intake.phone import Network
from evidence_keeper.keeper import Keeper
from evidence_keeper.receiving import Opening
from tests.phone_client import PhoneClient

HERE = Network("127.0.0.1", "", "here")


@contextmanager
def page_of(keeper: Keeper) -> Iterator[Opening]:
    """The page, open for a new matter; then the disk is looked at."""
    opened = keeper.receive(keeper.new_case("x").case_id, network=HERE)
    around = keeper.vault.path.parent
    before = _lying(around)
    yield opened
    opened.stop()
    digests = {item.digest.value for item in keeper.items()}
    originals = {f"vault/originals/{digest[:2]}/{digest}" for digest in digests}
    fresh = _lying(around) - before
    found = {path for path in fresh if path.startswith("vault/") and "/cache/" not in path}
    assert found == originals, found ^ originals
    assert keeper.verify().ok


def _lying(folder: Path) -> set[str]:
    """Every file below, by its name from there."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def good_phone(page: Opening) -> PhoneClient:
    """The phone of the person who opened it."""
    made = PhoneClient(page.state().address, sealed=True)
    made.open()
    made.ask("hello")
    return made


def codes(page: Opening) -> set[str]:
    """What was refused or changed hands."""
    return {event.code for event in page.state().events}


def still_works(good: PhoneClient) -> None:
    """A good upload beside whatever else goes on."""
    data = os.urandom(200_000)
    assert good.send("good.mp4", data)["sha256"] == hashlib.sha256(data).hexdigest()
