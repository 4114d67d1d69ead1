"""Words for the self-test: what each look found, in a plain line, and how to mend what isn't right.

The codes are selftest's; a test compares them. A look that ends in an error of the program uses that error's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidence_keeper.text.languages import N_, _
from evidence_keeper.text.reasons import ERRORS, WARNINGS, Explanation, explain, filled

NAMES: Mapping[str, str] = {
    "vault": N_("Where things are kept"),
    "disk": N_("Room on the disk"),
    "clock": N_("Clock"),
    "microphone": N_("Microphone"),
    "system_sound": N_("The computer's own sound"),
    "screen": N_("Pictures of the screen"),
    "fonts": N_("Fonts for the papers"),
    "ocr": N_("Reading text in pictures"),
    "formats": N_("Recordings and films of phones"),
    "network": N_("Way to the phone"),
    "printers": N_("Printer"),
    "voice": N_("Voice for reading aloud"),
}

# What was found, what to do.
LOOKS: Mapping[str, tuple[str, str]] = {
    "vault_fine": (N_("It can be kept in, and the records hold together."), ""),
    "vault_not_yet": (N_("Nothing has been kept yet. The place is made with the first thing."), ""),
    "vault_no_place": (
        N_("There is no place to keep things in: the folder can't be made."),
        N_("Choose another folder in the settings."),
    ),
    "vault_is_copy": (
        N_("This is a second copy. Nothing new can be kept in it."),
        N_("Open the first one, or restore from this copy."),
    ),
    "vault_read_only": (
        N_("The folder can only be read. Nothing new can be kept in it."),
        N_("Take the write protection off, or choose another folder in the settings."),
    ),
    "disk_fine": (N_("{free} free."), ""),
    "disk_little": (
        N_("Only {free} are free. A long call may not fit."),
        N_("Empty the bin, or move films and photos to another disk."),
    ),
    "clock_fine": (N_("It is kept right by the system."), ""),
    "clock_alone": (
        N_("Nothing keeps it right: the system doesn't compare it with the network."),
        N_("Turn on “Set time automatically” in the system's settings for date and time."),
    ),
    "clock_off": (
        N_("The system says that it is off by {seconds}."),
        N_("Turn on “Set time automatically” in the system's settings for date and time."),
    ),
    "clock_unknown": (
        N_("The system doesn't say whether it is right."),
        N_("Compare it with a phone. It should not be off by more than a minute."),
    ),
    "microphone_fine": (N_("It hears something: “{device}”."), ""),
    "microphone_silent": (
        N_("It is there, but nothing comes from it: “{device}”."),
        N_("Look for a mute switch on it or on the headset. Turn it up in the system's settings."),
    ),
    "system_sound_fine": (N_("It can be recorded: “{device}”."), ""),
    "system_sound_none": (
        N_("What this computer plays can't be recorded here."),
        N_("Use the loudspeaker, so that the microphone hears the other side too."),
    ),
    "system_sound_dead": (
        N_("It is there, but doesn't deliver anything: “{device}”."),
        N_("Play something and test again. With a phone on loudspeaker it isn't needed."),
    ),
    "screen_fine": (N_("They can be taken."), ""),
    "screen_asks": (N_("They can be taken; the desktop asks you each time."), ""),
    "screen_black": (
        N_("The picture is all black."),
        N_("Allow it in the system's settings, under privacy, screen recording."),
    ),
    "fonts_fine": (N_("All are here."), ""),
    "fonts_lacking": (
        N_("One can't be read. The papers would have gaps."),
        N_("Install the program anew. Nothing that was kept is lost."),
    ),
    "ocr_fine": (N_("It is here and needs no network."), ""),
    "ocr_lacking": (
        N_("Its models are missing. Text in pictures can't be found."),
        N_("Install the program anew. Nothing that was kept is lost."),
    ),
    "formats_fine": (N_("All usual kinds can be played and read."), ""),
    "formats_lacking": (
        N_("Some kinds can't be played: {names}. They can still be kept."),
        N_("Install the program anew. Nothing that was kept is lost."),
    ),
    "network_fine": (
        N_("This computer is in a network. The phone should be in the same Wi-Fi."),
        "",
    ),
    "network_none": (
        N_("This computer is in no network."),
        N_("Join the same Wi-Fi as the phone, or use a cable."),
    ),
    "printer_fine": (N_("Papers can be printed on “{name}”."), ""),
    "printer_none": (
        N_("There is none. Papers can be copied to a USB stick."),
        N_("Connect one and turn it on, or have the papers printed at a shop."),
    ),
    "voice_fine": (N_("The system has a voice."), ""),
    "voice_none": (
        N_("The system has no voice. Everything can still be read on the screen."),
        N_("Install speech-dispatcher or espeak-ng if you want to be read to."),
    ),
    "no_answer": (
        N_("It didn't answer within {seconds}."),
        N_("Restart the computer and test again."),
    ),
    "look_failed": (
        N_("Something went wrong while looking ({detail})."),
        N_("Restart the computer and test again."),
    ),
}


def name_of_check(name: str) -> str:
    """What it looks at, for a person."""
    return _(NAMES[name])


def explain_check(name: str, code: str, data: Mapping[str, Any]) -> Explanation:
    """The words for a check; an error's own where the look ended in one."""
    title = name_of_check(name)
    if code in LOOKS:
        happened, advice = (filled(part, code, data) for part in LOOKS[code])
        return Explanation(title, happened, advice, code)
    assert code in ERRORS or code in WARNINGS, code
    why = explain(code, data)
    return Explanation(title, why.happened, why.advice, code)
