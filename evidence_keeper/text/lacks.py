"""Words for what readiness finds and for the days that run: what is wrong, and how to mend it.

The codes are complaint.checks' and those of resources/channels; a test compares them. The rule itself is data and stays
in Chinese: it is what the person shows to somebody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidence_keeper.text.languages import N_, _
from evidence_keeper.text.reasons import Explanation
from evidence_keeper.text.shown import safe_name
from evidence_keeper.text.words import field_words

# Title, what is wrong, what to do.
LACKS: Mapping[str, tuple[str, str, str]] = {
    "field_missing": (
        N_("Something is missing"),
        N_("“{name}” is not filled in."),
        N_("Fill it in. The office sends papers back without it."),
    ),
    "place_missing": (
        N_("Where was it?"),
        N_("It isn't said where it was bought or signed up for."),
        N_("Write the place, or the platform."),
    ),
    "no_evidence": (
        N_("No evidence"),
        N_("Nothing is kept in this matter yet."),
        N_("Add a bill, an order, a chat or a recording."),
    ),
    "no_deal_proof": (
        N_("No proof of the deal"),
        N_("None of the evidence shows that something was bought or signed up for."),
        N_("Add an order, a bill, a payment, a contract or a message that confirms it."),
    ),
    "deal_proof_unclear": (
        N_("Which one proves the deal?"),
        N_("It isn't said which piece of evidence shows what was bought or signed up for."),
        N_("Write beside it what it is to show, for example: 账单, 订单, 付款记录."),
    ),
    "human_not_shown": (
        N_("Nothing shows it"),
        N_("It says that no person could be reached, but no evidence shows that."),
        N_("Add a recording of the call, the chat, or a picture of it."),
    ),
    "not_for_living": (
        N_("Not for daily life"),
        N_("It was bought for a business. This office takes only what people buy for themselves."),
        N_("A court or the contract's arbitration is the way then. Change it if it is wrong."),
    ),
    "demand_not_concrete": (
        N_("The demand is not concrete"),
        N_("The demand doesn't say what the company is to do."),
        N_(
            "Say it, a line each: give back how much, cancel what, repair, exchange, answer by when."
        ),
    ),
    "demand_line_vague": (
        N_("One demand is vague"),
        N_("“{line}” doesn't say what is to be done."),
        N_("Say what and how much, or leave the line out."),
    ),
    "too_late": (
        N_("Too late for this office"),
        N_("It began on {since}. Since {until} this office no longer takes it."),
        N_("Check the day. If it is right, a court may still take it: ask a lawyer soon."),
    ),
    "fee_too_old": (
        N_("Older charges may be left out"),
        N_(
            "Money from before five months ago may not be taken by 12300 (the oldest here: {first}). "
            "Cancelling, and the money of the last months, can still be appealed."
        ),
        N_("Hand it in soon, and name each charge with its day."),
    ),
    "date_in_future": (
        N_("That day is still to come"),
        N_("“{name}” is {day}, a day that is still to come."),
        N_("Look at the paper again and put the day right."),
    ),
    "company_not_asked": (
        N_("The company first"),
        N_("The company itself has not been asked yet. This office asks for that first."),
        N_("Hand the company the written demand, keep the proof, and write down the day."),
    ),
    "company_better_asked": (
        N_("The company first"),
        N_("The company itself has not been asked yet. It is quicker when that was done first."),
        N_("Hand the company the written demand, keep the proof, and write down the day."),
    ),
    "company_no_proof": (
        N_("No number from the company"),
        N_("There is no ticket number, and no proof that the company got the complaint."),
        N_(
            "Write down the number it gave. Without one, hand it the written demand and keep the proof: "
            "a picture from the App, a signed copy, the receipt of a registered letter."
        ),
    ),
    "company_time_running": (
        N_("The company still has time"),
        N_("The company may answer until {until}."),
        N_("Wait until then. Hand it in from {next} on, or sooner if its answer is no good."),
    ),
    "other_body_has_it": (
        N_("Another office has it"),
        N_("Another office has this dispute already: {other}."),
        N_("Wait for its answer. If it did not take it, or you took it back, say so here."),
    ),
    "other_body_past": (
        N_("Another office had it"),
        N_("Another office was asked before: {other}."),
        N_("Put its answer, or the proof that you took it back, with the papers."),
    ),
    "other_body_not_asked": (
        N_("Was another office asked?"),
        N_("It isn't said whether 12345, 12315 or the consumers' association was asked."),
        N_("Say it now. The letter has a box to tick by hand until then."),
    ),
    "filed_elsewhere": (
        N_("It is handed in elsewhere"),
        N_("This dispute was handed in elsewhere ({other})."),
        N_("One place at a time. Wait for the answer there."),
    ),
    "second_channel": (
        N_("Papers for another office exist"),
        N_("Papers for another office were made before ({other})."),
        N_("Hand in only one of them: two offices with the same dispute send both back."),
    ),
    "agent_without_authorisation": (
        N_("The letter of authority"),
        N_("{agent} helps, but there is no signed letter of authority."),
        N_(
            "Print the letter of authority and sign it by hand. Or file in your own name and account, and "
            "take the helper's name out."
        ),
    ),
    "owner_is_another": (
        N_("The number is somebody else's"),
        N_("The number is registered in the name of {owner}, not of the one who complains."),
        N_("Complain in that person's name, with a letter of authority for the one who helps."),
    ),
    "owner_not_asked": (
        N_("Whose number is it?"),
        N_("It isn't said in whose name the number is."),
        N_("Look in the App or ask in the shop: only that person may complain, or authorise."),
    ),
    "settled": (
        N_("It is settled"),
        N_("You and the company agreed, and it was done. This office no longer takes it then."),
        N_("Only something new can be complained about. Change it if it isn't so."),
    ),
    "cited_withdrawn": (
        N_("It names evidence that was put aside"),
        N_("“{name}” was put aside, but the letter speaks of it."),
        N_("Take it back in, or change the sentence."),
    ),
    "cited_not_there": (
        N_("It names evidence that isn't there"),
        N_("The letter speaks of 证据{number}, which isn't there."),
        N_("Add it, or change the number."),
    ),
    "cited_moved": (
        N_("The numbers have moved"),
        N_("证据{number} was “{name}” when it was written, and is another one now."),
        N_("Look at the numbers in the list of evidence, and put the sentence right."),
    ),
    "answer_from_withdrawn": (
        N_("An answer lost its evidence"),
        N_("“{name}” was put aside, but an answer was taken from it."),
        N_("Take it back in, or answer again."),
    ),
    "claim_without_evidence": (
        N_("A sentence without evidence"),
        N_("No evidence stands behind: {line} (in all {many})"),
        N_("Write behind it which evidence shows it, for example 证据1-1."),
    ),
    "exhibit_not_cited": (
        N_("Evidence that nobody speaks of"),
        N_("It isn't said what is to be shown by {names}."),
        N_("Write what it is to show, or put it aside."),
    ),
    "print_too_small": (
        N_("Too small on paper"),
        N_("On paper the characters of {names} are only {millimetres} mm high. 2.5 are needed."),
        N_("Take the picture again, closer, or in several parts."),
    ),
    "company_not_full_name": (
        N_("Is that the full name?"),
        N_("“{company}” doesn't look like a company's full name."),
        N_("See the bill, the invoice, the contract or gsxt.gov.cn."),
    ),
    "agency_only": (
        N_("An agency?"),
        N_("“{company}” looks like an agency that only did the paperwork."),
        N_("Complain about the company that made the contract and took the money."),
    ),
    "payee_differs": (
        N_("Somebody else took the money"),
        N_("The bill says that another company took the money, not the phone company."),
        N_("Complain about who took it, at 12315, or name both."),
    ),
    "payee_not_asked": (
        N_("Who took the money?"),
        N_("It isn't said who took the money."),
        N_("The name beside the amount on the bill says it."),
    ),
    "channel_unusual": (
        N_("Perhaps not the right office"),
        N_("“{channel}” usually doesn't deal with this kind of matter."),
        N_("See which office is proposed for it."),
    ),
    "fraud_first": (
        N_("The police first"),
        N_("A stranger may have taken the money by fraud."),
        N_("Dial 110 or 96110 now. Transfer nothing more, give no code, share no screen."),
    ),
    "refusal_not_told": (
        N_("Did you refuse?"),
        N_("It isn't said when you first told them not to call or write again."),
        N_("Say it once, or answer T, and write down the day: calls after it count more."),
    ),
    "forbidden_words": (
        N_("A word that the office decides on"),
        N_("The text says “{word}”. Only an office or a court can say so."),
        N_("Better: {instead}"),
    ),
    "edited_number": (
        N_("A number that nothing shows"),
        N_("You wrote {number} into the letter: neither the evidence nor your answers have it."),
        N_("Correct it, or write it down where it belongs. The sentence: {sentence}"),
    ),
    "over_limit": (
        N_("Perhaps too long for the web form"),
        N_("“{name}” has {length} characters, the form takes about {most}."),
        N_("The whole text stands in the papers. Type the short one into the form."),
    ),
    "id_unlikely": (
        N_("Is the number right?"),
        N_("The identity card's number doesn't add up. A digit may be wrong."),
        N_("Compare it with the card. A wrong number is refused."),
    ),
}

# What ends on the day of each deadline.
DEADLINES: Mapping[str, str] = {
    "12315_right": N_("until then 12315 takes the complaint"),
    "12305_right": N_("until then the postal office takes the appeal"),
    "accept": N_("by then the office says whether it takes it"),
    "answer": N_("by then an answer has to come"),
    "mediate": N_("by then the mediation ends"),
    "report_check": N_("by then the report is looked into"),
    "operator_reply": N_("by then the phone company has to answer"),
    "company_reply": N_("by then the company usually answers"),
    "fee_appeal": N_("appeal to 12300 by then because of this charge"),
    "other_appeal": N_("until then 12300 takes other matters"),
    "stalling": N_("from then on, no answer counts as putting you off"),
    "return_7": N_("until then it can be returned without a reason"),
    "refund_7": N_("by then the price has to be paid back"),
    "revocation": N_("until then a court can undo a deal made by cheating"),
    "civil_limit": N_("until then a court hears it without objection"),
}


def explain_lack(code: str, field: str, data: Mapping[str, Any]) -> Explanation:
    """The words for something that readiness found; `field` is the case's field it is about."""
    title, happened, advice = LACKS[code]
    shown = {"name": field_words(field), **{key: safe_name(str(data[key])) for key in data}}
    words = _Shown(shown)
    return Explanation(_(title), _(happened).format_map(words), _(advice).format_map(words), code)


def deadline_words(key: str) -> str:
    """What ends on that day; an unknown key as it is."""
    return _(DEADLINES[key]) if key in DEADLINES else key


class _Shown(dict[str, str]):
    """A placeholder without a value is given a word that keeps the sentence."""

    def __missing__(self, key: str) -> str:
        return _("somebody else") if key in ("owner", "agent") else _("this one")
