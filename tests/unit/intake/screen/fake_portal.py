"""A desktop portal for tests: a real service on a real private bus, that answers as it is told to.

python fake_portal.py FOLDER MODE     MODE: ok, slow, silent, cancelled, other, denied, torn, remote, old, ask, refused
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

PORTAL, STORE = "org.freedesktop.portal.Desktop", "org.freedesktop.impl.portal.PermissionStore"


def main(folder: Path, mode: str) -> None:
    """Answers until the bus goes."""
    bus = open_dbus_connection("SESSION")
    for name in (PORTAL, STORE):
        bus.send_and_get_reply(message_bus.RequestName(name))
    print("ready", flush=True)
    while True:
        asked = bus.receive()
        if asked.header.message_type is not MessageType.method_call:
            continue
        member = asked.header.fields.get(HeaderFields.member)
        if member == "Get":
            bus.send(new_method_return(asked, "v", (("u", 2),)))
        elif member == "Lookup":
            answer = {"refused": ["no"], "ask": ["ask"]}.get(mode, ["yes"])
            bus.send(new_method_return(asked, "a{sas}v", ({"": answer}, ("s", ""))))
        elif member == "Screenshot":
            answer_shot(bus, asked, folder, mode)
        else:
            bus.send(new_error(asked, "org.freedesktop.DBus.Error.UnknownMethod"))


def answer_shot(bus: Any, asked: Any, folder: Path, mode: str) -> None:
    """One request, answered as the mode says."""
    _parent, options = asked.body
    (folder / "asked").write_text(repr(options), "utf-8")
    if mode == "silent":
        return
    if mode == "denied":
        bus.send(new_error(asked, "org.freedesktop.portal.Error.NotAllowed"))
        return
    sender = asked.header.fields[HeaderFields.sender]
    token = "elsewhere" if mode == "old" else options["handle_token"][1]
    path = f"/org/freedesktop/portal/desktop/request/{sender[1:].replace('.', '_')}/{token}"
    bus.send(new_method_return(asked, "o", (path,)))
    if mode == "never":
        return
    if mode in ("slow", "ask"):
        time.sleep(0.3)
    picture = folder / "截图 1.png"
    if mode == "torn":
        picture.write_bytes(picture.read_bytes()[:2000])
    uri = "https://example.invalid/a.png" if mode == "remote" else picture.as_uri()
    code = {"cancelled": 1, "other": 2}.get(mode, 0)
    results = {"uri": ("s", uri)} if code == 0 else {}
    emitter = DBusAddress(path, bus_name=PORTAL, interface="org.freedesktop.portal.Request")
    other = DBusAddress(f"{path}x", bus_name=PORTAL, interface="org.freedesktop.portal.Request")
    # Somebody else's answer first: it must be passed over.
    bus.send(new_signal(other, "Response", "ua{sv}", (1, {})))
    bus.send(new_signal(emitter, "Response", "ua{sv}", (code, results)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
