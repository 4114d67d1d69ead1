"""Tables and small papers of each kind of matter: what officers check by, what the company gets, what stays at home."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_keeper.bundle import Bundle
from evidence_keeper.complaint import load
from evidence_keeper.errors import InputError
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Case
from tests.matters import KINDS, Matter, begin
from tests.unit.bundle.conftest import outline, page_texts


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    root = tmp_path_factory.mktemp("matters")
    found = Keeper.open(root / "vault", home=root / "home")
    yield found
    found.close()


@pytest.fixture(scope="module", params=KINDS)
def made(
    request: pytest.FixtureRequest, keeper: Keeper, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Matter, Case, Bundle]:
    """A matter of each kind, and its papers."""
    root = tmp_path_factory.mktemp(request.param)
    story, case = begin(keeper, request.param, root / "files")
    return story, keeper.case(case.case_id), keeper.bundle(case.case_id, story.channel, root)


def test_full_numbers_stand_on_the_last_page_only(made: tuple[Matter, Case, Bundle]) -> None:
    _story, case, bundle = made
    texts = page_texts(bundle.pdf)
    for key in ("complainant_id", "agent_id", "complainant_address"):
        secret = re.sub(r"\s", "", case.get(key))
        if secret:
            assert [n for n, text in enumerate(texts, 1) if secret in text] == [len(texts)], key


def test_the_last_page_is_the_offices_form_where_it_has_one(
    made: tuple[Matter, Case, Bundle],
) -> None:
    story, case, bundle = made
    last = page_texts(bundle.pdf)[-1]
    channel = load(story.channel)
    assert ("投诉登记表" in last) is (story.channel == "12315")
    if channel.form_title:
        labels = [field.label for field in channel.fields if field.form == "register"]
        places = [last.index(label, last.index("投诉登记表")) for label in labels[:4]]
        assert places == sorted(places)
        assert all(label in last for label in labels)
        for key in ("complainant_name", "complainant_id", "company", "company_address"):
            assert re.sub(r"\s", "", case.get(key)) in last
        for line in case.get("demand").splitlines():
            assert re.sub(r"\s", "", line) in last
    assert dict(outline(bundle.pdf))["身份信息页（可撕下）"] == bundle.pages


def test_every_sum_in_the_tables_is_the_cases_own(made: tuple[Matter, Case, Bundle]) -> None:
    _story, case, bundle = made
    marks = dict(outline(bundle.pdf))
    if "附表" not in marks:
        return
    table = page_texts(bundle.pdf)[marks["附表"] - 1]
    own = " ".join(case.fields.values())
    for line in case.get("charges").splitlines():
        day, yuan, *_what = line.split()
        assert f"{yuan}元" in table
        assert day in table
    sums = {float(found) for found in re.findall(r"(\d+\.\d\d)元", table)}
    known = {float(found) for found in re.findall(r"\d+(?:\.\d+)?", own)}
    charged = [float(line.split()[1]) for line in case.get("charges").splitlines()]
    derived = {round(sum(charged), 2)}
    if case.get("fee_before"):
        derived.add(round(float(case.get("fee_after")) - float(case.get("fee_before")), 2))
    if case.get("fraud_reason"):
        taken = sum(charged) or float(case.get("amount"))
        derived.add(max(500.0, 3 * taken))
    assert sums <= known | derived


def test_what_stays_with_the_person_warns_first_and_is_not_handed_in(
    made: tuple[Matter, Case, Bundle],
) -> None:
    _story, _case, bundle = made
    assert bundle.reminder is not None
    assert not bundle.reminder.is_relative_to(bundle.delivery)
    text = "".join(page_texts(bundle.reminder))
    assert "马上打110" in text
    assert "先别销号" in text
    assert "自己留着" in text


def test_the_demand_asks_for_the_vouchers_on_one_page(
    made: tuple[Matter, Case, Bundle], keeper: Keeper, tmp_path: Path
) -> None:
    _story, case, _bundle = made
    path, pages = keeper.leaflet(case.case_id, "demand", tmp_path)
    text = page_texts(path)[0]
    assert pages == 1
    assert re.sub(r"\s", "", case.get("company")) in text
    assert "15日内" in text
    assert "①" in text
    assert "送达凭证" in text


def test_a_letter_of_authority_leaves_risky_powers_unticked(
    made: tuple[Matter, Case, Bundle], keeper: Keeper, tmp_path: Path
) -> None:
    _story, case, _bundle = made
    path, _pages = keeper.leaflet(case.case_id, "authority", tmp_path)
    text = "".join(page_texts(path))
    for risky in ("接收退款", "签署调解协议", "放弃投诉请求"):
        assert re.search(rf"□[^☑□]*{risky}", text), risky
    assert "☑代为提交投诉材料" in text


def test_the_card_to_read_out_is_one_page(
    made: tuple[Matter, Case, Bundle], keeper: Keeper, tmp_path: Path
) -> None:
    _story, case, _bundle = made
    path, pages = keeper.leaflet(case.case_id, "card", tmp_path)
    assert pages == 1
    assert "照着念" in page_texts(path)[0]


def test_papers_never_lie_inside_the_vault_and_never_overwrite(
    keeper: Keeper, tmp_path: Path
) -> None:
    case = keeper.cases()[0]
    with pytest.raises(InputError) as caught:
        keeper.leaflet(case.case_id, "demand", keeper.vault.path / "x")
    assert caught.value.code == "out_inside_vault"
    first, _ = keeper.leaflet(case.case_id, "demand", tmp_path)
    second, _ = keeper.leaflet(case.case_id, "demand", tmp_path)
    assert first != second
    assert first.exists()


def test_the_register_form_is_one_page_and_only_where_there_is_one(
    made: tuple[Matter, Case, Bundle], keeper: Keeper, tmp_path: Path
) -> None:
    _story, case, _bundle = made
    path, pages = keeper.leaflet(case.case_id, "form", tmp_path, "12315")
    text = page_texts(path)[0]
    assert pages == 1
    assert text.index("登记单位") < text.index("联系电话") < text.index("投诉请求")
    assert text.index("投诉请求") < text.index("经办人")
    with pytest.raises(InputError) as caught:
        keeper.leaflet(case.case_id, "form", tmp_path, "12300")
    assert caught.value.code == "paper_unknown"
