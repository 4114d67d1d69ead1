"""Which adapter this computer needs."""

from __future__ import annotations

import sys

from evidence_keeper.intake.audio.port import Microphone


def microphone() -> Microphone:
    """This computer's sound. Never fails: what is missing is said by `available` and `devices`."""
    if sys.platform == "win32":
        from evidence_keeper.intake.audio.wasapi import WindowsMicrophone

        return WindowsMicrophone()
    if sys.platform == "darwin":
        from evidence_keeper.intake.audio.taps import MacMicrophone

        return MacMicrophone()
    from evidence_keeper.intake.audio.portaudio import PortAudioMicrophone
    from evidence_keeper.intake.audio.pulse import PulseMicrophone

    pulse = PulseMicrophone()
    return pulse if pulse.available() else PortAudioMicrophone()
