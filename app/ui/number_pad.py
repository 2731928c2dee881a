"""The till's own number pad: a press writes into the amount's field, which keeps the focus."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from app.ui.controls import button
from app.ui.icons import set_icon
from app.ui.theme import Theme
from app.ui.translation import translate


class NumberPad(QWidget):
    """Figures, the locale's decimal sign if there is one, and one step back. `pressed` carries the sign to write."""

    pressed = Signal(str)
    erased = Signal()

    def __init__(self, theme: Theme, decimal_sign: str) -> None:
        super().__init__()
        self.keys: dict[str, QPushButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for place, sign in enumerate((*"123456789", decimal_sign, "0")):
            if sign:
                grid.addWidget(self._key(sign), place // 3, place % 3)
        self.back = button("", "key", name=translate("Sell", "Delete the last figure"), clicked=self.erased.emit)
        set_icon(self.back, theme, "backspace", size=26)
        self.back.setAutoRepeat(True)
        self._make_key(self.back)
        grid.addWidget(self.back, 3, 2)
        for column in range(3):
            grid.setColumnStretch(column, 1)

    def _key(self, sign: str) -> QPushButton:
        name = sign if sign.isdigit() else translate("Sell", "Decimal sign")
        key = button(sign, "key", name=name, clicked=partial(self.pressed.emit, sign))
        self._make_key(key)
        self.keys[sign] = key
        return key

    @staticmethod
    def _make_key(key: QPushButton) -> None:
        """A tap writes into the amount and leaves the focus there; Tab still reaches every key."""
        key.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        key.setMinimumWidth(48)
