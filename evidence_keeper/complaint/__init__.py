"""From kept facts to a complaint: who receives it, what is asked first, what would be refused, what the letter says.

Pure functions of a case, its items and the day; `complaining` joins them to a vault. Nothing here adds a claim: a
letter has the sentences a person typed, the amounts and dates of the case, and blanks to be filled by hand where
something isn't known. What an authority or a law may change lies in resources/, dated.

    interview(case, suggest(told)) -> Interview      answer(case, key, given) -> changed fields
    readiness(case, load(channel), evidence, today) -> Readiness(missing, warnings, deadlines)
"""

from evidence_keeper.complaint.channels import Channel, channel_keys, is_limit, load
from evidence_keeper.complaint.charges import Charge, charges
from evidence_keeper.complaint.checks import Lack
from evidence_keeper.complaint.deadlines import Deadline, deadlines
from evidence_keeper.complaint.evidence import Evidence
from evidence_keeper.complaint.filling import Suggestion, Told, suggest
from evidence_keeper.complaint.interview import Interview, Page, answer, interview
from evidence_keeper.complaint.law import Citation, basis
from evidence_keeper.complaint.letter import Letter, write
from evidence_keeper.complaint.questions import QUESTIONS, Choice, Question
from evidence_keeper.complaint.readiness import Readiness, readiness

__all__ = [
    "QUESTIONS",
    "Channel",
    "Charge",
    "Choice",
    "Citation",
    "Deadline",
    "Evidence",
    "Interview",
    "Lack",
    "Letter",
    "Page",
    "Question",
    "Readiness",
    "Suggestion",
    "Told",
    "answer",
    "basis",
    "channel_keys",
    "charges",
    "deadlines",
    "interview",
    "is_limit",
    "load",
    "readiness",
    "suggest",
    "write",
]
