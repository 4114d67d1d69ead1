"""Showing papers in the system's own program: where there is none, that is noticed and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_keeper.gui.outside import open_outside
from evidence_keeper.jobs import Job


def helper(folder: Path, script: str) -> None:
    """A desktop whose helper does this."""
    made = folder / "xdg-open"
    made.write_text(f"#!/bin/sh\n{script}\n")
    made.chmod(0o755)


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_a_helper_that_finds_a_program_has_shown_it(desktop: Path, tmp_path: Path) -> None:
    helper(desktop, f'printf %s "$1" > {tmp_path}/asked')
    papers = tmp_path / "投诉 材料.pdf"
    papers.touch()
    assert open_outside(papers, Job())
    assert (tmp_path / "asked").read_text("utf-8") == str(papers)


@pytest.mark.parametrize("code", [2, 3, 4])
def test_a_helper_that_finds_none_says_so(desktop: Path, tmp_path: Path, code: int) -> None:
    helper(desktop, f"exit {code}")
    assert not open_outside(tmp_path, Job())


def test_without_a_helper_nothing_can_be_shown(desktop: Path, tmp_path: Path) -> None:
    assert not open_outside(tmp_path, Job())


def test_what_is_gone_can_not_be_shown(desktop: Path, tmp_path: Path) -> None:
    helper(desktop, "exit 0")
    assert not open_outside(tmp_path / "gone.pdf", Job())
