"""What the selling screen says aloud: each thing once, and figures only when typing pauses."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from app.ui.controls import announce
from app.ui.sell_model import Phase, SellModel
from app.ui.sell_words import Action, Ending, amount_caption, both, ending, entry_sign

PAUSE_MS: Final = 700
"""Who types has paused after so long. Before that every figure would be a sentence of its own."""


class SaleVoice(QObject):
    """Tells a screen reader what is new: a result, a refusal, how a card stands, what the button will do."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._said: object = None
        self._sentence = ""
        self._caption = ""
        self._promise = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._say_promise)

    def speak(self, model: SellModel, act: Action | None) -> None:
        """Says what changed. `act` is what the big button will do; None while it cannot be pressed."""
        is_calm = model.phase is Phase.FORM and model.notice is None
        self._promise_later(act.spoken if act and is_calm else "")
        if model.notice is not None:
            self._say(model.notice, both(model.notice, model.counter.shop), is_urgent=True)
        elif model.phase is not Phase.FORM:
            self._say_ending(ending(model))
        else:
            self._say_card(model)

    def _say(self, news: object, words: str, *, is_urgent: bool) -> None:
        if news != self._said and words:
            announce(self._page, words, is_urgent=is_urgent)
        self._said = news

    def _say_ending(self, told: Ending) -> None:
        """Of a card that was told as active already, only what became of its receipt is new."""
        is_known = told.sentence == self._sentence
        self._say(told, told.lead if is_known else told.spoken, is_urgent=not is_known)
        self._sentence = told.sentence

    def _say_card(self, model: SellModel) -> None:
        """How the newest card stands, and whose amount is typed from now on."""
        self._sentence = ""
        entries, caption = model.form.entries, amount_caption(model.form)
        stands = ""
        if entries:
            refused = entries[-1].look.problem if entries[-1].look else None
            stands = both(refused, model.counter.shop) if refused else entry_sign(entries[-1]).words
        news = (len(entries), stands)
        parts = (stands if news != self._said else "", caption if caption != self._caption else "")
        words = ". ".join(part.rstrip(".") for part in parts if part)
        if words:
            announce(self._page, words)
        self._said, self._caption = news, caption

    def _promise_later(self, words: str) -> None:
        if words == self._promise:
            return
        self._promise = words
        if words:
            self._pause.start()
        else:
            self._pause.stop()

    @Slot()
    def _say_promise(self) -> None:
        announce(self._page, self._promise)
