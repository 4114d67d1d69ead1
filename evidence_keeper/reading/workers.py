"""A process of our own that holds a heavy model and answers in JSON lines; its memory goes back when it ends.

Always a fresh start of this program, never a fork: a fork would copy threads and locks of the window in mid-air.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from evidence_keeper.media.closing import Closing


def command(name: str) -> list[str]:
    """The command line that starts `evidence-keeper _worker NAME`, from a checkout, a wheel or a frozen program."""
    frozen = getattr(sys, "frozen", False)
    return [sys.executable, *([] if frozen else ["-m", "evidence_keeper"]), "_worker", name]


class Worker(Closing):
    """Runs `evidence-keeper _worker NAME`. It ends with whoever asked, since its input closes then."""

    def __init__(self, name: str) -> None:
        self._process = subprocess.Popen(
            command(name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    @property
    def number(self) -> int | None:
        """The process's number while it lives, else None."""
        return self._process.pid if self._process.poll() is None else None

    def ask(self, question: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The answers as they come; they end where the process does. Stop reading at the one that is the last."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(OSError):  # it died already: then there is no answer either
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
        for row in self._process.stdout:
            yield json.loads(row)

    def close(self) -> None:
        """End the process, now."""
        self._process.kill()
        with suppress(OSError, ValueError):
            self._process.communicate()
