"""Where cards that lost their secrets get new ones: which of them, for how long, and what came of each."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.batch import REKEYED_FROM
from app.office.book import BatchStanding, FateTold
from app.office.rekey import DAYS_MOST, Choice, why_not_now
from app.ui.batch_rekeys import BatchRekeys
from app.ui.batch_words import counted, is_for_rekeying, wait_words
from app.ui.card_picks import CardPicks
from app.ui.controls import CardFrame, Field, announce, button, label, row, show_words
from app.ui.fact_list import FactList
from app.ui.gauge_panel import GaugeBar
from app.ui.plan_fields import Choice as Chips
from app.ui.rekey_words import CAME_SHOWN, came_facts, end_words, old_tokens_words, way_words
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import at_the_office, sentence

DAYS_USUAL: Final = 3_650


class RekeyPanel(CardFrame):
    """One batch's lost cards. Trying them goes on behind other pages.

    `over` tells that whoever worked here with the keyboard has nothing more to do here.
    """

    over = Signal()

    def __init__(self, rekeys: BatchRekeys, theme: Theme) -> None:
        super().__init__(spacing=10)
        self._rekeys = rekeys
        self._batch_id, self._lost = "", 0
        self._is_open, self._is_next, self._was_busy = False, False, False
        self.open = button(translate("Batches", "New secrets …"), clicked=self._open)
        self.told = label("", "body", wraps=True)
        self.which = Chips(
            translate("Batches", "Which cards"),
            {True: translate("Batches", "All of them"), False: translate("Batches", "Picked ones")},
        )
        self.picks = CardPicks(translate("Batches", "Cards to get new secrets"))
        self.days = Field(
            translate("Batches", "Days that the new tokens live"),
            placeholder=translate("Batches", "such as {days}: ten years").replace("{days}", str(DAYS_USUAL)),
        )
        self.begin = button("", "action", clicked=self._begin)
        self.later = button(translate("Batches", "Not now"), clicked=self._fold)
        self.problem = label("", "problem", wraps=True)
        self.bar = GaugeBar(theme)
        self.way = label("", "body", wraps=True)
        self.waits = label("", "small", wraps=True)
        self.stop = button(translate("Batches", "Stop"), clicked=rekeys.stop)
        self.came = FactList()
        self.more = label("", "small", wraps=True)
        self._lay_out()
        # queued: the focus goes to a button, and this same Enter must not press it
        self.days.edit.returnPressed.connect(self._begin, Qt.ConnectionType.QueuedConnection)
        self.which.changed.connect(self._show_choice)
        self.picks.changed.connect(self._show_choice)
        rekeys.moved.connect(self._moved)

    def _lay_out(self) -> None:
        self.body.addLayout(row(label(translate("Batches", "LOST CARDS"), "caption"), 1, self.open))
        self._work = QWidget()
        work = QVBoxLayout(self._work)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(10)
        chosen = row(self.which, self.days, spacing=16)
        chosen.setStretch(0, 1)
        chosen.setStretch(1, 1)
        chosen.setAlignment(self.which, Qt.AlignmentFlag.AlignTop)
        chosen.setAlignment(self.days, Qt.AlignmentFlag.AlignTop)
        work.addLayout(chosen)
        work.addWidget(self.picks)
        work.addWidget(label(old_tokens_words(), "small", wraps=True))
        work.addLayout(row(1, self.later, self.begin, spacing=12))
        self._under_way = QWidget()
        line = row(self.way, self.stop, spacing=12)
        line.setStretch(0, 1)
        under_way = QVBoxLayout(self._under_way)
        under_way.setContentsMargins(0, 0, 0, 0)
        under_way.addWidget(self.bar)
        under_way.addLayout(line)
        under_way.addWidget(self.waits)
        for part in (self.told, self._work, self._under_way, self.problem, self.came, self.more):
            self.body.addWidget(part)

    # ---------------------------------------------------------------- what is shown

    def show_batch(self, standing: BatchStanding, fates: Sequence[FateTold], *, is_running: bool) -> None:
        """How many of a batch's cards are lost. It hides itself where nothing can be done about them any more."""
        batch_id = standing.order.batch_id
        is_next = is_for_rekeying(standing)
        if batch_id != self._batch_id:
            self._batch_id, self._is_open, self._is_next, self._was_busy = batch_id, is_next, is_next, False
            self.days.show_text("")
            self.days.show_problem("")
            self.which.choose(True)
        if is_next is not self._is_next:  # it unfolds when it is what comes next, and folds when that is over
            self._is_next = self._is_open = is_next
        self._lost = standing.may_be_rekeyed
        self.picks.show_cards([told for told in fates if told.fate in REKEYED_FROM], self._lost)
        can_be = why_not_now(standing) is None and not is_running
        is_known = batch_id in self._rekeys.known or batch_id in self._rekeys.problems
        self.setVisible(self._is_busy or (can_be and bool(self._lost or is_known)))
        self._show()

    @property
    def _is_busy(self) -> bool:
        return bool(self._batch_id) and self._rekeys.batch_id == self._batch_id

    def _show(self) -> None:
        is_busy, known = self._is_busy, self._rekeys.known.get(self._batch_id)
        can_open = bool(self._lost) and not is_busy
        show_words(self.told, "" if is_busy else self._told())
        self._show_ways(can_open=can_open, is_busy=is_busy)
        self.way.setText(way_words(known, is_stopping=self._rekeys.is_stopping))
        self.bar.show_fraction(len(known.came) / max(1, known.most) if known else 0.0, Tone.ASK)
        show_words(self.waits, wait_words(known.waits) if known else "")
        self._show_problem(is_busy=is_busy)
        self.came.show_facts(came_facts(known.came) if known else ())
        self.came.setVisible(bool(known and known.came))
        rest = len(known.came) - CAME_SHOWN if known else 0
        text = translate("Batches", "{count} more: “giftcard-till batch status” lists every try.")
        show_words(self.more, text.replace("{count}", counted(rest)) if rest > 0 else "")
        self._show_choice()
        if self._was_busy and not is_busy:
            announce(self, self.problem.text() or self.told.text(), is_urgent=bool(self.problem.text()))
        self._was_busy = is_busy

    def _told(self) -> str:
        """What came of the last try, or what can be done."""
        known = self._rekeys.known.get(self._batch_id)
        if known is not None:
            left = translate("Batches", "Still lost: {count}.") if self._lost else ""
            return f"{end_words(known)} {left.replace('{count}', counted(self._lost))}".strip()
        text = translate(
            "Batches",
            "Cards of this batch that lost their secrets: {count}. Before the release they can get a new token and PIN;"
            " without, they are never printed.",
        )
        return text.replace("{count}", counted(self._lost)) if self._lost else ""

    def _show_ways(self, *, can_open: bool, is_busy: bool) -> None:
        """What can be done is shown before what cannot is hidden: the focus goes from the one to the other."""
        had_focus = self.isAncestorOf(self.window().focusWidget())
        is_open = can_open and self._is_open
        ways = ((self._under_way, self.stop, is_busy), (self._work, self.days.edit, is_open))
        for part, first, is_shown in (*ways, (self.open, self.open, can_open and not self._is_open)):
            if is_shown:
                is_new = part.isHidden()
                part.show()
                if had_focus and is_new:
                    first.setFocus(Qt.FocusReason.OtherFocusReason)
        for part, is_shown in ((self._under_way, is_busy), (self._work, is_open)):
            part.setVisible(is_shown)
        self.open.setVisible(can_open and not self._is_open)
        if had_focus and not can_open and not is_busy:
            self.over.emit()

    def _show_problem(self, *, is_busy: bool) -> None:
        """Why it ended before its end: a fault that any other card would have met has its own line."""
        problem = None if is_busy else self._rekeys.problems.get(self._batch_id)
        words = sentence(at_the_office(problem)) if problem is not None else None
        show_words(self.problem, f"{words.what} {words.todo}" if words else "")

    def _show_choice(self) -> None:
        is_all = self.which.answer
        self.which.setVisible(self._lost > 1)
        self.picks.setVisible(not is_all and self._lost > 1)
        count = self._lost if is_all or self._lost == 1 else len(self.picks.picked)
        text = translate("Batches", "Give {count} cards new secrets")
        if count == 1:
            text = translate("Batches", "Give the card new secrets")
        self.begin.setText(text.replace("{count}", counted(count)))
        self.begin.setAccessibleName(self.begin.text())

    @property
    def first(self) -> QWidget:
        """Where the work begins."""
        return self.days.edit if not self._work.isHidden() else self.open

    def _moved(self, batch_id: str) -> None:
        if batch_id and batch_id == self._batch_id and self.isVisible():
            self._show()

    # ---------------------------------------------------------------- what is done

    def _open(self) -> None:
        self._is_open = True
        self._show()
        self.days.edit.selectAll()  # what stands there from the last try is written over

    def _fold(self) -> None:
        self._is_open = False
        self._show()

    def _begin(self) -> None:
        days = days_of(self.days.text)
        text = translate("Batches", "A whole number from 1 to {most}.").replace("{most}", f"{DAYS_MOST:,}")
        self.days.show_problem("" if days else text)
        is_all = self.which.answer or self._lost == 1
        if not is_all and not self.picks.picked:
            show_words(self.problem, translate("Batches", "Pick at least one card."))
            announce(self, self.problem.text(), is_urgent=True)
        elif days is None:
            announce(self, self.days.problem.text(), is_urgent=True)
            self.days.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._is_open = False
            chosen = None if is_all else self.picks.picked
            self._rekeys.start(self._batch_id, Choice(chosen, timedelta(days=days)))


def days_of(text: str) -> int | None:
    """A number of days that a token may live; None for anything else."""
    figures = "".join(text.split())
    is_number = figures.isascii() and figures.isdigit() and len(figures) <= len(str(DAYS_MOST))
    return int(figures) if is_number and 1 <= int(figures) <= DAYS_MOST else None
