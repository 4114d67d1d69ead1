"""The command line's own pieces: what it loads, how it decides, how it says progress and faults."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence_keeper import text, unforeseen
from evidence_keeper.__main__ import _wants_window, main
from evidence_keeper.cli import faults, lines, progress, shapes
from evidence_keeper.errors import InputError, InternalError, SpaceError
from evidence_keeper.jobs import Job, Progress
from evidence_keeper.keeper import Reading
from evidence_keeper.model import (
    CallSegment,
    Case,
    JournalEntry,
    Message,
    Provenance,
    Role,
    TimeSource,
)

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)


# ---- starting

_LOADED = """
import json, sys
from evidence_keeper.__main__ import main
code = main(sys.argv[1:])
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""
_HEAVY = {
    *("PySide6", "reportlab", "av", "numpy", "PIL", "cryptography", "sqlite3", "pypdfium2"),
    *(
        "pikepdf",
        "sounddevice",
        "soundfile",
        "pydub",
        "mss",
        "Xlib",
        "jeepney",
        "pyhanko",
        "asn1crypto",
    ),
    *("evidence_keeper.keeper", "evidence_keeper.vault", "evidence_keeper.gui"),
}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["add", "--help"], ["gui", "--help"]]
)
def test_help_loads_none_of_the_heavy_libraries(arguments: list[str]) -> None:
    line = [sys.executable, "-c", _LOADED, *arguments]
    done = subprocess.run(line, capture_output=True, encoding="utf-8", check=True)
    code, modules = json.loads(done.stderr)
    assert code == 0
    assert done.stdout
    assert _HEAVY & set(modules) == set()


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["gui"], True),
        (["--vault", "x"], True),
        (["--vault=x", "--lang", "en", "gui", "--easy"], True),
        (["--vault"], False),
        (["gui", "--help"], False),
        (["--help"], False),
        (["--json"], False),
        (["--vault", "gui", "verify"], False),
        (["verify", "gui"], False),
    ],
)
def test_the_window_opens_for_gui_and_for_no_command(arguments: list[str], window: bool) -> None:
    assert _wants_window(arguments) is window


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_help_speaks_the_chosen_language(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["add", "--help"], ["case", "new", "--help"]):
        assert main(["--lang", language, *arguments]) == 0
        told = capsys.readouterr().out
        assert any("\u4e00" <= char <= "\u9fff" for char in told) == (language == "zh_CN")
    text.set_language("zh_CN")


def test_every_command_has_help_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--lang", "zh_CN", "--help"])
    told = capsys.readouterr().out.partition("命令:")[2].strip().splitlines()
    assert len(told) >= 19
    assert [line for line in told if not any("\u4e00" <= char <= "\u9fff" for char in line)] == []


# ---- progress


def test_progress_says_what_how_far_and_how_long_still() -> None:
    said = progress.line(Progress("copying", 25, 100, "通话\n.mp3"), seconds=10)
    assert said == "正在保存并核对  通话⏎.mp3  25%  大约还要 30 秒"


def test_progress_promises_no_time_before_it_can_know() -> None:
    assert progress.line(Progress("copying", 1, 100), seconds=1) == "正在保存并核对  1%"
    assert progress.line(Progress("chain"), seconds=60) == "正在检查记录"
    assert progress.line(Progress("copying", 99, 100), seconds=30).endswith("99%")


def test_a_line_of_progress_never_wraps() -> None:
    assert progress.fitting("正在检查记录", 7) == "正在检"
    assert progress.cells("正在 a") == 6


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_line_changes_and_is_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress, "QUIET_SECONDS", 0.0)
    job = Job()
    teller = progress.Teller(job)
    job.report("chain")
    teller.start()
    end = time.monotonic() + 10
    while "正在检查记录" not in screen.getvalue() and time.monotonic() < end:
        time.sleep(0.01)
    teller.hush()
    assert screen.getvalue().endswith("正在检查记录\r" + " " * 12 + "\r")


# ---- faults


