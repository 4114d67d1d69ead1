"""The windows of an X11 desktop, and a key that works in every program: python-xlib.

With a window manager its list is taken (EWMH); without one, what lies on the root window is.
"""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.screen.layout import Box
from evidence_keeper.intake.screen.port import Window

if TYPE_CHECKING:
    from Xlib.display import Display
    from Xlib.xobject.drawable import Window as XWindow

_FROM_PAGER = 2


class X11Windows:
    """See desktop.Windows. Any thread may ask. One connection, made when it is first needed and closed with this."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._display: Display | None = None
        self._closing: weakref.finalize[Any, Any] | None = None

    def listed(self) -> tuple[Window, ...]:
        """All that can be seen, the uppermost first."""
        with self._connected() as display:
            root = display.screen().root
            clients = _numbers(root, "_NET_CLIENT_LIST_STACKING")
            if clients:
                windows = [display.create_resource_object("window", one) for one in clients]
            else:
                windows = root.query_tree().children
            found = (_described(root, one, managed=bool(clients)) for one in reversed(windows))
            return tuple(one for one in found if one is not None)

    def active(self) -> Window | None:
        """The one in use; without a window manager the one that has the keyboard."""
        with self._connected() as display:
            root = display.screen().root
            named = _numbers(root, "_NET_ACTIVE_WINDOW")
            if named:
                if not named[0]:
                    return None
                window = display.create_resource_object("window", named[0])
                return _described(root, window, managed=True)
            focus = display.get_input_focus().focus
            return _described(root, focus, managed=False) if hasattr(focus, "id") else None

    def bring_forward(self, window: Window) -> None:
        """Ask the window manager; without one, put it in front."""
        from Xlib import X
        from Xlib.protocol.event import ClientMessage

        with self._connected() as display:
            root = display.screen().root
            target = display.create_resource_object("window", window.key)
            if _numbers(root, "_NET_SUPPORTING_WM_CHECK"):
                name = display.intern_atom("_NET_ACTIVE_WINDOW")
                data = (32, [_FROM_PAGER, X.CurrentTime, 0, 0, 0])
                asked = ClientMessage(window=target, client_type=name, data=data)
                mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
                root.send_event(asked, event_mask=mask)
            else:
                target.configure(stack_mode=X.Above)
            display.sync()

    def scale(self) -> float:
        """How many times the desktop enlarges its letters: Xft.dpi of its resources, over 96."""
        try:
            with self._connected() as display:
                words = display.screen().root.get_full_property(
                    display.intern_atom("RESOURCE_MANAGER"), 0
                )
        except DeviceError:
            return 1.0
        return _scale_in(bytes(words.value).decode("latin-1")) if words else 1.0

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Display]:
        from Xlib import error

        with self._lock:
            try:
                yield self._display or self._connect()
            except error.XError as fault:
                raise DeviceError("windows_unlisted") from fault
            except (error.DisplayError, error.ConnectionClosedError, OSError) as fault:
                self._let_go()  # the server went: the next question begins anew
                raise DeviceError("windows_unlisted") from fault

    def _connect(self) -> Display:
        from Xlib.display import Display

        display = Display()
        display.set_error_handler(_pass_over)
        self._display, self._closing = display, weakref.finalize(self, _close, display)
        return display

    def _let_go(self) -> None:
        if self._closing is not None:
            self._closing()
        self._display = self._closing = None


def _close(display: Display) -> None:
    from Xlib import error

    with contextlib.suppress(error.ConnectionClosedError, OSError):
        display.close()


def _pass_over(*_: object) -> None:
    """A window that has gone meanwhile: the next look says so."""


def _scale_in(resources: str) -> float:
    for line in resources.splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip() == "Xft.dpi":
            with contextlib.suppress(ValueError):
                return round(float(value) / 96, 4)
    return 1.0


def _numbers(window: XWindow, name: str) -> list[int]:
    found = window.get_full_property(window.display.get_atom(name), 0)
    return [int(one) for one in found.value] if found is not None and found.format == 32 else []


def _described(root: XWindow, window: XWindow, *, managed: bool) -> Window | None:
    """The window as a person knows it; None where it can't be seen, or is gone by now."""
    from Xlib import X, error

    try:
        state = window.get_attributes()
        if state.map_state != X.IsViewable or state.win_class == X.InputOnly:
            return None
        shape = window.get_geometry()
        corner = root.translate_coords(window.id, 0, 0)
        left, right, top, bottom = (_numbers(window, "_NET_FRAME_EXTENTS") or [0] * 4)[:4]
        edge = 0 if managed else shape.border_width
        box = Box(
            corner.x - left - edge,
            corner.y - top - edge,
            shape.width + left + right + 2 * edge,
            shape.height + top + bottom + 2 * edge,
        )
        pid = next(iter(_numbers(window, "_NET_WM_PID")), None)
        return Window(window.id, _title(window), _program(window, pid), box, pid)
    except (error.BadWindow, error.BadDrawable, error.BadMatch):
        return None


