"""Resources must be found from a checkout and from an installed package alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_keeper import resources
from evidence_keeper.errors import InternalError


def test_finds_what_travels_with_the_program() -> None:
    assert resources.path("fonts").is_dir()
    assert resources.path() == resources.path("fonts").parent


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(InternalError) as caught:
        resources.path("fonts", "nowhere.ttf")
    assert caught.value.code == "resource_missing"
    assert caught.value.data["name"] == "fonts/nowhere.ttf"


def test_an_installed_package_uses_its_own_folder_not_a_strangers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "evidence_keeper"
    ours = package / "resources" / "fonts"
    ours.mkdir(parents=True)
    (package.parent / "resources" / "fonts").mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.path("fonts") == ours
