"""Asking which files to keep: the system's own dialog where there is one, else Qt's with our words and more room."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, QStandardPaths, QUrl
from PySide6.QtWidgets import QFileDialog, QWidget

from evidence_keeper.text import gui_text as _

_PLACES = (
    QStandardPaths.StandardLocation.DesktopLocation,
    QStandardPaths.StandardLocation.DownloadLocation,
    QStandardPaths.StandardLocation.DocumentsLocation,
    QStandardPaths.StandardLocation.PicturesLocation,
    QStandardPaths.StandardLocation.HomeLocation,
)


class FileAsker:
    """Remembers where files were taken from last."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def __call__(self, parent: QWidget) -> list[Path]:
        """The files chosen; none where the person changes their mind."""
        dialog = make_dialog(parent, self._folder or _first_place())
        chosen: list[Path] = []
        if dialog.exec():
            chosen = [Path(name) for name in dialog.selectedFiles()]
            self._folder = chosen[0].parent if chosen else self._folder
        dialog.deleteLater()
        return chosen


def ask_folder(parent: QWidget, title: str) -> Path | None:
    """A folder; None where the person changes their mind."""
    dialog = make_dialog(parent, _first_place(), title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    chosen = Path(dialog.selectedFiles()[0]) if dialog.exec() else None
    dialog.deleteLater()
    return chosen


def ask_file(parent: QWidget, title: str) -> Path | None:
    """One file; None where the person changes their mind."""
    dialog = make_dialog(parent, _first_place(), title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    chosen = Path(dialog.selectedFiles()[0]) if dialog.exec() else None
    dialog.deleteLater()
    return chosen


def make_dialog(parent: QWidget, folder: Path, title: str = "") -> QFileDialog:
    """The dialog, ready to be shown."""
    dialog = QFileDialog(parent, title or _("Choose the files to keep"), str(folder))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setViewMode(QFileDialog.ViewMode.List)
    labels = QFileDialog.DialogLabel
    for part, words in (
        (labels.LookIn, _("Look in")),
        (labels.FileName, _("File name")),
        (labels.FileType, _("Kind of file")),
        (labels.Accept, _("Choose these")),
        (labels.Reject, _("Leave it")),
    ):
        dialog.setLabelText(part, words)
    places = dict.fromkeys(QStandardPaths.writableLocation(place) for place in _PLACES)
    dialog.setSidebarUrls([QUrl.fromLocalFile(place) for place in places if Path(place).is_dir()])
    room = parent.window().size()
    dialog.resize(QSize(min(1100, room.width() - 80), min(640, room.height() - 60)))
    return dialog


def _first_place() -> Path:
    downloads = Path(
        QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    )
    return downloads if downloads.is_dir() else Path.home()
