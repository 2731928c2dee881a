"""One batch: how far it is and what became of its cards, and the one thing that is to be done with it next."""

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.core.problem import Code, Problem
from app.office.book import BatchStanding, BatchState
from app.office.exports import never_given
from app.till.ports import LedgerFault
from app.ui.batch_check_panel import BatchCheckPanel
from app.ui.batch_deeds import BatchDeeds
from app.ui.batch_facts import BatchFacts
from app.ui.batch_now import MAY_BE_MADE, now_words
from app.ui.batch_runs import BatchRuns
from app.ui.batch_words import (
    SIGNS,
    batch_name,
    fraction_of,
    is_for_rekeying,
    pace_words,
    progress_words,
    start_words,
    state_word,
    stop_words,
)
from app.ui.controls import CardFrame, LineInPlace, StateSign, announce, button, label, row, scrolling, show_words
from app.ui.export_panel import ExportPanel
from app.ui.gauge_panel import GaugeBar
from app.ui.keep_lost import KeepLost
from app.ui.lane import Lane
from app.ui.more_ids_panel import MoreIdsPanel
from app.ui.office_desk import BatchLook, ExportedFile, ExportWish, Office, UnsoundAnswers, exports_noted
from app.ui.proof_line import ProofLine
from app.ui.rekey_panel import RekeyPanel
from app.ui.release_panel import ReleasePanel
from app.ui.sealed_panel import SealedPanel
from app.ui.shred_panel import ShredPanel
from app.ui.theme import Theme, Tone, set_mark
from app.ui.translation import translate
from app.ui.words import at_the_office, sentence
from app.ui.write_off_panel import WriteOffPanel

UNSOUND: Final = frozenset(
    {Code.SEALED_FILE_MISSING, Code.SEALED_FILE_CHANGED, Code.BATCH_NOT_WHOLE, Code.BATCH_VAULT_AWAY}
)
"""What says that sealed answers have to be looked at, every one."""


