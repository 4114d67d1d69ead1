"""A sound server of our own for tests: real PulseAudio, null sinks for loudspeaker and microphone, no hardware.

It speaks on a private socket, so a desktop's own server is neither heard nor disturbed, and it ends with the test by
its own process. A null sink that nobody plays into stops and starts with gaps: silence is kept playing into each.
"""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import IO, Any, Self

RATE = 48000
LOUDSPEAKER = "spk"
MICROPHONE = "mic"
_MICROPHONE_SINK = "micsrc"
_READY_SECONDS = 10.0


class PulseServer:
    """A running server with a loudspeaker (sink `spk`) and a microphone (source `mic`, fed by playing to `micsrc`).

    `environment` is what a client needs. Use it with `with`; everything it started is gone after that.
    """

    def __init__(self) -> None:
        for tool in ("pulseaudio", "pactl", "pacat", "parec"):
            assert shutil.which(tool), f"{tool} is missing: make venv installs it"
        self._folder = TemporaryDirectory(prefix="pulse-")
        self._running: list[subprocess.Popen[bytes]] = []
        socket = f"{self._folder.name}/native"
        self.environment = {
            "PULSE_SERVER": f"unix:{socket}",
            "PULSE_RUNTIME_PATH": self._folder.name,
        }
        self._server = self.start(_server_command(socket))
        self._wait_until_ready()
        for sink in (LOUDSPEAKER, _MICROPHONE_SINK):
            self.start(["pacat", "-p", "-d", sink, "--latency-msec=50", "/dev/zero"])
        # Before that, a monitor may still swallow the first second.
        time.sleep(1.5)

    def start(
        self, command: list[str], stdout: IO[bytes] | int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Run a client of this server until it ends or the server does."""
        environment = os.environ | self.environment
        process = subprocess.Popen(
            command, env=environment, stdout=stdout, stderr=subprocess.DEVNULL
        )
        self._running.append(process)
        return process

    def control(self, *words: str) -> str:
        """What `pactl` answers."""
        return subprocess.run(
            ["pactl", *words],
            env=os.environ | self.environment | {"LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        ).stdout

    @contextmanager
    def listening(self, to: Path, source: str = f"{LOUDSPEAKER}.monitor") -> Iterator[None]:
        """For the length of the block, write what a source hears: raw s16le, two channels, RATE."""
        with to.open("wb") as file:
            form = ["--raw", "--format=s16le", "--channels=2", f"--rate={RATE}"]
            parec = self.start(["parec", "-d", source, *form, "--latency-msec=50"], stdout=file)
            _wait_for_bytes(to)
            yield
            # What is under way in the server's buffers belongs to the block.
            time.sleep(0.3)
            _end(parec)

    def kill(self) -> None:
        """The sound server dies, as on a desktop that crashes."""
        self._server.kill()
        self._server.wait()

    def close(self) -> None:
        """End all that was started here, the server last."""
        for process in reversed(self._running):
            _end(process)
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + _READY_SECONDS
        while time.monotonic() < until:
            try:
                self.control("info")
            except subprocess.CalledProcessError:
                time.sleep(0.05)
            else:
                return
        self.close()
        raise AssertionError("PulseAudio did not start")


def _server_command(socket: str) -> list[str]:
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit=1"]
    command += ["--use-pid-file=0"]
    for module in (
        f"module-native-protocol-unix socket={socket} auth-anonymous=1",
        f"module-null-sink sink_name={LOUDSPEAKER} rate={RATE}",
        f"module-null-sink sink_name={_MICROPHONE_SINK} rate={RATE}",
        f"module-remap-source master={_MICROPHONE_SINK}.monitor source_name={MICROPHONE}",
    ):
        command += ["-L", module]
    return command


def _wait_for_bytes(path: Path) -> None:
    until = time.monotonic() + _READY_SECONDS
    while not path.stat().st_size:
        assert time.monotonic() < until, "the monitor gives nothing"
        time.sleep(0.02)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def as_the_sound_server(server: PulseServer) -> Iterator[None]:
    """For the length of the block, this process's PortAudio sees that server's devices and no others.

    PortAudio looks for devices only once, when it is set up: it is set up anew at both ends.
    """
    import sounddevice

    before = {name: os.environ.get(name) for name in server.environment}
    os.environ.update(server.environment)
    _look_again(sounddevice)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        _look_again(sounddevice)


def _look_again(sounddevice: Any) -> None:
    # PortAudio closes what is open when it is taken down, and a stream closed so calls into Python that is gone.
    for one in gc.get_objects():
        if isinstance(one, sounddevice._StreamBase):
            one.close(ignore_errors=True)
    sounddevice._terminate()
    sounddevice._initialize()
