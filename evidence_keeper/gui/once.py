"""One window for one vault: a second start brings the first to the front and ends.

They find each other by a local socket that only this user may open; its name says the vault, so that another vault
has a window of its own. A socket that a crash left behind is taken over.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 3000
_DONE = b"done\n"


_LONGEST = 100
"""Bytes of a local socket's path: unix(7) has 108, and macOS 104."""


class Once(QObject):
    """`called`: somebody started the program again; with the file that it was started with, or None."""

    called = Signal(object)

    def __init__(self, place: Path | None, parent: QObject | None = None) -> None:
        """`place` is the vault, None the usual one."""
        super().__init__(parent)
        self._name = _name(place)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._heard)

    def told(self, file: Path | None) -> bool:
        """Whether there is a window already, and it has come forward; it gets `file`."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(ANSWER_MS):
            return False
        wanted = None if file is None else str(file.absolute())
        socket.write(json.dumps({"file": wanted}).encode() + b"\n")
        socket.flush()
        # One that hangs answers nothing: then a window of our own is better than none.
        return socket.waitForReadyRead(ANSWER_MS) and bytes(socket.readAll().data()) == _DONE

    def listen(self) -> None:
        """From now on this is the first."""
        if not self._server.listen(self._name):
            QLocalServer.removeServer(self._name)
            self._server.listen(self._name)

    def end(self) -> None:
        """The window closes."""
        self._server.close()

    def _heard(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.setParent(self)
        socket.disconnected.connect(socket.deleteLater)
        if not socket.canReadLine() and not socket.waitForReadyRead(ANSWER_MS // 10):
            return
        try:
            wanted = json.loads(bytes(socket.readLine().data()))["file"]
        except (ValueError, KeyError, TypeError):
            return
        socket.write(_DONE)
        socket.flush()
        self.called.emit(Path(wanted) if isinstance(wanted, str) else None)


def _name(place: Path | None) -> str:
    which = "usual" if place is None else str(place.absolute())
    name = f"evidence-keeper-{hashlib.sha256(which.encode()).hexdigest()[:16]}"
    running = os.environ.get("XDG_RUNTIME_DIR")
    if running and Path(running).is_dir():
        there = str(Path(running) / name)
        if len(os.fsencode(there)) < _LONGEST:
            return there
    # The temporary folder is everybody's: there the user's home is in the name.
    home = hashlib.sha256(str(Path.home()).encode()).hexdigest()[:8]
    return f"{name}-{home}"
