"""Runs the real command as a person or a script would: a process of its own, its own vault, home and settings."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left: exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on standard output."""
        return json.loads(self.out)


@dataclass
class Cli:
    """The command, bound to a folder that holds everything it may touch."""

    root: Path
    language: str = "zh_CN"
    more_env: Mapping[str, str] = field(default_factory=dict)

    @property
    def vault(self) -> Path:
        """The vault's folder."""
        return self.root / "vault"

    @property
    def env(self) -> dict[str, str]:
        """The caller's environment, with this command's own home and no screen."""
        own = {
            "XDG_DATA_HOME": str(self.root / "data"),
            "XDG_CONFIG_HOME": str(self.root / "config"),
            "TZ": "Asia/Shanghai",
        }
        left_out = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PYTHONIOENCODING")
        inherited = {key: value for key, value in os.environ.items() if key not in left_out}
        return {**inherited, **own, **self.more_env}

    def command(self, *arguments: str | Path | bytes, as_json: bool = True) -> list[str | bytes]:
        """The whole command line."""
        flags = ["--vault", str(self.vault), "--lang", self.language, *(["--json"] * as_json)]
        rest = [part if isinstance(part, bytes) else str(part) for part in arguments]
        return [sys.executable, "-m", "evidence_keeper", *flags, *rest]

    def run(self, *arguments: str | Path | bytes, as_json: bool = True) -> Ran:
        """Runs it to its end."""
        return self.run_line(self.command(*arguments, as_json=as_json))

    def run_line(self, line: Sequence[str | bytes]) -> Ran:
        """Runs any command line in this environment."""
        done = subprocess.run(line, capture_output=True, env=self.env, cwd=self.root, check=False)
        return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    def ok(self, *arguments: str | Path | bytes) -> Any:
        """Runs it, wants exit 0 and gives the JSON. Slow work may have said on standard error how far it was."""
        ran = self.run(*arguments)
        assert (ran.code, "[" in ran.err, "Traceback" in ran.err) == (0, False, False), ran
        return ran.json

    def start(self, *arguments: str | Path) -> subprocess.Popen[bytes]:
        """Starts it and returns at once."""
        line, pipe = self.command(*arguments), subprocess.PIPE
        return subprocess.Popen(line, stdout=pipe, stderr=pipe, env=self.env, cwd=self.root)


# ---- shapes: a value, or why it doesn't fit

Shape = Any


def time(value: object) -> bool:
    """ISO 8601 with an offset, to the second."""
    plain = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"
    return isinstance(value, str) and bool(re.fullmatch(plain, value)) and bool(_parsed(value))


def _parsed(value: str) -> datetime:
    return datetime.fromisoformat(value)


def digest(value: object) -> bool:
    """A SHA-256 in lower-case hex."""
    return isinstance(value, str) and bool(re.fullmatch(r"[0-9a-f]{64}", value))


def or_none(shape: Shape) -> Callable[[object], bool]:
    """The shape, or null."""
    return lambda value: value is None or not misfits(shape, value)


def one_of(words: str) -> Callable[[object], bool]:
    """One of some words, written with | between them."""
    return lambda value: value in words.split("|")


def misfits(shape: Shape, value: Any, where: str = "") -> list[str]:
    """What of `value` doesn't fit: a type, a predicate, a dict (more keys may be there) or a list of one shape."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return [f"{where}: no object"]
        lacking = [f"{where}.{key}: missing" for key in shape if key not in value]
        inside = (
            (f"{where}.{key}", part, value[key]) for key, part in shape.items() if key in value
        )
        return lacking + [fault for at, part, one in inside for fault in misfits(part, one, at)]
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{where}: no list"]
        return [fault for one in value for fault in misfits(shape[0], one, f"{where}[]")]
    if isinstance(shape, type):
        right = isinstance(value, shape) and (shape is bool or not isinstance(value, bool))
    else:
        right = shape(value)
    return [] if right else [f"{where}: {value!r}"]


CASE: Shape = {"case_id": str, "title": str, "type": str, "fields": dict}
ITEM: Shape = {
    "item_id": str,
    "case_id": str,
    "derived_from": [str],
    "group": or_none(str),
    "withdrawn": bool,
    "kind": one_of("call|audio|screenshot|image|chat|document|video|other"),
    "name": str,
    "size": int,
    "sha256": digest,
    "kept_at": time,
    "captured_at": or_none(time),
    "time_source": one_of(
        "recorded|container|filename|exif|explicit|inherited_date|inferred_year|picture|file_mtime|manual|none"
    ),
    "purpose": str,
    "provenance": {
        "source": one_of("recorded_here|imported|phone|clipboard"),
        "path": str,
        "device": str,
        "software": str,
        "phone_number": or_none(str),
        "contact": or_none(str),
        "notes": [{"code": str, "message": str}],
    },
}
ADDED: Shape = {
    "items": [ITEM],
    "already_kept": [ITEM],
    "refused": [{"path": str, "code": str, "message": str}],
}
BUNDLE: Shape = {
    "pdf": str,
    "pages": int,
    "sha256": digest,
    "journal_head": {"seq": int, "hash": digest},
    "exhibits": [{"number": str, "item_id": str, "first_page": int, "last_page": int}],
    "upload": [{"path": str, "bytes": int, "kind": str}],
    "delivery": str,
    "signed": bool,
    "timestamped": bool,
}
REPORT: Shape = {
    "ok": bool,
    "checked": {"entries": int, "originals": int, "bytes": int, "tokens": int},
    "holds": [str],
    "findings": [{"code": str, "subject": str, "message": str}],
}
COPIED: Shape = {"dir": str, "entries": int, "originals": int, "verified": bool}
READING: Shape = {
    "item_id": str,
    "engine": str,
    "text": str,
    "messages": list,
    "segments": [{"start": float, "end": float, "kind": str}],
    "private": [{"kind": str, "text": str}],
    "checked_by_person": bool,
}
HITS: Shape = {"hits": [{"item_id": or_none(str), "case_id": str, "where": str, "snippet": str}]}
ERROR: Shape = {"error": {"code": str, "message": str, "advice": str}}
