"""Every limit of the phone page in one place, and the codes of what is refused (text has words for each)."""

from __future__ import annotations

SLICE = 8 << 20
"""Bytes of a file in one request, at most."""
BLOCK = 2 << 20
"""A slice comes in blocks, each sealed by itself: a block counts whole or not at all, and only one is in memory."""
LEAST_SLICE = 64 << 10
"""Smaller ones are refused, but for a file's last: ten thousand of them are an attack, not a phone."""
SEAL = 24 + 16
"""What sealing adds to a block: a nonce and a tag."""
LONGEST_QUESTION = 1 << 20
"""Bytes of a question (names of files and the like)."""
MOST_FILES = 1000
"""In one choosing."""
LONGEST_NAME = 255
"""Characters of a file's name."""
HEAD = 64 << 10
"""Bytes at the beginning of a long file by which it is known again on another opening of the page."""
MOST_OPEN = 8
"""Files that may be half here at once; the one that nobody went on with for longest makes room."""
MOST_BODIES = 4
"""Slices that may be on their way at once."""

MOST_CONNECTIONS = 64
HEADER_SECONDS = 10.0
"""How long a connection may take until a request is whole, or between two."""
IDLE_SECONDS = 20.0
"""How long a body may give nothing."""
BODY_SECONDS = 900.0
"""How long one slice may take: 10 kB a second is slow Wi-Fi, less is nobody."""
OPEN_SECONDS = 1800.0
"""The page closes by itself when no phone has asked for anything for so long."""

LONGEST_LINE = 2048
LONGEST_FIELD = 2048
MOST_HEADERS = 48

SPARE = 256 << 20
"""Bytes of the disk that stay free in any case."""

EVENTS: tuple[str, ...] = (
    "phone_bound",  # the first phone has opened the page
    "phone_moved",  # the same phone goes on in another browser
    "phone_unsealed",  # this phone can't encrypt
    "phone_other_refused",  # another phone had the address
    "phone_wrong_address",  # no or an old token
    "phone_wrong_host",  # a name that isn't ours: rebinding
    "phone_wrong_origin",  # another page tried to use ours
    "phone_bad_request",  # no request of our page: sizes, offsets, methods
    "phone_not_opened",  # what came can't be opened with this page's key
    "phone_name_refused",  # a file's name that leads elsewhere
    "phone_too_slow",  # a connection that gave nothing
    "phone_too_many",  # more connections or files than one phone needs
    "phone_no_room",  # more than the disk has room for
    "phone_idle",  # nobody asked for anything for half an hour
)
