"""Starting and ending the window, from outside: a second start, broken settings, logging out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.atspi import until
from tests.e2e.test_outside_easy import whole
from tests.outside import outside


def test_a_second_start_brings_the_first_forward_and_ends(tmp_path: Path) -> None:
    with outside(tmp_path, "easy") as person:
        line = [sys.executable, "-m", "evidence_keeper", "--vault", str(tmp_path / "vault")]
        for _ in range(2):
            done = subprocess.run(
                [*line, "gui", "--easy"],
                env=person.environment,
                capture_output=True,
                timeout=120,
                check=False,
            )
            assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        assert len(person.windows()) == 1


def test_settings_that_can_t_be_read_are_put_aside_and_that_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "XDG_CONFIG_HOME" / "evidence-keeper"
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text("{broken", "utf-8")
    with outside(tmp_path, "easy", says="设置") as person:
        # The window's words, not the terminal's, which few people ever see.
        until(lambda: "设置" in person.reads())
        whole(person)
    assert [path.read_text("utf-8") for path in folder.glob("settings.broken-*")] == ["{broken"]
