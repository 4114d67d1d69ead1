"""Which engines a computer may have, the person's own choice of voice first."""

from __future__ import annotations

import sys

from evidence_keeper.speaking.children import Espeak, Sapi, Say
from evidence_keeper.speaking.dispatcher import Dispatcher
from evidence_keeper.speaking.port import Engine


def engines() -> tuple[Engine, ...]:
    """In the order in which they are asked; any of them may be missing here."""
    if sys.platform == "win32":
        return (Sapi(),)
    if sys.platform == "darwin":
        return (Say(),)
    return (Dispatcher(), Espeak())
