"""The few words that are spoken with D-Bus, by jeepney (QtDBus can't read the portal's answers and may abort)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from jeepney import DBusAddress, Message
    from jeepney.io.blocking import DBusConnection

Which = Literal["SESSION", "SYSTEM"]


class NoBusError(Exception):
    """There is no such bus here, or it doesn't answer."""


class RefusedError(Exception):
    """The other side answered with an error; its name is the first argument."""


@contextlib.contextmanager
def connected(which: Which) -> Iterator[DBusConnection]:
    """A connection of our own. Raises NoBusError."""
    from jeepney.auth import AuthenticationError, FDNegotiationError
    from jeepney.io.blocking import open_dbus_connection

    if which == "SESSION" and not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        raise NoBusError
    try:
        connection = open_dbus_connection(which)
    except (OSError, EOFError, ValueError, RuntimeError, AuthenticationError) as error:
        raise NoBusError from error
    except FDNegotiationError as error:  # not asked for
        raise NoBusError from error
    try:
        yield connection
    finally:
        connection.close()


def ask(
    connection: DBusConnection,
    address: DBusAddress,
    method: str,
    signature: str = "",
    body: tuple[Any, ...] = (),
    *,
    seconds: float,
    start: bool = True,
) -> tuple[Any, ...]:
    """One call and its answer. `start`: whether the service may be started for it.

    Raises NoBusError (no answer in time), RefusedError.
    """
    from jeepney import MessageFlag, new_method_call

    message = new_method_call(address, method, signature or None, body)
    if not start:
        message.header.flags |= MessageFlag.no_auto_start
    try:
        answer = connection.send_and_get_reply(message, timeout=seconds)
    except (TimeoutError, OSError, EOFError) as error:
        raise NoBusError from error
    return body_of(answer)


def body_of(answer: Message) -> tuple[Any, ...]:
    """What an answer holds. Raises RefusedError."""
    from jeepney import HeaderFields, MessageType

    if answer.header.message_type is MessageType.error:
        raise RefusedError(str(answer.header.fields.get(HeaderFields.error_name, "")))
    return tuple(answer.body)
