"""The card of the sale: scanned or typed, how it stands; several cards with their sum."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.ui.controls import CardFrame, LineInPlace, StateSign, icon_button, label, row, show_words
from app.ui.icons import Picture
from app.ui.sale_form import Checked
from app.ui.sale_papers import sum_of
from app.ui.sell_model import Phase, SellModel
from app.ui.sell_words import CardSign, activation_sign, both, cards_words, entry_sign, grouped, worst_of
from app.ui.theme import Theme, Tone, set_mark
from app.ui.translation import translate


class CardPanel(CardFrame):
    """Shows the card or the field to type one into. It decides nothing."""

    typed = Signal(str)
    cleared = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(margins=(20, 10, 12, 10), spacing=6)
        self._is_adding = False
        self.caption = label(translate("Sell", "CARD"), "caption")
        self.code = label("", "code")
        self.entry = QLineEdit()
        self.entry.setProperty("role", "scan")
        self.entry.setAccessibleName(translate("Sell", "Card code"))
        self.entry.setPlaceholderText(translate("Sell", "Scan a gift card, or type its code"))
        self.entry.installEventFilter(self)
        self.prompt = Picture(theme, "scanner", Tone.ACTIVE, size=32)
        self.sign = StateSign(theme)
        self.detail = label("", "small")
        self.detail.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.plus = icon_button(theme, "plus", translate("Sell", "Add another card"), clicked=self.begin_adding)
        self.close_button = icon_button(
            theme, "close", translate("Sell", "Clear the form"), tone=Tone.MUTED, clicked=self.cleared.emit
        )
        self.notice = LineInPlace(theme)
        self._build()

    def _build(self) -> None:
        shown = QWidget()
        lines = QVBoxLayout(shown)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.caption)
        lines.addWidget(self.code)
        typing = QWidget()
        typing.setLayout(row(self.prompt, self.entry, spacing=16))
        self.stack = QStackedWidget()
        self.stack.addWidget(typing)
        self.stack.addWidget(shown)
        self.stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        state = QVBoxLayout()
        state.setSpacing(0)
        state.addStretch(1)
        state.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignRight)
        state.addWidget(self.detail)
        state.addStretch(1)
        self.body.addLayout(row(self.stack, state, self.plus, self.close_button, spacing=4))
        self.body.addWidget(self.notice)

    def begin_adding(self) -> None:
        """Opens the field for one more code."""
        self._is_adding = True
        self.stack.setCurrentIndex(0)
        self.entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_model(self, model: SellModel, checked: Checked) -> None:
        """Shows the cards as the model has them."""
        is_form = model.phase is Phase.FORM
        entries = model.form.entries
        if not is_form:
            self._is_adding = False
        is_empty = is_form and not entries
        self.stack.setCurrentIndex(0 if is_empty or self._is_adding else 1)
        self._show_code(model, checked)
        sign = self._sign(model)
        self.sign.show_state(sign.icon, sign.tone, sign.words)
        show_words(self.detail, "" if is_empty else sign.detail)
        self.plus.setVisible(is_form and bool(entries) and all(entry.is_sellable for entry in entries))
        self.close_button.setVisible(is_form and bool(entries))
        # Buttons bring their own room to the right; a state alone stands in as far as the code does at the left.
        self.body.setContentsMargins(20, 10, 20 if self.close_button.isHidden() else 12, 10)
        self._show_notice(model)
        self.caption.setVisible(self.notice.isHidden())  # on the smallest screen its room is the notice's
        self._mark_focus()

    def _mark_focus(self) -> None:
        """The whole panel carries the field's ring: it is what a scan falls into."""
        is_open = self.stack.currentIndex() == 0
        set_mark(self, "tone", "focus" if is_open and self.entry.hasFocus() else "accent" if is_open else "plain")

    def stop_adding(self) -> None:
        """The field closes: a card came."""
        self._is_adding = False
        self.entry.clear()

    def _show_code(self, model: SellModel, checked: Checked) -> None:
        shop = model.counter.shop
        if model.phase is Phase.FORM:
            cards, total = [entry.card for entry in model.form.entries], checked.total
        else:
            cards = [line.card for line in model.sale.lines] if model.sale else []
            total = sum_of(model.activations)
        if len(cards) > 1:
            is_open = model.phase is Phase.FORM
            more = translate("Sell", "SEVERAL CARDS · SCAN THE NEXT, OR LOAD")
            self.caption.setText(more if is_open else translate("Sell", "CARDS IN THIS SALE"))
            amount = f" · {shop.number_form.amount(total)}" if total else ""
            self.code.setText(f"{cards_words(len(cards))}{amount}")
            return
        self.caption.setText(translate("Sell", "CARD"))
        self.code.setText(grouped(cards[0], shop) if cards and cards[0] else "····")

    def _sign(self, model: SellModel) -> CardSign:
        if model.phase is Phase.FAULT:
            return CardSign("warning", Tone.BAD, translate("Sell", "Not known"))
        if model.phase is not Phase.FORM:
            return self._sign_of_sale(model)
        entries = model.form.entries
        if not entries:
            return CardSign("", Tone.PLAIN, "")
        if len(entries) == 1:
            return entry_sign(entries[0])
        if any(entry.look is None for entry in entries):
            return CardSign("search", Tone.MUTED, translate("Sell", "Reading the card …"))
        return CardSign("", Tone.PLAIN, "")

    @staticmethod
    def _sign_of_sale(model: SellModel) -> CardSign:
        if not model.activations:
            return CardSign("sending", Tone.MUTED, translate("Sell", "Saving …"))
        return activation_sign(worst_of(model.activations))

    def _show_notice(self, model: SellModel) -> None:
        notice = model.notice
        entries = model.form.entries
        if notice is None and model.phase is Phase.FORM and len(entries) == 1 and entries[0].look:
            notice = entries[0].look.problem
        is_fault = model.phase is Phase.FAULT
        words = both(notice, model.counter.shop) if notice and not is_fault else ""
        waits = bool(entries) and entries[0].is_sellable and model.notice is None
        if waits and model.offline.line.is_down:
            words = ""  # the banner says it already, and the keys need the room
        self.notice.say("clock" if waits else "warning", Tone.WAIT if waits else Tone.BAD, words)

    def _entered(self) -> None:
        text = self.entry.text()
        was_adding = self._is_adding
        self.stop_adding()
        if text.strip():
            self.typed.emit(text)
        elif was_adding:
            self.stack.setCurrentIndex(1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The panel shows the field's focus; Esc in the field of one more card closes it again."""
        if watched is self.entry and event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            QTimer.singleShot(0, self, self._mark_focus)
        is_key = watched is self.entry and event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and self._has_used(event):
            return True
        return super().eventFilter(watched, event)

    def _has_used(self, event: QKeyEvent) -> bool:
        """Enter takes the code and goes no further: with the amount still missing it would be a try to load."""
        if event.key() == Qt.Key.Key_Escape and self._is_adding:
            self.stop_adding()
            self.stack.setCurrentIndex(1)
            return True
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            return False
        if not event.isAutoRepeat():
            self._entered()
        return True
