"""One sale through the real window, key by key, with a picture of each stage: for machines without a screen."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from app.ui.desk import Desk
from app.ui.run import run_window
from app.ui.sell_model import Phase, SellModel
from app.ui.window import TillWindow

SCAN_GAP_MS: Final = 5
TYPING_GAP_MS: Final = 150
LOOK_EVERY_MS: Final = 20
GIVE_UP_MS: Final = 60_000

_KEYS: Final = {",": Qt.Key.Key_Comma, "\r": Qt.Key.Key_Return}


class Demonstration:
    """The steps of the sale, each waiting for what the screen must say first."""

    def __init__(self, card: str, amount: str, out: Path) -> None:
        self._card = card
        self._amount = amount
        self._out = out
        self.pictures: list[Path] = []
        self.is_active = False
        self._clock_ms = 1_000
        self._waited_ms = 0
        self._window: TillWindow | None = None
        self._steps: Iterator[Callable[[], bool]] | None = None
        self._until: Callable[[], bool] | None = None

    def begin(self, window: TillWindow) -> None:
        """The window is ready: scan, type, confirm, look."""
        self._window = window
        self._steps = self._sale(window, self._model(window))
        self._look()

    def _model(self, window: TillWindow) -> SellModel:
        counter = window.desk.counter
        if counter is None:
            raise RuntimeError("a demonstration needs a till that is open")
        return window.pages.sell(counter).model

    def _sale(self, window: TillWindow, model: SellModel) -> Iterator[Callable[[], bool]]:
        """Each yield is what to wait for before going on."""
        self._keep(window, "1-ready")
        self._type(window, self._card + "\r", SCAN_GAP_MS)
        yield lambda: any(entry.is_sellable and entry.look for entry in model.form.entries)
        self._keep(window, "2-scanned")
        self._type(window, self._amount, TYPING_GAP_MS)
        yield lambda: model.checked().sale is not None and model.form.amount == self._amount
        self._keep(window, "3-confirm")
        self._type(window, "\r", TYPING_GAP_MS)
        yield lambda: model.phase in {Phase.RESULT, Phase.FAULT} and not model.is_busy
        self.is_active = all(a.state.value == "active" for a in model.activations) and bool(model.activations)
        self._keep(window, "4-result")

    def _look(self) -> None:
        """Goes on once the awaited thing is so; ends the window after the last step, or when nothing comes."""
        if self._steps is None or self._window is None:
            return
        self._waited_ms += LOOK_EVERY_MS
        if self._until is None or self._until():
            self._until = next(self._steps, None)
            if self._until is None:
                self._window.close()
                return
        if self._waited_ms > GIVE_UP_MS:
            self._keep(self._window, "given-up")
            self._window.close()
            return
        QTimer.singleShot(LOOK_EVERY_MS, self._look)

    def _type(self, window: TillWindow, text: str, gap_ms: int) -> None:
        """Real key events at the window's door, timed as a scanner's or a person's."""
        handle = window.windowHandle()
        self._clock_ms += 1_000
        for sign in text:
            self._clock_ms += gap_ms
            key = _KEYS.get(sign, Qt.Key(ord(sign.upper())))
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign)
                event.setTimestamp(self._clock_ms)
                QCoreApplication.postEvent(handle, event)

    def _keep(self, window: TillWindow, name: str) -> None:
        picture = self._out / f"{name}.png"
        window.grab().save(str(picture))
        self.pictures.append(picture)


def demonstrate(desk: Desk, resources: Path, card: str, amount: str, out: Path) -> Demonstration:
    """Runs the sale of `card` with `amount` as typed; what came of it. Pictures go into the folder `out`."""
    shown = Demonstration(card, amount, out)
    run_window(desk, resources, shown.begin)
    return shown
