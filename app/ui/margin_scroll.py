"""A column that scrolls beside its page's edge: what scrolls ends where the things above it end."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget

BAR: Final = 14
"""The width of its bar, as the style sheet has it. A page with one keeps so much less of a margin to the right."""
RING: Final = 3
"""The ring around one that takes the focus, as the style sheet has it."""


class MarginScroll(QScrollArea):
    """`takes_focus`: it scrolls by keys, and shows a ring then."""

    def __init__(self, column: QLayout, name: str, *, takes_focus: bool = False) -> None:
        super().__init__()
        column.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        inside.setProperty("role", "scrolled")
        inside.setLayout(column)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, and seen only where there is something to scroll: so nothing moves when it comes.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName(name)
        if takes_focus:
            self.setProperty("kind", "reading")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if takes_focus else Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)
