"""Words for the phone page: what was refused there or changed hands, said to whoever sits before the computer.

The codes are intake.phone's (EVENTS); a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping

from evidence_keeper.text.languages import N_

# Title, what happened, what to do.
PHONE_EVENTS: Mapping[str, tuple[str, str, str]] = {
    "phone_bound": (
        N_("The phone is connected"),
        N_("A phone has opened the page."),
        N_("If that wasn't you, close the page now."),
    ),
    "phone_moved": (
        N_("The phone goes on in another browser"),
        N_("The same phone has opened the page in another browser."),
        N_("Go on there. The page before it no longer works."),
    ),
    "phone_unsealed": (
        N_("Not encrypted"),
        N_("This phone's browser can't encrypt. Others on the same Wi-Fi might see what is sent."),
        N_("Use your Wi-Fi at home, not a public one. Or use a cable."),
    ),
    "phone_other_refused": (
        N_("Another phone was refused"),
        N_("Another phone or browser wanted to use the page, and was refused."),
        N_("To use another phone, close the page and open it again. Then scan once more."),
    ),
    "phone_wrong_address": (
        N_("A wrong address was refused"),
        N_("Somebody asked for an address that there isn't, and was refused."),
        N_("Scan the code that stands here now. An older one no longer works."),
    ),
    "phone_wrong_host": (
        N_("A strange name was refused"),
        N_("Somebody asked for this computer by a name that isn't its own, and was refused."),
        N_("Nothing needs to be done."),
    ),
    "phone_wrong_origin": (
        N_("A strange page was refused"),
        N_("Another web page wanted to use this one, and was refused."),
        N_("Close other pages on the phone."),
    ),
    "phone_bad_request": (
        N_("Something strange was refused"),
        N_("Something came that the page doesn't send, and was refused."),
        N_("If it happens again and again, close the page here and use a cable."),
    ),
    "phone_not_opened": (
        N_("Something was refused"),
        N_("Something came that wasn't encrypted with this page's key, and was refused."),
        N_("Reload the page on the phone. If that doesn't help, scan once more."),
    ),
    "phone_name_refused": (
        N_("A file's name was refused"),
        N_("A file came with a name that can't be used, and was refused."),
        N_("Give the file another name on the phone. Then send it again."),
    ),
    "phone_too_slow": (
        N_("A slow connection was closed"),
        N_("A connection that gave nothing for long was closed."),
        N_("Nothing needs to be done. A phone goes on by itself."),
    ),
    "phone_too_many": (
        N_("Too many connections"),
        N_("More connections came than a phone needs. Some were closed."),
        N_("Nothing needs to be done. A phone goes on by itself."),
    ),
    "phone_no_room": (
        N_("No room on the disk"),
        N_("The phone wants to send more than the disk has room for. It was refused."),
        N_("Empty the bin and delete films you don't need. Then send it again."),
    ),
    "phone_idle": (
        N_("The page has closed"),
        N_("No phone asked for anything for half an hour. The page has closed by itself."),
        N_("Open it again when you need it, and scan once more."),
    ),
}
