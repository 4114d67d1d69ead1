"""The program itself, started as a person starts it: a process of its own on a real screen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_keeper.keeper import Keeper
from tests.pulse import PulseServer

HEAVY = ("av", "numpy", "reportlab", "pikepdf", "pypdfium2", "pyhanko", "PIL", "sounddevice")

FIRST_PAINT = """
import os, sys
from pathlib import Path
from evidence_keeper.gui import app
from evidence_keeper.gui.look import FaceName, Look
from evidence_keeper.keeper import Keeper
from tests.pulse import PulseServer

application = app.make_application()
opening = lambda: Keeper.open(Path(sys.argv[2]), home=Path(sys.argv[3]))
started = app.start(application, opening, Look(FaceName(sys.argv[1])))

def painted():
    print(sorted(set(sys.modules) & set(sys.argv[4:])))
    started.window.close()

started.window.painted.connect(painted)
application.exec()
started.end()
"""


def environment(home: Path) -> dict[str, str]:
    """A user of its own, who has never started the program."""
    mine = {
        name: str(home / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    }
    return os.environ | mine | {"HOME": str(home)}


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("face", ["easy", "standard"])
def test_nothing_heavy_is_loaded_before_the_first_paint(face: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", FIRST_PAINT, face, tmp_path / "vault", tmp_path / "home"]
    done = subprocess.run(
        [*map(str, command), *HEAVY],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout == "[]\n"
    assert done.returncode == 0


@pytest.mark.parametrize("face", ["--easy", "--standard"])
def test_the_command_opens_the_window_and_ends_when_asked(face: str, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    program = subprocess.Popen(
        [sys.executable, "-m", "evidence_keeper", "--vault", str(vault), "gui", face],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        until(lambda: (vault / "head.json").exists())
        time.sleep(0.5)
        program.send_signal(signal.SIGTERM)
        out, err = program.communicate(timeout=20)
    finally:
        program.kill()
    assert (program.returncode, out, err) == (0, b"", b"")
    opened = Keeper.open(vault, home=tmp_path / "XDG_DATA_HOME" / "evidence-keeper")
    assert opened.verify().ok
    opened.close()


def test_a_recording_that_runs_is_kept_when_the_program_is_asked_to_end(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    with PulseServer() as server:
        server.control("set-default-source", "mic")
        program = subprocess.Popen(
            [sys.executable, "-m", "evidence_keeper", "--vault", str(vault), "gui", "--easy"],
            env=environment(tmp_path) | server.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            until(lambda: (vault / "head.json").exists())
            window = window_of(program.pid)
            subprocess.run(["xdotool", "windowfocus", window], check=True, timeout=10)

            def records() -> bool:
                # The first card has the focus; a second press would mark something.
                if not any(vault.glob("staging/*")):
                    subprocess.run(["xdotool", "key", "space"], check=True, timeout=10)
                    time.sleep(1)
                return any(one.stat().st_size for one in vault.glob("staging/*/clock.jsonl"))

            until(records)
            time.sleep(2)
            program.send_signal(signal.SIGTERM)
            out, err = program.communicate(timeout=30)
        finally:
            program.kill()
    assert (program.returncode, out, err) == (0, b"", b"")
    opened = Keeper.open(vault, home=tmp_path / "XDG_DATA_HOME" / "evidence-keeper")
    (item,) = opened.items()
    assert item.provenance.extra["seconds"] > 1
    assert not item.provenance.extra["interrupted"]
    assert opened.mended == ()
    assert opened.verify().ok
    opened.close()


def window_of(pid: int) -> str:
    """The number of the program's one large window."""
    search = ["xdotool", "search", "--onlyvisible", "--pid", str(pid)]
    found: list[str] = []

    def there() -> bool:
        done = subprocess.run(search, capture_output=True, text=True, timeout=10, check=False)
        found[:] = done.stdout.split()
        return bool(found)

    until(there)
    return found[0]


@pytest.mark.parametrize(("face", "wizard"), [([], True), (["--easy"], False)])
def test_the_wizard_comes_by_itself_at_the_very_first_start_only(
    face: list[str], wizard: bool, tmp_path: Path
) -> None:
    vault = tmp_path / "vault"
    command = [sys.executable, "-m", "evidence_keeper", "--vault", str(vault), "gui"]
    for first in (True, False):
        program = subprocess.Popen(
            [*command, *face],
            env=environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            window_of(program.pid)
            until(lambda: (vault / "head.json").exists())
            time.sleep(1.5)
            search = ["xdotool", "search", "--all", "--pid", str(program.pid), "--name", "第 1 步"]
            shown = subprocess.run(search, capture_output=True, timeout=10, check=False).stdout
            assert bool(shown) == (wizard and first)
            program.send_signal(signal.SIGTERM)
            out, err = program.communicate(timeout=20)
        finally:
            program.kill()
        assert (program.returncode, out, err) == (0, b"", b"")


QT_WORDS = """
import sys
from evidence_keeper import text
text.set_language(sys.argv[1])
from evidence_keeper.gui import app
application = app.make_application()
for words in ("Files of type:", "Look in:", "All Files (*)", "Detail View"):
    print(application.translate("QFileDialog", words))
"""


@pytest.mark.parametrize(("language", "first"), [("zh_CN", "文件类型："), ("en", "Files of type:")])
def test_qts_own_words_are_in_the_chosen_language(
    language: str, first: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", QT_WORDS, language],
        env=environment(tmp_path) | {"LANG": "C", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    lines = done.stdout.splitlines()
    assert lines[0] == first
    assert all(line.isascii() for line in lines) == (language == "en")


def test_without_a_screen_it_says_so_in_one_line(tmp_path: Path) -> None:
    blind = environment(tmp_path)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        blind.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-m", "evidence_keeper", "gui", "--easy"],
        env=blind,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "[no_screen]" in done.stderr


LOGS_OUT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from evidence_keeper.gui import app
from evidence_keeper.gui.look import FaceName, Look
from evidence_keeper.keeper import Keeper

application = app.make_application()
opening = lambda: Keeper.open(Path(sys.argv[1]), home=Path(sys.argv[2]))
started = app.start(application, opening, Look(FaceName.EASY))
recorder = started.desk.recorder

def logs_out():
    # The system waits for this to return and then ends the process, whatever it does.
    started.net.session_ends(None)
    print("kept", recorder.active, flush=True)
    import os
    os._exit(0)

def began():
    if recorder.running:
        recorder.turned.disconnect(began)
        QTimer.singleShot(1500, logs_out)

recorder.turned.connect(began)
started.window.painted.connect(lambda: recorder.begin(None))
application.exec()
"""


def test_a_recording_that_runs_is_kept_when_the_person_logs_out(tmp_path: Path) -> None:
    with PulseServer() as server:
        server.control("set-default-source", "mic")
        done = subprocess.run(
            [sys.executable, "-c", LOGS_OUT, str(tmp_path / "vault"), str(tmp_path / "home")],
            env=environment(tmp_path) | server.environment,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
    assert (done.stdout, done.stderr, done.returncode) == ("kept False\n", "", 0)
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    (item,) = opened.items()
    assert item.provenance.extra["seconds"] > 1
    assert opened.mended == ()
    assert opened.verify().ok
    opened.close()
