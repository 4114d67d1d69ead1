"""Words for the notes in an item's provenance: what was found out about it while it was kept.

The codes are intake's (intake.files.NOTE_CODES); a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping

from evidence_keeper.text.languages import N_

NOTES: Mapping[str, str] = {
    "container_time": N_("The recording itself says {value}."),
    "filename_time": N_("The file's name says {value}."),
    "media_broken": N_("The file is damaged. It was kept as it came."),
}
