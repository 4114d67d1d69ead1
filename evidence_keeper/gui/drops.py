"""Files dragged in from outside."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDropEvent


def takes(event: QDropEvent) -> bool:
    """Whether the drag holds files of this computer."""
    return any(url.isLocalFile() for url in event.mimeData().urls())


def dropped(event: QDropEvent) -> list[Path]:
    """The files and folders dropped."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
