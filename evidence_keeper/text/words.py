"""The words for every closed set of the model: kinds, sources, marks, fields, steps, entries.

English stands here, Chinese in core.po. A test walks each set, so that no new member is shown as its bare code.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from evidence_keeper.model import Kind, MarkKind, Role, Source, TimeSource, Weight
from evidence_keeper.text.languages import N_, _

WORDS: Mapping[StrEnum, str] = {
    Kind.CALL: N_("phone call"),
    Kind.AUDIO: N_("sound recording"),
    Kind.SCREENSHOT: N_("screenshot"),
    Kind.IMAGE: N_("picture"),
    Kind.CHAT: N_("chat"),
    Kind.DOCUMENT: N_("document"),
    Kind.VIDEO: N_("video"),
    Kind.OTHER: N_("other file"),
    TimeSource.RECORDED: N_("from this computer's clock while recording"),
    TimeSource.CONTAINER: N_("from inside the recording"),
    TimeSource.FILENAME: N_("from the file's name"),
    TimeSource.EXIF: N_("from inside the picture"),
    TimeSource.EXPLICIT: N_("stated in the text"),
    TimeSource.INHERITED_DATE: N_("day from a line above, time stated"),
    TimeSource.INFERRED_YEAR: N_("day and time stated, year concluded"),
    TimeSource.PICTURE: N_("read in the picture, confirmed by a person"),
    TimeSource.FILE_MTIME: N_("from the file's own date"),
    TimeSource.MANUAL: N_("entered by a person"),
    TimeSource.NONE: N_("not known"),
    Source.RECORDED_HERE: N_("recorded on this computer"),
    Source.IMPORTED: N_("added from a file"),
    Source.PHONE: N_("sent from a phone"),
    Source.CLIPBOARD: N_("pasted"),
    Role.ME: N_("me"),
    Role.HUMAN: N_("a person"),
    Role.BOT: N_("a robot"),
    Role.SYSTEM: N_("system message"),
    Role.UNKNOWN: N_("not known who"),
    MarkKind.ASKED_FOR_HUMAN: N_("I asked for a person"),
    MarkKind.HUMAN_ANSWERED: N_("a person answered"),
    MarkKind.BESIDE_THE_POINT: N_("the answer missed the question"),
    MarkKind.CUT_OFF: N_("the call was cut off"),
    MarkKind.IMPORTANT: N_("important"),
    Weight.CHANGED: N_("changed or missing"),
    Weight.NOT_CHECKED: N_("not checked"),
    Weight.NOTICE: N_("good to know"),
}

TYPES: Mapping[str, str] = {
    "no_human": N_("no way to reach a person"),
    "refund": N_("refund refused"),
    "auto_renew": N_("charged by automatic renewal"),
    "telecom_plan": N_("phone plan or data plan"),
    "false_ad": N_("false advertising"),
    "nuisance": N_("nuisance calls"),
    "prepaid": N_("prepaid card"),
    "quality": N_("poor quality"),
    "courier": N_("parcel delivery"),
    "bank": N_("bank or payment"),
    "other": N_("other matter"),
}

FIELDS: Mapping[str, str] = {
    "company": N_("company"),
    "company_uscc": N_("company's registration number"),
    "company_address": N_("company's address"),
    "company_phone": N_("company's phone"),
    "platform": N_("platform"),
    "shop": N_("shop"),
    "account": N_("account or number"),
    "order_no": N_("order number"),
    "amount": N_("amount in yuan"),
    "bought_on": N_("bought on"),
    "dispute_on": N_("trouble began on"),
    "facts": N_("what happened"),
    "demand": N_("what I want"),
    "complainant_name": N_("complainant's name"),
    "complainant_phone": N_("complainant's phone"),
    "complainant_id_type": N_("kind of identity document"),
    "complainant_id": N_("identity document number"),
    "complainant_address": N_("complainant's address"),
    "complainant_postcode": N_("complainant's postcode"),
    "agent_name": N_("helper's name"),
    "agent_id": N_("helper's identity document number"),
    "agent_phone": N_("helper's phone"),
    "agent_relation": N_("helper's relation to the complainant"),
    "first_complained_on": N_("first complained to the company on"),
    "company_ticket_no": N_("company's ticket number"),
    "company_reply": N_("company's reply"),
    "other_body": N_("other office complained to, and its number"),
    "for_living": N_("bought for daily life"),
    "matter": N_("what was to be done"),
    "no_human": N_("no person could be reached"),
    "asked_human": N_("asked clearly for a person"),
    "suspected_fraud": N_("perhaps a fraud"),
    "item": N_("goods or service"),
    "sales_mode": N_("way of buying"),
    "place": N_("place"),
    "payee": N_("who took the money"),
    "agency": N_("agency that did the paperwork"),
    "account_owner": N_("in whose name the number is"),
    "account_owner_name": N_("name of the number's owner"),
    "said": N_("what the seller said"),
    "agreed": N_("what I said to it"),
    "plan_before": N_("plan before"),
    "fee_before": N_("monthly fee before"),
    "plan_after": N_("plan now"),
    "fee_after": N_("monthly fee now"),
    "charges": N_("charges"),
    "reminded": N_("told before the charge"),
    "received_on": N_("received on"),
    "returned_on": N_("given back on"),
    "repairs": N_("repairs"),
    "ad_words": N_("what the advertisement said"),
    "ad_difference": N_("how it really is"),
    "balance": N_("left on the card"),
    "closed_on": N_("closed since"),
    "caller_number": N_("caller's number"),
    "call_length": N_("length of the call"),
    "first_refused_on": N_("first refused on"),
    "tracking_no": N_("parcel number"),
    "posted_on": N_("sent on"),
    "sender_receiver": N_("sender and receiver"),
    "insured": N_("insured"),
    "fraud_reason": N_("why I believe it was on purpose"),
    "complained": N_("complained to the company"),
    "demand_sent_on": N_("written demand handed over on"),
    "demand_proof": N_("proof that it arrived"),
    "settled": N_("settled and done"),
    "other_body_state": N_("what the other office did"),
    "company_contact": N_("whom to ask for at the company"),
    "company_postcode": N_("company's postcode"),
    "complainant_gender": N_("complainant's sex"),
    "complainant_email": N_("complainant's e-mail"),
    "hard_of_hearing": N_("hard of hearing"),
    "agree_public": N_("agrees that the complaint is published"),
    "agree_mediation": N_("agrees to mediation by others"),
    "report": N_("report it too"),
    "report_facts": N_("what is reported"),
    "has_helper": N_("somebody helps"),
    "authorisation": N_("letter of authority signed"),
    "authorised_from": N_("authority from"),
    "authorised_until": N_("authority until"),
    "powers": N_("powers given"),
    "hotline_on": N_("hotline called on"),
    "hotline_agent": N_("who answered the hotline"),
    "hotline_ticket": N_("hotline's number"),
    "hotline_promise": N_("what the hotline promised"),
    "filed_channel": N_("handed in at"),
    "filed_on": N_("handed in on"),
    "filed_no": N_("office's number"),
    "accepted_on": N_("taken on"),
    "replied_on": N_("answered on"),
    "replied_by": N_("who answered"),
    "reply_words": N_("what they answered"),
    "outcome": N_("outcome"),
    "outcome_on": N_("outcome on"),
    "outcome_words": N_("outcome in words"),
    "edits": N_("sentences put otherwise"),
    "skipped": N_("questions put off"),
    "not_known": N_("not known"),
    "filled_from": N_("where answers are from"),
    "cited": N_("evidence that the text speaks of"),
}

# Where a search found its text, besides the case fields above.
WHERE: Mapping[str, str] = {
    "name": N_("in the name"),
    "title": N_("in the title"),
    "purpose": N_("in what it is to show"),
    "note": N_("in a note"),
    "text": N_("in the text"),
    "message": N_("in a message"),
    "sender": N_("in a speaker's name"),
    "contact": N_("in the contact"),
}

# What is counted in a chat or a recording.
COUNTED_WORDS: Mapping[str, str] = {
    "human_requests": N_("asked for a person"),
    "repeated_replies": N_("the same answer again"),
    "refusals": N_("refusals"),
    "promises": N_("promises"),
    "promises_not_kept": N_("promises that nothing came of in this log"),
    "hang_ups": N_("ended or cut off by the other side"),
    "queue_waits": N_("told to wait"),
}

# What else a person fills in: about a matter, an item, a recording.
INPUTS: Mapping[str, str] = {
    "title": N_("title"),
    "type": N_("kind of matter"),
    "purpose": N_("what it is to show"),
    "exhibit_group": N_("group of evidence"),
    "captured_at": N_("time"),
    "kind": N_("kind of evidence"),
    "phone_number": N_("telephone number"),
    "contact": N_("other side"),
    "note": N_("note"),
    "mode": N_("way of calling"),
}

# What a clean report vouches for (Report.holds).
HOLDS: Mapping[str, str] = {
    "originals": N_("every original is byte for byte what was kept"),
    "bodies": N_("every record says what it said when written"),
    "chain": N_("no record is missing, added or moved"),
    "signature": N_("every record carries a right signature"),
    "head": N_("nothing is cut off at the end"),
    "anchor": N_("it agrees with what this computer remembers"),
    "index": N_("the index agrees with the records"),
    "manifest": N_("the list agrees with the files"),
    "timestamp": N_("an outside clock vouches for the time"),
}

# Kinds of journal entries, as a history tells them.
ENTRIES: Mapping[str, str] = {
    "vault_created": N_("evidence folder made"),
    "key_added": N_("new signing key"),
    "case_set": N_("matter written down"),
    "keep": N_("kept"),
    "assign": N_("put into another matter"),
    "note": N_("note added"),
    "mark": N_("moment marked"),
    "derive": N_("machine-read text kept"),
    "correct": N_("corrected by a person"),
    "confirm": N_("confirmed by a person"),
    "strike": N_("struck out by a person"),
    "box": N_("a private place marked by a person"),
    "withdraw": N_("put aside"),
    "restore": N_("taken back in"),
    "recovered": N_("mended after a breakdown"),
    "stamped": N_("time-stamped"),
    "bundled": N_("complaint papers made"),
    "handed_out": N_("handed out"),
    "taken_in": N_("taken in"),
    "checked": N_("checked"),
}

# What a stretch of a recording is (CallSegment.kind).
SEGMENTS: Mapping[str, str] = {
    "speech": N_("somebody speaks"),
    "ringing": N_("ringing tone"),
    "busy": N_("busy tone"),
    "keys": N_("keys pressed"),
    "music": N_("music"),
    "quiet": N_("quiet"),
}

# Steps of a job: the stable codes that Job.report is given.
STEPS: Mapping[str, str] = {
    "": N_("Getting ready"),
    "chain": N_("Checking the records"),
    "copying": N_("Copying and reading back"),
    "exhibits": N_("Preparing the evidence"),
    "handing": N_("Packing or unpacking the case file"),
    "index": N_("Putting the index in order"),
    "listening": N_("Listening to the recording"),
    "listing": N_("Looking what is there"),
    "looking": N_("Comparing the pictures"),
    "joining": N_("Joining the pictures"),
    "originals": N_("Checking the originals"),
    "pages": N_("Making pages"),
    "looking_again": N_("Looking whether everything is hidden"),
    "uploading": N_("Making files to upload"),
    "reading": N_("Reading"),
    "packing": N_("Putting it all into one file"),
    "printing": N_("Printing"),
    "second_copy": N_("Copying to the other place"),
    "scanning": N_("Looking for recordings"),
    "self_test": N_("Looking at this computer"),
    "signing": N_("Signing the papers"),
    "stamping": N_("Asking for a time stamp"),
    "transcribing": N_("Writing down what is said"),
}


def word(member: StrEnum) -> str:
    """The word for a member of Kind, TimeSource, Source, Role, MarkKind or Weight."""
    return _(WORDS[member])


def type_words(case_type: str) -> str:
    """What a case of this type is about; an unknown type as it is."""
    return _known(TYPES, case_type)


def field_words(key: str) -> str:
    """A case field's name; an unknown key as it is."""
    return _known(FIELDS, key)


