"""Where a person releases a batch for printing: the PIN that says who it is, and who did before."""

from PySide6.QtCore import Qt, Signal

from app.core.problem import Problem
from app.office.book import BatchStanding
from app.ui.batch_words import counted
from app.ui.controls import CardFrame, announce, button, isolated, label, row, show_words
from app.ui.pin_field import PinField
from app.ui.translation import translate
from app.ui.words import at_the_office, sentence


class ReleasePanel(CardFrame):
    """`signed` carries a PIN, once; it stays nowhere here."""

    signed = Signal(str)

    def __init__(self) -> None:
        super().__init__(spacing=10)
        self.heading = label(translate("Batches", "RELEASE FOR PRINTING"), "caption")
        self.told = label("", "body", wraps=True)
        self.pin = PinField()
        self.sign = button(translate("Batches", "Release"), "action", clicked=self._sign)
        self.problem = label("", "problem", wraps=True)
        self.problem.hide()
        self.pin.edit.returnPressed.connect(self._sign)
        fields = row(self.pin, self.sign, 1, spacing=12)
        fields.setStretch(0, 1)
        fields.setAlignment(self.sign, Qt.AlignmentFlag.AlignBottom)
        for part in (self.heading, self.told):
            self.body.addWidget(part)
        self.body.addLayout(fields)
        self.body.addWidget(self.problem)

    def show_batch(self, standing: BatchStanding) -> None:
        """Who released it already, and what a release means."""
        count = counted(standing.order.count)
        if standing.released_by:
            text = translate(
                "Batches", "{person} released these {count} cards. One more person has to, with another PIN."
            )
            told = text.replace("{person}", isolated(standing.released_by[0]))
        else:
            told = translate(
                "Batches", "Two persons release these {count} cards. From then on their secrets can be exported."
            )
        self.told.setText(told.replace("{count}", count))

    def show_problem(self, problem: Problem | None) -> None:
        """Why it was not released; None where it was."""
        words = sentence(at_the_office(problem)) if problem is not None else None
        show_words(self.problem, f"{words.what} {words.todo}" if words else "")
        self.sign.setEnabled(True)
        if words is not None:
            announce(self, words.what, is_urgent=True)
        self.pin.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sign(self) -> None:
        pin = self.pin.taken()
        if not pin:
            self.pin.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.sign.setEnabled(False)
        self.signed.emit(pin)
