"""The fold-out *More*: what a sale may say besides, in place of the number pad."""

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.shop import DateForm
from app.ui.controls import Field
from app.ui.sale_form import Blank
from app.ui.theme import Theme

translate = QCoreApplication.translate


class DetailsPanel(QWidget):
    """Four fields that most sales leave empty. `changed` carries the name in Details and the text."""

    changed = Signal(str, str)

    def __init__(self, theme: Theme, date_form: DateForm) -> None:
        super().__init__()
        day = date_form.day.replace("yyyy", translate("Sell", "yyyy")).replace("MM", translate("Sell", "mm"))
        day = day.replace("dd", translate("Sell", "dd"))
        self.fields = {
            Blank.EXPIRES: Field(translate("Sell", "Valid until"), placeholder=day),
            Blank.STARTS: Field(translate("Sell", "Valid from"), placeholder=day),
            Blank.REFERENCE: Field(translate("Sell", "Sale reference"), placeholder=translate("Sell", "none")),
            Blank.TRANSACTION: Field(
                translate("Sell", "Dintero transaction"), placeholder=translate("Sell", "not paid through Dintero")
            ),
        }
        names = {
            Blank.EXPIRES: "expires_on",
            Blank.STARTS: "starts_on",
            Blank.REFERENCE: "reference",
            Blank.TRANSACTION: "transaction_id",
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.pixels(10))
        for place, (blank, made) in enumerate(self.fields.items()):
            grid.addWidget(made, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
            made.edit.textEdited.connect(partial(self.changed.emit, names[blank]))
        grid.setRowStretch(2, 1)
        for column in range(2):
            grid.setColumnStretch(column, 1)
