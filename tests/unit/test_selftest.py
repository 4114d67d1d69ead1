"""The self-test: a plain line for everything, an end even where something hangs, and nothing of any matter in it."""

from __future__ import annotations

import ast
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

import evidence_keeper.selftest
from evidence_keeper.intake.audio import MICROPHONE, SYSTEM, Device
from evidence_keeper.intake.audio.fake import FakeMicrophone, FakeSource, steady
from evidence_keeper.intake.screen.fake import FakeDesk, FakeScreen, one_monitor
from evidence_keeper.intake.screen.nettime import leap_said
from evidence_keeper.jobs import Job
from evidence_keeper.keeper import Keeper
from evidence_keeper.selftest import CHECKS, Check, Computer, line, look_at_all, report
from evidence_keeper.selftest.running import Look, look
from evidence_keeper.text import explain_check, set_language
from evidence_keeper.text.reasons import ERRORS, WARNINGS
from evidence_keeper.text.selftested import LOOKS, NAMES

NOW = datetime(2026, 11, 22, 10, 3, tzinfo=UTC)
SOUNDING = np.full(4800, 900, np.int16)
STILL = np.zeros(4800, np.int16)


def computer(
    folder: Path,
    *,
    heard: np.ndarray[tuple[int], np.dtype[np.int16]] = SOUNDING,
    kinds: Sequence[str] = (MICROPHONE, SYSTEM),
    refused: bool = False,
    desk: FakeDesk | None = None,
    printers: Sequence[str] = ("HP",),
) -> tuple[Computer, FakeMicrophone]:
    sources = [
        FakeSource(Device(kind, kind, kind, default=True), steady(heard), refused=refused)
        for kind in kinds
    ]
    port = FakeMicrophone(sources, speed=1.0)
    screen = FakeScreen(desk or one_monitor(640, 480))
    made = Computer(
        folder / "vault", folder / "home", lambda: port, lambda: screen, lambda: printers
    )
    return made, port


def found(made: tuple[Computer, FakeMicrophone]) -> dict[str, Check]:
    whole, port = made
    try:
        return {check.name: check for check in look_at_all(whole)}
    finally:
        port.close()


def test_everything_is_looked_at_and_told_in_order(tmp_path: Path) -> None:
    with_vault = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    with_vault.close()
    checks = found(computer(tmp_path))
    assert tuple(checks) == CHECKS
    for name in ("vault", "microphone", "system_sound", "screen", "fonts", "ocr", "formats"):
        assert checks[name].ok, checks[name]
    assert checks["printers"] == Check("printers", True, "printer_fine", {"name": "HP"})


def test_nothing_is_made_or_kept_by_looking(tmp_path: Path) -> None:
    checks = found(computer(tmp_path))
    assert checks["vault"].code == "vault_not_yet"
    assert not (tmp_path / "vault").exists()


@pytest.mark.parametrize(
    ("wrong", "name", "code"),
    [
        ({"heard": STILL}, "microphone", "microphone_silent"),
        ({"kinds": [SYSTEM]}, "microphone", "no_microphone"),
        ({"kinds": [MICROPHONE]}, "system_sound", "system_sound_none"),
        ({"refused": True}, "microphone", "microphone_refused"),
        ({"printers": []}, "printers", "printer_none"),
    ],
)
def test_what_is_wrong_is_named_with_a_way_to_mend_it(
    tmp_path: Path, wrong: dict[str, object], name: str, code: str
) -> None:
    check = found(computer(tmp_path, **wrong))[name]  # type: ignore[arg-type]
    assert (check.ok, check.code) == (False, code)
    assert explain_check(check.name, check.code, check.data).advice


def test_a_still_computer_can_be_recorded_all_the_same(tmp_path: Path) -> None:
    assert found(computer(tmp_path, heard=STILL))["system_sound"].ok


