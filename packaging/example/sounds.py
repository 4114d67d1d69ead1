"""The two phone calls of the example: what a phone's recorder keeps of a call, spoken by espeak-ng.

Everything is 8 kHz and one channel, as the telephone network carries it. Times are in seconds,
levels in parts of full scale. The noise is seeded, so that the same call comes out each time.
"""

from __future__ import annotations

import io
import subprocess
import wave
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

RATE = 8000
BAND = (300.0, 3400.0)
SLOPE = 160.0
"""How many hertz wide the band's edges are: a sharper filter whistles."""

LINE_TONE_HZ = 450.0
"""China's ringing and busy tones are both 450 Hz; only their rhythm differs."""

KEYS = {
    key: (low, high)
    for low, row in zip((697, 770, 852, 941), ("123", "456", "789", "*0#"), strict=True)
    for high, key in zip((1209, 1336, 1477), row, strict=True)
}

Sound = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: an espeak-ng variant, its speed in words a minute, its pitch and its level."""

    variant: str
    speed: int
    pitch: int
    level: float

    def says(self, text: str) -> Sound:
        """The text as sound at telephone rate, with the short pause that follows a sentence."""
        name = f"cmn-latn-pinyin+{self.variant}"
        command = [
            "espeak-ng",
            "--stdout",
            "-v",
            name,
            "-s",
            str(self.speed),
            "-p",
            str(self.pitch),
        ]
        spoken = subprocess.run([*command, text], check=True, capture_output=True).stdout
        sound = through_the_network(*samples(spoken))
        return joined([sound * (self.level / np.abs(sound).max()), silence(0.25)])


MARKETER = Voice("m3", speed=205, pitch=48, level=0.55)
ROBOT = Voice("f2", speed=195, pitch=55, level=0.55)
ELDER = Voice("f5", speed=165, pitch=30, level=0.72)


def hotline_call() -> Sound:
    """The call of 2 March: ringing, a menu, key 0, a robot that repeats itself, music, busy tone."""
    lost = "抱歉，我没有听清。请问您当前的诉求是什么？"
    return as_recorded(
        [
            ringing(2)[: 7 * RATE],
            ROBOT.says("欢迎致电星河通信。查话费请按1，办业务请按2，人工服务请按0。"),
            key("0"),
            silence(0.6),
            ROBOT.says("您好，我是智能客服小星。请问您当前的诉求是什么？"),
            ELDER.says("转人工。"),
            ROBOT.says(lost),
            ELDER.says("我要人工，我要找人说话。"),
            ROBOT.says(lost),
            ELDER.says("人工客服！我套餐的事情。"),
            ROBOT.says("坐席全忙，请稍候。"),
            waiting_music(),
            ROBOT.says("坐席全忙，请您稍后再拨。再见。"),
            busy(5),
        ]
    )


def marketing_call() -> Sound:
    """The call of 8 January: what the elder was told before she said yes."""
    return as_recorded(
        [
            silence(0.5),
            ELDER.says("喂？"),
            MARKETER.says("您好，这里是星河通信会员服务中心，请问是尾号7239的机主吗？"),
            ELDER.says("是我，什么事情？"),
            MARKETER.says(
                "您是我们的老用户，公司现在给您免费升级套餐，流量更多，通话更多，月租不变。"
            ),
            ELDER.says("要不要加钱啊？"),
            MARKETER.says("不加钱的，老用户免费升级。"),
            ELDER.says("不加钱就行，加钱我就不要了。"),
            MARKETER.says("好的，已经给您登记了，下个月生效。祝您生活愉快，再见。"),
            ELDER.says("哎，好，再见。"),
            silence(0.6),
        ]
    )


def as_recorded(parts: Iterable[Sound]) -> Sound:
    """The parts one after the other, with the faint hiss that no phone line is without."""
    sound = joined(parts)
    hiss = np.random.default_rng(2026).normal(0, 0.0012, sound.size)
    return np.clip(sound + hiss, -0.98, 0.98)


def joined(parts: Iterable[Sound]) -> Sound:
    """Sounds one after the other."""
    return np.concatenate(list(parts))


def silence(seconds: float) -> Sound:
    """Nothing, before the line's hiss is added."""
    return np.zeros(round(seconds * RATE))


