"""Who complains and who helps, whom the papers are about, and where both can be reached."""

from __future__ import annotations

from evidence_keeper.complaint.question import Question, answered, yes_no
from evidence_keeper.text import N_

PERSON = (
    Question(
        "complainant_name",
        N_("What is the name of the one who complains, as on the identity card?"),
        relative=True,
        texts={"telecom_plan": N_("What is the name of the one in whose name the number is?")},
    ),
    Question(
        "complainant_phone",
        N_("Under which number can the office reach you?"),
        relative=True,
    ),
    yes_no(
        "hard_of_hearing",
        N_("Is talking on the telephone hard for you?"),
        N_("Yes, I hear badly"),
        N_("No, I hear well"),
        N_("Then the papers say: please speak slowly, or call the one who helps."),
    ),
    Question(
        "complainant_id",
        N_("What is the number of the identity card?"),
        N_("It stands only on a page that can be torn off. Nobody needs a bank card or a code."),
        relative=True,
    ),
    Question(
        "complainant_address",
        N_("Where do you live? The whole address."),
        N_("Letters from the office go there."),
        relative=True,
    ),
    Question(
        "complainant_postcode",
        N_("What is the postcode there?"),
        N_("Six digits."),
        relative=True,
    ),
    yes_no(
        "has_helper",
        N_("Does somebody of the family hand it in for you?"),
        N_("Yes, somebody helps me"),
        N_("No, I do it myself"),
        N_("Who files with your own account needs no helper's paper."),
    ),
    Question(
        "agent_name",
        N_("What is the helper's name?"),
        when=answered("has_helper", "yes"),
        relative=True,
    ),
    Question(
        "agent_relation",
        N_("How are you related?"),
        N_("For example: 女儿."),
        when=answered("has_helper", "yes"),
        relative=True,
    ),
    Question(
        "agent_phone",
        N_("What is the helper's telephone number?"),
        when=answered("has_helper", "yes"),
        relative=True,
    ),
    Question(
        "agent_id",
        N_("What is the number of the helper's identity card?"),
        when=answered("has_helper", "yes"),
        relative=True,
    ),
    Question(
        "authorised_until",
        N_("Until which day may the helper act for you?"),
        N_("The letter of authority has to say it. Half a year is usual. For example 2027-05-31."),
        "date",
        when=answered("has_helper", "yes"),
    ),
    yes_no(
        "authorisation",
        N_("Is there a letter of authority, signed by hand?"),
        N_("Yes, it is signed"),
        N_("No, not yet"),
        N_("The papers have one to print. It names the matter, the powers and until when."),
        when=answered("has_helper", "yes"),
        relative=True,
    ),
)

COMPANY = (
    Question(
        "company_address",
        N_("What is the company's address?"),
        N_("On the bill, the contract, the licence shown in the App, or at gsxt.gov.cn."),
        relative=True,
    ),
    Question(
        "company_phone",
        N_("What is the company's telephone number?"),
        relative=True,
    ),
    Question(
        "company_uscc",
        N_("What is the company's registration number (统一社会信用代码)?"),
        N_("18 characters, on the licence or the invoice. It need not be given."),
        relative=True,
    ),
)
