"""Whether a batch's sealed answers lie there as they were written: looked at when a person wants to know."""

from concurrent.futures import Future

from PySide6.QtCore import Signal

from app.core.problem import Problem
from app.office.book import BatchStanding
from app.ui.controls import CardFrame, announce, button, label, row, show_words
from app.ui.lane import Lane, brought
from app.ui.office_desk import Office, UnsoundAnswers
from app.ui.translation import translate
from app.ui.words import at_the_office, sentence


class SealedPanel(CardFrame):
    """`found` carries a batch's id and its UnsoundAnswers, of which there may be none."""

    found = Signal(str, object)

    def __init__(self, office: Office, lane: Lane) -> None:
        super().__init__(spacing=10)
        self._office, self._lane, self._batch_id, self._is_looking = office, lane, "", False
        self.told = label("", "body", wraps=True)
        self.ask = button(translate("Batches", "Look at each"), clicked=self.look)
        self.problem = label("", "problem", wraps=True)
        self.body.addWidget(label(translate("Batches", "SEALED ANSWERS"), "caption"))
        self.body.addWidget(self.told)
        self.body.addWidget(self.problem)
        self.body.addLayout(row(self.ask, 1))

    def show_batch(self, standing: BatchStanding) -> None:
        """It hides itself where no answer is sealed, and where they were destroyed."""
        if standing.order.batch_id != self._batch_id:
            self._batch_id, self._is_looking = standing.order.batch_id, False
            self._say(translate("Batches", "It can be looked whether each lies there as it was written."))
        self.setVisible(bool(standing.good or standing.surplus) and not standing.is_shredded)

    def look(self) -> None:
        """Looks at every one. Nothing is opened, and nothing is changed."""
        if self._is_looking:
            return
        self._is_looking = True
        self._say(translate("Batches", "Looking …"))
        batch_id = self._batch_id
        self._lane.run(lambda: self._office.unsound(batch_id), lambda future: self._looked(batch_id, future))

    def _looked(self, batch_id: str, future: Future[UnsoundAnswers | Problem]) -> None:
        came = brought(future)
        if batch_id != self._batch_id:
            return
        self._is_looking = False
        if isinstance(came, Problem):
            words = sentence(at_the_office(came))
            self._say("", f"{words.what} {words.todo}")
            return
        if came.files:
            self._say(translate("Batches", "Some are gone or were changed: what to do stands at the top."))
        else:
            self._say(translate("Batches", "Every one lies there as it was written."))
            announce(self, self.told.text())
        self.found.emit(batch_id, came)

    def _say(self, told: str, problem: str = "") -> None:
        show_words(self.told, told)
        show_words(self.problem, problem)
        if problem:
            announce(self, problem, is_urgent=True)
