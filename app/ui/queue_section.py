"""A heading of the queue with its rows, and what stands there when nothing waits."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.controls import label, show_words
from app.ui.icons import Picture
from app.ui.theme import Theme, Tone
from app.ui.translation import translate


class QueueSection(QWidget):
    """Rows under a heading, hidden while there are none."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self.heading = label(title, "small")
        self.more = label("", "muted", wraps=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addLayout(self._rows)
        layout.addWidget(self.more)
        self.hide()

    def show_rows(self, rows: Sequence[QWidget], total: int) -> None:
        """These rows in this order; those that stay keep their focus."""
        for place, shown in enumerate(rows):
            if self._rows.indexOf(shown) != place:
                self._rows.insertWidget(place, shown)
        self.heading.setText(f"{self._title} · {total}")
        left = total - len(rows)
        told = translate("Queue", "{count} more wait behind these. They are tried and shown as these are settled.")
        show_words(self.more, told.replace("{count}", str(left)) if left > 0 else "")
        self.setVisible(bool(rows))


class NothingThere(QWidget):
    """Nothing is to be done here: said kindly, so that an empty page is no riddle."""

    def __init__(self, theme: Theme, title: str, lead: str, *, icon: str = "tick") -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(Picture(theme, icon, Tone.MUTED, 64), 0, Qt.AlignmentFlag.AlignHCenter)
        for text, role in ((title, "title"), (lead, "lead")):
            layout.addWidget(label(text, role), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
