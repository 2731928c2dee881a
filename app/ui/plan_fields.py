"""The kinds of fields that a plan has beside lines to write in: a choice, keys to paste, and a list of ids."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QButtonGroup, QPlainTextEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.batch_words import counted
from app.ui.controls import button, isolated, label, row, show_words
from app.ui.office_desk import GivenIds
from app.ui.translation import translate

C = TypeVar("C")


class Choice(QWidget, Generic[C]):
    """A few answers of which one holds, as chips with a caption above."""

    changed = Signal()

    def __init__(self, caption: str, answers: Mapping[C, str]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self.chips: dict[C, QPushButton] = {}
        chips = row(spacing=6)
        for answer, words in answers.items():
            made = button(words, "chip", name=f"{caption}: {words}")
            made.setCheckable(True)
            made.toggled.connect(self._toggled)
            self._group.addButton(made)
            self.chips[answer] = made
            chips.addWidget(made, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label(caption, "small"))
        layout.addLayout(chips)
        layout.addStretch(1)

    @property
    def answer(self) -> C:
        """The one that holds; the first before any was chosen."""
        return next((answer for answer, chip in self.chips.items() if chip.isChecked()), next(iter(self.chips)))

    def choose(self, answer: C) -> None:
        """Makes this one hold."""
        self.chips[answer].setChecked(True)

    def _toggled(self, is_checked: bool) -> None:  # noqa: FBT001 - a signal's value
        if is_checked:
            self.changed.emit()


class ListField(QWidget):
    """Which file the card ids are read from: its name, how many it has, and what is wrong with it."""

    def __init__(self) -> None:
        super().__init__()
        self.given: GivenIds | None = None
        self.choose = button(translate("Plan", "Choose a list …"))
        self.told = label("", "body", wraps=True)
        self.problem = label("", "problem", wraps=True)
        self.problem.hide()
        line = row(self.choose, self.told, spacing=12)
        line.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label(translate("Plan", "A CSV or XLSX file with one card id a row"), "small"))
        layout.addLayout(line)
        layout.addWidget(self.problem)

    def show_given(self, given: GivenIds | None) -> None:
        """What was read of it; None for no list."""
        self.given = given
        if given is None:
            self.told.setText("")
            return
        text = translate("Plan", "{file}: {count} ids")
        if given.refused:
            text = translate("Plan", "{file}: {bad} rows cannot be used")
        told = text.replace("{count}", counted(len(given.ids))).replace("{bad}", counted(given.refused))
        self.told.setText(told.replace("{file}", isolated(given.file)))

    def show_problem(self, words: str) -> None:
        """Says what is wrong; nothing for empty words."""
        show_words(self.problem, words)
        self.choose.setAccessibleDescription(words)


class KeysField(QWidget):
    """Some lines to paste keys into, with a caption above and what is wrong with them below."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self.edit = QPlainTextEdit()
        self.edit.setAccessibleName(caption)
        self.edit.setPlaceholderText(
            translate("Plan", "age1… one a line: head office's first, then the manufacturer's")
        )
        self.edit.setTabChangesFocus(True)
        self.edit.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.edit.setProperty("role", "keys")
        self.edit.setMinimumHeight(62)
        # it takes what room there is, and asks for no more: the plan does not scroll for its sake
        self.edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.problem = label("", "problem", wraps=True)
        self.problem.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label(caption, "small"))
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.problem)

    @property
    def text(self) -> str:
        """What was pasted or typed."""
        return self.edit.toPlainText()

    def show_text(self, text: str) -> None:
        """Shows keys that were not typed here, one a line."""
        lines = "\n".join(text.split())
        if self.text != lines:
            self.edit.setPlainText(lines)

    def show_problem(self, words: str) -> None:
        """Says what is wrong; nothing for empty words."""
        show_words(self.problem, words)
        self.edit.setAccessibleDescription(words)
