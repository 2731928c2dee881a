"""The counter: all that a screen or a command can ask of the till, in one place.

Each method that may wait (for the issuer, the disk or a printer) is meant for a worker's lane, never for the UI thread.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from app.core.activation import Activation, Event
from app.core.answer import Answer
from app.core.card import CardCode
from app.core.case import Case
from app.core.limits import Gauge
from app.core.money import Currency
from app.core.paper import Paper
from app.core.problem import Code, Fact, Problem, Refusal
from app.core.receipt import Letterhead, preview
from app.core.rules import FRESH
from app.core.sale import Line as SaleLine
from app.core.sale import Sale, orders
from app.core.scan import Token
from app.core.shop import Shop
from app.core.slip_code import SlipRequest, looks_like_slip
from app.till import cases, look_up, settle, slips
from app.till.activate import Road, Sold, sell
from app.till.catch_up import CatchUp
from app.till.clock_watch import ClockWatch
from app.till.drawer import Opening, open_drawer
from app.till.last_call import LastCall
from app.till.line import Line
from app.till.offline import Approval, OfflineDesk, OverLimit, approval_note
from app.till.papers import Printed
from app.till.ports import Chance, Note, NoteKind, PaperRecord, PrintJob, PrintReport, Tell
from app.till.print_hand import PrintHand
from app.till.print_queue import PrintQueue
from app.till.settle import Settled
from app.till.trust import SlipSeal

READ_HOLDS: Final = FRESH
"""T04: another till may sell the card while this form stands open, so an older reading is made anew."""

PREVIEW_ID: Final = "0" * 32
"""The activation id on a preview: nothing was confirmed yet, so there is none."""


def _nothing() -> None:
    """Nobody waits for the line."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What stands in the queue and with persons: how many, and the sum in minor units by currency."""

    count: int = 0
    minor: Mapping[Currency, int] = field(default_factory=dict[Currency, int])
    cases: int = 0


