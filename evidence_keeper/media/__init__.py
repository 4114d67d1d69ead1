"""Looks into sound, pictures, films and PDFs: once, for intake, reading, bundle and window.

What a file is follows from its bytes, never from its name. Nothing here writes, and odd content is an answer
(`Probe.broken`), not an exception. Time and memory stay bounded on a hostile file. The heavy libraries (PyAV, numpy,
Pillow, pdfium, PortAudio) are loaded by the first call that needs them, so importing this package costs nothing.
"""

from __future__ import annotations

from evidence_keeper.media.films import FilmFrame, film_frames, still
from evidence_keeper.media.pdf import PdfDocument
from evidence_keeper.media.player import Player
from evidence_keeper.media.probing import Probe, probe
from evidence_keeper.media.sound import Peaks, decode, peaks
from evidence_keeper.media.thumbnails import picture, thumbnail
from evidence_keeper.media.work import Work

__all__ = [
    "FilmFrame",
    "PdfDocument",
    "Peaks",
    "Player",
    "Probe",
    "Work",
    "decode",
    "film_frames",
    "peaks",
    "picture",
    "probe",
    "still",
    "thumbnail",
]
