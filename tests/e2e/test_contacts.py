"""The tables across evidence by command: what is counted, what is written down afterwards, what the papers print."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.cli_runner import Cli
from tests.unit.bundle.conftest import outline, page_texts

CHAT = """2026-03-02 09:00:00 沈玉蓉
转人工

2026-03-02 09:00:10 在线客服机器人
您当前的诉求是什么？

2026-03-02 09:01:00 沈玉蓉
我要人工客服

2026-03-02 09:01:10 在线客服机器人
您当前的诉求是什么？
"""


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


@pytest.fixture
def case_id(cli: Cli) -> str:
    fields = ("--set", "demand=退90元", "--set", "facts=多扣90元")
    return str(cli.ok("case", "new", "--title", "套餐被改", *fields)["case_id"])


@pytest.fixture
def chat_id(cli: Cli, case_id: str) -> str:
    file = cli.root / "微信.txt"
    file.write_text(CHAT, "utf-8")
    return str(cli.ok("chat", file, "--case", case_id)["items"][0]["item_id"])


def papers(cli: Cli, case_id: str) -> tuple[str, list[str]]:
    """All text of the papers, and the outline's titles."""
    made = cli.ok("bundle", "--case", case_id, "--channel", "12300", "--out", cli.root / "out")
    pdf = Path(made["pdf"])
    return "".join(page_texts(pdf)), [title for title, _page in outline(pdf)]


def test_a_count_reaches_the_papers_only_when_a_person_confirmed_it(
    cli: Cli, case_id: str, chat_id: str
) -> None:
    found = cli.ok("contacts", "--case", case_id)
    assert found["totals"]["contacts"] == 1
    assert found["totals"]["human_requests"] == 0
    assert found["totals"]["unchecked"] == 1
    text, titles = papers(cli, case_id)
    assert "客服联系记录表" in titles
    assert "提出转人工" not in text
    assert "未核对" in text
    cli.ok("confirm", chat_id)
    assert cli.ok("contacts", "--case", case_id)["totals"]["human_requests"] == 2
    text, _titles = papers(cli, case_id)
    assert "其中提出转人工2次（已由本人核对）" in text
    assert "要求转人工2次：第1、7行" in text


def test_what_a_person_adds_to_a_contact_stands_in_its_row(
    cli: Cli, case_id: str, chat_id: str
) -> None:
    cli.ok(
        "correct", chat_id, "staff=1024", "ticket=GD20260302", "reply=三日内答复", "result=没有答复"
    )
    row = cli.ok("contacts", "--case", case_id)["contacts"][0]
    assert (row["staff"], row["ticket"], row["reply"]) == ("1024", "GD20260302", "三日内答复")
    text, _titles = papers(cli, case_id)
    assert "1024，GD20260302" in text


def test_a_call_that_nothing_was_recorded_of_is_written_down_and_says_so(
    cli: Cli, case_id: str
) -> None:
    told = ("number=02160000000", "who=自称运营商", "said=免费送流量", "refused=yes", "seconds=95")
    made = cli.ok("memo", *told, "--case", case_id, "--at", "2026-03-01T15:30")
    assert made["item"]["captured_at"] == "2026-03-01T15:30:00+08:00"
    assert made["item"]["time_source"] == "manual"
    cli.ok("memo", "number=02160000001", "--case", case_id, "--at", "2026-03-03T10:00")
    found = cli.ok("contacts", "--case", case_id)
    assert found["first_refusal"]["number"] == "02160000000"
    assert found["after_refusal"] == 1
    text, titles = papers(cli, case_id)
    assert "营销来电短信记录表" in titles
    assert "本人事后补记" in text
    assert "是（第一次）" in text
    assert cli.ok("verify")["ok"]


@pytest.mark.parametrize(
    "told",
    [
        ("refused=maybe",),
        ("seconds=long",),
        ("colour=red",),
        ("said=x", "--at", "2099-01-01T10:00"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(
    cli: Cli, case_id: str, told: tuple[str, ...]
) -> None:
    ran = cli.run("memo", *told, "--case", case_id)
    assert ran.code == 1
    assert ran.json["error"]["code"] in ("field_invalid", "field_unknown")
    assert cli.ok("case", "show", case_id)["items"] == []
