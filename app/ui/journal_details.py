"""One activation in full: what was ordered, every step it took in words, and its paper."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.core.activation import Activation, Event
from app.core.card import printable
from app.core.paper import lay_out
from app.core.receipt import day_text
from app.core.shop import Shop
from app.till.ports import PaperRecord, PrintOutcome
from app.ui.controls import StateSign, button, label, show_words
from app.ui.fact_list import FactList
from app.ui.paper_view import PaperSheet
from app.ui.state_sign import SIGNS
from app.ui.theme import Theme
from app.ui.translation import translate
from app.ui.words import sentence, state_words


@dataclass(frozen=True, slots=True)
class Details:
    """Everything the journal holds of one activation."""

    activation: Activation
    history: tuple[Event, ...]
    record: PaperRecord | None


class JournalDetails(QScrollArea):
    """The side of the journal. `printed` is called when paper is asked for."""

    def __init__(
        self, shop: Shop, columns: int, theme: Theme, time_of: Callable[[Event], str], printed: Callable[[], None]
    ) -> None:
        super().__init__()
        self._shop = shop
        self._columns = columns
        self._time_of = time_of
        self.amount = label("", "title", wraps=True)
        self.state = StateSign(theme)
        self.state.words.setWordWrap(True)
        self.why = label("", "muted", wraps=True)
        self.print_again = button(translate("Journal", "Print again"), clicked=printed)
        self.result = label("", "strong", wraps=True)
        self.facts = FactList()
        self.steps = FactList()
        self.sheet = PaperSheet(theme)
        self.sheet.setAccessibleName(translate("Journal", "The paper of this sale"))
        self._lay_out()
        self.show_nothing()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "scrolled")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 8, 8)
        layout.setSpacing(10)
        self._history_title = label(translate("Journal", "What happened"), "strong")
        for part in (self.amount, self.state, self.why, self.facts, self.print_again, self.result):
            layout.addWidget(part)
        for below in (self._history_title, self.steps, self.sheet):
            layout.addSpacing(4)
            layout.addWidget(below)
        layout.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._below = (self.state, self.why, self.facts, self.print_again, self._history_title, self.steps, self.sheet)

    def show_nothing(self) -> None:
        """No row is chosen."""
        self.amount.setText(translate("Journal", "Choose a sale to see all of it."))
        show_words(self.result, "")
        for part in self._below:
            part.hide()

    def show_details(self, details: Details) -> None:
        """Shows one activation whole."""
        activation, record = details.activation, details.record
        for part in self._below:
            part.show()
        self.amount.setText(self._shop.number_form.amount(activation.order.money))
        sign, words = SIGNS[activation.state], state_words(activation.state)
        self.state.show_state(sign.small, sign.tone, words.title)
        reason = "" if activation.problem is None else sentence(activation.problem, self._shop.number_form).what
        show_words(self.why, reason)
        self.facts.show_facts(self._facts(activation, record))
        self.steps.show_facts([(self._time_of(event), self._step(event)) for event in details.history])
        self.print_again.setText(
            translate("Journal", "Print slip") if record is None else translate("Journal", "Print again")
        )
        self.print_again.setAccessibleName(f"{self.print_again.text()}, {activation.short_id}")
        self.sheet.show_lines(
            () if record is None else lay_out(record.paper, self._columns),
            self._columns,
            translate("Journal", "No paper yet"),
        )

    def say(self, words: str) -> None:
        """What came of the print."""
        show_words(self.result, words)

    def _facts(self, activation: Activation, record: PaperRecord | None) -> tuple[tuple[str, str], ...]:
        order, form = activation.order, self._shop.date_form
        return (
            (translate("Journal", "Card"), order.card.masked(self._shop.mask_first)),
            (translate("Journal", "Reference"), activation.short_id),
            (translate("Journal", "Customer"), printable(order.customer_name or "", 80)),
            (translate("Journal", "Customer no."), printable(order.customer_id or "", 80)),
            (translate("Journal", "Sale"), printable(order.sale_reference or "", 80)),
            (translate("Journal", "Valid until"), day_text(order.expires_at, form) if order.expires_at else ""),
            (translate("Journal", "Till / cashier"), f"{order.till_id} / {order.operator_id}"),
            (translate("Journal", "Paper"), "" if record is None else _paper_words(record)),
        )

    def _step(self, event: Event) -> str:
        told = state_words(event.state).title
        if event.problem is None:
            return told
        return f"{told}. {sentence(event.problem, self._shop.number_form).what}"


def _paper_words(record: PaperRecord) -> str:
    """The paper's number, and whether it came out: only the printer's own word makes it *printed*."""
    match record.printed:
        case PrintOutcome.YES:
            told = translate("Journal", "{number}, printed")
        case PrintOutcome.UNKNOWN | PrintOutcome.WAITING:
            told = translate("Journal", "{number}, not known whether it was printed")
        case _:
            told = translate("Journal", "{number}, not printed")
    return told.replace("{number}", record.paper.number_text)