def _title(window: XWindow) -> str:
    found = window.get_full_property(window.display.get_atom("_NET_WM_NAME"), 0)
    if found is not None and found.value:
        return bytes(found.value).decode("utf-8", "replace").strip()
    old = window.get_wm_name()
    return old.decode("latin-1").strip() if isinstance(old, bytes) else str(old or "").strip()


def _program(window: XWindow, pid: int | None) -> str:
    named = window.get_wm_class()
    if named:
        return str(named[1] or named[0])
    if pid is not None:
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/comm").read_text("utf-8", "replace").strip()
    return ""


# A key that works everywhere ------------------------------------------------------------------------------------

_MODIFIERS = {"ctrl": "ControlMask", "shift": "ShiftMask", "alt": "Mod1Mask", "meta": "Mod4Mask"}


class GlobalKey:
    """Calls `pressed` on a thread of its own whenever a key (as "Ctrl+Alt+J") is pressed in any program."""

    def __init__(self, keys: str, pressed: Any) -> None:
        """Raises DeviceError key_refused (another program has it, or this system gives none)."""
        from Xlib.error import DisplayError

        try:
            self._take(keys)
        except (DisplayError, OSError) as fault:
            raise DeviceError("key_refused", keys=keys) from fault
        self._pressed = pressed
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="global-key", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Give the key back."""
        self._over.set()
        self._thread.join(2)

    def _take(self, keys: str) -> None:
        from Xlib import XK, X, error
        from Xlib.display import Display

        self._display = Display()
        *modifiers, key = keys.split("+")
        name = key.lower() if len(key) == 1 else key
        code = self._display.keysym_to_keycode(XK.string_to_keysym(name))
        if not code:  # 0 would be every key
            self._display.close()
            raise DeviceError("key_refused", keys=keys)
        mask = 0
        for one in modifiers:
            mask |= getattr(X, _MODIFIERS[one.lower()])
        refused = error.CatchError(error.BadAccess)
        root = self._display.screen().root
        # The locks are modifiers too: the key must work whether they are on or not.
        for locks in (0, X.LockMask, X.Mod2Mask, X.LockMask | X.Mod2Mask):
            root.grab_key(code, mask | locks, False, X.GrabModeAsync, X.GrabModeAsync, refused)
        self._display.sync()
        if refused.get_error() is not None:
            self._display.close()
            raise DeviceError("key_refused", keys=keys)

    def _listen(self) -> None:
        import select

        from Xlib import X, error

        with contextlib.suppress(error.ConnectionClosedError, OSError):
            while not self._over.is_set():
                if not self._display.pending_events():
                    select.select([self._display.fileno()], [], [], 0.2)
                    continue
                if self._display.next_event().type == X.KeyPress:
                    self._pressed()
        with contextlib.suppress(error.ConnectionClosedError, OSError):
            self._display.close()
