"""The complaint letter: what a person typed, put into the shape that an office expects.

The shape is that of the market regulator's form (domain facts 1.2, 6.3) and, for telecom, of 申诉书 (desk facts 6).
Facts stand as they were typed, a paragraph each; only a reference such as 证据1-2 gets its page. Full identity numbers
and addresses are not in it (it may be forwarded to the company): they are on the last, detachable page of the bundle.
Where the person wants the company looked into as well, that is a part of its own (举报), handled apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence_keeper.complaint.channels import Channel
from evidence_keeper.complaint.days import say_day
from evidence_keeper.complaint.edited import printed
from evidence_keeper.complaint.law import decisive
from evidence_keeper.complaint.question import speaks_of_another
from evidence_keeper.complaint.telling import day_words
from evidence_keeper.model import Case, Exhibit

BLANK = "________"
"""To be filled in by hand: printed where a case doesn't say."""

_REFERENCE = re.compile(r"证据\s*(\d+-\d+)(?!\d)(?!（第)")
_NUMBERED = re.compile(
    r"^\s*(?:\d{1,2}\s*[.．、)）]|[（(]\d{1,2}[)）]|[一二三四五六七八九十]、)\s*"
)
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's parts in order. `parties` are label and text; every other part is a list of paragraphs.

    `asked` is what the office is asked to do, `report` what it is asked to look into beside the dispute, empty where
    nothing is reported; `rules` name the law, empty where none fits. `confirm` are sentences that only the person can
    vouch for: printed with a box to tick by hand. What the program wrote stands in the person's words where they edited
    it (complaint.edited). `consents` are questions and what was answered (是, 否, or nothing yet).
    """

    title: str
    parties: tuple[tuple[str, str], ...]
    requests_title: str
    requests: tuple[str, ...]
    facts_title: str
    facts: tuple[str, ...]
    asked: str
    report: tuple[str, ...]
    rules: tuple[str, ...]
    declarations: tuple[str, ...]
    confirm: tuple[str, ...]
    consents: tuple[tuple[str, str], ...]
    addressee: str
    signature: str
    attachments: tuple[str, ...]


def write(
    case: Case,
    channel: Channel,
    exhibits: Sequence[Exhibit],
    *,
    talks: Sequence[str] = (),
    masked: bool = False,
) -> Letter:
    """The letter of this case to this office; `exhibits` give the pages that are referred to.

    `talks` are the numbers of the exhibits that show how the company was asked. `masked` is for a copy that goes to the
    company: no identity number, telephone numbers shortened.
    """
    return Letter(
        title=channel.title,
        parties=_parties(case, channel, masked),
        requests_title=channel.requests,
        requests=requests(case),
        facts_title="事实与理由",
        facts=(*_facts(case, exhibits), *_contact(case, channel, exhibits, talks)),
        asked=printed(case, channel.ask),
        report=_report(case, channel, exhibits),
        rules=tuple(printed(case, text) for text in _rules(case)),
        declarations=tuple(printed(case, text) for text in _declarations(case, channel)),
        confirm=tuple(printed(case, text) for text in _to_confirm(case)),
        consents=tuple((one, _consent(case, channel, one)) for one in channel.consents),
        addressee=channel.addressee,
        signature=f"{channel.complainant}（签名）",
        attachments=_attachments(case, exhibits, masked),
    )


def own_sentences(case: Case, channel: Channel, counted: str = "") -> tuple[str, ...]:
    """Every sentence that the program writes into this letter, as it writes it, in the order of the letter: each may be
    edited. `counted` is what the record of contacts comes to."""
    return (
        *(text for text in _contact_told(case, channel) if text),
        *([counted] if counted else []),
        channel.ask,
        *(_reported(channel) if _reports(case, channel) else ()),
        *_rules(case),
        *_declarations(case, channel),
        *_to_confirm(case),
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
    return _span(first, last)


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


_SUBJECT = (
    ("平台", "platform"),
    ("店铺", "shop"),
    ("商品或者服务", "item"),
    ("号码或者账号", "account"),
    ("来电号码", "caller_number"),
    ("订单号", "order_no"),
    ("运单号", "tracking_no"),
)


def _subject(case: Case) -> str:
    told = [f"{label} {case.get(key)}" for label, key in _SUBJECT if case.get(key)]
    if case.get("amount"):
        told.append(f"金额 {case.get('amount')}元")
    words = day_words(case)
    for key in ("bought_on", "posted_on", "first_refused_on", "dispute_on"):
        if case.get(key):
            told.append(f"{say_day(case.get(key))}{words[key]}")
    return "；".join(told)


def _facts(case: Case, exhibits: Sequence[Exhibit]) -> tuple[str, ...]:
    """The facts as typed, a paragraph a line; 证据1-2 gets its page behind it."""
    return _told(case.get("facts"), exhibits) or (BLANK * 4,)


def _told(text: str, exhibits: Sequence[Exhibit]) -> tuple[str, ...]:
    def with_page(found: re.Match[str]) -> str:
        pages = pages_of(exhibits, found.group(1))
        before = found.string[: found.start()]
        inside = before.count("（") > before.count("）")
        told = f"，{pages}" if inside else f"（{pages}）"
        return f"证据{found.group(1)}{told}" if pages else found.group(0)

    lines = (line.strip() for line in text.splitlines())
    return tuple(_REFERENCE.sub(with_page, line) for line in lines if line)


def _contact(
    case: Case, channel: Channel, exhibits: Sequence[Exhibit], talks: Sequence[str]
) -> tuple[str, ...]:
    """What the case says about having complained to the company first; nothing where it says nothing."""
    told, answer = _contact_told(case, channel)
    if not told:
        return ()
    said = printed(case, told).rstrip("。")
    return (f"{said}{_shown(exhibits, talks)}。{printed(case, answer)}",)


def _contact_told(case: Case, channel: Channel) -> tuple[str, str]:
    """That the company was asked, and what it answered; both empty where the case says nothing of it."""
    on, ticket = say_day(case.get("first_complained_on")), case.get("company_ticket_no")
    reply = case.get("company_reply")
    if not (on or ticket or reply):
        return "", ""
    told = f"{channel.complainant}自{on or BLANK}起向{channel.respondent}投诉"
    # Nobody has to have a number: a written demand that arrived counts as much (desk facts 1).
    if ticket or not case.get("demand_proof"):
        told += f"，工单号（受理号）{ticket or BLANK}"
    return f"{told}。", _sentence(f"{channel.respondent}答复情况：{reply or BLANK}")


def _shown(exhibits: Sequence[Exhibit], numbers: Sequence[str]) -> str:
    """Where it can be seen: 证据2-1，第7页 for each of a few, else the first and how many."""
    known = [(one, pages) for one in numbers if (pages := pages_of(exhibits, one))]
    if not known:
        return ""
    if len(known) > _MOST_NAMED:
        return f"（证据{known[0][0]}等{len(known)}件，{known[0][1]}起）"
    return f"（{'；'.join(f'证据{one}，{pages}' for one, pages in known)}）"


def _report(case: Case, channel: Channel, exhibits: Sequence[Exhibit]) -> tuple[str, ...]:
    """What is reported: in the person's words where there are some, and always as something to look into."""
    if not _reports(case, channel):
        return ()
    own = _told(case.get("report_facts"), exhibits)
    return (*own, *(printed(case, text) for text in _reported(channel)))


