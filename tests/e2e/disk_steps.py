"""Counts every step by which a process changes the disk, and lets one of them be its last, or fail.

Used in child processes only: it wraps the real calls (nothing is pretended, what is not chosen really happens). So a
crash or a full disk can be put before each single step of a piece of work, one after the other, on any machine.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

TAKING_ROOM = frozenset({"open", "write", "fsync", "mkdir", "replace"})
"""Steps that a full disk refuses. It lets go of names and lengths all the same."""

FLAGS_THAT_CHANGE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


@dataclass
class Steps:
    """What to do at which step. `mode`: count, kill, torn (half a write, then kill), or an errno's name.

    With an errno every step from `at` on fails (a disk stays full), unless `once`. Step numbers start at 1.
    """

    mode: str = "count"
    at: int = 0
    once: bool = False
    seen: list[str] = field(default_factory=list)
    armed: bool = False

    def take(self, step: str, what: object) -> None:
        """One step is about to happen; dies or raises here if it is the chosen one."""
        if not self.armed:
            return
        self.seen.append(f"{step} {_name(what)}")
        if self.mode == "kill" and len(self.seen) == self.at:
            _die()
        if self.fails(step):
            raise OSError(getattr(errno, self.mode), os.strerror(getattr(errno, self.mode)))

    def fails(self, step: str) -> bool:
        """Whether the step that was counted last is refused."""
        if self.mode in ("count", "kill", "torn"):
            return False
        if self.mode == "ENOSPC" and step not in TAKING_ROOM:
            return False
        return len(self.seen) == self.at if self.once else len(self.seen) >= self.at

    def tears(self) -> bool:
        """Whether the write that was counted last is to be torn."""
        return self.armed and self.mode == "torn" and len(self.seen) == self.at

    def install(self) -> None:
        """Wrap the calls of this process, for good."""
        for step, name in (
            ("fsync", "fsync"),
            ("replace", "replace"),
            ("replace", "rename"),
            ("unlink", "unlink"),
            ("unlink", "remove"),
            ("rmdir", "rmdir"),
            ("mkdir", "mkdir"),
            ("chmod", "chmod"),
            ("truncate", "truncate"),
            ("truncate", "ftruncate"),
        ):
            setattr(os, name, self._wrapped(step, getattr(os, name)))
        self._wrap_opening()

    def _wrapped(self, step: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(what: Any, *more: Any, **named: Any) -> Any:
            self.take(step, what)
            return real(what, *more, **named)

        return call

    def _wrap_opening(self) -> None:
        steps, real_open, real_os_open = self, io.open, os.open

        class Traced(io.FileIO):
            """A file whose writes are steps."""

            def write(self, data: Any, /) -> int:
                steps.take("write", self.name)
                if steps.tears():
                    super().write(memoryview(data)[: len(data) // 2])
                    _die()
                return super().write(data)

            def truncate(self, size: int | None = None, /) -> int:
                steps.take("truncate", self.name)
                return super().truncate(size)

        def os_open(path: Any, flags: int, *more: Any, **named: Any) -> int:
            if flags & FLAGS_THAT_CHANGE:
                steps.take("open", path)
            return real_os_open(path, flags, *more, **named)

        def traced_open(
            file: Any,
            mode: str = "r",
            buffering: int = -1,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
            closefd: bool = True,
            opener: Any = None,
        ) -> Any:
            if not set(mode) & set("wxa+"):
                return real_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
            if not isinstance(file, int):
                steps.take("open", file)
            raw = Traced(file, mode.replace("b", "").replace("t", ""), closefd, opener)
            if buffering == 0:
                return raw
            buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
            return (
                buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)
            )

        os.open = os_open
        for module in (io, builtins):
            module.__dict__["open"] = traced_open


def _name(what: Any) -> str:
    return "#" if isinstance(what, int) else os.path.basename(os.fsdecode(what))


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit("unreachable: SIGKILL can't be caught")
