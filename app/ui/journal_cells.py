"""Cells of the journal's table: their words keep clear of the column beside them."""

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.theme import Theme

ROOM: Final = 9


class RoomyCells(QStyledItemDelegate):
    """The chosen row's colour fills the whole cell; picture and words stand in from its sides."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The ground first, then the cell a little narrower."""
        ground = QStyleOptionViewItem(option)
        widget = self.parent()
        if isinstance(widget, QWidget):
            widget.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, ground, painter, widget)
        room = self._theme.pixels(ROOM)
        inner = QStyleOptionViewItem(option)
        inner.rect = option.rect.adjusted(room, 0, -room, 0)
        inner.state = option.state & ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, inner, index)
