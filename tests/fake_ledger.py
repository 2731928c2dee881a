"""A ledger in memory, held to the same contract as the one on disk."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.core.activation import CASES, OPEN, QUEUE, Activation, BadTransition, Event, Order, State, Step, queued
from app.core.card import CardCode
from app.core.money import Currency
from app.core.paper import Paper, PaperKind
from app.core.problem import Code, Problem
from app.till.ports import LedgerFault, PaperRecord, PrintOutcome, StepRefused

UNSALEABLE = OPEN | {State.ACTIVE, State.MISMATCH}


def refusal(code: Code, **facts: str) -> StepRefused:
    return StepRefused(Problem(code, facts))


@dataclass(slots=True)
class FakeLedger:
    """Keeps activations in the order they were added.

    `faults` are raised by the next writes, one each, before anything is written; after one that is not certain every
    further write is refused, as the real ledger does.
    """

    faults: list[LedgerFault] = field(default_factory=list)
    standing: dict[str, Activation] = field(default_factory=dict)
    events: dict[str, list[Event]] = field(default_factory=dict)
    papers: dict[int, PaperRecord] = field(default_factory=dict)
    prints: dict[int, list[PrintOutcome]] = field(default_factory=dict)
    is_faulty: bool = False

    def _about_to_write(self) -> None:
        if self.is_faulty:
            raise LedgerFault(Problem(Code.JOURNAL_FAULT), is_certain=True)
        if self.faults:
            fault = self.faults.pop(0)
            self.is_faulty = not fault.is_certain
            raise fault

    def add(self, orders: Sequence[Order]) -> tuple[Activation, ...]:
        if not orders:
            return ()
        self._about_to_write()
        for order in orders:
            if other := self.open_for(order.card):
                code = Code.CARD_OPEN_HERE if other.is_open else Code.CARD_SOLD_HERE
                raise refusal(code, card=order.card.last, state=other.state.value, reference=other.short_id)
        ids = {order.activation_id for order in orders}
        cards = {order.card for order in orders}
        if len(ids) < len(orders) or len(cards) < len(orders) or ids & self.standing.keys():
            raise refusal(Code.STEP_NOT_ALLOWED)
        added = tuple(queued(order) for order in orders)
        for activation in added:
            self._note(activation, "T01", activation.evidence)
        return added

    def step(self, activation: Activation, step: Step, at: datetime) -> Activation:
        """Refuses what the triggers refuse."""
        evidence = step.evidence and replace(step.evidence, customer_id=None, name=None)
        forbidden = refusal(
            Code.STEP_NOT_ALLOWED, reference=activation.short_id, state=activation.state.value, to=step.to.value
        )
        try:
            after = activation.moved(replace(step, evidence=evidence), at)
        except BadTransition as fault:
            raise forbidden from fault
        self._about_to_write()
        taken_back = activation.state is State.SENDING and step.sends == activation.sends - 1
        counted = step.sends == activation.sends + (step.to is State.SENDING)
        now = self.standing.get(activation.id)
        if now is None or now.seq != activation.seq or not (counted or taken_back):
            raise forbidden
        self._note(after, step.rule, evidence)
        return after

    def _note(self, after: Activation, rule: str, evidence) -> None:
        self.standing[after.id] = after
        event = Event(
            after.id,
            after.seq,
            after.state,
            after.at,
            rule,
            after.sends,
            after.ambiguous,
            after.problem,
            evidence,
            after.note,
        )
        self.events.setdefault(after.id, []).append(event)

    def activation(self, activation_id: str) -> Activation | None:
        return self.standing.get(activation_id)

    def sale(self, sale_id: str) -> tuple[Activation, ...]:
        found = [activation for activation in self.standing.values() if activation.order.sale_id == sale_id]
        return tuple(sorted(found, key=lambda activation: activation.order.place))

    def open_for(self, card: CardCode) -> Activation | None:
        return next((a for a in self._in(UNSALEABLE) if a.order.card == card), None)

    def queue(self) -> tuple[Activation, ...]:
        return self._in(QUEUE)

    def cases(self) -> tuple[Activation, ...]:
        return self._in(CASES)

    def _in(self, states: frozenset[State]) -> tuple[Activation, ...]:
        return tuple(activation for activation in self.standing.values() if activation.state in states)

    def waiting_count(self) -> int:
        return len(self.queue())

    def waiting_minor(self) -> Mapping[Currency, int]:
        sums: dict[Currency, int] = {}
        for activation in self.queue():
            money = activation.order.money
            sums[money.currency] = sums.get(money.currency, 0) + money.minor
        return sums

    def history(self, activation_id: str) -> tuple[Event, ...]:
        return tuple(self.events.get(activation_id, ()))

    def latest(self, most: int, before: str | None = None) -> tuple[Activation, ...]:
        ids = list(self.standing)
        if before is not None:
            ids = ids[: ids.index(before)] if before in ids else []
        return tuple(self.standing[activation_id] for activation_id in reversed(ids))[:most]

    def issue_paper(self, activations: Sequence[Activation], at: datetime, build: Callable[[int], Paper]) -> Paper:
        if not activations:
            raise ValueError("paper speaks of at least one card")
        self._about_to_write()
        number = self.next_number()
        paper = build(number)
        if paper.number != number:
            raise ValueError("a paper carries the number it was given")
        ids = tuple(activation.id for activation in activations)
        spoken = {i for r in self.papers.values() if r.paper.kind is PaperKind.RECEIPT for i in r.activation_ids}
        is_second = paper.kind is PaperKind.RECEIPT and (spoken & set(ids) or len(set(ids)) < len(ids))
        if is_second or not set(ids) <= self.standing.keys():
            raise refusal(Code.STEP_NOT_ALLOWED)
        self.papers[number] = PaperRecord(paper, activations[0].order.sale_id, ids, at, None, 0)
        return paper

    def next_number(self) -> int:
        return len(self.papers) + 1

    def paper_of(self, activation_id: str) -> PaperRecord | None:
        numbers = [number for number, record in self.papers.items() if activation_id in record.activation_ids]
        return self.paper(max(numbers)) if numbers else None

    def paper(self, number: int) -> PaperRecord | None:
        if number not in self.papers:
            return None
        prints = self.prints.get(number, [])
        copies = max(0, prints.count(PrintOutcome.WAITING) - 1)
        return replace(self.papers[number], printed=prints[-1] if prints else None, copies=copies)

    def note_print(self, number: int, outcome: PrintOutcome, at: datetime, problem: Problem | None = None) -> None:
        self._about_to_write()
        if number not in self.papers:
            raise refusal(Code.STEP_NOT_ALLOWED)
        self.prints.setdefault(number, []).append(outcome)
