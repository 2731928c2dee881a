"""What an export seldom needs: one recipient alone, and other columns than the usual ones in an order of their own."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QVBoxLayout, QWidget

from app.ui.batch_words import counted, short_key
from app.ui.controls import button, label, row
from app.ui.office_desk import Columns
from app.ui.translation import translate

IN_A_ROW = 4


class ExportChoices(QWidget):
    """Folded until somebody opens it; then its line alone says what is chosen."""

    def __init__(self, columns: Columns) -> None:
        super().__init__()
        self._columns = columns
        self._recipients: tuple[str, ...] = ()
        self.columns: list[str] = list(columns.usual)
        """The chosen ones, in their order."""
        self.told = label("", "small", wraps=True)
        self.change = button(translate("Batches", "Recipients and columns …"), "quiet", clicked=self._turn)
        self.keys: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.chips = {name: self._column(name) for name in columns.every}
        self.usual = button(translate("Batches", "Usual columns"), "quiet", clicked=self._choose_usual)
        kept = self.usual.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # nothing moves under a finger when it comes
        self.usual.setSizePolicy(kept)
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        line = row(self.told, self.change, spacing=12)
        line.setStretch(0, 1)
        self._keys = QGridLayout()
        self._keys.setSpacing(6)
        self._for = label(translate("Batches", "For whom"), "small")
        named = row(
            label(translate("Batches", "Columns, in the order in which you press them"), "small"), 1, self.usual
        )
        self.more = QWidget()
        more = QVBoxLayout(self.more)
        more.setContentsMargins(0, 0, 0, 0)
        more.setSpacing(6)
        more.addWidget(self._for)
        more.addLayout(self._keys)
        more.addLayout(named)
        more.addLayout(row(*self.chips.values(), 1, spacing=6))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(6)
        layout.addLayout(line)
        layout.addWidget(self.more)
        self.more.hide()

    def _column(self, name: str) -> QPushButton:
        made = button(column_word(name), "chip", clicked=partial(self._press, name))
        made.setCheckable(True)
        return made

    # ---------------------------------------------------------------- what is chosen

    def begin(self, recipients: Sequence[str]) -> None:
        """For a batch of these recipients: each of them, and the usual columns."""
        if tuple(recipients) == self._recipients:
            return
        self._recipients = tuple(recipients)
        for chip in self.keys.values():
            self._group.removeButton(chip)
            self._keys.removeWidget(chip)
            chip.deleteLater()
        every = translate("Batches", "Each of the {count}").replace("{count}", counted(len(recipients)))
        self.keys = {key: self._key(short_key(key) if key else every) for key in ("", *recipients)}
        for place, chip in enumerate(self.keys.values()):
            self._keys.addWidget(chip, *divmod(place, IN_A_ROW))
        self.keys[""].setChecked(True)
        self._for.setVisible(len(recipients) > 1)
        for chip in self.keys.values():
            chip.setVisible(len(recipients) > 1)
        order = (self.change, *self.keys.values(), self.usual, *self.chips.values())
        for before, after in pairwise(order):  # these came later than what stands below them
            QWidget.setTabOrder(before, after)
        self.more.hide()
        self._choose_usual()

    def forget(self) -> None:
        """What was chosen for one batch is not chosen for another."""
        self._recipients = ()

    def _key(self, words: str) -> QPushButton:
        made = button(words, "chip", name=translate("Batches", "For {whom}").replace("{whom}", words))
        made.setCheckable(True)
        made.clicked.connect(self._show)
        self._group.addButton(made)
        return made

    @property
    def recipients(self) -> tuple[str, ...]:
        """The one that was chosen; none stands for each of them."""
        return tuple(key for key, chip in self.keys.items() if key and chip.isChecked())

    def _press(self, name: str) -> None:
        if name in self.columns:
            self.columns.remove(name)
        else:
            self.columns.append(name)
        self._show()

    def _choose_usual(self) -> None:
        self.columns = list(self._columns.usual)
        had_focus = self.usual.hasFocus()
        self._show()
        if had_focus:
            next(iter(self.chips.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    # ---------------------------------------------------------------- what is shown

    def _turn(self) -> None:
        self.more.setVisible(self.more.isHidden())
        self._show()

    def _show(self) -> None:
        for name, chip in self.chips.items():
            place = self.columns.index(name) + 1 if name in self.columns else 0
            word = column_word(name)
            chip.setChecked(bool(place))
            chip.setText(f"{place} · {word}" if place else word)
            text = (
                translate("Batches", "{column}: column {place}")
                if place
                else translate("Batches", "{column}: left out")
            )
            chip.setAccessibleName(text.replace("{column}", word).replace("{place}", str(place)))
        is_usual = tuple(self.columns) == self._columns.usual
        self.usual.setVisible(not is_usual)
        self.told.setText(f"{self._whom()} {self._what(is_usual=is_usual)}")
        fold, unfold = translate("Batches", "Less"), translate("Batches", "Recipients and columns …")
        self.change.setText(unfold if self.more.isHidden() else fold)
        self.change.setAccessibleName(self.change.text())

    def _whom(self) -> str:
        if len(self._recipients) == 1:
            return translate("Batches", "For {key}.").replace("{key}", short_key(self._recipients[0]))
        if not self.recipients:
            text = translate("Batches", "For each of the {count} recipients.")
            return text.replace("{count}", counted(len(self._recipients)))
        return translate("Batches", "For {key} alone.").replace("{key}", short_key(self.recipients[0]))

    def _what(self, *, is_usual: bool) -> str:
        if is_usual:
            return translate("Batches", "The usual columns.")
        named = ", ".join(map(column_word, self.columns)) or translate("Batches", "none")
        return translate("Batches", "Columns: {names}.").replace("{names}", named)


def column_word(name: str) -> str:
    """What a column is called here; one that has no word is called as in the file."""
    words = {
        "card_id": translate("Batches", "Card id"),
        "token": translate("Batches", "Token"),
        "pin": translate("Batches", "PIN"),
        "check_digit": translate("Batches", "Check digit"),
        "series": translate("Batches", "Series"),
        "picture": translate("Batches", "Picture"),
    }
    return words.get(name, name)
