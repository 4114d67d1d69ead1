"""From kept facts to a complaint: who receives it, in which words, and what the letter says.

Nothing here adds a claim: a letter has the sentences a person typed, the amounts and dates of the case, and blanks to
be filled by hand where something isn't known. What an authority or a law may change lies in resources/channels.
"""

from evidence_keeper.complaint.channels import Channel, channel_keys, load
from evidence_keeper.complaint.letter import Letter, write

__all__ = ["Channel", "Letter", "channel_keys", "load", "write"]
