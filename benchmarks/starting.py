"""How long a person waits before anything happens: the command, the vault, the window."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.measuring import Result, Side, call, compare, own_env, program
from evidence_keeper.jobs import Job
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Kind
from evidence_keeper.vault import Arrival

HEAVY = (
    "PySide6",
    "reportlab",
    "av",
    "numpy",
    "PIL",
    "pypdfium2",
    "pikepdf",
    "sounddevice",
    "soundfile",
)
ITEMS = 10_000


def measure(root: Path) -> list[Result]:
    """Help, opening a large vault, and the first paint."""
    return [_help(), *_opening(root), _window(root)]


def _help() -> Result:
    script = (
        "import sys; from evidence_keeper.__main__ import main; main(['--help'])\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = ran.stderr.strip()
    if loaded != "[]":
        raise RuntimeError(f"--help loads {loaded}")
    return compare(
        "Start",
        Side("--help", lambda: call([*program(), "--help"])),
        Side("python -c pass", lambda: call([sys.executable, "-c", "pass"])),
        times=11,
        note="not loaded: " + ", ".join(HEAVY),
    )


def _opening(root: Path) -> list[Result]:
    vault, home = root / "large", root / "large-home"
    _large_vault(vault, home)
    lines = (vault / "journal.jsonl", vault / "bodies.jsonl")

    def only_parse() -> None:
        for path in lines:
            for line in path.read_bytes().splitlines():
                json.loads(line)

    def open_it() -> None:
        with contextlib.closing(Keeper.open(vault, home=home)) as keeper:
            keeper.cases()

    def list_it() -> None:
        with contextlib.closing(Keeper.open(vault, home=home)) as keeper:
            if len(keeper.items()) != ITEMS:
                raise RuntimeError("items are missing")

    parse = Side("json.loads of its lines", only_parse)
    return [
        compare(f"Vault of {ITEMS} items", Side("open", open_it), parse, times=5),
        compare(f"Vault of {ITEMS} items", Side("open and list all", list_it), parse, times=5),
    ]


def _large_vault(vault: Path, home: Path) -> None:
    with contextlib.closing(Keeper.open(vault, home=home)) as keeper:
        case = keeper.new_case("x").case_id
        with keeper.vault.session("add") as session:
            # One original for all: what is measured is the journal's and the index's length.
            staged = session.stage(io.BytesIO(b"x" * 100), {}, Job())
            for start in range(0, ITEMS, 1000):
                arrivals = [
                    Arrival(staged, case, Kind.OTHER, f"录音 {number}.m4a", always_new=True)
                    for number in range(start, start + 1000)
                ]
                keeper.vault.keep(session, arrivals)


BARE = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.resize(1000, 700)
window.show()
sys.exit(app.exec())
"""


def _window(root: Path) -> Result:
    env = own_env(root / "window")
    vault = root / "window" / "vault"
    call([*program(), "--vault", vault, "case", "list"], env=env)
    with _screen() as display:
        env["DISPLAY"] = display
        env["QT_QPA_PLATFORM"] = "xcb"
        own = [*program(), "--vault", str(vault), "gui", "--standard"]
        return compare(
            "First paint",
            Side("the window", _painted(own, env), lambda: _dark(display)),
            Side(
                "a bare PySide6 window",
                _painted([sys.executable, "-c", BARE], env),
                lambda: _dark(display),
            ),
            times=5,
            target=0.2,
        )


@contextlib.contextmanager
def _screen() -> Iterator[str]:
    """A virtual screen of our own, black until somebody paints."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24", "-noreset", "-br"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as pipe:
                number = pipe.readline().strip()
            yield f":{number}"
        finally:
            server.terminate()


def _dark(display: str) -> None:
    """Wait until the window before is gone."""
    import mss

    with mss.MSS(display=display) as screen:
        while any(screen.grab(screen.monitors[0]).raw[::64]):
            time.sleep(0.01)


def _painted(command: list[str], env: dict[str, str]) -> Callable[[], None]:
    """Start the command and wait until the black screen shows something; then end it."""

    def run() -> None:
        import mss

        with (
            mss.MSS(display=env["DISPLAY"]) as screen,
            subprocess.Popen(
                command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            ) as window,
        ):
            try:
                until = time.monotonic() + 60
                while not any(screen.grab(screen.monitors[0]).raw[::64]):
                    if window.poll() is not None or time.monotonic() > until:
                        raise RuntimeError(f"no window: {window.stderr and window.stderr.read()!r}")
                    time.sleep(0.005)
            finally:
                window.kill()

    return run
