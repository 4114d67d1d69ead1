"""The complaint letter: what a person typed, put into the shape that an office expects.

The shape is that of the market regulator's form (domain facts 1.2, 6.3) and, for telecom, of 申诉书 (desk facts 6).
Facts stand as they were typed, a paragraph each; only a reference such as 证据1-2 gets its page. Full identity numbers
and addresses are not in it (it may be forwarded to the company): they are on the last, detachable page of the bundle.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence_keeper.complaint.channels import Channel
from evidence_keeper.model import Case, Exhibit

BLANK = "________"
"""To be filled in by hand: printed where a case doesn't say."""

_REFERENCE = re.compile(r"证据\s*(\d+-\d+)(?!\d)(?!（第)")
_NUMBERED = re.compile(
    r"^\s*(?:\d{1,2}\s*[.．、)）]|[（(]\d{1,2}[)）]|[一二三四五六七八九十]、)\s*"
)
_NONE = {"无", "没有", "否", "没", "未", "no", "none", "不曾", "从未", "没有过"}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's parts in order. `parties` are label and text; every other part is a list of paragraphs.

    `confirm` are sentences that only the person can vouch for: printed with a box to tick by hand.
    """

    title: str
    parties: tuple[tuple[str, str], ...]
    requests_title: str
    requests: tuple[str, ...]
    facts_title: str
    facts: tuple[str, ...]
    declarations: tuple[str, ...]
    confirm: tuple[str, ...]
    consents: tuple[str, ...]
    addressee: str
    signature: str
    attachments: tuple[str, ...]


def write(
    case: Case, channel: Channel, exhibits: Sequence[Exhibit], *, masked: bool = False
) -> Letter:
    """The letter of this case to this office; `exhibits` give the pages that are referred to.

    `masked` is for a copy that goes to the company: no identity number, telephone numbers shortened.
    """
    return Letter(
        title=channel.title,
        parties=_parties(case, channel, masked),
        requests_title=channel.requests,
        requests=requests(case),
        facts_title="事实与理由",
        facts=(*_facts(case, exhibits), *_contact(case, channel)),
        declarations=_declarations(case, channel),
        confirm=_to_confirm(case),
        consents=channel.consents,
        addressee=channel.addressee,
        signature=f"{channel.complainant}（签名）",
        attachments=_attachments(exhibits, masked),
    )


def requests(case: Case) -> tuple[str, ...]:
    """The demands, one a line as typed, without the numbers a person may have put before them."""
    lines = (_NUMBERED.sub("", line).strip() for line in case.get("demand").splitlines())
    return tuple(line for line in lines if line) or (BLANK * 4,)


def masked_phone(phone: str) -> str:
    """138****1234; nothing where it is too short to keep anything."""
    digits = re.sub(r"\D", "", phone)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 9 else "****"


def last_four(number: str) -> str:
    """The last four characters of an identity number, or a blank."""
    bare = re.sub(r"\s", "", number)
    return bare[-4:] if len(bare) >= 8 else BLANK


def pages_of(exhibits: Sequence[Exhibit], number: str) -> str:
    """The pages of all rows of an exhibit number: 第5页, 第5–6页; empty where there is none such."""
    found = [exhibit for exhibit in exhibits if exhibit.number == number]
    if not found:
        return ""
    first = min(exhibit.first_page for exhibit in found)
    last = max(exhibit.last_page for exhibit in found)
    return f"第{first}页" if first == last else f"第{first}–{last}页"


def _parties(case: Case, channel: Channel, masked: bool) -> tuple[tuple[str, str], ...]:
    found = [(channel.complainant, _complainant(case, channel, masked))]
    if case.get("agent_name"):
        found.append(("委托代理人", _agent(case, channel, masked)))
    found.append((channel.respondent, _respondent(case)))
    subject = _subject(case)
    if subject:
        found.append(("涉及", subject))
    return tuple(found)


def _complainant(case: Case, channel: Channel, masked: bool) -> str:
    phone = case.get("complainant_phone")
    parts = [case.get("complainant_name") or BLANK]
    if masked:
        parts.append(f"联系电话{masked_phone(phone)}" if phone else "")
        return "，".join(part for part in parts if part)
    kind = case.get("complainant_id_type") or "证件"
    parts.append(f"{kind}号码末四位{last_four(case.get('complainant_id'))}")
    parts.append(f"联系电话{phone or BLANK}")
    where = "通讯地址、邮政编码" if channel.postcode else "通讯地址"
    parts.append(f"完整证件号码和{where}见末页身份信息页")
    return "，".join(parts)


def _agent(case: Case, channel: Channel, masked: bool) -> str:
    phone = case.get("agent_phone")
    parts = [case.get("agent_name")]
    if case.get("agent_relation"):
        parts.append(f"与{channel.complainant}关系：{case.get('agent_relation')}")
    if phone:
        parts.append(f"联系电话{masked_phone(phone) if masked else phone}")
    return "，".join(parts)


def _respondent(case: Case) -> str:
    parts = [case.get("company") or BLANK]
    if case.get("company_uscc"):
        parts.append(f"统一社会信用代码{case.get('company_uscc')}")
    parts.append(f"地址：{case.get('company_address') or BLANK}")
    parts.append(f"联系电话{case.get('company_phone') or BLANK}")
    return "，".join(parts)


def _subject(case: Case) -> str:
    labels = (
        ("平台", "platform"),
        ("店铺", "shop"),
        ("号码或账号", "account"),
        ("订单号", "order_no"),
    )
    told = [f"{label}：{case.get(key)}" for label, key in labels if case.get(key)]
    if case.get("amount"):
        told.append(f"涉及金额：{case.get('amount')}元")
    dates = (("消费日期", "bought_on"), ("争议发生日期", "dispute_on"))
    told += [f"{label}：{case.get(key)}" for label, key in dates if case.get(key)]
    return "；".join(told)


def _facts(case: Case, exhibits: Sequence[Exhibit]) -> tuple[str, ...]:
    """The facts as typed, a paragraph a line; 证据1-2 gets its page behind it."""

    def with_page(found: re.Match[str]) -> str:
        pages = pages_of(exhibits, found.group(1))
        before = found.string[: found.start()]
        inside = before.count("（") > before.count("）")
        told = f"，{pages}" if inside else f"（{pages}）"
        return f"证据{found.group(1)}{told}" if pages else found.group(0)

    lines = (line.strip() for line in case.get("facts").splitlines())
    told = tuple(_REFERENCE.sub(with_page, line) for line in lines if line)
    return told or (BLANK * 4,)


def _contact(case: Case, channel: Channel) -> tuple[str, ...]:
    """What the case says about having complained to the company first; nothing where it says nothing."""
    on, ticket = case.get("first_complained_on"), case.get("company_ticket_no")
    reply = case.get("company_reply")
    if not (on or ticket or reply):
        return ()
    told = f"{channel.complainant}自{on or BLANK}起向{channel.respondent}投诉，工单号（受理号）：{ticket or BLANK}。"
    return (f"{told}对方答复：{_sentence(reply or BLANK)}",)


def _sentence(text: str) -> str:
    bare = text.strip()
    return bare if bare.endswith(("。", "！", "？", "_")) else f"{bare}。"


def _declarations(case: Case, channel: Channel) -> tuple[str, ...]:
    told = ["以上事实及所附证据真实，所附复制件与原件一致。"]
    if channel.for_living and case.get("for_living") == "yes":
        told.append(f"{channel.complainant}系为生活消费需要购买、使用商品或者接受服务。")
    other = case.get("other_body").strip()
    if other.lower().rstrip("。.") in _NONE:
        told.append(_NOWHERE_ELSE)
    elif other:
        told.append(f"就同一争议，{channel.complainant}曾向以下单位反映：{_sentence(other)}")
    return tuple(told)


_NOWHERE_ELSE = "同一争议未经法院、仲裁机构、其他行政机关或者消费者组织受理、处理。"


def _to_confirm(case: Case) -> tuple[str, ...]:
    """Nobody asked whether another office has it: then only the person's own tick may say so (desk facts 6)."""
    return () if case.get("other_body").strip() else (_NOWHERE_ELSE,)


def _attachments(exhibits: Sequence[Exhibit], masked: bool) -> tuple[str, ...]:
    count = len(exhibits)
    if not count:
        return ()
    first = min(exhibit.first_page for exhibit in exhibits)
    last = max(exhibit.last_page for exhibit in exhibits)
    told = [f"证据目录及证据，共{count}件（第{first}–{last}页）"]
    if not masked:
        told.append("电子证据原件的复制件（U盘，见交付件文件夹）")
        told.append("身份信息页（末页，可撕下）")
    return tuple(told)
