"""Words for the notes in an item's provenance: what was found out about it while it was kept.

The codes are intake's (NOTE_CODES) and keeper's own for what a crash left; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping

from evidence_keeper.text.languages import N_
from evidence_keeper.text.recorded import RECORDING_NOTES

NOTES: Mapping[str, str] = {
    "filename_time": N_("The file's name says {value}."),
    "container_time": N_("Inside the file it says {value}."),
    "exif_time": N_("Inside the picture it says {value}."),
    "times_differ": N_("The time in the name and the time inside are {seconds} apart."),
    "saved_time": N_("It was saved or exported {value}. When it happened is not known from that."),
    "time_refused": N_("It states a time that can't be right: {value}."),
    "broken": N_("{what} It was kept as it came."),
    "excerpt": N_("Cut out of {of} at {at}, {seconds} long. The original is kept whole."),
    "bleeped": N_("In this copy of {of}, {seconds} can't be heard. The original is kept whole."),
    "marked_up": N_(
        "This is a copy of {of} on which a person has drawn. The original is kept whole."
    ),
    "shot_black": N_("The picture is black: nothing can be seen in it."),
    "shot_covered": N_("Other windows lay over {percent} % of this one: {by}"),
    "shot_cut": N_("{percent} % of the window lay beside the screen and are missing."),
    "shot_moved": N_("The window moved while the picture was taken."),
    "stitched": N_(
        "Joined from {count} pictures. {rows} rows of pixels were compared where they overlap, and agree."
    ),
    "stitched_unsure": N_(
        "At {count} of the joins something between the rows that agree had changed: please look."
    ),
    "stitched_gap": N_(
        "There is a gap beside this picture: something may be missing, no overlap is proven, and nothing was joined."
    ),
    "stitched_part": N_("Part {part} of {parts}: the whole is too high for one picture."),
    "frame_of": N_("Taken from the video {of} at {at}."),
    "lines_left_out": N_("{count} lines are no message, the first is line {first}."),
    "date_order_unknown": N_(
        "{count} dates could be read in more than one way (day or month first): their time is unknown."
    ),
    "cut_short": N_("Only its first part was read. The original is kept whole."),
    "me_not_found": N_("Nobody in it is called {name}."),
    "not_readable": N_("Nobody could look inside. It was kept as it came."),
    "name_undecodable": N_("Some signs in its name can't be read."),
    "adopted": N_("The program was stopped while it was kept. It is whole."),
    "adopted_incomplete": N_(
        "The program was stopped while it was kept. Only a part of it arrived."
    ),
    "phone_clock_fast": N_(
        "The phone's clock was {seconds} fast when it sent this: its times may be as wrong."
    ),
    "phone_clock_slow": N_(
        "The phone's clock was {seconds} slow when it sent this: its times may be as wrong."
    ),
    "taken_in": N_("It was taken in from a case file of family."),
    **RECORDING_NOTES,
}

# What is broken about a file (media.Probe.broken), put into the note `broken`.
BROKEN: Mapping[str, str] = {
    "truncated": N_("The end of the file is missing."),
    "undecodable": N_("The file can't be played or shown."),
    "no_frames": N_("The file has no sound and no picture in it."),
    "length_unsure": N_("How long it is can't be said for sure."),
    "picture_damaged": N_("The picture is damaged."),
    "pdf_damaged": N_("The PDF is damaged."),
    "pdf_locked": N_("The PDF opens only with a password."),
    "office_locked": N_("The paper opens only with a password."),
}
