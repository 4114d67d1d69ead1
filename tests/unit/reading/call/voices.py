"""Who speaks and what plays in the made-up calls: synthesisers, and recorded people and tunes from Debian packages.

The prompts of a telephone exchange (asterisk-core-sounds-*) are real people's voices, its waiting tunes
(asterisk-moh-opsound-wav) real music. TUNING and FRESH share no voice, no tune and no synthesiser's variant.
Everything here is mono float64 at RATE; voices come out at one loudness.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

RATE = 16000
LOUD = 0.1
"""RMS of a voice while it speaks (-20 dBFS)."""

Wave = NDArray[np.float64]
Speaker = Callable[[np.random.Generator], Wave]

_SHARED = Path("/usr/share/asterisk")
_CHINESE = (
    "欢迎致电星河通信。查话费请按1，办业务请按2。",
    "您好，我是智能客服。请问您当前的诉求是什么？",
    "转人工。",
    "我要找人说话，你们不要再重复了。",
    "抱歉，我没有听清，请您再说一遍。",
    "坐席全忙，请稍候。",
    "这个月的话费为什么多扣了二十九块钱？",
    "好的，已经为您登记，请您保持电话畅通。",
    "喂？听得到吗？",
    "请您对本次服务作出评价，满意请按1，不满意请按2。",
)
_ENGLISH = (
    "Thank you for calling. Your call is important to us.",
    "I would like to speak to a person, please.",
    "Hello? Can you hear me?",
    "The charge on my bill last month was wrong, and nobody called me back.",
    "Please hold the line.",
    "I am sorry, I did not understand that.",
    "No.",
    "Let me check that for you, one moment please.",
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The voices and tunes that one set of calls may use."""

    speakers: tuple[Speaker, ...]
    tunes: tuple[Path, ...]


def espeak(variant: str, language: str = "cmn-latn-pinyin") -> Speaker:
    """A formant synthesiser's voice."""
    words = _CHINESE if language.startswith(("cmn", "yue")) else _ENGLISH

    def says(rng: np.random.Generator) -> Wave:
        speed, pitch = str(rng.integers(140, 220)), str(rng.integers(25, 75))
        command = ["espeak-ng", "-v", f"{language}+{variant}", "-s", speed, "-p", pitch]
        return _spoken((*command, str(rng.choice(words))), "-w")

    return says


def flite(voice: str) -> Speaker:
    """A voice put together from a real speaker's sounds."""

    def says(rng: np.random.Generator) -> Wave:
        command = ("flite", "-voice", voice, "-t", str(rng.choice(_ENGLISH)))
        return _spoken(command, "-o")

    return says


def recorded(language: str) -> Speaker:
    """A person who recorded the prompts of an exchange: one or a few of them in a row."""

    def says(rng: np.random.Generator) -> Wave:
        parts: list[Wave] = []
        for path in rng.choice(np.array(_prompts(language), dtype=object), rng.integers(1, 4)):
            parts += [_even(_read(path)), np.zeros(round(rng.uniform(0.05, 0.3) * RATE))]
        return np.concatenate(parts)

    return says


@cache
def _prompts(language: str) -> tuple[Path, ...]:
    """Prompts of one to eight seconds. Not the beeps, tones and monkeys among them."""
    folder = next((_SHARED / "sounds").glob(f"{language}*"))
    found = [path for path in sorted(folder.glob("*.wav")) if not _is_noise(path.stem)]
    return tuple(path for path in found if 1.0 < soundfile.info(path).duration < 8.0)


def _is_noise(name: str) -> bool:
    return any(word in name for word in ("beep", "monkey", "ring", "tone", "ascending", "silence"))


def tune(path: Path, seconds: float, rng: np.random.Generator) -> Wave:
    """A stretch of a waiting tune."""
    whole = _read(path)
    size = round(seconds * RATE)
    start = int(rng.integers(0, max(1, len(whole) - size)))
    part = whole[start : start + size]
    return part * (LOUD / (float(np.sqrt(np.mean(part**2))) + 1e-9))


@cache
def _spoken(command: tuple[str, ...], into: str) -> Wave:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        subprocess.run([*command, into, file.name], check=True, capture_output=True)
        return _even(_read(Path(file.name)))


@cache
def _read(path: Path) -> Wave:
    wave, rate = soundfile.read(path, dtype="float64", always_2d=True)
    mono = wave.mean(1)
    size = round(len(mono) * RATE / rate)
    spectrum = np.fft.rfft(mono)
    fitted = np.zeros(size // 2 + 1, complex)
    kept = min(len(fitted), len(spectrum))
    fitted[:kept] = spectrum[:kept]
    return np.asarray(np.fft.irfft(fitted, size) * size / len(mono))


def _even(wave: Wave) -> Wave:
    """Without the silence around it, and as loud as all others."""
    frames = np.sqrt(np.mean(wave[: len(wave) // 160 * 160].reshape(-1, 160) ** 2, axis=1))
    loud = np.flatnonzero(frames > 0.03 * np.quantile(frames, 0.95))
    spoken = wave[loud[0] * 160 : (loud[-1] + 1) * 160]
    level = float(np.sqrt(np.mean(frames[frames > 0.1 * frames.max()] ** 2)))
    return spoken * (LOUD / level)


def _tunes(*names: str) -> tuple[Path, ...]:
    return tuple(_SHARED / "moh" / f"{name}.wav" for name in names)


TUNING = Cast(
    (
        *(espeak(variant) for variant in ("f1", "f2", "m1", "m3", "Annie", "klatt")),
        espeak("m2", "en-us"),
        *(recorded(language) for language in ("en_US", "fr_CA") for _ in range(4)),
    ),
    _tunes("macroform-robot_dity", "macroform-cold_day"),
)
FRESH = Cast(
    (
        *(espeak(variant) for variant in ("f3", "f5", "m5", "m7", "Andrea", "Michael")),
        espeak("f4", "yue"),
        *(flite(voice) for voice in ("awb", "rms", "slt", "kal16")),
        *(recorded("ru_RU") for _ in range(8)),
    ),
    _tunes("macroform-the_simplicity", "manolo_camp-morning_coffee", "reno_project-system"),
)
