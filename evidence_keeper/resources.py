"""Finds what travels with the program (fonts, words, channel files), wherever it is installed.

The same folder lies in three places: at the top of a checkout, inside the package of an installed wheel,
and inside the package of a frozen app. The rest of the program asks here and never counts `..`.
"""

from __future__ import annotations

from pathlib import Path

from evidence_keeper.errors import InternalError

_PACKAGE = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """The file or folder `parts` under resources/, as in `path("fonts", "NotoSansSC-Regular.ttf")`.

    With no parts the folder itself. Raises InternalError `resource_missing` where it isn't there: the
    installation is then incomplete, which no caller can mend.
    """
    found = _root(_PACKAGE).joinpath(*parts)
    if not found.exists():
        raise InternalError("resource_missing", name="/".join(parts), detail=str(found))
    return found


def _root(package: Path) -> Path:
    # The package's own folder first: beside an installed package, `resources` may be a stranger's.
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"