def test_what_nobody_foresaw_leaves_a_report_without_what_was_worked_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    try:
        try:
            raise KeyError("王秀兰的通话.mp3")
        except KeyError as cause:
            raise ValueError("13800000000") from cause
    except ValueError as error:
        fault = unforeseen.as_error(error)
    (report,) = tmp_path.rglob("reports/*.txt")
    told = report.read_text(encoding="utf-8")
    assert "ValueError" in told
    assert "KeyError" in told
    assert "test_cli.py:" in told
    assert "王秀兰" not in told
    assert "13800000000" not in told
    assert report.name in text.explain(fault).line


def test_where_even_the_report_fails_the_place_in_the_program_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "file"))
    try:
        raise ValueError("x")
    except ValueError as error:
        fault = unforeseen.as_error(error)
    assert "test_cli.py:" in text.explain(fault).line


def test_known_errors_stay_what_they_are() -> None:
    known = InputError("case_unknown", case_id="c")
    assert unforeseen.as_error(known) is known
    assert isinstance(unforeseen.as_error(OSError(28, "No space left")), SpaceError)
    missing = InternalError("resource_missing", name="x")
    assert unforeseen.as_error(missing) is missing


def test_an_error_object_holds_its_facts_as_plain_json() -> None:
    error = InputError("field_invalid", field="amount", value=Path("很多"), code_hint=("a", 1))
    told = faults.error_object(error)["error"]
    assert told["code"] == "field_invalid"
    assert (told["value"], told["code_hint"]) == ("很多", ["a", 1])
    assert json.dumps(told)


# ---- shapes and lines of what later issues fill


def _reading() -> Reading:
    said = Message(1, 3, "我要\n人工", NOON, TimeSource.EXPLICIT, "小王", "u1", Role.ME, "right")
    heard = CallSegment(1.5, 3.0, "keys", "130")
    return Reading("e1", "ocr", "我要\n人工", (said,), (heard,), ({"kind": "mobile"},))


def test_the_shape_of_a_reading() -> None:
    shape = shapes.reading(_reading())
    assert shape["messages"] == [
        {
            "number": 1,
            "line": 3,
            "time": "2026-11-22T12:00:00+00:00",
            "time_source": "explicit",
            "sender": "小王",
            "sender_id": "u1",
            "role": "me",
            "text": "我要\n人工",
            "side": "right",
        }
    ]
    assert shape["segments"] == [{"start": 1.5, "end": 3.0, "kind": "keys", "keys": "130"}]
    assert shape["private"] == [{"kind": "mobile"}]


def test_a_reading_in_lines_says_that_no_person_checked_it() -> None:
    told = list(lines.reading(_reading()))
    assert told[0] == "机器识别，未核对。"
    assert told[1].endswith("小王：我要⏎人工")
    assert len(told) == 3


@pytest.mark.parametrize(
    ("engine", "first"), [("", "它本身没有文字。"), ("text", "一行"), ("pdf", "一行")]
)
def test_only_recognised_text_is_called_machine_read(engine: str, first: str) -> None:
    assert next(lines.reading(Reading("e1", engine, "一行" if engine else ""))) == first


def test_a_case_is_shown_with_every_line_that_was_written() -> None:
    demand = "\n".join(f"第 {number} 条：" + "退" * 80 for number in range(3))
    told = list(lines.case(Case("c1", "事", fields={"demand": demand, "company": "甲"})))
    assert told[1:] == [
        "  公司：甲",
        "  我的要求：",
        *(f"    {line}" for line in demand.splitlines()),
    ]


def test_an_entry_whose_body_is_held_back_says_so() -> None:
    entry = JournalEntry(7, NOON, "keep", "0" * 64, "1" * 64, "2" * 64)
    assert shapes.entry(entry)["body"] is None


def test_what_a_later_tool_knows_never_hides_what_is_known_now() -> None:
    known = Provenance(path="a.mp3", extra={"path": "no", "clock": {"started_at": NOON}})
    shape = shapes.provenance(known)
    assert shape["path"] == "a.mp3"
    assert shape["clock"] == {"started_at": "2026-11-22T12:00:00+00:00"}
