"""The fields of a plan: the series, the cards' ids, their tokens and PINs, and who may open their secrets."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from app.core.batch import Symbol
from app.core.card_ids import CheckDigit
from app.core.card_print import SYMBOLS_OF_THE_ISSUER
from app.ui.controls import Field, button, label, row
from app.ui.office_desk import GivenIds
from app.ui.plan_draft import PlanTexts
from app.ui.plan_fields import Choice, KeysField, ListField
from app.ui.translation import translate

COLUMNS: Final = 6


class PlanForm(QWidget):
    """`changed` tells that something was typed or chosen, `list_wanted` asks for a file of card ids."""

    changed = Signal()
    list_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._make_ids()
        self._make_codes()
        self.recipients = KeysField(translate("Plan", "Public keys that can open the secrets"))
        self.fields: dict[str, Field | KeysField | ListField] = {
            "series": self.series,
            "count": self.count,
            "prefix": self.prefix,
            "figures": self.figures,
            "listed": self.listed,
            "token_prefix": self.token_prefix,
            "token_length": self.token_length,
            "pin_prefix": self.pin_prefix,
            "pin_length": self.pin_length,
            "chunk_size": self.chunk_size,
            "recipients": self.recipients,
        }
        self._lay_out()
        self._listen()
        self._show_ids()

    def _make_ids(self) -> None:
        self.series = Field(translate("Plan", "Name of the series"))
        self.count = Field(translate("Plan", "Cards"))
        self.chunk_size = Field(translate("Plan", "In chunks of"))
        self.source = Choice(
            translate("Plan", "Card ids"), {False: translate("Plan", "Drawn"), True: translate("Plan", "A list")}
        )
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
        self.listed = ListField()

    def _make_codes(self) -> None:
        self.token_prefix = Field(translate("Plan", "Tokens begin with"))
        self.token_length = Field(translate("Plan", "Signs behind"))
        self.figures_in, self.letters, self.symbols = _kinds_of_signs(translate("Plan", "Tokens"))
        self.pin_prefix = Field(translate("Plan", "PINs begin with"))
        self.pin_length = Field(translate("Plan", "Signs behind"), placeholder=translate("Plan", "no PIN"))
        self.pin_length.edit.setAccessibleName(translate("Plan", "Signs of a PIN"))
        self.pin_figures, self.pin_letters, self.pin_symbols = _kinds_of_signs(translate("Plan", "PINs"))
        self.symbol = Choice(
            translate("Plan", "Printed as"),
            {Symbol.CODE_128: translate("Plan", "Bar code"), Symbol.QR: translate("Plan", "QR code")},
        )
        self.credit_notes = _kind(translate("Plan", "Credit notes"))
        self.pictures = _kind(translate("Plan", "Pictures"))
        self.kinds: dict[str, QPushButton] = {
            "has_figures": self.figures_in,
            "has_letters": self.letters,
            "has_symbols": self.symbols,
            "has_pin_figures": self.pin_figures,
            "has_pin_letters": self.pin_letters,
            "has_pin_symbols": self.pin_symbols,
            "is_credit_note": self.credit_notes,
            "has_pictures": self.pictures,
        }

    def _listen(self) -> None:
        for field in self.fields.values():
            if isinstance(field, Field):
                field.edit.textEdited.connect(self.changed)
        self.recipients.edit.textChanged.connect(self.changed)
        self.listed.choose.clicked.connect(self.list_wanted)
        for box in self.kinds.values():
            box.toggled.connect(self.changed)
        for choice in (self.check, self.symbol, self.source):
            choice.changed.connect(self.changed)
        self.source.changed.connect(self._show_ids)

    def _lay_out(self) -> None:
        signs = _under(translate("Plan", "Tokens are made of"), self.figures_in, self.letters, self.symbols)
        pin_signs = _under(translate("Plan", "PINs are made of"), self.pin_figures, self.pin_letters, self.pin_symbols)
        seldom = _under(translate("Plan", "Seldom needed"), self.credit_notes, self.pictures)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(7)
        places: tuple[tuple[QWidget, int, int, int], ...] = (
            (self.series, 0, 0, 2),
            (self.count, 0, 2, 1),
            (self.chunk_size, 0, 3, 1),
            (self.source, 0, 4, 2),
            (self.prefix, 1, 0, 2),
            (self.figures, 1, 2, 1),
            (self.check, 1, 3, 3),
            (self.listed, 2, 0, 6),  # a row of its own: two parts in one cell cost the gap above them
            (self.token_prefix, 3, 0, 2),
            (self.token_length, 3, 2, 1),
            (signs, 3, 3, 3),
            (self.pin_prefix, 4, 0, 2),
            (self.pin_length, 4, 2, 1),
            (pin_signs, 4, 3, 3),
            (self.symbol, 5, 0, 3),
            (seldom, 5, 3, 3),
        )
        for part, line, column, width in places:
            grid.addWidget(part, line, column, 1, width, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.recipients, 6, 0, 1, COLUMNS)
        grid.setRowStretch(6, 1)
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
            pin_prefix=self.pin_prefix.text,
            pin_length=self.pin_length.text,
            chunk_size=self.chunk_size.text,
            recipients=self.recipients.text,
            symbol=self.symbol.answer,
            given=self.listed.given,
            is_listed=self.source.answer,
            **{name: box.isChecked() for name, box in self.kinds.items()},
        )

    def show_texts(self, texts: PlanTexts) -> None:
        """Shows a plan that was not typed here."""
        for name, field in self.fields.items():
            if not isinstance(field, ListField):
                field.show_text(str(getattr(texts, name)))
        for name, box in self.kinds.items():
            box.setChecked(bool(getattr(texts, name)))
        self.check.choose(texts.check)
        self.symbol.choose(texts.symbol)
        self.listed.show_given(texts.given)
        self.source.choose(texts.is_listed)
        self._show_ids()

    def show_given(self, given: GivenIds | None) -> None:
        """A list was read: it says how many cards there are."""
        self.listed.show_given(given)
        self._show_ids()

    def show_wrong(self, wrong: Mapping[str, str]) -> None:
        """Says at each field what is not right yet."""
        for name, field in self.fields.items():
            field.show_problem(wrong.get(name, ""))

    def _show_ids(self) -> None:
        is_listed = self.source.answer
        for part in (self.prefix, self.figures, self.check):
            part.setVisible(not is_listed)
        self.listed.setVisible(is_listed)
        self.count.edit.setReadOnly(is_listed)
        if is_listed:
            self.count.show_text(str(len(self.listed.given.ids)) if self.listed.given else "")


def _kinds_of_signs(codes: str) -> tuple[QPushButton, QPushButton, QPushButton]:
    """What tokens, or PINs, are made of: figures at first."""
    words = {
        "0–9": translate("Plan", "Figures"),
        "a–Z": translate("Plan", "Letters"),
        SYMBOLS_OF_THE_ISSUER: translate("Plan", "Symbols"),
    }
    figures, letters, symbols = (_kind(signs, f"{codes}: {each}") for signs, each in words.items())
    figures.setChecked(True)
    return figures, letters, symbols


def _kind(words: str, name: str = "") -> QPushButton:
    """A kind of signs, or of cards, that is wanted or not."""
    made = button(words, "chip", name=name)
    made.setCheckable(True)
    return made


def _under(caption: str, *chips: QPushButton) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    layout.addWidget(label(caption, "small"))
    layout.addLayout(row(*chips, spacing=6))
    layout.addStretch(1)
    return made
