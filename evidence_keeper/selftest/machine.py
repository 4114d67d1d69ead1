"""What else papers and recordings need of this computer."""

from __future__ import annotations

from evidence_keeper.selftest.facts import Check, Computer
from evidence_keeper.speaking.engines import engines
from evidence_keeper.text import language

_MOST_OFF = 2.0
"""Seconds. Further off than this the clock itself says that it can't be relied on for minutes."""

_DECODERS = ("aac", "mp3", "opus", "vorbis", "flac", "amrnb", "amrwb", "pcm_s16le", "h264", "hevc")
"""What phones record in, as ffmpeg calls it."""


def clock(_computer: Computer) -> Check:
    """What the system's own time service says. Nobody is asked for the time."""
    from evidence_keeper.intake.screen.nettime import clock_state, synchronised

    kept = synchronised()
    if not kept:
        return Check("clock", False, "clock_unknown" if kept is None else "clock_alone")
    state = clock_state()
    off = abs(state.offset_seconds) if state is not None else 0.0
    if off > _MOST_OFF:
        return Check("clock", False, "clock_off", {"seconds": off})
    return Check("clock", True, "clock_fine")


def fonts(_computer: Computer) -> Check:
    """Every shipped font opens and can write Chinese."""
    from evidence_keeper.bundle import fonts as shipped

    shipped.install()
    drawn = shipped.glyphs("证据")
    whole = all(one.font in (shipped.REGULAR, shipped.BOLD) and one.width for one in drawn)
    return Check("fonts", whole, "fonts_fine" if whole else "fonts_lacking")


def ocr(_computer: Computer) -> Check:
    """The reader of pictures and its models are here. It is not run: that takes 0.7 GB."""
    from evidence_keeper.reading.screenshot.asking import models_here, refuse_without_engine

    refuse_without_engine()
    here = models_here()
    return Check("ocr", here, "ocr_fine" if here else "ocr_lacking")


def formats(_computer: Computer) -> Check:
    """The decoders for what phones record in (they come with PyAV), and what a beep over a word needs (pydub)."""
    import importlib.util

    import av

    lacking = [name for name in _DECODERS if name not in av.codecs_available]
    # Python 3.13 has no audioop of its own any more; pydub takes it from audioop-lts.
    needs = ("pydub", "audioop")
    lacking += [name for name in needs if importlib.util.find_spec(name) is None]
    if lacking:
        return Check("formats", False, "formats_lacking", {"names": lacking})
    return Check("formats", True, "formats_fine")


def network(_computer: Computer) -> Check:
    """Whether there is a network that a phone could be in, too."""
    from evidence_keeper.intake.phone.networks import networks

    there = bool(networks())
    return Check("network", there, "network_fine" if there else "network_none")


def printers(computer: Computer) -> Check:
    """Whether there is a printer; one can do without."""
    names = computer.printers()
    if not names:
        return Check("printers", False, "printer_none")
    return Check("printers", True, "printer_fine", {"name": names[0]})


def voice(_computer: Computer) -> Check:
    """Whether the system has a voice to read aloud with, in the language that is spoken here."""
    here = any(engine.speaks(language()) for engine in engines())
    return Check("voice", here, "voice_fine" if here else "voice_none")
