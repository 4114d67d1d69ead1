"""Samples and the sound server that the media tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pulse import PulseServer, as_the_sound_server
from tests.unit.media import samples


@pytest.fixture(scope="session")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Six seconds of the sweep in every kind of recording."""
    folder = tmp_path_factory.mktemp("sounds")
    return {kind: samples.write_sound(folder / kind, kind) for kind in samples.SOUNDS}


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of film with sound."""
    return samples.write_film(tmp_path_factory.mktemp("film") / "film.mp4")


@pytest.fixture(scope="module")
def pulse() -> Iterator[PulseServer]:
    """A sound server that this process plays to."""
    with PulseServer() as server, as_the_sound_server(server):
        yield server
