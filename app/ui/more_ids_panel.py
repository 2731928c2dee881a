"""Where a batch of listed ids that lacks some gets more of them: from another list."""

from concurrent.futures import Future
from typing import Final

from PySide6.QtCore import Signal

from app.core.problem import Problem
from app.office.book import BatchStanding
from app.till.ports import LedgerFault
from app.ui.batch_words import counted
from app.ui.controls import CardFrame, announce, button, label, row, show_words
from app.ui.file_choice import chosen_file, list_kinds
from app.ui.lane import Lane
from app.ui.office_desk import Office
from app.ui.translation import translate
from app.ui.words import at_the_office, sentence

TOLD_MOST: Final = 6
"""So many rows of a list are named here with their faults."""


class MoreIdsPanel(CardFrame):
    """`given` tells that ids were added."""

    given = Signal()

    def __init__(self, office: Office, lane: Lane) -> None:
        super().__init__(spacing=10)
        self._office, self._lane, self._batch_id = office, lane, ""
        self.told = label("", "body", wraps=True)
        self.choose = button(translate("Batches", "Choose a list"), "action", clicked=self._choose)
        self.problem = label("", "problem", wraps=True)
        self.problem.hide()
        self.body.addWidget(label(translate("Batches", "MORE CARD IDS"), "caption"))
        line = row(self.told, self.choose, spacing=12)
        line.setStretch(0, 1)
        self.body.addLayout(line)
        self.body.addWidget(self.problem)

    def show_batch(self, standing: BatchStanding, *, is_running: bool) -> None:
        """How many ids a batch lacks; it hides itself where none can be given."""
        if standing.order.batch_id != self._batch_id:
            self.problem.hide()
        self._batch_id = standing.order.batch_id
        text = translate(
            "Batches",
            "{count} ids of the list cannot be used: cards have them already, or the service refuses them. Give a list"
            " with {count} new ones.",
        )
        self.told.setText(text.replace("{count}", counted(max(0, standing.owed))))
        self.setVisible(standing.order.scheme is None and standing.owed > 0 and not is_running)

    def ask(self) -> str:
        """Which file; empty for none."""
        return chosen_file(self, translate("Batches", "A list of card ids"), list_kinds())

    def _choose(self) -> None:
        file, batch_id = self.ask(), self._batch_id
        if file:
            self.choose.setEnabled(False)
            self._lane.run(lambda: self._added(batch_id, file), self._came)

    def _added(self, batch_id: str, file: str) -> tuple[Problem, ...]:
        given = self._office.read_ids(file)
        if isinstance(given, Problem):
            return (given,)
        if not given.is_usable:
            return given.problems
        problem = self._office.add(batch_id, given)
        return (problem,) if problem is not None else ()

    def _came(self, future: Future[tuple[Problem, ...]]) -> None:
        self.choose.setEnabled(True)
        try:
            problems = future.result()
        except LedgerFault as fault:
            problems = (fault.problem,)
        told = [sentence(at_the_office(problem)) for problem in problems[:TOLD_MOST]]
        show_words(self.problem, "\n".join(f"{words.what} {words.todo}" for words in told))
        if problems:
            announce(self, self.problem.text(), is_urgent=True)
        self.given.emit()
