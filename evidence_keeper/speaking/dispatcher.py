"""Speech Dispatcher: the voice that a Linux person has chosen for everything that speaks on their computer.

Its own protocol (SSIP, lines over a Unix socket) is spoken here, because what was handed to `spd-say` can't be ended
any more: ending that program leaves its words with the server. Codes and commands are from the SSIP documentation.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

_LANGUAGES = {"zh_CN": ("zh", "cmn"), "en": ("en",)}
_ANSWER_SECONDS = 10.0
_ENDS = {"702", "703"}
"""Events: spoken to the end, cancelled."""


class Dispatcher:
    """Talks to this person's server, which is started when it doesn't run yet."""

    def speaks(self, language: str) -> bool:
        """Whether the server is here and one of its voices speaks that language."""
        if shutil.which("speech-dispatcher") is None:
            return False
        try:
            with contextlib.closing(_Line()) as line:
                voices = line.ask("LIST SYNTHESIS_VOICES")
        except OSError:
            return False
        # "Chinese (Mandarin)\tcmn\tnone"
        spoken = {voice.split("\t")[1].partition("-")[0] for voice in voices if "\t" in voice}
        return not spoken.isdisjoint(_LANGUAGES.get(language, (language,)))

    def begin(self, words: str, language: str) -> DispatcherUtterance:
        """Begins to speak."""
        return DispatcherUtterance(words, _LANGUAGES.get(language, (language,))[0])


class DispatcherUtterance:
    """Words that the server speaks for us, over a connection of their own."""

    def __init__(self, words: str, language: str) -> None:
        """Raises OSError where the server doesn't answer as it should."""
        self._ended = threading.Event()
        self._line = _Line()
        try:
            self._line.ask(f"SET self LANGUAGE {language}")
            self._line.ask("SET self PRIORITY message")
            self._line.ask("SET self NOTIFICATION ALL on")
            self._line.ask("SPEAK")
            self._line.ask("\r\n".join(_text_lines(words)) + "\r\n.")
        except OSError:
            self._line.close()
            raise

    def wait(self) -> None:
        """Until the server says that they were spoken or cancelled, or has gone."""
        with contextlib.suppress(OSError):
            self._line.until(_ENDS, self._ended)
        self._ended.set()
        self._line.close()

    def end(self) -> None:
        """Silence; other programs go on speaking."""
        if not self._ended.is_set():
            with contextlib.suppress(OSError):
                self._line.send("CANCEL self")


class _Line:
    """One connection: commands go out, answers and events come back."""

    def __init__(self) -> None:
        self._socket = _connected()
        self._socket.settimeout(_ANSWER_SECONDS)
        self._read = self._socket.makefile("r", encoding="utf-8", errors="replace", newline="\r\n")
        try:
            self.ask(f"SET self CLIENT_NAME {_login()}:evidence-keeper:main")
        except OSError:
            self.close()
            raise

    def send(self, command: str) -> None:
        """Says something."""
        self._socket.sendall(f"{command}\r\n".encode())

    def ask(self, command: str) -> list[str]:
        """Says something, and what comes back; OSError for a refusal or silence."""
        self.send(command)
        *answer, last = list(self._answer())
        if not last.startswith("2"):
            raise OSError(f"speech-dispatcher: {last}")
        return [line[4:] for line in answer]

    def until(self, codes: set[str], ended: threading.Event) -> None:
        """Waits until an event with one of these codes has come."""
        self._socket.settimeout(None)
        while not ended.is_set():
            line = self._next()
            if line[:3] in codes and line[3:4] == " ":
                return

    def close(self) -> None:
        """Leaves the server."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._read.close()
        self._socket.close()

    def _answer(self) -> Iterator[str]:
        """The lines of one answer; the last has a space behind its code."""
        while True:
            line = self._next()
            if line.startswith("7"):
                continue
            yield line
            if line[3:4] == " ":
                return

    def _next(self) -> str:
        line = self._read.readline()
        if not line:
            raise OSError("speech-dispatcher has gone")
        return line.rstrip("\r\n")


def _text_lines(words: str) -> Iterator[str]:
    for line in words.splitlines():
        # A line of one dot ends the text; a dot before it is taken away by the server.
        yield f".{line}" if line.startswith(".") else line


def _connected() -> socket.socket:
    place = _socket_place()
    made = socket.socket(socket.AF_UNIX)
    made.settimeout(_ANSWER_SECONDS)
    try:
        made.connect(str(place))
    except OSError:
        # It returns when the server listens.
        _spawn(place)
        try:
            made.connect(str(place))
        except OSError:
            made.close()
            raise
    return made


def _spawn(place: Path) -> None:
    """Starts the server as its own programs do; it ends by itself when nobody has asked for some seconds."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    how = ["--spawn", "--communication-method", "unix_socket", "--socket-path", str(place)]
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            ["speech-dispatcher", *how],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_ANSWER_SECONDS,
            check=False,
        )


def _socket_place() -> Path:
    """Where the server listens: SPEECHD_ADDRESS, else its default place."""
    named = os.environ.get("SPEECHD_ADDRESS", "")
    if named.startswith("unix_socket:"):
        return Path(named.removeprefix("unix_socket:"))
    running = os.environ.get("XDG_RUNTIME_DIR")
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(running or cache) / "speech-dispatcher" / "speechd.sock"


def _login() -> str:
    return "".join(letter for letter in os.environ.get("USER", "") if letter.isalnum()) or "user"
