"""The facts everybody speaks of: cases, items, digests, messages, findings. Frozen, without I/O.

Times are aware datetimes or None; a digest is a type, never a bare string; closed sets are enums whose values
are the words of the command line's JSON (docs: the stable shapes of `--json`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Kind(StrEnum):
    """What an item is, judged by its content, not by its name."""

    CALL = "call"
    AUDIO = "audio"
    SCREENSHOT = "screenshot"
    IMAGE = "image"
    CHAT = "chat"
    DOCUMENT = "document"
    VIDEO = "video"
    OTHER = "other"


class TimeSource(StrEnum):
    """Where a time comes from; NONE where no time is known (a time is never invented)."""

    RECORDED = "recorded"
    CONTAINER = "container"
    FILENAME = "filename"
    EXIF = "exif"
    EXPLICIT = "explicit"
    INHERITED_DATE = "inherited_date"
    INFERRED_YEAR = "inferred_year"
    PICTURE = "picture"
    FILE_MTIME = "file_mtime"
    MANUAL = "manual"
    NONE = "none"


class Source(StrEnum):
    """How an item came in."""

    RECORDED_HERE = "recorded_here"
    IMPORTED = "imported"
    PHONE = "phone"
    CLIPBOARD = "clipboard"


class Role(StrEnum):
    """Who says a message."""

    ME = "me"
    HUMAN = "human"
    BOT = "bot"
    SYSTEM = "system"
    UNKNOWN = "unknown"


class MarkKind(StrEnum):
    """What a person marks in a recording."""

    ASKED_FOR_HUMAN = "asked_for_human"
    HUMAN_ANSWERED = "human_answered"
    BESIDE_THE_POINT = "beside_the_point"
    CUT_OFF = "cut_off"
    IMPORTANT = "important"


COUNTED: tuple[str, ...] = (
    "human_requests",
    "repeated_replies",
    "refusals",
    "promises",
    "promises_not_kept",
    "hang_ups",
    "queue_waits",
)
"""What is counted in a chat or a recording; behind each number stand message numbers (or seconds)."""

CASE_TYPES: tuple[str, ...] = (
    "no_human",
    "refund",
    "auto_renew",
    "telecom_plan",
    "false_ad",
    "nuisance",
    "prepaid",
    "quality",
    "courier",
    "bank",
    "other",
)

CASE_FIELDS: tuple[str, ...] = (
    "company",
    "company_uscc",
    "company_address",
    "company_phone",
    "platform",
    "shop",
    "account",
    "order_no",
    "amount",
    "bought_on",
    "dispute_on",
    "facts",
    "demand",
    "complainant_name",
    "complainant_phone",
    "complainant_id_type",
    "complainant_id",
    "complainant_address",
    "complainant_postcode",
    "agent_name",
    "agent_id",
    "agent_phone",
    "agent_relation",
    "first_complained_on",
    "company_ticket_no",
    "company_reply",
    "other_body",
    "for_living",
    # Which matter it is, and what happened, as the interview asks for it.
    "matter",
    "no_human",
    "asked_human",
    "suspected_fraud",
    "item",
    "sales_mode",
    "place",
    "payee",
    "agency",
    "account_owner",
    "account_owner_name",
    "said",
    "agreed",
    "plan_before",
    "fee_before",
    "plan_after",
    "fee_after",
    "charges",
    "reminded",
    "received_on",
    "returned_on",
    "repairs",
    "ad_words",
    "ad_difference",
    "balance",
    "closed_on",
    "caller_number",
    "call_length",
    "first_refused_on",
    "tracking_no",
    "posted_on",
    "sender_receiver",
    "insured",
    "fraud_reason",
    # What was tried with the company, and who else has it.
    "complained",
    "demand_sent_on",
    "demand_proof",
    "settled",
    "other_body_state",
    # For the forms.
    "company_contact",
    "company_postcode",
    "complainant_gender",
    "complainant_email",
    "hard_of_hearing",
    "agree_public",
    "agree_mediation",
    "report",
    "report_facts",
    "has_helper",
    "authorisation",
    "authorised_from",
    "authorised_until",
    "powers",
    # Where it went and what came back.
    "hotline_on",
    "hotline_agent",
    "hotline_ticket",
    "hotline_promise",
    "filed_channel",
    "filed_on",
    "filed_no",
    "accepted_on",
    "replied_on",
    "replied_by",
    "reply_words",
    "outcome",
    "outcome_on",
    "outcome_words",
    # Sentences of the letter that a person put otherwise (complaint.edited).
    "edits",
    # How the interview stands: keys, one a line; which item an answer is from (key=item), and what 证据1-2 meant
    # when it was written (1-2=item).
    "skipped",
    "not_known",
    "filled_from",
    "cited",
)

BOOKKEEPING = frozenset({"edits", "skipped", "not_known", "filled_from", "cited"})
"""Fields in which the program keeps what it needs to know: they are shown elsewhere, and nobody searches them."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest of some bytes: algorithm and lower-case hex value. Only SHA-256 is written today."""

    algorithm: str
    value: str

    def __post_init__(self) -> None:
        if self.algorithm != "sha256" or not re.fullmatch(r"[0-9a-f]{64}", self.value):
            raise ValueError(f"not a SHA-256 digest: {self.algorithm}:{self.value!r}")

    @classmethod
    def sha256(cls, value: str) -> Digest:
        """The digest with this hex value."""
        return cls("sha256", value)

    @property
    def short(self) -> str:
        """The first 16 characters, as printed in the strip above an exhibit."""
        return self.value[:16]

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an item comes from, as far as it is known. `phone_number` is digits only (CLI-SHAPES).

    `notes` are stable codes with their data, e.g. {"code": "container_time", "value": "2026-…"}; text.explain has
    words for each code. `extra` holds what a later tool knows more (a recording's clock, a browser's name).
    """

    source: Source = Source.IMPORTED
    path: str = ""
    device: str = ""
    software: str = ""
    phone_number: str | None = None
    contact: str | None = None
    notes: tuple[Mapping[str, Any], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Note:
    """What a person wrote about an item."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment in a recording that a person marked. `seconds` on the item's own time; `by` says who set it."""

    seconds: float
    kind: MarkKind
    at: datetime
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One piece of evidence: an original in the vault and what is known of it.

    `name` is the original file name exactly as it came (it may hold anything a file system allows: show it
    through text.safe_name). `captured_at` is when it happened, None where unknown.
    """

    item_id: str
    case_id: str
    kind: Kind
    name: str
    size: int
    digest: Digest
    kept_at: datetime
    captured_at: datetime | None = None
    time_source: TimeSource = TimeSource.NONE
    purpose: str = ""
    provenance: Provenance = field(default_factory=Provenance)
    derived_from: tuple[str, ...] = ()
    group: str | None = None
    withdrawn: bool = False
    notes: tuple[Note, ...] = ()
    marks: tuple[Mark, ...] = ()
    corrections: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    confirmed: bool = False
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A matter: one dispute with one company. `fields` has only keys of CASE_FIELDS, values as typed."""

    case_id: str
    title: str
    type: str = "other"
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    created_at: datetime | None = None

    def get(self, key: str) -> str:
        """The field's value, or an empty text."""
        return self.fields.get(key, "")


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat. `number` counts from 1; `line` is the line it starts at in the original."""

    number: int
    line: int
    text: str
    time: datetime | None = None
    time_source: TimeSource = TimeSource.NONE
    sender: str = ""
    sender_id: str = ""
    role: Role = Role.UNKNOWN
    side: str | None = None


@dataclass(frozen=True, slots=True)
class CallSegment:
    """A stretch of a recording: seconds from its start; `kind` speech, quiet, ringing, busy, music or keys."""

    start: float
    end: float
    kind: str
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The journal's last entry: its sequence number and the SHA-256 of its line."""

    seq: int
    hash: Digest


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One entry as it stands: the chained line's facts and, where it may be seen, its body.

    `body` is None where the body is withheld. `hash` is the SHA-256 of the whole line, as the next `prev` has it.
    """

    seq: int
    at: datetime
    kind: str
    prev: str
    hash: str
    body_hash: str
    body: Mapping[str, Any] | None = None


class Weight(StrEnum):
    """What a finding means: exit code 3 only for CHANGED."""

    CHANGED = "changed"
    NOT_CHECKED = "not_checked"
    NOTICE = "notice"


class FindingCode(StrEnum):
    """What a check can find. The value is the code in JSON; `weight_of` says what it means."""

    DIGEST_MISMATCH = "digest_mismatch"
    ORIGINAL_MISSING = "original_missing"
    ORIGINAL_UNREADABLE = "original_unreadable"
    UNEXPECTED_FILE = "unexpected_file"
    JOURNAL_MISSING = "journal_missing"
    JOURNAL_BROKEN = "journal_broken"
    JOURNAL_TRUNCATED = "journal_truncated"
    JOURNAL_REWRITTEN = "journal_rewritten"
    BODY_MISSING = "body_missing"
    BODY_MISMATCH = "body_mismatch"
    BODY_EXTRA = "body_extra"
    SIGNATURE_INVALID = "signature_invalid"
    HEAD_MISSING = "head_missing"
    HEAD_INVALID = "head_invalid"
    FOREIGN_KEY = "foreign_key"
    OLDER_COPY = "older_copy"
    INDEX_DISAGREES = "index_disagrees"
    TOKEN_INVALID = "token_invalid"
    MANIFEST_MISMATCH = "manifest_mismatch"
    NOT_CHECKED = "not_checked"
    KEY_NOT_VOUCHED = "key_not_vouched"
    LEFTOVER = "leftover"
    MENDED = "mended"


_NOT_CHANGED: Mapping[FindingCode, Weight] = MappingProxyType(
    {
        FindingCode.NOT_CHECKED: Weight.NOT_CHECKED,
        FindingCode.KEY_NOT_VOUCHED: Weight.NOTICE,
        FindingCode.LEFTOVER: Weight.NOTICE,
        FindingCode.MENDED: Weight.NOTICE,
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found. `subject` is what it is about (a file, an entry number); `data` fills the words."""

    code: FindingCode
    subject: str = ""
    data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    weight: Weight | None = None

    @property
    def means(self) -> Weight:
        """What it means; a copy that is known to be a second copy may be older without being changed."""
        return self.weight or _NOT_CHANGED.get(self.code, Weight.CHANGED)


@dataclass(frozen=True, slots=True)
class Checked:
    """How much was looked at."""

    entries: int = 0
    originals: int = 0
    bytes: int = 0
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: which guarantees hold, and every finding. Never just "true".

    `holds` is a subset of originals, bodies, chain, signature, head, anchor, index, manifest, timestamp.
    """

    checked: Checked
    holds: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """No finding says that something was changed or is missing."""
        return not any(found.means is Weight.CHANGED for found in self.findings)


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a search found its text. `where` is name, purpose, note, text, message, contact or a case field's key;
    `number` says which message."""

    item_id: str | None
    case_id: str
    where: str
    snippet: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not kept, and why: an error's code and data."""

    path: str
    code: str
    data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Exhibit:
    """An item in a bundle: its number there ("1-2") and the pages it fills, from 1."""

    number: str
    item_id: str
    first_page: int
    last_page: int
