"""Where a supervisor types a PIN: masked, for keys and for fingers, and empty again as soon as it was given."""

from typing import Final

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.ui.controls import Field, button, row, show_words
from app.ui.number_pad import NumberPad
from app.ui.theme import Theme, set_mark
from app.ui.translation import translate

FIGURES_MAX: Final = 12


class PinEntry(QWidget):
    """`entered` carries the PIN once, and nothing of it stays here.

    A scanner's burst never comes so far: it is taken at the window, before any field sees a key of it.
    """

    entered = Signal(str)

    def __init__(self, theme: Theme, confirm: str) -> None:
        super().__init__()
        self._confirm = confirm
        self.field = Field(translate("Approval", "Supervisor's PIN"))
        self.edit = self.field.edit
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhDigitsOnly)
        self.edit.setMaxLength(FIGURES_MAX)
        self.edit.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), self.edit))
        self.edit.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.approve = button(confirm, "action", clicked=self._enter)
        self.pad = NumberPad(theme, "")
        self.edit.returnPressed.connect(self._enter)
        self.pad.pressed.connect(self.edit.insert)
        self.pad.erased.connect(self.edit.backspace)
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self.field)
        side.addWidget(self.approve)
        side.addStretch(1)
        layout = row(side, self.pad, spacing=16)
        layout.setStretch(0, 1)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def focus(self) -> None:
        """The next figure is the PIN's first."""
        self.edit.clear()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_refused(self, words: str) -> None:
        """Why there is no approval; nothing for empty words."""
        show_words(self.field.problem, words)
        set_mark(self.edit, "tone", "bad" if words else "plain")
        self.edit.setAccessibleDescription(words)

    def set_busy(self, *, is_busy: bool) -> None:
        """While a PIN is looked at nothing is pressed twice. The field keeps the focus."""
        self.approve.setText(translate("Approval", "One moment …") if is_busy else self._confirm)
        self.approve.setAccessibleName(self.approve.text())
        self.edit.setReadOnly(is_busy)
        self.pad.setEnabled(not is_busy)

    def _enter(self) -> None:
        pin = self.edit.text()
        self.edit.clear()
        if pin and not self.edit.isReadOnly():
            self.entered.emit(pin)
