"""What was tried, and what is wanted: the company's answer, other offices, the account in order of time, the demand."""

from __future__ import annotations

from evidence_keeper.complaint.question import (
    Choice,
    Question,
    answered,
    kept,
    speaks_of_another,
    yes_no,
)
from evidence_keeper.text import N_

TRIED = (
    yes_no(
        "complained",
        N_("Did you already complain to the company itself?"),
        N_("Yes, I did"),
        N_("No, not yet"),
        N_("By telephone, in the App, in the shop or by letter."),
    ),
    Question(
        "first_complained_on",
        N_("On which day did you complain to it for the first time?"),
        N_("For example 2026-02-24."),
        "date",
        when=answered("complained", "yes"),
    ),
    Question(
        "company_ticket_no",
        N_("Which number did they give your complaint?"),
        N_("They call it 工单号 or 受理号. If they gave none, answer: I don't know."),
        when=answered("complained", "yes"),
    ),
    Question(
        "demand_proof",
        N_("You have no number. How can you show that they got your complaint?"),
        N_("A letter to the company with proof that it arrived counts as much as a number."),
        "choice",
        (
            Choice("app", N_("A picture of the complaint in the App")),
            Choice("counter", N_("The shop signed or stamped it")),
            Choice("post", N_("The receipt of a registered letter")),
            Choice("other", N_("Something else")),
        ),
        when=lambda case: kept(case, "complained") == "yes" and not case.get("company_ticket_no"),
    ),
    Question(
        "demand_sent_on",
        N_("On which day did you hand them the written demand?"),
        kind="date",
        when=lambda case: bool(case.get("demand_proof")),
        relative=True,
    ),
    Question(
        "company_reply",
        N_("What did they answer?"),
        N_("In one or two sentences."),
        choices=(Choice("至今没有答复", N_("No answer came")),),
        when=answered("complained", "yes"),
    ),
    Question(
        "settled",
        N_("Did you and the company agree on something, and was it done?"),
        kind="choice",
        choices=(
            Choice("no", N_("No, nothing was settled")),
            Choice("yes", N_("Yes, agreed and done")),
        ),
        when=answered("complained", "yes"),
    ),
    Question(
        "other_body",
        N_("Did you call 12345, 12315 or the consumers' association? Is there a number?"),
        N_("The form asks for it, and a wrong answer sends the papers back."),
        choices=(Choice("无", N_("I called none of them")),),
    ),
    Question(
        "other_body_state",
        N_("What became of it there?"),
        kind="choice",
        choices=(
            Choice("handling", N_("They are still dealing with it, or have dealt with it")),
            Choice("refused", N_("They did not take it")),
            Choice("withdrawn", N_("I took it back")),
        ),
        when=lambda case: speaks_of_another(case.get("other_body")),
    ),
)

STORY = (
    Question(
        "facts",
        N_("Tell what happened, from the beginning. One thing a line."),
        N_("Day first, then what happened. What a picture or recording shows: add 证据1-1."),
        "lines",
    ),
    Question(
        "demand",
        N_("What do you want the company to do? One thing a line."),
        N_("Say what and how much. “严肃处理” is too little."),
        "lines",
    ),
    Question(
        "fraud_reason",
        N_("Do you believe that they cheated on purpose? Why?"),
        N_("Only if you do. Then three times the price is asked for apart. Else skip it."),
        types=("refund", "false_ad", "quality", "auto_renew"),
    ),
    Question(
        "report",
        N_("Should the office also look into the company, apart from your money?"),
        N_("That is a report (举报). It brings no money, and is dealt with apart."),
        "choice",
        (
            Choice("no", N_("No, only my own matter")),
            Choice("yes", N_("Yes, look into the company too")),
        ),
        types=("refund", "false_ad", "quality", "auto_renew", "prepaid", "telecom_plan"),
    ),
    yes_no(
        "for_living",
        N_("Was it bought for yourself or your home, not for a business?"),
        N_("Yes, for daily life"),
        N_("No, for a business"),
    ),
)
