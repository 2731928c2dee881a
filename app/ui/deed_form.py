"""The form of one way out of a case, opened in the case's own place: name, reason, another card, and the question."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.core.case import Way
from app.core.problem import Problem
from app.core.shop import Shop
from app.till.look_up import LookUp
from app.ui.action_button import ActionButton
from app.ui.case_words import card_words
from app.ui.controls import Field, StateSign, announce, button, label, row, show_words
from app.ui.deed import Deed, confirm_words, question
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import sentence


class DeedForm(QFrame):
    """Fills in a Deed. `confirmed` is called with it once nothing is missing, `closed` when it is taken back.

    `card_typed` gets a typed code; a scanned one comes over the page.
    """

    def __init__(
        self,
        theme: Theme,
        shop: Shop,
        confirmed: Callable[[Deed], None],
        closed: Callable[[], None],
        card_typed: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._shop = shop
        self._confirmed = confirmed
        self._closed = closed
        self._card_typed = card_typed
        self.deed: Deed | None = None
        self.is_busy = False
        self.setProperty("kind", "deed")
        self.asked = label("", "strong", wraps=True)
        self.card = Field(
            translate("Cases", "The other card"), placeholder=translate("Cases", "Scan it, or type its code and Enter")
        )
        self.both = StateSign(theme)
        self.person = Field(translate("Cases", "Your name"))
        self.reason = Field(translate("Cases", "Why"), placeholder=translate("Cases", "In a few words"))
        self.problem = label("", "problem", wraps=True)
        self.problem.hide()
        self.confirm = ActionButton(theme, icon="tick")
        self.back = button(translate("Cases", "Back"), clicked=closed)
        self._lay_out()
        self.card.edit.returnPressed.connect(self._type_card)
        for field in (self.person, self.reason):
            field.edit.textEdited.connect(self._typed)
            field.edit.returnPressed.connect(self._confirm)
        self.confirm.clicked.connect(self._confirm)

    def _lay_out(self) -> None:
        self._signed = QWidget()
        signed = row(self.person, self.reason, spacing=12)
        signed.setStretch(0, 2)
        signed.setStretch(1, 3)
        self._signed.setLayout(signed)
        self._other = QWidget()
        other = row(self.card, self.both, spacing=16)
        other.setStretch(0, 2)
        other.setStretch(1, 3)
        other.setAlignment(self.both, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        self._other.setLayout(other)
        ends = row(self.back, self.confirm, spacing=12)
        ends.setStretch(0, 2)
        ends.setStretch(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        for part in (self.asked, self._other, self._signed, self.problem):
            layout.addWidget(part)
        layout.addLayout(ends)

    def open_with(self, deed: Deed) -> None:
        """Shows another deed, with the focus where the work begins."""
        self.deed, self.is_busy = deed, False
        self.asked.setText(question(deed, self._shop))
        self.card.show_text("")
        self.card.show_problem("")
        self.person.show_text(deed.person)
        self.reason.show_text(deed.reason)
        self._other.setVisible(deed.way is Way.MOVE)
        show_words(self.problem, "")
        self.show_deed()
        first = self.card.edit if deed.way is Way.MOVE else self.reason.edit
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.asked.text())

    def show_deed(self) -> None:
        """Shows the deed as it stands: the card that was read, and what the button will do."""
        if self.deed is None:
            return
        self._show_card(self.deed)
        words = translate("Cases", "One moment …") if self.is_busy else confirm_words(self.deed, self._shop)
        is_ready = not self.is_busy and (self.deed.way is not Way.MOVE or self.deed.card is not None)
        self.confirm.show_action(words, is_ready=is_ready)

    def set_busy(self, *, is_busy: bool) -> None:
        """While it is being done nothing is pressed twice."""
        self.is_busy = is_busy
        self.show_deed()

    def show_refused(self, problem: Problem) -> None:
        """Says why it cannot be done."""
        words = self._words(problem)
        show_words(self.problem, words)
        announce(self, words, is_urgent=True)

    def show_found(self, look: LookUp) -> None:
        """What came of reading the scanned card."""
        if self.deed is None:
            return
        self.deed.look = look
        self.show_deed()
        if self.deed.card is None:
            self.refuse_card(self.deed.problem(self._shop))
            return
        announce(self, self.both.words.text())
        self.reason.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse_card(self, problem: Problem | None) -> None:
        """The scanned code is no card, or one that cannot take the money."""
        words = self._words(problem) if problem is not None else ""
        self.card.show_problem(words)
        announce(self, words, is_urgent=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes it back."""
        if event.key() == Qt.Key.Key_Escape and not self.is_busy:
            self._closed()
        else:
            super().keyPressEvent(event)

    def _show_card(self, deed: Deed) -> None:
        if deed.meaning is None:
            self.both.show_state("", Tone.PLAIN, "")
            return
        if deed.look is None:
            self.both.show_state("search", Tone.MUTED, translate("Cases", "Reading the card …"))
            return
        if deed.card is None:
            self.both.show_state("", Tone.PLAIN, "")
            return
        self.card.show_problem("")
        told = translate("Cases", "{old} → card …{new}")
        words = told.replace("{old}", card_words(deed.activation)).replace("{new}", deed.card.last)
        was_read = deed.look.was_read
        state = translate("Cases", "ready to load") if was_read else translate("Cases", "not read, it will wait")
        icon, tone = ("ready", Tone.ACTIVE) if was_read else ("clock", Tone.WAIT)
        self.both.show_state(icon, tone, f"{words} · {state}")

    def _type_card(self) -> None:
        text = self.card.text
        self.card.edit.clear()  # a token is money: it does not stay on the screen
        if text.strip():
            self._card_typed(text)

    def _typed(self) -> None:
        if self.deed is not None:
            self.deed.person, self.deed.reason = self.person.text, self.reason.text
            show_words(self.problem, "")

    def _confirm(self) -> None:
        if self.deed is None or self.is_busy:
            return
        self._typed()
        problem = self.deed.problem(self._shop)
        if problem is None:
            self._confirmed(self.deed)
            return
        if self.deed.way is Way.MOVE and self.deed.card is None:
            self.refuse_card(problem)
            self.card.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.show_refused(problem)
        missing = self.reason if self.person.text.strip() else self.person
        missing.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _words(self, problem: Problem) -> str:
        words = sentence(problem, self._shop.number_form)
        return f"{words.what} {words.todo}"
