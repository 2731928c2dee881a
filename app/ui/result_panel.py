"""How a sale ended, to be read from two metres: a tint, a large sign, the sum, and one sentence on what to do."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.ui.card_list import result_row
from app.ui.controls import LineInPlace, button, isolated, label, row, show_words
from app.ui.fact_list import FactList
from app.ui.icons import Picture
from app.ui.sell_model import Phase, SellModel
from app.ui.sell_words import activation_sign, ended, ending, is_asked, print_trouble
from app.ui.theme import Theme, Tone, set_mark
from app.ui.translation import translate

if TYPE_CHECKING:
    from app.core.activation import Activation

SIGN: Final = 96
SIGN_BESIDE_ROWS: Final = 56


class ResultPanel(QFrame):
    """Shows what the model says; the buttons under it belong to the page."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._model: SellModel | None = None
        self._shown: tuple[Activation, ...] = ()
        self.setProperty("kind", "tinted")
        self.sign = Picture(theme, size=SIGN)
        self.giant = label("", "giant", wraps=True)
        self.heading = label("", "heading", wraps=True)
        self.lead = label("", "lead", wraps=True)
        self.facts = FactList()
        self.trouble = LineInPlace(theme)
        self.again = button(translate("Sell", "Print again"), name=translate("Sell", "Print the paper again"))
        self.came_out = button(translate("Sell", "It came out"), clicked=lambda: self._answer(came_out=True))
        self.not_come_out = button(translate("Sell", "It did not"), clicked=lambda: self._answer(came_out=False))
        for made in (self.again, self.came_out, self.not_come_out):
            self.trouble.add_button(made)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)
        inside = QWidget()
        inside.setProperty("role", "scrolled")
        inside.setLayout(self._rows)
        self.list = QScrollArea()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setWidgetResizable(True)
        self.list.setAccessibleName(translate("Sell", "The cards of this sale"))
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list.setWidget(inside)
        self._build()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        self._layout = layout
        layout.setContentsMargins(32, 20, 32, 20)
        layout.setSpacing(4)
        layout.addStretch(2)
        layout.addLayout(row(self.sign, 1))
        layout.addSpacing(10)
        layout.addWidget(self.giant)
        layout.addWidget(self.heading)
        layout.addSpacing(8)
        layout.addWidget(self.lead)
        layout.addSpacing(8)
        layout.addWidget(self.list, 6)
        layout.addStretch(3)
        layout.addWidget(self.facts)
        layout.addSpacing(6)
        layout.addWidget(self.trouble)

    def show_model(self, model: SellModel) -> None:
        """Shows how the sale stands: under way, ended, or not known."""
        self._model = model
        told = ending(model)
        self.sign.show_drawing(told.sign, Tone.MUTED if told.tone is Tone.PLAIN else told.tone)
        self.giant.setText(told.giant)
        show_words(self.heading, told.heading)
        show_words(self.lead, told.lead)
        set_mark(self, "tone", told.tone.value)
        is_fault = model.paper_fault is not None
        icon, tone = ("warning", Tone.BAD) if is_fault else ("printer", Tone.WAIT)
        self.trouble.say(icon, tone, print_trouble(model))
        self.again.setEnabled(not model.is_busy)
        self.again.setVisible(not is_asked(model))
        for made in (self.came_out, self.not_come_out):
            made.setVisible(is_asked(model))
            made.setEnabled(not model.is_busy)
        self._show_rows(model)
        self._show_facts(model)

    def _answer(self, *, came_out: bool) -> None:
        if self._model is not None:
            self._model.answer(came_out=came_out)

    def _show_rows(self, model: SellModel) -> None:
        many = model.activations if len(model.activations) > 1 and model.phase is not Phase.FAULT else ()
        self.list.setVisible(bool(many))
        side = self._theme.pixels(SIGN_BESIDE_ROWS if many else SIGN)  # three rows fit the smallest screen whole
        self.sign.setFixedSize(side, side)
        for place, weight in ((0, 2), (self._layout.count() - 4, 3)):
            self._layout.setStretch(place, 0 if many else weight)
        if many == self._shown:
            return
        self._shown = many
        while (item := self._rows.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.deleteLater()
        for activation in many:
            sign = activation_sign(activation)
            amount = model.counter.shop.number_form.amount(activation.order.money)
            parts = (ended(activation.order.card), amount, sign.words)
            self._rows.addWidget(result_row(self._theme, sign.icon, sign.tone, parts))
        self._rows.addStretch(1)

    def _show_facts(self, model: SellModel) -> None:
        if model.phase is Phase.FAULT or len(model.activations) != 1:
            self.facts.show_facts(())
            return
        activation = model.activations[0]
        order = activation.order
        customer = " · ".join(part for part in (order.customer_name, order.customer_id) if part)
        self.facts.show_facts(
            (
                (translate("Sell", "Reference"), activation.short_id),
                (translate("Sell", "Customer"), isolated(customer)),
                (translate("Sell", "Sale"), isolated(order.sale_reference or "")),
            )
        )
