"""The fields of a plan: the series, the cards' ids, their tokens and PINs, and who may open their secrets."""

from collections.abc import Mapping
from typing import Final, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.core.batch import Symbol
from app.core.card_ids import CheckDigit
from app.ui.controls import Field, button, label, row, show_words
from app.ui.plan_draft import PlanTexts
from app.ui.translation import translate

C = TypeVar("C")
COLUMNS: Final = 6


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
        self.edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
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


class PlanForm(QWidget):
    """`changed` tells that something was typed or chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.series = Field(translate("Plan", "Name of the series"))
        self.count = Field(translate("Plan", "Number of cards"))
        self.prefix = Field(translate("Plan", "Card ids begin with"))
        self.figures = Field(translate("Plan", "Random figures"))
        self.check = Choice(
            translate("Plan", "Check digit"),
            {
                CheckDigit.LUHN: translate("Plan", "Luhn"),
                CheckDigit.MOD_11_10: translate("Plan", "MOD 11,10"),
                CheckDigit.NONE: translate("Plan", "None"),
            },
        )
        self.token_prefix = Field(translate("Plan", "Tokens begin with"))
        self.token_length = Field(translate("Plan", "Signs behind that"))
        self.letters = _kind(translate("Plan", "Letters"))
        self.symbols = _kind(translate("Plan", "Symbols"))
        self.symbol = Choice(
            translate("Plan", "Printed as"),
            {Symbol.CODE_128: translate("Plan", "Bar code"), Symbol.QR: translate("Plan", "QR code")},
        )
        self.pin_length = Field(translate("Plan", "Figures of a PIN"), placeholder=translate("Plan", "no PIN"))
        self.chunk_size = Field(translate("Plan", "Cards in a chunk"))
        self.recipients = KeysField(translate("Plan", "Public keys that can open the secrets"))
        self.fields: dict[str, Field | KeysField] = {
            "series": self.series,
            "count": self.count,
            "prefix": self.prefix,
            "figures": self.figures,
            "token_prefix": self.token_prefix,
            "token_length": self.token_length,
            "pin_length": self.pin_length,
            "chunk_size": self.chunk_size,
            "recipients": self.recipients,
        }
        self._lay_out()
        self._listen()

    def _listen(self) -> None:
        for field in self.fields.values():
            typed = field.edit.textEdited if isinstance(field, Field) else field.edit.textChanged
            typed.connect(self.changed)
        for box in (self.letters, self.symbols):
            box.toggled.connect(self.changed)
        for choice in (self.check, self.symbol):
            choice.changed.connect(self.changed)

    def _lay_out(self) -> None:
        signs = QWidget()
        inside = QVBoxLayout(signs)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        inside.addWidget(label(translate("Plan", "Beside figures"), "small"))
        inside.addLayout(row(self.letters, self.symbols, spacing=6))
        inside.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        places: tuple[tuple[QWidget, int, int, int], ...] = (
            (self.series, 0, 0, 4),
            (self.count, 0, 4, 2),
            (self.prefix, 1, 0, 2),
            (self.figures, 1, 2, 1),
            (self.check, 1, 3, 3),
            (self.token_prefix, 2, 0, 2),
            (self.token_length, 2, 2, 1),
            (signs, 2, 3, 3),
            (self.symbol, 3, 0, 3),
            (self.pin_length, 3, 3, 2),
            (self.chunk_size, 3, 5, 1),
            (self.recipients, 4, 0, 6),
        )
        grid.setRowStretch(4, 1)
        for part, line, column, width in places:
            grid.addWidget(part, line, column, 1, width)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)

    @property
    def texts(self) -> PlanTexts:
        """What stands in the fields."""
        return PlanTexts(
            series=self.series.text,
            count=self.count.text,
            prefix=self.prefix.text,
            figures=self.figures.text,
            check=self.check.answer,
            token_length=self.token_length.text,
            token_prefix=self.token_prefix.text,
            has_letters=self.letters.isChecked(),
            has_symbols=self.symbols.isChecked(),
            pin_length=self.pin_length.text,
            chunk_size=self.chunk_size.text,
            recipients=self.recipients.text,
            symbol=self.symbol.answer,
        )

    def show_texts(self, texts: PlanTexts) -> None:
        """Shows a plan that was not typed here."""
        for name, field in self.fields.items():
            field.show_text(str(getattr(texts, name)))
        self.letters.setChecked(texts.has_letters)
        self.symbols.setChecked(texts.has_symbols)
        self.check.choose(texts.check)
        self.symbol.choose(texts.symbol)

    def show_wrong(self, wrong: Mapping[str, str]) -> None:
        """Says at each field what is not right yet."""
        for name, field in self.fields.items():
            field.show_problem(wrong.get(name, ""))


def _kind(words: str) -> QPushButton:
    """A kind of signs that a code may hold beside figures."""
    made = button(words, "chip")
    made.setCheckable(True)
    return made
