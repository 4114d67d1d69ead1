"""What a person does through keeper, where it touches more than one room: what is refused, and in which words' code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evidence_keeper.cli.items import CORRECTIONS
from evidence_keeper.errors import InputError, IntegrityError
from evidence_keeper.keeper import CORRECTABLE, Keeper, restore_from
from evidence_keeper.model import FindingCode, Kind, MarkKind, TimeSource

NOTE = "2026-03-02 拨打客服热线，等了八分钟，没有人接。"


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def item_id(keeper: Keeper, tmp_path: Path) -> str:
    file = tmp_path / "记录.txt"
    file.write_text(NOTE, "utf-8")
    case = keeper.new_case("套餐被改", "telecom_plan")
    return keeper.add([file], case.case_id).items[0].item_id


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(InputError) as caught:
        yield
    assert caught.value.code == code


@pytest.mark.parametrize(
    "value",
    [
        "2025-02-03",
        "昨天",
        "2035-02-03T10:00",
        "1999-12-31T23:59",
        "2026-02-30T10:00",
        "10:00",
        "T",
    ],
)
def test_what_is_no_time_is_not_taken_for_one(keeper: Keeper, item_id: str, value: str) -> None:
    with refused("field_invalid"):
        keeper.correct(item_id, {"captured_at": value})
    assert keeper.item(item_id).captured_at is None


def test_a_person_may_know_the_time_better_and_take_it_back(keeper: Keeper, item_id: str) -> None:
    item = keeper.correct(item_id, {"captured_at": "2026-03-02T10:03:05+08:00"})
    assert item.captured_at is not None
    assert item.captured_at.isoformat() == "2026-03-02T10:03:05+08:00"
    assert item.time_source is TimeSource.MANUAL
    item = keeper.correct(item_id, {"captured_at": ""})
    assert (item.captured_at, item.time_source) == (None, TimeSource.NONE)


def test_a_wrong_kind_number_or_contact_can_be_put_right(keeper: Keeper, item_id: str) -> None:
    item = keeper.correct(item_id, {"kind": "chat", "phone_number": "10579", "contact": "客服"})
    assert item.kind is Kind.CHAT
    assert (item.provenance.phone_number, item.provenance.contact) == ("10579", "客服")
    assert keeper.correct(item_id, {"contact": ""}).provenance.contact is None
    assert keeper.verify().ok


def test_only_what_can_be_corrected_is(keeper: Keeper, item_id: str) -> None:
    with refused("field_unknown"):
        keeper.correct(item_id, {"sha256": "0"})
    with refused("field_invalid"):
        keeper.correct(item_id, {"kind": "film"})
    assert "|".join(CORRECTABLE) + "=VALUE..." == CORRECTIONS


def test_only_a_recording_has_moments(keeper: Keeper, item_id: str) -> None:
    with refused("not_a_recording"):
        keeper.mark(item_id, 1.0, MarkKind.IMPORTANT)


def test_nothing_written_is_no_note_and_no_title(keeper: Keeper, item_id: str) -> None:
    with refused("field_invalid"):
        keeper.note(item_id, " \n")
    with refused("field_invalid"):
        keeper.new_case("  ")
    with refused("field_invalid"):
        keeper.set_case(keeper.item(item_id).case_id, {"title": ""})


def test_a_file_is_no_place_for_a_vault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with refused("vault_unreachable"):
            Keeper.open(place, home=tmp_path / "home")


def test_a_stray_file_in_staging_is_reported(keeper: Keeper, item_id: str) -> None:
    (keeper.vault.path / "staging" / "x.txt").write_text("?")
    report = keeper.verify()
    assert [found.subject for found in report.findings if found.code is FindingCode.LEFTOVER] == [
        "x.txt"
    ]


def test_an_older_copy_is_not_moved_as_if_it_were_the_vault(
    keeper: Keeper, item_id: str, tmp_path: Path
) -> None:
    keeper.copy_to(tmp_path / "stick")
    restore_from(tmp_path / "stick", tmp_path / "elsewhere", home=tmp_path / "home")
    with pytest.raises(IntegrityError, match="older_copy"):
        keeper.move_to(tmp_path / "new")
    assert keeper.item(item_id).name == "记录.txt"


def test_a_text_is_found_by_any_hanzi_in_it_until_it_is_put_away(
    keeper: Keeper, item_id: str
) -> None:
    for wanted in ("接", "八分", "客服热线", "03-02"):
        assert [hit.item_id for hit in keeper.find(wanted)] == [item_id], wanted
    keeper.withdraw(item_id)
    assert keeper.find("接") == []
