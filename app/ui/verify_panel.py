"""Where an export and its manifest are checked: that head office signed for exactly this file."""

from concurrent.futures import Future

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.core.problem import Problem
from app.ui.batch_words import counted
from app.ui.controls import CardFrame, Field, LineInPlace, announce, button, label, row
from app.ui.fact_list import FactList
from app.ui.file_choice import chosen_file
from app.ui.lane import Lane, brought
from app.ui.office_desk import Office, SignedFile
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import at_the_office, sentence


class VerifyPanel(CardFrame):
    """Hidden until it is opened. `closed` tells that it was put away."""

    closed = Signal()

    def __init__(self, office: Office, lane: Lane, theme: Theme) -> None:
        super().__init__(spacing=10)
        self._office, self._lane = office, lane
        self.file = Field(translate("Batches", "The exported file"), placeholder=translate("Batches", "….age"))
        self.choose = button(translate("Batches", "Choose …"), clicked=self._choose)
        self.key = Field(translate("Batches", "Head office's public key, which the manufacturer is told by telephone"))
        self.verify = button(translate("Batches", "Check"), "action", clicked=self._verify)
        self.close_panel = button(translate("Batches", "Close"), clicked=self._close)
        self.answer = LineInPlace(theme)
        self.facts = FactList()
        about = translate(
            "Batches", "Whether a file is exactly as head office signed for it. Its manifest has to lie beside it."
        )
        first = row(self.file, self.choose, spacing=12)
        second = row(self.key, self.close_panel, self.verify, spacing=12)
        for line, buttons in ((first, (self.choose,)), (second, (self.close_panel, self.verify))):
            line.setStretch(0, 1)
            for each in buttons:
                line.setAlignment(each, Qt.AlignmentFlag.AlignBottom)
        self.body.addWidget(label(translate("Batches", "CHECK A FILE"), "caption"))
        self.body.addWidget(label(about, "body", wraps=True))
        self.body.addLayout(first)
        self.body.addLayout(second)
        for part in (self.answer, self.facts):
            self.body.addWidget(part)
        for field in (self.file, self.key):
            field.edit.returnPressed.connect(self._verify)
        self.hide()

    def open(self) -> None:
        """With this computer's own key, which is the right one at head office."""
        self.show()
        self.answer.hide()
        self.facts.hide()
        self.file.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.key.text:
            self._lane.run(self._office.public_key, self._show_key)

    def ask(self) -> str:
        """Which file; empty for none."""
        kinds = translate("Batches", "Exports (*.age)")
        return chosen_file(self, translate("Batches", "The exported file"), kinds)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts it away."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def _show_key(self, future: Future[str | Problem]) -> None:
        key = brought(future)
        if isinstance(key, Problem):
            self._say(key)
        elif not self.key.text:
            self.key.show_text(key)

    def _choose(self) -> None:
        file = self.ask()
        if file:
            self.file.show_text(file)
            self._verify()

    def _verify(self) -> None:
        file, key = self.file.text.strip(), self.key.text.strip()
        self.file.show_problem("" if file else translate("Batches", "Which file?"))
        if file and self.verify.isEnabled():
            self.verify.setEnabled(False)
            self._lane.run(lambda: self._office.verify(file, key), self._verified)

    def _verified(self, future: Future[SignedFile | Problem]) -> None:
        self.verify.setEnabled(True)
        came = brought(future)
        self.facts.setVisible(isinstance(came, SignedFile))
        if isinstance(came, Problem):
            self._say(came)
            return
        text = translate("Batches", "This file is as head office signed it: {count} cards of {series}.")
        told = text.replace("{count}", counted(came.cards)).replace("{series}", came.series)
        self.answer.say("tick", Tone.ACTIVE, told)
        self.facts.show_facts(
            [
                (translate("Batches", "First card"), came.first),
                (translate("Batches", "Last card"), came.last),
                (translate("Batches", "Columns"), ", ".join(came.columns)),
                (translate("Batches", "Receipt"), came.sha256),
            ]
        )
        announce(self, told)

    def _say(self, problem: Problem) -> None:
        told = sentence(at_the_office(problem))
        self.answer.say("stop", Tone.BAD, f"{told.what} {told.todo}")
        announce(self, told.what, is_urgent=True)

    def _close(self) -> None:
        self.hide()
        self.closed.emit()
