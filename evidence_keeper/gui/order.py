"""Where Tab leads: as one reads, whatever was made first.

Qt goes on in the order in which widgets were made; a page that is filled later, or a picture's view inside it, would
come last. So the order is taken from what lies where, at the moment when somebody presses Tab.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QLayout,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QTextEdit,
    QWidget,
)

_WHOLE = (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)
"""Controls whose parts are nobody's business."""


def follow_reading(root: QWidget) -> None:
    """Lets Tab go through what can be seen in `root` from top to bottom, as it is laid out now."""
    for before, after in pairwise(reading_order(root)):
        QWidget.setTabOrder(before, after)


def reading_order(widget: QWidget) -> list[QWidget]:
    """What Tab comes to in `widget`, in the order in which it lies there."""
    if not widget.isVisible() or not widget.isEnabled():
        return []
    takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    found = [widget] if takes else []
    if not isinstance(widget, _WHOLE):
        for part in _parts(widget):
            found += reading_order(part)
    return found


def _parts(widget: QWidget) -> Iterator[QWidget]:
    if isinstance(widget, QSplitter):
        yield from filter(None, map(widget.widget, range(widget.count())))
    elif isinstance(widget, QScrollArea):
        yield from filter(None, [widget.widget()])
    elif isinstance(widget, QMainWindow):
        yield from filter(None, [widget.centralWidget()])
    elif (layout := widget.layout()) is not None:
        yield from _laid(layout)


def _laid(layout: QLayout) -> Iterator[QWidget]:
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        places.sort(key=partial(_cell, layout))
    for place in places:
        item = layout.itemAt(place)
        if item is None:
            continue
        if (inner := item.layout()) is not None:
            yield from _laid(inner)
        elif (widget := item.widget()) is not None:
            yield widget


def _cell(layout: QGridLayout, place: int) -> tuple[int, int]:
    row, column, _rows, _columns = cast(tuple[int, int, int, int], layout.getItemPosition(place))
    return row, column
