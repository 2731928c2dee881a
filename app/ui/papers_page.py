"""Papers that wait for the printer, and those of which the cashier is asked whether they came out."""

from concurrent.futures import Future

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.core.activation import Activation
from app.core.problem import Code, Problem
from app.till.counter import Counter
from app.till.ports import LedgerFault, PrintJob, PrintOutcome
from app.ui.controls import CardFrame, LineInPlace, announce, button, label, row, show_words
from app.ui.icons import Picture
from app.ui.lane import Lane
from app.ui.margin_scroll import BAR, RING, MarginScroll
from app.ui.paper_words import job_words, papers_summary
from app.ui.printing import Printing
from app.ui.queue_section import NothingThere
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import sentence

Spoken = tuple[tuple[PrintJob, tuple[Activation, ...]], ...]


class PaperRow(CardFrame):
    """One paper: what it is, whose, and what can be done with it."""

    def __init__(self, theme: Theme, printing: Printing) -> None:
        super().__init__(margins=(20, 12, 16, 12), spacing=6)
        self._number = 0
        self.picture = Picture(theme, "printer", Tone.MUTED, size=28)
        self.what = label("", "strong", wraps=True)
        self.whose = label("", "small", wraps=True)
        self.todo = label("", "body", wraps=True)
        self.yes = button(
            translate("Papers", "It came out"), clicked=lambda: printing.answer(self._number, came_out=True)
        )
        self.no = button(
            translate("Papers", "It did not"), clicked=lambda: printing.answer(self._number, came_out=False)
        )
        self._printing = printing
        self._is_sure = False
        self.drop = button("", "quiet", clicked=self._drop)
        words = QVBoxLayout()
        words.setSpacing(2)
        for part in (self.what, self.whose, self.todo):
            words.addWidget(part)
        line = row(self.picture, words, self.yes, self.no, self.drop, spacing=14)
        line.setStretch(1, 1)
        for made in (self.yes, self.no, self.drop):
            line.setAlignment(made, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(line)

    def _drop(self) -> None:
        """A paper that is thrown away is asked for twice."""
        if self._is_sure:
            self._printing.drop(self._number)
        self._say_drop(is_sure=not self._is_sure)

    def _say_drop(self, *, is_sure: bool) -> None:
        self._is_sure = is_sure
        sure, usual = translate("Papers", "Yes, do not print it"), translate("Papers", "Do not print")
        self.drop.setText(sure if is_sure else usual)
        self.drop.setAccessibleName(f"{self.what.text()} {self.drop.text()}")

    def show_job(self, job: PrintJob, whose: str) -> None:
        """Shows how the paper stands."""
        self._number = job.number
        if job.outcome is not PrintOutcome.DUE:
            self._is_sure = False
        is_asked = job.outcome is PrintOutcome.UNKNOWN
        told = job_words(job)
        self.picture.show_drawing("question" if is_asked else "printer", Tone.ASK if is_asked else Tone.MUTED)
        self.what.setText(told.what)
        self.todo.setText(told.todo)
        show_words(self.whose, whose)
        for made in (self.yes, self.no):
            made.setVisible(is_asked)
        self.drop.setVisible(job.outcome is PrintOutcome.DUE)
        for made in (self.yes, self.no):
            made.setAccessibleName(f"{told.what} {made.text()}")
        self._say_drop(is_sure=self._is_sure)


class PapersPage(QWidget):
    """The page. `faulted` carries the Problem of a journal that failed."""

    faulted = Signal(object)

    def __init__(self, counter: Counter, lane: Lane, theme: Theme, printing: Printing) -> None:
        super().__init__()
        self._counter, self._lane, self._theme, self._printing = counter, lane, theme, printing
        self.rows: dict[int, PaperRow] = {}
        self._was_opened = False
        self._asked: tuple[int, ...] = ()
        """Of which papers that are shown it is asked whether they came out."""
        self.summary = label("", "lead", wraps=True)
        self.empty = NothingThere(
            theme,
            translate("Papers", "No paper waits"),
            translate("Papers", "Receipts and slips come out by themselves."),
        )
        self.trouble = LineInPlace(theme)
        self.print_now = button(translate("Papers", "Print now"), clicked=printing.hurry)
        self.dare = button(translate("Papers", "Send one all the same"), clicked=printing.dare)
        self.dare.setVisible(False)
        self.all_out = button(translate("Papers", "All of these came out"), clicked=self._answer_all)
        self.all_out.setVisible(False)
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        self._list.addStretch(1)
        self.scrolled = MarginScroll(self._list, translate("Papers", "Papers"), takes_focus=True)
        above = QVBoxLayout()
        above.setContentsMargins(RING, 0, RING + BAR, 0)
        above.setSpacing(12)
        above.addLayout(row(label(translate("Papers", "Papers"), "title"), 1, self.all_out, self.dare, self.print_now))
        for part in (self.summary, self.trouble):
            above.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24 - RING, 20, 24 - RING - BAR, 20)
        layout.setSpacing(12 - RING)
        layout.addLayout(above)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.scrolled, 1)
        self.empty.hide()
        printing.changed.connect(self._changed)
        printing.refused.connect(self._refused)

    def opened(self) -> None:
        """The focus goes to what can be done first."""
        self.trouble.say("question", Tone.PLAIN, "")
        self._was_opened = True
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Papers come and go while nobody looks."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Reads again what waits, and of which cards it speaks."""
        counter = self._counter

        def job() -> Spoken:
            return tuple((each, counter.road.ledger.sale(each.record.sale_id)) for each in counter.print_jobs())

        self._lane.run(job, self._read)

    @Slot()
    def _changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _read(self, future: Future[Spoken]) -> None:
        try:
            spoken = future.result()
        except LedgerFault as fault:
            self.faulted.emit(fault.problem)
            return
        held, is_lost = self._has_focus(), self._was_opened
        self._was_opened = False
        for number in self.rows.keys() - {job.number for job, _whose in spoken}:
            gone = self.rows.pop(number)
            is_lost = is_lost or _holds_focus(gone)
            gone.setParent(None)
            gone.deleteLater()
        for place, (job, sale) in enumerate(spoken):
            self._show_row(place, job, sale)
        waiting = sum(job.outcome is PrintOutcome.DUE for job, _whose in spoken)
        self.print_now.setVisible(bool(waiting))
        trouble = self._printing.trouble
        self.dare.setVisible(bool(waiting) and trouble is not None and trouble.code is Code.PRINTER_FELL_SILENT)
        self._asked = tuple(job.number for job, _whose in spoken if job.outcome is PrintOutcome.UNKNOWN)
        self.all_out.setVisible(len(self._asked) > 1)
        printing = sum(job.outcome is PrintOutcome.WAITING for job, _whose in spoken)
        summary = papers_summary(waiting, self._printing.trouble, printing=printing, asked=len(self._asked))
        self.summary.setText(summary)
        self.summary.setVisible(bool(spoken))
        self.empty.setVisible(not spoken)
        self.scrolled.setVisible(bool(spoken))
        if is_lost or (held and not self._has_focus()):
            self._focus_first()  # Qt would give it to the next paper's buttons

    def _answer_all(self) -> None:
        """Of those that are shown, and of none that came meanwhile."""
        self._printing.answer_all(self._asked)

    def _show_row(self, place: int, job: PrintJob, sale: tuple[Activation, ...]) -> None:
        shown = self.rows.get(job.number)
        if shown is None:
            shown = self.rows[job.number] = PaperRow(self._theme, self._printing)
        if self._list.indexOf(shown) != place:
            self._list.insertWidget(place, shown)
        form = self._counter.shop.number_form
        named = [activation for activation in sale if activation.id in job.record.activation_ids]
        whose = (f"…{a.order.card.last}  {form.amount(a.order.money)}  {a.short_id}" for a in named)
        shown.show_job(job, "\n".join(whose))

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        """Somebody, or the printer, was quicker."""
        told = sentence(problem, self._counter.shop.number_form)
        self.trouble.say("question", Tone.PLAIN, f"{told.what} {told.todo}")
        announce(self, told.what)

    def _has_focus(self) -> bool:
        """Whether a row that is there has it."""
        return any(map(_holds_focus, self.rows.values()))

    def _focus_first(self) -> None:
        """Never on what settles a paper: Enter is pressed too easily."""
        target = self.scrolled if self.print_now.isHidden() else self.print_now
        target.setFocus(Qt.FocusReason.OtherFocusReason)


def _holds_focus(shown: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and shown.isAncestorOf(focused)
