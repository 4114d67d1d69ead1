"""A call from its file to its transcript, as a person at a terminal does it, with a tiny speech model."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.cli_runner import READING, Cli, misfits
from tests.unit.reading.speech.models import write_sense_voice

EXAMPLE = Path(__file__).parents[2] / "resources" / "example"
HAND = "[00:20] 对方：您好，我是智能客服。\n[00:26] 我：转人工。\n"


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


@pytest.fixture
def call(cli: Cli, tmp_path: Path) -> str:
    """The example's call to the hotline, kept."""
    recording = next(EXAMPLE.glob("*.mp3"))
    shutil.copy(recording, tmp_path / recording.name)
    case_id = cli.ok("case", "new", "--title", "话费")["case_id"]
    added = cli.ok("add", tmp_path / recording.name, "--case", case_id)
    return str(added["items"][0]["item_id"])


def test_what_the_hotline_s_call_shows(cli: Cli, call: str) -> None:
    read = cli.ok("read", call)
    assert misfits(READING, read) == []
    kinds = [part["kind"] for part in read["segments"]]
    assert [kind for kind in kinds if kind in ("ringing", "busy")] == ["ringing", "busy"]
    assert [part["keys"] for part in read["segments"] if part["kind"] == "keys"] == ["0"]
    assert kinds.count("speech") > 3
    silent = read["call"]["nobody_speaks_seconds"]
    assert 0 < silent < read["call"]["seconds"]
    assert read["call"]["last_key_to_speech"] is not None
    shown = cli.run("read", call, as_json=False)
    assert "有人说话" in shown.out
    assert "机器识别，未核对" in shown.out


def test_a_transcript_by_hand(cli: Cli, call: str, tmp_path: Path) -> None:
    written = tmp_path / "听写.txt"
    written.write_bytes(HAND.encode("gb18030"))
    cli.ok("correct", call, "--transcript", written, "title=第一次打")
    read = cli.ok("read", call)
    assert (read["text"], read["engine"]) == (HAND, "hand")
    assert not read["checked_by_person"]
    cli.ok("confirm", call)
    assert cli.ok("read", call)["checked_by_person"]
    line = cli.command("correct", call, "--transcript", "-")
    done = subprocess.run(
        line, input=b"", capture_output=True, env=cli.env, cwd=tmp_path, check=True
    )
    assert json.loads(done.stdout)["item"]["corrections"]["title"] == "第一次打"
    assert cli.ok("read", call)["transcript"] is None
    assert cli.ok("verify")["ok"]


def test_what_can_t_be_a_transcript_is_refused(cli: Cli, call: str, tmp_path: Path) -> None:
    assert cli.run("correct", call).code == 2
    missing = cli.run("correct", call, "--transcript", tmp_path / "nowhere.txt")
    assert missing.json["error"]["code"] == "source_missing"
    late = tmp_path / "late.txt"
    late.write_text("[59:00] 我：喂", encoding="utf-8")
    refused = cli.run("correct", call, "--transcript", late)
    assert refused.json["error"]["code"] == "time_outside_item"


def test_a_transcript_by_machine(cli: Cli, call: str, tmp_path: Path) -> None:
    unset = cli.run("read", call, "--transcribe")
    assert (unset.code, unset.json["error"]["code"]) == (1, "speech_model_unset")
    model = write_sense_voice(tmp_path / "model")
    settings = tmp_path / "config" / "evidence-keeper" / "settings.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"speech_model": str(model)}), encoding="utf-8")
    read = cli.ok("read", call, "--transcribe")
    spoken = [part for part in read["segments"] if part["kind"] == "speech"]
    assert len(read["transcript"]) == len(spoken)
    assert {(line["text"], line["source"]) for line in read["transcript"]} == {
        ("转人工", "machine")
    }
    assert {line["speaker"] for line in read["transcript"]} == {"unknown"}
    assert not read["checked_by_person"]
    cli.ok("confirm", call)
    again = cli.ok("read", call)
    assert again["checked_by_person"]
    assert again["text"] == read["text"]
    assert cli.ok("verify")["ok"]
