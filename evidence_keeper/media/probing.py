"""One look at a file: what it is, how long or large, when it says it was made, and what is broken.

Odd content is an answer here, never an exception: evidence is what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence_keeper.errors import SourceError
from evidence_keeper.media import times
from evidence_keeper.media.heif import Heif
from evidence_keeper.media.lengths import length_of
from evidence_keeper.media.pdf import PdfDocument
from evidence_keeper.media.pictures import (
    MOST_PIXELS,
    exif_of,
    exif_tags,
    open_picture,
    picture_errors,
)
from evidence_keeper.media.sniff import Sniffed, family_and_mime, sniff
from evidence_keeper.media.sound import can_be_heard
from evidence_keeper.media.source import SourceFile
from evidence_keeper.media.streams import Streams, av_errors
from evidence_keeper.media.wholeness import defects

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_DECODE_SECONDS = 5.0
_DECODE_PACKETS = 200


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file is by its bytes.

    `family` is audio, image, video, pdf, text, mail, archive, office, empty or unknown; `container` a short name
    (mp3, m4a, jpeg, docx; empty where unknown). `seconds` is what can be played, counted, not what the header
    hopes. `width` and `height` are pixels as seen (a turned picture is turned). `codec` of a text is its encoding.
    `created_at` is aware: the container's or camera's own statement, None where it makes none or an absurd one;
    `created_from` is container, exif or empty. `broken` holds stable codes: truncated, undecodable, no_frames,
    length_unsure, picture_damaged, pdf_damaged, pdf_locked, office_locked.
    """

    family: str
    container: str
    mime: str
    seconds: float | None = None
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    sample_rate: int | None = None
    channels: int | None = None
    codec: str = ""
    created_at: datetime | None = None
    created_from: str = ""
    software: str = ""
    device: str = ""
    broken: tuple[str, ...] = ()


def probe(path: Path) -> Probe:
    """Looks at the file. Bounded in time and memory, whatever is in it.

    Raises SourceError source_unreadable if it can't be opened, and nothing else.
    """
    with SourceFile(path) as file:
        sniffed = sniff(file)
        known = Probe(
            sniffed.family,
            sniffed.container,
            sniffed.mime,
            codec=sniffed.encoding,
            broken=sniffed.broken,
        )
        look = _LOOKS.get(sniffed.family)
        return known if look is None else look(known, file, sniffed)


def _with_broken(known: Probe, *codes: str) -> Probe:
    return replace(known, broken=tuple(dict.fromkeys((*known.broken, *codes))))


# ---- sound and film


def _look_at_recording(known: Probe, file: SourceFile, sniffed: Sniffed) -> Probe:
    if sniffed.container == "midi":
        return known
    known = _with_broken(known, *defects(file, sniffed.container))
    try:
        with Streams(file.path, sniffed) as streams:
            return _with_streams(known, streams)
    except SourceError:
        return _with_broken(known, "undecodable")


def _with_streams(known: Probe, streams: Streams) -> Probe:
    audio, video = streams.audio, streams.video
    known = _named(known, audio is not None, video is not None)
    if audio is None and video is None:
        return _with_broken(known, "no_frames")
    known = _with_tags(known, streams, audio, video)
    if audio is not None:
        known = _with_audio(known, audio)
    if video is not None:
        context = video.codec_context
        known = replace(known, width=context.width, height=context.height, codec=context.name)
    length = length_of(streams)
    known = _with_broken(replace(known, seconds=length.seconds), *length.broken)
    if length.seconds is None:
        return _with_broken(known, "no_frames")
    return _with_first_frame(known, streams)


_SOUND_ONLY = {"mp4": "m4a", "mov": "m4a", "3gp": "3gp", "mkv": "mka", "webm": "weba", "wmv": "wma"}
_WITH_FILM = {"m4a": "mp4", "ogg": "ogv", "opus": "ogv", "wma": "wmv", "mp3": "mp3", "wav": "wav"}


def _named(known: Probe, audio: bool, video: bool) -> Probe:
    """The same container under the name that people use for what is in it."""
    if video:
        container = _WITH_FILM.get(known.container, known.container)
    elif audio:
        container = _SOUND_ONLY.get(known.container, known.container)
    else:
        return known
    family, mime = family_and_mime(container)
    if container == "3gp":
        family, mime = ("video", mime) if video else ("audio", "audio/3gpp")
    return replace(known, container=container, family=family, mime=mime)


def _with_audio(known: Probe, audio: AudioStream) -> Probe:
    context = audio.codec_context
    return replace(
        known,
        sample_rate=context.sample_rate or None,
        channels=len(context.layout.channels) or None,
        codec="silk" if known.container == "silk" else context.name,
    )


def _with_first_frame(known: Probe, streams: Streams) -> Probe:
    """Decodes until one frame came out: a header alone proves nothing, and only a frame knows how it is turned."""
    if (known.width or 0) * (known.height or 0) > MOST_PIXELS:
        return _with_broken(known, "undecodable")
    frame = _first_frame(streams)
    if frame is None:
        return _with_broken(known, "undecodable")
    # PyAV before 14.1 doesn't tell.
    if getattr(frame, "rotation", 0) % 180:
        return replace(known, width=known.height, height=known.width)
    return known


