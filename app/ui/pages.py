"""The pages of the window, each made when it is first opened: the form comes first."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.card import CardCode
from app.core.problem import Problem
from app.till.counter import Counter
from app.ui.desk import Desk, Saved
from app.ui.lane import Lane
from app.ui.printer_eye import PrinterEye
from app.ui.sell_page import SellPage
from app.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.batch_runs import BatchRuns
    from app.ui.catching_up import CatchingUp
    from app.ui.devices_page import DevicesPage
    from app.ui.key_capture import KeyCapture
    from app.ui.office_desk import Office
    from app.ui.printing import Printing


class Pages(QObject):
    """Makes pages and puts them into the stack. What they ask of the window is told by the signals."""

    turned = Signal(str)
    faulted = Signal(object)
    scanned = Signal(str)
    queue_changed = Signal()
    moved = Signal(object)
    printer_asked = Signal()
    reopened = Signal(object)
    made = Signal()

    def __init__(self, desk: Desk, theme: Theme, front: Lane, back: Lane, stack: QStackedWidget) -> None:
        super().__init__(stack)
        self._desk = desk
        self._theme = theme
        self._front = front
        self._back = back
        self._stack = stack
        self._made: dict[str, QWidget] = {}
        self._devices_made: DevicesPage | None = None
        self._last = "sell"
        self.printing: Printing | None = None
        """Whoever prints. To be set before the papers' page is opened."""
        self.driver: CatchingUp | None = None
        """Whoever settles the queue. To be set before the queue's page is opened."""
        self.capture: KeyCapture | None = None
        """Whoever captures a scanner's keys. To be set before the calibration's page is opened."""
        self._makers: dict[str, Callable[[], QWidget]] = {
            "check": self._check,
            "queue": self._queue,
            "papers": self._papers,
            "cases": self._cases,
            "slip": self._slip,
            "journal": self._journal,
            "devices": self._devices,
            "calibration": self._calibration,
            "cards": self._cards,
            "help": self._help,
            "batches": self._batches,
            "batch": self._batch,
            "plan": self._plan,
            "setup": self._setup,
            "fault": self._fault,
        }
        self._runs: BatchRuns | None = None
        self.eye = PrinterEye(desk.devices)
        """Whoever keeps an eye on the printer."""

    @property
    def devices(self) -> "DevicesPage | None":
        """The devices' page, where it was made."""
        return self._devices_made

    def sell(self, counter: Counter) -> SellPage:
        """The selling page."""
        page = self._made.get("sell")
        if not isinstance(page, SellPage):
            page = SellPage(self._theme, counter, self._front)
            self._add("sell", page)
        return page

    def open(self, name: str) -> QWidget:
        """Shows a page, made now if it was not yet, and tells it so."""
        page = self._made.get(name)
        if page is None:
            page = self._makers[name]()
            self._add(name, page)
            self.made.emit()
        if name == "help":
            self._tell_help(page)
        else:
            self._last = name
        self._stack.setCurrentWidget(page)
        opened: Callable[[], None] | None = getattr(page, "opened", None)
        if opened is not None:
            opened()
        return page

    def is_open(self, name: str) -> bool:
        """Whether this is the page that is seen."""
        return name in self._made and self._stack.currentWidget() is self._made[name]

    def refresh_cases(self) -> None:
        """Cases came or went while their page is open."""
        from app.ui.cases_page import CasesPage

        page = self._stack.currentWidget()
        if isinstance(page, CasesPage):
            page.refresh()

    def show_fault(self, problem: Problem) -> None:
        """The fault page with this problem."""
        from app.ui.fault_page import FaultPage

        page = self._made.get("fault")
        if isinstance(page, FaultPage):
            page.show_problem(problem)
        else:
            self._add("fault", self._fault_page(problem))
        self.open("fault")

    def show_setup_problem(self, problem: Problem) -> None:
        """What the first-run screen is told when no desk could be made; from any other page the fault page opens."""
        from app.ui.setup_page import SetupPage

        page = self._stack.currentWidget()
        if isinstance(page, SetupPage):
            page.show_problem(problem)
        else:
            self.show_fault(problem)

    def close(self) -> None:
        """Ends what is made behind the pages, once what is under way is done."""
        if self._runs is not None:
            self._runs.close()

    def halt(self) -> None:
        """Nothing more of a batch is begun."""
        if self._runs is not None:
            self._runs.halt()

    def await_batch(self) -> None:
        """Waits for what is under way of a batch that was halted. For any thread; none is made here after it."""
        if self._runs is not None:
            self._runs.finish()

    def _add(self, name: str, page: QWidget) -> None:
        self._made[name] = page
        self._stack.addWidget(page)

    def _tell_help(self, page: QWidget) -> None:
        from app.ui.help_page import HelpPage

        if isinstance(page, HelpPage):
            page.show_help(self._last)

    def _counter(self) -> Counter:
        if self._desk.counter is None:
            raise RuntimeError("a page of a till without a counter")
        return self._desk.counter

    def _check(self) -> QWidget:
        from app.ui.check_page import CheckPage

        return CheckPage(self._counter(), self._front, self._theme)

    def _queue(self) -> QWidget:
        from app.ui.queue_page import QueuePage

        if self.driver is None:
            raise RuntimeError("a queue that nobody drives")
        page = QueuePage(self._counter(), self._back, self._theme, self.driver)
        page.settled.connect(self.queue_changed)
        page.moved.connect(self.moved)
        page.faulted.connect(self.faulted)
        page.cases_wanted.connect(lambda: self.turned.emit("cases"))
        return page

    def _papers(self) -> QWidget:
        from app.ui.papers_page import PapersPage

        if self.printing is None:
            raise RuntimeError("papers that nobody prints")
        page = PapersPage(self._counter(), self._back, self._theme, self.printing)
        page.faulted.connect(self.faulted)
        return page

    def _cases(self) -> QWidget:
        from app.ui.cases_page import CasesPage

        page = CasesPage(self._counter(), self._back, self._theme)
        page.settled.connect(self.queue_changed)
        page.moved.connect(self.moved)
        page.faulted.connect(self.faulted)
        return page

    def _slip(self) -> QWidget:
        from app.ui.slip_page import SlipPage

        page = SlipPage(self._counter(), self._back, self._theme)
        page.moved.connect(self.moved)
        page.faulted.connect(self.faulted)
        page.closed.connect(lambda: self.turned.emit("sell"))
        return page

    def _journal(self) -> QWidget:
        from app.ui.journal_page import JournalPage

        page = JournalPage(self._counter(), self._back, self._theme)
        page.faulted.connect(self.faulted)
        return page

    def _devices(self) -> QWidget:
        from app.ui.devices_page import DevicesPage

        if self._desk.devices is None:
            raise RuntimeError("a page of devices without any")
        page = self._devices_made = DevicesPage(self._counter(), self._desk.devices, self._back, self._theme)
        page.printer_asked.connect(self.printer_asked)
        page.used.connect(self._begin_anew)
        page.watched.connect(self._watch_printer)
        page.queue_wanted.connect(lambda: self.turned.emit("queue"))
        page.scanner_wanted.connect(lambda: self.turned.emit("calibration"))
        page.faulted.connect(self.faulted)
        return page

    def _calibration(self) -> QWidget:
        from app.ui.calibration_page import CalibrationPage
        from app.ui.key_stroke import key_numbers

        if self._desk.devices is None:
            raise RuntimeError("a scanner without devices")
        if self.capture is None:
            raise RuntimeError("a scanner whose keys nobody captures")
        page = CalibrationPage(self._desk.devices, self.capture, key_numbers(), self._back, self._theme)
        page.used.connect(self._begin_anew)
        page.closed.connect(lambda: self.turned.emit("devices"))
        return page

    @Slot(object)
    def _begin_anew(self, saved: Saved) -> None:
        """The settings name another device now: a desk that knows it is opened, and that is said there."""
        reopen = self._desk.reopen
        if reopen is not None:
            self.reopened.emit(lambda: replace(reopen(), saved=saved))

    def tell_saved(self, saved: Saved) -> None:
        """Says on the devices' page, which is opened for it, what was saved."""
        self.turned.emit("devices")
        if self._devices_made is not None:
            self._devices_made.tell(saved)

    def _watch_printer(self, is_watched: bool) -> None:  # noqa: FBT001 - a signal's value
        self.eye.look(is_looked_at=is_watched)

    def _cards(self) -> QWidget:
        from app.ui.demonstration_panel import DemonstrationPanel

        counter, cards = self._counter(), self._desk.demonstration_cards

        def sold() -> frozenset[str]:
            ledger = counter.road.ledger
            return frozenset(code for code in cards if ledger.open_for(CardCode(code)) is not None)

        return DemonstrationPanel(cards, self._theme, self.scanned.emit, self._back, sold)

    def _help(self) -> QWidget:
        from app.ui.help_page import HelpPage

        page = HelpPage(self._theme)
        page.closed.connect(lambda: self.turned.emit(self._last))
        return page

    def _office(self) -> "tuple[Office, BatchRuns]":
        from app.ui.batch_runs import BatchRuns

        if self._desk.office is None:
            raise RuntimeError("batches of a till that is no head office")
        if self._runs is None:
            self._runs = BatchRuns(self._desk.office, self)
        return self._desk.office, self._runs

    def _batches(self) -> QWidget:
        from app.ui.batches_page import BatchesPage

        page = BatchesPage(*self._office(), self._back, self._theme)
        page.plan_wanted.connect(lambda: self.turned.emit("plan"))
        page.batch_wanted.connect(self._show_batch)
        return page

    def _batch(self) -> QWidget:
        from app.ui.batch_page import BatchPage

        page = BatchPage(*self._office(), self._back, self._theme)
        page.closed.connect(lambda: self.turned.emit("batches"))
        return page

    def _plan(self) -> QWidget:
        from app.ui.plan_page import PlanPage

        page = PlanPage(self._office()[0], self._back, self._theme)
        page.ordered.connect(self._show_batch)
        page.closed.connect(lambda: self.turned.emit("batches"))
        return page

    @Slot(str)
    def _show_batch(self, batch_id: str) -> None:
        from app.ui.batch_page import BatchPage

        self.turned.emit("batch")
        page = self._made["batch"]
        if isinstance(page, BatchPage):
            page.show_batch(batch_id)

    def _setup(self) -> QWidget:
        from app.ui.setup_page import SetupPage

        desk = self._desk
        page = SetupPage(desk.setup, self._back, self._theme, has_sandbox=desk.sandbox is not None)
        page.saved.connect(lambda: self.reopened.emit(desk.reopen))
        page.sandbox_wanted.connect(lambda: self.reopened.emit(desk.sandbox))
        return page

    def _fault(self) -> QWidget:
        if self._desk.problem is None:
            raise RuntimeError("a fault page without a fault")
        return self._fault_page(self._desk.problem)

    def _fault_page(self, problem: Problem) -> QWidget:
        """Trying again opens settings and journal anew, as a new start of the program would."""
        from app.ui.fault_page import FaultPage

        reopen, counter = self._desk.reopen, self._desk.counter
        form = counter.shop.number_form if counter else None
        anew = self._desk.begin_anew
        page = FaultPage(
            problem, self._theme, form=form, can_try_again=reopen is not None, can_begin_anew=anew is not None
        )

        def try_again() -> None:
            page.set_busy(is_busy=True)
            self.reopened.emit(reopen)

        page.try_again.connect(try_again)
        page.begin_anew.connect(lambda: self.reopened.emit(anew))
        return page
