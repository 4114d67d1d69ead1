"""A recording or a film opened with PyAV: which stream counts, how long it really is, and packets that survive damage.

The demuxer is named by what the bytes are, never guessed: FFmpeg's own guess would take a text that begins with
#EXTM3U for a play list and open the files and addresses it names.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence_keeper.errors import SourceError
from evidence_keeper.media import silk
from evidence_keeper.media.closing import Closing
from evidence_keeper.media.sniff import Sniffed, id3_size, sniff
from evidence_keeper.media.source import SourceFile

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

_DEMUXERS = {
    "mp3": "mp3",
    "aac": "aac",
    "amr": "amr",
    "awb": "amr",
    "wav": "wav",
    "w64": "w64",
    "flac": "flac",
    "ogg": "ogg",
    "opus": "ogg",
    "ogv": "ogg",
    "m4a": "mov",
    "mp4": "mov",
    "mov": "mov",
    "3gp": "mov",
    "3ga": "mov",
    "caf": "caf",
    "wma": "asf",
    "wmv": "asf",
    "aiff": "aiff",
    "au": "au",
    "qcp": "qcp",
    "silk": "wav",
    "ape": "ape",
    "mkv": "matroska",
    "mka": "matroska",
    "webm": "matroska",
    "weba": "matroska",
    "avi": "avi",
    "flv": "flv",
    "mpegts": "mpegts",
    "mpeg": "mpeg",
}

# No index, no time stamps: the stated length is a guess from the bit rate.
COUNTED = frozenset({"mp3", "aac", "amr", "awb", "qcp"})

# A time stamp that jumps further ahead, in seconds, is broken: nothing was recorded or lost for so long.
HOLE_TOO_LONG = 600.0

# Opening reads some hundred KB; a hostile index may ask for far more.
_OPEN_SECONDS = 10.0


def av_errors() -> tuple[type[Exception], ...]:
    """What PyAV raises on broken content."""
    import av

    return (av.FFmpegError, ValueError, OverflowError, IndexError, RuntimeError, MemoryError)


class Streams(Closing):
    """An open container. Use it with `with`. Raises SourceError source_unreadable or media_broken."""

    def __init__(self, path: Path, sniffed: Sniffed | None = None) -> None:
        """`sniffed` saves looking twice. `media_broken` where the container can't be opened."""
        self.file = SourceFile(path)
        try:
            self.sniffed = sniffed or sniff(self.file)
            self.length_is_guessed = self.sniffed.container in COUNTED and not _has_xing(
                self.file, self.sniffed
            )
            # FFmpeg doesn't know SILK: it gets what we unpacked, once.
            self._unpacked = silk.as_wav(self.file) if self.sniffed.container == "silk" else None
            self.container = _open(self.file, self.sniffed.container, self._unpacked)
        except BaseException:
            self.file.close()
            raise

    @property
    def must_be_counted(self) -> bool:
        """Whether a place is found for sure only by counting packets from the beginning."""
        audio = self.audio
        # FFmpeg finds the wrong place in WAV with ADPCM.
        adpcm = audio is not None and audio.codec_context.name.startswith("adpcm")
        return adpcm or self.sniffed.container in COUNTED

    @property
    def audio(self) -> AudioStream | None:
        """The first sound track that can be decoded."""
        for stream in self.container.streams.audio:
            if stream.codec_context is not None:
                return stream
        return None

    @property
    def video(self) -> VideoStream | None:
        """The first film track that can be decoded; a recording's cover picture is none."""
        from av.stream import Disposition

        for stream in self.container.streams.video:
            cover = stream.disposition & Disposition.attached_pic
            if stream.codec_context is not None and not cover:
                return stream
        return None

    def packets(self, *streams: AudioStream | VideoStream) -> Iterator[Packet[Any]]:
        """The streams' packets, up to the end or to where the container tears; an empty one at last flushes."""
        with suppress(*av_errors()):
            yield from self.container.demux(*streams)

    def rewind(self) -> None:
        """Go back to the beginning. Seeking there isn't the same: in an MP3 it moves the time by seconds."""
        self.container.close()
        self.container = _open(self.file, self.sniffed.container, self._unpacked)

    def close(self) -> None:
        """Give back container and file."""
        self.container.close()
        self.file.close()


def _has_xing(file: SourceFile, sniffed: Sniffed) -> bool:
    """Whether an MP3's first frame counts the frames that follow: then its length is no guess."""
    if sniffed.container != "mp3":
        return False
    head = file.at(0, 10)
    frame = file.at(id3_size(head) if head[:3] == b"ID3" else 0, 2048)
    return any(mark in frame for mark in (b"Xing", b"Info", b"VBRI"))


def _pyav_version() -> int:
    import av

    return int(av.__version__.partition(".")[0])


def _open(file: SourceFile, container: str, unpacked: BytesIO | None) -> InputContainer:
    import av

    source = unpacked or file

    demuxer = _DEMUXERS.get(container)
    if demuxer is None:
        code = "not_playable" if container else "media_broken"
        raise SourceError(code, path=str(file.path), container=container)
    if container == "silk" and unpacked is None:
        raise SourceError("media_broken", path=str(file.path), container=container)
    source.seek(0)
    try:
        with file.limited(_OPEN_SECONDS):
            # A tag may be in any code page, and a broken one must not keep the sound from being heard. PyAV 19 sees to
            # that by itself and doesn't know the word any more.
            lenient: dict[str, Any] = {"metadata_errors": "replace"} if _pyav_version() < 19 else {}
            opened: InputContainer = av.open(source, "r", format=demuxer, **lenient)
            return opened
    except av_errors() as error:
        raise SourceError("media_broken", path=str(file.path), container=container) from error
