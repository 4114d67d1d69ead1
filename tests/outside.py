"""A person before the real program: a process of its own on a real screen, pressed with a real mouse and keyboard.

Nothing of the program is in this process: what there is to press is learned as a screen reader learns it, and where
it lies on the screen; then the mouse goes there. Words are looked up in the window's language by their English.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path

from evidence_keeper.text import gui_text, set_language
from tests.atspi import Bus, Thing, accessibility_bus, until
from tests.xvfb import Xvfb

WIDTH, HEIGHT = 1366, 768
SHIELD_SECONDS = 0.75
"""Presses right after a page has changed don't count; a person takes longer than that to look."""

START_SECONDS = 100
"""The machine may be busy; nothing is measured here."""

_GONE = "qt.accessibility.atspi: Could not find accessible"

BUTTONS = ("push button", "check box", "radio button", "toggle button")
CONTROLS = (*BUTTONS, "text", "combo box", "slider", "list", "page tab", "spin button")


class Outside:
    """The program on its screen."""

    def __init__(self, bus: Bus, home: Path, environment: dict[str, str], language: str) -> None:
        self._bus, self.environment = bus, environment
        self.home, self.language = home, language
        self.vault = home / "vault"

    # ---- looking

    def shown(self) -> list[Thing]:
        """Everything that can be seen now, in a screen reader's order; of a dialog only what is in it."""
        frames = [one for program in self._bus.programs() for one in program.children()]
        seen = [frame for frame in frames if _is(frame, "showing")]
        dialogs = [frame for frame in seen if frame.role in ("dialog", "alert", "file chooser")]
        return [one for frame in (dialogs[-1:] or seen) for one in frame.shown()]

    def reads(self) -> str:
        """All names and words that can be seen."""
        return "\n".join(f"{one.name} {one.description}" for one in self.shown()).replace(
            "\u200b", ""
        )

    def until_reads(self, words: str, seconds: float = 60) -> None:
        """Waits until these words (of the source) can be read; what stands in braces may be anything."""
        parts = re.split(r"\{\w+\}", self.words(words))
        wanted = re.compile(".*".join(re.escape(part) for part in parts))
        until(lambda: self._readable(wanted), seconds)

    def words(self, source: str) -> str:
        """Words of the source as this window says them; others as they are."""
        set_language("en" if self.language == "en" else "zh_CN")
        return gui_text(source) if source else source

    def find(self, words: str, roles: tuple[str, ...] = BUTTONS) -> Thing | None:
        """The control with this name, of the source's words."""
        named = self.words(words)
        for one in self.shown():
            try:
                if one.name == named and one.role in roles:
                    return one
            except LookupError:
                continue
        return None

    # ---- doing

    def press(self, words: str, roles: tuple[str, ...] = BUTTONS) -> None:
        """A real click in the middle of what is called so, once it is there and can be pressed."""
        found: list[Thing] = []

        def ready() -> bool:
            one = self.find(words, roles)
            found[:] = [one] if one is not None and _is(one, "sensitive") else []
            return bool(found)

        until(ready, 60)
        time.sleep(SHIELD_SECONDS)
        self.click(found[0])

    def click(self, thing: Thing) -> None:
        """A real click in its middle."""
        left, top, width, height = thing.box
        assert width > 0, thing.name
        assert height > 0, thing.name
        self.hand("mousemove", str(left + width // 2), str(top + height // 2), "click", "1")

    def keys(self, *names: str) -> None:
        """Real keys, one after the other."""
        self.hand("key", "--clearmodifiers", *names)

    def type(self, letters: str) -> None:
        """Real letters (ASCII)."""
        self.hand("type", "--delay", "2", letters)

    def hand(self, *line: str) -> None:
        """Mouse and keyboard."""
        subprocess.run(["xdotool", *line], env=self.environment, check=True, timeout=30)

    def focused(self) -> Thing | None:
        """Where the keyboard is; in a list, the list: Qt calls each list's current row focused."""

        def has_it(one: Thing) -> bool:
            return one.role != "list item" and _is(one, "focused")

        return next((one for one in self.shown() if so(one, has_it)), None)

    def copy(self, text: str) -> subprocess.Popen[bytes]:
        """Another program puts text on the clipboard; end it when the text has been taken."""
        script = (
            "import sys\n"
            "from PySide6.QtGui import QGuiApplication\n"
            "application = QGuiApplication([])\n"
            "application.clipboard().setText(sys.argv[1])\n"
            "application.exec()\n"
        )
        return subprocess.Popen([sys.executable, "-c", script, text], env=self.environment)

    def windows(self) -> list[Thing]:
        """All windows of all programs here."""
        return [one for program in self._bus.programs() for one in program.children()]

    def picture(self, target: Path) -> None:
        """What is on the screen, for a person who wants to know why a test failed."""
        subprocess.run(
            ["import", "-window", "root", str(target)], env=self.environment, check=False
        )

    def _readable(self, wanted: re.Pattern[str]) -> bool:
        try:
            return wanted.search(self.reads()) is not None
        except LookupError:
            return False


def _is(thing: Thing, state: str) -> bool:
    try:
        return state in thing.states
    except LookupError:
        return False


@contextmanager
def outside(
    home: Path,
    face: str,
    *,
    language: str = "zh_CN",
    sound: dict[str, str] | None = None,
    says: str = "",
) -> Iterator[Outside]:
    """The program, started as a person starts it on a computer of their own; it is asked to end at the end.

    `says` is in the one line that it may print; otherwise it prints nothing.
    """
    (home / "runtime").mkdir(mode=0o700, parents=True, exist_ok=True)
    with Xvfb(WIDTH, HEIGHT) as screen, accessibility_bus(home) as bus:
        mine = {
            name: str(home / name)
            for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
        }
        environment = screen.environment | mine | bus.environment | (sound or {})
        environment |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(home / "runtime")}
        line = [sys.executable, "-m", "evidence_keeper", "--vault", str(home / "vault")]
        program = subprocess.Popen(
            [*line, "--lang", language, "gui", f"--{face}"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        person = Outside(bus, home, environment, language)
        try:
            until(lambda: any(one.children() for one in bus.programs()), START_SECONDS)
            until(lambda: person.find("Record a call") is not None, START_SECONDS)
            _bring_forward(environment, program.pid)
            yield person
        except BaseException:
            person.picture(home / "failed.png")
            print(f"the screen: {home / 'failed.png'}\n{_said(person)}")
            raise
        finally:
            program.terminate()
            try:
                out, err = program.communicate(timeout=60)
            finally:
                program.kill()
        # Qt says so where we ask about what has just gone.
        said = [line for line in err.decode().splitlines() if _GONE not in line]
        if says:
            assert says in said.pop(0)
        assert (program.returncode, out, said) == (0, b"", []), said


def look_over(person: Outside, data: tuple[str, ...] = ()) -> list[str]:
    """What a screen reader's user would miss on this page, one line each; looked at again, for a page may just change.

    `data` are words a person brought in: they may be in any language.
    """
    for _ in range(4):
        with suppress(LookupError):
            if not (missing := _look_once(person, data)):
                return []
        time.sleep(0.5)
    return missing


def _look_once(person: Outside, data: tuple[str, ...]) -> list[str]:
    missing: list[str] = []
    for one in person.shown():
        role = one.role
        states = one.states
        if role not in CONTROLS or "sensitive" not in states or "focusable" not in states:
            continue
        name = one.name
        if not name:
            missing.append(f"{role} without a name: {one.box}")
        elif role in BUTTONS and not any(part in name for part in data):
            chinese = re.search("[\u4e00-\u9fff]", name) is not None
            if chinese != (person.language == "zh_CN") and re.search("[^\\W\\d]", name):
                missing.append(f"{role} in another language: {name}")
        left, _top, width, height = one.box
        if width <= 0 or height <= 0 or left >= WIDTH or left + width <= 0:
            missing.append(f"{role} out of the window: {name} {one.box}")
    return missing


def go_round(person: Outside, most: int = 60) -> list[str]:
    """What whoever goes by Tab would miss here, one line each: controls it never comes to, and leaps backwards."""
    found = [next_by_tab(person, None)]
    while len(found) < most and (after := next_by_tab(person, found[-1])) not in found:
        found.append(after)
    wanted = [
        one for one in person.shown() if so(one, lambda it: it.role in CONTROLS and reachable(it))
    ]
    missing = [f"Tab never comes to: {one.role} {one.name}" for one in wanted if one not in found]
    # It starts where the focus was: the one leap back is where the round begins anew.
    leaps = [
        f"Tab leaps back from {before.name} to {after.name}"
        for before, after in pairwise(found)
        if is_before(after, before)
    ]
    return missing + leaps[1:]


def so(thing: Thing, true: Callable[[Thing], bool]) -> bool:
    """Whether it is so; no, where the thing has gone while we looked."""
    try:
        return true(thing)
    except LookupError:
        return False


def next_by_tab(person: Outside, before: Thing | None) -> Thing:
    """Presses Tab, and where the keyboard is when it has gone on."""
    person.keys("Tab")
    end = time.monotonic() + 10
    while (one := person.focused()) is None or one == before:
        assert time.monotonic() < end, f"Tab stays at {before and before.name}"
    return one


def reachable(thing: Thing) -> bool:
    """Whether the keyboard should come to it."""
    return {"focusable", "sensitive"} <= thing.states


def is_before(one: Thing, other: Thing) -> bool:
    """Whether one stands wholly above the other, and not in a column further right."""
    left, top, _width, height = one.box
    other_left, other_top, other_width, _other_height = other.box
    return top + height <= other_top and left < other_left + other_width


def _said(person: Outside) -> str:
    try:
        everything = [one for program in person._bus.programs() for one in program.children()]
        frames = [f"{one.role} {one.name} {sorted(one.states)}" for one in everything]
        named = [f"{one.role}: {one.name}" for one in person.shown() if one.name]
        return "\n".join(frames + named)
    except (LookupError, OSError, TimeoutError):
        return "nothing can be read"


def _bring_forward(environment: dict[str, str], pid: int) -> None:
    """There is no window manager to give it the keyboard."""
    search = ["xdotool", "search", "--onlyvisible", "--pid", str(pid)]

    def there() -> bool:
        done = subprocess.run(
            search, env=environment, capture_output=True, text=True, timeout=10, check=False
        )
        found = done.stdout.split()
        if found:
            subprocess.run(
                ["xdotool", "windowfocus", found[0]], env=environment, check=True, timeout=10
            )
        return bool(found)

    until(there)
