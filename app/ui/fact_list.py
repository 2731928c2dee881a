"""Facts one under another: what it is at the left, what it says at the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.ui.controls import isolated, label


class FactList(QWidget):
    """Pairs of words in two columns. What has no value is not shown. Outside text is plain and isolated."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._pairs: list[tuple[QLabel, QLabel]] = []

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What is shown."""
        return tuple((name.text(), value.text()) for name, value in self._pairs if not name.isHidden())

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Shows these pairs and no others."""
        told = [(name, value) for name, value in facts if value]
        while len(self._pairs) < len(told):
            self._add_pair()
        for place, (name, value) in enumerate(self._pairs):
            is_used = place < len(told)
            name.setText(told[place][0] if is_used else "")
            value.setText(isolated(told[place][1]) if is_used else "")
            name.setVisible(is_used)
            value.setVisible(is_used)

    def _add_pair(self) -> None:
        name, value = label("", "small"), label("", "body", wraps=True)
        value.setMinimumWidth(60)  # a name without a space is cut rather than making the page wider
        place = len(self._pairs)
        self._grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, place, 1)
        self._pairs.append((name, value))
