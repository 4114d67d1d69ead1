"""Time stamps, signed papers and hand-overs as a script meets them: the command, its JSON, its exit codes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_keeper.bundle.handover import WORDS
from tests.e2e.cli_runner import Cli
from tests.tsa import Tsa, serving

PHRASE = {"EVIDENCE_KEEPER_PASSPHRASE": "苹果 高山 电话 红色 钥匙 春天"}
WARNING = "只交给您自己打过去的家人。有人打来要文件或口令，是骗子。"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tsa]:
    with serving(tmp_path_factory.mktemp("tsa")) as tsa:
        yield tsa


@pytest.fixture
def tsa(server: Tsa) -> Iterator[Tsa]:
    yield server
    server.manner = "good"


def told(root: Path, **more: str) -> tuple[Cli, str]:
    """Somebody's command, with a case of one file."""
    root.mkdir()
    cli = Cli(root, more_env=more)
    case = cli.ok("case", "new", "--title", "套餐争议", "--set", "company=某通信公司")["case_id"]
    (root / "聊天.txt").write_text("我：转人工", "utf-8")
    cli.ok("add", root / "聊天.txt", "--case", case)
    return cli, case


def test_a_stamp_is_made_counted_and_asked_for_again(tmp_path: Path, tsa: Tsa) -> None:
    cli, case = told(tmp_path / "a")
    unset = cli.run("stamp")
    assert (unset.code, unset.json["error"]["code"]) == (1, "tsa_unset")
    offline = cli.run("stamp", "--tsa", "http://127.0.0.1:9/")
    assert (offline.code, offline.json) == (0, {"tokens": [], "queued": 1})
    assert "authority_unreachable" in offline.err
    for manner, code in (("html", "authority_unfit"), ("refuse", "authority_refused")):
        tsa.manner = manner
        bad = cli.run("stamp", "--tsa", tsa.url)
        assert (bad.code, bad.json["error"]["code"]) == (1, code)
        assert "Traceback" not in bad.err
    tsa.manner = "good"
    done = cli.ok("stamp", "--tsa", tsa.url)
    (token,) = done["tokens"]
    assert (token["seq"], token["authority"], done["queued"]) == (2, "Test Time Authority", 0)
    assert Path(token["path"]).is_file()
    found = cli.ok("verify")
    assert found["checked"]["tokens"] == 1
    assert "timestamp" in found["holds"]
    made = cli.ok("bundle", "--case", case, "--channel", "12315", "--out", tmp_path / "o", "--zip")
    assert (made["signed"], made["timestamped"]) == (True, False)
    for place in (made["delivery"], made["zip"]):
        assert cli.ok("verify", place)["checked"]["tokens"] == 1


def test_a_bundle_with_an_authority_and_one_without_the_net(tmp_path: Path, tsa: Tsa) -> None:
    cli, case = told(tmp_path / "a")
    bundle = ("bundle", "--case", case, "--channel", "12315", "--out")
    made = cli.ok(*bundle, tmp_path / "one", "--tsa", tsa.url)
    assert (made["signed"], made["timestamped"]) == (True, True)
    said = subprocess.run(["pdfsig", made["pdf"]], capture_output=True, check=False).stdout
    assert b"Signature is Valid" in said
    tsa.manner = "busy"
    ran = cli.run(*bundle, tmp_path / "two", "--tsa", tsa.url)
    assert (ran.code, ran.json["timestamped"]) == (0, False)
    assert "authority_unreachable" in ran.err
    tsa.manner = "good"
    assert len(cli.ok("stamp")["tokens"]) == 1  # the wish of the bundle is fulfilled


def test_a_case_goes_to_a_relative_and_back(tmp_path: Path) -> None:
    elder, case = told(tmp_path / "elder", **PHRASE)
    niece = Cli(tmp_path / "niece", more_env=PHRASE)
    niece.root.mkdir()
    ran = elder.run("handover", "out", "--case", case, "--out", tmp_path / "案件")
    assert ran.code == 0
    assert set(ran.json) == {"file", "sha256"}
    assert WARNING in ran.err
    came = niece.ok("handover", "in", tmp_path / "案件")
    assert [item["name"] for item in came["items"]] == ["聊天.txt"]
    niece.ok("note", came["items"][0]["item_id"], "我问过了")
    niece.ok("case", "set", came["case_id"], "platform=甲平台")
    elder.ok("case", "set", case, "platform=乙平台")
    assert elder.ok("handover", "conflicts", "--case", case) == {"conflicts": []}
    back = niece.run("handover", "out", "--case", came["case_id"], "--out", tmp_path / "回来")
    assert back.code == 0
    done = elder.ok("handover", "in", tmp_path / "回来")
    assert (done["case_id"], done["items"], len(done["already_kept"])) == (case, [], 1)
    assert [note["text"] for note in done["already_kept"][0]["notes"]] == ["我问过了"]
    both = {"field": "platform", "item_id": "", "ours": "乙平台", "theirs": "甲平台"}
    assert elder.ok("handover", "conflicts", "--case", case) == {"conflicts": [both]}
    elder.ok("case", "set", case, "platform=甲平台")
    assert elder.ok("handover", "conflicts", "--case", case) == {"conflicts": []}
    assert elder.ok("verify")["ok"]
    wrong = Cli(niece.root, more_env={"EVIDENCE_KEEPER_PASSPHRASE": "不是这个"})
    refused = wrong.run("handover", "in", tmp_path / "案件")
    assert (refused.code, refused.json["error"]["code"]) == (1, "passphrase_wrong")


def test_without_a_pass_phrase_words_are_made_and_said(tmp_path: Path) -> None:
    cli, case = told(tmp_path / "a")
    ran = cli.run("handover", "out", "--case", case, "--out", tmp_path / "案件")
    assert ran.code == 0
    line = next(line for line in ran.err.splitlines() if line.startswith("口令"))
    words = line.partition("：")[2]
    assert len(words.split()) == WORDS
    assert (
        cli.run("handover", "in", tmp_path / "案件").json["error"]["code"] == "passphrase_missing"
    )
    given = Cli(cli.root, more_env={"EVIDENCE_KEEPER_PASSPHRASE": words})
    assert given.ok("handover", "in", tmp_path / "案件")["case_id"] == case
