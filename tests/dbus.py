"""A private message bus: a real dbus-daemon that nobody else is on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SETTINGS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={place}</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>
<allow user="*"/></policy></busconfig>
"""


@contextmanager
def private_bus(folder: Path) -> Iterator[str]:
    """The bus's address, while it runs."""
    settings = folder / "bus.conf"
    settings.write_text(_SETTINGS.format(place=folder / "bus"), "utf-8")
    line = ["dbus-daemon", f"--config-file={settings}", "--nofork", "--print-address"]
    # As nobody but root may, it asks for more open files, and says so where it may not.
    quiet = subprocess.DEVNULL
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=quiet, text=True) as daemon:
        assert daemon.stdout is not None
        try:
            yield daemon.stdout.readline().strip()
        finally:
            daemon.terminate()


@contextmanager
def service(line: list[str], address: str) -> Iterator[None]:
    """A program on that bus, once it has said that it is ready."""
    env = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": address}
    with subprocess.Popen(line, env=env, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            assert program.stdout.readline().strip() == "ready"
            yield
        finally:
            program.terminate()
