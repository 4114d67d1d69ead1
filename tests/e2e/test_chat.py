"""A chat as a person at a terminal keeps it: who said what, who is who, what was counted, and where a word stands."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.e2e.cli_runner import Cli

LOG = (
    "[2026-03-01 10:00] 老沈: 转人工\n[2026-03-01 10:00] 星河在线: 我是智能客服，没听懂您的意思\n"
    "[2026-03-01 10:01] 老沈: 人工费多少\n[2026-03-01 10:01] 星河在线: 我是智能客服，没听懂您的意思\n"
    "[2026-03-01 10:02] 老沈: 我要人工客服\n[2026-03-01 10:09] 星河在线: 您好，工号3071为您服务\n"
)


def test_a_chat_from_its_file_to_its_confirmed_counts(tmp_path: Path) -> None:
    cli = Cli(tmp_path)
    (tmp_path / "记录.txt").write_bytes(LOG.encode("gb18030"))
    case_id = cli.ok("case", "new", "--title", "套餐")["case_id"]
    kept = cli.ok("chat", tmp_path / "记录.txt", "--case", case_id, "--me", "老沈")
    item_id = kept["items"][0]["item_id"]
    assert (kept["format"], kept["items"][0]["kind"]) == ("bracket", "chat")
    assert kept["items"][0]["captured_at"] == "2026-03-01T10:00:00+08:00"
    assert kept["items"][0]["time_source"] == "explicit"
    assert [one["role"] for one in kept["messages"]] == ["me", "bot", "me", "bot", "me", "human"]
    shows = kept["shows"]
    assert (shows["human_requests"], shows["evidence"]["human_requests"]) == (2, [1, 5])
    assert (shows["repeated_replies"], shows["evidence"]["repeated_replies"]) == (1, [4])
    assert (shows["first_human_at"], shows["bot_seconds"]) == ("2026-03-01T10:09:00+08:00", 540)
    read = cli.ok("read", item_id)
    assert (read["messages"], read["shows"]) == (kept["messages"], shows)
    struck = cli.ok("strike", item_id, "human_requests", "5")["shows"]
    assert (struck["human_requests"], struck["struck"]) == (
        1,
        [{"kind": "human_requests", "message": 5}],
    )
    cli.ok("confirm", item_id)
    assert cli.ok("read", item_id)["checked_by_person"]
    roles = cli.ok("who", item_id, "星河在线=human")["messages"]
    assert {one["role"] for one in roles} == {"me", "human"}
    assert [(hit["where"], hit["message"]) for hit in cli.ok("find", "工号")["hits"]] == [
        ("message", 6)
    ]
    assert (
        cli.run("strike", item_id, "human_requests", "2").json["error"]["code"] == "finding_unknown"
    )
    assert cli.run("who", item_id, "老沈=boss").json["error"]["code"] == "role_unknown"
    assert cli.ok("verify")["ok"]


def test_a_chat_from_standard_input(tmp_path: Path) -> None:
    cli = Cli(tmp_path)
    case_id = cli.ok("case", "new", "--title", "套餐")["case_id"]
    line = cli.command("chat", "-", "--case", case_id, as_json=False)
    done = subprocess.run(
        line,
        input="我：转人工\n客服：您好\n我：退款\n".encode(),
        capture_output=True,
        env=cli.env,
        check=True,
    )
    assert "要求人工  1  (1)" in done.stdout.decode()
    items = cli.ok("case", "show", case_id)["items"]
    assert [item["provenance"]["source"] for item in items] == ["clipboard"]
    assert (
        cli.run("chat", tmp_path / "nowhere", "--case", case_id).json["error"]["code"]
        == "source_missing"
    )
