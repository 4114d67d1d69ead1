"""From kept facts to a complaint: who receives it, what is asked first, what would be refused, what the letter says.

Pure functions of a case, its items and the day; `complaining` joins them to a vault. Nothing here adds a claim: a
letter has the sentences a person typed, the amounts and dates of the case, and blanks to be filled by hand where
something isn't known. What an authority or a law may change lies in resources/, dated.

    interview(case, suggest(told)) -> Interview      answer(case, key, given) -> changed fields
    readiness(case, load(channel), evidence, today) -> Readiness(missing, warnings, deadlines)
    route(case, today) -> steps in order             fill(case, channel, "web") -> the form's fields with their texts
    demand(case), hotline_card(case, n), authority(case), after.page(channel): papers made of clauses
"""

from evidence_keeper.complaint.after import next_day, stage
from evidence_keeper.complaint.asked import Lack
from evidence_keeper.complaint.channels import Channel, channel_keys, is_limit, load
from evidence_keeper.complaint.charges import Charge, charges
from evidence_keeper.complaint.deadlines import Deadline, deadlines
from evidence_keeper.complaint.evidence import Evidence
from evidence_keeper.complaint.filling import Suggestion, Told, suggest
from evidence_keeper.complaint.forms import Filled, fill
from evidence_keeper.complaint.interview import Interview, Page, answer, interview
from evidence_keeper.complaint.law import Citation, basis, decisive
from evidence_keeper.complaint.letter import Letter, write
from evidence_keeper.complaint.papers import (
    authority,
    demand,
    hotline_card,
    slots,
    usual_demands,
    usual_evidence,
)
from evidence_keeper.complaint.question import Choice, Question
from evidence_keeper.complaint.questions import QUESTIONS
from evidence_keeper.complaint.readiness import Readiness, readiness
from evidence_keeper.complaint.routes import Step, channel_of, route

__all__ = [
    "QUESTIONS",
    "Channel",
    "Charge",
    "Choice",
    "Citation",
    "Deadline",
    "Evidence",
    "Filled",
    "Interview",
    "Lack",
    "Letter",
    "Page",
    "Question",
    "Readiness",
    "Step",
    "Suggestion",
    "Told",
    "answer",
    "authority",
    "basis",
    "channel_keys",
    "channel_of",
    "charges",
    "deadlines",
    "decisive",
    "demand",
    "fill",
    "hotline_card",
    "interview",
    "is_limit",
    "load",
    "next_day",
    "readiness",
    "route",
    "slots",
    "stage",
    "suggest",
    "usual_demands",
    "usual_evidence",
    "write",
]
