"""The queue: what waits and what is in doubt, how it is being settled by itself, and how much more may wait."""

from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.activation import QUEUE, Activation, State
from app.core.limits import Gauge
from app.core.problem import Problem
from app.till.counter import Counter
from app.till.papers import Printed
from app.till.ports import LedgerFault, StepRefused, Tell
from app.till.settle import Settled
from app.ui.catching_line import CatchingLine
from app.ui.catching_up import CatchingUp
from app.ui.controls import LineInPlace, announce, button, label, row, show_words
from app.ui.gauge_panel import GaugePanel
from app.ui.kept_receipts import KeptReceipts
from app.ui.lane import Lane
from app.ui.margin_scroll import BAR, MarginScroll
from app.ui.moment_words import moment_words
from app.ui.queue_row import QueueRow, RowTimes
from app.ui.queue_section import NothingThere, QueueSection
from app.ui.queue_words import cases_words, tried_words, waiting_words
from app.ui.resend_words import resend_words
from app.ui.state_sign import SIGNS
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import paper_fault_words, print_words, sentence

SHOWN_MAX: Final = 100
"""Rows shown of each section at most; the rest is counted in words."""

RETELL_MS: Final = 10_000
"""How often an open page says anew when a card in doubt may be sent again."""

DONE_MAX: Final = 20
"""Of what was settled while the page is open the newest so many stay to be seen."""

COUNT_MS: Final = 500
"""How often an open page follows a queue that is being settled behind it."""

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    """The queue as it was read: what waits, how many cases are open, and the limits of selling offline."""

    waiting: tuple[Activation, ...]
    cases: int
    gauges: tuple[Gauge, ...]


