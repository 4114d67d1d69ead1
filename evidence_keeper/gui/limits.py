"""What an office's form takes: as the data says, and as the person saw it on the live page, which wins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from evidence_keeper.text import gui_ngettext
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.complaint import Channel
    from evidence_keeper.complaint.channels import Limit


def limit_of(office: Channel, key: str) -> Limit | None:
    """The limit as the data has it, with its day and source."""
    return next((one for one in office.limits if one.key == key), None)


def most_words(limit: Limit, most: int) -> str:
    """A limit as people say it: 500 characters, 5 files, 5 MB each."""
    if limit.unit == "files":
        return gui_ngettext("{n} file at most", "{n} files at most", most).format(n=most)
    if limit.unit == "MiB":
        return _("each at most {n} MB").format(n=most)
    return gui_ngettext("at most {n} character", "at most {n} characters", most).format(n=most)


def origin_words(limit: Limit, own: int | None) -> str:
    """Whose number it is: the person's own beside the one in the data, or the data's with its day."""
    day = limit.origin.as_of.isoformat()
    if own is not None and own != limit.most:
        words = _("your own number; noted before: {most} ({day}, {source})")
        return words.format(most=limit.most, day=day, source=limit.origin.source)
    if limit.origin.printable:
        return _("noted {day}: {source}").format(day=day, source=limit.origin.source)
    return _("noted {day} from memory; what stands on the page counts").format(day=day)


def own_limit(own: Mapping[str, int], office: Channel, key: str) -> int | None:
    """The person's own number, None where they set none."""
    return own.get(f"{office.key}.{key}")
