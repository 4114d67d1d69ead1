"""One track on the disk: a FLAC file that grows, and that can be read up to its last block whatever happens.

Measured: of a FLAC whose writer is killed all but 20 ms come back, exactly; its frames carry checksums, so a torn end
is noticed and not taken for sound. What the system refuses (a full disk) is raised here, not inside libsndfile.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.errors import EvidenceError, SpaceError, StorageError

if TYPE_CHECKING:
    from evidence_keeper.intake.audio.port import Samples

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", -1), errno.EFBIG}
_WINDOWS_FULL = {112, 39}
_SILENCE_FRAMES = 1 << 16


class _Sink:
    """The file as libsndfile sees it. Its callbacks can't raise, so the error is kept and asked for; after `close`
    it takes nothing more (libsndfile may come once again when it is swept up)."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb", buffering=0)
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        """All of it, or none and the error is kept."""
        view = memoryview(data)
        try:
            while view and self.error is None and not self._file.closed:
                view = view[self._file.write(view) :]
        except OSError as error:
            self.error = error
        return len(data) - len(view)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """As a file's."""
        return 0 if self._file.closed else self._file.seek(offset, whence)

    def tell(self) -> int:
        """As a file's."""
        return 0 if self._file.closed else self._file.tell()

    def sync(self) -> None:
        """Bring the bytes to the disk itself."""
        getattr(os, "fdatasync", os.fsync)(self._file.fileno())

    def close(self) -> None:
        """Give the file back."""
        self._file.close()


class FlacFile:
    """A new mono 16-bit FLAC at `path`. Every method raises SpaceError or StorageError where the disk fails."""

    def __init__(self, path: Path, rate: int) -> None:
        import soundfile

        self._path = path
        try:
            self._sink = _Sink(path)
        except OSError as error:
            raise as_error(error, path) from error
        self._sound = soundfile.SoundFile(self._sink, "w", rate, 1, "PCM_16", format="FLAC")

    def write(self, samples: Samples) -> None:
        """Append samples."""
        import soundfile

        try:
            self._sound.write(samples)
        except (soundfile.SoundFileError, AssertionError):
            if self._sink.error is None:
                raise
        self._check()

    def write_silence(self, frames: int) -> None:
        """Append so many samples of silence."""
        import numpy as np

        while frames > 0:
            some = min(frames, _SILENCE_FRAMES)
            self.write(np.zeros(some, np.int16))
            frames -= some

    def sync(self) -> None:
        """What has been encoded is on the disk after this."""
        try:
            self._sink.sync()
        except OSError as error:
            raise as_error(error, self._path) from error
        self._check()

    def close(self) -> bool:
        """Write length and checksum into the head. False where the disk wouldn't take them: the file is as after
        a crash then, and can be read all the same."""
        import soundfile

        try:
            self._sound.close()
            self._sink.sync()
        except (soundfile.SoundFileError, OSError):
            return False
        finally:
            self._sink.close()
        return self._sink.error is None

    def _check(self) -> None:
        if self._sink.error is not None:
            raise as_error(self._sink.error, self._path) from self._sink.error


def as_error(error: OSError, path: Path) -> EvidenceError:
    """The error a person can read for what the system said about `path`."""
    if error.errno in _FULL or getattr(error, "winerror", None) in _WINDOWS_FULL:
        return SpaceError("disk_full", path=str(path))
    return StorageError("disk_error", path=str(path), detail=error.strerror or str(error))