class QueuePage(QWidget):
    """The page. `settled` tells that something changed, `moved` carries each Activation that a press here moved.

    `faulted` carries the Problem of a journal that failed; `cases_wanted` asks for the page of cases.
    """

    settled = Signal()
    moved = Signal(object)
    faulted = Signal(object)
    cases_wanted = Signal()

    def __init__(self, counter: Counter, lane: Lane, theme: Theme, driver: CatchingUp) -> None:
        super().__init__()
        self._driver = driver
        self._counter = counter
        self._lane = lane
        self._theme = theme
        self._unshown = 0
        self.rows: dict[str, QueueRow] = {}
        self.retell = QTimer(self, interval=RETELL_MS)
        self.retell.timeout.connect(self._retell)
        self._following = QTimer(self, interval=COUNT_MS, singleShot=True)
        self._following.timeout.connect(self.refresh)
        self.setProperty("role", "room")
        self.summary = label("", "muted", wraps=True)
        self.try_all = button(translate("Queue", "Try all now"), "action", clicked=driver.resume)
        self.trouble = LineInPlace(theme)
        self.catching = CatchingLine(theme, counter.shop.number_form, driver)
        self.cases = LineInPlace(theme)
        self.cases.add_button(button(translate("Queue", "Open the cases"), clicked=self.cases_wanted.emit))
        self.kept = KeptReceipts(counter, lane, theme)
        self.kept.faulted.connect(self._fault)
        self.gauges = GaugePanel(theme, counter.shop.number_form)
        self.empty = NothingThere(
            theme,
            translate("Queue", "No card waits"),
            translate("Queue", "Every card sold here is settled. You can go on selling."),
        )
        self.waiting = QueueSection(translate("Queue", "Waiting"))
        self.done = QueueSection(translate("Queue", "Just now"))
        self._lay_out()
        self.catching.retell()
        driver.changed.connect(self._follow)
        driver.moved.connect(self._told)
        driver.settled.connect(self._settled_behind)

    def _lay_out(self) -> None:
        heading = QWidget()
        words = QVBoxLayout(heading)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(2)
        words.addWidget(label(translate("Queue", "Queue"), "title"))
        words.addWidget(self.summary)
        head = row(heading, self.try_all, spacing=16)
        head.setStretch(0, 1)
        listed = QVBoxLayout()
        listed.setSpacing(12)
        for part in (self.waiting, self.done):
            listed.addWidget(part)
        listed.addStretch(1)
        self.scrolled = MarginScroll(listed, translate("Queue", "Queue"))
        above = QVBoxLayout()
        above.setContentsMargins(0, 0, BAR, 0)
        above.setSpacing(12)
        above.addLayout(head)
        for told in (self.trouble, self.catching, self.cases, self.kept, self.gauges):
            above.addWidget(told)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24 - BAR, 16)
        layout.setSpacing(12)
        layout.addLayout(above)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.scrolled, 1)
        self.empty.hide()
        self.try_all.hide()
        self._fit()
        self._theme.changed.connect(self._fit)

    @Slot()
    def _fit(self) -> None:
        self.try_all.setMinimumWidth(self._theme.pixels(180))

    def opened(self) -> None:
        """Shows the queue as it stands now, without the results of an earlier visit."""
        for shown in self.rows.values():
            shown.show_result("")
        for key in [key for key, shown in self.rows.items() if _is_done(shown)]:
            self._drop(key)
        self.refresh()
        self.kept.refresh()

    def refresh(self) -> None:
        """Reads the queue again."""
        counter = self._counter
        self._lane.run(lambda: Found(counter.queue(), counter.waiting().cases, counter.gauges(None)), self._read)

    def scanned(self, text: str) -> None:
        """Finds the row of a scanned card and goes there; says so where there is none."""
        meaning = self._counter.decoded(text)
        wanted = next((r for r in self.rows.values() if r.activation and r.activation.order.card == meaning), None)
        if wanted is None:
            told = translate("Queue", "This card is not in the queue. To sell or check it, open that page first.")
            self._say(told, Tone.PLAIN)
            return
        self._say("")
        self.scrolled.ensureWidgetVisible(wanted)
        target = wanted.slip if wanted.try_now.isHidden() else wanted.try_now
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, wanted.accessibleName())

    # ------------------------------------------------------------ what is shown

    def _read(self, found: Future[Found]) -> None:
        try:
            read = found.result()
        except LedgerFault as fault:
            self._fault(fault.problem)
            return
        self._say("")
        waiting, listed = read.waiting, read.waiting[:SHOWN_MAX]
        kept = {a.id for a in listed} | {key for key, shown in self.rows.items() if _is_done(shown)}
        for gone in self.rows.keys() - kept:
            self._drop(gone)
        for activation in listed:
            self._row(activation)
        self._unshown = max(0, len(waiting) - SHOWN_MAX)
        self.gauges.show_gauges(read.gauges)
        self.cases.say("stop", Tone.BAD, cases_words(read.cases))
        self._arrange()
        self._count(waiting)

    def _row(self, activation: Activation) -> None:
        shown = self.rows.get(activation.id)
        if shown is None:
            form = self._counter.shop.number_form
            times = RowTimes(self._since, self._resend, self._is_late)
            calls = (self._try, self._print, self._cancel)
            shown = self.rows[activation.id] = QueueRow(self._theme, form, times, *calls)
        shown.show_activation(activation)

    def _drop(self, activation_id: str) -> None:
        gone = self.rows.pop(activation_id)
        gone.setParent(None)
        gone.deleteLater()

    def _arrange(self) -> None:
        """Each row under the heading of how it stands now, the oldest first; a row that moves keeps the focus."""
        held = self.focusWidget()
        of_focus = next((r for r in self.rows.values() if r.isAncestorOf(held)), None)
        listed = [(shown.activation, shown) for shown in self.rows.values() if shown.activation is not None]
        listed.sort(key=lambda pair: (pair[0].order.confirmed_at, pair[0].id))
        waiting = [shown for activation, shown in listed if activation.state in QUEUE]
        done = [shown for _activation, shown in listed if _is_done(shown)]
        for shown in done[:-DONE_MAX]:
            self._drop(shown.activation.id if shown.activation else "")
        self.waiting.show_rows(waiting, len(waiting) + self._unshown)
        self.done.show_rows(done[-DONE_MAX:], len(done[-DONE_MAX:]))
        if of_focus is not None and held is not self.focusWidget():
            target = of_focus.slip if of_focus.try_now.isHidden() else of_focus.try_now
            target.setFocus(Qt.FocusReason.OtherFocusReason)
            self.scrolled.ensureWidgetVisible(of_focus)

    def _resend(self, activation: Activation) -> str:
        road = self._counter.road
        return resend_words(activation, road.send_times.since(activation.id), road.facts)

    def _is_late(self, activation: Activation) -> bool:
        return self._counter.road.clock.now() - activation.order.confirmed_at >= DAY

    @Slot()
    def _retell(self) -> None:
        """Time passes while the page is open."""
        for shown in self.rows.values():
            if shown.activation is not None and shown.activation.state is State.UNKNOWN and not shown.is_busy:
                shown.show_activation(shown.activation)

    def showEvent(self, event: QShowEvent) -> None:
        """Time is told only while somebody can see it."""
        super().showEvent(event)
        self.retell.start()
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self.retell.stop()

    def _since(self, activation: Activation) -> str:
        now = self._counter.road.clock.now()
        return moment_words(activation.order.confirmed_at, now, self._counter.shop.date_form)

    def _count(self, waiting: Iterable[Activation]) -> None:
        """The heading's sentence, and whether there is anything to press."""
        left = list(waiting)
        is_empty = not self.rows
        self.empty.setVisible(is_empty)
        self.scrolled.setVisible(not is_empty)
        self.try_all.setVisible(bool(left))
        oldest = min(left, key=lambda a: a.order.confirmed_at, default=None)
        since = "" if oldest is None else self._since(oldest)
        told = waiting_words(left, self._counter.shop.number_form, since)
        show_words(self.summary, told or ("" if is_empty else translate("Queue", "No card waits.")))

    def _recount(self) -> None:
        shown = [r.activation for r in self.rows.values() if r.activation is not None]
        self._arrange()
        self._count(a for a in shown if a.state in QUEUE)
        self.settled.emit()

    # ------------------------------------------------------------ what is done

    def _try(self, activation: Activation) -> None:
        self.rows[activation.id].set_busy(is_busy=True)

        def job(tell: Tell) -> Settled | None:
            return self._counter.settle(activation.id, tell)

        self._lane.run_telling(job, self._told, lambda found: self._tried(activation.id, found))

    def _print(self, activation: Activation) -> None:
        self.rows[activation.id].set_busy(is_busy=True)
        self._lane.run(lambda: self._counter.print_slip(activation), lambda found: self._printed(activation.id, found))

    def _cancel(self, activation: Activation) -> None:
        """Asked and answered in the row: nothing was sent, so nothing was loaded."""
        self.rows[activation.id].set_busy(is_busy=True)

        def job(tell: Tell) -> Settled | None:
            return self._counter.cancel(activation.id, tell)

        self._lane.run_telling(job, self._told, lambda found: self._tried(activation.id, found))

    @Slot()
    def _follow(self) -> None:
        """The queue is being settled behind the page: an open one is read again soon, and not more often."""
        if self.isVisible() and not self._following.isActive():
            self._following.start()

    @Slot(object)
    def _settled_behind(self, settled: Settled) -> None:
        """A try that nobody pressed for: said in its row, and aloud only where it is over."""
        after = settled.activation
        if after.id in self.rows:
            self._show_settled(settled)
            self._arrange()
        if settled.kept is not None:
            self.kept.refresh()

    @Slot(object)
    def _told(self, activation: Activation) -> None:
        """A durable step, on its way: the row shows it at once."""
        shown = self.rows.get(activation.id)
        if shown is not None:
            shown.show_activation(activation)

    def _tried(self, activation_id: str, found: Future[Settled | None]) -> None:
        self._free(activation_id)
        try:
            settled = found.result()
        except StepRefused as refused:
            self._result(activation_id, sentence(refused.problem).what, Tone.BAD)
            self.refresh()
            return
        except LedgerFault as fault:
            self._fault(fault.problem)
            return
        if settled is not None:
            self._show_settled(settled)
            self.moved.emit(settled.activation)
        self._recount()

    def _printed(self, activation_id: str, found: Future[Printed]) -> None:
        self._free(activation_id)
        try:
            words = print_words(found.result())
        except StepRefused as refused:
            words = sentence(refused.problem)
        except LedgerFault as fault:
            self._fault(fault.problem)
            return
        self._result(activation_id, f"{words.what} {words.todo}", Tone.PLAIN)

    def _show_settled(self, settled: Settled) -> None:
        """The result of a try in its row: how the card stands now and, if paper came of it, what became of that."""
        after = settled.activation
        self._told(after)
        if settled.fault is not None:
            # The row still says how the card stands: that was saved before the journal failed.
            self._say(paper_fault_words(settled.fault), Tone.BAD)
        tone = SIGNS[after.state].tone if settled.fault is None else Tone.BAD
        self._result(after.id, tried_words(settled), tone)

    def _result(self, activation_id: str, words: str, tone: Tone) -> None:
        shown = self.rows.get(activation_id)
        if shown is not None:
            shown.show_result(words, tone)
            announce(self, f"{shown.card.text()}. {words}")

    def _free(self, activation_id: str) -> None:
        shown = self.rows.get(activation_id)
        if shown is not None:
            shown.set_busy(is_busy=False)

    def _fault(self, problem: Problem) -> None:
        words = sentence(problem, self._counter.shop.number_form)
        self._say(f"{words.what} {words.todo}", Tone.BAD)
        self.faulted.emit(problem)

    def _say(self, words: str, tone: Tone = Tone.PLAIN) -> None:
        self.trouble.say("warning" if tone is Tone.BAD else "question", tone, words)
        if words:
            announce(self, words, is_urgent=tone is Tone.BAD)


def _is_done(shown: QueueRow) -> bool:
    """Settled while the page was open: it stays to be seen until the page is opened again."""
    return shown.activation is not None and shown.activation.state not in QUEUE
