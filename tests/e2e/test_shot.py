"""Taking pictures by the real command from a real X server: known pixels, every fault a plain line."""

from __future__ import annotations

import io
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from evidence_keeper.intake.screen import Box
from tests.e2e.cli_runner import ERROR, ITEM, Cli, misfits
from tests.xvfb import Painter, Pixels, Xvfb, noise

SHOT = {"items": [{**ITEM, "width": int, "height": int, "black": bool}]}
FACE = noise(320, 240)


@pytest.fixture(scope="module")
def server() -> Iterator[Xvfb]:
    with Xvfb(1280, 720) as running:
        painter = Painter(running)
        painter.put("在线客服", Box(100, 80, 320, 240), FACE)
        yield running
        painter.close()


@pytest.fixture
def cli(tmp_path: Path, server: Xvfb) -> Cli:
    return Cli(tmp_path, more_env={"DISPLAY": server.display, "DBUS_SESSION_BUS_ADDRESS": ""})


def case_of(cli: Cli) -> str:
    return str(cli.ok("case", "new", "--title", "x")["case_id"])


def kept(cli: Cli, item: dict[str, Any]) -> Pixels:
    path = cli.vault / "originals" / item["sha256"][:2] / item["sha256"]
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        pixels: Pixels = np.asarray(picture)
    return pixels


def test_the_whole_screen_a_window_and_a_region_are_kept_pixel_for_pixel(cli: Cli) -> None:
    case_id = case_of(cli)
    whole = cli.ok("shot", "--case", case_id)
    assert misfits(SHOT, whole) == []
    item = whole["items"][0]
    assert (item["kind"], item["time_source"]) == ("screenshot", "recorded")
    assert item["provenance"]["source"] == "recorded_here"
    assert (item["width"], item["height"], item["black"]) == (1280, 720, False)
    assert (kept(cli, item)[80:320, 100:420] == FACE[..., 2::-1]).all()
    window = cli.ok("shot", "--case", case_id, "--window", "客服")["items"][0]
    assert (kept(cli, window) == FACE[..., 2::-1]).all()
    assert window["provenance"]["window"]["title"] == "在线客服"
    part = cli.ok("shot", "--case", case_id, "--region", "110,90,20,10")["items"][0]
    assert (kept(cli, part) == FACE[10:20, 10:30, 2::-1]).all()
    again = cli.ok("shot", "--case", case_id)["items"][0]
    assert again["item_id"] != item["item_id"]
    assert cli.ok("verify")["ok"]


def test_screens_and_windows_are_listed(cli: Cli) -> None:
    listed = cli.ok("shot", "--list")
    assert [one["box"] for one in listed["screens"]] == [[0, 0, 1280, 720]]
    assert listed["windows"] == [
        {"title": "在线客服", "program": "Painter", "box": [100, 80, 320, 240]}
    ]
    assert "在线客服" in cli.run("shot", "--list", as_json=False).out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--window", "没有"], "window_unknown"),
        (["--region", "9000,0,10,10"], "region_outside"),
        (["--screen", "HDMI-9"], "monitor_unknown"),
    ],
)
def test_what_cant_be_taken_is_a_plain_error(cli: Cli, arguments: list[str], code: str) -> None:
    ran = cli.run("shot", "--case", case_of(cli), *arguments)
    assert ran.code == 1
    assert misfits(ERROR, ran.json) == []
    assert ran.json["error"]["code"] == code


@pytest.mark.parametrize(
    "arguments",
    [
        ["--region", "1,2,3"],
        ["--region", "0,0,0,5"],
        ["--region", "a,b,c,d"],
        ["--delay", "-1"],
        ["--window", "x", "--region", "0,0,5,5"],
    ],
)
def test_wrong_usage_ends_with_2(cli: Cli, arguments: list[str]) -> None:
    assert cli.run("shot", "--case", "c1", *arguments).code == 2
    assert cli.run("shot").code == 2


def test_without_a_screen_and_without_a_matter_nothing_is_kept(tmp_path: Path, cli: Cli) -> None:
    case_id = case_of(cli)
    blind = Cli(tmp_path, more_env={"DBUS_SESSION_BUS_ADDRESS": ""})
    ran = blind.run("shot", "--case", case_id)
    assert (ran.code, ran.json["error"]["code"]) == (1, "screen_missing")
    assert cli.run("shot", "--case", "c999-none").json["error"]["code"] == "case_unknown"
    assert cli.ok("case", "show", case_id)["items"] == []


def test_a_delay_is_waited_and_can_be_stopped(cli: Cli) -> None:
    case_id = case_of(cli)
    began = time.monotonic()
    cli.ok("shot", "--case", case_id, "--delay", "1.5")
    assert time.monotonic() - began >= 1.5
    waiting = cli.start("shot", "--case", case_id, "--delay", "600")
    time.sleep(1.5)
    waiting.send_signal(signal.SIGINT)
    waiting.communicate(timeout=30)
    assert waiting.returncode == 130
    assert len(cli.ok("case", "show", case_id)["items"]) == 1
