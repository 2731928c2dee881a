"""Cases: what is never settled by itself, each in words with its evidence, and the ways out that a person has."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.activation import Activation
from app.core.case import Way
from app.core.problem import Problem
from app.till.activate import Sold
from app.till.counter import Counter
from app.till.look_up import LookUp
from app.till.papers import Printed
from app.till.ports import LedgerFault, StepRefused, Tell
from app.till.settle import Settled
from app.ui.case_outcome import Outcome, closed_words, moved_words, settled_words
from app.ui.case_row import CaseRow
from app.ui.case_words import CaseShown
from app.ui.controls import LineInPlace, announce, label, show_words
from app.ui.deed import Deed
from app.ui.deed_form import DeedForm
from app.ui.lane import Lane
from app.ui.margin_scroll import BAR, MarginScroll
from app.ui.queue_section import NothingThere, QueueSection
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import print_words, sentence

SHOWN_MAX: Final = 50
"""Cases shown at most, the oldest first; the rest is counted in words."""

Found = tuple[tuple[CaseShown, ...], int]
Did = Settled | Sold | Activation | None


class CasesPage(QWidget):
    """The page. `moved` carries each Activation that a person moved, `settled` says that figures changed.

    `faulted` carries the Problem of a journal that failed.
    """

    settled = Signal()
    moved = Signal(object)
    faulted = Signal(object)

    def __init__(self, counter: Counter, lane: Lane, theme: Theme) -> None:
        super().__init__()
        self._counter = counter
        self._lane = lane
        self._theme = theme
        self._person = counter.shop.operator_id
        self._unshown = 0
        self.rows: dict[str, CaseRow] = {}
        self._of_form: CaseRow | None = None
        self.setProperty("role", "room")
        self.summary = label("", "muted", wraps=True)
        self.trouble = LineInPlace(theme)
        self.empty = NothingThere(
            theme,
            translate("Cases", "No case is open"),
            translate("Cases", "Sales that only a person can decide stand here, with their ways out."),
        )
        self.open = QueueSection(translate("Cases", "Open"))
        self.done = QueueSection(translate("Cases", "Done just now"))
        self.form = DeedForm(theme, counter.shop, self._confirmed, self._close_form, self._take_code)
        self._lay_out()

    def _lay_out(self) -> None:
        listed = QVBoxLayout()
        listed.setSpacing(12)
        listed.addWidget(self.open)
        listed.addWidget(self.done)
        listed.addStretch(1)
        self.scrolled = MarginScroll(listed, translate("Cases", "Cases"))
        heading = QVBoxLayout()
        heading.setSpacing(2)
        heading.addWidget(label(translate("Cases", "Cases"), "title"))
        heading.addWidget(self.summary)
        above = QVBoxLayout()
        above.setContentsMargins(0, 0, BAR, 0)
        above.setSpacing(12)
        above.addLayout(heading)
        above.addWidget(self.trouble)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24 - BAR, 16)
        layout.setSpacing(12)
        layout.addLayout(above)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.scrolled, 1)
        self.empty.hide()
        self.form.setParent(self)
        self.form.hide()

    # ------------------------------------------------------------ what others call

    def opened(self) -> None:
        """Shows the cases as they stand now, without the results of an earlier visit and with no form open."""
        self._put_form_away()
        for key in [key for key, shown in self.rows.items() if not _is_open(shown)]:
            self._drop(key)
        for shown in self.rows.values():
            shown.show_result("")
        self.refresh()

    def refresh(self) -> None:
        """Reads the cases again. A form that is open stays as it is."""
        self._lane.run(self._read_all, self._read)

    def scanned(self, text: str) -> None:
        """With a move under way: the card that takes the money. Else finds the case of a scanned card."""
        if self._of_form is not None and self.form.deed is not None and self.form.deed.way is Way.MOVE:
            self._take_code(text)
            return
        meaning = self._counter.decoded(text)
        found = (row for row in self.rows.values() if row.activation and row.activation.order.card == meaning)
        wanted = next(found, None)
        if wanted is None:
            told = translate("Cases", "There is no case of this card. To sell or check it, open that page first.")
            self._say(told, Tone.PLAIN)
            return
        self._say("")
        self.scrolled.ensureWidgetVisible(wanted)
        wanted.focus_on()
        announce(self, wanted.accessibleName())

    # ------------------------------------------------------------ what is shown

    def _read_all(self) -> Found:
        cases = self._counter.open_cases()
        shown = (CaseShown(case, self._counter.paper_of(case.activation.id)) for case in cases[:SHOWN_MAX])
        return tuple(shown), len(cases)

    def _read(self, found: Future[Found]) -> None:
        try:
            listed, count = found.result()
        except LedgerFault as fault:
            self._fault(fault.problem)
            return
        here = {shown.case.activation.id for shown in listed}
        for gone in [key for key, row in self.rows.items() if key not in here and _is_open(row)]:
            self._drop(gone)
        for shown in listed:
            self._row(shown)
        self._unshown = count - len(listed)
        self._arrange()

    def _row(self, shown: CaseShown) -> None:
        key = shown.case.activation.id
        if key not in self.rows:
            calls = (self._choose, self._look, self._print)
            self.rows[key] = CaseRow(self._theme, self._counter.shop, self._counter.road.clock.now, *calls)
        self.rows[key].show_case(shown)

    def _drop(self, activation_id: str) -> None:
        gone = self.rows.pop(activation_id)
        if gone is self._of_form:
            self._put_form_away()
        gone.setParent(None)
        gone.deleteLater()

    def _arrange(self) -> None:
        listed = [row for row in self.rows.values() if row.shown is not None]
        listed.sort(key=lambda row: (row.shown.case.opened_at, row.shown.case.activation.id) if row.shown else ())
        still = [row for row in listed if _is_open(row)]
        over = [row for row in listed if not _is_open(row)]
        self.open.show_rows(still, len(still) + self._unshown)
        self.done.show_rows(over, len(over))
        self.empty.setVisible(not listed)
        self.scrolled.setVisible(bool(listed))
        told = translate("Cases", "Each of these needs a decision in your name. Scan a card to find its case.")
        show_words(self.summary, told if still else "")

    # ------------------------------------------------------------ the form

    def _choose(self, row: CaseRow, way: Way) -> None:
        if row.activation is None or self.form.is_busy:
            return
        if self._of_form is not None:
            self._close_form()
        row.show_result("")
        self._of_form = row
        row.take_form(self.form)
        self.form.open_with(Deed(row.activation, way, person=self._person))
        self.scrolled.ensureWidgetVisible(row)

    def _close_form(self) -> None:
        if self.form.is_busy:
            return
        row, deed = self._of_form, self.form.deed
        self._put_form_away()
        if row is not None:
            row.give_form_back(deed.way if deed else None)

    def _put_form_away(self) -> None:
        self.form.hide()
        self.form.setParent(self)
        if self._of_form is not None:
            self._of_form.pressed.show()
        self._of_form = None

    def _take_code(self, text: str) -> None:
        deed = self.form.deed
        if deed is None or self.form.is_busy:
            return
        meaning = self._counter.decoded(text)
        if isinstance(meaning, Problem):
            self.form.refuse_card(meaning)
            return
        deed.take_card(meaning)
        self.form.show_deed()
        self._lane.run(lambda: self._counter.look_up(meaning), partial(self._found_card, deed, meaning))

    def _found_card(self, deed: Deed, meaning: object, found: Future[LookUp]) -> None:
        if self.form.deed is not deed or deed.meaning != meaning or self._of_form is None:
            return
        try:
            self.form.show_found(found.result())
        except LedgerFault as fault:
            self._fault(fault.problem)

    # ------------------------------------------------------------ what is done

    def _confirmed(self, deed: Deed) -> None:
        row, job = self._of_form, self._job(deed)
        if row is None or job is None:
            return
        self.form.set_busy(is_busy=True)
        self._lane.run_telling(job, self.moved.emit, partial(self._done, row, deed))

    def _look(self, row: CaseRow) -> None:
        """A cancel under way: one of the two looks now, where it is due."""
        if row.activation is None:
            return
        row.set_busy(is_busy=True)
        job: Callable[[Tell], Did] = partial(self._counter.settle, row.activation.id)
        self._lane.run_telling(job, self.moved.emit, partial(self._done, row, None))

    def _job(self, deed: Deed) -> Callable[[Tell], Did] | None:
        """The one call that does it, in the name that was given."""
        counter, key = self._counter, deed.activation.id
        signed = deed.signature(counter.shop)
        if isinstance(signed, Problem):
            return None
        self._person, reason = signed
        who, card = self._person, deed.card
        match deed.way:
            case Way.RETRY:
                return lambda tell: counter.try_case_again(key, who, reason, tell)
            case Way.CANCEL:
                return lambda tell: counter.cancel_case(key, who, reason, tell)
            case Way.REFUND:
                return lambda tell: counter.refund_case(key, who, reason, tell)
            case Way.ACCEPT:
                return lambda tell: counter.accept_case(key, who, reason, tell)
            case Way.MOVE:
                return None if card is None else lambda tell: counter.move_case(key, card, who, reason, tell)

    def _done(self, row: CaseRow, deed: Deed | None, future: Future[Did]) -> None:
        row.set_busy(is_busy=False)
        is_of_form = row is self._of_form
        if is_of_form:
            self.form.set_busy(is_busy=False)
        try:
            did = future.result()
        except StepRefused as refused:
            if is_of_form:
                self.form.show_refused(refused.problem)
            self.refresh()
            return
        except LedgerFault as fault:
            self._fault(fault.problem)
            return
        if is_of_form:
            self._put_form_away()
        self._show_again(row, self._outcome(deed, did))

    def _outcome(self, deed: Deed | None, did: Did) -> Outcome:
        match did:
            case Sold():
                return moved_words(did, self._counter.shop)
            case Settled():
                return settled_words(did)
            case _:
                return closed_words(deed.way if deed else None)

    def _show_again(self, row: CaseRow, outcome: Outcome) -> None:
        """The case is read anew; a closed one stays where it is with its outcome, until the page is opened again."""
        key = row.activation.id if row.activation else ""
        row.set_busy(is_busy=True)

        def job() -> CaseShown | None:
            case = self._counter.case(key)
            return CaseShown(case, self._counter.paper_of(key)) if case else None

        self._lane.run(job, partial(self._shown_again, row, outcome))

    def _shown_again(self, row: CaseRow, outcome: Outcome, future: Future[CaseShown | None]) -> None:
        row.set_busy(is_busy=False)
        try:
            shown = future.result()
        except LedgerFault as fault:
            self._fault(fault.problem)
            return
        if shown is not None:
            row.show_case(shown)
        row.show_result(outcome.words, outcome.tone)
        if outcome.fault:
            self._say(outcome.words, Tone.BAD)
        self._arrange()
        row.focus_on()
        announce(self, f"{row.card.text()}. {outcome.words}")
        self.settled.emit()

    def _print(self, row: CaseRow) -> None:
        activation = row.activation
        if activation is not None:
            row.set_busy(is_busy=True)
            self._lane.run(lambda: self._counter.print_slip(activation), partial(self._printed, row))

    def _printed(self, row: CaseRow, future: Future[Printed]) -> None:
        row.set_busy(is_busy=False)
        try:
            words = print_words(future.result())
        except StepRefused as refused:
            words = sentence(refused.problem)
        except LedgerFault as fault:
            self._fault(fault.problem)
            return
        told = f"{words.what} {words.todo}"
        row.show_result(told)
        announce(self, f"{row.card.text()}. {told}")

    def _fault(self, problem: Problem) -> None:
        words = sentence(problem, self._counter.shop.number_form)
        self._say(f"{words.what} {words.todo}", Tone.BAD)
        self.faulted.emit(problem)

    def _say(self, words: str, tone: Tone = Tone.PLAIN) -> None:
        self.trouble.say("warning" if tone is Tone.BAD else "question", tone, words)
        if words:
            announce(self, words, is_urgent=tone is Tone.BAD)


def _is_open(row: CaseRow) -> bool:
    return row.shown is not None and row.shown.case.is_open
