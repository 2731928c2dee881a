"""Head office's batches: each with its state, and the way to a new one."""

from concurrent.futures import Future

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.office.book import BatchStanding
from app.till.ports import LedgerFault
from app.ui.batch_row import BatchRow
from app.ui.batch_runs import BatchRuns
from app.ui.controls import LineInPlace, button, label, row, scrolling
from app.ui.lane import Lane
from app.ui.office_desk import Office
from app.ui.queue_section import NothingThere
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.verify_panel import VerifyPanel
from app.ui.words import at_the_office, sentence


class BatchesPage(QWidget):
    """The page. `plan_wanted` asks for a new plan, `batch_wanted` carries the id of a batch to open."""

    plan_wanted = Signal()
    batch_wanted = Signal(str)

    def __init__(self, office: Office, runs: BatchRuns, lane: Lane, theme: Theme) -> None:
        super().__init__()
        self._office, self._runs, self._lane, self._theme = office, runs, lane, theme
        self.rows: dict[str, BatchRow] = {}
        self._is_fresh = False
        self.plan = button(translate("Batches", "Plan a batch"), "action", clicked=self.plan_wanted.emit)
        self.check = button(translate("Batches", "Check a file"), clicked=self._open_check)
        self.verify = VerifyPanel(office, runs.desk_work, theme)
        self.empty = NothingThere(
            theme,
            translate("Batches", "No batch yet"),
            translate("Batches", "Plan one: nothing is sent before you say so, and the plan tells whether it works."),
            icon="card",
        )
        self.trouble = LineInPlace(theme)
        self._lay_out()
        self.verify.closed.connect(lambda: self.check.setFocus(Qt.FocusReason.OtherFocusReason))
        runs.moved.connect(self._moved)
        runs.ended.connect(self._ended)

    def _lay_out(self) -> None:
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.setSpacing(12)
        self._list.addStretch(1)
        self.scrolled = scrolling(self._list, translate("Batches", "Batches"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(translate("Batches", "Batches"), "title"))
        about = translate("Batches", "Cards for a manufacturer. Their secrets lie sealed.")
        words.addWidget(label(about, "muted", wraps=True))
        head = row(words, self.check, self.plan, spacing=12)
        for beside in (self.check, self.plan):
            head.setAlignment(beside, Qt.AlignmentFlag.AlignVCenter)
        head.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(14)
        layout.addLayout(head)
        layout.addWidget(self.trouble)
        layout.addWidget(self.verify)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.scrolled, 1)
        self.empty.hide()

    def opened(self) -> None:
        """Reads them again; the focus goes to what can be done."""
        self._is_fresh = True
        self.verify.hide()
        self.refresh()

    def refresh(self) -> None:
        """Reads all batches."""
        self._lane.run(self._office.batches, self._read)

    def _read(self, future: Future[tuple[BatchStanding, ...]]) -> None:
        try:
            batches = future.result()
        except LedgerFault as fault:
            told = sentence(at_the_office(fault.problem))
            self.trouble.say("stop", Tone.BAD, f"{told.what} {told.todo}")
            return
        self.trouble.hide()
        for place, standing in enumerate(batches):
            self._show(place, self._runs.newest(standing))
        self.empty.setVisible(not batches)
        self.scrolled.setVisible(bool(batches))
        if self._is_fresh:
            self._is_fresh = False
            first = next(iter(batches), None)
            target = self.rows[first.order.batch_id].open if first else self.plan
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, place: int, standing: BatchStanding) -> None:
        shown = self.rows.get(standing.order.batch_id)
        if shown is None:
            shown = self.rows[standing.order.batch_id] = BatchRow(self._theme)
            shown.opened.connect(self.batch_wanted)
        if self._list.indexOf(shown) != place:
            self._list.insertWidget(place, shown)
        shown.show_batch(standing, is_running=self._runs.batch_id == standing.order.batch_id)

    def _open_check(self) -> None:
        self.verify.open()

    @Slot(object)
    def _moved(self, standing: BatchStanding) -> None:
        shown = self.rows.get(standing.order.batch_id)
        if shown is not None:
            shown.show_batch(standing, is_running=True)

    @Slot()
    def _ended(self) -> None:
        if self.isVisible():
            self.refresh()
