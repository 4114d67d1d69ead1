"""Engines that are programs: words go in on standard input, sound comes out, and ending the program is silence.

espeak-ng on Linux, `say` on a Mac, SAPI through PowerShell on Windows. Words never stand on the command line, where
they could be taken for options and be seen by other users of the computer.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Sequence

_ASK_SECONDS = 10
_ESPEAK_VOICES = {"zh_CN": "cmn", "en": "en"}
_ESPEAK_SPEED = "150"
"""Words a minute; its own 175 is too fast for old ears."""
_SAPI_LANGUAGES = {"zh_CN": "804", "en": "409"}
"""Windows' numbers of languages, in hex: Chinese (PRC), English (US)."""
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class ChildUtterance:
    """Words that a program speaks."""

    def __init__(self, command: Sequence[str], words: str) -> None:
        """Raises OSError where the program can't be started."""
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=_NO_WINDOW,
        )
        assert self._child.stdin is not None
        with contextlib.suppress(OSError):  # it has ended already: wait() will say so
            self._child.stdin.write(words.encode("utf-8"))
            self._child.stdin.close()

    def wait(self) -> None:
        """Until the program has ended."""
        self._child.wait()

    def end(self) -> None:
        """Ends the program; its sound ends with it."""
        self._child.kill()


class Espeak:
    """espeak-ng. It comes with Mandarin on Debian and Ubuntu; its voice is plain, and needs no network."""

    def speaks(self, language: str) -> bool:
        """Whether espeak-ng is here with that voice."""
        voice = _ESPEAK_VOICES.get(language, language)
        # A heading, then one line a voice.
        return len(_answer(["espeak-ng", f"--voices={voice}"]).splitlines()) > 1

    def begin(self, words: str, language: str) -> ChildUtterance:
        """Begins to speak."""
        voice = _ESPEAK_VOICES.get(language, language)
        return ChildUtterance(["espeak-ng", "-v", voice, "-s", _ESPEAK_SPEED, "--stdin"], words)


class Say:
    """The Mac's own voices."""

    def speaks(self, language: str) -> bool:
        """Whether a voice of that language is installed."""
        return bool(self._voice(language))

    def begin(self, words: str, language: str) -> ChildUtterance:
        """Begins to speak."""
        return ChildUtterance(["say", "-v", self._voice(language), "-f", "-"], words)

    def _voice(self, language: str) -> str:
        return voice_of_say(_answer(["say", "-v", "?"]), language)


class Sapi:
    """Windows' own voices, through the PowerShell that each Windows has."""

    def speaks(self, language: str) -> bool:
        """Whether a voice of that language is installed."""
        return _answer(self._command(language, "$found.Count")).strip() not in ("", "0")

    def begin(self, words: str, language: str) -> ChildUtterance:
        """Begins to speak."""
        speak = "$voice.Voice = $found.Item(0); [void]$voice.Speak($words)"
        reading = (
            "[Console]::InputEncoding = [Text.Encoding]::UTF8; $words = [Console]::In.ReadToEnd()"
        )
        return ChildUtterance(self._command(language, f"{reading}; {speak}"), words)

    def _command(self, language: str, act: str) -> list[str]:
        number = _SAPI_LANGUAGES.get(language, "409")
        script = (
            "$voice = New-Object -ComObject SAPI.SpVoice;"
            f"$found = $voice.GetVoices('Language={number}'); {act}"
        )
        return ["powershell", "-NoProfile", "-NonInteractive", "-Command", script]


def voice_of_say(listing: str, language: str) -> str:
    """The first voice for a language in what `say -v ?` prints ("Tingting    zh_CN    # 你好"); "" without one."""
    for line in listing.splitlines():
        name, _space, place = line.split("#")[0].rstrip().rpartition(" ")
        if place.replace("-", "_").startswith(language):
            return name.strip()
    return ""


def _answer(command: list[str]) -> str:
    """What a program prints; "" where there is none or it fails."""
    if shutil.which(command[0]) is None:
        return ""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ASK_SECONDS,
            check=False,
            creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
