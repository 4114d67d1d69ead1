"""One vault is built for a whole run; each test gets a copy of its own to spoil."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.vault.scenes import Scene, build, copy_of


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The vault as it was built. Only to be read."""
    return build(tmp_path_factory.mktemp("untouched"))


@pytest.fixture
def scene(untouched: Scene, tmp_path: Path) -> Scene:
    """A copy of the vault, its home and its past."""
    return copy_of(untouched, tmp_path)
