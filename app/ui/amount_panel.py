"""How much goes onto the card: the figures, the amounts to tap, the number pad, and the list of several cards."""

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.core.money import Money
from app.ui.amount_edit import AmountEdit
from app.ui.card_list import CardList
from app.ui.controls import CardFrame, button, label, row, show_words
from app.ui.details_panel import DetailsPanel
from app.ui.number_pad import NumberPad
from app.ui.sale_form import Checked
from app.ui.sell_model import Phase, SellModel
from app.ui.sell_words import amount_problem, ended
from app.ui.theme import Theme, set_mark

translate = QCoreApplication.translate

PRESETS_MAX = 4
"""More amounts than these have no room beside *Other* on the smallest screen."""


class AmountPanel(CardFrame):
    """Writes the amount into the model, and shows it as the model has it."""

    def __init__(self, theme: Theme, model: SellModel) -> None:
        super().__init__(margins=(20, 10, 20, 14), spacing=8)
        self._model = model
        self._theme = theme
        shop = model.counter.shop
        self._form = shop.number_form
        self.caption = label("", "caption")
        self.edit = AmountEdit(theme, self._form)
        self.symbol = label("", "symbol")
        self.problem = label("", "problem", wraps=True)
        self.currency = button("", "chip", clicked=model.next_currency)
        self.currency.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.presets: dict[int, QPushButton] = {}
        self.other = button(translate("Sell", "Other"), "preset", clicked=self._other)
        self.pad = NumberPad(theme, self._form.decimal_sign)
        self.cards = CardList(theme)
        self.details = DetailsPanel(theme, shop.date_form)
        self._is_wide: bool | None = None
        self._build(shop.presets_minor[:PRESETS_MAX])
        self._connect()

    def _build(self, presets: tuple[int, ...]) -> None:
        figures = QVBoxLayout()
        figures.setSpacing(0)
        figures.addWidget(self.caption)
        self.problem.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        line = row(self.edit, self.symbol, self.problem, self.currency, spacing=10)
        line.setStretch(2, 1)
        for part in (self.symbol, self.currency):
            line.setAlignment(part, Qt.AlignmentFlag.AlignVCenter)
        figures.addStretch(1)
        figures.addLayout(line)
        figures.addStretch(1)
        self._figures = QWidget()
        self._figures.setLayout(figures)
        figures.setContentsMargins(0, 0, 0, 0)
        taps = QHBoxLayout()
        taps.setContentsMargins(0, 0, 0, 0)
        taps.setSpacing(8)
        for minor in presets:
            taps.addWidget(self._preset(minor))
        taps.addWidget(self._tap(self.other))
        self._taps = QWidget()
        self._taps.setLayout(taps)
        self.below = QStackedWidget()
        self.below.addWidget(self.pad)
        self.below.addWidget(self.details)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self.body.addLayout(self._grid)
        self.set_wide(is_wide=False)

    def _preset(self, minor: int) -> QPushButton:
        made = button("", "preset", clicked=partial(self._take_preset, minor))
        self.presets[minor] = made
        return self._tap(made)

    @staticmethod
    def _tap(made: QPushButton) -> QPushButton:
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        made.setMinimumWidth(48)
        return made

    def _connect(self) -> None:
        self.edit.textEdited.connect(self._model.type_amount)
        self.edit.left.connect(self._write_out)
        self.pad.pressed.connect(self._pad_pressed)
        self.pad.erased.connect(self._pad_erased)
        self.cards.chosen.connect(self._chosen)
        self.cards.removed.connect(self._model.remove)

    def set_wide(self, *, is_wide: bool) -> None:
        """On a wide screen the number pad stands beside the figures instead of under them."""
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        for part in (self._figures, self._taps, self.below, self.cards):
            self._grid.removeWidget(part)
        if is_wide:
            self._grid.addWidget(self._figures, 0, 0)
            self._grid.addWidget(self._taps, 1, 0)
            self._grid.addWidget(self.cards, 2, 0)
            self._grid.addWidget(self.below, 0, 1, 3, 1)
        else:
            self._grid.addWidget(self._figures, 0, 0, 1, 2)
            self._grid.addWidget(self._taps, 1, 0, 1, 2)
            self._grid.addWidget(self.below, 2, 0)
            self._grid.addWidget(self.cards, 2, 1)
        self._grid.setRowStretch(0, 3 if is_wide else 0)
        self._taps.setMaximumHeight(self._theme.pixels(84) if is_wide else 56)
        self._grid.setRowStretch(1, 2 if is_wide else 0)

    def show_details(self, *, is_open: bool) -> None:
        """The fields of *More* take the number pad's place, and give it back."""
        self.below.setCurrentWidget(self.details if is_open else self.pad)

    def show_model(self, model: SellModel, checked: Checked) -> None:
        """Shows amount, problems and cards as the model has them."""
        form = model.form
        self.edit.show_text(form.typed_amount)
        self.symbol.setText(self._form.symbol(form.currency))
        self.currency.setText(form.currency.value)
        spoken = translate("Sell", "Currency {currency}. Press for the next one.")
        self.currency.setAccessibleName(spoken.replace("{currency}", form.currency.value))
        self.currency.setVisible(len(model.counter.shop.currencies) > 1)
        problem = amount_problem(model, checked)
        self.problem.setText(problem)
        self.edit.setAccessibleDescription(problem)
        set_mark(self.edit, "tone", "bad" if problem else "plain")
        self._show_presets(model)
        is_list = len(form.entries) > 1 and model.phase is Phase.FORM
        show_words(self.caption, self._caption(model) if is_list else "")
        self._show_list(is_list=is_list)
        if is_list:
            self.cards.show_model(model, checked)

    def _show_list(self, *, is_list: bool) -> None:
        self.cards.setVisible(is_list)
        self._grid.setHorizontalSpacing(24 if self._is_wide else 12 if is_list else 0)
        self._grid.setRowStretch(2, 9 if is_list else 3)
        self._grid.setColumnStretch(0, 1 if self._is_wide or is_list else 2)
        self._grid.setColumnStretch(1, 1 if self._is_wide or is_list else 0)

    def _show_presets(self, model: SellModel) -> None:
        money = model.form.money(model.form.typed_amount)
        minor = money.minor if isinstance(money, Money) else None
        for preset, made in self.presets.items():
            value = Money(preset, model.form.currency)
            made.setText(self._form.short(value))
            made.setAccessibleName(self._form.amount(value))
            made.setChecked(preset == minor)
        self.other.setChecked(minor is not None and minor not in self.presets)

    @staticmethod
    def _caption(model: SellModel) -> str:
        chosen = model.form.chosen
        if chosen is None:
            return translate("Sell", "AMOUNT FOR EACH CARD")
        return translate("Sell", "AMOUNT FOR CARD {card}").replace("{card}", ended(chosen.card))

    def _take_preset(self, minor: int) -> None:
        self._model.type_amount(self._form.number(Money(minor, self._model.form.currency)))
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.selectAll()

    def _other(self) -> None:
        self._model.type_amount("")
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pad_pressed(self, sign: str) -> None:
        self.edit.write(sign)
        self._model.type_amount(self.edit.text())

    def _pad_erased(self) -> None:
        self.edit.erase()
        self._model.type_amount(self.edit.text())

    def _chosen(self, entry: object) -> None:
        found = next((known for known in self._model.form.entries if known is entry), None)
        if found is not None and found is self._model.form.chosen:
            self._model.same_for_all(found)
        else:
            self._model.choose(found)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.selectAll()

    def _write_out(self) -> None:
        """Typing ended: `500` is written out as `500,00`."""
        money = self._model.form.money(self.edit.text())
        if isinstance(money, Money):
            self._model.type_amount(self._form.number(money))
