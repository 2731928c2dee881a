"""Where the secrets of a batch are destroyed: the manufacturer's receipt first, then the question, then a PIN."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.problem import Code, Problem
from app.office.book import BatchStanding
from app.ui.batch_words import counted, short_key
from app.ui.controls import CardFrame, Field, LineInPlace, announce, button, isolated, label, row, show_words
from app.ui.office_desk import ExportedFile
from app.ui.pin_field import PinField
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import at_the_office, sentence


class ShredPanel(CardFrame):
    """`asking` says that the question stands here; `confirmed` carries a PIN, once, and the receipt.

    The PIN stays nowhere here.
    """

    confirmed = Signal(str, str)
    asking = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(spacing=10)
        self._exported: tuple[ExportedFile, ...] = ()
        self._count = 0
        self._without: tuple[str, ...] = ()
        self.receipt = Field(
            translate("Batches", "The manufacturer's receipt"),
            placeholder=translate("Batches", "the 64 signs that the check of the file told there"),
        )
        self.next = button(translate("Batches", "Next"), clicked=self._ask)
        self.asked = LineInPlace(theme)
        self.pin = PinField()
        self.shred = button("", "danger", clicked=self._confirm)
        self.back = button(translate("Batches", "Keep them"), clicked=self.begin)
        self.problem = label("", "problem", wraps=True)
        self._lay_out()
        self.receipt.edit.returnPressed.connect(self._ask)
        self.pin.edit.returnPressed.connect(self._confirm)
        self.begin()

    def _lay_out(self) -> None:
        about = translate(
            "Batches",
            "Once the manufacturer has the file, the sealed answers here are a danger and nothing else. Ask for the"
            " receipt, and destroy them.",
        )
        self._first = QWidget()
        first = row(self.receipt, self.next, spacing=12)
        first.setStretch(0, 1)
        first.setAlignment(self.next, Qt.AlignmentFlag.AlignBottom)
        self._first.setLayout(first)
        self._second = QWidget()
        second = QVBoxLayout(self._second)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(10)
        second.addWidget(self.asked)
        ways = row(self.pin, self.shred, self.back, spacing=12)
        ways.setStretch(0, 1)
        for way in (self.shred, self.back):
            ways.setAlignment(way, Qt.AlignmentFlag.AlignBottom)
        second.addLayout(ways)
        self.body.addWidget(label(translate("Batches", "DESTROY THE SECRETS"), "caption"))
        self.body.addWidget(label(about, "body", wraps=True))
        for part in (self._first, self._second, self.problem):
            self.body.addWidget(part)

    @property
    def is_asking(self) -> bool:
        """Whether the question stands: a PIN is the last step."""
        return not self._second.isHidden()

    def show_batch(
        self, standing: BatchStanding, exported: Sequence[ExportedFile], without: Sequence[str] = ()
    ) -> None:
        """What was exported, by which a receipt is known; `without` are the recipients that no file was made for."""
        self._exported, self._count = tuple(exported), standing.good
        self._without = tuple(without)
        words = translate("Batches", "Destroy the secrets of {count} cards").replace("{count}", counted(standing.good))
        self.shred.setText(words)
        self.shred.setAccessibleName(words)

    def begin(self) -> None:
        """Back to the first step: nothing was destroyed."""
        had_focus = self.pin.edit.hasFocus() or self.shred.hasFocus() or self.back.hasFocus()
        self._first.show()
        self._second.hide()
        self.pin.clear()
        show_words(self.problem, "")
        if had_focus:
            self.receipt.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """For another batch: its receipt is another one."""
        self.begin()
        self.receipt.show_text("")
        self.receipt.show_problem("")

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """What stood in the way, or is left."""
        told = (sentence(at_the_office(problem)) for problem in problems)
        show_words(self.problem, "\n".join(f"{words.what} {words.todo}" for words in told))
        self.shred.setEnabled(True)
        if problems:
            announce(self, self.problem.text(), is_urgent=True)
            self.pin.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes the question back."""
        if event.key() == Qt.Key.Key_Escape and self.is_asking:
            self.begin()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        receipt = self.receipt.text.strip().lower()
        file = next((each for each in self._exported if each.sha256 == receipt), None)
        if file is None:
            words = sentence(at_the_office(Problem(Code.RECEIPT_UNKNOWN)))
            self.receipt.show_problem(f"{words.what} {words.todo}")
            self.receipt.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.receipt.show_problem("")
        text = translate(
            "Batches",
            "The receipt is that of {file}. The key of this batch and its sealed answers are destroyed for good:"
            " afterwards nobody can export the {count} cards again, and nothing brings their tokens and PINs back.",
        )
        told = text.replace("{file}", isolated(file.name)).replace("{count}", counted(self._count))
        told = " ".join((told, *self._doubts(file)))
        self.asked.say("warning", Tone.BAD, told)
        show_words(self.problem, "")
        self._second.show()
        self.pin.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._first.hide()
        self.asking.emit()
        announce(self, told, is_urgent=True)

    def _doubts(self, file: ExportedFile) -> list[str]:
        """What a person may not have thought of, for none of it can be made good afterwards."""
        told: list[str] = []
        if file.is_superseded:
            told.append(
                translate(
                    "Batches",
                    "A later export took the place of this file: make sure of which the cards are made.",
                )
            )
        for key in self._without:
            text = translate("Batches", "No file was ever made for {key}, and none can be made after this.")
            told.append(text.replace("{key}", short_key(key)))
        return told

    def _confirm(self) -> None:
        pin = self.pin.taken()
        if pin and self.shred.isEnabled():
            self.shred.setEnabled(False)
            self.confirmed.emit(pin, self.receipt.text.strip().lower())
        else:
            self.pin.edit.setFocus(Qt.FocusReason.OtherFocusReason)
