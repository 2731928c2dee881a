"""A slip of this chain was scanned: what it says, what this till knows of it, and settling it here with a PIN."""

from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.activation import QUEUE, Activation
from app.core.problem import Problem
from app.core.receipt import moment_text
from app.core.slip_code import SlipRequest
from app.till.counter import Counter
from app.till.ports import LedgerFault, StepRefused
from app.till.settle import Settled
from app.ui.controls import CardFrame, announce, button, label, row, show_words
from app.ui.fact_list import FactList
from app.ui.icons import Picture
from app.ui.lane import Lane
from app.ui.pin_entry import PinEntry
from app.ui.state_sign import SIGNS
from app.ui.theme import Theme, Tone, set_mark
from app.ui.translation import translate
from app.ui.words import paper_fault_words, print_words, sentence, state_words


@dataclass(frozen=True, slots=True)
class ReadSlip:
    """What a slip asks for, or why it cannot be read, and the activation if this till knows it already."""

    request: SlipRequest | Problem | None
    known: Activation | None = None


class SlipPage(QWidget):
    """The page. `moved` carries each durable step, `faulted` the journal's problem, `closed` leads back to selling."""

    moved = Signal(object)
    faulted = Signal(object)
    closed = Signal()

    def __init__(self, counter: Counter, lane: Lane, theme: Theme) -> None:
        super().__init__()
        self._counter = counter
        self._lane = lane
        self._request: SlipRequest | None = None
        self._asked = 0
        self.setProperty("role", "room")
        self.picture = Picture(theme, "sign-wait", Tone.WAIT, size=56)
        self.title = label("", "title", wraps=True)
        self.words = label("", "lead", wraps=True)
        self.facts = FactList()
        self.pin = PinEntry(theme, translate("Slip", "Settle it here"))
        self.pin.entered.connect(self._entered)
        self.back = button(translate("Slip", "Back to selling"), clicked=self.closed.emit)
        frame = CardFrame(margins=(24, 20, 24, 20), spacing=14)
        head = row(self.picture, self.title, spacing=16)
        head.setStretch(1, 1)
        frame.body.addLayout(head)
        frame.body.addWidget(self.words)
        frame.body.addWidget(self.facts)
        frame.body.addWidget(self.pin)
        frame.body.addStretch(1)
        frame.body.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.addWidget(frame)
        self._show(translate("Slip", "Scan a slip"), translate("Slip", "The code stands on every slip that waits."))

    # ---------------------------------------------------------------- reading

    def scanned(self, text: str) -> None:
        """Reads what was scanned; a later scan takes the place of an earlier one."""
        self._asked += 1
        self._show(translate("Slip", "Reading the slip …"), "")
        self._lane.run(partial(self._read, text), partial(self._was_read, self._asked))

    def _read(self, text: str) -> ReadSlip:
        request = self._counter.read_slip(text)
        known = self._counter.activation(request.activation_id) if isinstance(request, SlipRequest) else None
        return ReadSlip(request, known)

    def _was_read(self, asked: int, future: Future[ReadSlip]) -> None:
        if asked != self._asked:
            return
        try:
            slip = future.result()
        except LedgerFault as fault:
            self.faulted.emit(fault.problem)
            return
        if slip.request is None:
            self._show(
                translate("Slip", "This is no slip"),
                translate("Slip", "Scan the square code on a slip that says “not active yet”."),
                tone=Tone.BAD,
            )
        elif isinstance(slip.request, Problem):
            self._show_problem(slip.request)
        else:
            self._show_request(slip.request, slip.known)

    def _show_request(self, request: SlipRequest, known: Activation | None) -> None:
        shop, zone = self._counter.shop, self._counter.road.clock.now().tzinfo
        self.facts.show_facts(
            [
                (translate("Slip", "Card"), request.card.masked(shop.mask_first)),
                (translate("Slip", "Amount"), shop.number_form.amount(request.money)),
                (translate("Slip", "Sold at till"), f"{request.store_id} / {request.till_id}"),
                (translate("Slip", "Time"), moment_text(request.confirmed_at.astimezone(zone), shop.date_form)),
            ]
        )
        if known is not None:
            self._show_known(known)
            return
        self._request = request
        self._show(
            translate("Slip", "A slip of another till"),
            translate(
                "Slip",
                "Settle it here only if that till is lost or broken. Keep the slip: whoever settles it has it. A"
                " supervisor types the PIN.",
            ),
            keeps_facts=True,
            asks=True,
        )
        self.pin.focus()

    def _show_known(self, known: Activation) -> None:
        """The sale stands in this till's journal: how, and that a waiting one needs nothing from anybody."""
        told, sign = state_words(known.state), SIGNS[known.state]
        here = translate("Slip", "This till knows the sale.")
        waits = translate("Slip", "It is settled by itself: there is nothing to press.") if known.state in QUEUE else ""
        words = " ".join(part for part in (here, told.todo, waits) if part)
        self._show(told.title, words, tone=sign.tone, sign=sign.large, keeps_facts=True)

    def _show_settled(self, settled: Settled) -> None:
        """What came of settling it here, with the paper that came out."""
        after, shop = settled.activation, self._counter.shop
        told, sign = state_words(after.state), SIGNS[after.state]
        parts = [told.todo]
        if after.problem is not None:
            parts.insert(0, sentence(after.problem, shop.number_form).what)
        if after.state in QUEUE:
            parts.append(translate("Slip", "The till goes on by itself: there is nothing to press. Keep the slip."))
        if settled.printed is not None:
            parts.append(print_words(settled.printed).what)
        if settled.fault is not None:
            parts.append(paper_fault_words(settled.fault))
        self._show(told.title, " ".join(parts), tone=sign.tone, sign=sign.large, keeps_facts=True)

    # ---------------------------------------------------------------- settling

    def _entered(self, pin: str) -> None:
        request = self._request
        if request is None:
            return
        self.pin.show_refused("")
        self.pin.set_busy(is_busy=True)
        told = partial(self.moved.emit)
        asked = self._asked
        self._lane.run(partial(self._settle, request, pin, told), partial(self._was_settled, asked))

    def _settle(self, request: SlipRequest, pin: str, told: "partial[None]") -> Settled | Problem | None:
        approval = self._counter.approve(pin)
        if isinstance(approval, Problem):
            return approval
        return self._counter.take_over(request, approval, lambda activation: self._lane.bring(told, activation))

    def _was_settled(self, asked: int, future: Future[Settled | Problem | None]) -> None:
        self.pin.set_busy(is_busy=False)
        try:
            settled = future.result()
        except StepRefused as refused:
            self._show_problem(refused.problem)
            return
        except LedgerFault as fault:
            self.faulted.emit(fault.problem)
            return
        if asked != self._asked or settled is None:
            return
        if isinstance(settled, Problem):
            words = sentence(settled, self._counter.shop.number_form)
            self.pin.show_refused(f"{words.what} {words.todo}")
            announce(self, words.what, is_urgent=True)
            return
        self._request = None
        self._show_settled(settled)

    # ---------------------------------------------------------------- showing

    def _show_problem(self, problem: Problem) -> None:
        words = sentence(problem, self._counter.shop.number_form)
        self._show(words.what, words.todo, tone=Tone.BAD)

    def _show(
        self,
        title: str,
        words: str,
        *,
        tone: Tone = Tone.WAIT,
        sign: str = "",
        keeps_facts: bool = False,
        asks: bool = False,
    ) -> None:
        drawing = sign or ("sign-stop" if tone is Tone.BAD else "sign-wait")
        self.picture.show_drawing(drawing, Tone.MUTED if tone is Tone.PLAIN else tone)
        self.title.setText(title)
        set_mark(self.title, "tone", tone.value)
        show_words(self.words, words)
        self.facts.setVisible(keeps_facts)
        self.pin.setVisible(asks)
        if not asks:
            self._request = None
            self.back.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{title}. {words}", is_urgent=tone is Tone.BAD)
