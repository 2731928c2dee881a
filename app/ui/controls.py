"""The few kinds of control that every screen is made of."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui.icons import Picture, set_icon
from app.ui.theme import Theme, Tone, set_mark

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"


def isolated(text: str) -> str:
    """Outside text made safe beside ours: its writing direction cannot turn the sentence around it."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if text else ""


def label(text: str = "", role: str = "body", *, wraps: bool = False) -> QLabel:
    """Plain words, never markup. `role` is one of the style sheet's: caption, small, muted, strong, heading, ..."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wraps)
    return made


def show_words(target: QLabel, text: str) -> None:
    """Sets a label's words and hides it while it has none."""
    target.setText(text)
    target.setVisible(bool(text))


def button(
    text: str, kind: str = "plain", *, name: str = "", clicked: Callable[[], object] | None = None
) -> QPushButton:
    """A button. `kind`: plain, action (the one next step), key, chip, icon, quiet, nav, row, danger.

    `name` is what a screen reader says where it differs from the text. Enter and Space press it when it has the
    focus; it is never a default button, so that a scanner's Return presses nothing.
    """
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setAccessibleName(name or text)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setAutoDefault(False)
    made.setDefault(False)
    if clicked is not None:
        made.clicked.connect(partial(_pressed, clicked))
    return made


def _pressed(clicked: Callable[[], object], *_is_checked: object) -> None:
    clicked()


def icon_button(
    theme: Theme, icon: str, name: str, *, tone: Tone = Tone.PLAIN, clicked: Callable[[], object] | None = None
) -> QPushButton:
    """A button with a drawing only. `name` is said by screen readers and shown as its tooltip."""
    made = button("", "icon", name=name, clicked=clicked)
    made.setToolTip(name)
    set_icon(made, theme, icon, tone)
    return made


class CardFrame(QFrame):
    """A white card with thin lines. `body` is its layout."""

    def __init__(self, *, margins: tuple[int, int, int, int] = (20, 16, 20, 16), spacing: int = 8) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*margins)
        self.body.setSpacing(spacing)


class Field(QWidget):
    """A line to write in with its caption above and, in words below it, what is wrong with what was written."""

    def __init__(self, caption: str, *, placeholder: str = "", name: str = "") -> None:
        super().__init__()
        self.caption = label(caption, "small")
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name or caption)
        self.edit.setPlaceholderText(placeholder)
        self.caption.setBuddy(self.edit)
        self.problem = label("", "problem", wraps=True)
        self.problem.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.caption)
        layout.addWidget(self.edit)
        layout.addWidget(self.problem)
        self.caption.setVisible(bool(caption))

    @property
    def text(self) -> str:
        """What was written."""
        return self.edit.text()

    def show_text(self, text: str) -> None:
        """Shows a text that was not typed here."""
        if self.edit.text() != text:
            self.edit.setText(text)

    def show_problem(self, words: str) -> None:
        """Says what is wrong below the field; nothing for empty words. Screen readers hear it as the description."""
        show_words(self.problem, words)
        set_mark(self.edit, "tone", "bad" if words else "plain")
        self.edit.setAccessibleDescription(words)


class StateSign(QWidget):
    """A state as an icon and a word in one tone, such as a tick and *Inactive, ready to load*."""

    def __init__(self, theme: Theme, *, size: int = 20, role: str = "strong") -> None:
        super().__init__()
        self.picture = Picture(theme, size=size)
        self.words = label("", role)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.picture)
        layout.addWidget(self.words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def show_state(self, icon: str, tone: Tone, words: str) -> None:
        """Shows a state; with no words nothing is shown."""
        self.picture.show_drawing(icon, tone)
        self.words.setText(words)
        set_mark(self.words, "tone", tone.value)
        self.setVisible(bool(words))


class LineInPlace(QFrame):
    """What has to be said beside the work, without a dialog: a tinted line with an icon, words and perhaps a button."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("kind", "line")
        self.picture = Picture(theme, size=22)
        self.words = label("", "notice", wraps=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(14, 6, 8, 6)
        self._layout.setSpacing(12)
        self._layout.addWidget(self.picture)
        self._layout.addWidget(self.words, 1)
        self.hide()

    def add_button(self, made: QPushButton) -> None:
        """Adds a button at the line's end."""
        self._layout.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)

    def say(self, icon: str, tone: Tone, words: str) -> None:
        """Shows words, or hides the line for none."""
        self.picture.show_drawing(icon, tone)
        self.words.setText(words)
        set_mark(self.words, "tone", tone.value)
        set_mark(self, "tone", tone.value)
        self.setVisible(bool(words))


def announce(where: QWidget, words: str, *, is_urgent: bool = False) -> None:
    """Speaks to screen readers, without moving the focus."""
    event = QAccessibleAnnouncementEvent(where, words)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if is_urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)


def scrolling(column: QLayout, name: str = "") -> QScrollArea:
    """A column that scrolls up and down, without a frame. `name` is what a screen reader says of it."""
    inside = QWidget()
    inside.setProperty("role", "scrolled")
    inside.setLayout(column)
    made = QScrollArea()
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setWidgetResizable(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setAccessibleName(name)
    made.setWidget(inside)
    return made


def row(*parts: QWidget | QLayout | int, spacing: int = 8) -> QHBoxLayout:
    """Widgets beside each other; a number stands for a stretch of that weight."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)
    return layout
