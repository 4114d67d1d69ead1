"""What the kept items already say: numbers, days and sums, each with the item it is from.

A suggestion is only ever offered, never entered by itself; a person says yes to it. Numbers are taken only where a
label stands before them (订单号, 工单号 ...), days only from a text that names them or from a time the evidence itself
states: what merely looks like a number is none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from evidence_keeper.complaint.charges import Charge
from evidence_keeper.model import EvidenceItem, Kind, TimeSource

WEAK = frozenset({TimeSource.NONE, TimeSource.FILE_MTIME, TimeSource.INFERRED_YEAR})
_MOST = 5
_LONGEST_TEXT = 400_000

_NUMBER = r"[:：#是为]{0,2}\s*([A-Za-z0-9][A-Za-z0-9-]{5,31})"
_LABELLED = {
    "order_no": re.compile(r"(?:订单编?号|订单)" + _NUMBER),
    "company_ticket_no": re.compile(
        r"(?:工单编?号|受理编?号|投诉编?号|工单|服务单号|流水号)" + _NUMBER
    ),
    "tracking_no": re.compile(r"(?:运单编?号|快递单?号|物流单号|单号)" + _NUMBER),
    "company_uscc": re.compile(r"(?:统一社会信用代码|信用代码)[:：]?\s*([0-9A-Z]{18})(?![0-9A-Z])"),
    "account": re.compile(
        r"(?:手机号码?|业务号码|用户号码|服务号码|号码|宽带账?号)[:：]?\s*(1\d{10}|0\d{9,11})(?!\d)"
    ),
}
_COMPANY = re.compile(
    r"[\u4e00-\u9fff（）()]{2,24}?(?:有限责任公司|股份有限公司|有限公司)(?:[\u4e00-\u9fff]{1,8}分公司)?"
)
_BEFORE_NAME = re.compile(
    r"^.*?(?:公司名称|商家|名称|单位|商户|收款方|销售方|经营者|甲方|乙方|由|与|和|是|的|向|致)"
)
_CHARGED = re.compile(
    r"(?:扣费|扣款|扣除|收取|代扣|续费)[^\d\n¥￥元]{0,12}[¥￥]?\s*(\d{1,6}(?:\.\d{1,2})?)\s*元"
)
_AMOUNT = re.compile(
    r"(?:实付款?|实际支付|付款金额|订单金额|合计|总计|应退|多收|多扣)[^\d\n]{0,6}?[¥￥]?\s*(\d{1,7}(?:\.\d{1,2})?)\s*元?"
)
_DAY = re.compile(r"(20\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_SERVICE = re.compile(r"1\d{4}|95\d{3,4}|400\d{7}|800\d{7}|12\d{3}")


@dataclass(frozen=True, slots=True)
class Told:
    """An item and its text (a chat, a document, a checked transcript), empty where it has none.

    Of a chat `asked` are the numbers of the messages that ask for a person, `first` the day of the first message whose
    time the log itself states.
    """

    item: EvidenceItem
    text: str = ""
    asked: tuple[int | float, ...] = ()
    first: date | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer that items give: the value as a field keeps it, and the items that say so."""

    value: str
    item_ids: tuple[str, ...]


@dataclass
class _Found:
    """What was found so far, in the order of the items."""

    said: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, key: str, value: str, item_id: str) -> None:
        items = self.said[key].setdefault(value, [])
        if item_id not in items:
            items.append(item_id)

    def suggestions(self) -> dict[str, tuple[Suggestion, ...]]:
        return {
            key: tuple(
                Suggestion(value, tuple(items)) for value, items in list(values.items())[:_MOST]
            )
            for key, values in self.said.items()
        }


def suggest(told: Sequence[Told]) -> dict[str, tuple[Suggestion, ...]]:
    """What the items of a case say, for each field; withdrawn ones say nothing."""
    found = _Found()
    present = [one for one in told if not one.item.withdrawn]
    for one in present:
        _from_item(found, one.item)
        _from_text(found, one.item.item_id, one.text[:_LONGEST_TEXT])
        if one.asked:
            found.add("asked_human", "yes", one.item.item_id)
    _first_contact(found, present)
    _charges(found, present)
    return found.suggestions()


def _from_item(found: _Found, item: EvidenceItem) -> None:
    number = item.provenance.phone_number
    if number and _SERVICE.fullmatch(number):
        found.add("company_phone", number, item.item_id)
    elif number and item.kind is Kind.CALL:
        found.add("caller_number", number, item.item_id)


def _from_text(found: _Found, item_id: str, text: str) -> None:
    for key, pattern in _LABELLED.items():
        for match in pattern.finditer(text):
            if any(char.isdigit() for char in match[1]):
                found.add(key, match[1], item_id)
    for match in _AMOUNT.finditer(text):
        found.add("amount", f"{Decimal(match[1]):.2f}", item_id)
    for match in _COMPANY.finditer(text):
        name = _BEFORE_NAME.sub("", match[0])
        if len(name) >= 6:
            found.add("company", name, item_id)


def _first_contact(found: _Found, told: Iterable[Told]) -> None:
    """The first day of a chat with, or a call to, customer service whose time the evidence itself states."""
    days: list[tuple[date, str]] = []
    for one in told:
        item, moment = one.item, one.item.captured_at
        to_service = item.kind is Kind.CHAT or (
            item.kind is Kind.CALL and _SERVICE.fullmatch(item.provenance.phone_number or "")
        )
        if to_service and moment is not None and item.time_source not in WEAK:
            days.append((moment.date(), item.item_id))
        if one.first is not None:
            days.append((one.first, item.item_id))
    for day, item_id in sorted(days)[:1]:
        found.add("first_complained_on", day.isoformat(), item_id)


def _charges(found: _Found, told: Iterable[Told]) -> None:
    """Charges that a line of text names with their day."""
    lines: dict[str, list[str]] = {}
    for one in told:
        for charge in charges_in(one.text[:_LONGEST_TEXT]):
            lines.setdefault(charge.line, []).append(one.item.item_id)
    if not lines:
        return
    items = dict.fromkeys(item for said in lines.values() for item in said)
    for item_id in items:
        found.add("charges", "\n".join(sorted(lines)), item_id)


def charges_in(text: str) -> Iterator[Charge]:
    """Charges of lines that name exactly one day and one sum that was taken."""
    for line in text.splitlines():
        days, sums = _DAY.findall(line), _CHARGED.findall(line)
        if len(days) != 1 or len(sums) != 1:
            continue
        try:
            yield Charge(date(*(int(part) for part in days[0])), Decimal(sums[0]))
        except ValueError:
            continue
