"""Private data in a text: mobile and ID numbers, bank cards, e-mail, addresses. By rule and checksum, never by guess.

What has a check digit is sure only where it fits; one that fails is still offered (a machine misread a digit), unless
the number is called an order or a tracking number: those are never cards. Names and faces are for a person to mark.
Sources: GB 11643 (ID), ISO/IEC 7812 (cards), the ministry's number plan (mobile numbers begin with 13 to 19).
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MASK = "•"


@dataclass(frozen=True, slots=True)
class Private:
    """One place: `kind` mobile, id_card, bank_card, email, address or code; `text[start:end]` of what was searched.

    `sure` is False where a check digit fails or only the words around it say what it is.
    """

    kind: str
    start: int
    end: int
    sure: bool = True


_BEFORE = 14
"""Signs before a number in which a word may say what it is."""
_BEHIND, _ASKED = 10, 80
"""The same behind it; and above a number that stands alone, where somebody may have asked for it."""
_GAP = r"[ \u00a0\u2009-]?"
_MOBILE = re.compile(
    rf"(?<![0-9A-Za-z])(?:\+?86{_GAP})?(1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}})(?![0-9])"
)
_ID = re.compile(r"(?<![0-9A-Za-z])([1-9][0-9]{16}[0-9Xx])(?![0-9A-Za-z])")
_ID_GROUPED = re.compile(
    r"(?<![0-9A-Za-z])([1-9][0-9]{5}[ -](?:19|20)[0-9]{6}[ -][0-9]{3}[0-9Xx])(?![0-9A-Za-z])"
)
_ID_NAMED = re.compile(r"(?<![0-9A-Za-z])([1-9][0-9]{14,17}[Xx]?)(?![0-9A-Za-z])")
_CARD = re.compile(rf"(?<![0-9A-Za-z+.-])([1-9](?:{_GAP}[0-9]){{14,18}})(?![0-9A-Za-z])")
_FOURS = re.compile(r"[0-9]{4}(?:[ -][0-9]{4}){2,3}(?:[ -][0-9]{1,4})?")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])([A-Za-z0-9][A-Za-z0-9._%+-]{0,63} ?@ ?(?:[A-Za-z0-9-]{1,40} ?\.){1,4}[A-Za-z]{2,12})"
    r"(?![A-Za-z0-9])"
)
_OTHER_NUMBER = (
    r"单号|订单|运单|快递|物流|包裹|流水|编号|交易|凭证|工单|受理|业务号|商户|发票|条码|序列|设备|IMEI|ICCID|取件|单据"
    r"|order|tracking"
)
_NO_CARD = re.compile(_OTHER_NUMBER, re.IGNORECASE)
_NAMING = re.compile(
    rf"(?P<other>{_OTHER_NUMBER}|电话卡|流量卡|手机卡|会员卡|礼品卡|购物卡|卡券|卡密|充值卡)"
    r"|(?P<card>卡号|银行|储蓄|信用卡|借记|账号|帐号|账户|帐户|收款|打款|转账|尾号|[退打转汇存]到|[这那张的]卡"
    r"|卡\s*[:：是]?\s*$)",
    re.IGNORECASE,
)
_BANKS = re.compile(
    r"62(?:"
    r"1226|1558|1559|1722|2200|2202|2203|2208"  # 工商
    r"|2822|2827|2845|2846|2848|3052"  # 农业
    r"|1660|1661|1662|1663|1665|1666|1667|1668|1669|1785|1786|1787|1788|1790|3208"  # 中国
    r"|1284|1700|2280|2700|3094|3668"  # 建设
    r"|1436|2258|2259|2260|2261|2262"  # 交通
    r"|1286|1483|1485|1486|2575|2576|2577|2578|2579|2580|2581|2582|2588|2609"  # 招商
    r"|1096|1098|1622|1797|1798|1799|2150|2151|2181|2188|2199|3698"  # 邮储
    r"|1768|1771|2690|2691|2692|2696|2698|1489|1492|2660|2662|2663"  # 中信, 光大
    r"|1691|2615|2617|2618|2622|1793|2516|2518|2521|2522|2523"  # 民生, 浦发
    r"|2155|2156|2298|2535|2538|2568|2630|2631|2632|2908|2909|3058"  # 平安, 广发, 华夏, 兴业
    r")"
)
"""How the large banks' cards begin. From memory, and far from all: another card needs a word or its groups of four."""
_ID_WORD = re.compile(r"身份证|证件号|身份号码|公民身份")


