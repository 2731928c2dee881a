"""The one window: a bar, the pages, and the line at the foot. It brings what devices tell to the pages."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.core.activation import Activation
from app.core.problem import Problem, Refusal
from app.core.trial_scan import ScanSource
from app.till.counter import Counter
from app.till.line import Line
from app.till.ports import LedgerFault
from app.ui.controls import LineInPlace, announce, button
from app.ui.customer_side import CustomerSide
from app.ui.desk import Desk
from app.ui.desk_change import next_desk
from app.ui.device_ears import DeviceEars
from app.ui.keyboard_wedge import Burst, KeyboardWedge
from app.ui.lane import Lane
from app.ui.pages import Pages
from app.ui.print_side import PrintSide
from app.ui.queue_side import QueueSide
from app.ui.scans import Scans
from app.ui.sell_page import SellPage
from app.ui.states_told import StatesTold
from app.ui.status_line import StatusLine
from app.ui.theme import SMALLEST, Theme, Tone
from app.ui.top_bar import TopBar
from app.ui.translation import translate
from app.ui.upkeep import Upkeep
from app.ui.words import sentence

START_SIZE: Final = QSize(1280, 860)
SHORTCUTS: Final = {"F1": "help", "F2": "sell", "F3": "check", "F4": "queue", "F5": "journal", "F6": "cases"}


class TillWindow(QMainWindow):
    """One till on one screen. `ready` is emitted once: it is painted, the focus is set, what waits is counted."""

    ready = Signal()

    def __init__(self, desk: Desk, resources: Path) -> None:
        super().__init__()
        self.setWindowTitle(translate("Window", "Gift cards"))
        self.setMinimumSize(QSize(*SMALLEST) - QSize(0, 68))
        self.theme = Theme(desk.look.theme, resources, self)
        self.front = Lane("front", self)
        self.back = Lane("back", self)
        self.ears = DeviceEars(self)
        self.wedge = KeyboardWedge(desk.wedge, self)
        self.crash = LineInPlace(self.theme)
        self.crash.add_button(button(translate("Window", "Close this line"), clicked=self.crash.hide))
        self._was_painted = False
        self.states = StatesTold(lambda: (self.foot, self.pages.devices, self.pages.eye))
        self.upkeep: Upkeep | None = None
        self.customer: CustomerSide | None = None
        self.wedge.scanned.connect(self._burst)
        self.ears.scanned_text.connect(self._heard)
        self.ears.line_told.connect(self._line_changed)
        self.ears.printer_told.connect(self.states.printer_changed)
        self.ears.scanner_told.connect(self.states.scanner_changed)
        for key, page in SHORTCUTS.items():
            QShortcut(QKeySequence(key), self, partial(self._turn_by_hand, page))
        screen = self.screen().size()
        self.resize(screen if desk.look.kiosk else START_SIZE.boundedTo(screen).expandedTo(self.minimumSize()))
        self.theme.start(self.width(), self.height())
        self._furnish(desk)
        self.theme.dress()

    # ---------------------------------------------------------------- a desk

    def _furnish(self, desk: Desk) -> None:
        """Builds the window around a desk; only the page that is seen first is made now."""
        self.desk = desk
        counter = desk.counter
        shop = counter.shop if counter else None
        self.bar = TopBar(desk)
        self.bar.turned.connect(self._turn_by_hand)
        self.stack = QStackedWidget()
        self.pages = Pages(desk, self.theme, self.front, self.back, self.stack)
        self.foot = StatusLine(self.theme, shop) if shop else None
        self.upkeep = Upkeep(desk.upkeep, self.back, self) if desk.upkeep else None
        places = (self.bar, self.foot)
        self.queue = QueueSide(counter, self.front, self.pages, places, self) if counter else None
        self.catching_up = self.queue.catching_up if self.queue else None
        self.pages.capture = self.wedge.capture
        self.scans = Scans(desk, self.theme, self.pages, self.stack, self.turn_to)
        self.wedge.obey(desk.wedge, self.scans.knows)
        self.scans.line.wanted.connect(partial(self.turn_to, "calibration"))
        room = QWidget()
        room.setProperty("role", "room")
        layout = QVBoxLayout(room)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.bar, self.crash, self.scans.line):
            layout.addWidget(part)
        layout.addWidget(self.stack, 1)
        if self.foot is not None:
            self.foot.opened.connect(self._turn_by_hand)
            layout.addWidget(self.foot)
        self.news = self.queue.tell_news(self.theme, self.stack) if self.queue else None
        self._wire(counter)
        self.setCentralWidget(room)
        self._open("sell" if counter else "setup" if desk.problem is None else "fault")

    def _wire(self, counter: Counter | None) -> None:
        pages = self.pages
        pages.turned.connect(self.turn_to)
        pages.faulted.connect(self.show_fault)
        pages.scanned.connect(self._practice_scan)
        pages.queue_changed.connect(self.refresh_queue)
        pages.printer_asked.connect(self.ask_printer)
        pages.reopened.connect(self._reopen)
        pages.made.connect(self.states.tell)
        self.prints = PrintSide(counter, self.back, pages, (self.foot, self.states), self)
        self.prints.faulted.connect(self.show_fault)
        if self.upkeep is not None:
            self.upkeep.damaged.connect(self.show_fault)
        if counter is not None:
            self.customer = CustomerSide(self.desk, pages.sell(counter), self.theme, self)
        if self.queue is not None:
            self.queue.faulted.connect(self.show_fault)

    @Slot()
    def start(self) -> None:
        """After the first paint: what an earlier process left is settled first, then devices begin to tell."""
        counter, devices = self.desk.counter, self.desk.devices
        if counter is not None:
            self.front.run(lambda: (counter.recover(), counter.queue())[1], self._recovered)
            self.pages.sell(counter).model.learn_number()
            self.refresh_queue()
        if devices is not None:
            devices.start(self.ears)
            self.ask_printer()
        if self.upkeep is not None:
            self.upkeep.start()
        if self.customer is not None:
            self.customer.start()
        if self.desk.notice is not None:
            self.show_notice(self.desk.notice)

    def close_down(self) -> None:
        """Ends devices, lanes and the desk, in this order. To be called before the QApplication goes."""
        if self.desk.devices is not None:
            self.desk.devices.stop()
        if self.queue is not None:
            self.queue.halt()
        if self.customer is not None:
            self.customer.close()
        self.prints.halt()
        self.pages.close()
        self.front.close()
        self.back.close()
        self.prints.close()
        if self.catching_up is not None:
            self.catching_up.close()
        self.desk.close()

    # ---------------------------------------------------------------- pages

    @Slot(str)
    def turn_to(self, name: str) -> None:
        """Opens a page; help is about the page that was open."""
        if self.desk.counter is None and name not in self._open_without_counter():
            return
        self._open(name)
        if name in {"sell", "queue", "cases"}:
            self.refresh_queue()

    @Slot(str)
    def _turn_by_hand(self, name: str) -> None:
        self.scans.forget()
        self.turn_to(name)

    def _open(self, name: str) -> None:
        opened = self.pages.open(name)
        self.bar.show_page(name)
        if self.news is not None:
            self.news.raise_()  # a page that was made later lies above it
        if name == "sell" and isinstance(opened, SellPage):
            opened.focus_first()

    def _open_without_counter(self) -> set[str]:
        """The first-run screen has its help; a fault that stopped the start is told with its own."""
        return {"setup", "help"} if self.desk.problem is None else {"fault"}

    @Slot(str)
    def scanned(self, text: str) -> None:
        """A code goes to the page that is open, or onto the sale."""
        self.scans.take(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, on every page. Esc: back to selling, or what that page does."""
        focused = QApplication.focusWidget()
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat()
        if is_enter and isinstance(focused, QAbstractButton):
            focused.click()
            return
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
            return
        page = self.stack.currentWidget()
        if isinstance(page, SellPage):
            page.escape()
        else:
            self.turn_to("sell")

    @Slot(object)
    def show_fault(self, problem: Problem) -> None:
        """The journal failed outside a sale: said in full; nothing is claimed."""
        self.pages.show_fault(problem)
        self.bar.show_page("fault")

    @Slot(str)
    def show_crash(self, what: str) -> None:
        """A bug reached the window: said on one line that stays until it is closed."""
        text = translate(
            "Window", "Something went wrong in the program. Look in the journal before you go on. ({what})"
        )
        words = text.replace("{what}", what)
        self.crash.say("warning", Tone.BAD, words)
        announce(self, words, is_urgent=True)

    @Slot(object)
    def show_notice(self, problem: Problem) -> None:
        """What a person has to know, though selling goes on: on one line that stays until it is closed."""
        words = sentence(problem, self.desk.counter.shop.number_form if self.desk.counter else None)
        self.crash.say("warning", Tone.WAIT, f"{words.what} {words.todo}")
        announce(self, words.what)

    # ---------------------------------------------------------------- what is told

    @Slot()
    def refresh_queue(self) -> None:
        """Counts what waits."""
        if self.queue is not None:
            self.queue.refresh()

    @Slot()
    def ask_printer(self) -> None:
        """Asks the printer how it is, on the back lane: it may keep us waiting."""
        if self.desk.devices is not None:
            self.back.run(self.desk.devices.check_printer, lambda future: self.states.printer_changed(future.result()))

    def _recovered(self, future: Future[tuple[Activation, ...]]) -> None:
        try:
            waiting = future.result()
        except LedgerFault as fault:
            self.show_fault(fault.problem)
            return
        self.prints.start()
        if self.catching_up is not None:
            self.catching_up.start(waiting)

    @Slot(object)
    def _burst(self, burst: Burst) -> None:
        self.scans.burst(burst)

    @Slot(str, object)
    def _heard(self, text: str, source: ScanSource) -> None:
        self.scans.heard(text, source)

    @Slot(str)
    def _practice_scan(self, text: str) -> None:
        self.turn_to("sell")
        self.scanned(text)

    @Slot(object)
    def _line_changed(self, line: Line) -> None:
        if self.queue is not None:
            self.queue.line_changed(line)
        self.states.line_changed(line)

    @Slot(object)
    def _reopen(self, make: Callable[[], Desk]) -> None:
        """An account was saved, the sandbox chosen, a device put to use, or a fault is tried again: a new desk is made.

        The old desk lets go of its journal first, once both lanes have done what was begun with it; until the new one
        is there nothing can be pressed, and no scan begins a sale.
        """
        old, catching_up, prints = self.desk, self.catching_up, self.prints
        self._rest(is_resting=True)
        self.pages.halt()
        prints.halt()
        if self.queue is not None:
            self.queue.halt()
        if self.upkeep is not None:
            self.upkeep.stop()
        if self.customer is not None:
            self.customer.close()
        job = partial(next_desk, old, prints, catching_up, self.pages.await_batch, make)
        self.front.run(lambda: None, lambda _idle: self.back.run(job, self._reopened))

    def _reopened(self, future: Future[Desk]) -> None:
        try:
            desk = future.result()
        except (Refusal, LedgerFault) as refusal:
            self.pages.show_setup_problem(refusal.problem)
            return
        finally:
            self._rest(is_resting=False)
        self._furnish(desk)
        self.start()
        if desk.saved is not None:
            self.pages.tell_saved(desk.saved)

    def _rest(self, *, is_resting: bool) -> None:
        self.stack.setEnabled(not is_resting)
        self.bar.setEnabled(not is_resting)
        for teller in (self.wedge, self.ears):
            teller.blockSignals(is_resting)

    # ---------------------------------------------------------------- Qt's own

    def showEvent(self, event: QShowEvent) -> None:
        """From now on there is a QWindow whose keys can be watched."""
        super().showEvent(event)
        self.wedge.watch(self.windowHandle())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The type grows with the screen."""
        super().resizeEvent(event)
        self.theme.fit(event.size().width(), event.size().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first paint begins everything that could wait for it."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self._first_painted)

    @Slot()
    def _first_painted(self) -> None:
        self.start()
        # The lane keeps its order: once this comes back, the journal was recovered and the queue counted.
        self.front.run(lambda: None, lambda _done: self.ready.emit())
