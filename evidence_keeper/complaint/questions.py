"""What the interview asks: one plain question a page, first what only the person knows, then what papers say.

Words are for somebody who is read to on the telephone: one thing at a time, with an example. Which question is asked in
which matter stands beside it. Closed answers are whole sentences, their values those of fields.CHOICES.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from evidence_keeper.model import Case
from evidence_keeper.text import N_

When = Callable[[Case], bool]


@dataclass(frozen=True, slots=True)
class Choice:
    """A ready answer: what is kept, and what is read."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One page. `key` is the case's field; `kind` text, lines, date, amount, choice or charges.

    `text` and `help` are for `_`; `texts` are other words for some types. `types` are the matters it is asked in
    (empty: all), `when` a further condition. `choices` may stand beside free text. `relative`: somebody who helps can
    answer it from papers; without it only the person themself knows.
    """

    key: str
    text: str
    help: str = ""
    kind: str = "text"
    choices: tuple[Choice, ...] = ()
    types: tuple[str, ...] = ()
    when: When | None = None
    relative: bool = False
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def asked(self, case: Case) -> bool:
        """Whether it is asked in this case as it stands."""
        if self.types and case.type not in self.types:
            return False
        return self.when is None or self.when(case)

    def words(self, case: Case) -> str:
        """The question for this kind of matter, untranslated."""
        return self.texts.get(case.type, self.text)


_SAID_BY = {"complained": "first_complained_on", "has_helper": "agent_name"}


def kept(case: Case, key: str) -> str:
    """A question's answer: what was answered, or what another field says already."""
    return case.get(key) or ("yes" if case.get(_SAID_BY.get(key, "")) else "")


def _is(key: str, *values: str) -> When:
    return lambda case: kept(case, key) in values


DEALS = (
    "refund",
    "auto_renew",
    "telecom_plan",
    "false_ad",
    "prepaid",
    "quality",
    "bank",
    "other",
)
SHOPS = ("refund", "quality", "false_ad", "prepaid", "auto_renew", "other")
NUMBERS = ("telecom_plan", "nuisance")
MATTERS = (
    Choice("telecom_plan", N_("The phone plan was changed, or the phone bill is wrong")),
    Choice("auto_renew", N_("Money goes off by itself: membership, automatic renewal")),
    Choice("refund", N_("I want my money back and they don't give it")),
    Choice("quality", N_("The thing is bad or broken, and they don't mend it")),
    Choice("false_ad", N_("The advertisement or the salesman misled me")),
    Choice("nuisance", N_("Too many sales calls and messages")),
    Choice("prepaid", N_("The money on a prepaid card can't be used or got back")),
    Choice("courier", N_("A parcel was lost, damaged or not delivered")),
    Choice("bank", N_("Something about a bank, an insurance or a loan")),
    Choice("no_human", N_("Nothing else: I just can't reach a person")),
    Choice("other", N_("Something else")),
)


_MATTER = (
    Question(
        "matter",
        N_("What did you want to get done in the first place?"),
        N_("Choose what comes closest. It can be changed later."),
        "choice",
        MATTERS,
    ),
    Question(
        "suspected_fraud",
        N_("Did a stranger get you to pay, scan a code, give a code or share the screen?"),
        N_("If so, the police come first: dial 110 or 96110 now. The complaint can wait."),
        "choice",
        (
            Choice("yes", N_("Yes, a stranger got the money")),
            Choice("no", N_("No, it is a company I know of")),
        ),
        types=("bank", "refund", "false_ad", "other"),
    ),
    Question(
        "no_human",
        N_("While getting it done, could you not reach a person?"),
        N_("For example: the telephone has only a robot, the chat repeats one sentence."),
        "choice",
        (
            Choice("yes", N_("Yes, I could not reach a person")),
            Choice("no", N_("No, I reached a person")),
        ),
        when=lambda case: case.type != "no_human",
    ),
    Question(
        "asked_human",
        N_("Did you say or type clearly that you want a person?"),
        N_("For example: “转人工”, “我要人工客服”, or pressing 0."),
        "choice",
        (Choice("yes", N_("Yes, I asked for a person")), Choice("no", N_("No, I didn't say so"))),
        when=lambda case: case.get("no_human") == "yes" or case.type == "no_human",
    ),
    Question(
        "company",
        N_("What is the company's full name?"),
        N_(
            "It is on the bill, the invoice, the contract or the seal, for example 某某通信有限公司云泽分公司. "
            "A phone shop that only did the paperwork is not the company."
        ),
        texts={"nuisance": N_("Who did the caller say they are?")},
    ),
)

