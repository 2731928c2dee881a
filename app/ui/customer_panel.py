"""Who the card is for, where that is known, and the way to the other fields."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from app.ui.controls import CardFrame, Field, button
from app.ui.icons import set_icon
from app.ui.sale_form import Details
from app.ui.theme import Theme, Tone
from app.ui.translation import translate


class CustomerPanel(CardFrame):
    """Name and number of the customer, both optional. `changed` carries the name in Details and the text."""

    changed = Signal(str, str)
    more_toggled = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__(margins=(20, 8, 20, 8))
        self._theme = theme
        self.name = Field("", placeholder=translate("Sell", "Customer name"), name=translate("Sell", "Customer name"))
        self.number = Field(
            "", placeholder=translate("Sell", "Customer no."), name=translate("Sell", "Customer number")
        )
        self.more = button(translate("Sell", "More"), "chip", clicked=self._toggle)
        self.more.setCheckable(True)
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._arrow = set_icon(self.more, theme, "down", size=18)
        self.name.edit.textEdited.connect(partial(self.changed.emit, "customer_name"))
        self.number.edit.textEdited.connect(partial(self.changed.emit, "customer_id"))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.name, 5, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.number, 3, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)

    def show_details(self, details: Details) -> None:
        """The fields as the form has them."""
        self.name.show_text(details.customer_name)
        self.number.show_text(details.customer_id)

    def show_more(self, *, is_open: bool) -> None:
        """The button as the fold-out stands."""
        self.more.setChecked(is_open)
        self._arrow.show_drawing("up" if is_open else "down", Tone.ACTIVE if is_open else Tone.PLAIN)
        self.more.setText(translate("Sell", "Fewer") if is_open else translate("Sell", "More"))
        self.more.setAccessibleName(
            translate("Sell", "Fewer fields") if is_open else translate("Sell", "More fields: dates and references")
        )

    def _toggle(self) -> None:
        self.more_toggled.emit(self.more.isChecked())
