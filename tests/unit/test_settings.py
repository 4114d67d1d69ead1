"""The settings name the vault: no crash, typing error or other version may lose them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.errors import StorageError
from evidence_keeper.settings import Settings, default_path, load, save

CHOSEN = Settings(
    vault=Path("/home/王芳/证据 库"),
    language="en",
    face="easy",
    text_scale=150,
    last_case="c0001",
    second_copy=Path("/media/U盘"),
    call_mode="computer",
)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_without_a_file_there_are_defaults_and_nothing_is_written(tmp_path: Path) -> None:
    settings, was_broken = load(tmp_path / "none" / "settings.json")
    assert settings == Settings()
    assert settings.language == "zh_CN"
    assert not was_broken
    assert names(tmp_path) == []


def test_what_is_saved_is_found_again_and_nothing_else_is_left(tmp_path: Path) -> None:
    file = tmp_path / "not yet made" / "settings.json"
    save(Settings(), file)
    save(CHOSEN, file)
    assert load(file) == (CHOSEN, False)
    assert names(file.parent) == ["settings.json"]


@given(
    vault=st.text(min_size=1).filter(lambda text: "\0" not in text),
    case=st.none() | st.text(min_size=1),
    scale=st.integers(100, 300),
)
def test_any_settings_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, vault: str, case: str | None, scale: int
) -> None:
    file = tmp_path_factory.mktemp("any") / "settings.json"
    settings = Settings(vault=Path(vault), last_case=case, text_scale=scale)
    save(settings, file)
    assert load(file) == (settings, False)


@pytest.mark.posix
def test_a_file_name_that_is_no_text_survives(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(b"/mnt/\xff\xfe"))
    file = tmp_path / "settings.json"
    save(Settings(vault=odd), file)
    assert load(file)[0].vault == odd


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b"[" * 100_000, b'{"vault": "/v"'],
    ids=["empty", "torn", "list", "null", "not text", "very deep", "cut off"],
)
def test_a_broken_file_is_put_aside_unchanged(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(content)
    settings, was_broken = load(file)
    assert (settings, was_broken) == (Settings(), True)
    (aside,) = names(tmp_path)
    assert aside.startswith("settings.broken-")
    assert aside.endswith(".json")
    assert (tmp_path / aside).read_bytes() == content
    assert load(file) == (Settings(), False)


def test_two_broken_files_in_one_second_are_both_put_aside(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    for content in (b"1", b"2", b"3"):
        file.write_bytes(content)
        assert load(file)[1]
    assert sorted(entry.read_bytes() for entry in tmp_path.iterdir()) == [b"1", b"2", b"3"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("language", "tlh"),
        ("face", 3),
        ("face", ["easy"]),
        ("text_scale", 20),
        ("text_scale", True),
        ("text_scale", 1.5),
        ("last_case", ""),
        ("second_copy", "a\0b"),
        ("second_copy", {}),
    ],
)
def test_one_wrong_value_does_not_lose_where_the_vault_lies(
    tmp_path: Path, key: str, value: object
) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"vault": "/home/v", key: value}), encoding="utf-8")
    settings, was_broken = load(file)
    assert was_broken
    assert settings == Settings(vault=Path("/home/v"))
    assert not file.exists()


def test_a_byte_order_mark_from_an_editor_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(b"\xef\xbb\xbf" + b'{"face": "standard"}')
    assert load(file) == (Settings(face="standard"), False)


def test_keys_of_a_newer_version_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(
        '{"vault": "/v", "colour": {"ink": "blue"}, "language": "en"}', encoding="utf-8"
    )
    settings, was_broken = load(file)
    assert not was_broken
    save(settings, file)
    stored = json.loads(file.read_text(encoding="utf-8"))
    assert stored["colour"] == {"ink": "blue"}
    assert stored["language"] == "en"


def test_where_it_cannot_be_written_the_old_file_stays(tmp_path: Path) -> None:
    in_the_way = tmp_path / "a file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    with pytest.raises(StorageError) as caught:
        save(CHOSEN, in_the_way / "settings.json")
    assert caught.value.code == "disk_error"
    occupied = tmp_path / "settings.json"
    (occupied / "inside").mkdir(parents=True)
    with pytest.raises(StorageError):
        save(CHOSEN, occupied)
    assert names(tmp_path) == ["a file", "settings.json"]
    assert names(occupied) == ["inside"]


@pytest.mark.posix
def test_a_link_to_the_settings_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real.json"
    link = tmp_path / "settings.json"
    link.symlink_to(real)
    save(CHOSEN, link)
    assert link.is_symlink()
    assert load(real) == (CHOSEN, False)


def test_the_default_place_is_the_users_own() -> None:
    assert default_path().name == "settings.json"
    assert "evidence-keeper" in default_path().parts