def find_private(text: str) -> tuple[Private, ...]:
    """Every place in `text`, in order; none overlaps another. Linear in the length of the text."""
    plain = _plain(text)
    found: list[Private] = []
    taken = bytearray(len(text))
    for finder in (_emails, _ids, _cards, _mobiles, _codes, _addresses):
        for one in finder(plain):
            if not any(taken[one.start : one.end]):
                taken[one.start : one.end] = b"\1" * (one.end - one.start)
                found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def mask_codes(text: str) -> str:
    """The text with the signs of each verification code made unreadable; nothing else is touched."""
    signs = list(text)
    for one in _codes(_plain(text)):
        signs[one.start : one.end] = MASK * (one.end - one.start)
    return "".join(signs)


def _plain(text: str) -> str:
    """Full-width signs as plain ones, at the same places."""
    return "".join(_half(sign) for sign in text)


def _half(sign: str) -> str:
    if sign.isascii() or "\u4e00" <= sign <= "\u9fff":
        return sign
    narrow = unicodedata.normalize("NFKC", sign)
    return narrow if len(narrow) == 1 else sign


def _before(text: str, at: int) -> str:
    return text[max(0, at - _BEFORE) : at]


def _emails(text: str) -> Iterator[Private]:
    for found in _EMAIL.finditer(text):
        yield Private("email", *found.span(1))


# Numbers --------------------------------------------------------------------------------------------------------


def _mobiles(text: str) -> Iterator[Private]:
    for found in _MOBILE.finditer(text):
        before = text[max(0, found.start() - 8) : found.start()]
        if not _NO_CARD.search(before):
            yield Private("mobile", *found.span(1))


def _ids(text: str) -> Iterator[Private]:
    for pattern in (_ID, _ID_GROUPED):
        for found in pattern.finditer(text):
            digits = re.sub(r"[ -]", "", found[1])
            before = _before(text, found.start())
            if _born(digits) and not (_NO_CARD.search(before) and not id_checks(digits)):
                yield Private("id_card", *found.span(1), sure=id_checks(digits))
    for found in _ID_NAMED.finditer(text):
        digits = found[1]
        if _ID_WORD.search(_before(text, found.start())) and not _born(digits):
            yield Private("id_card", *found.span(1), sure=False)


def _born(digits: str) -> bool:
    """Whether an 18-digit number begins like a place and holds a day on which somebody alive may have been born."""
    if len(digits) != 18 or digits[0] not in "12345678":
        return False
    try:
        born = datetime.date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2099


def id_checks(digits: str) -> bool:
    """Whether the last sign of an 18-digit ID number fits the others (GB 11643, ISO 7064 MOD 11-2)."""
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", digits):
        return False
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(digits[:17]))
    return "10X98765432"[total % 11] == digits[17].upper()


def _cards(text: str) -> Iterator[Private]:
    """Only what something calls a card, what is written in fours as on a card, or what begins as a bank's cards do:
    order and tracking numbers have as many digits, one in ten has a fitting check digit, and some begin with 62 too."""
    for found in _CARD.finditer(text):
        digits = re.sub(r"[^0-9]", "", found[1])
        grouped = bool(_FOURS.fullmatch(found[1]))
        called = _called(text, *found.span(1))
        if not 15 <= len(digits) <= 19 or called == "other":
            continue
        fits = luhn(digits)
        if fits and (called == "card" or grouped or _of_bank(digits)):
            yield Private("bank_card", *found.span(1), sure=True)
        elif called == "card" or (grouped and len(digits) >= 16):
            yield Private("bank_card", *found.span(1), sure=False)


def _called(text: str, start: int, end: int) -> str:
    """What the words around a number call it: card, other (an order, a parcel ...) or "" where nothing does.

    The nearest word before it decides, then one behind it.
    """
    before = text[max(0, start - _BEFORE) : start].rpartition("\n")[2]
    behind = text[end : end + _BEHIND].partition("\n")[0]
    if (
        not before.strip() and not behind.strip()
    ):  # alone on its line: what was asked for above, or is said below
        before, behind = text[max(0, start - _ASKED) : start], text[end : end + _BEHIND]
    for words, last in ((before, True), (behind, False)):
        named = [one.lastgroup or "" for one in _NAMING.finditer(words)]
        if named:
            return named[-1 if last else 0]
    return ""


def _of_bank(digits: str) -> bool:
    return len(digits) in (16, 19) and bool(_BANKS.match(digits))


