"""What goes wrong at the command line: one plain line with a code, exit 1, no traceback, and nothing kept is lost."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time as clock
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.cli_runner import ADDED, ERROR, Cli, Ran, misfits


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


@pytest.fixture
def case_id(cli: Cli) -> str:
    return str(cli.ok("case", "new", "--title", "套餐被改")["case_id"])


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def _item(cli: Cli, case_id: str, files: Path) -> str:
    (files / "聊天.txt").write_text("我要人工", encoding="utf-8")
    return str(cli.ok("add", files / "聊天.txt", "--case", case_id)["items"][0]["item_id"])


def _add(cli: Cli, case_id: str, *paths: Path | bytes) -> tuple[int, Any]:
    ran = cli.run("add", "--case", case_id, "--", *paths)
    assert "Traceback" not in ran.err
    assert misfits(ADDED, ran.json) == []
    return ran.code, ran.json


def _is_one_line(ran: Ran, code: str) -> bool:
    plain = bool(re.fullmatch(r"[^\n]+ ?\[" + code + r"\]\n", ran.err)) and ran.out == ""
    return ran.code == 1 and plain and "Traceback" not in ran.err


# ---- files that can't be kept


def _missing(folder: Path) -> Path:
    return folder / "没有.mp3"


def _empty(folder: Path) -> Path:
    (folder / "空.mp3").touch()
    return folder / "空.mp3"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def _loop(folder: Path) -> Path:
    (folder / "loop").symlink_to("loop")
    return folder / "loop"


def _device(_folder: Path) -> Path:
    return Path("/dev/null")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_missing, "source_missing"),
        (_empty, "source_empty"),
        (_pipe, "source_special"),
        (_loop, "source_link_loop"),
        (_device, "source_special"),
    ],
)
def test_one_bad_file_never_stops_the_rest(
    cli: Cli, case_id: str, files: Path, make: Any, code: str
) -> None:
    bad = make(files)
    exit_code, done = _add(cli, case_id, bad)
    assert exit_code == 1
    assert [one["code"] for one in done["refused"]] == [code]

    good = files / "好.txt"
    good.write_text("好的", encoding="utf-8")
    exit_code, done = _add(cli, case_id, bad, good)
    assert exit_code == 0
    assert [one["name"] for one in done["items"]] == ["好.txt"]
    assert [one["code"] for one in done["refused"]] == [code]
    assert cli.ok("verify")["ok"] is True


def test_the_vault_is_not_added_to_itself(cli: Cli, case_id: str, files: Path) -> None:
    _item(cli, case_id, files)
    exit_code, done = _add(cli, case_id, cli.vault)
    assert exit_code == 1
    assert {one["code"] for one in done["refused"]} == {"source_in_vault"}


# ---- names that a file system allows

NAMES = [
    "换\n行.txt",
    "\u202egpj.exe",
    "  空格 .txt",
    "-rf",
    "长" * 82 + ".txt",
    "🙂👨\u200d👩\u200d👧.txt",
    "tab\tquote'\"\\{0}%s.txt",
]


def test_every_name_is_kept_as_it_is_and_shown_harmlessly(
    cli: Cli, case_id: str, files: Path
) -> None:
    for number, name in enumerate(NAMES):
        (files / name).write_text(f"第 {number} 个", encoding="utf-8")
    exit_code, done = _add(cli, case_id, *(files / name for name in NAMES))
    assert (exit_code, done["refused"]) == (0, [])
    assert [one["name"] for one in done["items"]] == NAMES
    shown = cli.run("case", "show", case_id, as_json=False).out
    assert not set(shown) & {"\u202e", "\t"}
    assert len(shown.splitlines()) == 1 + len(NAMES)


def test_twins_that_differ_only_in_how_they_are_composed_are_two_files(
    cli: Cli, case_id: str, files: Path
) -> None:
    twins = [unicodedata.normalize(form, "café.txt") for form in ("NFC", "NFD")]
    for name in twins:
        (files / name).write_text(repr(name), encoding="utf-8")
    done = cli.ok("add", files, "--case", case_id)
    assert sorted(one["name"] for one in done["items"]) == sorted(twins)


def test_a_name_that_is_no_text_is_kept_too(cli: Cli, case_id: str, files: Path) -> None:
    raw = os.fsencode(files) + b"/\xb5\xe7\xbb\xb0.txt"
    Path(os.fsdecode(raw)).write_text("GBK 名字", encoding="utf-8")
    exit_code, done = _add(cli, case_id, raw)
    assert exit_code == 0
    assert [one["refused"] for one in [done]] == [[]]
    assert cli.ok("verify")["ok"] is True


# ---- what was asked for makes no sense


def _asked(case_id: str, item_id: str, files: Path) -> dict[str, tuple[str | Path, ...]]:
    bundle = ("bundle", "--case", case_id, "--channel", "12300", "--out")
    return {
        "case show nobody": ("case", "show", "nobody"),
        "case set field": ("case", "set", case_id, "colour=red"),
        "case set amount": ("case", "set", case_id, "amount=很多"),
        "case set date": ("case", "set", case_id, "bought_on=昨天"),
        "case new type": ("case", "new", "--title", "x", "--type", "war"),
        "add": ("add", files, "--case", "nobody"),
        "read": ("read", "nothing"),
        "note": ("note", "nothing", "text"),
        "history": ("history", "nothing"),
        "mark": ("mark", item_id, "--at", "0", "wonderful"),
        "correct": ("correct", item_id, "colour=red"),
        "assign": ("assign", item_id, "--case", "nobody"),
        "bundle channel": (
            "bundle",
            "--case",
            case_id,
            "--channel",
            "police",
            "--out",
            files / "o",
        ),
        "bundle in vault": (*bundle, files.parent / "vault" / "out"),
        "verify": ("verify", files),
        "verify missing": ("verify", files / "nowhere"),
        "restore": ("copy", "--restore", files),
        "copy": ("copy", files.parent / "vault" / "copy"),
    }


CODES = {
    "case show nobody": "case_unknown",
    "case set field": "field_unknown",
    "case set amount": "field_invalid",
    "case set date": "field_invalid",
    "case new type": "type_unknown",
    "add": "case_unknown",
    "read": "item_unknown",
    "note": "item_unknown",
    "history": "item_unknown",
    "mark": "mark_unknown",
    "correct": "field_unknown",
    "assign": "case_unknown",
    "bundle channel": "channel_unknown",
    "bundle in vault": "out_inside_vault",
    "verify": "not_a_vault",
    "verify missing": "not_a_vault",
    "restore": "not_a_copy",
    "copy": "target_inside_vault",
}


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_makes_no_sense_is_one_line_and_changes_nothing(tmp_path: Path, language: str) -> None:
    cli = Cli(tmp_path, language)
    case_id = cli.ok("case", "new", "--title", "x")["case_id"]
    files = tmp_path / "files"
    files.mkdir()
    asked = _asked(case_id, _item(cli, case_id, files), files)
    before = (cli.vault / "journal.jsonl").read_bytes()
    for name, arguments in asked.items():
        ran = cli.run(*arguments, as_json=False)
        assert _is_one_line(ran, CODES[name]), (name, ran)
        hanzi = any("\u4e00" <= char <= "\u9fff" for char in ran.err.replace(str(tmp_path), ""))
        assert hanzi == (language == "zh_CN") or "很多" in ran.err or "昨天" in ran.err, ran.err
    assert (cli.vault / "journal.jsonl").read_bytes() == before


def test_the_error_object_has_code_words_and_facts(cli: Cli) -> None:
    ran = cli.run("case", "show", "nobody")
    assert (ran.code, ran.err, misfits(ERROR, ran.json)) == (1, "", [])
    assert ran.json["error"]["code"] == "case_unknown"
    assert ran.json["error"]["case_id"] == "nobody"


def test_a_case_without_evidence_makes_no_papers(cli: Cli, case_id: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = cli.run("bundle", "--case", case_id, "--channel", "12300", "--out", out)
    assert (ran.code, ran.json["error"]["code"]) == (1, "nothing_to_bundle")


@pytest.mark.parametrize(
    "arguments",
    [
        ("dance",),
        ("add",),
        ("add", "x"),
        ("case", "set", "c", "no equals sign"),
        ("mark", "i", "--at", "soon", "important"),
        ("copy",),
        ("copy", "a", "--restore", "b"),
        ("bundle", "--case", "c", "--channel", "12300", "--out", "o", "--copy", "press"),
        ("bundle", "--case", "c", "--channel", "12300", "--out", "o", "--colour", "x"),
        ("--lang", "tlh", "case", "list"),
    ],
)
def test_wrong_usage_is_2_and_touches_nothing(cli: Cli, arguments: tuple[str, ...]) -> None:
    ran = cli.run(*arguments)
    assert (ran.code, misfits(ERROR, ran.json), ran.json["error"]["code"]) == (2, [], "usage")
    assert ran.json["error"]["message"] in ran.err
    assert "Traceback" not in ran.err
    told = cli.run(*arguments, as_json=False)
    assert (told.code, told.out) == (2, "")
    assert not cli.vault.exists()


def test_checking_a_folder_that_is_none_makes_none(cli: Cli) -> None:
    ran = cli.run("verify")
    assert (ran.code, ran.json["error"]["code"]) == (1, "not_a_vault")
    assert not cli.vault.exists()


# ---- tampering


def test_a_changed_original_is_found_with_3(cli: Cli, case_id: str, files: Path) -> None:
    _item(cli, case_id, files)
    original = next(path for path in (cli.vault / "originals").rglob("*") if path.is_file())
    original.chmod(0o600)
    original.write_bytes(b"\x00" + original.read_bytes()[1:])
    ran = cli.run("verify")
    assert (ran.code, ran.json["ok"]) == (3, False)
    assert [one["code"] for one in ran.json["findings"] if one["means"] == "changed"] == [
        "digest_mismatch"
    ]
    told = cli.run("verify", as_json=False)
    assert told.code == 3
    assert "聊天.txt" in told.out


def test_a_cut_journal_is_found_and_reading_goes_on(cli: Cli, case_id: str, files: Path) -> None:
    _item(cli, case_id, files)
    journal = cli.vault / "journal.jsonl"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))
    ran = cli.run("verify")
    assert ran.code == 3
    assert "journal_truncated" in [one["code"] for one in ran.json["findings"]]
    assert all(one["message"] for one in ran.json["findings"])


# ---- stopping, pipes, code pages, settings


def _wait_for(found: Any, seconds: float = 20) -> None:
    end = clock.monotonic() + seconds
    while not found():
        assert clock.monotonic() < end
        clock.sleep(0.002)


def test_the_first_sigint_stops_an_add_cleanly(cli: Cli, case_id: str, files: Path) -> None:
    with (files / "长.mp4").open("wb") as file:
        file.truncate(1 << 30)
    staging = cli.vault / "staging"
    (files / "短.txt").write_text("短", encoding="utf-8")
    process = cli.start("add", files / "短.txt", files / "长.mp4", "--case", case_id)

    def copying() -> bool:
        return any(path.stat().st_size > 1 << 20 for path in staging.glob("*/f??????"))

    _wait_for(lambda: copying() or process.poll() is not None)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err
    done = json.loads(out)
    assert done["stopped"] is True
    assert done["items"] == cli.ok("case", "show", case_id)["items"]
    assert "长.mp4" not in [one["name"] for one in done["items"]]
    report = cli.ok("verify")
    assert report["ok"] is True
    assert {one["code"] for one in report["findings"]} <= {"not_checked"}
    assert list(staging.rglob("f*")) == []


def test_a_reader_that_goes_away_is_no_fault(cli: Cli, case_id: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    line = cli.command("case", "list")
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(line, stdout=gone, stderr=subprocess.PIPE, env=cli.env, check=False)
    assert done.stderr == b""


def test_a_full_output_is_told(cli: Cli, case_id: str) -> None:
    with Path("/dev/full").open("wb") as full:
        line = cli.command("case", "list", as_json=False)
        done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, env=cli.env, check=False)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"[disk_full]" in done.stderr


@pytest.mark.parametrize(
    "page", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"PYTHONIOENCODING": "gbk"}]
)
def test_output_is_utf_8_on_any_code_page(tmp_path: Path, page: dict[str, str]) -> None:
    cli = Cli(tmp_path, more_env=page)
    made = cli.ok("case", "new", "--title", "套餐🙂", "--set", "company=𠮷云")
    assert cli.ok("case", "show", made["case_id"])["case"]["title"] == "套餐🙂"
    assert "𠮷云" in cli.run("case", "show", made["case_id"], as_json=False).out


def test_broken_settings_are_said_and_put_aside(cli: Cli) -> None:
    settings = cli.root / "config" / "evidence-keeper" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text("{", encoding="utf-8")
    ran = cli.run("case", "list")
    assert (ran.code, ran.json) == (0, {"cases": []})
    assert "设置文件坏了，已恢复默认" in ran.err
    assert [path.name for path in settings.parent.glob("settings.broken-*")]
    assert cli.run("case", "list").err == ""


def test_a_vault_in_a_synced_folder_is_warned_about(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "OneDrive")
    cli.root.mkdir()
    ran = cli.run("case", "list")
    assert ran.code == 0
    assert "[place_synced]" in ran.err


def test_a_place_that_can_not_be_a_vault_is_one_line(cli: Cli) -> None:
    cli.vault.write_text("a file", encoding="utf-8")
    ran = cli.run("case", "list", as_json=False)
    assert ran.code == 1
    assert re.fullmatch(r"[^\n]+\[[a-z_]+\]\n", ran.err)
    assert "unexpected" not in ran.err


def test_two_commands_at_once_both_keep(cli: Cli, case_id: str, files: Path) -> None:
    for number in range(6):
        (files / f"{number}.txt").write_text(f"第 {number} 个", encoding="utf-8")
    running = [cli.start("add", files / f"{number}.txt", "--case", case_id) for number in range(6)]
    ended = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0] * 6, ended
    assert all(json.loads(out)["items"] for out, _err in ended)
    assert len(cli.ok("case", "show", case_id)["items"]) == 6
    assert cli.ok("verify")["ok"] is True


def test_a_window_without_a_screen_is_one_line(cli: Cli) -> None:
    for arguments in ((), ("gui", "--easy")):
        line = [sys.executable, "-m", "evidence_keeper", *arguments]
        ran = cli.run_line(line)
        assert _is_one_line(ran, "no_screen"), ran


_SMALL_FILES_ONLY = """
import resource, signal
from evidence_keeper.__main__ import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
raise SystemExit(main())
"""


def test_a_disk_that_takes_no_more_is_one_line(cli: Cli, case_id: str, files: Path) -> None:
    """A limit on how large a file may grow stands in for the disk's end: the write itself fails."""
    _item(cli, case_id, files)
    (files / "大.mp4").write_bytes(os.urandom(3 << 20))
    line = cli.command("add", files / "大.mp4", "--case", case_id, as_json=False)
    ran = cli.run_line([sys.executable, "-c", _SMALL_FILES_ONLY, *line[3:]])
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert "unexpected" not in ran.err
    assert cli.ok("verify")["ok"] is True
    assert len(cli.ok("case", "show", case_id)["items"]) == 1


def test_what_a_kill_left_is_mended_and_said(cli: Cli, case_id: str, files: Path) -> None:
    with (files / "长.mp4").open("wb") as file:
        file.truncate(1 << 30)
    staging = cli.vault / "staging"
    process = cli.start("add", files / "长.mp4", "--case", case_id)
    _wait_for(lambda: any(path.stat().st_size for path in staging.glob("*/f??????")))
    process.kill()
    process.communicate(timeout=60)
    ran = cli.run("case", "show", case_id)
    assert (ran.code, ran.json["items"]) == (0, [])
    assert "长.mp4" in ran.err
    assert "请把它再存一次" in ran.err
    assert "[mended]" in ran.err
    assert cli.run("case", "show", case_id).err == ""
    assert cli.ok("verify")["ok"] is True
