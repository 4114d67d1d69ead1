"""The stylesheet, made from the palette and the sizes: plain controls get their looks here and nowhere else.

A control says what it is by the dynamic property `role`; cards, rows, waveforms and bubbles paint themselves.
"""

from __future__ import annotations

from string import Template

from evidence_keeper.gui.look import Look

_SHEET = Template("""
QWidget { color: $text; font-size: ${text_px}px; }
QMainWindow, QDialog, QWidget[role="page"], QStackedWidget { background: $paper; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title_px}px; font-weight: 700; }
QLabel[role="heading"] { font-size: ${heading_px}px; font-weight: 700; }
QLabel[role="second"] { color: $second; }
QLabel[role="caption"] { color: $caption_colour; font-size: ${caption_px}px; }
QWidget[role="countdown"] { background: $card; border: 2px solid $action; border-radius: 14px; }
QLabel[role="counting"] { font-size: ${counting_px}px; font-weight: 700; color: $action; }
QLabel[role="counted"] { font-size: ${counted_px}px; }
QLabel[role="big"] { font-size: ${button_px}px; }

QWidget[role="bar"] { background: $card; border: 0; border-bottom: 1px solid $line; }
QWidget[role="status"] { background: $card; border: 0; border-top: 1px solid $line; }
QFrame[role="card"] { background: $card; border: 1px solid $card_line; border-radius: ${radius}px; }
QFrame[role="calm"] { background: $calm_paper; border: 0; border-radius: ${radius}px; }
QFrame[role="calm"] QLabel { color: $calm_text; }
QFrame[role="warn"] { background: $warn_paper; border: 2px solid $warn_line; border-radius: ${radius}px; }
QFrame[role="warn"] QLabel { color: $warn_text; }
QFrame[role="line"] { background: $line; border: 0; max-height: 1px; min-height: 1px; }

QPushButton {
    background: $card; color: $text; border: $plain_border; border-radius: ${radius}px;
    padding: 0 ${pad}px; min-height: ${control}px; font-size: ${button_px}px; $button_weight
}
QPushButton:hover { background: $calm_paper; }
QPushButton:pressed { background: $chosen; }
QPushButton:disabled { color: $caption_colour; border-color: $line; background: $paper; }
QPushButton[role="main"] { background: $action; color: $on_action; border-color: $action; font-weight: 700; }
QPushButton[role="main"]:hover { background: $action_deep; border-color: $action_deep; }
QPushButton[role="main"]:disabled { background: $track; color: $second; border-color: $track; }
QPushButton[role="stop"] { background: $danger; color: $on_danger; border-color: $danger; font-weight: 700; }
QPushButton[role="stop"]:disabled { background: $track; color: $second; border-color: $track; }
QFrame[role="recording"] { background: $danger; border: 0; }
QFrame[role="recording"] QLabel { color: $on_danger; font-weight: 700; }
QLabel[role="recording"] { font-size: ${recording_px}px; }
QLabel[role="running"] { font-size: ${running_px}px; }
QPushButton[role="stopping"] {
    background: $text; color: $card; border-color: $text; font-size: ${stopping_px}px; font-weight: 700;
    min-height: ${stopping_high}px;
}
QPushButton[role="stopping"]:hover { background: $second; }
QPushButton[role="stopping"]:disabled { background: $track; color: $second; border-color: $track; }
QPushButton[role="mark"] { color: $action; border: 2px solid $action; font-size: ${mark_px}px; padding: 0 8px;
    min-height: ${mark_high}px; }
QPushButton[role="mark"]:disabled { color: $caption_colour; border-color: $line; }
QPushButton[role="helper"] {
    border: 2px solid $action; color: $action; min-height: ${helper}px; font-size: ${text_px}px;
    font-weight: 700; border-radius: 14px;
}
QPushButton[role="helper"]:checked { background: $action; color: $on_action; }
QPushButton[role="link"] {
    border: 0; background: transparent; color: $action; text-align: left; padding: 0 ${link_pad}px;
}
QPushButton[role="link"]:hover { background: $chosen; }
QPushButton[role="link"]:disabled { color: $caption_colour; background: transparent; }
QToolButton {
    border: 0; border-radius: 6px; background: transparent; min-width: ${tool}px; min-height: ${tool}px;
    font-size: ${caption_px}px;
}
QToolButton:hover { background: $chosen; }
QLineEdit QToolButton { min-width: 0; min-height: 0; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox {
    background: $card; border: 1px solid $card_line; border-radius: ${radius}px; padding: 4px 10px;
    selection-background-color: $action; selection-color: $on_action;
}
QLineEdit, QComboBox { min-height: ${field}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus { border: 1px solid $action; }
QPlainTextEdit[role="reading"] { border: 0; padding: 0; background: transparent; }
QComboBox::drop-down { border: 0; width: 28px; }
QComboBox::down-arrow { image: none; width: 0; }
QComboBox QAbstractItemView {
    background: $card; border: 1px solid $card_line; selection-background-color: $chosen;
    selection-color: $text; outline: 0;
}
QListView, QScrollArea, QAbstractScrollArea[role="bare"] { background: transparent; border: 0; outline: 0; }
QScrollArea > QWidget > QWidget[role="body"] { background: transparent; }

QTableWidget {
    background: $card; border: 1px solid $card_line; gridline-color: $line;
    selection-background-color: $chosen; selection-color: $text; font-size: ${caption_px}px;
}
QTableWidget::item { padding: 4px 8px; }
QTableWidget QLineEdit { border-radius: 0; min-height: 0; padding: 0 4px; }
QHeaderView::section {
    background: $calm_paper; color: $text; border: 0; border-right: 1px solid $line; padding: 6px 8px;
    font-size: ${caption_px}px; font-weight: 700;
}

QTabBar { background: transparent; }
QTabBar::tab {
    background: transparent; color: $second; padding: 6px 2px; margin-right: 20px;
    border: 0; border-bottom: 2px solid transparent;
}
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $action; }

QProgressBar { background: $track; border: 0; border-radius: ${bar_radius}px; min-height: ${bar}px;
    max-height: ${bar}px; text-align: center; color: transparent; }
QProgressBar::chunk { background: $action; border-radius: ${bar_radius}px; }

QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QScrollBar:vertical { background: transparent; width: ${scroll}px; margin: 0; }
QScrollBar::handle { background: $card_line; border-radius: ${scroll_radius}px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 48px; }
QScrollBar::handle:hover { background: $caption_colour; }
QScrollBar:horizontal { background: transparent; height: ${scroll}px; margin: 0; }
QScrollBar::handle:horizontal { min-width: 48px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: $text; color: $card; border: 0; padding: 6px 8px; font-size: ${caption_px}px; }
QMenu { background: $card; border: 1px solid $card_line; padding: 6px; }
QMenu::item { padding: 8px 16px; border-radius: 6px; }
QMenu::item:selected { background: $chosen; }
""")