@dataclass(frozen=True, slots=True)
class Counter:
    """The use cases of one till over its real parts."""

    road: Road
    chance: Chance
    prints_confirmations: bool = False
    """Whether the receipt of a card that became active behind the cashier's back is printed at once, or kept."""
    calls_at_once: int = 4
    desk: OfflineDesk | None = None
    """What asks for the limits while the line is down; None: there are none."""
    line: Callable[[], Line] = Line
    """The line as the last call found it."""
    clock_watch: ClockWatch | None = None
    seal: SlipSeal | None = None
    """What seals the slips of this chain; None: slips have no code."""
    print_queue: PrintQueue | None = None
    """What prints the papers beside the sales; None: they are printed in line."""
    read_at: dict[CardCode, timedelta] = field(default_factory=dict[CardCode, timedelta])
    """When a card was last read as inactive, by the clock nobody can set."""

    @property
    def shop(self) -> Shop:
        """The shop's names, limits and forms."""
        return self.road.shop

    @property
    def letterhead(self) -> Letterhead:
        """What every paper carries."""
        return self.road.papers.letterhead

    @property
    def columns(self) -> int:
        """How many characters fit a line of this till's paper."""
        return self.road.papers.printer.columns

    def decoded(self, text: str) -> CardCode | Token | Problem:
        """What a scan means. Quick; for the UI thread."""
        return look_up.decoded(text, self.shop)

    def look_up(self, meaning: CardCode | Token) -> look_up.LookUp:
        """The card, its state and whether it may be sold. Raises LedgerFault."""
        now = self.road.clock.running()
        found = look_up.look_up(meaning, self.road.issuer, self.road.ledger)
        if found.was_read and found.card is not None:
            self.read_at[found.card] = now
        return found

    def sell(self, sale: Sale, tell: Tell, approval: Approval | None = None) -> Sold:
        """The road of one sale. A card that was read too long ago is read again; with the line down nobody is called.

        Raises OverLimit where the line is down and the sale passes a limit that `approval` does not lift; StepRefused,
        LedgerFault.
        """
        line = self.line()
        self._demand_limits(sale, approval, line)
        lines = tuple(replace(line, read_before=line.read_before and self._is_fresh(line)) for line in sale.lines)
        self.read_at.clear()
        return sell(self.road, replace(sale, lines=lines), tell, is_down=line.is_down)

    def _demand_limits(self, sale: Sale, approval: Approval | None, line: Line) -> None:
        """Raises OverLimit; what an approval lifted is noted in the journal before the sale is."""
        has_dates = sale.active_from is not None or sale.expires_at is not None
        if has_dates and self.clock_watch is not None and not self.clock_watch.dates_can_be_trusted:
            raise OverLimit((self.clock_watch.problem or Problem(Code.CLOCK_OFF),))
        if self.desk is None or not line.lets_wait:
            return
        passed = self.desk.problems(sale, is_down=True)
        left = self.desk.problems(sale, is_down=True, approval=approval) if passed and approval else passed
        if left:
            raise OverLimit(left)
        if passed and approval:
            self.road.ledger.note(approval_note(approval, sale, passed))

    def gauges(self, sale: Sale | None) -> tuple[Gauge, ...]:
        """Every limit of selling offline and how much of it is used, with `sale` or without. Raises LedgerFault."""
        return self.desk.gauges(sale, is_down=self.line().is_down) if self.desk else ()

    def approve(self, pin: str) -> Approval | Problem:
        """The approval of the supervisor whose PIN this is, or why there is none. Slow on purpose."""
        return self.desk.approved(pin) if self.desk else Problem(Code.APPROVAL_NOT_SET)

    def open_drawer(self, opening: Opening, kick: Callable[[], PrintReport]) -> PrintReport:
        """As `drawer.open_drawer`. Raises LedgerFault."""
        return open_drawer(self.road.ledger, self.road.clock, opening, kick)

    @property
    def clock_problem(self) -> Problem | None:
        """CLOCK_OFF where this computer's clock is off by the issuer's, as far as it is known. Quick."""
        return self.clock_watch.problem if self.clock_watch else None

    def read_slip(self, text: str) -> SlipRequest | Problem | None:
        """What a scanned slip asks for, or why it cannot be read; None for what is no slip. May wait for a keyring."""
        if self.seal is None or not looks_like_slip(text):
            return None
        try:
            return slips.read_slip(text, self.seal)
        except Refusal as refusal:
            return refusal.problem

    def take_over(self, request: SlipRequest, approval: Approval, tell: Tell) -> Settled | None:
        """Settles here what another till's slip asks for, as a supervisor approved. Raises StepRefused, LedgerFault."""
        taken = slips.take_over(self.road, request, approval.person)
        facts: dict[str, Fact] = {"person": approval.person, "slip": taken.short_id}
        self.road.ledger.note(Note(NoteKind.APPROVAL, approval.at, facts))
        tell(taken)
        return settle.settle(self.road, taken.id, tell)

    def _is_fresh(self, line: SaleLine) -> bool:
        read_at = self.read_at.get(line.card)
        return read_at is not None and self.road.clock.running() - read_at <= READ_HOLDS

    def preview(self, sale: Sale, number: int) -> Paper:
        """The slip that would be true now. Quick; for the UI thread. `number` comes from `next_number`."""
        ids = [PREVIEW_ID] * len(sale.lines)
        now = self.road.clock.now()
        made = orders(sale, self.shop, PREVIEW_ID, ids, now)
        return preview(self.letterhead, made, number, now)

    def next_number(self) -> int:
        """The number the next paper will get. Raises LedgerFault."""
        return self.road.ledger.next_number()

    def recover(self) -> tuple[Activation, ...]:
        """To be called once, before anything else: what an earlier process left in mid-call becomes UNKNOWN.

        A card that became active just before the end of that process gets its receipt, kept until it is wanted.
        """
        left = settle.recover(self.road)
        self.road.papers.issue_missing()
        return left

    def queue(self) -> tuple[Activation, ...]:
        """What has still to be settled, oldest first."""
        return self.road.ledger.queue()

    def waiting(self) -> Waiting:
        """How much waits, without reading all of it. Raises LedgerFault."""
        ledger = self.road.ledger
        return Waiting(ledger.waiting_count(), ledger.waiting_minor(), len(ledger.cases()))

    def cases(self) -> tuple[Activation, ...]:
        """The activations of all open cases, oldest first."""
        return self.road.ledger.cases()

    def latest(self, most: int, before: str | None = None) -> tuple[Activation, ...]:
        """The journal's newest activations first."""
        return self.road.ledger.latest(most, before)

    def activation(self, activation_id: str) -> Activation | None:
        """One activation as it stands. Raises LedgerFault."""
        return self.road.ledger.activation(activation_id)

    def history(self, activation_id: str) -> tuple[Event, ...]:
        """Every step of one activation."""
        return self.road.ledger.history(activation_id)

    def paper_of(self, activation_id: str) -> PaperRecord | None:
        """The latest paper that speaks of an activation."""
        return self.road.ledger.paper_of(activation_id)

    def paper(self, number: int) -> PaperRecord | None:
        """One paper by its number."""
        return self.road.ledger.paper(number)

    def settle(self, activation_id: str, tell: Tell) -> Settled | None:
        """One try for one open activation. Raises StepRefused, LedgerFault."""
        return settle.settle(self.road, activation_id, tell)

    def settle_all(self, tell: Tell) -> tuple[Settled, ...]:
        """One try for everything in the queue. Raises LedgerFault."""
        return settle.settle_all(self.road, tell)

    def catching_up(self) -> CatchUp:
        """The queue's own pace, for the one thread that drives it."""
        return CatchUp(self.road, self.chance, self.calls_at_once)

    def catch_up(self, activation_id: str, tell: Tell, over: Callable[[], None] = _nothing) -> Settled | None:
        """One try for one open activation behind the cashier's back; `over` is told as `LastCall` does.

        Raises LedgerFault.
        """
        road = replace(self.road, issuer=LastCall(self.road.issuer, over))
        return settle.settle(road, activation_id, tell, prints=self.prints_confirmations)

    def ping(self) -> Answer:
        """One light call that only finds out how the line is."""
        return self.road.issuer.ping()

    def open_cases(self) -> tuple[Case, ...]:
        """Every open case with what was done about it, oldest first. Raises LedgerFault."""
        return cases.open_cases(self.road)

    def case(self, activation_id: str) -> Case | None:
        """The case of one activation, open or closed. Raises LedgerFault."""
        return self.road.ledger.case(activation_id)

    def try_case_again(self, activation_id: str, person: str, reason: str, tell: Tell) -> Settled | None:
        """As `cases.try_again`. Raises StepRefused, LedgerFault."""
        return cases.try_again(self.road, activation_id, person, reason, tell)

    def cancel_case(self, activation_id: str, person: str, reason: str, tell: Tell) -> Settled | None:
        """As `cases.cancel_first`. Raises StepRefused, LedgerFault."""
        return cases.cancel_first(self.road, activation_id, person, reason, tell)

    def refund_case(self, activation_id: str, person: str, reason: str, tell: Tell) -> Activation | None:
        """As `cases.refund`. Raises StepRefused, LedgerFault."""
        return cases.refund(self.road, activation_id, person, reason, tell)

    def accept_case(self, activation_id: str, person: str, reason: str, tell: Tell) -> Activation | None:
        """As `cases.accept`. Raises StepRefused, LedgerFault."""
        return cases.accept(self.road, activation_id, person, reason, tell)

    def move_case(self, activation_id: str, card: CardCode, person: str, reason: str, tell: Tell) -> Sold | None:
        """As `cases.move`. Raises StepRefused, LedgerFault."""
        return cases.move(self.road, activation_id, card, person, reason, tell)

    def cancel(self, activation_id: str, tell: Tell) -> Settled | None:
        """A person cancels; while the line is up the card is looked at first. Raises StepRefused, LedgerFault."""
        return settle.cancel(self.road, activation_id, tell, looks=not self.line().is_down)

    def kept_receipts(self) -> tuple[int, ...]:
        """The numbers of receipts that were issued and never sent to the printer, oldest first. Raises LedgerFault."""
        return self.road.ledger.kept_receipts()

    def print_again(self, number: int) -> PrintReport:
        """A kept paper once more, marked as a copy unless it never came out. Raises LedgerFault."""
        return self.road.papers.print_again(number)

    def print_jobs(self) -> tuple[PrintJob, ...]:
        """Papers that are due or in print, and those of which a person is asked whether they came out."""
        return self.road.ledger.print_jobs()

    def drop_print(self, number: int) -> None:
        """As `Papers.drop`. Raises StepRefused, LedgerFault."""
        self.road.papers.drop(number)

    def answer_print(self, number: int, *, came_out: bool) -> None:
        """As `Papers.answer`. Raises StepRefused, LedgerFault."""
        self.road.papers.answer(number, came_out=came_out)

    def answer_prints(self, numbers: Sequence[int]) -> int:
        """Somebody saw all of these papers: of how many that was still asked. Raises LedgerFault."""
        return self.road.papers.answer_all(numbers)

    def print_slip(self, activation: Activation) -> Printed:
        """Paper on request for one activation as it stands. Raises LedgerFault."""
        return self.road.papers.print_slip(activation)


def printing_aside(counter: Counter) -> Counter:
    """The same counter, whose papers are handed over: whoever drives its `print_queue` prints them beside the sales."""
    hand = PrintHand()
    papers = replace(counter.road.papers, hand=hand)
    return replace(counter, road=replace(counter.road, papers=papers), print_queue=PrintQueue(papers, hand))
