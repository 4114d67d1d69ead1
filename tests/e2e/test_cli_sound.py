"""The commands about recordings by the real program: cutting, hiding and finding them; and wrong usage in Chinese."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.cli_runner import ERROR, ITEM, Cli, misfits, or_none
from tests.e2e.cli_runner import time as a_time
from tests.unit.media.samples import write_sound

FOUND = {
    "path": str,
    "name": str,
    "size": int,
    "seconds": or_none(float),
    "kind": str,
    "captured_at": or_none(a_time),
    "time_source": str,
    "provenance": {"phone_number": or_none(str), "contact": or_none(str)},
}
CALL = "MIUI/sound_recorder/call_rec/通话录音@客服(10086)_20251104110052.mp3"
OTHER = "MIUI/sound_recorder/call_rec/10010_20251103090000.mp3"


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


@pytest.fixture
def case_id(cli: Cli) -> str:
    return str(cli.ok("case", "new", "--title", "话费")["case_id"])


@pytest.fixture
def phone(tmp_path: Path) -> Path:
    """A phone as it hangs on a cable: its storage, with calls, songs and pictures in it."""
    top = tmp_path / "phone" / "内部存储"
    for name, seconds in ((CALL, 4.0), (OTHER, 2.0), ("Music/歌.mp3", 1.0)):
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_sound(path, "mp3", seconds)
    (top / "DCIM").mkdir()
    return top.parent


def test_a_phone_is_looked_through_and_what_is_found_is_kept(
    cli: Cli, case_id: str, phone: Path
) -> None:
    done = cli.ok("scan", phone)
    assert misfits({"found": [FOUND]}, done) == []
    assert [one["name"] for one in done["found"]] == [Path(CALL).name, Path(OTHER).name]
    first = done["found"][0]
    assert (first["captured_at"], first["time_source"]) == ("2025-11-04T11:00:52+08:00", "filename")
    assert (first["provenance"]["phone_number"], first["provenance"]["contact"]) == (
        "10086",
        "客服",
    )
    assert cli.ok("case", "show", case_id)["items"] == []
    done = cli.ok("scan", phone, "--case", case_id)
    assert misfits({"items": [ITEM], "found": [FOUND]}, done) == []
    assert [one["kind"] for one in done["items"]] == ["call", "call"]
    assert {one["provenance"]["source"] for one in done["items"]} == {"phone"}
    assert cli.ok("scan", phone, "--case", case_id)["items"] == []
    said = cli.run("scan", phone, as_json=False).out
    assert "找到 2 段录音" in said
    assert "客服" in said


def test_a_place_that_is_not_there_or_empty(cli: Cli, case_id: str, tmp_path: Path) -> None:
    ran = cli.run("scan", tmp_path / "nowhere")
    assert (ran.code, misfits(ERROR, ran.json)) == (1, [])
    assert ran.json["error"]["code"] == "source_missing"
    empty = tmp_path / "empty"
    empty.mkdir()
    assert cli.ok("scan", empty, "--case", case_id)["items"] == []
    assert cli.run("scan", empty, "--case", "c9-nobody").json["error"]["code"] == "case_unknown"


def test_a_part_is_cut_out_and_hidden_beside_an_untouched_original(
    cli: Cli, case_id: str, phone: Path
) -> None:
    item = cli.ok("scan", phone, "--case", case_id)["items"][0]
    (path,) = (cli.vault / "originals").rglob(f"{item['sha256']}*")
    cut = cli.ok("excerpt", item["item_id"], "--from", "1", "--to", "2.5")["item"]
    hidden = cli.ok("bleep", item["item_id"], "--at", "0.5-1", "--at", "2-3")["item"]
    for copy in (cut, hidden):
        assert misfits(ITEM, copy) == []
        assert copy["derived_from"] == [item["item_id"]]
        assert copy["group"] == item["item_id"]
    assert cut["provenance"]["seconds"] == pytest.approx(1.5, abs=0.05)
    assert hidden["provenance"]["notes"][0]["spans"] == [[0.5, 1.0], [2.0, 3.0]]
    said = cli.run("bleep", item["item_id"], "--at", "1-2", as_json=False)
    assert f"原件 {item['item_id']} 没有动" in said.out
    assert hashlib.sha256(path.read_bytes()).hexdigest() == item["sha256"]
    assert cli.run("excerpt", item["item_id"], "--from", "3", "--to", "99").code == 1
    assert cli.ok("verify")["ok"] is True


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add",), "少写了 FILE..."),
        (("nothing",), "没有 nothing 这个命令"),
        (("record", "--seconds", "x"), "--seconds：请写大于 0 的数字"),
        (("bleep", "e1", "--at", "3"), "12.5-14"),
        (("excerpt", "e1", "--form", "3"), "没有 --form 这个选项。您是不是想写"),
        (("withdraw", "e1", "e2"), "多写了：e2"),
        (("note", "e1"), "少写了 TEXT"),
        (("bundle", "--case", "x", "--channel", "12315", "--out", "y", "--copy", "z"), "请从这些"),
    ],
)
def test_wrong_usage_is_said_in_chinese(cli: Cli, arguments: Any, words: str) -> None:
    ran = cli.run(*arguments)
    assert (ran.code, ran.json["error"]["code"]) == (2, "usage")
    assert words in ran.err
    assert "用法" in ran.err
    assert "Error" not in ran.err


def test_a_day_that_has_not_come_is_no_day_of_buying(cli: Cli, case_id: str) -> None:
    ran = cli.run("case", "set", case_id, "bought_on=2999-01-01")
    assert (ran.code, ran.json["error"]["code"]) == (1, "field_invalid")
    assert "购买日期" in ran.json["error"]["message"]
    assert cli.ok("case", "show", case_id)["case"]["bought_on"] is None


@pytest.mark.posix
def test_a_place_where_no_folder_can_be_is_not_called_full(
    cli: Cli, case_id: str, phone: Path
) -> None:
    cli.ok("scan", phone, "--case", case_id)
    ran = cli.run("bundle", "--case", case_id, "--channel", "12300", "--out", "/dev/null/papers")
    assert (ran.code, ran.json["error"]["code"]) == (1, "out_not_writable")