def sheet(look: Look) -> str:
    """The whole stylesheet for one window's look."""
    colours = look.palette
    bar = 24 if look.easy else 8
    scroll = 22 if look.easy else 12
    return _SHEET.substitute(
        text=colours.text,
        second=colours.second,
        caption_colour=colours.second if look.easy else colours.caption,
        paper=colours.paper,
        card=colours.card,
        action=colours.action,
        action_deep=colours.action_deep,
        on_action=colours.on_action,
        chosen=colours.chosen,
        danger=colours.danger,
        on_danger=colours.on_danger,
        warn_text=colours.warn_text,
        warn_paper=colours.warn_paper,
        warn_line=colours.warn_line,
        calm_text=colours.calm_text,
        calm_paper=colours.calm_paper,
        line=colours.line,
        card_line=colours.card_line,
        track=colours.track,
        text_px=look.text,
        counting_px=max(look.px(56), 56),
        counted_px=max(look.text, 20),
        title_px=look.title,
        heading_px=look.px(28) if look.easy else look.px(15),
        caption_px=look.caption,
        button_px=look.button,
        button_weight="font-weight: 700;" if look.easy else "",
        plain_border=f"2px solid {colours.action}"
        if look.easy
        else f"1px solid {colours.card_line}",
        recording_px=min(look.px(36), 56) if look.easy else min(look.px(15), 24),
        running_px=min(look.px(56), 84) if look.easy else min(look.px(20), 32),
        stopping_px=min(look.px(42), 84) if look.easy else look.text,
        stopping_high=min(look.control + 16, 136) if look.easy else look.control - 2,
        mark_px=look.mark,
        mark_high=min(look.control, 120 if look.easy else look.control) - 4,
        radius=look.radius,
        pad=28 if look.easy else 14,
        link_pad=12 if look.easy else 8,
        control=look.control - (4 if look.easy else 2),
        helper=look.helper - 4,
        field=look.px(26) if not look.easy else look.px(64),
        tool=look.px(32),
        bar=bar,
        bar_radius=bar // 2,
        scroll=scroll,
        scroll_radius=(scroll - 4) // 2,
    )
