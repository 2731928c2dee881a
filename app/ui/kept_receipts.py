"""Receipts of cards that became active behind the cashier's back, kept until somebody wants them on paper."""

from concurrent.futures import Future

from PySide6.QtCore import Signal

from app.core.problem import Code, Problem
from app.till.counter import Counter
from app.till.ports import LedgerFault, PrintOutcome, PrintReport
from app.ui.controls import LineInPlace, announce, button
from app.ui.lane import Lane
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import sentence

Counted = tuple[int, ...]
Reports = tuple[PrintReport, ...]


class KeptReceipts(LineInPlace):
    """One line with a button; hidden while nothing is kept. `faulted` carries the Problem of a journal that failed."""

    faulted = Signal(object)

    def __init__(self, counter: Counter, lane: Lane, theme: Theme) -> None:
        super().__init__(theme)
        self._counter = counter
        self._lane = lane
        self._numbers: Counted = ()
        self._failed: frozenset[int] = frozenset()
        """What did not come out when it was tried: it is kept as before."""
        self._is_printing = False
        self.print_all = button(translate("Queue", "Print them"), clicked=self._print)
        self.add_button(self.print_all)

    def refresh(self) -> None:
        """Counts them again."""
        self._lane.run(self._counter.kept_receipts, self._read)

    def _read(self, future: Future[Counted]) -> None:
        try:
            self._numbers = tuple(sorted({*future.result(), *self._failed}))
        except LedgerFault as fault:
            self.faulted.emit(fault.problem)
            return
        self._show()

    def _show(self, trouble: str = "") -> None:
        count = len(self._numbers)
        one, many = translate("Queue", "1 receipt is kept."), translate("Queue", "{count} receipts are kept.")
        words = (one if count == 1 else many.replace("{count}", str(count))) if count else ""
        words = f"{words} {trouble}".strip()
        self.say("warning" if trouble else "printer", Tone.WAIT if trouble else Tone.PLAIN, words)
        self.print_all.setText(translate("Queue", "Print it") if count == 1 else translate("Queue", "Print them"))
        self.print_all.setAccessibleName(f"{words} {self.print_all.text()}")
        self.print_all.setVisible(bool(count))

    def _print(self) -> None:
        """One after another; after the first that did not come out the rest stays kept."""
        if self._is_printing:
            return
        self._is_printing = True
        self.print_all.setText(translate("Queue", "Printing …"))
        counter, numbers = self._counter, self._numbers

        def job() -> Reports:
            reports: list[PrintReport] = []
            for number in numbers:
                reports.append(counter.print_again(number))
                if reports[-1].problem is not None:
                    break
            return tuple(reports)

        self._lane.run(job, self._printed)

    def _printed(self, future: Future[Reports]) -> None:
        self._is_printing = False
        try:
            reports = future.result()
        except LedgerFault as fault:
            self._show()
            self.faulted.emit(fault.problem)
            return
        outcomes = dict(zip(self._numbers, (report.outcome for report in reports), strict=False))
        problem = next((report.problem for report in reports if report.problem is not None), None)
        lost = {number for number, outcome in outcomes.items() if outcome is PrintOutcome.NO and problem is not None}
        self._failed = frozenset((self._failed - outcomes.keys()) | lost)
        self._numbers = tuple(number for number in self._numbers if number not in outcomes or number in lost)
        self._show("" if problem is None else self._sentence(problem))
        announce(self, self._told(problem, frozenset(outcomes.values())))

    def _told(self, problem: Problem | None, outcomes: frozenset[PrintOutcome]) -> str:
        """That paper came out is said only with the printer's own word for it."""
        if problem is not None:
            return self._sentence(problem)
        if outcomes <= {PrintOutcome.YES}:
            return translate("Queue", "The receipts are printed.")
        if outcomes <= {PrintOutcome.YES, PrintOutcome.DUE}:
            return translate("Queue", "The receipts wait for the printer. They come out by themselves.")
        if PrintOutcome.NO in outcomes:
            return translate("Queue", "This till has no printer. The journal shows the receipts.")
        return self._sentence(Problem(Code.PRINTER_SILENT))

    def _sentence(self, problem: Problem) -> str:
        words = sentence(problem, self._counter.shop.number_form)
        return f"{words.what} {words.todo}"
