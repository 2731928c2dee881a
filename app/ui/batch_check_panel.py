"""How a batch's cards stand at the gift-card service: asked for card by card, counted, and what the counts mean."""

from PySide6.QtCore import Qt

from app.office.book import BatchStanding
from app.office.status import Checked, Found
from app.ui.batch_checks import BatchChecks
from app.ui.batch_words import counted
from app.ui.card_state_words import given_up
from app.ui.controls import CardFrame, announce, button, label, row, show_words
from app.ui.fact_list import FactList
from app.ui.gauge_panel import GaugeBar
from app.ui.theme import Theme, Tone
from app.ui.translation import translate


class BatchCheckPanel(CardFrame):
    """One batch's cards. Asking goes on behind other pages."""

    def __init__(self, checks: BatchChecks, theme: Theme) -> None:
        super().__init__(spacing=10)
        self._checks = checks
        self._batch_id, self._was_asking = "", False
        self.told = label("", "body", wraps=True)
        self.bar = GaugeBar(theme)
        self.counts = FactList()
        self.todo = label("", "small", wraps=True)
        self.problem = label("", "problem", wraps=True)
        self.ask = button(translate("Batches", "Ask for each card"), clicked=lambda: checks.start(self._batch_id))
        self.stop = button(translate("Batches", "Stop asking"), clicked=checks.stop)
        self.body.addWidget(label(translate("Batches", "AT THE GIFT-CARD SERVICE"), "caption"))
        for part in (self.told, self.bar, self.counts, self.todo, self.problem):
            self.body.addWidget(part)
        self.body.addLayout(row(self.ask, self.stop, 1))
        self.body.addStretch(1)
        checks.moved.connect(self._moved)

    def show_batch(self, standing: BatchStanding) -> None:
        """What is known of this one's cards."""
        if standing.order.batch_id != self._batch_id:
            self._was_asking = False
        self._batch_id = standing.order.batch_id
        self.setVisible(standing.is_complete or standing.is_shredded)
        self._show(standing.good)

    def _show(self, good: int) -> None:
        is_asking = self._checks.batch_id == self._batch_id
        known = self._checks.known.get(self._batch_id)
        self._good = good
        self.told.setText(_told(known, good, is_asking=is_asking))
        self.bar.setVisible(is_asking)
        self.bar.show_fraction(known.read / max(1, known.most) if known else 0.0, Tone.ASK)
        self.counts.show_facts(counts_of(known) if known else ())
        self.counts.setVisible(bool(known and known.found))
        show_words(self.todo, todo_of(known) if known and not is_asking else "")
        problem = None if is_asking else self._checks.problems.get(self._batch_id)
        words = given_up(problem) if problem is not None else None
        show_words(self.problem, f"{words.what} {words.todo}" if words else "")
        self._show_way(is_asking=is_asking)
        self.ask.setText(translate("Batches", "Ask again") if known else translate("Batches", "Ask for each card"))
        if self._was_asking and not is_asking:
            announce(
                self, f"{self.told.text()} {self.problem.text()} {self.todo.text()}", is_urgent=problem is not None
            )
        self._was_asking = is_asking

    def _show_way(self, *, is_asking: bool) -> None:
        had_focus = self.ask.hasFocus() or self.stop.hasFocus()
        shown, hidden = (self.stop, self.ask) if is_asking else (self.ask, self.stop)
        shown.setVisible(True)
        self.ask.setEnabled(not self._checks.batch_id)
        if had_focus:
            shown.setFocus(Qt.FocusReason.OtherFocusReason)
        hidden.hide()

    def _moved(self, batch_id: str) -> None:
        if self._batch_id and self.isVisible():
            self.ask.setEnabled(not self._checks.batch_id)
            if batch_id == self._batch_id:
                self._show(self._good)


def _told(known: Checked | None, good: int, *, is_asking: bool) -> str:
    if known is None and not is_asking:
        text = translate("Batches", "It can be asked how each of the {count} cards stands there. Nothing is changed.")
        return text.replace("{count}", counted(good))
    read, most = (known.read, known.most) if known else (0, good)
    if is_asking:
        text = translate("Batches", "{read} of {most} cards read …")
    elif known is not None and known.is_whole:
        text = translate("Batches", "All {most} cards were read.")
    else:
        text = translate("Batches", "Stopped: {read} of {most} cards were read.")
    return text.replace("{read}", counted(read)).replace("{most}", counted(most))


def counts_of(checked: Checked) -> list[tuple[str, str]]:
    """How many cards stand how; what no card is, is left out."""
    names = {
        Found.INACTIVE: translate("Batches", "Inactive, not used yet"),
        Found.IN_USE: translate("Batches", "In use"),
        Found.GONE: translate("Batches", "Gone"),
        Found.UNDECIDED: translate("Batches", "Not known"),
    }
    return [(name, counted(checked.found[kind])) for kind, name in names.items() if checked.found.get(kind)]


def todo_of(checked: Checked) -> str:
    """What the counts mean, and what to do about them."""
    told: list[str] = []
    if checked.found.get(Found.GONE):
        told.append(translate("Batches", "Gone: the service has no such card any more. Ask it, and do not sell these."))
    if checked.found.get(Found.UNDECIDED):
        told.append(translate("Batches", "Not known: no clear answer came. Ask again when the line is good."))
    if checked.found.get(Found.IN_USE):
        told.append(
            translate(
                "Batches", "In use: loaded at a till, as is right once the cards are in the shops, and not before."
            )
        )
    if not told and checked.is_whole:
        told.append(translate("Batches", "Every card is as it should be before it is sold."))
    return "\n".join(told)