_DEAL = (
    Question(
        "account",
        N_("Which number or account is it about?"),
        N_("For example the mobile number, the broadband number, or the account in the App."),
        types=("telecom_plan", "nuisance", "auto_renew", "no_human", "bank"),
        texts={"nuisance": N_("On which number do they call you?")},
    ),
    Question(
        "account_owner",
        N_("In whose name is this number registered?"),
        N_("It is often the child's. Only the one in whose name it is may complain, or authorise."),
        "choice",
        (
            Choice("self", N_("In the name of the one who complains")),
            Choice("other", N_("In somebody else's name")),
        ),
        types=NUMBERS,
    ),
    Question(
        "account_owner_name",
        N_("What is that person's name?"),
        N_("Then the complaint is made in that person's name."),
        types=NUMBERS,
        when=_is("account_owner", "other"),
        relative=True,
    ),
    Question(
        "payee",
        N_("Who took the money? See the bill."),
        N_("The name beside the amount says it. Whom you complain about depends on it."),
        "choice",
        (
            Choice("operator", N_("The phone company itself")),
            Choice("vas", N_("Another company, through the phone bill")),
            Choice("app", N_("An App or website, through WeChat or Alipay")),
            Choice("seller", N_("A shop or seller")),
            Choice("nobody", N_("No money was taken")),
        ),
        types=("telecom_plan", "auto_renew"),
    ),
    Question(
        "item",
        N_("What did you buy, or what is it called?"),
        N_("For example: 139元5G套餐, 视频会员, 电饭煲, 美容卡."),
        types=(*DEALS, "courier"),
        texts={
            "courier": N_("What is in the parcel?"),
            "telecom_plan": N_("Which plan or extra is it?"),
        },
    ),
    Question(
        "sales_mode",
        N_("How did you buy it?"),
        kind="choice",
        choices=(
            Choice("online", N_("On the Internet or in an App")),
            Choice("shop", N_("In a shop")),
            Choice("phone", N_("On the telephone")),
            Choice("tv", N_("From the television")),
            Choice("other", N_("Another way")),
        ),
        types=SHOPS,
    ),
    Question(
        "platform",
        N_("On which platform or in which App?"),
        N_("For example the name of the shopping App."),
        types=SHOPS,
        when=_is("sales_mode", "online"),
    ),
    Question(
        "shop",
        N_("What is the shop on it called?"),
        N_("The order shows it. Leave it out if the platform itself sold it."),
        types=("refund", "quality", "false_ad", "other"),
        when=_is("sales_mode", "online"),
        relative=True,
    ),
    Question(
        "place",
        N_("Where was that?"),
        N_("For example: 青禾路营业厅, 某某商场二楼, 在家接的电话."),
        types=(*DEALS, "no_human"),
        when=lambda case: case.get("sales_mode") != "online",
    ),
    Question(
        "bought_on",
        N_("On which day did you buy it or sign up?"),
        N_("The order, the invoice or the message says it. For example 2026-01-08."),
        "date",
        types=DEALS,
    ),
    Question(
        "posted_on",
        N_("On which day was the parcel sent?"),
        N_("The waybill says it. For example 2026-01-08."),
        "date",
        types=("courier",),
    ),
    Question(
        "tracking_no",
        N_("What is the parcel's number?"),
        N_("It is on the waybill and in the message from the courier."),
        types=("courier",),
        relative=True,
    ),
    Question(
        "insured",
        N_("Was the parcel insured for a declared value?"),
        kind="choice",
        choices=(Choice("yes", N_("Yes, it was insured")), Choice("no", N_("No, it was not"))),
        types=("courier",),
        relative=True,
    ),
    Question(
        "order_no",
        N_("What is the order number?"),
        N_("It is in the App under “my orders”. It need not be given."),
        types=("refund", "quality", "false_ad", "auto_renew"),
        relative=True,
    ),
    Question(
        "amount",
        N_("How much money is it about, in yuan?"),
        N_("Only the number, for example 128.50."),
        "amount",
        types=(*DEALS, "courier"),
    ),
    Question(
        "charges",
        N_("On which days was how much taken?"),
        N_("A line each: the day, the sum, what for. For example 2026-02-01 90.00 悦享权益包."),
        "charges",
        types=("telecom_plan", "auto_renew"),
        relative=True,
    ),
    Question(
        "dispute_on",
        N_("On which day did you notice that something is wrong?"),
        N_("If not sure, the first day that a paper or a message shows. For example 2026-02-01."),
        "date",
        texts={
            "nuisance": N_("On which day was the last such call or message?"),
            "quality": N_("On which day did it break or show the fault?"),
            "courier": N_("On which day did you notice that the parcel is lost or damaged?"),
        },
    ),
)

