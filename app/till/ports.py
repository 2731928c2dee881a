"""What the till needs from outside, as Protocols. Real parts are put in by `app.compose`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Final, Protocol

from app.core.activation import Activation, Event, Order, State, Step
from app.core.answer import Answer
from app.core.card import CardCode
from app.core.case import Case, CaseAction
from app.core.money import Currency
from app.core.paper import Paper
from app.core.problem import Fact, Problem
from app.core.scan import Token


class Clock(Protocol):
    """Time, as it is shown and stored, and as it is measured."""

    def now(self) -> datetime:
        """The wall clock, aware, in the till's zone. Shown and stored; never used to order or to back off."""
        ...

    def running(self) -> timedelta:
        """Time since this process began, by a clock nobody can set."""
        ...


class Identifiers(Protocol):
    """Where new ids come from."""

    def new(self) -> str:
        """A UUIDv7 as 32 lower-case hexadecimal figures (the journal and SAF-T allow at most 35 characters)."""
        ...


class Chance(Protocol):
    """Where chance comes from: gaps are spread by it, so that the tills of a chain do not move in step."""

    def fraction(self) -> float:
        """A number from 0 up to, but without, 1."""
        ...


class CardIssuer(Protocol):
    """The wallets API. A network fault is an Answer (NOT_SENT only where proven, else UNCLEAR), never an exception."""

    def activate(self, order: Order) -> Answer:
        """One call with the order's frozen body. At most one activate leaves, but for a 401 that a new token cures."""
        ...

    def read(self, card: CardCode) -> Answer:
        """The card as it stands. Safe to repeat."""
        ...

    def ping(self) -> Answer:
        """One light call that only finds out how the line is: ALIVE where it works. Safe to repeat."""
        ...

    def look_up(self, token: Token) -> Answer:
        """The card behind a token. The token goes in the body, never in a path or a log."""
        ...


class LedgerFault(Exception):
    """The journal could not be read or written.

    `problem` is one of the JOURNAL codes, or DISK_LOW for a new sale. After a failed write `is_certain` says whether
    nothing was written (refused before the commit) or nobody can know (a failed commit may come back after a restart:
    transition T03).
    """

    def __init__(self, problem: Problem, *, is_certain: bool) -> None:
        super().__init__(problem.code.value)
        self.problem = problem
        self.is_certain = is_certain


class StepRefused(Exception):
    """Another worker took the same step, or the card has an open activation: the write was refused, nothing happened.

    `problem` is CARD_OPEN_HERE, CARD_SOLD_HERE or STEP_NOT_ALLOWED.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code.value)
        self.problem = problem


@unique
class PrintOutcome(StrEnum):
    """What became of one print. `WAITING` is written before the first byte leaves.

    DUE: wanted, and certainly not begun. It comes out by itself; WAITING after a crash is UNKNOWN, and a question.
    DROPPED: it was due, and is not wanted any more.
    """

    DUE = "due"
    WAITING = "waiting"
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


OPEN_PRINTS: Final = frozenset({PrintOutcome.DUE, PrintOutcome.WAITING, PrintOutcome.UNKNOWN})
"""Prints that are not over: they wait, are under way, or have a question that a person answers."""


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """A paper in the journal and what became of its last print.

    `copies` counts the prints that came out, or may have, after the first such one; `may_be_out`: there is a first.
    `states` are those of its cards when it was written, in their order; none for a paper of an earlier program.
    """

    paper: Paper
    sale_id: str
    activation_ids: tuple[str, ...]
    at: datetime
    printed: PrintOutcome | None
    copies: int
    may_be_out: bool = False
    states: tuple[State, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A paper whose print is not over: since when it is wanted, when something last became of it, and why no paper."""

    record: PaperRecord
    since: datetime
    last_at: datetime
    problem: Problem | None = None

    @property
    def outcome(self) -> PrintOutcome:
        """DUE, WAITING or UNKNOWN."""
        return self.record.printed or PrintOutcome.DUE

    @property
    def number(self) -> int:
        """Of its paper."""
        return self.record.paper.number


