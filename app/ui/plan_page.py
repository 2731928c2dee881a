"""A plan of cards: what is to be made, and whether it will work as a card, told while it is typed."""

from concurrent.futures import Future
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.card_print import PlanFinding, Weight, may_run
from app.core.problem import Code, Problem
from app.office.book import BatchStanding
from app.till.ports import LedgerFault
from app.ui.action_button import ActionButton
from app.ui.batch_words import counted
from app.ui.controls import CardFrame, LineInPlace, button, label, row, scrolling
from app.ui.file_choice import chosen_file, list_kinds
from app.ui.icons import Picture
from app.ui.lane import Lane, brought
from app.ui.office_desk import BatchDraft, GivenIds, Office
from app.ui.plan_draft import PlanTexts, draft_of
from app.ui.plan_form import PlanForm
from app.ui.proof_line import ProofLine
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import at_the_office, sentence

SOON_MS: Final = 150
"""So long after the last key the plan is weighed."""
SIGNS: Final = {
    Weight.REFUSAL: ("stop", Tone.BAD),
    Weight.WARNING: ("warning", Tone.WAIT),
    Weight.NOTE: ("tick", Tone.ACTIVE),
}


class FindingRow(QWidget):
    """One finding: its weight as a drawing, what it is, and what to do about it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.picture = Picture(theme, "tick", Tone.MUTED, size=22)
        self.what = label("", "strong", wraps=True)
        self.todo = label("", "small", wraps=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.what)
        words.addWidget(self.todo)
        line = row(self.picture, words, spacing=12)
        line.setAlignment(self.picture, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        self.setLayout(line)

    def show_finding(self, finding: PlanFinding) -> None:
        """Shows it."""
        told = sentence(at_the_office(finding.problem))
        self.picture.show_drawing(*SIGNS[finding.weight])
        self.what.setText(told.what)
        self.todo.setText(told.todo)


class PlanPage(QWidget):
    """The page. `ordered` carries the id of the batch that was written down, `closed` asks for the list."""

    ordered = Signal(str)
    closed = Signal()

    def __init__(self, office: Office, lane: Lane, theme: Theme) -> None:
        super().__init__()
        self._office, self._lane, self._theme = office, lane, theme
        self.draft: BatchDraft | None = None
        self.rows: list[FindingRow] = []
        self._is_begun = False
        self._weighed: BatchDraft | None = None
        self._is_ordering = False
        self._soon = QTimer(self, interval=SOON_MS, singleShot=True)
        self._soon.timeout.connect(self.weigh)
        self.form = PlanForm()
        self.trouble = LineInPlace(theme)
        self.back = button(translate("Plan", "All batches"), clicked=self.closed.emit)
        self.proof_saved = ProofLine(office, lane, theme)
        self.proof = button(translate("Plan", "Proof sheet …"), clicked=self._save_proof)
        self.order = ActionButton(theme, icon="tick")
        self.not_yet = label(translate("Plan", "This is told once every field is right."), "muted", wraps=True)
        self._findings = QVBoxLayout()
        self._findings.setContentsMargins(0, 0, 8, 0)
        self._findings.setSpacing(14)
        self._findings.addStretch(1)
        self._lay_out()
        self.form.changed.connect(self._soon.start)
        self.form.list_wanted.connect(self._choose_list)
        self.order.clicked.connect(self._order)

    def _lay_out(self) -> None:
        plan = CardFrame()
        plan.body.addWidget(label(translate("Plan", "THE CARDS"), "caption"))
        fields = QVBoxLayout()
        fields.setContentsMargins(0, 0, 8, 0)
        fields.addWidget(self.form)
        self.fields = scrolling(fields, translate("Plan", "The cards"))
        plan.body.addWidget(self.fields, 1)
        self.scrolled = scrolling(self._findings, translate("Plan", "Will it work as a card?"))
        weighed = CardFrame()
        weighed.body.addWidget(label(translate("Plan", "WILL IT WORK AS A CARD?"), "caption"))
        weighed.body.addWidget(self.not_yet)
        weighed.body.addWidget(self.scrolled, 1)
        both = row(plan, weighed, spacing=14)
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        ends = row(self.proof, self.order, spacing=12)
        ends.setStretch(0, 1)
        ends.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 12)
        layout.setSpacing(10)
        layout.addLayout(row(label(translate("Plan", "Plan a batch"), "title"), 1, self.back))
        layout.addWidget(self.trouble)
        layout.addWidget(self.proof_saved)
        layout.addLayout(both, 1)
        layout.addLayout(ends)

    def opened(self) -> None:
        """A plan that was begun stays; the first one begins as head office usually orders."""
        self.trouble.hide()
        self.proof_saved.hide()
        if self._is_begun:
            self.weigh()
        else:
            self.order.show_action(translate("Plan", "Not ready to order"), is_ready=False)
            self._lane.run(self._office.usual, self._begin)
        self.fields.setMinimumWidth(self.form.minimumSizeHint().width() + 20)  # it scrolls up and down alone
        self.form.series.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self, future: Future[BatchDraft]) -> None:
        try:
            usual = future.result()
        except LedgerFault as fault:
            self._say(fault.problem)
            return
        self._is_begun = True
        self.form.show_texts(PlanTexts.of(usual))
        self.weigh()

    @Slot()
    def weigh(self) -> None:
        """Reads the fields and says what is to be said of the plan. While one is being ordered it waits."""
        if not self._is_begun or self._is_ordering:
            return
        texts = self.form.texts
        read = draft_of(texts)
        self.form.show_wrong(read.wrong)
        found = _of_list(texts) or (self._office.findings(read.draft) if read.draft else ())
        self.proof.setEnabled(read.draft is not None)
        self._weighed = read.draft
        self.draft = read.draft if read.draft is not None and may_run(found) else None
        self._show_findings(found)
        if read.draft is None:
            self.order.show_action(translate("Plan", "Not ready to order"), _missing(len(read.wrong)), is_ready=False)
        elif self.draft is None:
            detail = translate("Plan", "What is marked red has to be changed first")
            self.order.show_action(translate("Plan", "Not ready to order"), detail, is_ready=False)
        else:
            title = translate("Plan", "Order {count} cards").replace("{count}", counted(read.draft.count))
            self.order.show_action(title, translate("Plan", "Nothing is sent before you start it"), is_ready=True)

    def ask_list(self) -> str:
        """Which file of ids; empty for none."""
        return chosen_file(self, translate("Plan", "A list of card ids"), list_kinds())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc: back to the list, and what was typed stays."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _choose_list(self) -> None:
        file = self.ask_list()
        if file:
            self._lane.run(lambda: self._office.read_ids(file), self._listed)

    def _listed(self, future: Future[GivenIds | Problem]) -> None:
        came = brought(future)
        if isinstance(came, Problem):
            self._say(came)
            return
        self.trouble.hide()
        self.form.show_given(came)
        self.weigh()

    def _save_proof(self) -> None:
        self.weigh()
        if self._weighed is not None:
            self.proof_saved.save(self._weighed.token, self._weighed.series)

    def _show_findings(self, found: tuple[PlanFinding, ...]) -> None:
        while len(self.rows) < len(found):
            made = FindingRow(self._theme)
            self.rows.append(made)
            self._findings.insertWidget(len(self.rows) - 1, made)
        self.not_yet.setVisible(not found)
        for place, shown in enumerate(self.rows):
            shown.setVisible(place < len(found))
            if place < len(found):
                shown.show_finding(found[place])

    @Slot()
    def _order(self) -> None:
        self.weigh()  # a key may have been pressed since
        draft = self.draft
        if draft is not None and not self._is_ordering:
            self._is_ordering = True
            self.order.setEnabled(False)
            self._lane.run(lambda: self._office.order(draft), self._ordered)

    def _ordered(self, future: Future[BatchStanding | Problem]) -> None:
        self._is_ordering = False
        self.weigh()
        came = brought(future)
        if isinstance(came, Problem):
            self._say(came)
            return
        self._is_begun = False
        self.ordered.emit(came.order.batch_id)

    def _say(self, problem: Problem) -> None:
        told = sentence(at_the_office(problem))
        self.trouble.say("stop", Tone.BAD, f"{told.what} {told.todo}")


def _of_list(texts: PlanTexts) -> tuple[PlanFinding, ...]:
    """What is wrong with the rows of a list of ids, the first ones by their number."""
    if not texts.is_listed or texts.given is None:
        return ()
    if texts.given.is_usable:
        return ()
    bad = (problem for problem in texts.given.problems if problem.code is not Code.IDS_BOM)
    return tuple(PlanFinding(Weight.REFUSAL, problem) for problem in bad)


def _missing(count: int) -> str:
    if count == 1:
        return translate("Plan", "One field is not right yet")
    return translate("Plan", "{count} fields are not right yet").replace("{count}", str(count))