_TELECOM = (
    Question(
        "said",
        N_("What did the other side say when they sold it?"),
        N_("In their words, as you remember them. For example: “免费升级，月租不变。”"),
        types=("telecom_plan",),
    ),
    Question(
        "agreed",
        N_("In that sales call, what did you say?"),
        N_("Say it as it was: the company keeps recordings of “yes”."),
        "choice",
        (
            Choice("not_agreed", N_("I did not agree")),
            Choice("told_free", N_("They said it was free, only then I said yes")),
            Choice("not_sure", N_("I don't remember clearly")),
        ),
        types=("telecom_plan",),
    ),
    Question(
        "plan_before",
        N_("Which plan did you have before?"),
        types=("telecom_plan",),
        relative=True,
    ),
    Question(
        "fee_before",
        N_("How much a month was it before, in yuan?"),
        kind="amount",
        types=("telecom_plan",),
        relative=True,
    ),
    Question(
        "plan_after",
        N_("Which plan is it now?"),
        types=("telecom_plan",),
        relative=True,
    ),
    Question(
        "fee_after",
        N_("How much a month is it now, in yuan?"),
        kind="amount",
        types=("telecom_plan",),
        relative=True,
    ),
)

_OTHERS = (
    Question(
        "reminded",
        N_("Before the money was taken, did they tell you?"),
        N_("For example by a message a few days before."),
        "choice",
        (Choice("yes", N_("Yes, they told me")), Choice("no", N_("No, nobody told me"))),
        types=("auto_renew",),
    ),
    Question(
        "received_on",
        N_("On which day did you receive the goods?"),
        kind="date",
        types=("refund",),
    ),
    Question(
        "returned_on",
        N_("On which day did the seller get the goods back?"),
        N_("Leave it out if you have not sent them back."),
        "date",
        types=("refund",),
        relative=True,
    ),
    Question(
        "repairs",
        N_("How often was it repaired, and what happened?"),
        N_("For example: 3月2日修过一次，三天后又坏了。"),
        types=("quality",),
    ),
    Question(
        "ad_words",
        N_("What did the advertisement or the salesman say?"),
        N_("Word for word, as far as you can."),
        types=("false_ad",),
    ),
    Question(
        "ad_difference",
        N_("And how is it really?"),
        types=("false_ad",),
    ),
    Question(
        "balance",
        N_("How much is still on the card, in yuan?"),
        kind="amount",
        types=("prepaid",),
    ),
    Question(
        "closed_on",
        N_("Since which day is the shop closed or refusing?"),
        kind="date",
        types=("prepaid",),
    ),
    Question(
        "caller_number",
        N_("From which number do they call or write?"),
        N_("The phone shows it in the list of calls."),
        types=("nuisance",),
    ),
    Question(
        "first_refused_on",
        N_("On which day did you first tell them not to call again?"),
        N_("Answering a message with T counts too."),
        "date",
        types=("nuisance",),
    ),
    Question(
        "call_length",
        N_("How long was the last call?"),
        N_("For example: 35秒. The list of calls shows it."),
        types=("nuisance",),
        relative=True,
    ),
)