class BatchPage(QWidget):
    """The page. `closed` tells that nothing more is wanted here."""

    closed = Signal()

    def __init__(self, office: Office, runs: BatchRuns, lane: Lane, theme: Theme) -> None:
        super().__init__()
        self._office, self._runs, self._lane = office, runs, lane
        self.deeds = BatchDeeds(office, lane, runs.desk_work, self)
        self._batch_id = ""
        self._look: BatchLook | None = None
        self._is_fresh, self._was_rekeying = False, False
        self.name = label("", "title", wraps=True)
        self.sign = StateSign(theme)
        self.back = button(translate("Batches", "All batches"), clicked=self.closed.emit)
        self.trouble = LineInPlace(theme)
        self.proof_saved = ProofLine(office, lane, theme)
        self.progress = label("", "heading")
        self.bar = GaugeBar(theme)
        self.pace = label("", "muted")
        self.next = label("", "muted", wraps=True)
        self.proof = button(translate("Batches", "Proof sheet …"), clicked=self._save_proof)
        self.start = button("", "action", clicked=self._start)
        self.keep_lost = KeepLost()
        self.stop = button(translate("Batches", "Pause"), clicked=self._stop)
        self.more_ids = MoreIdsPanel(office, lane)
        self.write_off = WriteOffPanel(office, runs.desk_work, theme)
        self.release = ReleasePanel()
        self.rekey = RekeyPanel(runs.rekeys, theme)
        self.export = ExportPanel(office.columns())
        self.shred = ShredPanel(theme)
        self.sealed = SealedPanel(office, runs.desk_work)
        self.facts = BatchFacts(BatchCheckPanel(runs.checks, theme), self.sealed)
        self._lay_out()
        self._listen()

    def _listen(self) -> None:
        runs = self._runs
        self.more_ids.given.connect(self.refresh)
        self.sealed.found.connect(self._found)
        self.write_off.look_wanted.connect(self.sealed.look)
        self.write_off.done.connect(self._written_off)
        self.rekey.over.connect(self._read_anew)
        self.release.signed.connect(self._release)
        self.export.wanted.connect(self._export)
        self.export.told_why.connect(lambda: self._show_part(self.export.problem))
        self.shred.asking.connect(lambda: self._show_part(self.shred))
        self.shred.confirmed.connect(self._shred)
        self.deeds.released.connect(self._released)
        self.deeds.exported.connect(self._exported)
        self.deeds.shredded.connect(self._shredded)
        runs.moved.connect(self._moved)
        runs.ended.connect(self._ended)
        runs.rekeys.moved.connect(self._rekeyed)

    def _lay_out(self) -> None:
        work = CardFrame(spacing=10)
        work.body.addLayout(row(self.progress, 1, self.pace, spacing=16))
        work.body.addWidget(self.bar)
        done = row(self.next, self.proof, self.stop, self.start, spacing=12)
        done.setStretch(0, 1)
        work.body.addLayout(done)
        work.body.addLayout(row(1, self.keep_lost))
        self.next.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        parts = QVBoxLayout()
        parts.setContentsMargins(0, 0, 8, 0)
        parts.setSpacing(14)
        for part in self._parts_below(work):
            parts.addWidget(part)
        parts.addStretch(1)
        self.scrolled = scrolling(parts)
        named = QWidget()
        names = QVBoxLayout(named)
        names.setContentsMargins(0, 0, 0, 0)
        names.setSpacing(4)
        names.addWidget(self.name)
        names.addWidget(self.sign)
        head = row(named, self.back, spacing=16)
        head.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(14)
        layout.addLayout(head)
        layout.addWidget(self.trouble)
        layout.addWidget(self.proof_saved)
        layout.addWidget(self.scrolled, 1)

    def _parts_below(self, work: QWidget) -> tuple[QWidget, ...]:
        """What is to be done stands above what may be done, and that above what is known."""
        steps = (self.write_off, self.more_ids, self.release, self.rekey, self.export, self.shred)
        return (work, *steps, self.facts)

    # ---------------------------------------------------------------- what is shown

    def show_batch(self, batch_id: str) -> None:
        """Another batch, read now."""
        self._batch_id, self._look, self._is_fresh = batch_id, None, True
        self._was_rekeying = self._runs.rekeys.batch_id == batch_id
        self.trouble.hide()
        self.proof_saved.hide()
        self.release.show_problem(None)
        self.write_off.begin()
        self.export.begin(is_busy=batch_id in self.deeds.exporting, refused=self.deeds.refused.get(batch_id))
        self.shred.forget()
        self.scrolled.verticalScrollBar().setValue(0)
        self.refresh()

    def opened(self) -> None:
        """What happened meanwhile is read."""
        if self._batch_id:
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
        self._look = look
        self._show(self._runs.newest(look.standing))
        self.facts.show_look(look)
        self._show_stop(look)
        if self._is_fresh:
            self._is_fresh = False
            self._focus_first()

    def _show(self, standing: BatchStanding) -> None:
        is_running = self._runs.batch_id == self._batch_id
        notes = self._look.notes if self._look is not None else ()
        icon, tone = SIGNS[standing.state]
        word = translate("Batches", "Being made") if is_running else state_word(standing.state)
        self.sign.show_state("sending" if is_running else icon, Tone.ASK if is_running else tone, word)
        self.name.setText(batch_name(standing))
        self.progress.setText(progress_words(standing))
        self.bar.show_fraction(fraction_of(standing), Tone.ACTIVE)
        done, took = self._runs.pace() if is_running and self._runs.waits is None else (0, None)
        left = standing.order.count - standing.good
        show_words(self.pace, pace_words(done, took, left) if took is not None else "")
        self.next.setText(now_words(standing, notes, self._runs, is_unsound=self.write_off.has_found))
        self.facts.show_standing(standing)
        self._show_panels(standing, is_running=is_running)

    def _show_panels(self, standing: BatchStanding, *, is_running: bool) -> None:
        """One thing that is to be done next, and what belongs to it."""
        state, is_busy = standing.state, is_running or self._runs.rekeys.batch_id == self._batch_id
        notes = self._look.notes if self._look is not None else ()
        exported = exports_noted(notes)
        lacks_ids = standing.order.scheme is None and not standing.under_way
        can_run = state in MAY_BE_MADE and not is_busy and not lacks_ids
        self.start.setText(start_words(standing))
        self.start.setAccessibleName(self.start.text())
        set_mark(self.start, "kind", "plain" if is_for_rekeying(standing) else "action")
        self.keep_lost.show_batch(standing, can_run=can_run)
        self.more_ids.show_batch(standing, is_running=is_running)
        self.release.show_batch(standing)
        self.release.setVisible(state is BatchState.COMPLETE and not is_busy and not self.write_off.has_found)
        self.rekey.show_batch(standing, self._look.fates if self._look is not None else (), is_running=is_running)
        self.export.show_recipients(standing.order.recipients)
        self.export.show_files(exported)
        self.export.setVisible(state is BatchState.RELEASED)
        self.shred.show_batch(standing, exported, never_given(standing.order.recipients, notes))
        self.shred.setVisible(state is BatchState.RELEASED and bool(exported))
        self.proof.setVisible(state is BatchState.PLANNED and not is_running)
        self._show_ways({self.start: can_run, self.stop: is_running})
        self.start.setEnabled(not self._runs.batch_id)
        # never switched off: the focus would go to another part of the window, and the next Enter with it
        self.stop.setText(
            translate("Batches", "Pausing …") if self._runs.is_stopping else translate("Batches", "Pause")
        )

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

    def _show_stop(self, look: BatchLook) -> None:
        """Why it does not go on, while that is the last thing that happened to a batch that is not complete."""
        words = stop_words(look.notes, look.standing) or self._unnoted_words(look.standing)
        if not words or self._runs.batch_id == self._batch_id:
            self.trouble.hide()
        elif self.trouble.isHidden():
            self.trouble.say("stop", Tone.BAD, words)

    def _unnoted_words(self, standing: BatchStanding) -> str:
        """What stopped it here, where the journal could not be told."""
        problem = self._runs.problems.get(standing.order.batch_id)
        if problem is None or standing.is_complete or problem.code is Code.BATCH_IDS_SHORT:
            return ""
        told = sentence(at_the_office(problem))
        return f"{told.what} {told.todo}"

    def _focus_first(self) -> None:
        is_rekeying_next = self._look is not None and is_for_rekeying(self._look.standing)
        first = (self.rekey.first,) if is_rekeying_next else ()
        steps = (self.more_ids.choose, self.start, self.stop, self.release.pin.edit, self.export.first)
        ways = (self.write_off.first, *first, *steps)
        open_ways = (way for way in ways if way.isEnabled() and not way.isHidden() and way.isVisible())
        next(open_ways, self.back).setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._show_top)

    def _show_top(self) -> None:
        """The page begins at its top, though the focus came before its cards had their places."""
        self.scrolled.verticalScrollBar().setValue(0)

    def _show_part(self, part: QWidget) -> None:
        """What was said below the lower edge would be said to nobody. It has its place only after this turn."""
        QTimer.singleShot(0, self, lambda: self.scrolled.ensureWidgetVisible(part, 0, 12))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc: back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    # ---------------------------------------------------------------- what is done

    def _start(self) -> None:
        keeps = self.keep_lost.isChecked() and not self.keep_lost.isHidden()
        self._runs.start(self._batch_id, keeps_lost=keeps)

    def _stop(self) -> None:
        self._runs.stop()
        self.refresh()

    def _save_proof(self) -> None:
        if self._look is not None:
            order = self._look.standing.order
            self.proof_saved.save(order.token, order.series, order.batch_id)

    @Slot(str)
    def _release(self, pin: str) -> None:
        self.deeds.release(self._batch_id, pin)

    @Slot(object)
    def _export(self, wish: ExportWish) -> None:
        self.deeds.export(self._batch_id, wish)

    @Slot(str, str)
    def _shred(self, pin: str, receipt: str) -> None:
        self.deeds.shred(self._batch_id, pin, receipt)

    @Slot(str, object)
    def _released(self, batch_id: str, problem: Problem | None) -> None:
        if batch_id != self._batch_id:
            return
        self.release.show_problem(problem)
        self._is_fresh = problem is None
        self._look_at_answers(problem)
        self.refresh()

    def _look_at_answers(self, problem: Problem | None) -> None:
        """One that is gone may not be the only one: what can be done is told of all of them."""
        if problem is not None and problem.code in UNSOUND:
            self.sealed.look()

    @Slot(str, object)
    def _found(self, batch_id: str, found: UnsoundAnswers) -> None:
        if batch_id != self._batch_id:
            return
        self._is_fresh = self.write_off.has_found or bool(found.files)
        self.write_off.show_found(batch_id, found)
        self.refresh()

    def _written_off(self) -> None:
        """What came of lost cards before is told no longer: there are others now."""
        self._runs.rekeys.forget(self._batch_id)
        self._read_anew()

    def _read_anew(self) -> None:
        """The next step may be another one: the focus goes there."""
        self.release.show_problem(None)
        self._is_fresh = True
        self.refresh()

    @Slot(str)
    def _rekeyed(self, batch_id: str) -> None:
        if batch_id != self._batch_id or not self.isVisible():
            return
        is_busy = self._runs.rekeys.batch_id == batch_id
        if is_busy is not self._was_rekeying:  # it began or ended: what became of it stands further up
            self._was_rekeying = is_busy
            QTimer.singleShot(0, self, self._show_top)
        self.refresh()

    @Slot(str, object)
    def _exported(self, batch_id: str, came: tuple[ExportedFile, ...] | Problem) -> None:
        if batch_id != self._batch_id:
            return
        self.export.show_exported(came)
        self._is_fresh = not isinstance(came, Problem)
        self._look_at_answers(came if isinstance(came, Problem) else None)
        self.refresh()

    @Slot(str, object)
    def _shredded(self, batch_id: str, problems: tuple[Problem, ...]) -> None:
        if batch_id != self._batch_id:
            return
        self.shred.show_problems(problems)
        self._is_fresh = not problems
        self.refresh()

    @Slot(object)
    def _moved(self, standing: BatchStanding) -> None:
        if standing.order.batch_id == self._batch_id and self.isVisible():
            self._show(standing)

    @Slot(str, object)
    def _ended(self, batch_id: str, problem: Problem | None) -> None:
        if batch_id != self._batch_id:
            if self._batch_id:
                self.refresh()  # this one can be begun now
            return
        if problem is None or problem.code is Code.BATCH_IDS_SHORT:  # the ids' own card says it
            self.trouble.hide()
        else:
            self._say(problem)
        if self._batch_id:
            # what a person waited for is over: the focus goes on to what comes next, and is left alone elsewhere
            self._is_fresh = self._is_fresh or self.start.hasFocus() or self.stop.hasFocus()
            self.refresh()

    def _say(self, problem: Problem) -> None:
        told = sentence(at_the_office(problem))
        self.trouble.say("stop", Tone.BAD, f"{told.what} {told.todo}")
        announce(self, told.what, is_urgent=True)
