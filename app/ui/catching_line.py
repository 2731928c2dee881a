"""One line about the queue that is being settled by itself, told anew each second while somebody looks."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent

from app.core.money import NumberForm
from app.ui.catching_up import CatchingUp
from app.ui.catching_words import catching
from app.ui.controls import LineInPlace, announce
from app.ui.theme import Theme, Tone

SECOND_MS = 1000


class CatchingLine(LineInPlace):
    """Waiting for the line, catching up, or stopped. It hides itself while there is nothing to tell.

    The first `retell` comes once it has its place: what shows itself before that is a window of its own.
    """

    def __init__(self, theme: Theme, form: NumberForm, driver: CatchingUp) -> None:
        super().__init__(theme)
        self._form = form
        self._driver = driver
        self._was_stopped = False
        self._second = QTimer(self, interval=SECOND_MS)
        self._second.timeout.connect(self.retell)
        driver.changed.connect(self.retell)

    @Slot()
    def retell(self) -> None:
        """As things stand now. That everything stopped is said aloud once."""
        told = catching(self._driver, self._form)
        self.say(told.icon, told.tone, told.words)
        is_stopped = told.tone is Tone.BAD
        if is_stopped and not self._was_stopped:
            announce(self, told.words, is_urgent=True)
        self._was_stopped = is_stopped

    def showEvent(self, event: QShowEvent) -> None:
        """Seconds are counted only while somebody can see them."""
        super().showEvent(event)
        self._second.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._second.stop()
