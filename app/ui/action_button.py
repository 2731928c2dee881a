"""The one big button of a step: it says what it will do, and under that what is worth knowing."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from app.ui.controls import label
from app.ui.icons import Picture
from app.ui.theme import Theme, Tone, set_mark


class ActionButton(QPushButton):
    """Its words are set with `show_action`; both lines are spoken as its name."""

    def __init__(self, theme: Theme, *, icon: str = "enter") -> None:
        super().__init__()
        self.setProperty("kind", "action")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        self._theme = theme
        self.title = label("", "action-title")
        self.detail = label("", "action-detail")
        self._picture = Picture(theme, icon, Tone.ON_ACCENT, size=26)
        for part in (self.title, self.detail, self._picture):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        for words in (self.title, self.detail):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addStretch(1)
        lines.addWidget(self.title)
        lines.addWidget(self.detail)
        lines.addStretch(1)
        layout = QHBoxLayout(self)
        self._layout = layout
        layout.setContentsMargins(14, 4, 14, 4)
        layout.setSpacing(22)
        layout.addStretch(1)
        layout.addLayout(lines)
        layout.addWidget(self._picture)
        layout.addStretch(1)
        self._icon = icon

    def show_action(self, title: str, detail: str = "", *, is_ready: bool) -> None:
        """Says what a press will do. Where it is not ready it says what is missing, and cannot be pressed."""
        self.title.setText(title)
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        self._picture.setVisible(is_ready)
        self.setAccessibleName(f"{title}. {detail}" if detail else title)
        self.setEnabled(is_ready)
        for words in (self.title, self.detail):
            set_mark(words, "ready", "yes" if is_ready else "no")

    def sizeHint(self) -> QSize:
        """Room for both lines."""
        inner = self._layout.sizeHint()
        return QSize(inner.width(), max(inner.height(), self._theme.pixels(60)))

    def minimumSizeHint(self) -> QSize:
        """As sizeHint: the words are never cut."""
        return self.sizeHint()
