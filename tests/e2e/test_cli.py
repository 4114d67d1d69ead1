"""The command line from a real file to a bundle and back, in processes of its own, over files like a person's."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.cli_runner import (
    ADDED,
    BUNDLE,
    CASE,
    COPIED,
    HITS,
    ITEM,
    READING,
    REPORT,
    Cli,
    Ran,
    misfits,
    time,
)

EXAMPLE = Path(__file__).parents[2] / "resources" / "example"
CHAT = "2026-11-20 10:03:05 小王\n我要人工客服！🙂\n\n2026-11-20 10:03:09 客服机器人\n您好，请问有什么可以帮您\n"


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


@pytest.fixture
def case_id(cli: Cli) -> str:
    made = cli.ok("case", "new", "--title", "套餐被改", "--type", "telecom_plan")
    assert set(made) == {"case_id"}
    return str(made["case_id"])


def _file(folder: Path, name: str, content: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def _kept(cli: Cli, case_id: str, path: Path, *more: str) -> dict[str, Any]:
    done = cli.ok("add", path, "--case", case_id, *more)
    assert misfits(ADDED, done) == []
    (item,) = done["items"]
    return dict(item)


def test_a_case_is_made_listed_changed_and_cleared(cli: Cli, case_id: str) -> None:
    changed = cli.ok(
        "case", "set", case_id, "company=云桥通信有限公司", "amount=128.50", "demand=退钱\n道歉"
    )
    assert misfits(CASE, changed["case"]) == []
    assert changed["case"]["fields"]["amount"] == changed["case"]["amount"] == "128.50"
    assert cli.ok("case", "list") == {"cases": [changed["case"]]}
    cleared = cli.ok("case", "set", case_id, "company=")["case"]
    assert "company" not in cleared["fields"]
    assert cleared["company"] is None
    assert cli.ok("case", "show", case_id) == {"case": cleared, "items": []}


def test_fields_can_be_given_when_a_case_is_made(cli: Cli) -> None:
    made = cli.ok(
        "case", "new", "--title", "退款", "--set", "company=甲公司", "--set", "bought_on=2026-10-01"
    )
    fields = cli.ok("case", "show", made["case_id"])["case"]["fields"]
    assert fields == {"company": "甲公司", "bought_on": "2026-10-01"}


def test_from_a_file_to_a_bundle_that_verifies(cli: Cli, case_id: str, tmp_path: Path) -> None:
    cli.ok(
        "case", "set", case_id, "company=云桥通信有限公司", "facts=套餐被改。", "demand=恢复原套餐"
    )
    item = _kept(cli, case_id, _file(tmp_path, "聊天.txt", CHAT), "--purpose", "证明要过人工")
    assert item["purpose"] == "证明要过人工"

    made = cli.ok("bundle", "--case", case_id, "--channel", "12300", "--out", tmp_path / "out")
    assert misfits(BUNDLE, made) == []
    assert Path(made["pdf"]).read_bytes().startswith(b"%PDF")
    assert [one["item_id"] for one in made["exhibits"]] == [item["item_id"]]
    assert made["exhibits"][0]["number"] == "1-1"

    report = cli.ok("verify", made["delivery"])
    assert misfits(REPORT, report) == []
    assert report["ok"] is True

    next(Path(made["delivery"]).rglob("*.txt")).write_text("别的", encoding="utf-8")
    spoilt = cli.run("verify", made["delivery"])
    assert (spoilt.code, spoilt.json["ok"]) == (3, False)
    assert cli.ok("verify")["ok"] is True


def test_the_copy_for_the_company_is_made(cli: Cli, case_id: str, tmp_path: Path) -> None:
    _kept(cli, case_id, _file(tmp_path, "聊天.txt", CHAT))
    out = ("--out", tmp_path / "out", "--copy", "company")
    made = cli.ok("bundle", "--case", case_id, "--channel", "12315", *out)
    assert misfits(BUNDLE, made) == []


def test_what_a_person_does_to_an_item(cli: Cli, case_id: str, tmp_path: Path) -> None:
    item_id = _kept(cli, case_id, _file(tmp_path, "聊天.txt", CHAT))["item_id"]
    other = cli.ok("case", "new", "--title", "另一件")["case_id"]

    assert cli.ok("withdraw", item_id)["item"]["withdrawn"] is True
    assert [one["item_id"] for one in cli.ok("case", "show", case_id)["items"]] == [item_id]
    assert cli.ok("find", "人工") == {"hits": []}
    assert cli.ok("restore", item_id)["item"]["withdrawn"] is False
    noted = cli.ok("note", item_id, "这是第一次要人工")["item"]
    assert [note["text"] for note in noted["notes"]] == ["这是第一次要人工"]
    assert cli.ok("confirm", item_id)["item"]["confirmed"] is True
    corrected = cli.ok("correct", item_id, "title=和客服的聊天", "purpose=要过人工")["item"]
    assert corrected["corrections"]["title"] == "和客服的聊天"
    moved = cli.ok("assign", item_id, "--case", other)["item"]
    assert misfits(ITEM, moved) == []
    assert moved["case_id"] == other
    assert cli.ok("case", "show", case_id)["items"] == []

    history = cli.ok("history", item_id)["history"]
    done = ["keep", "withdraw", "restore", "note", "confirm", "correct", "assign"]
    assert [entry["kind"] for entry in history] == done
    assert all(time(entry["at"]) for entry in history)
    assert cli.ok("verify")["ok"] is True


def test_a_recording_is_kept_and_marked(cli: Cli, case_id: str, tmp_path: Path) -> None:
    recording = next(EXAMPLE.rglob("*.mp3"), None) or next(EXAMPLE.rglob("*.m4a"))
    item = _kept(cli, case_id, recording)
    assert item["kind"] in ("call", "audio")
    marked = cli.ok("mark", item["item_id"], "--at", "1.5", "asked_for_human")["item"]
    assert [(mark["seconds"], mark["kind"]) for mark in marked["marks"]] == [
        (1.5, "asked_for_human")
    ]
    late = cli.run("mark", item["item_id"], "--at", "99999", "important")
    assert (late.code, late.json["error"]["code"]) == (1, "time_outside_item")


def test_a_file_kept_before_is_named_not_doubled(cli: Cli, case_id: str, tmp_path: Path) -> None:
    first = _kept(cli, case_id, _file(tmp_path, "一.txt", CHAT))
    again = cli.ok("add", _file(tmp_path, "二.txt", CHAT), "--case", case_id)
    assert again["items"] == []
    assert [one["item_id"] for one in again["already_kept"]] == [first["item_id"]]
    cli.ok("withdraw", first["item_id"])
    back = cli.ok("add", tmp_path / "一.txt", "--case", case_id)
    assert [one["withdrawn"] for one in back["already_kept"]] == [False]


def test_a_folder_is_walked(cli: Cli, case_id: str, tmp_path: Path) -> None:
    folder = tmp_path / "手机"
    _file(folder, "a.txt", "甲")
    _file(folder / "里面" / "更里面", "b.txt", "乙")
    done = cli.ok("add", folder, "--case", case_id)
    assert sorted(one["name"] for one in done["items"]) == ["a.txt", "b.txt"]


def test_a_text_of_any_length_is_found(cli: Cli, case_id: str, tmp_path: Path) -> None:
    item_id = _kept(cli, case_id, _file(tmp_path, "聊天.txt", CHAT))["item_id"]
    for sought in ("人", "客服", "要人工客服", "🙂", "服！🙂", "小王", "聊天", "10:03"):
        found = cli.ok("find", sought)
        assert misfits(HITS, found) == []
        assert item_id in [hit["item_id"] for hit in found["hits"]], sought
    assert cli.ok("find", "没有这句话")["hits"] == []


def test_an_item_is_read(cli: Cli, case_id: str, tmp_path: Path) -> None:
    item_id = _kept(cli, case_id, _file(tmp_path, "聊天.txt", CHAT))["item_id"]
    read = cli.ok("read", item_id)
    assert misfits(READING, read) == []
    assert "我要人工客服！🙂" in read["text"]
    assert read["checked_by_person"] is False


def test_a_copy_and_its_restoring(cli: Cli, case_id: str, tmp_path: Path) -> None:
    item = _kept(cli, case_id, _file(tmp_path, "聊天.txt", CHAT))
    copied = cli.ok("copy", tmp_path / "stick")
    assert misfits(COPIED, copied) == []
    assert (copied["originals"], copied["verified"]) == (1, True)
    assert cli.ok("verify", copied["dir"])["ok"] is True
    shutil.rmtree(cli.vault)
    restored = cli.ok("copy", "--restore", copied["dir"])
    assert misfits(COPIED, restored) == []
    assert Path(restored["dir"]) == cli.vault
    assert cli.ok("case", "show", case_id)["items"] == [item]
    assert cli.ok("verify")["ok"] is True


def test_the_settings_follow_a_moved_vault(tmp_path: Path) -> None:
    cli = Cli(tmp_path)

    def usual(*arguments: str | Path) -> Ran:
        line = cli.command(*arguments)
        at = line.index("--vault")
        return cli.run_line(line[:at] + line[at + 2 :])

    made = usual("case", "new", "--title", "搬家").json
    moved = usual("move", tmp_path / "大盘")
    assert (moved.code, misfits(COPIED, moved.json)) == (0, [])
    assert [case["case_id"] for case in usual("case", "list").json["cases"]] == [made["case_id"]]
    usual("case", "new", "--title", "搬家以后")
    inside = usual("verify", tmp_path / "大盘")
    assert (inside.code, inside.json["ok"]) == (0, True)
    assert len(usual("case", "list").json["cases"]) == 2


def test_the_index_is_made_again(cli: Cli, case_id: str, tmp_path: Path) -> None:
    _kept(cli, case_id, _file(tmp_path, "聊天.txt", CHAT))
    (cli.vault / "cache" / "index.sqlite").unlink()
    assert cli.ok("rebuild-index") == {"items": 1}
    assert len(cli.ok("find", "人工客服")["hits"]) == 1


def test_the_example_is_made(cli: Cli, tmp_path: Path) -> None:
    made = cli.ok("demo", "--out", tmp_path / "out")
    assert misfits({**BUNDLE, "vault": str}, made) == []
    assert 6 <= len(made["exhibits"]) <= 20
    assert cli.ok("verify", made["vault"])["ok"] is True
    assert cli.ok("verify", made["delivery"])["ok"] is True


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_without_json_a_person_reads_short_plain_lines(tmp_path: Path, language: str) -> None:
    cli = Cli(tmp_path, language)
    case_id = cli.ok("case", "new", "--title", "套餐\u202e被改\n换行")["case_id"]
    chat = _file(tmp_path, "聊天.txt", CHAT)
    verbs: tuple[tuple[str | Path, ...], ...] = (
        ("case", "list"),
        ("add", chat, tmp_path / "没有.txt", "--case", case_id),
        ("case", "show", case_id),
        ("find", "人工"),
        ("verify",),
        ("copy", tmp_path / "stick"),
        ("bundle", "--case", case_id, "--channel", "12300", "--out", tmp_path / "out"),
    )
    for verb in verbs:
        ran = cli.run(*verb, as_json=False)
        assert (ran.code, ran.err) == (0, ""), verb
        assert not ran.out.startswith(("{", "[")), verb
        assert "\u202e" not in ran.out, verb
        assert max(len(line) for line in ran.out.splitlines()) <= 420, verb
    said = cli.run("verify", as_json=False).out
    assert ("没有被改动" in said) == (language == "zh_CN")
    assert ("Nothing was changed" in said) == (language == "en")