def _first_frame(streams: Streams) -> AudioFrame | VideoFrame | None:
    streams.rewind()
    track = streams.video or streams.audio
    if track is None:
        return None
    with streams.file.limited(_DECODE_SECONDS):
        for packet in islice(streams.packets(track), _DECODE_PACKETS):
            try:
                frames: list[Any] = packet.decode()
            except av_errors():
                continue
            for frame in frames:
                if track.type == "video" or can_be_heard(frame):
                    found: AudioFrame | VideoFrame = frame
                    return found
    return None


# ---- times and makers in a container's tags


def _with_tags(
    known: Probe, streams: Streams, audio: AudioStream | None, video: VideoStream | None
) -> Probe:
    tags: dict[str, str] = {}
    for holder in (video, audio, streams.container):
        if holder is not None:
            tags.update({key.lower(): str(value) for key, value in holder.metadata.items()})
    created = _container_time(tags)
    return replace(
        known,
        created_at=created,
        created_from="container" if created else "",
        software=_first(tags, "com.apple.quicktime.software", "software", "encoder", "encoded_by"),
        device=_device(
            _first(tags, "com.apple.quicktime.make", "com.android.manufacturer", "make"),
            _first(tags, "com.apple.quicktime.model", "com.android.model", "model"),
        ),
    )


def _container_time(tags: Mapping[str, str]) -> datetime | None:
    """The first statement that can be a time. Apple's own knows the zone; creation_time is UTC by the standard."""
    return (
        times.stated(tags.get("com.apple.quicktime.creationdate", ""))
        or times.stated(tags.get("creation_time", ""), "Z")
        or times.stated(f"{tags.get('origination_date', '')} {tags.get('origination_time', '')}")
        or times.stated(tags.get("date", ""))
    )


def _first(tags: Mapping[str, str], *keys: str) -> str:
    return next((_line(tags[key]) for key in keys if _line(tags.get(key, ""))), "")


def _device(make: str, model: str) -> str:
    return model if model.lower().startswith(make.lower()) else f"{make} {model}".strip()


def _line(text: object) -> str:
    """One printable line of at most 200 characters: a tag can hold anything."""
    shown = "".join(sign if sign.isprintable() else " " for sign in str(text)[:400])
    return " ".join(shown.split())[:200]


# ---- pictures


def _look_at_picture(known: Probe, file: SourceFile, sniffed: Sniffed) -> Probe:
    known = _with_broken(known, *defects(file, sniffed.container))
    try:
        if sniffed.container == "heic":
            return _with_heif(known, Heif(file))
        with open_picture(file, sniffed.container) as picture:
            width, height = picture.size
            tags = exif_of(file, picture)
    except picture_errors():
        return _with_broken(known, "picture_damaged")
    if tags.get(_ORIENTATION) in (5, 6, 7, 8):
        width, height = height, width
    return _with_exif(replace(known, width=width, height=height), tags)


def _with_heif(known: Probe, heif: Heif) -> Probe:
    # How it is turned stands in its table; the camera's word is history by then.
    width, height = heif.size
    return _with_exif(replace(known, width=width, height=height), exif_tags(heif.exif()))


# Numbers of EXIF tags.
_MAKE, _MODEL, _ORIENTATION, _SOFTWARE = 0x010F, 0x0110, 0x0112, 0x0131
# Taken, digitised, changed: each with the tag that states its zone.
_EXIF_TIMES = ((0x9003, 0x9011), (0x9004, 0x9012), (0x0132, 0x9010))


def _with_exif(known: Probe, tags: Mapping[int, object]) -> Probe:
    created = next(
        (
            time
            for taken, zone in _EXIF_TIMES
            if (time := times.stated(_line(tags.get(taken, "")), _line(tags.get(zone, ""))))
        ),
        None,
    )
    return replace(
        known,
        created_at=created,
        created_from="exif" if created else "",
        software=_line(tags.get(_SOFTWARE, "")),
        device=_device(_line(tags.get(_MAKE, "")), _line(tags.get(_MODEL, ""))),
    )


# ---- PDF


def _look_at_pdf(known: Probe, file: SourceFile, sniffed: Sniffed) -> Probe:
    known = _with_broken(known, *defects(file, sniffed.container))
    try:
        with PdfDocument(file.path) as document:
            pages, facts = document.count, document.facts()
    except SourceError as error:
        return _with_broken(known, "pdf_locked" if error.code == "pdf_locked" else "pdf_damaged")
    created = times.stated_in_pdf(facts.get("CreationDate", ""))
    return replace(
        known,
        pages=pages,
        created_at=created,
        created_from="container" if created else "",
        software=_first(facts, "Creator", "Producer"),
    )


_LOOKS: Mapping[str, Callable[[Probe, SourceFile, Sniffed], Probe]] = {
    "audio": _look_at_recording,
    "video": _look_at_recording,
    "image": _look_at_picture,
    "pdf": _look_at_pdf,
}
