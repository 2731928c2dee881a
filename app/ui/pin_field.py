"""A line for the PIN that says who a person is: masked, figures alone, and empty as soon as it was taken."""

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit

from app.ui.controls import Field
from app.ui.pin_entry import FIGURES_MAX
from app.ui.translation import translate


class PinField(Field):
    """Nothing of a PIN stays here."""

    def __init__(self) -> None:
        super().__init__(translate("Batches", "Your PIN"))
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhDigitsOnly)
        self.edit.setMaxLength(FIGURES_MAX)
        self.edit.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), self.edit))
        self.edit.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def taken(self) -> str:
        """What was typed; the line is empty then."""
        pin = self.text
        self.clear()
        return pin

    def clear(self) -> None:
        """Forgets what was typed."""
        self.edit.clear()
