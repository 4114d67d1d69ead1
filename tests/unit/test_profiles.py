"""The family profile: it goes out and comes in whole, says first what it changes, and a bad one changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper import profiles, settings
from evidence_keeper.errors import InputError
from evidence_keeper.keeper import Keeper
from evidence_keeper.profiles import Change, Profile
from evidence_keeper.settings import Settings

WHOLE = Profile(
    {"complainant_name": "沈玉兰", "complainant_address": "槐树街 8 号"},
    {"女儿": "138 0000 1234"},
    "easy",
    150,
    Path("/media/stick"),
)


def test_it_goes_out_and_comes_in_whole(tmp_path: Path) -> None:
    assert profiles.read(profiles.write(WHOLE, tmp_path / "给妈妈.ekprofile")) == WHOLE


def test_it_says_what_it_changes_and_changes_only_that() -> None:
    before = Settings(person={"complainant_phone": "1"}, text_scale=150, last_case="c1")
    assert profiles.changes(WHOLE, before) == [
        Change("person.complainant_name", "", "沈玉兰"),
        Change("person.complainant_address", "", "槐树街 8 号"),
        Change("family.女儿", "", "138 0000 1234"),
        Change("face", "", "easy"),
        Change("second_copy", "", str(Path("/media/stick"))),
    ]
    after = profiles.applied(WHOLE, before)
    assert after.person["complainant_phone"] == "1"
    assert (after.face, after.last_case) == ("easy", "c1")
    assert profiles.changes(WHOLE, after) == []


def test_no_secret_goes_out_and_none_comes_in(tmp_path: Path) -> None:
    known = Settings(person={"complainant_name": "沈玉兰"}, tsa="https://user:pass@tsa.example")
    path = profiles.write(profiles.profile_of(known), tmp_path / "a.ekprofile")
    assert "pass" not in path.read_text("utf-8")
    told = json.loads(path.read_text("utf-8"))
    told["person"]["complainant_id"] = "110101193001011234"
    told["tsa"] = "https://elsewhere.example"
    path.write_text(json.dumps(told), "utf-8")
    assert "complainant_id" not in profiles.read(path).person
    assert profiles.applied(profiles.read(path), Settings()).tsa is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_profile"),
        (b"hello", "not_a_profile"),
        (b"[1]", "not_a_profile"),
        (b'{"face": "easy"}', "not_a_profile"),
        (b'{"evidence_keeper_profile": 2}', "profile_too_new"),
        (b'{"evidence_keeper_profile": true}', "not_a_profile"),
        (b'{"evidence_keeper_profile": 1, "face": "huge"}', "not_a_profile"),
        (b'{"evidence_keeper_profile": 1, "text_scale": 5000}', "not_a_profile"),
        (b'{"evidence_keeper_profile": 1, "person": ["x"]}', "not_a_profile"),
        (b'{"evidence_keeper_profile": 1, "family": {"a": "call me"}}', "not_a_profile"),
        (
            b'{"evidence_keeper_profile": 1, "person": {"complainant_name": "a\\u0000b"}}',
            "not_a_profile",
        ),
        (b'{"evidence_keeper_profile": 1}' + b" " * 70_000, "not_a_profile"),
        (b"[" * 5000, "not_a_profile"),
    ],
)
def test_a_bad_foreign_or_newer_file_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x.ekprofile"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        profiles.read(path)
    assert caught.value.code == code


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        profiles.read(tmp_path / "gone.ekprofile")
    assert caught.value.code == "profile_unreadable"


@given(st.binary(max_size=300))
def test_whatever_lies_in_it_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "x.ekprofile"
    path.write_bytes(data)
    with pytest.raises(InputError):
        profiles.read(path)


def test_settings_keep_person_and_family(tmp_path: Path) -> None:
    chosen = profiles.applied(WHOLE, Settings())
    settings.save(chosen, tmp_path / "settings.json")
    assert settings.load(tmp_path / "settings.json") == (chosen, False)


def test_a_new_matter_begins_with_whom_it_is_for(tmp_path: Path) -> None:
    keeper = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    keeper.person = {"complainant_name": "沈玉兰", "complainant_phone": "1"}
    case = keeper.new_case("套餐被改", fields={"complainant_phone": "2"})
    assert (case.get("complainant_name"), case.get("complainant_phone")) == ("沈玉兰", "2")
    keeper.close()
