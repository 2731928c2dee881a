"""A ledger in memory, held to the same contract as the one on disk."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.core.activation import (
    OPEN,
    QUEUE,
    Activation,
    BadTransition,
    Event,
    Order,
    State,
    Step,
    queued,
    taken_over,
)
from app.core.card import Card, CardCode
from app.core.case import Case, CaseAction, Way, ends_case, opens_case, ways
from app.core.money import Currency
from app.core.paper import Paper, PaperKind
from app.core.problem import Code, Problem
from app.till.ports import OPEN_PRINTS, LedgerFault, Note, NoteKind, PaperRecord, PrintJob, PrintOutcome, StepRefused

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
    open_prints: dict[int, tuple[datetime, Problem | None]] = field(default_factory=dict)
    wanted_at: dict[int, datetime] = field(default_factory=dict)
    told_cases: dict[str, Case] = field(default_factory=dict)
    told_notes: list[Note] = field(default_factory=list)
    contact: datetime | None = None
    is_faulty: bool = False

    def _about_to_write(self) -> None:
        if self.is_faulty:
            raise LedgerFault(Problem(Code.JOURNAL_FAULT), is_certain=True)
        if self.faults:
            fault = self.faults.pop(0)
            self.is_faulty = not fault.is_certain
            raise fault

    @contextmanager
    def _wholly(self) -> Generator[None]:
        """All of the block, or nothing of it."""
        before = dict(self.standing), {key: list(events) for key, events in self.events.items()}, dict(self.told_cases)
        try:
            yield
        except Exception:
            self.standing, self.events, self.told_cases = before
            raise

    def add(self, orders: Sequence[Order]) -> tuple[Activation, ...]:
        if not orders:
            return ()
        self._about_to_write()
        with self._wholly():
            return self._begun([queued(order) for order in orders], "T01")

    def add_with_slip(
        self, orders: Sequence[Order], build: Callable[[int], Paper], begins: PrintOutcome
    ) -> tuple[tuple[Activation, ...], Paper]:
        if not orders:
            raise ValueError("a slip speaks of at least one card")
        at = orders[0].confirmed_at
        self._about_to_write()
        paper = build(self.next_number())
        with self._wholly():
            added = self._begun([queued(order) for order in orders], "T01")
            self._issued(added, at, paper)
        self._begun_print(paper.number, begins, at)
        return added, paper

    def take_over(self, orders: Sequence[Order], note: str, at: datetime) -> tuple[Activation, ...]:
        if not orders:
            return ()
        self._about_to_write()
        strange = [taken_over(order, at, note) for order in orders if order.activation_id not in self.standing]
        with self._wholly():
            self._begun(list({activation.id: activation for activation in reversed(strange)}.values())[::-1], "T27")
        return tuple(self.standing[order.activation_id] for order in orders)

    def _begun(self, begun: Sequence[Activation], rule: str) -> tuple[Activation, ...]:
        """Refuses what the triggers refuse."""
        for card in (activation.order.card for activation in begun):
            if other := self.open_for(card):
                code = Code.CARD_OPEN_HERE if other.is_open else Code.CARD_SOLD_HERE
                raise refusal(code, card=card.last, state=other.state.value, reference=other.short_id)
        ids = {activation.id for activation in begun}
        cards = {activation.order.card for activation in begun}
        if len(ids) < len(begun) or len(cards) < len(begun) or ids & self.standing.keys():
            raise refusal(Code.STEP_NOT_ALLOWED)
        for activation in begun:
            self._written_down(activation, rule, None)
        return tuple(begun)

    def step(self, activation: Activation, step: Step, at: datetime) -> Activation:
        after, evidence = self._moved(activation, step, at)
        self._about_to_write()
        with self._wholly():
            self._taken(activation, after, step, evidence)
        return after

    def step_with_receipt(
        self,
        activation: Activation,
        step: Step,
        at: datetime,
        build: Callable[[Activation, int], Paper],
        begins: PrintOutcome | None,
    ) -> tuple[Activation, Paper]:
        after, evidence = self._moved(activation, step, at)
        self._about_to_write()
        with self._wholly():
            self._taken(activation, after, step, evidence)
            paper = self._issued([after], at, build(after, self.next_number()))
        self._begun_print(paper.number, begins, at)
        return after, paper

    def _moved(self, activation: Activation, step: Step, at: datetime) -> tuple[Activation, Card | None]:
        evidence = step.evidence and replace(step.evidence, customer_id=None, name=None)
        try:
            return activation.moved(replace(step, evidence=evidence), at), evidence
        except BadTransition as fault:
            raise self._forbidden(activation, step.to) from fault

    def _taken(self, activation: Activation, after: Activation, step: Step, evidence: Card | None) -> None:
        """Refuses what the triggers refuse."""
        taken_back = activation.state is State.SENDING and step.sends == activation.sends - 1
        counted = step.sends == activation.sends + (step.to is State.SENDING)
        now = self.standing.get(activation.id)
        if now is None or now.seq != activation.seq or not (counted or taken_back):
            raise self._forbidden(activation, step.to)
        if step.to in {State.CANCEL_WAIT, State.CANCELLED, State.CLOSED} and self._is_in_print(activation):
            raise refusal(Code.PAPER_IN_PRINT)
        self._written_down(after, step.rule, evidence)
        case = self.told_cases.get(after.id)
        is_open = case is not None and case.is_open
        if case is not None and ends_case(step):
            self.told_cases[after.id] = replace(case, is_open=False)
        elif opens_case(step) and not is_open:
            self.told_cases[after.id] = Case(after, after.at, is_open=True, actions=case.actions if case else ())

    def _is_in_print(self, activation: Activation) -> bool:
        jobs = [job for job in self.print_jobs() if job.record.sale_id == activation.order.sale_id]
        return any(
            job.outcome is PrintOutcome.WAITING
            or (
                job.outcome is PrintOutcome.DUE
                and job.record.paper.kind is PaperKind.RECEIPT
                and activation.id not in job.record.activation_ids
            )
            for job in jobs
        )

    def _forbidden(self, activation: Activation, to: str) -> StepRefused:
        return refusal(Code.STEP_NOT_ALLOWED, reference=activation.short_id, state=activation.state.value, to=str(to))

    def act(self, action: CaseAction, step: Step | None, orders: Sequence[Order] = ()) -> tuple[Activation, ...]:
        if any(order.replaces != action.activation_id for order in orders):
            raise ValueError("an order that carries a case's money on names it")
        self._about_to_write()
        case = self.case(action.activation_id)
        if case is None or not case.is_open:
            raise refusal(Code.STEP_NOT_ALLOWED)
        after = case.activation
        if action.way not in ways(after):
            raise self._forbidden(after, action.way)
        with self._wholly():
            if step is not None:
                after, evidence = self._moved(after, step, action.at)
                self._taken(case.activation, after, step, evidence)
            if action.way in {Way.MOVE, Way.REFUND} and after.is_open:
                raise self._forbidden(after, action.way)
            added = self._begun([queued(order) for order in orders], "T01")
            if action.other is not None and action.other not in self.standing:
                raise refusal(Code.STEP_NOT_ALLOWED)
            now = self.told_cases[after.id]
            is_open = now.is_open and not action.closes
            self.told_cases[after.id] = replace(now, is_open=is_open, actions=(*now.actions, action))
        return (after, *added)

    def case(self, activation_id: str) -> Case | None:
        case = self.told_cases.get(activation_id)
        return case and replace(case, activation=self.standing[activation_id])

    def note(self, note: Note) -> None:
        self._about_to_write()
        self.told_notes.append(note)

    def notes(self, most: int, kind: NoteKind | None = None) -> tuple[Note, ...]:
        return tuple(note for note in reversed(self.told_notes) if kind in {None, note.kind})[:most]

    def note_contact(self, at: datetime) -> None:
        self._about_to_write()
        self.contact = at

    def last_contact(self) -> datetime | None:
        return self.contact

    def sold_since(self, operator_id: str, since: datetime) -> int:
        sold = (a for a in self.standing.values() if self.history(a.id)[0].rule != "T27")
        orders = [activation.order for activation in sold]
        return sum(order.operator_id == operator_id and order.confirmed_at >= since for order in orders)

    def _written_down(self, after: Activation, rule: str, evidence: Card | None) -> None:
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
        return tuple(a for a in self.standing.values() if a.id in self.told_cases and self.told_cases[a.id].is_open)

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

    def issue_paper(
        self,
        activations: Sequence[Activation],
        at: datetime,
        build: Callable[[int], Paper],
        begins: PrintOutcome | None = None,
    ) -> Paper:
        if not activations:
            raise ValueError("paper speaks of at least one card")
        self._about_to_write()
        paper = self._issued(activations, at, build(self.next_number()))
        self._begun_print(paper.number, begins, at)
        return paper

    def _begun_print(self, number: int, begins: PrintOutcome | None, at: datetime) -> None:
        if begins is not None:
            self._noted(number, begins, at, None)

    def _issued(self, activations: Sequence[Activation], at: datetime, paper: Paper) -> Paper:
        number = self.next_number()
        if paper.number != number:
            raise ValueError("a paper carries the number it was given")
        ids = tuple(activation.id for activation in activations)
        spoken = {i for r in self.papers.values() if r.paper.kind is PaperKind.RECEIPT for i in r.activation_ids}
        is_second = paper.kind is PaperKind.RECEIPT and (spoken & set(ids) or len(set(ids)) < len(ids))
        if is_second or not set(ids) <= self.standing.keys():
            raise refusal(Code.STEP_NOT_ALLOWED)
        states = tuple(activation.state for activation in activations)
        self.papers[number] = PaperRecord(paper, activations[0].order.sale_id, ids, at, None, 0, states=states)
        return paper

    def next_number(self) -> int:
        return len(self.papers) + 1

    def paper_of(self, activation_id: str) -> PaperRecord | None:
        numbers = [number for number, record in self.papers.items() if activation_id in record.activation_ids]
        return self.paper(max(numbers)) if numbers else None

    def actions(self, since: datetime) -> tuple[CaseAction, ...]:
        done = (action for case in self.told_cases.values() for action in case.actions)
        return tuple(sorted((action for action in done if action.at >= since), key=lambda action: action.at))

    def without_receipt(self) -> tuple[Activation, ...]:
        spoken = {i for r in self.papers.values() if r.paper.kind is PaperKind.RECEIPT for i in r.activation_ids}
        return tuple(a for a in self.standing.values() if a.state is State.ACTIVE and a.id not in spoken)

    def kept_receipts(self) -> tuple[int, ...]:
        active = [a.id for a in self.standing.values() if a.state is State.ACTIVE]
        records = (self.paper_of(activation_id) for activation_id in active)
        kept = (r.paper for r in records if r is not None and r.printed is None)
        return tuple(sorted({paper.number for paper in kept if paper.kind is PaperKind.RECEIPT}))

    def paper(self, number: int) -> PaperRecord | None:
        if number not in self.papers:
            return None
        prints = self.prints.get(number, [])
        after = [*prints[1:], None]
        waits = zip(prints, after, strict=False)
        out = sum(a is PrintOutcome.WAITING and b not in {PrintOutcome.NO, PrintOutcome.DUE} for a, b in waits)
        printed = prints[-1] if prints else None
        return replace(self.papers[number], printed=printed, copies=max(0, out - 1), may_be_out=out > 0)

    def note_print(self, number: int, outcome: PrintOutcome, at: datetime, problem: Problem | None = None) -> None:
        self._about_to_write()
        if number not in self.papers:
            raise refusal(Code.STEP_NOT_ALLOWED)
        self._noted(number, outcome, at, problem)

    def _noted(self, number: int, outcome: PrintOutcome, at: datetime, problem: Problem | None) -> None:
        self.prints.setdefault(number, []).append(outcome)
        if outcome in OPEN_PRINTS:
            if number not in self.open_prints:
                self.wanted_at[number] = at
            self.open_prints[number] = (at, problem)
        else:
            self.open_prints.pop(number, None)

    def move_print(
        self,
        number: int,
        step: tuple[PrintOutcome, PrintOutcome],
        at: datetime,
        problem: Problem | None = None,
        standing: Sequence[Activation] = (),
    ) -> None:
        self._about_to_write()
        has_moved = any(self.standing[activation.id].seq != activation.seq for activation in standing)
        if number not in self.open_prints or self.prints[number][-1] is not step[0] or has_moved:
            raise refusal(Code.PAPER_NOT_OPEN, number=f"{number:06d}")
        self._noted(number, step[1], at, problem)

    def print_jobs(self) -> tuple[PrintJob, ...]:
        return tuple(
            PrintJob(self.paper(number), self.wanted_at.get(number, told[0]), *told)
            for number, told in self.open_prints.items()
        )

    def due_paper(self) -> PaperRecord | None:
        due = (job.record for job in self.print_jobs() if job.outcome is PrintOutcome.DUE)
        return next(due, None)
