"""Whether the screen is locked: a picture of a lock screen is evidence of nothing."""

from __future__ import annotations

import sys

SECONDS = 0.25
_SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
)


def locked() -> bool | None:
    """True where the system says so; None where it says nothing. Takes half a second at most, never raises."""
    if sys.platform == "win32":
        from evidence_keeper.intake.screen import win32

        return win32.locked()
    if sys.platform == "darwin":
        from evidence_keeper.intake.screen import macos

        return macos.locked()
    answers = [_saver_active(), _session_locked()]
    if True in answers:
        return True
    return False if False in answers else None


def _saver_active() -> bool | None:
    from jeepney import DBusAddress

    from evidence_keeper.intake.screen.bus import NoBusError, RefusedError, ask, connected

    try:
        with connected("SESSION") as bus:
            for name, path in _SAVERS:
                address = DBusAddress(path, bus_name=name, interface=name)
                try:
                    answer = ask(bus, address, "GetActive", seconds=SECONDS, start=False)
                except RefusedError:
                    continue
                return bool(answer[0])
    except (NoBusError, IndexError):
        pass
    return None


def _session_locked() -> bool | None:
    from jeepney import DBusAddress

    from evidence_keeper.intake.screen.bus import NoBusError, RefusedError, ask, connected

    session = DBusAddress(
        "/org/freedesktop/login1/session/auto",
        bus_name="org.freedesktop.login1",
        interface="org.freedesktop.DBus.Properties",
    )
    body = ("org.freedesktop.login1.Session", "LockedHint")
    try:
        with connected("SYSTEM") as bus:
            answer = ask(bus, session, "Get", "ss", body, seconds=SECONDS, start=False)
            return bool(answer[0][1])
    except (NoBusError, RefusedError, IndexError, TypeError):
        return None