def _reports(case: Case, channel: Channel) -> bool:
    return case.get("report") == "yes" and "report" in channel.forms


def _reported(channel: Channel) -> tuple[str, ...]:
    return (
        f"{channel.respondent}的上述行为涉嫌违反市场监督管理法律、法规、规章，请依法核查处理。",
        "此项为举报，请与投诉分别处理，并将处理结果告知。",
    )


def _rules(case: Case) -> tuple[str, ...]:
    """Articles as data has them, in few words; what binds courts only is called 参照."""
    found = [
        f"{one.name}{f'（{one.weight}）' if one.weight else ''}：{one.article.text.rstrip('。')}。"
        for one in decisive(case)
    ]
    return (*found, "以上请依法核查、适用。") if found else ()


def _sentence(text: str) -> str:
    bare = text.strip()
    return bare if bare.endswith(("。", "！", "？", "_")) else f"{bare}。"


def _declarations(case: Case, channel: Channel) -> tuple[str, ...]:
    told = ["以上事实及所附证据真实，所附复制件与原件一致。"]
    if channel.for_living and case.get("for_living") == "yes":
        told.append(f"{channel.complainant}系为生活消费需要购买、使用商品或者接受服务。")
    other = case.get("other_body").strip()
    if speaks_of_another(other):
        told.append(f"就同一争议，{channel.complainant}曾向以下单位反映：{_sentence(other)}")
    elif other:
        told.append(_NOWHERE_ELSE)
    return tuple(told)


def _consent(case: Case, channel: Channel, question: str) -> str:
    """What the form's field of that name says: letter and form must agree."""
    keys = (key for field in channel.fields if field.label == question for key in field.sources)
    said = next((case.get(key) for key in keys if case.get(key)), "")
    return {"yes": "是", "no": "否"}.get(said, "")


_NOWHERE_ELSE = "同一争议未经法院、仲裁机构、其他行政机关或者消费者组织受理、处理。"


def _to_confirm(case: Case) -> tuple[str, ...]:
    """Nobody asked whether another office has it: then only the person's own tick may say so (desk facts 6)."""
    return () if case.get("other_body").strip() else (_NOWHERE_ELSE,)


def _attachments(case: Case, exhibits: Sequence[Exhibit], masked: bool) -> tuple[str, ...]:
    count = len(exhibits)
    if not count:
        return ()
    first = min(exhibit.first_page for exhibit in exhibits)
    last = max(exhibit.last_page for exhibit in exhibits)
    told = [f"证据目录及证据，共{count}件（{_span(first, last)}）"]
    if not masked:
        told.append("电子证据原件的复制件（存于U盘，可供核对）")
        if case.get("agent_name").strip():
            told.append("授权委托书")
        told.append("身份信息页（末页，可撕下）")
    return tuple(told)


def _span(first: int, last: int) -> str:
    return f"第{first}页" if first == last else f"第{first}–{last}页"
