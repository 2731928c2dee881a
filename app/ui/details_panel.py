"""The fold-out *More*: what a sale may say besides, in place of the number pad."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.core.shop import DateForm
from app.ui.controls import Field
from app.ui.sale_form import Blank, Details
from app.ui.theme import Theme
from app.ui.translation import translate

NAMES: Final = {
    Blank.EXPIRES: "expires_on",
    Blank.STARTS: "starts_on",
    Blank.REFERENCE: "reference",
    Blank.TRANSACTION: "transaction_id",
}
"""What each field is called in Details."""


class DetailsPanel(QWidget):
    """Four fields that most sales leave empty. `changed` carries the name in Details and the text."""

    changed = Signal(str, str)

    def __init__(self, theme: Theme, date_form: DateForm) -> None:
        super().__init__()
        self._theme = theme
        day = date_form.day.replace("yyyy", translate("Sell", "yyyy")).replace("MM", translate("Sell", "mm"))
        day = day.replace("dd", translate("Sell", "dd"))
        none = translate("Sell", "none")
        self.fields = {
            Blank.EXPIRES: Field(translate("Sell", "Valid until"), placeholder=day),
            Blank.STARTS: Field(translate("Sell", "Valid from"), placeholder=day),
            Blank.REFERENCE: Field(translate("Sell", "Sale reference"), placeholder=none),
            Blank.TRANSACTION: Field(translate("Sell", "Dintero transaction"), placeholder=none),
        }
        for blank, made in self.fields.items():
            made.edit.textEdited.connect(partial(self.changed.emit, NAMES[blank]))
        # Long captions of another language never take the room of what stands beside.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.set_wide(is_wide=False)

    def set_wide(self, *, is_wide: bool) -> None:
        """Two beside each other, or each in a row of its own where the room is as high as it is wide."""
        across = 1 if is_wide else 2
        self._grid.setSpacing(self._theme.pixels(10))
        for place, made in enumerate(self.fields.values()):
            self._grid.removeWidget(made)
            self._grid.addWidget(made, place // across, place % across, Qt.AlignmentFlag.AlignTop)
        for place in range(4):
            self._grid.setRowStretch(place, 1 if is_wide or place == 2 else 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 0 if is_wide else 1)

    def show_details(self, details: Details) -> None:
        """The fields as the form has them."""
        for blank, made in self.fields.items():
            made.show_text(str(getattr(details, NAMES[blank])))
