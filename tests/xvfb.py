"""A private X server with as many monitors as one likes, and windows with known pixels on it. Real, but unseen.

`-noreset` matters: without it the server forgets its monitors when the last program leaves.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from evidence_keeper.intake.screen import Box

if TYPE_CHECKING:
    from Xlib.display import Display
    from Xlib.xobject.drawable import Window

Pixels = NDArray[np.uint8]


class Xvfb:
    """A server; `monitors` are cut out of one screen as large as all of them."""

    def __init__(self, width: int = 1920, height: int = 1080, monitors: Sequence[Box] = ()) -> None:
        self._size = f"{width}x{height}x24"
        self._monitors = monitors
        self.display = ""

    def __enter__(self) -> Xvfb:
        read, write = os.pipe()
        line = ["Xvfb", "-displayfd", str(write), "-screen", "0", self._size]
        self._server = subprocess.Popen(
            [*line, "-noreset", "-nolisten", "tcp"],
            pass_fds=[write],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as said:
            number = said.readline().strip()
        assert number, "Xvfb did not start"
        self.display = f":{number}"
        for place, box in enumerate(self._monitors):
            size = f"{box.width}/{box.width // 4}x{box.height}/{box.height // 4}+{box.x}+{box.y}"
            owner = "none" if place else "screen"
            subprocess.run(
                ["xrandr", "--setmonitor", f"M{place + 1}", size, owner],
                env=self.environment,
                stdout=subprocess.DEVNULL,
                check=True,
                timeout=20,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.terminate()
        self._server.wait(20)

    @property
    def environment(self) -> dict[str, str]:
        """For programs that shall run there and see nothing of another desktop."""
        gone = ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "DBUS_SESSION_BUS_ADDRESS")
        kept = {name: value for name, value in os.environ.items() if name not in gone}
        return {**kept, "DISPLAY": self.display}


@contextmanager
def as_the_display(server: Xvfb) -> Iterator[None]:
    """This process sees that server and no other desktop."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(server.environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class Painter:
    """Puts windows on a server as another program would."""

    def __init__(self, server: Xvfb) -> None:
        from Xlib.display import Display

        self._display: Display = Display(server.display)
        self._windows: dict[int, Window] = {}

    def redirect(self) -> None:
        """Be a window manager that lets no window come forward."""
        from Xlib import X

        self._display.screen().root.change_attributes(event_mask=X.SubstructureRedirectMask)
        self._display.sync()

    def put(self, title: str, box: Box, pixels: Pixels) -> int:
        """A window without a frame that shows `pixels` (blue, green, red and one more); its number."""
        from Xlib import X

        display = self._display
        screen = display.screen()
        shape = (box.width, box.height)
        pixmap = screen.root.create_pixmap(*shape, screen.root_depth)
        pen = pixmap.create_gc()
        rows = max(1, 200_000 // (box.width * 4))
        for top in range(0, box.height, rows):
            part = np.ascontiguousarray(pixels[top : top + rows])
            size = (box.width, part.shape[0])
            pixmap.put_image(pen, 0, top, *size, X.ZPixmap, screen.root_depth, 0, part.tobytes())
        window = screen.root.create_window(
            box.x, box.y, *shape, 0, screen.root_depth, background_pixmap=pixmap
        )
        name = display.intern_atom("_NET_WM_NAME")
        window.change_property(name, display.intern_atom("UTF8_STRING"), 8, title.encode())
        window.set_wm_class("painter", "Painter")
        pid = display.intern_atom("_NET_WM_PID")
        window.change_property(pid, display.intern_atom("CARDINAL"), 32, [1])
        window.map()
        display.sync()
        self._windows[window.id] = window
        return int(window.id)

    def take_away(self, number: int) -> None:
        """Closes a window."""
        self._windows.pop(number).destroy()
        self._display.sync()

    def clear(self) -> None:
        """Closes all."""
        for number in list(self._windows):
            self.take_away(number)

    def close(self) -> None:
        """Leaves the server."""
        self._display.close()


def noise(width: int, height: int, seed: int = 1) -> Pixels:
    """Pixels of which no two are alike by accident, the fourth byte 255."""
    made: Any = np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)
    made[..., 3] = 255
    pixels: Pixels = made
    return pixels
