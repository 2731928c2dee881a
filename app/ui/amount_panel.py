"""How much goes onto the card: the figures, the amounts to tap, the number pad, and the list of several cards."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.core.money import MINOR_MAX, Money
from app.ui.amount_edit import MOST_SIGNS, AmountEdit
from app.ui.card_list import CardList
from app.ui.controls import CardFrame, button, label, row, show_words
from app.ui.details_panel import DetailsPanel
from app.ui.icons import set_icon
from app.ui.number_pad import NumberPad
from app.ui.sale_form import CardEntry, Checked
from app.ui.sell_model import Phase, SellModel
from app.ui.sell_words import amount_caption, amount_problem
from app.ui.theme import Theme, Tone, set_mark
from app.ui.translation import translate

PRESETS_MAX = 4
"""More amounts than these have no room beside *Other* on the smallest screen."""
PRESETS_MAX_WIDE = 5
"""With *Other* they fill two rows of three."""
ACROSS_WIDE = 3
_ANY_HEIGHT = 16_777_215
"""Qt's own word for no limit."""


class AmountPanel(CardFrame):
    """Writes the amount into the model, and shows it as the model has it."""

    def __init__(self, theme: Theme, model: SellModel) -> None:
        super().__init__(margins=(20, 8, 20, 12), spacing=6)
        self._model = model
        self._theme = theme
        shop = model.counter.shop
        self._form = shop.number_form
        self.caption = label("", "caption")
        largest = (Money(min(most, MINOR_MAX), sign) for sign, most in shop.maximum_minor.items())
        most_signs = max(MOST_SIGNS, *(len(self._form.number(money)) for money in largest))
        self.edit = AmountEdit(theme, self._form, most_signs)
        self.symbol = label("", "symbol")
        self.problem = label("", "strong", wraps=True)
        self.problem.setProperty("tone", Tone.BAD.value)
        self.currency = button("", "chip", clicked=model.next_currency)
        self.currency.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.currency.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        set_icon(self.currency, theme, "updown", Tone.MUTED, size=18)
        self.presets: dict[int, QPushButton] = {}
        self.other = button(translate("Sell", "Other"), "preset", clicked=self._other)
        self.pad = NumberPad(theme, self._form.decimal_sign)
        self.cards = CardList(theme)
        self.details = DetailsPanel(theme, shop.date_form)
        self._is_wide: bool | None = None
        self._is_list = False
        self._chosen_shown: CardEntry | None = None
        self._whose = ""
        self._build(shop.presets_minor[:PRESETS_MAX_WIDE])
        self._connect()

    def _build(self, presets: tuple[int, ...]) -> None:
        self._figures = QWidget()
        figures = QVBoxLayout(self._figures)
        figures.setContentsMargins(0, 0, 0, 0)
        figures.setSpacing(0)
        self.problem.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        line = row(self.edit, self.symbol, 1, self.currency, spacing=10)
        for part in (self.symbol, self.currency):
            line.setAlignment(part, Qt.AlignmentFlag.AlignVCenter)
        figures.addWidget(self.caption)
        figures.addStretch(1)
        figures.addLayout(line)
        figures.addWidget(self.problem)
        figures.addStretch(1)
        self._taps = QWidget()
        self._tap_grid = QGridLayout(self._taps)
        self._tap_grid.setContentsMargins(0, 0, 0, 0)
        self._tap_grid.setSpacing(8)
        for minor in presets:
            self._preset(minor)
        self._tap(self.other)
        self.below = QStackedWidget()
        self.below.addWidget(self.pad)
        self.below.addWidget(self.details)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
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
        self.edit.left.connect(self._model.write_out_amount)
        self.pad.pressed.connect(self._pad_pressed)
        self.pad.erased.connect(self._pad_erased)
        self.cards.chosen.connect(self._chosen)
        self.cards.removed.connect(self._model.remove)

    def set_wide(self, *, is_wide: bool) -> None:
        """On a wide screen the number pad stands beside larger figures instead of under them."""
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        set_mark(self.edit, "size", "large" if is_wide else "plain")
        set_mark(self.symbol, "size", "large" if is_wide else "plain")
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
        self.details.set_wide(is_wide=is_wide)
        self._share_room()

    def _share_room(self) -> None:
        """Rows and columns by what is shown: the list of several cards takes the room of the tall buttons."""
        is_wide, is_list = self._is_wide, self._is_list
        is_tall = is_wide and not is_list
        shown = list(self.presets.values())[: PRESETS_MAX_WIDE if is_tall else PRESETS_MAX]
        across = ACROSS_WIDE if is_tall else len(shown) + 1
        for place, made in enumerate((*shown, self.other)):
            self._tap_grid.removeWidget(made)
            left = across - place % across if made is self.other else 1
            self._tap_grid.addWidget(made, place // across, place % across, 1, left)
        for made in self.presets.values():
            made.setVisible(made in shown)
        for place in range(PRESETS_MAX_WIDE + 1):
            self._tap_grid.setColumnStretch(place, 1 if place < across else 0)
        self._taps.setMaximumHeight(_ANY_HEIGHT if is_tall else self._theme.pixels(56))
        self._grid.setHorizontalSpacing(self._theme.pixels(20) if is_wide else 12 if is_list else 0)
        for place, weight in enumerate((1, 1, 0) if is_tall else (0, 0, 9 if is_list else 3)):
            self._grid.setRowStretch(place, weight)
        self._grid.setColumnStretch(0, 1 if is_wide or is_list else 2)
        self._grid.setColumnStretch(1, 1 if is_wide or is_list else 0)

    def show_details(self, *, is_open: bool) -> None:
        """The fields of *More* take the number pad's place, and give it back."""
        self.below.setCurrentWidget(self.details if is_open else self.pad)

    def show_model(self, model: SellModel, checked: Checked) -> None:
        """Shows amount, problems and cards as the model has them."""
        form = model.form
        self._show_amount(model)
        self.symbol.setText(self._form.symbol(form.currency))
        self.currency.setText(form.currency.value)
        spoken = translate("Sell", "Currency {currency}, press for {next}")
        named = spoken.replace("{currency}", form.currency.value).replace("{next}", model.currency_after.value)
        self.currency.setAccessibleName(named)
        self.currency.setToolTip(named)
        self.currency.setVisible(len(model.counter.shop.currencies) > 1)
        problem = amount_problem(model, checked)
        show_words(self.problem, problem)
        self.edit.setAccessibleDescription(problem or self._whose)
        set_mark(self.edit, "tone", "bad" if problem else "plain")
        self._show_presets(model)
        is_list = len(form.entries) > 1 and model.phase is Phase.FORM
        self._show_list(is_list=is_list)
        if is_list:
            self.cards.show_model(model, checked)

    def _show_amount(self, model: SellModel) -> None:
        """The figures, and whose they are. A card's figures stand ready to be replaced by those of its own amount."""
        form = model.form
        caption = amount_caption(form) if model.phase is Phase.FORM else ""
        self.edit.show_text(form.typed_amount)
        self._whose = caption
        show_words(self.caption, caption.upper())
        if form.chosen is not self._chosen_shown:
            self._chosen_shown = form.chosen
            if self.edit.hasFocus():
                self.edit.selectAll()

    def _show_list(self, *, is_list: bool) -> None:
        self.cards.setVisible(is_list)
        if is_list != self._is_list:
            self._is_list = is_list
            self._share_room()

    def _show_presets(self, model: SellModel) -> None:
        money = model.form.money(model.form.typed_amount)
        minor = money.minor if isinstance(money, Money) else None
        for preset, made in self.presets.items():
            value = Money(preset, model.form.currency)
            made.setText(self._form.short(value))
            made.setAccessibleName(self._form.amount(value))
            made.setChecked(preset == minor)
        self.other.setChecked(minor is not None and minor not in self.presets)

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