def tone(seconds: float, *hertz: float, level: float = 0.22) -> Sound:
    """Pure tones together, faded in and out within 5 ms so that they don't click."""
    at = np.arange(round(seconds * RATE)) / RATE
    edge = np.minimum(1, np.minimum(at, seconds - at) / 0.005)
    waves = sum(np.sin(2 * np.pi * pitch * at) for pitch in hertz)
    return np.asarray(level * edge * waves / len(hertz), dtype=np.float64)


def ringing(times: int) -> Sound:
    """China's ringing tone: one second on, four off."""
    return joined([tone(1.0, LINE_TONE_HZ), silence(4.0)] * times)


def busy(times: int) -> Sound:
    """China's busy tone: 0.35 seconds on, 0.35 off."""
    return joined([tone(0.35, LINE_TONE_HZ), silence(0.35)] * times)


def key(pressed: str) -> Sound:
    """A key of the dialling pad, as loud as the phone that records it hears itself."""
    return joined([silence(0.3), tone(0.2, *KEYS[pressed], level=0.5), silence(0.1)])


def waiting_music() -> Sound:
    """Seven seconds of a tune made up for this: five notes of the pentatonic scale up and down."""
    scale = (523.25, 587.33, 659.26, 783.99, 880.0)
    tune = (0, 2, 3, 4, 3, 2, 1, 2, 3, 2, 1, 0, 1, 0)
    return joined(pluck(scale[note], 0.5) for note in tune)


def pluck(pitch: float, seconds: float) -> Sound:
    """A note that dies away, with two overtones."""
    at = np.arange(round(seconds * RATE)) / RATE
    parts = sum(np.sin(2 * np.pi * pitch * n * at) / n**1.5 for n in (1, 2, 3))
    rise = np.minimum(1, at / 0.01) * np.minimum(1, (seconds - at) / 0.02)
    return np.asarray(0.2 * rise * np.exp(-2.2 * at) * parts, dtype=np.float64)


def samples(wav: bytes) -> tuple[Sound, int]:
    """What espeak-ng wrote (16 bit, one channel): samples from -1 to 1 and their rate.

    A piped header has no true length, so that wave is only asked for the rate.
    """
    with wave.open(io.BytesIO(wav)) as file:
        rate = file.getframerate()
    data = np.frombuffer(wav[44 : len(wav) - len(wav) % 2], dtype="<i2")
    return data / 32768.0, rate


def through_the_network(sound: Sound, rate: int) -> Sound:
    """The sound at telephone rate with only the telephone's band left."""
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(sound.size, 1 / rate)
    rise, fall = hertz - BAND[0], BAND[1] - hertz
    spectrum *= np.sin(np.pi / 2 * np.clip(np.minimum(rise, fall) / SLOPE + 0.5, 0, 1)) ** 2
    size = round(sound.size * RATE / rate)
    narrow = np.fft.irfft(spectrum[: size // 2 + 1], size)
    return np.asarray(narrow * size / sound.size, dtype=np.float64)


def write(sound: Sound, path: Path, codec: str, bit_rate: int) -> None:
    """The sound as a file of the kind that the name's ending says."""
    pcm = np.round(sound * 32767).astype("<i2")[np.newaxis]
    frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
    frame.sample_rate = RATE
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=RATE, layout="mono")
        assert isinstance(stream, av.AudioStream)
        stream.bit_rate = bit_rate
        resampler = av.AudioResampler(stream.format, "mono", RATE, stream.frame_size)
        for piece in [*resampler.resample(frame), *resampler.resample(None), None]:
            file.mux(stream.encode(piece))
