"""One run of one command: which vault, how to answer, how far the work is, whether it should stop."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from evidence_keeper import text
from evidence_keeper.cli.progress import Teller
from evidence_keeper.jobs import Job
from evidence_keeper.settings import Settings
from evidence_keeper.text import _

if TYPE_CHECKING:
    from evidence_keeper.keeper import Keeper


class Session:
    """What the global options said, and the ways to answer. Made before they are read."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.as_json = False
        self.answered = False
        self.job = Job()
        self._given: str | None = None
        self._opened: Keeper | None = None
        self._teller = Teller(self.job)

    def choose(self, vault: str | None, as_json: bool) -> None:
        """Takes the global options."""
        self._given = vault
        self.as_json = as_json

    @property
    def vault(self) -> Path:
        """The vault's folder: as given, else as set, else the usual one."""
        return self._usual_vault() if self._given is None else Path(self._given)

    @property
    def is_usual_vault(self) -> bool:
        """Whether it is the one that is used where none is named."""
        return self._given is None or Path(self._given).absolute() == self._usual_vault().absolute()

    def _usual_vault(self) -> Path:
        from evidence_keeper.keeper import default_vault

        return self.settings.vault or default_vault()

    def keeper(self) -> Keeper:
        """The keeper of that vault, made where there is none. Says what was mended and what to watch out for."""
        keeper = self.keeper_unannounced()
        self.tell_opened()
        return keeper

    def keeper_unannounced(self) -> Keeper:
        """The same, where something else has to be said first: `tell_opened` says what was mended."""
        from evidence_keeper.keeper import Keeper

        self._opened = Keeper.open(self.vault)
        return self._opened

    def tell_opened(self) -> None:
        """Says what was mended when the keeper was opened, and what to watch out for."""
        if self._opened is None:
            return
        for found in self._opened.mended:
            self.tell(text.explain(found).line)
        for warning in self._opened.warnings:
            self.tell(text.explain(warning).line)

    # ---- answering

    def answer(self, thing: Mapping[str, Any], lines: Iterable[str]) -> None:
        """The command's one answer: `thing` as JSON, or `lines` for a person."""
        self._teller.hush()
        self.answered = True
        if self.as_json:
            for part in as_json(thing):
                sys.stdout.write(part)
            sys.stdout.write("\n")
            return
        for line in lines:
            sys.stdout.write(line + "\n")

    def tell(self, line: str) -> None:
        """A message that is not the answer."""
        self._teller.hush()
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    # ---- working

    @contextmanager
    def work(self) -> Iterator[None]:
        """While it lasts progress is shown, the first SIGINT asks the job to stop, the second insists."""
        before = signal.signal(signal.SIGINT, self._stop)
        # A computer that shuts down asks so: what is half made is cleared away as after Ctrl-C.
        told = signal.signal(signal.SIGTERM, self._stop)
        self._teller.start()
        try:
            yield
        finally:
            self._teller.hush()
            signal.signal(signal.SIGINT, before)
            signal.signal(signal.SIGTERM, told)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if self.job.cancelled:
            raise KeyboardInterrupt
        self.job.cancel()
        self.tell(_("Stopping. What is being kept right now is brought to its end first."))


_PART = 2000


def as_json(thing: Mapping[str, Any]) -> Iterator[str]:
    """The answer as JSON on one line, part by part: a long chat's messages are never there once more as one text."""
    mark = "{"
    for key, value in thing.items():
        yield f"{mark}{json.dumps(key, ensure_ascii=False)}: "
        mark = ", "
        if isinstance(value, list) and len(value) > _PART:
            for at in range(0, len(value), _PART):
                part = json.dumps(value[at : at + _PART], ensure_ascii=False)[1:-1]
                yield f"{', ' if at else '['}{part}"
            yield "]"
        else:
            yield json.dumps(value, ensure_ascii=False)
    yield "}" if thing else "{}"
