"""The journal: every sale of this till, the newest first, each with its whole history and its paper."""

from concurrent.futures import Future
from typing import Final

from PySide6.QtCore import QItemSelection, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.core.activation import Activation, Event, State
from app.core.money import Currency, Money
from app.core.problem import Problem
from app.core.receipt import day_text
from app.till.counter import Counter
from app.till.papers import Printed
from app.till.ports import LedgerFault, StepRefused
from app.ui.controls import CardFrame, LineInPlace, announce, label, show_words
from app.ui.icons import pixmap
from app.ui.journal_cells import ROOM, RoomyCells
from app.ui.journal_details import Details, JournalDetails
from app.ui.journal_model import PAGE, Column, JournalModel
from app.ui.lane import Lane
from app.ui.moment_words import moment_words
from app.ui.state_sign import SIGNS
from app.ui.theme import BODY, Theme, Tone
from app.ui.translation import translate
from app.ui.words import Words, print_words, sentence

WIDEST_AMOUNT: Final = Money(1_000_000, Currency.NOK)


class JournalPage(QWidget):
    """The page. `faulted` carries the Problem of a journal that failed."""

    faulted = Signal(object)

    def __init__(self, counter: Counter, lane: Lane, theme: Theme) -> None:
        super().__init__()
        self._counter = counter
        self._lane = lane
        self._theme = theme
        self._read = 0
        self._chosen: Activation | None = None
        self._is_printing = False
        self.setProperty("role", "room")
        self.model = JournalModel(counter.shop, self._time_of, self._fetch, self)
        self.table = QTableView()
        self.details = JournalDetails(counter.shop, counter.columns, theme, self._time_of_step, self._print)
        self.trouble = LineInPlace(theme)
        self.empty = label(translate("Journal", "Nothing was sold at this till yet."), "lead")
        self.empty.hide()
        self._set_up_table()
        self._lay_out()
        self._dress()
        theme.changed.connect(self._dress)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName(translate("Journal", "Sales of this till, the newest first"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setShowGrid(False)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setItemDelegate(RoomyCells(self._theme, table))
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.STATE, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.selectionModel().selectionChanged.connect(self._selected)

    def _lay_out(self) -> None:
        listed = CardFrame(margins=(2, 8, 2, 8))
        listed.body.addWidget(self.table, 1)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(label(translate("Journal", "Journal"), "title"))
        left.addWidget(self.trouble)
        left.addWidget(self.empty, 1, Qt.AlignmentFlag.AlignCenter)
        left.addWidget(listed, 1)
        self._listed = listed
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 16, 16, 16)
        layout.setSpacing(20)
        layout.addLayout(left, 1)
        layout.addWidget(self.details)

    @Slot()
    def _dress(self) -> None:
        """Icons, colours and sizes of the theme in use."""
        theme, ratio = self._theme, self.devicePixelRatioF()
        side = theme.pixels(18)
        pictures = {
            state: pixmap(theme, sign.small, theme.tokens.tone(sign.tone), side, ratio) for state, sign in SIGNS.items()
        }
        self.model.dress(pictures, {state: theme.colour(SIGNS[state].tone) for state in State})
        self.table.verticalHeader().setDefaultSectionSize(theme.pixels(48))
        measure = QFontMetrics(theme.font(BODY))
        margin = self.table.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self.table) + 2
        amount = self._counter.shop.number_form.amount(WIDEST_AMOUNT)
        for column, sample in (
            (Column.TIME, day_text(self._counter.road.clock.now(), self._counter.shop.date_form)),
            (Column.CARD, "…00000"),
            (Column.AMOUNT, amount),
            (Column.REFERENCE, "DDDD-DDDD"),
        ):
            self.table.setColumnWidth(column, measure.horizontalAdvance(sample) + 2 * (theme.pixels(ROOM) + margin))
        self.details.setFixedWidth(theme.pixels(296))

    def opened(self) -> None:
        """Shows the newest again and goes to the table."""
        self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Reads the newest page again; a chosen sale stays chosen if it is on it."""
        self._read += 1
        read = self._read
        self._lane.run(lambda: self._counter.latest(PAGE), lambda found: self._restart(read, found))

    # ------------------------------------------------------------ pages

    def _fetch(self, before: str | None) -> None:
        read = self._read
        self._lane.run(lambda: self._counter.latest(PAGE, before), lambda found: self._add(read, found))

    def _restart(self, read: int, found: Future[tuple[Activation, ...]]) -> None:
        page = self._page(read, found)
        if page is None:
            return
        kept = self._chosen
        self.model.restart(page)
        show_words(self.empty, "" if page else self.empty.text())
        self._listed.setVisible(bool(page))
        self.details.setVisible(bool(page))
        place = self.model.place_of(kept.id) if kept is not None else None
        if page:
            self.table.selectRow(place or 0)

    def _add(self, read: int, found: Future[tuple[Activation, ...]]) -> None:
        page = self._page(read, found)
        if page is not None:
            self.model.add_page(page)

    def _page(self, read: int, found: Future[tuple[Activation, ...]]) -> tuple[Activation, ...] | None:
        """The page, or None for one of an earlier reading and for a journal that failed."""
        try:
            page = found.result()
        except LedgerFault as fault:
            self._fault(fault.problem)
            return None
        self.trouble.say("", Tone.PLAIN, "")
        return page if read == self._read else None

    # ------------------------------------------------------------ one sale

    @Slot(QItemSelection, QItemSelection)
    def _selected(self, _now: QItemSelection, _before: QItemSelection) -> None:
        rows = self.table.selectionModel().selectedRows()
        chosen = self.model.activation(rows[0].row()) if rows else None
        if chosen is None:
            self._chosen = None
            self.details.show_nothing()
            return
        if self._chosen is None or self._chosen.id != chosen.id:
            self.details.say("")
        self._chosen = chosen
        self._look_at(chosen)

    def _look_at(self, chosen: Activation) -> None:
        counter = self._counter

        def look() -> Details:
            now = counter.road.ledger.activation(chosen.id) or chosen
            return Details(now, counter.history(chosen.id), counter.paper_of(chosen.id))

        self._lane.run(look, lambda found: self._looked_at(chosen.id, found))

    def _looked_at(self, activation_id: str, found: Future[Details]) -> None:
        try:
            details = found.result()
        except LedgerFault as fault:
            self._fault(fault.problem)
            return
        if self._chosen is None or self._chosen.id != activation_id:
            return
        self._chosen = details.activation
        self.model.replace(details.activation)
        self.details.show_details(details)

    def _print(self) -> None:
        """The last paper that still tells the truth, marked as a copy, or a new one."""
        chosen, counter = self._chosen, self._counter
        if chosen is None or self._is_printing:
            return
        self._is_printing = True

        def job() -> Printed:
            return counter.print_slip(counter.road.ledger.activation(chosen.id) or chosen)

        self._lane.run(job, lambda found: self._printed(chosen, found))

    def _printed(self, chosen: Activation, found: Future[Printed]) -> None:
        self._is_printing = False
        try:
            words = print_words(found.result())
        except StepRefused as refused:
            words = sentence(refused.problem)
        except LedgerFault as fault:
            self._fault(fault.problem)
            return
        self._say_printed(words)
        if self._chosen is not None and self._chosen.id == chosen.id:
            self._look_at(self._chosen)

    def _say_printed(self, words: Words) -> None:
        told = f"{words.what} {words.todo}"
        self.details.say(told)
        announce(self, told)

    # ------------------------------------------------------------ words

    def _time_of(self, activation: Activation) -> str:
        """The time of a sale of today, the day of any other: the moment of each step stands at the side."""
        now, form = self._counter.road.clock.now(), self._counter.shop.date_form
        local = activation.order.confirmed_at.astimezone(now.tzinfo)
        return moment_words(local, now, form) if local.date() == now.date() else day_text(local, form)

    def _time_of_step(self, event: Event) -> str:
        return moment_words(event.at, self._counter.road.clock.now(), self._counter.shop.date_form)

    def _fault(self, problem: Problem) -> None:
        words = sentence(problem, self._counter.shop.number_form)
        told = f"{words.what} {words.todo}"
        self.trouble.say("warning", Tone.BAD, told)
        announce(self, told, is_urgent=True)
        self.faulted.emit(problem)
