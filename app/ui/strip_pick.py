"""Which line of the test strip looks right: its number is all that is asked."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.controls import button, label, row
from app.ui.theme import Theme
from app.ui.translation import translate


class StripPick(QWidget):
    """`picked` carries the number of a line that the strip has."""

    picked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.words = label("", "body", wraps=True)
        self.number = QLineEdit()
        self.number.setAccessibleName(translate("Devices", "Number of the line"))
        self.number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.number.setFixedWidth(theme.pixels(64))
        self.number.returnPressed.connect(self._pick)
        self.number.textChanged.connect(self._show_whether)
        self.keep = button(translate("Devices", "Keep this line"), clicked=self._pick)
        layout = row(self.words, self.number, self.keep, spacing=12)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._show_whether()

    def ask(self, lines: int) -> None:
        """A strip with so many lines came out, or may have."""
        asked = translate("Devices", "Which line of the strip has each letter right? Its number, 1 to {last}:")
        self.words.setText(asked.replace("{last}", str(lines)))
        self.number.setValidator(QIntValidator(1, lines, self.number))
        self.number.clear()
        self.show()

    def _show_whether(self) -> None:
        self.keep.setEnabled(self._is_number)

    @property
    def _is_number(self) -> bool:
        return bool(self.number.text()) and self.number.hasAcceptableInput()

    def _pick(self) -> None:
        if self._is_number:
            self.picked.emit(int(self.number.text()))