def luhn(digits: str) -> bool:
    """Whether a card's check digit fits (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


_CODE = re.compile(
    r"(?:验证码|校验码|动态码|动态密码|确认码|短信密码|随机码)[^0-9A-Za-z\n]{0,12}?([0-9•]{4,8}|[0-9A-Z]{6})(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])([0-9•]{4,8})(?:[(（【\[ ]|是您的|为您的|，)?[^0-9\n]{0,10}(?:验证码|校验码|动态码|动态密码)"
)


def _codes(text: str) -> Iterator[Private]:
    for found in _CODE.finditer(text):
        yield Private("code", *found.span(1 if found[1] else 2))


# Addresses ------------------------------------------------------------------------------------------------------

_HAN = r"[\u3007\u4e00-\u9fff]"
_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南"
    "|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_STREET = (
    rf"{_HAN}{{1,10}}?(?:路|街道|大街|街|大道|道|巷|弄|胡同|里|村|镇|乡|庄|屯"
    r"|新村|小区|花园|家园|公寓|社区|苑|府|城|园|广场|大厦|中心)(?:小区|社区|公寓|花园|新村|家园)?"
    r"(?:[东南西北中]?[一二三四五六七八九十]?段)?"
)
_NUMBER = r"[0-9A-Za-z一二三四五六七八九十百]{1,6}(?:[-－—][0-9A-Za-z]{1,5}){0,3}"
_PLACE = (
    rf"(?:附?{_NUMBER} ?(?:号楼|号院|号|弄|幢|栋|座|单元|楼|层|室|户|组|队|门|房|期|区)"
    r"|[东南西北](?:区|门|苑|单元|户|侧)|附近)"
)
_ROOM = r"[A-Z]?[0-9]{1,4}(?:[-－—][0-9A-Z]{1,5}){1,3}"
_TAIL = (
    rf"(?: ?(?:{_STREET}|{_PLACE}|{_HAN}{{1,8}}?(?:{_PLACE}|{_ROOM})"
    rf"|{_NUMBER}(?=$|[^0-9A-Za-z一二三四五六七八九十百年月日时点分元个%])))"
)
_REGION = rf"(?:(?:{_PROVINCES})(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区|特别行政区)?)"
_CITY = rf"(?:{_HAN}{{2,7}}?(?:市|自治州|地区|盟))"
_COUNTY = rf"(?:{_HAN}{{1,6}}?(?:区|县|旗|市))"
_FULL = re.compile(
    rf"(?:{_REGION} ?{_CITY}? ?{_COUNTY}?|{_CITY} ?{_COUNTY}|{_HAN}{{2,3}}[区县]) ?{_STREET}"
    rf"(?:{_TAIL}){{0,7}}"
)
_NAMED = re.compile(
    r"(?:地址|住址|住在|家住|寄到|寄往|送到|发到)(?:是|为|在)?[:： ]{0,3}"
    rf"({_HAN}{{0,12}}?{_STREET}(?:{_TAIL}){{1,7}})"
)
_LEAD = re.compile(
    r"^(?:.*(?:地址是|地址|住在|家住|寄到|寄往|送到|发到|我在|位于|人在|改到|改成)(?:是|为|在)?|[住在到往寄])"
)
_HOUSE = re.compile(
    rf"{_NUMBER} ?(?:号|弄|幢|栋|座|单元|楼|层|室|户|组)|[镇乡]{_HAN}{{1,8}}村|[0-9]{{1,4}}-[0-9]{{1,4}}"
)


_CLAUSE = re.compile(r"[^\n\r，。！？；,;!?]{6,160}")
_PROMISING = re.compile(
    r"[路街道巷弄胡里村镇乡庄屯区园苑府城场厦心].{0,40}[0-9一二三四五六七八九十村]"
)


def _addresses(text: str) -> Iterator[Private]:
    """Street and house number at least: a district alone is no address."""
    for clause in _CLAUSE.finditer(text):
        if _PROMISING.search(clause[0]):
            yield from _addresses_in(clause[0], clause.start())


def _addresses_in(clause: str, at: int) -> Iterator[Private]:
    found = [one.span(0) for one in _FULL.finditer(clause)]
    found += [one.span(1) for one in _NAMED.finditer(clause)]
    for start, end in found:
        lead = _LEAD.match(clause[start:end])
        start += lead.end() if lead else 0
        if end - start >= 6 and _HOUSE.search(clause[start:end]):
            yield Private("address", at + start, at + end)
