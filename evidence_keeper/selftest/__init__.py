"""Looks at this computer: can it hear both sides, see the screen, keep what comes, and make papers of it?

It promises to end: each look has a few seconds, and one that doesn't answer says so. Nothing is kept, nothing is
changed, nobody outside is asked, and what it says can be shown to anybody: it holds nothing of any matter.
"""

from __future__ import annotations

from evidence_keeper.selftest.facts import CHECKS, Check, Computer
from evidence_keeper.selftest.report import line, report
from evidence_keeper.selftest.running import look_at_all

__all__ = ["CHECKS", "Check", "Computer", "line", "look_at_all", "report"]
