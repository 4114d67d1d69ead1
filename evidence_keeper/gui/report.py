"""What a check found, in sentences: the same in both faces. Never just "all right"."""

from __future__ import annotations

from evidence_keeper.gui.words import count_items
from evidence_keeper.model import FindingCode, Report, Weight
from evidence_keeper.text import explain, holds_words
from evidence_keeper.text import gui_text as _

_MOST = 20


def headline(report: Report) -> str:
    """The one sentence that counts."""
    changed = sum(1 for found in report.findings if found.means is Weight.CHANGED)
    if changed:
        return _("Something is not right in {n} places.").format(n=changed)
    if not report.checked.originals:
        return _("Nothing has been kept yet, so there was nothing to check.")
    count = count_items(report.checked.originals)
    return _("All {count} are here, and nothing has been changed.").format(count=count)


def calm_headline(report: Report) -> str:
    """The same for the easy face: where nothing is wrong, that comes first."""
    words = headline(report)
    if report.ok and report.checked.originals:
        return _("Everything is fine. {words}").format(words=words)
    return words


def worries_of(report: Report) -> list[str]:
    """What was changed, and nothing else."""
    return [words for words, changed in findings_of(report) if changed]


def asides_of(report: Report) -> list[str]:
    """What could not be checked and what was put right, in plain words: nothing to worry about."""
    lines = []
    for found in report.findings:
        if found.code is FindingCode.NOT_CHECKED and found.subject == "timestamp":
            lines.append(_("There is no outside proof of the time. That is quite usual."))
        elif found.means is not Weight.CHANGED:
            lines.append(explain(found).happened)
    return lines[:_MOST]


def findings_of(report: Report) -> list[tuple[str, bool]]:
    """A sentence for each finding, with what to do, and whether it means that something was changed.

    The code stands only behind those that whoever helps will want to look up.
    """
    lines = []
    for found in report.findings[:_MOST]:
        why = explain(found)
        words = " ".join(part for part in (why.happened, why.advice) if part)
        changed = found.means is Weight.CHANGED
        lines.append((f"{words} ({why.code})" if changed else words, changed))
    if len(report.findings) > _MOST:
        lines.append((_("and {n} more").format(n=len(report.findings) - _MOST), False))
    return lines


def holding(report: Report) -> list[str]:
    """A sentence for each guarantee that holds."""
    return [holds_words(guarantee) for guarantee in report.holds]
