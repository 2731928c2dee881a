"""The journal as a table: the newest activation first, read in pages as they are scrolled to."""

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum, unique
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPixmap

from app.core.activation import Activation, State
from app.core.shop import Shop
from app.ui.translation import translate
from app.ui.words import state_words

PAGE: Final = 200
"""Activations read at once."""

Index = QModelIndex | QPersistentModelIndex
ROOT: Final = QModelIndex()

_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_DECORATION: Final = int(Qt.ItemDataRole.DecorationRole)
_FOREGROUND: Final = int(Qt.ItemDataRole.ForegroundRole)
_ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_SPOKEN: Final = int(Qt.ItemDataRole.AccessibleTextRole)
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@unique
class Column(IntEnum):
    """The columns, left to right."""

    TIME = 0
    CARD = 1
    AMOUNT = 2
    STATE = 3
    REFERENCE = 4


COLUMNS: Final = len(Column)


class JournalModel(QAbstractTableModel):
    """Rows of text made once when they arrive, so that `data` only looks them up.

    `wanted` is called with the id of the last row when the view scrolls to the end of what was read; the page that
    answers it is handed to `add_page`.
    """

    def __init__(
        self,
        shop: Shop,
        time_of: Callable[[Activation], str],
        wanted: Callable[[str | None], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shop = shop
        self._time_of = time_of
        self._wanted = wanted
        self._activations: list[Activation] = []
        self._texts: list[tuple[str, ...]] = []
        self._has_more = False
        self._is_waiting = False
        self._pictures: Mapping[State, QPixmap] = {}
        self._colours: Mapping[State, QColor] = {}

    def dress(self, pictures: Mapping[State, QPixmap], colours: Mapping[State, QColor]) -> None:
        """The theme's icon and colour of each state."""
        self._pictures, self._colours = pictures, colours
        self._changed(0, len(self._texts) - 1)

    def restart(self, page: Sequence[Activation]) -> None:
        """Shows this first page and nothing else."""
        self.beginResetModel()
        self._activations = list(page)
        self._texts = [self._row(activation) for activation in page]
        self._has_more, self._is_waiting = len(page) >= PAGE, False
        self.endResetModel()

    def add_page(self, page: Sequence[Activation]) -> None:
        """The page that was asked for; a short one is the last."""
        self._is_waiting, self._has_more = False, len(page) >= PAGE
        if not page:
            return
        first = len(self._activations)
        self.beginInsertRows(ROOT, first, first + len(page) - 1)
        self._activations += page
        self._texts += [self._row(activation) for activation in page]
        self.endInsertRows()

    def replace(self, activation: Activation) -> None:
        """The same activation as it stands now, if it is among the rows."""
        for place, shown in enumerate(self._activations):
            if shown.id == activation.id:
                self._activations[place] = activation
                self._texts[place] = self._row(activation)
                self._changed(place, place)
                return

    def activation(self, place: int) -> Activation | None:
        """The activation of a row."""
        return self._activations[place] if 0 <= place < len(self._activations) else None

    def place_of(self, activation_id: str) -> int | None:
        """The row of an activation, if it was read."""
        places = (place for place, shown in enumerate(self._activations) if shown.id == activation_id)
        return next(places, None)

    # ------------------------------------------------------------ what Qt asks

    def rowCount(self, parent: Index = ROOT) -> int:
        """How many were read so far."""
        return 0 if parent.isValid() else len(self._texts)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Always the same columns."""
        return 0 if parent.isValid() else COLUMNS

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """A cell. Called many times a second while scrolling: roles are compared as whole numbers."""
        if role == _DISPLAY:
            return self._texts[index.row()][index.column()]
        column = index.column()
        if role == _DECORATION:
            return self._pictures.get(self._activations[index.row()].state) if column == Column.STATE else None
        if role == _FOREGROUND:
            return self._colours.get(self._activations[index.row()].state) if column == Column.STATE else None
        if role == _ALIGNMENT:
            return _RIGHT if column == Column.AMOUNT else None
        if role == _SPOKEN:
            return f"{self._titles()[column]}: {self._texts[index.row()][column]}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """The columns' titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _ALIGNMENT and section == Column.AMOUNT:
            return _RIGHT
        return self._titles()[section] if role == _DISPLAY else None

    def canFetchMore(self, parent: Index = ROOT) -> bool:
        """There is more, and it is not on its way yet."""
        return not parent.isValid() and self._has_more and not self._is_waiting

    def fetchMore(self, parent: Index = ROOT) -> None:
        """Asks for the next page; it arrives later, through `add_page`."""
        if self.canFetchMore(parent):
            self._is_waiting = True
            self._wanted(self._activations[-1].id)

    def _titles(self) -> tuple[str, ...]:
        return (
            translate("Journal", "Time"),
            translate("Journal", "Card"),
            translate("Journal", "Amount"),
            translate("Journal", "State"),
            translate("Journal", "Reference"),
        )

    def _row(self, activation: Activation) -> tuple[str, ...]:
        order = activation.order
        return (
            self._time_of(activation),
            f"…{order.card.last}",
            self._shop.number_form.amount(order.money),
            state_words(activation.state).label,
            activation.short_id,
        )

    def _changed(self, first: int, last: int) -> None:
        if 0 <= first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, COLUMNS - 1))
