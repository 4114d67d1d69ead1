"""What the matter is: what one wanted to get done, with whom, what was bought, what each kind of matter turns on."""

from __future__ import annotations

from evidence_keeper.complaint.question import Choice, Question, answered, yes_no
from evidence_keeper.text import N_

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


MATTER = (
    Question(
        "matter",
        N_("What did you want to get done in the first place?"),
        N_("Choose what comes closest. It can be changed later."),
        "choice",
        MATTERS,
    ),
    yes_no(
        "suspected_fraud",
        N_("Did a stranger get you to pay, scan a code, give a code or share the screen?"),
        N_("Yes, a stranger got the money"),
        N_("No, it is a company I know of"),
        N_("If so, the police come first: dial 110 or 96110 now. The complaint can wait."),
        types=("bank", "refund", "false_ad", "other"),
    ),
    yes_no(
        "no_human",
        N_("While getting it done, could you not reach a person?"),
        N_("Yes, I could not reach a person"),
        N_("No, I reached a person"),
        N_("For example: the telephone has only a robot, the chat repeats one sentence."),
        when=lambda case: case.type != "no_human",
    ),
    yes_no(
        "asked_human",
        N_("Did you say or type clearly that you want a person?"),
        N_("Yes, I asked for a person"),
        N_("No, I didn't say so"),
        N_("For example: “转人工”, “我要人工客服”, or pressing 0."),
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

DEAL = (
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
        when=answered("account_owner", "other"),
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
        when=answered("sales_mode", "online"),
    ),
    Question(
        "shop",
        N_("What is the shop on it called?"),
        N_("The order shows it. Leave it out if the platform itself sold it."),
        types=("refund", "quality", "false_ad", "other"),
        when=answered("sales_mode", "online"),
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
    yes_no(
        "insured",
        N_("Was the parcel insured for a declared value?"),
        N_("Yes, it was insured"),
        N_("No, it was not"),
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

TELECOM = (
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

OTHERS = (
    yes_no(
        "reminded",
        N_("Before the money was taken, did they tell you?"),
        N_("Yes, they told me"),
        N_("No, nobody told me"),
        N_("For example by a message a few days before."),
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
