"""Words for when the phone can't open the page, likeliest first, for both faces."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.widgets.parts import column, frame, label
from evidence_keeper.text import gui_text as _


def firewall_words(system: str) -> str:
    """What to press when the system asks, and where to look when somebody pressed otherwise once; by sys.platform."""
    if system == "win32":
        return _(
            "When Windows asks, tick “Private networks” and press “Allow access”. If “Cancel” was pressed once: "
            "Control Panel › System and Security › Windows Defender Firewall › Allow an app or feature."
        )
    if system == "darwin":
        return _(
            "When the Mac asks whether to accept incoming connections, press “Allow”. If it was refused once: "
            "System Settings › Network › Firewall › Options."
        )
    return _(
        "When the computer asks whether the program may use the network, press “Allow”. "
        "A firewall such as ufw or firewalld may have to be told by whoever looks after the computer."
    )


def help_words(sends: bool) -> tuple[tuple[str, str], ...]:
    """What to do when the phone can't open the page: title and words, likeliest first."""
    cable = _("Plug the phone in, choose “File transfer” on it, and come back to “Keep files”.")
    wechat = _(
        "Send it to “File Transfer” in WeChat, pictures as originals. "
        "Save it on this computer, then press “Keep files”."
    )
    if sends:
        cable = _("Plug the phone in, choose “File transfer” on it, and copy the file over.")
        wechat = _(
            "Send the file to “File Transfer” in WeChat on this computer, and open it on the phone."
        )
    return (
        (
            _("Is it the same Wi-Fi?"),
            _(
                "The phone has to be on the same Wi-Fi as this computer, and not on mobile data. "
                "A Wi-Fi for guests won't do."
            ),
        ),
        (_("Did the computer ask?"), firewall_words(sys.platform)),
        (
            _("Does WeChat show nothing?"),
            _("Press ··· at the top right in WeChat, then “Open in browser”."),
        ),
        (_("Another way: a cable"), cable),
        (_("Another way: WeChat"), wechat),
    )


def help_column(desk: Desk, sends: bool) -> list[QWidget]:
    """The same as cards."""
    look = desk.look
    edges = (28, 18, 28, 18) if look.easy else (14, 10, 14, 10)
    return [
        frame(column(label(title, "heading"), label(words), gap=6, edges=edges), "card")
        for title, words in help_words(sends)
    ]


__all__ = ["help_column", "help_words"]
