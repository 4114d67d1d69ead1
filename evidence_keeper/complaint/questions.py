"""What the interview asks, in order: first what only the person knows, then what papers say.

Words are for somebody who is read to on the telephone: one thing at a time, with an example. Which question is asked in
which matter stands beside it. Closed answers are whole sentences, their values those of fields.CHOICES.
"""

from __future__ import annotations

from evidence_keeper.complaint.asking_course import STORY, TRIED
from evidence_keeper.complaint.asking_matter import DEAL, MATTER, OTHERS, TELECOM
from evidence_keeper.complaint.asking_people import COMPANY, PERSON
from evidence_keeper.complaint.question import Question

QUESTIONS: tuple[Question, ...] = (
    *MATTER,
    *DEAL,
    *TELECOM,
    *OTHERS,
    *TRIED,
    *STORY,
    *PERSON,
    *COMPANY,
)
