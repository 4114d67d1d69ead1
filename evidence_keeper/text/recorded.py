"""Words for recordings: what is noted on a track, and what is said while it runs.

The codes are intake.audio's (NOTE_CODES, ALARMS); a test compares them. A recording's own words name the fix for the
way somebody calls: beside a phone, or on this computer.
"""

from __future__ import annotations

from collections.abc import Mapping

from evidence_keeper.text.languages import N_

RECORDING_NOTES: Mapping[str, str] = {
    "recording_interrupted": N_(
        "The recording was broken off. What was recorded by then is there: {seconds}."
    ),
    "recording_silent": N_("Nothing can be heard on this track."),
    "mode_changed": N_("At {at} the way of calling was changed; the same recording went on."),
    "track_added": N_("This side was recorded from {at} on. Before that it is silent."),
    "track_ended": N_("This side was recorded up to {at}; the other one went on."),
    "device_chosen": N_("At {at} another microphone was chosen: “{to}” in place of “{device}”."),
    "recording_gaps": N_("Sound is missing here and there, {seconds} in all. It is silent there."),
    "recording_disk_full": N_("The disk was full. The recording ends there."),
    "recording_failed": N_("The recording could not go on and ends there."),
    "device_gone": N_("“{device}” went away at {at}."),
    "device_changed": N_(
        "At {at} the system changed from “{device}” to another device. That one was not recorded."
    ),
    "clock_jumped": N_("The computer's clock was set at {at}, by {by} seconds."),
    "computer_slept": N_("The computer slept at {at}, for {lasted}."),
    "program_stopped": N_("The program stood still at {at}, for {lasted}."),
    "overflow": N_("The system says that some sound was lost at {at}."),
    "start_padded": N_(
        "This track began {milliseconds} thousandths of a second later; it is silent until then."
    ),
    "no_system_sound": N_("The computer's own sound could not be recorded."),
    "sleep_not_held": N_("Nothing kept the computer from going to sleep meanwhile."),
    "kept_later": N_("It was whole, and was kept at the next start of the program."),
}

# Title, what happened, what to do.
RECORDING_ALARMS: Mapping[str, tuple[str, str, str]] = {
    "alarm_device_gone": (
        N_("A device went away"),
        N_("The microphone or the sound device is gone. Nothing is recorded from it now."),
        N_("Plug it in again. The recording goes on by itself."),
    ),
    "alarm_microphone_gives_nothing": (
        N_("The microphone gives nothing"),
        N_("No sound at all comes from the microphone."),
        N_("Plug it out and in again, or choose another microphone."),
    ),
    "alarm_nothing_heard": (
        N_("Nothing is heard"),
        N_("Nothing was heard for half a minute."),
        N_("Switch the phone's loudspeaker on and lay the phone close to the computer."),
    ),
    "alarm_microphone_flat": (
        N_("You are not heard"),
        N_("Nothing comes from the microphone. It may be switched off."),
        N_("Look for a switch on the headset, and for a crossed-out microphone on the screen."),
    ),
    "alarm_system_flat": (
        N_("The other side is not heard"),
        N_("Nothing comes from the other side."),
        N_(
            "If they are speaking, let the call sound from this computer's usual loudspeaker or headset."
        ),
    ),
    "alarm_no_system_sound": (
        N_("Only you are recorded"),
        N_("This computer's own sound can't be recorded here. Only the microphone is."),
        N_("Let the call sound from the loudspeaker, so that the microphone hears both."),
    ),
    "alarm_space_low": (
        N_("The disk is nearly full"),
        N_("There is room for a few minutes only."),
        N_("Empty the waste bin or delete films. What is recorded stays in any case."),
    ),
    "alarm_forgotten": (
        N_("Is the call over?"),
        N_("Nothing was heard for five minutes. The recording goes on."),
        N_("Stop and keep, or go on recording."),
    ),
}
