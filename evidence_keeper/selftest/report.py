"""The self-test as plain text, for somebody who helps from afar: it says nothing of any matter or person."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from evidence_keeper import __version__
from evidence_keeper.selftest.facts import Check
from evidence_keeper.text import _, explain_check, language


def report(checks: Sequence[Check], when: datetime) -> str:
    """Program and system, then a line for each check, with its code. The user's folder is written as ~."""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    lines = [
        _("Self-test of Evidence Keeper {version}, {time}").format(
            version=__version__, time=when.isoformat(" ", "minutes")
        ),
        f"{system} · Python {platform.python_version()} · {language()}",
        "",
        *(line(check) for check in checks),
    ]
    return _homeless("\n".join(lines)) + "\n"


def line(check: Check) -> str:
    """One check on one line: sign, what was looked at, what was found, what to do, code."""
    why = explain_check(check.name, check.code, check.data)
    sign = "✓" if check.ok else "✗"
    return f"{sign} {why.title}: {why.line}"


def _homeless(text: str) -> str:
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text
