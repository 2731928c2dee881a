"""Selling while the line is down: asked before anything is written (before T01), within limits or with an approval."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from app.core.limits import Gauge, Limits, Usage, gauges, may_be_approved, over
from app.core.problem import Fact, Problem
from app.core.sale import Sale
from app.till.ports import Clock, Ledger, LedgerFault, Note, NoteKind
from app.till.trust import Approvers

HOUR: Final = timedelta(hours=1)
"""How far back the activations of one cashier are counted."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A supervisor let one sale pass the limits. Good for that sale alone; never kept beyond it."""

    person: str
    at: datetime


class OverLimit(Exception):
    """A sale passes limits while the line is down. Nothing was written.

    `may_be_approved` says whether a supervisor's approval would let it through.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(*(problem.code.value for problem in problems))
        self.problems = problems
        self.may_be_approved = may_be_approved(problems)


def approval_note(approval: Approval, sale: Sale, passed: Sequence[Problem]) -> Note:
    """What the journal keeps of an approval: who, when, for whom, how many cards, and which limits were passed."""
    limits = " ".join(dict.fromkeys(problem.code.value for problem in passed))
    facts: dict[str, Fact] = {
        "person": approval.person,
        "cashier": sale.operator_id,
        "cards": len(sale.lines),
        "limits": limits,
    }
    return Note(NoteKind.APPROVAL, approval.at, facts)


def refusal_note(refused: Problem, operator_id: str, at: datetime) -> Note:
    """What the journal keeps of a PIN that was not taken: when, at whose till, and why. Never what was typed."""
    return Note(NoteKind.APPROVAL, at, {"refused": refused.code.value, "cashier": operator_id})


@dataclass(slots=True)
class LastContact:
    """How long the issuer has been silent, by the wall clock and by the one that nobody can set: the longer counts.

    A till that never had an answer counts from its start (`started`, by the second clock). One whose wall clock stands
    before the last contact was turned back: so much as it is short of it was silent at least, for all that is known.
    """

    clock: Clock
    started: timedelta
    at: datetime | None = None
    """The contact as the journal had it when it was last looked at."""
    seen: timedelta = field(init=False)
    """From when on that one is known to be past, by the clock nobody can set."""
    turned: timedelta = timedelta(0)
    """How far the wall clock stood before that one when it was first seen."""

    def __post_init__(self) -> None:
        self.seen = self.started

    def silent_for(self, last: datetime | None) -> timedelta:
        """The time since `last`, the contact as the journal has it now."""
        running, now = self.clock.running(), self.clock.now()
        if last != self.at:
            is_first = self.at is None and last is not None
            self.turned = max(last - now, timedelta(0)) if is_first and last is not None else timedelta(0)
            self.at, self.seen = last, self.started if self.turned else running
        by_the_wall = now - last if last is not None else timedelta(0)
        return max(by_the_wall, running - self.seen + self.turned)


@dataclass(slots=True)
class OfflineDesk:
    """All that the counter asks about selling offline. Every method reads the journal and may raise LedgerFault.

    `limits` gives those in force now: a policy may end, and its file may change, while the till runs. `operator_id` is
    whose hour is shown while there is no sale. `started` is when the program began, by the clock nobody can set.
    """

    ledger: Ledger
    clock: Clock
    limits: Callable[[], Limits]
    approvers: Approvers
    operator_id: str
    started: timedelta = timedelta(0)
    contact: LastContact = field(init=False)

    def __post_init__(self) -> None:
        self.contact = LastContact(self.clock, self.started)

    def usage(self, operator_id: str) -> Usage:
        """How things stand for this cashier."""
        return Usage(
            waiting_minor=self.ledger.waiting_minor(),
            waiting_count=self.ledger.waiting_count(),
            since_contact=self.contact.silent_for(self.ledger.last_contact()),
            by_cashier_hour=self.ledger.sold_since(operator_id, self.clock.now() - HOUR),
        )

    def gauges(self, sale: Sale | None, *, is_down: bool) -> tuple[Gauge, ...]:
        """Every limit and how much of it is used, with `sale` among what waits while the line is down."""
        usage = self.usage(sale.operator_id if sale else self.operator_id)
        return gauges(self.limits(), usage, sale if is_down else None)

    def problems(self, sale: Sale, *, is_down: bool, approval: Approval | None = None) -> tuple[Problem, ...]:
        """What forbids `sale`, before anything is written. Quick while the line is up: nothing is read then."""
        if not is_down:
            return ()
        return over(self.limits(), self.usage(sale.operator_id), sale, is_approved=approval is not None)

    def approved(self, pin: str) -> Approval | Problem:
        """The approval of whoever has this PIN, or why there is none. Slow on purpose: for a worker's lane."""
        person = self.approvers.check(pin)
        if isinstance(person, str):
            return Approval(person, self.clock.now())
        with suppress(
            LedgerFault
        ):  # it is refused whether that could be noted or not; the next sale says what is wrong
            self.ledger.note(refusal_note(person, self.operator_id, self.clock.now()))
        return person
