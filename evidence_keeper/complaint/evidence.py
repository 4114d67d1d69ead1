"""What readiness has to know of the kept items: which number each has, which may prove the deal, how small it prints.

Judging is by what a person wrote about an item, by its name and its kind. Where that says nothing an item may prove
anything: the person is asked, not refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from evidence_keeper.model import EvidenceItem, Kind

REFERENCE = re.compile(r"证据\s*(\d{1,3}-\d{1,4})(?!\d)")
_BRACKETED = re.compile(r"[（(]\s*见?" + REFERENCE.pattern + r"[^（）()]*[）)]")
ITEM_ID = re.compile(r"(?<![A-Za-z0-9])e\d{4,}-[a-z0-9]{6,16}(?![a-z0-9])")
_DEAL = re.compile(
    r"订单|发票|收据|收条|小票|合同|协议|账单|付款|支付|扣费|扣款|扣钱|交易|转账|流水|购买|买|凭证|受理|办理|套餐|"
    r"资费|业务|会员|充值|预付|办卡|消费|话费|月费|运单|快递|面单|保单|借款|贷款|开通|服务单|invoice|order|receipt|bill|contract"
)
_GROUP_OF_DEAL = "主体与交易关系"
_HEARD = frozenset({Kind.CALL, Kind.AUDIO})
SMALLEST_MM = 2.5
_PHONE_DP, _PHONE_TEXT_DP, _SCREEN_TEXT_PX = 360, 14, 14
_UPRIGHT = 1.2


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's size in pixels and how wide it is printed; `text_px` is how high its characters are, where they were
    read."""

    width: int
    height: int
    wide_mm: float
    text_px: float | None = None

    @property
    def printed_mm(self) -> float:
        """How high its characters come out on paper, in millimetres.

        Where they were not measured they are taken to be as high as small text on a screen usually is: 14 of the 360
        parts of a phone's width, 14 pixels of a computer's screen.
        """
        upright = self.height >= _UPRIGHT * self.width
        usual = self.width * _PHONE_TEXT_DP / _PHONE_DP if upright else _SCREEN_TEXT_PX
        return (self.text_px or usual) * self.wide_mm / self.width


@dataclass(frozen=True, slots=True)
class Evidence:
    """The items of a case, withdrawn ones too, and what is known of them.

    `numbers` is each present item's exhibit number in a bundle made now, `all_numbers` what it would be with nothing
    put aside; what a number meant when the facts were written is the case's field `cited`. `pictures` are the sizes of
    screenshots; `bundled_for` the channels that a bundle was made for before.
    """

    items: tuple[EvidenceItem, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    all_numbers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    pictures: Mapping[str, Picture] = field(default_factory=lambda: MappingProxyType({}))
    bundled_for: tuple[str, ...] = ()

    @property
    def present(self) -> tuple[EvidenceItem, ...]:
        """Those that are not put aside."""
        return tuple(item for item in self.items if not item.withdrawn)

    def item(self, item_id: str) -> EvidenceItem | None:
        """An item of this case by its id."""
        return next((item for item in self.items if item.item_id == item_id), None)

    def numbered(self, number: str) -> tuple[str, ...]:
        """The items that have this exhibit number now."""
        return tuple(item_id for item_id, each in self.numbers.items() if each == number)


def words_about(item: EvidenceItem) -> str:
    """All that a person wrote about an item."""
    corrections = item.corrections
    return " ".join(
        (
            item.purpose,
            corrections.get("purpose", ""),
            corrections.get("title", ""),
            corrections.get("exhibit_group", ""),
            *(note.text for note in item.notes),
        )
    ).strip()


def proves_deal(item: EvidenceItem) -> bool | None:
    """Whether an item shows that something was bought or signed up for; None where nobody said what it shows."""
    told = words_about(item)
    if _GROUP_OF_DEAL in told or _DEAL.search(f"{told} {item.name}".lower()):
        return True
    if item.kind in _HEARD:
        return False
    return False if told else None


def references(text: str) -> tuple[str, ...]:
    """The exhibit numbers that a text names (证据1-2), each once."""
    return tuple(dict.fromkeys(REFERENCE.findall(text)))


def without_exhibits(text: str) -> str:
    """A text without the exhibit numbers in brackets: who reads a form or a card doesn't have those papers."""
    return _BRACKETED.sub("", text).strip()


def named_items(text: str) -> tuple[str, ...]:
    """The item ids that a text names, each once."""
    return tuple(dict.fromkeys(ITEM_ID.findall(text)))


def cited_now(texts: Sequence[str], numbers: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What each number in these texts means now: the items that have it."""
    named = dict.fromkeys(number for text in texts for number in references(text))
    return {
        number: tuple(item_id for item_id, each in numbers.items() if each == number)
        for number in named
    }
