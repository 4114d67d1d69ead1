"""Private data by rule and checksum; every number here is invented."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.reading.private import find_private, id_checks, luhn, mask_codes

DIGITS = st.text("0123456789", min_size=16, max_size=16)


def found(text: str) -> list[tuple[str, str, bool]]:
    return [(one.kind, text[one.start : one.end], one.sure) for one in find_private(text)]


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("我的号码是13812345678，麻烦查一下", "mobile", "13812345678"),
        ("电话 138 1234 5678", "mobile", "138 1234 5678"),
        ("拨打+86 138-1234-5678", "mobile", "138-1234-5678"),
        ("全角：１３８１２３４５６７８", "mobile", "１３８１２３４５６７８"),
        ("身份证号11010519491231002X。", "id_card", "11010519491231002X"),
        ("张三110105 19491231 002X", "id_card", "110105 19491231 002X"),
        ("卡号6222 0212 3456 7890 128", "bank_card", "6222 0212 3456 7890 128"),
        ("6222021234567890128", "bank_card", "6222021234567890128"),
        ("请发zhang.san+a@mail.example.com谢谢", "email", "zhang.san+a@mail.example.com"),
        (
            "收货地址：江苏省南京市鼓楼区中山北路88号3幢502室，谢谢",
            "address",
            "江苏省南京市鼓楼区中山北路88号3幢502室",
        ),
        (
            "家住朝阳区望京街道阜通东大街6号方恒国际B座1902",
            "address",
            "朝阳区望京街道阜通东大街6号方恒国际B座1902",
        ),
        ("地址：幸福路99号3栋201", "address", "幸福路99号3栋201"),
        (
            "成都市武侯区人民南路四段12号附3号",
            "address",
            "成都市武侯区人民南路四段12号附3号",
        ),
    ],
)
def test_what_is_private_is_found_with_its_place(text: str, kind: str, part: str) -> None:
    assert found(text) == [(kind, part, True)]


@pytest.mark.parametrize(
    "text",
    [
        "订单编号：6222021234567890128",
        "订单号\n6222021234567890128",
        "运单号 6222021234567890128 三天没有更新",
        "快递单号13812345678",
        "工单号XH2603021007，受理编号HF20260307-00418",
        "4012345678901234567",
        "6288888888888888898",
        "我的6288888888888888898还没到",
        "包裹6222021234567890128还没到",
        "您查询的是\n6222021234567890128\n这个订单吗",
        "请问订单号是多少？\n6222021234567890128",
        "6222021234567890128 这个快递",
        "客服电话10086、12315、95588",
        "2026年3月1日扣费199.00元，余额221.40元",
        "我在北京市朝阳区，网络不好",
        "江苏省通信管理局电信用户申诉受理中心",
        "套餐内含国内流量60GB",
        "138****5678",
        "https://example.com/a?id=1",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_failed_check_digit_is_offered_but_not_sure() -> None:
    assert found("身份证号110105194912310021") == [("id_card", "110105194912310021", False)]
    assert found("银行卡号：6217001234567890123") == [("bank_card", "6217001234567890123", False)]
    assert found("订单号6217001234567890123") == []


@pytest.mark.parametrize("text", ["验证码 483920，5分钟内有效", "483920（登录验证码）请勿告知"])
def test_a_verification_code_is_made_unreadable_and_nothing_else(text: str) -> None:
    masked = mask_codes(f"3月1日 09:05 {text}")
    assert masked == f"3月1日 09:05 {text.replace('483920', '••••••')}"
    assert found(masked)[0][:2] == ("code", "••••••")


@given(DIGITS, st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_never_passes_as_a_card(digits: str, at: int, more: int) -> None:
    last = next(sign for sign in "0123456789" if luhn(digits[:15] + sign))
    card = digits[:15] + last
    wrong = card[:at] + str((int(card[at]) + more) % 10) + card[at + 1 :]
    assert not luhn(wrong)


@given(st.text("0123456789", min_size=17, max_size=17))
def test_exactly_one_last_sign_fits_an_id_number(digits: str) -> None:
    assert sum(id_checks(digits + last) for last in "0123456789X") == 1


@given(st.text(st.sampled_from("市区县路号138 1-@a.6单编订验证码0\n，地址"), max_size=300))
def test_any_text_is_searched_and_places_never_overlap(text: str) -> None:
    places = find_private(text)
    assert all(0 <= one.start < one.end <= len(text) for one in places)
    assert all(one.end <= two.start for one, two in pairwise(places))
    assert len(mask_codes(text)) == len(text)
