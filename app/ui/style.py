"""The style sheet as a template: names of colours and sizes are filled in by the theme."""

from typing import Final

SHEET: Final = """
* { outline: none; }
QWidget { color: $ink; font-family: "$sans"; font-size: $body_pt; }
QMainWindow, QWidget[role="room"] { background: $background; }
QToolTip { background: $surface; color: $ink; border: 1px solid $line; padding: 6px; }

QFrame[kind="card"] { background: $surface; border: 1px solid $line; border-radius: 14px; }
QFrame[kind="card"][tone="accent"] { border: 2px solid $accent; }
QFrame[kind="card"][tone="focus"] { border: 3px solid $focus; }
QFrame[kind="bar"] { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[kind="foot"] { background: $surface; border: none; border-top: 1px solid $line; }
QFrame[kind="deed"] { background: transparent; border: none; border-top: 1px solid $line; }
QFrame[kind="news"] { background: $accent_tint; border: 1px solid $accent; border-radius: 10px; }
QFrame[kind="hairline"] { background: $line; border: none; max-height: 1px; min-height: 1px; }

QFrame[kind="tinted"] { background: $surface; border: 2px solid $line; border-radius: 14px; }
QFrame[kind="tinted"][tone="active"] { background: $accent_tint; border-color: $accent; }
QFrame[kind="tinted"][tone="wait"] { background: $wait_tint; border-color: $wait; }
QFrame[kind="tinted"][tone="ask"] { background: $ask_tint; border-color: $ask; }
QFrame[kind="tinted"][tone="bad"] { background: $bad_tint; border-color: $bad; }

QFrame[kind="code"] { background: #FFFFFF; border: 1px solid $line; border-radius: 10px; }
QFrame[kind="result"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[kind="line"] { border: none; border-radius: 10px; background: $key; }
QFrame[kind="line"][tone="active"] { background: $accent_tint; }
QFrame[kind="line"][tone="wait"] { background: $wait_tint; }
QFrame[kind="line"][tone="ask"] { background: $ask_tint; }
QFrame[kind="line"][tone="bad"] { background: $bad_tint; }

QLabel { background: transparent; }
QLabel[role="caption"] { color: $muted; font-size: $caption_pt; font-weight: 600; }
QLabel[role="small"] { color: $muted; font-size: $small_pt; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="lead"] { color: $muted; font-size: $big_key_pt; }
QLabel[role="heading"] { font-size: $heading_pt; font-weight: 500; }
QLabel[role="title"] { font-size: $heading_pt; font-weight: 600; }
QLabel[role="subtitle"] { font-size: $big_key_pt; font-weight: 600; }
QLabel[role="reading"] { color: $muted; font-size: $body_pt; }
QLabel[role="giant"] { font-size: $amount_pt; font-weight: 700; }
QLabel[role="symbol"] { font-size: $heading_pt; color: $muted; }
QLabel[role="symbol"][size="large"] { font-size: $symbol_large_pt; }
QLabel[role="action-title"] { font-size: $action_pt; font-weight: 600; }
QLabel[role="action-detail"] { font-size: $small_pt; }
QLabel[ready="yes"] { color: $on_accent; }
QLabel[ready="no"] { color: $muted; }
QLabel[role="code"] { font-family: "$mono"; font-size: $code_pt; }
QLabel[role="mono"] { font-family: "$mono"; }
QLabel[role="notice"] { font-size: $small_pt; }
QLabel[role="problem"] { color: $bad; font-size: $small_pt; font-weight: 600; }
QLabel[role="badge"] { background: $wait_tint; color: $wait; font-weight: 700; font-size: $small_pt;
    border-radius: 7px; padding: 4px 14px; }
QLabel[role="badge"][tone="plain"] { background: $key; color: $muted; border: 1px solid $line; }
QLabel[tone="active"] { color: $accent; }
QLabel[tone="wait"] { color: $wait; }
QLabel[tone="ask"] { color: $ask; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="plain"] { color: $ink; }
QLabel[tone="muted"] { color: $muted; }

QPushButton { border: 1px solid $line; border-radius: 10px; background: $key; color: $ink;
    min-height: $px48; max-height: 200px; padding: 0 $px14; font-size: $big_key_pt; margin: 0; }
QPushButton:hover { border-color: $muted; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus { border: 3px solid $focus; padding: 0 $px12; }
QPushButton:disabled { color: $muted; border-style: dashed; }
QPushButton:checked { background: $accent_tint; border: 2px solid $accent; color: $accent; font-weight: 600; }
QPushButton:checked:focus { border: 3px solid $focus; }

QPushButton[kind="action"] { background: $accent; color: $on_accent; border: none; border-radius: 12px;
    min-height: $px58; padding: 0 $px20; }
QPushButton[kind="action"]:hover { background: $accent_pressed; }
QPushButton[kind="action"]:pressed { background: $accent_pressed; }
QPushButton[kind="action"]:focus { border: 3px solid $focus; padding: 0 $px16; }
QPushButton[kind="action"]:disabled { background: $pressed; color: $muted; }

QPushButton[kind="key"] { min-height: $px44; padding: 0; font-size: $big_key_pt; }
QPushButton[kind="key"]:focus { padding: 0; }
QPushButton[kind="chip"] { min-height: $px44; padding: 0 $px14; font-size: $body_pt; font-weight: 600; color: $muted; }
QPushButton[kind="chip"]:checked { color: $accent; }
QPushButton[kind="icon"] { min-height: $px48; min-width: $px48; padding: 0; background: transparent;
    border-color: transparent; }
QPushButton[kind="icon"]:hover { background: $key; border-color: $line; }
QPushButton[kind="icon"]:focus { border: 3px solid $focus; padding: 0; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent; font-size: $body_pt; color: $muted;
    min-height: $px36; padding: 0 $px8; }
QPushButton[kind="quiet"]:hover { color: $ink; background: $key; }
QPushButton[kind="quiet"]:focus { border: 3px solid $focus; padding: 0 $px6; }
QPushButton[kind="quiet"]:checked { color: $accent; background: transparent; border: 1px solid transparent;
    font-weight: 600; }
QPushButton[kind="quiet"]:checked:focus { border: 3px solid $focus; }
QPushButton[kind="status"] { background: transparent; border: none; border-radius: 8px; font-size: $small_pt;
    text-align: left; min-height: $px36; padding: 0 $px10 0 $px36; color: $ink; }
QPushButton[kind="status"]:hover { background: $key; }
QPushButton[kind="status"]:focus { border: 3px solid $focus; padding: 0 7px 0 $px33; }
QPushButton[kind="status"][tone="wait"] { color: $wait; }
QPushButton[kind="status"][tone="bad"] { color: $bad; }
QPushButton[kind="nav"] { background: transparent; border: none; border-radius: 8px; font-size: $body_pt; color: $muted;
    min-height: $px44; padding: 0 $px10; }
QPushButton[kind="nav"]:hover { color: $ink; background: $key; }
QPushButton[kind="nav"]:checked { color: $accent; background: transparent; border: none; font-weight: 600; }
QPushButton[kind="nav"][tone="bad"] { color: $bad; }
QPushButton[kind="nav"]:focus { border: 3px solid $focus; padding: 0 7px; }
QPushButton[kind="footnote"] { background: transparent; border: none; border-radius: 8px; font-size: $small_pt;
    min-height: $px36; padding: 0 $px10; color: $muted; }
QPushButton[kind="footnote"]:hover { color: $ink; background: $key; }
QPushButton[kind="footnote"]:focus { border: 3px solid $focus; padding: 0 7px; }
QPushButton[kind="preset"] { min-height: $px44; padding: 0 $px8; }
QPushButton[kind="preset"]:focus { padding: 0 $px6; }
QPushButton[kind="row"] { text-align: left; padding: 0 $px12; font-size: $body_pt; min-height: $px48; }
QPushButton[kind="danger"] { color: $bad; }

QLineEdit { background: $surface; border: 1px solid $line; border-radius: 10px; color: $ink;
    min-height: $px44; padding: 0 $px14; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit { placeholder-text-color: $muted; }
QLineEdit:hover { border-color: $muted; }
QLineEdit:focus { border: 3px solid $focus; padding: 0 $px12; }
QLineEdit:disabled { color: $muted; background: $background; }
QLineEdit[tone="bad"] { border: 2px solid $bad; }
QLineEdit[tone="bad"]:focus { border: 3px solid $focus; }
QLineEdit[role="code"] { font-family: "$mono"; font-size: $action_pt; }
QLineEdit[role="scan"] { font-size: $action_pt; border: none; background: transparent; padding: 0; }
QLineEdit[role="scan"]:focus { border: none; padding: 0; }
QLineEdit[role="amount"] { font-size: $amount_pt; font-weight: 600; border: 3px solid transparent;
    background: transparent; padding: 0 $px4; min-height: $px58; }
QLineEdit[role="amount"]:hover { background: $key; }
QLineEdit[role="amount"]:focus { border: 3px solid $focus; background: transparent; padding: 0 $px4; }

QLineEdit[role="amount"][size="large"] { font-size: $amount_large_pt; }

QScrollArea, QScrollArea > QWidget > QWidget[role="scrolled"] { background: transparent; border: none; }
QScrollArea[kind="reading"] { border: 3px solid transparent; border-radius: 10px; }
QScrollArea[kind="reading"]:focus { border-color: $focus; }
QScrollBar:vertical { background: transparent; width: 14px; margin: 0; }
QScrollBar::handle:vertical { background: $line; border-radius: 5px; min-height: 40px; margin: 2px; }
QScrollBar::handle:vertical:disabled { background: transparent; }
QScrollBar::handle:vertical:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollBar:horizontal { background: transparent; height: 14px; margin: 0; }
QScrollBar::handle:horizontal { background: $line; border-radius: 5px; min-width: 40px; margin: 2px; }

QTableView { background: $surface; alternate-background-color: $key; gridline-color: $line;
    border: 3px solid transparent; border-radius: 10px;
    selection-background-color: $accent_tint; selection-color: $ink; }
QTableView:focus { border-color: $focus; }
QListWidget { background: $surface; border: 1px solid $line; border-radius: 10px; padding: 2px;
    selection-background-color: $accent_tint; selection-color: $ink; }
QListWidget:focus { border: 3px solid $focus; padding: 0; }
QListWidget::item { min-height: $px36; padding: 0 $px8; }
QHeaderView { background: transparent; }
QHeaderView::section { background: transparent; color: $muted; border: none; border-bottom: 1px solid $line;
    padding: $px8 $px10; font-size: $small_pt; font-weight: 600; text-align: left; }
QCheckBox { spacing: $px10; min-height: $px44; }
QListWidget::indicator { width: 16px; height: 16px; border: 2px solid $muted; border-radius: 5px; }
QListWidget::indicator:checked { background: $accent; border-color: $accent; }
QCheckBox:focus { border: 3px solid $focus; border-radius: 8px; }
QPlainTextEdit, QTextBrowser { background: $surface; border: 1px solid $line; border-radius: 10px; padding: $px8; }
"""
