"""Single pictures out of a film, turned the way the phone was held."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.errors import SourceError
from evidence_keeper.media.pictures import MOST_PIXELS
from evidence_keeper.media.streams import Streams, av_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from PIL import Image

# A film with one key picture in an hour would have us decode the hour; 20 seconds of 60 pictures are enough.
_MOST_FRAMES = 1200


def still(path: Path, seconds: float) -> bytes:
    """PNG of what a film shows at `seconds` from its beginning; its last picture where that is behind the end.

    Raises SourceError source_unreadable, not_playable (no film) or media_broken (nothing can be decoded).
    """
    made = io.BytesIO()
    film_picture(path, seconds).save(made, "PNG")
    return made.getvalue()


def film_picture(path: Path, seconds: float) -> Image.Image:
    """As `still`, as a Pillow picture in RGB."""
    with Streams(path) as streams:
        video = streams.video
        if video is None:
            raise SourceError("not_playable", path=str(path))
        context = video.codec_context
        if context.width * context.height > MOST_PIXELS:
            raise SourceError("media_broken", path=str(path))
        # Behind the end, and behind a tear, nothing comes: then the last picture before it is shown.
        for start in (max(0.0, seconds), 0.0):
            shown = _shown_at(_pictures(streams, video, start), video, max(0.0, seconds))
            if shown is not None:
                return _turned(shown)
    raise SourceError("media_broken", path=str(path))


@dataclass(frozen=True, slots=True)
class FilmFrame:
    """One frame of a film: its number from 0, its seconds from the beginning, as the film has them."""

    number: int
    seconds: float
    _frame: VideoFrame

    def grey(self) -> Image.Image:
        """Brightness alone, turned; quick, and good for comparing frames of one film."""
        grey = self._frame.reformat(format="gray")
        image: Image.Image = grey.to_image()  # type: ignore[no-untyped-call]
        return _upright(image.convert("L"), self._frame)

    def picture(self) -> Image.Image:
        """In RGB, turned."""
        return _turned(self._frame)


def film_frames(path: Path) -> Iterator[FilmFrame]:
    """Every frame of a film in order, one at a time; what lies behind a tear is left out.

    Raises SourceError source_unreadable, not_playable (no film) or media_broken (nothing can be decoded).
    """
    with Streams(path) as streams:
        video = streams.video
        if video is None:
            raise SourceError("not_playable", path=str(path))
        context = video.codec_context
        if context.width * context.height > MOST_PIXELS:
            raise SourceError("media_broken", path=str(path))
        number, begin = -1, _begin(video)
        for number, frame in enumerate(_decoded(streams, video)):
            yield FilmFrame(number, (frame.time or 0.0) - begin, frame)
    if number < 0:
        raise SourceError("media_broken", path=str(path))


def _shown_at(
    pictures: Iterator[VideoFrame], video: VideoStream, seconds: float
) -> VideoFrame | None:
    shown = None
    for number, picture in enumerate(pictures):
        if shown is not None and (picture.time or 0.0) - _begin(video) > seconds:
            break
        shown = picture
        if number > _MOST_FRAMES:
            break
    return shown


def _begin(video: VideoStream) -> float:
    return float((video.start_time or 0) * video.time_base) if video.time_base else 0.0


def _pictures(streams: Streams, video: VideoStream, seconds: float) -> Iterator[VideoFrame]:
    try:
        place = int((seconds + _begin(video)) / video.time_base) if video.time_base else 0
        streams.container.seek(place, stream=video)
    except av_errors():
        return
    yield from _decoded(streams, video)


def _decoded(streams: Streams, video: VideoStream) -> Iterator[VideoFrame]:
    for packet in streams.packets(video):
        try:
            yield from packet.decode()
        except av_errors():
            continue


def _turned(picture: VideoFrame) -> Image.Image:
    image: Image.Image = picture.to_image()  # type: ignore[no-untyped-call]
    return _upright(image, picture)


def _upright(image: Image.Image, picture: VideoFrame) -> Image.Image:
    # Angles are counter-clockwise in both libraries.
    turn = getattr(picture, "rotation", 0)
    return image.rotate(turn, expand=True) if turn else image
