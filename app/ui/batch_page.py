"""One batch: how far it is and what became of its cards, started, stopped, and released for printing."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.core.problem import Problem
from app.office.book import BatchNote, BatchStanding, BatchState, NotedBatch
from app.till.ports import LedgerFault
from app.ui.batch_runs import BatchRuns
from app.ui.batch_words import (
    SIGNS,
    batch_name,
    counted,
    fate_words,
    fraction_of,
    next_words,
    note_words,
    pace_words,
    progress_words,
    state_word,
)
from app.ui.controls import CardFrame, LineInPlace, StateSign, announce, button, label, row, scrolling, show_words
from app.ui.export_panel import ExportPanel
from app.ui.fact_list import FactList
from app.ui.gauge_panel import GaugeBar
from app.ui.lane import Lane
from app.ui.office_desk import BatchLook, ExportedFile, Office
from app.ui.release_panel import ReleasePanel
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import at_the_office, sentence


class BatchPage(QWidget):
    """The page. `closed` tells that nothing more is wanted here."""

    closed = Signal()

    def __init__(self, office: Office, runs: BatchRuns, lane: Lane, theme: Theme) -> None:
        super().__init__()
        self._office, self._runs, self._lane = office, runs, lane
        self._batch_id = ""
        self._is_fresh = False
        self.name = label("", "title", wraps=True)
        self.sign = StateSign(theme)
        self.back = button(translate("Batches", "All batches"), clicked=self.closed.emit)
        self.trouble = LineInPlace(theme)
        self.progress = label("", "heading")
        self.bar = GaugeBar(theme)
        self.pace = label("", "muted")
        self.next = label("", "muted", wraps=True)
        self.start = button("", "action", clicked=lambda: runs.start(self._batch_id))
        self.stop = button(translate("Batches", "Stop"), clicked=self._stop)
        self.facts = FactList()
        self.release = ReleasePanel()
        self.export = ExportPanel()
        self.happened = FactList()
        self.happened_card = _captioned(translate("Batches", "WHAT HAPPENED"), self.happened)
        self.lost = FactList()
        self.lost_card = _captioned(translate("Batches", "DO NOT PRINT"), self.lost)
        self._lay_out()
        self.release.signed.connect(self._sign)
        self.export.wanted.connect(self._export)
        runs.moved.connect(self._moved)
        runs.ended.connect(self._ended)

    def _lay_out(self) -> None:
        work = CardFrame(spacing=10)
        work.body.addLayout(row(self.progress, 1, self.pace, spacing=16))
        work.body.addWidget(self.bar)
        done = row(self.next, self.stop, self.start, spacing=12)
        done.setStretch(0, 1)
        work.body.addLayout(done)
        self.next.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        figures = _captioned(translate("Batches", "THE ORDER"), self.facts)
        beside = QVBoxLayout()
        beside.setSpacing(14)
        for part in (self.happened_card, self.lost_card):
            beside.addWidget(part, 1)
        below = row(figures, beside, spacing=14)
        below.setStretch(0, 1)
        below.setStretch(1, 1)
        parts = QVBoxLayout()
        parts.setContentsMargins(0, 0, 8, 0)
        parts.setSpacing(14)
        for part in (work, self.release, self.export):
            parts.addWidget(part)
        parts.addLayout(below)
        parts.addStretch(1)
        self.scrolled = scrolling(parts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(14)
        named = QWidget()
        names = QVBoxLayout(named)
        names.setContentsMargins(0, 0, 0, 0)
        names.setSpacing(4)
        names.addWidget(self.name)
        names.addWidget(self.sign)
        head = row(named, self.back, spacing=16)
        head.setStretch(0, 1)
        layout.addLayout(head)
        layout.addWidget(self.trouble)
        layout.addWidget(self.scrolled, 1)

    # ---------------------------------------------------------------- what is shown

    def show_batch(self, batch_id: str) -> None:
        """Another batch, read now."""
        self._batch_id, self._is_fresh = batch_id, True
        self.trouble.hide()
        self.release.show_problem(None)
        self.export.begin()
        self.refresh()

    def refresh(self) -> None:
        """Reads the batch again."""
        batch_id = self._batch_id
        self._lane.run(lambda: self._office.look(batch_id), self._read)

    def _read(self, future: Future[BatchLook | None]) -> None:
        try:
            look = future.result()
        except LedgerFault as fault:
            self._say(fault.problem)
            return
        if look is None or look.standing.order.batch_id != self._batch_id:
            return
        self._show(self._runs.newest(look.standing))
        self.happened.show_facts([(f"{note.at:%d.%m. %H:%M}", note_words(note)) for note in look.notes[-8:]])
        self.happened_card.setVisible(bool(look.notes))
        self.lost.show_facts([(told.card_id, fate_words(told.fate)) for told in look.fates])
        self.lost_card.setVisible(bool(look.fates))
        self._show_stop(look.notes, look.standing)
        if self._is_fresh:
            self._is_fresh = False
            self._focus_first()

    def _show(self, standing: BatchStanding) -> None:
        is_running = self._runs.batch_id == self._batch_id
        icon, tone = SIGNS[standing.state]
        word = translate("Batches", "Being made") if is_running else state_word(standing.state)
        self.sign.show_state("sending" if is_running else icon, Tone.ASK if is_running else tone, word)
        self.name.setText(batch_name(standing))
        self.progress.setText(progress_words(standing))
        self.bar.show_fraction(fraction_of(standing), Tone.ACTIVE)
        done, took = self._runs.pace() if is_running else (0, None)
        left = standing.order.count - standing.good
        show_words(self.pace, pace_words(done, took, left) if took is not None else "")
        self.next.setText(
            translate("Batches", "Stopping: what is under way is being finished.")
            if is_running and self._runs.is_stopping
            else next_words(standing)
        )
        self.facts.show_facts(facts_of(standing))
        can_run = standing.state in {BatchState.PLANNED, BatchState.RUNNING} and not is_running
        self.start.setText(
            translate("Batches", "Start") if standing.state is BatchState.PLANNED else translate("Batches", "Go on")
        )
        self.release.setVisible(standing.state is BatchState.COMPLETE and not is_running)
        self.export.setVisible(standing.state is BatchState.RELEASED)
        self._show_ways({self.start: can_run, self.stop: is_running})
        self.start.setEnabled(not self._runs.batch_id)
        self.stop.setEnabled(not self._runs.is_stopping)
        self.release.show_batch(standing)

    def _show_ways(self, ways: Mapping[QPushButton, bool]) -> None:
        """What can be done is shown before what cannot is hidden: the focus goes from the one to the other."""
        had_focus = any(way.hasFocus() for way in ways)
        for way, is_shown in sorted(ways.items(), key=lambda each: not each[1]):
            way.setVisible(is_shown)
            if is_shown and had_focus:
                way.setEnabled(True)
                way.setFocus(Qt.FocusReason.OtherFocusReason)
        if had_focus and not any(ways.values()):
            self._focus_first()

    def _show_stop(self, notes: Sequence[NotedBatch], standing: BatchStanding) -> None:
        """Why it does not go on, while that is the last thing that happened to a batch that is not complete."""
        is_stopped = bool(notes) and notes[-1].kind is BatchNote.STOPPED and not standing.is_complete
        if not is_stopped or self._runs.batch_id == self._batch_id:
            self.trouble.hide()
        elif self.trouble.isHidden():
            self.trouble.say("stop", Tone.BAD, note_words(notes[-1]))

    def _focus_first(self) -> None:
        ways = (self.start, self.stop, self.release.pin.edit)
        open_ways = (way for way in ways if way.isEnabled() and not way.isHidden() and way.isVisible())
        next(open_ways, self.back).setFocus(Qt.FocusReason.OtherFocusReason)

    # ---------------------------------------------------------------- what is done

    def _stop(self) -> None:
        self._runs.stop()
        self.refresh()

    def _sign(self, pin: str) -> None:
        batch_id = self._batch_id
        self._lane.run(lambda: self._office.release(batch_id, pin), self._signed)

    def _signed(self, future: Future[Problem | None]) -> None:
        try:
            problem = future.result()
        except LedgerFault as fault:
            problem = fault.problem
        self.release.show_problem(problem)
        self.refresh()

    @Slot(object, str)
    def _export(self, forms: tuple[str, ...], folder: str) -> None:
        batch_id = self._batch_id
        self._lane.run(lambda: self._office.export(batch_id, forms, folder), self._exported)

    def _exported(self, future: Future[tuple[ExportedFile, ...] | Problem]) -> None:
        try:
            came = future.result()
        except LedgerFault as fault:
            came = fault.problem
        self.export.show_exported(came)
        self.refresh()

    @Slot(object)
    def _moved(self, standing: BatchStanding) -> None:
        if standing.order.batch_id == self._batch_id and self.isVisible():
            self._show(standing)

    @Slot(object)
    def _ended(self, problem: Problem | None) -> None:
        if problem is None:
            self.trouble.hide()
        else:
            self._say(problem)
        if self._batch_id:
            self.refresh()

    def _say(self, problem: Problem) -> None:
        told = sentence(at_the_office(problem))
        self.trouble.say("stop", Tone.BAD, f"{told.what} {told.todo}")
        announce(self, told.what, is_urgent=True)


def facts_of(standing: BatchStanding) -> list[tuple[str, str]]:
    """What was ordered, and how its cards are spread now."""
    order = standing.order
    pin = translate("Batches", "{count} figures").replace("{count}", str(order.pin.length)) if order.pin else ""
    text = (
        translate("Batches", "{count} signs, {prefix}") if order.token.prefix else translate("Batches", "{count} signs")
    )
    token = text.replace("{count}", str(order.token.whole_length)).replace("{prefix}", order.token.prefix)
    return [
        (translate("Batches", "Ordered"), counted(order.count)),
        (translate("Batches", "Sealed and checked"), counted(standing.good)),
        (translate("Batches", "Under way"), counted(standing.under_way) if standing.under_way else ""),
        (translate("Batches", "Not to be printed"), counted(standing.do_not_print) if standing.do_not_print else ""),
        (translate("Batches", "Card ids"), order.scheme.sample if order.scheme else translate("Batches", "a list")),
        (translate("Batches", "Token"), token),
        (translate("Batches", "PIN"), pin),
        (translate("Batches", "Cards in a chunk"), counted(standing.size_most)),
        (translate("Batches", "Recipients"), str(len(order.recipients))),
    ]


def _captioned(caption: str, inside: QWidget) -> CardFrame:
    made = CardFrame(spacing=10)
    made.body.addWidget(label(caption, "caption"))
    made.body.addWidget(inside)
    made.body.addStretch(1)
    return made