def input_words(key: str) -> str:
    """What a person fills in, by name: a field of a matter or of an item; an unknown key as it is."""
    return _known(INPUTS, key) if key in INPUTS else field_words(key)


def where_words(where: str) -> str:
    """Where a search found its text (Hit.where): a part of an item, or a case field."""
    return _known(WHERE, where) if where in WHERE else field_words(where)


def counted_words(kind: str) -> str:
    """What is counted, by its key (model.COUNTED)."""
    return _(COUNTED_WORDS[kind]) if kind in COUNTED_WORDS else kind


def holds_words(guarantee: str) -> str:
    """What a guarantee (Report.holds) means."""
    return _known(HOLDS, guarantee)


def entry_words(kind: str) -> str:
    """What a journal entry of this kind did; an unknown kind (of a later version) as it is."""
    return _known(ENTRIES, kind)


def segment_words(kind: str) -> str:
    """What a stretch of a recording is; an unknown kind as it is."""
    return _known(SEGMENTS, kind)


PRIVATE: Mapping[str, str] = {
    "mobile": N_("mobile number"),
    "id_card": N_("ID number"),
    "bank_card": N_("bank card"),
    "email": N_("e-mail address"),
    "address": N_("address"),
    "code": N_("verification code"),
    "name": N_("name"),
    "face": N_("face"),
    "other": N_("something private"),
}


def private_words(kind: str) -> str:
    """What a private place holds."""
    return _known(PRIVATE, kind)


def step_words(step: str) -> str:
    """What a job is doing; a step without words is only known to be work."""
    return _(STEPS.get(step, N_("Working")))


def _known(table: Mapping[str, str], key: str) -> str:
    return _(table[key]) if key in table else key