_TRIED = (
    Question(
        "complained",
        N_("Did you already complain to the company itself?"),
        N_("By telephone, in the App, in the shop or by letter."),
        "choice",
        (Choice("yes", N_("Yes, I did")), Choice("no", N_("No, not yet"))),
    ),
    Question(
        "first_complained_on",
        N_("On which day did you complain to it for the first time?"),
        N_("For example 2026-02-24."),
        "date",
        when=_is("complained", "yes"),
    ),
    Question(
        "company_ticket_no",
        N_("Which number did they give your complaint?"),
        N_("They call it 工单号 or 受理号. If they gave none, answer: I don't know."),
        when=_is("complained", "yes"),
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
        when=_is("complained", "yes"),
    ),
    Question(
        "settled",
        N_("Did you and the company agree on something, and was it done?"),
        kind="choice",
        choices=(
            Choice("no", N_("No, nothing was settled")),
            Choice("yes", N_("Yes, agreed and done")),
        ),
        when=_is("complained", "yes"),
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

_STORY = (
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
    Question(
        "for_living",
        N_("Was it bought for yourself or your home, not for a business?"),
        kind="choice",
        choices=(
            Choice("yes", N_("Yes, for daily life")),
            Choice("no", N_("No, for a business")),
        ),
    ),
)

_PERSON = (
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
    Question(
        "hard_of_hearing",
        N_("Is talking on the telephone hard for you?"),
        N_("Then the papers say: please speak slowly, or call the one who helps."),
        "choice",
        (Choice("yes", N_("Yes, I hear badly")), Choice("no", N_("No, I hear well"))),
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
    Question(
        "has_helper",
        N_("Does somebody of the family hand it in for you?"),
        N_("Who files with your own account needs no helper's paper."),
        "choice",
        (Choice("yes", N_("Yes, somebody helps me")), Choice("no", N_("No, I do it myself"))),
    ),
    Question(
        "agent_name",
        N_("What is the helper's name?"),
        when=_is("has_helper", "yes"),
        relative=True,
    ),
    Question(
        "agent_relation",
        N_("How are you related?"),
        N_("For example: 女儿."),
        when=_is("has_helper", "yes"),
        relative=True,
    ),
    Question(
        "agent_phone",
        N_("What is the helper's telephone number?"),
        when=_is("has_helper", "yes"),
        relative=True,
    ),
    Question(
        "agent_id",
        N_("What is the number of the helper's identity card?"),
        when=_is("has_helper", "yes"),
        relative=True,
    ),
    Question(
        "authorised_until",
        N_("Until which day may the helper act for you?"),
        N_("The letter of authority has to say it. Half a year is usual. For example 2027-05-31."),
        "date",
        when=_is("has_helper", "yes"),
    ),
    Question(
        "authorisation",
        N_("Is there a letter of authority, signed by hand?"),
        N_("The papers have one to print. It names the matter, the powers and until when."),
        "choice",
        (Choice("yes", N_("Yes, it is signed")), Choice("no", N_("No, not yet"))),
        when=_is("has_helper", "yes"),
        relative=True,
    ),
)

_COMPANY = (
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

QUESTIONS: tuple[Question, ...] = (
    *_MATTER,
    *_DEAL,
    *_TELECOM,
    *_OTHERS,
    *_TRIED,
    *_STORY,
    *_PERSON,
    *_COMPANY,
)

NONE_OF_THEM = frozenset(
    {"无", "没有", "否", "没", "未", "no", "none", "不曾", "从未", "没有过", "都没打过"}
)


_NO_ANSWER = re.compile(
    r"未(?:曾)?[答回]复|没有?(?:人)?[答回]复|不[答回]复|无[答回]复|没人[答回]复"
)


def company_answered(case: Case) -> bool:
    """Whether the company gave an answer; that it gave none is no answer."""
    reply = case.get("company_reply")
    return bool(reply) and not _NO_ANSWER.search(reply)


def speaks_of_another(other_body: str) -> bool:
    """Whether the case's other_body names an office, rather than saying that there is none or nothing."""
    told = other_body.strip().lower().rstrip("。.")
    return bool(told) and told not in NONE_OF_THEM