def test_a_screen_that_may_not_be_seen_is_named(tmp_path: Path) -> None:
    desk = one_monitor(64, 48)
    desk.allowed = False
    assert found(computer(tmp_path, desk=desk))["screen"].code == "screen_refused"
    desk = one_monitor(64, 48)
    for monitor in desk.places.monitors:
        desk.papers[monitor.name] = np.zeros((48, 64, 4), np.uint8)
    assert found(computer(tmp_path, desk=desk))["screen"].code == "screen_black"


def test_a_second_copy_is_no_place_to_keep_in(tmp_path: Path) -> None:
    keeper = Keeper.open(tmp_path / "first", home=tmp_path / "home")
    keeper.copy_to(tmp_path / "vault")
    keeper.close()
    assert found(computer(tmp_path))["vault"].code == "vault_is_copy"


def test_a_cut_journal_is_found(tmp_path: Path) -> None:
    keeper = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    keeper.new_case("一件事")
    keeper.close()
    journal = tmp_path / "vault" / "journal.jsonl"
    journal.chmod(0o644)
    journal.write_bytes(journal.read_bytes().splitlines(keepends=True)[0])
    assert not found(computer(tmp_path))["vault"].ok


def test_what_hangs_is_left_behind_and_the_rest_is_told(tmp_path: Path) -> None:
    over = threading.Event()

    def hang(_computer: Computer) -> Check:
        over.wait()
        return Check("microphone", True, "microphone_fine")

    def break_down(_computer: Computer) -> Check:
        raise RuntimeError("driver")

    def answer(_computer: Computer) -> Check:
        return Check("disk", True, "disk_fine", {"free": 1 << 30})

    whole, port = computer(tmp_path)
    port.close()
    began = time.monotonic()
    looks: dict[str, Look] = {"disk": answer, "microphone": hang, "screen": break_down}
    told = look(whole, looks, Job(), seconds=0.3)
    assert [(one.name, one.code) for one in told] == [
        ("disk", "disk_fine"),
        ("microphone", "no_answer"),
        ("screen", "look_failed"),
    ]
    assert time.monotonic() - began < 60
    over.set()


def test_the_report_holds_nothing_of_any_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    keeper = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    keeper.new_case("王奶奶的套餐", "telecom_plan", {"company": "星河通信"})
    keeper.close()
    (tmp_path / "vault" / "journal.jsonl").chmod(0o644)
    (tmp_path / "vault" / "journal.jsonl").write_bytes(b"broken\n")
    told = report(list(found(computer(tmp_path)).values()), NOW)
    assert "王奶奶" not in told
    assert "星河" not in told
    assert str(tmp_path) not in told
    assert "2026-11-22 10:03" in told
    assert len(told.splitlines()) == 3 + len(CHECKS)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_answer_has_words(language: str) -> None:
    set_language(language)
    try:
        for code, (_said, advice) in LOOKS.items():
            why = explain_check("disk", code, {"free": 1, "seconds": 3.0})
            assert "{" not in why.sentence
            assert any("\u4e00" <= one <= "\u9fff" for one in why.sentence) == (language == "zh_CN")
            assert bool(advice) == (not code.endswith(("_fine", "_yet", "_asks")))
        assert line(Check("disk", False, "disk_little", {"free": 5 << 20})).startswith("✗ ")
    finally:
        set_language("zh_CN")


def test_every_code_that_is_given_has_words() -> None:
    assert set(NAMES) == set(CHECKS)
    folder = Path(evidence_keeper.selftest.__file__).parent
    codes = {
        node.value
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "_" in node.value
    }
    built = {f"{name}_fine" for name in ("microphone", "system_sound")}
    known = {code for code in codes | built if code in LOOKS}
    assert known == set(LOOKS)
    assert {"place_fat", "place_network", "place_synced"} <= set(WARNINGS) | set(ERRORS)


def test_windows_own_words_are_read_in_any_language() -> None:
    assert leap_said("Leap Indicator: 0(no warning)\nStratum: 3\n") is True
    assert leap_said("Leap 指示符: 3(未同步)\n层次: 0\n") is False
    assert leap_said("找不到服务") is None