@unique
class NoteKind(StrEnum):
    """What the till writes down of itself, beside its sales."""

    LINE = "line"
    CLOCK = "clock"
    APPROVAL = "approval"
    POLICY = "policy"
    FACTS = "facts"
    RESTORED = "restored"
    BACKUP = "backup"
    DAMAGE = "damage"
    DRAWER = "drawer"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that happened to the till: when by its own clock, and the facts. Never a secret, never a customer."""

    kind: NoteKind
    at: datetime
    facts: Mapping[str, Fact]


class Ledger(Protocol):
    """The journal. Every method that writes returns only after the rows are synced to disk.

    All methods raise LedgerFault. Once a commit's outcome is not known the ledger refuses every further write.
    """

    def add(self, orders: Sequence[Order]) -> tuple[Activation, ...]:
        """T01: writes all orders of a sale as QUEUED in one transaction. Raises StepRefused, and writes none."""
        ...

    def add_with_slip(
        self, orders: Sequence[Order], build: Callable[[int], Paper], begins: PrintOutcome
    ) -> tuple[tuple[Activation, ...], Paper]:
        """T01 and P1 and P2 in one transaction: as `add`, with the paper of the sale as in `issue_paper`.

        `begins` is written with it: as WAITING its first byte may leave when this returns, as DUE it has its place
        among what is due. Dated when the sale was confirmed. Raises StepRefused, and writes nothing.
        """
        ...

    def step(self, activation: Activation, step: Step, at: datetime) -> Activation:
        """Writes one step on from exactly `activation.seq`. Raises StepRefused where it moved on.

        PAPER_IN_PRINT: money may not leave for it while a paper of its sale is printed that could still settle it.
        """
        ...

    def step_with_receipt(
        self,
        activation: Activation,
        step: Step,
        at: datetime,
        build: Callable[[Activation, int], Paper],
        begins: PrintOutcome | None,
    ) -> tuple[Activation, Paper]:
        """T06, T12, T20 and T23 with P1 in one transaction: as `step`, with the paper of the activation after it.

        `build` makes it of that activation and its number. `begins` as in `issue_paper` (P2). Raises StepRefused, and
        writes nothing, where the activation moved on or has a receipt.
        """
        ...

    def take_over(self, orders: Sequence[Order], note: str, at: datetime) -> tuple[Activation, ...]:
        """T27: writes orders of another journal, as UNKNOWN and in doubt, in one transaction.

        One whose id is known here already stays as it stands; all are returned as they stand here. Raises StepRefused
        (CARD_OPEN_HERE, CARD_SOLD_HERE), and writes none, where a card has an open activation of another id here.
        """
        ...

    def act(self, action: CaseAction, step: Step | None, orders: Sequence[Order] = ()) -> tuple[Activation, ...]:
        """Writes what a person did about a case, the step of its activation and the orders that carry its money on.

        All in one transaction, dated `action.at`: the money is in one place, whatever happens. Returns the activation
        as it stands now, then those added (T01). Raises StepRefused (STEP_NOT_ALLOWED where there is no open case or
        it moved on; CARD_OPEN_HERE, CARD_SOLD_HERE for the new cards), and writes nothing.
        """
        ...

    def case(self, activation_id: str) -> Case | None:
        """The case of an activation, open or closed; None where there never was one."""
        ...

    def note(self, note: Note) -> None:
        """Adds to what the till writes down of itself."""
        ...

    def notes(self, most: int, kind: NoteKind | None = None) -> tuple[Note, ...]:
        """The newest notes first, of one kind or of all."""
        ...

    def note_contact(self, at: datetime) -> None:
        """The issuer answered at `at`, by the till's clock. Kept as the last contact."""
        ...

    def last_contact(self) -> datetime | None:
        """When the issuer last answered, as far as it was noted."""
        ...

    def waiting_count(self) -> int:
        """How many activations stand in the queue. Quick, however long the journal is."""
        ...

    def waiting_minor(self) -> Mapping[Currency, int]:
        """The sum of what stands in the queue, in minor units by currency."""
        ...

    def sold_since(self, operator_id: str, since: datetime) -> int:
        """How many activations this cashier sold at `since` or later, by the till's clock; none of those taken over."""
        ...

    def activation(self, activation_id: str) -> Activation | None:
        """One activation as it stands."""
        ...

    def sale(self, sale_id: str) -> tuple[Activation, ...]:
        """The activations of one sale in the order they were scanned."""
        ...

    def open_for(self, card: CardCode) -> Activation | None:
        """The activation that makes this card unsaleable here: an open one, else one that is ACTIVE or MISMATCH."""
        ...

    def queue(self) -> tuple[Activation, ...]:
        """All that has still to be settled with the issuer (QUEUE states), oldest first."""
        ...

    def cases(self) -> tuple[Activation, ...]:
        """The activations of all open cases, oldest first."""
        ...

    def actions(self, since: datetime) -> tuple[CaseAction, ...]:
        """What persons did about cases at `since` or later, by the till's clock, oldest first."""
        ...

    def history(self, activation_id: str) -> tuple[Event, ...]:
        """Every step of one activation, first to last."""
        ...

    def latest(self, most: int, before: str | None = None) -> tuple[Activation, ...]:
        """The newest activations first; `before` is the id of the last one already shown."""
        ...

    def issue_paper(
        self,
        activations: Sequence[Activation],
        at: datetime,
        build: Callable[[int], Paper],
        begins: PrintOutcome | None = None,
    ) -> Paper:
        """Takes the next number of the till's gapless series and keeps the paper that `build` makes of it.

        `begins`, WAITING or DUE, is written with it; None keeps it unprinted. At most one RECEIPT ever speaks of an
        activation: raises StepRefused (STEP_NOT_ALLOWED) for a second.
        """
        ...

    def next_number(self) -> int:
        """The number the next paper will get; for the preview only."""
        ...

    def paper_of(self, activation_id: str) -> PaperRecord | None:
        """The latest paper that speaks of an activation."""
        ...

    def paper(self, number: int) -> PaperRecord | None:
        """One paper by its number."""
        ...

    def without_receipt(self) -> tuple[Activation, ...]:
        """The active ones among the newest that no receipt speaks of, oldest first: a plug was pulled before it."""
        ...

    def kept_receipts(self) -> tuple[int, ...]:
        """The numbers of receipts of active cards that were never sent to a printer, oldest first."""
        ...

    def note_print(self, number: int, outcome: PrintOutcome, at: datetime, problem: Problem | None = None) -> None:
        """Adds what became of a print. Each WAITING begins a new print; each DUE wants one."""
        ...

    def move_print(
        self,
        number: int,
        step: tuple[PrintOutcome, PrintOutcome],
        at: datetime,
        problem: Problem | None = None,
        standing: Sequence[Activation] = (),
    ) -> None:
        """As `note_print`, from the first of `step` to the second, while `standing` stand as they are given here.

        Raises StepRefused, and writes nothing, where the print or one of them moved on.
        """
        ...

    def print_jobs(self) -> tuple[PrintJob, ...]:
        """All prints that are not over, in the order in which they were wanted."""
        ...

    def due_paper(self) -> PaperRecord | None:
        """The DUE paper that has waited longest. Quick, however many wait."""
        ...


@dataclass(frozen=True, slots=True)
class PrintReport:
    """What is known of a print: YES only with the printer's own word, NO only where nothing came out.

    `warning` is what a person should see to soon, whatever became of this print: a roll near its end.
    """

    outcome: PrintOutcome
    problem: Problem | None = None
    warning: Problem | None = None


class ReceiptPrinter(Protocol):
    """A destination for paper. A fault is a report, never an exception."""

    @property
    def columns(self) -> int:
        """How many characters fit a line."""
        ...

    def print(self, paper: Paper, *, opens_drawer: bool = False) -> PrintReport:
        """Lays the paper out, sends it and waits, in bounded time, for what can be known.

        `opens_drawer`: the cash drawer at the printer, where the settings name one, opens before the first line.
        """
        ...

    def print_unheard(self, paper: Paper) -> PrintReport:
        """The same for a printer that answered before and fell silent: it is sent the paper all the same."""
        ...

    def check(self) -> PrintReport:
        """How it is, without printing: YES ready, NO with its reason (without one: no printer), UNKNOWN silent."""
        ...


Tell = Callable[[Activation], None]
"""Told after each durable step. Called on the worker's thread."""
