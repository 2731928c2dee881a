"""One case: what happened in words, whose it is, what was done, and the ways out that are open."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.core.activation import Activation, State
from app.core.case import Way, ways
from app.core.shop import Shop
from app.ui.case_words import WAY_WORDS, CaseShown, action_facts, advice, card_words, case_facts, happened
from app.ui.controls import button, label, row, show_words
from app.ui.fact_list import FactList
from app.ui.icons import Picture
from app.ui.state_sign import SIGNS
from app.ui.theme import Theme, Tone, set_mark
from app.ui.translation import translate
from app.ui.words import state_words


class CaseRow(QFrame):
    """A case. `chosen` is called with a way, `looked` and `printed` when that is pressed.

    The form of a chosen way is put into the row by the page, in the place of its buttons.
    """

    def __init__(
        self,
        theme: Theme,
        shop: Shop,
        now: Callable[[], datetime],
        chosen: Callable[["CaseRow", Way], None],
        looked: Callable[["CaseRow"], None],
        printed: Callable[["CaseRow"], None],
    ) -> None:
        super().__init__()
        self._shop = shop
        self._now = now
        self._chosen = chosen
        self.shown: CaseShown | None = None
        self.is_busy = False
        self.setProperty("kind", "card")
        self.picture = Picture(theme, size=28)
        self.card = label("", "strong")
        self.state = label("", "strong")
        self.amount = label("", "title")
        self.what = label("", "body", wraps=True)
        self.todo = label("", "muted", wraps=True)
        self.result = label("", "strong", wraps=True)
        self.result.hide()
        self.facts = FactList()
        self.history = FactList()
        self.buttons: dict[Way, QPushButton] = {
            way: button(words(), clicked=partial(self._choose, way)) for way, words in WAY_WORDS.items()
        }
        self.look = button(translate("Cases", "Look at the card now"), clicked=partial(self._press, looked))
        self.slip = button(translate("Cases", "Print slip"), "quiet", clicked=partial(self._press, printed))
        self._lay_out()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addLayout(row(self.card, self.state, 1, self.amount, spacing=12))
        words.addWidget(self.what)
        words.addWidget(self.todo)
        known = row(self.facts, self.history, spacing=24)
        known.setStretch(0, 3)
        known.setStretch(1, 4)
        known.setContentsMargins(0, 6, 0, 0)
        for part in (self.facts, self.history):
            known.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        words.addLayout(known)
        words.addWidget(self.result)
        self.pressed = QWidget()
        line = row(*self.buttons.values(), self.look, 1, self.slip)
        line.setContentsMargins(0, 6, 0, 0)
        self.pressed.setLayout(line)
        words.addWidget(self.pressed)
        self.place = QVBoxLayout()
        words.addLayout(self.place)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(16)
        layout.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)

    @property
    def activation(self) -> Activation | None:
        """What it is about, as it was last told."""
        return self.shown.case.activation if self.shown else None

    def show_case(self, shown: CaseShown) -> None:
        """Shows the case as it stands now."""
        self.shown = shown
        activation, now = shown.case.activation, self._now()
        told, sign = state_words(activation.state), SIGNS[activation.state]
        self.picture.show_drawing(sign.small, sign.tone)
        self.card.setText(card_words(activation))
        self.state.setText(told.label)
        set_mark(self.state, "tone", sign.tone.value)
        self.amount.setText(self._shop.number_form.amount(activation.order.money))
        is_open = shown.case.is_open
        self.what.setText(happened(activation, self._shop, now))
        show_words(self.todo, advice(activation) if is_open else "")
        self.facts.show_facts(case_facts(shown, self._shop, now))
        done = action_facts(shown.case, self._shop, now)
        self.history.show_facts(done)
        self.history.setVisible(bool(done))
        self._show_buttons(activation, is_open=is_open)
        spoken = (f"{self.card.text()}, {self.amount.text()}, {told.label}.", self.what.text(), self.todo.text())
        self.setAccessibleName(" ".join(part for part in spoken if part))

    def _show_buttons(self, activation: Activation, *, is_open: bool) -> None:
        """Only what is allowed as it stands; the first of them is what the focus goes to."""
        allowed = ways(activation) if is_open else frozenset[Way]()
        for way, made in self.buttons.items():
            made.setVisible(way in allowed)
            made.setAccessibleName(f"{made.text()}, {self.card.text()}")
        self.look.setVisible(is_open and activation.state is State.CANCEL_WAIT)
        is_active = activation.state is State.ACTIVE
        self.slip.setText(translate("Cases", "Print receipt") if is_active else translate("Cases", "Print slip"))
        self.look.setText(
            translate("Cases", "Asking …") if self.is_busy else translate("Cases", "Look at the card now")
        )
        for made in (self.look, self.slip):
            made.setAccessibleName(f"{made.text()}, {self.card.text()}")

    def set_busy(self, *, is_busy: bool) -> None:
        """While busy a press does nothing; the buttons keep the focus."""
        self.is_busy = is_busy
        if self.shown is not None:
            self._show_buttons(self.shown.case.activation, is_open=self.shown.case.is_open)

    def show_result(self, words: str, tone: Tone = Tone.PLAIN) -> None:
        """Says in place what came of it."""
        set_mark(self.result, "tone", tone.value)
        show_words(self.result, words)

    def take_form(self, form: QWidget) -> None:
        """The form of a way stands in the place of the buttons."""
        self.place.addWidget(form)
        form.show()
        self.pressed.hide()

    def give_form_back(self, way: Way | None) -> None:
        """The buttons are there again, with the focus on the one that was pressed or on the first that is left."""
        self.pressed.show()
        self.focus_on(way)

    def focus_on(self, way: Way | None = None) -> None:
        """The focus goes to a way, else to the first that is open, else to the slip."""
        wanted = self.buttons.get(way) if way is not None else None
        open_ways = (*self.buttons.values(), self.look)
        first = next((made for made in open_ways if not made.isHidden()), self.slip)
        target = wanted if wanted is not None and not wanted.isHidden() else first
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, way: Way) -> None:
        if not self.is_busy:
            self._chosen(self, way)

    def _press(self, called: Callable[["CaseRow"], None]) -> None:
        if not self.is_busy:
            called(self)
