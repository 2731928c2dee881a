"""The road of one sale: queued on disk, sent, answered, on disk again, printed. One call down, snapshots up."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from app.core.activation import Activation, Order, Step
from app.core.answer import Kind
from app.core.problem import Problem
from app.core.rules import Age, Facts, SendAgain, after_activate, after_read, may_send_unread, recovered, sending
from app.core.sale import Sale, orders
from app.core.shop import Shop
from app.till.claims import Claims
from app.till.papers import Papers, Printed
from app.till.ports import CardIssuer, Clock, Identifiers, Ledger, LedgerFault, StepRefused, Tell
from app.till.print_in_line import print_begun

DATE_STEP: Final = timedelta(seconds=1)
"""An HTTP `Date` is cut to whole seconds (RFC 9110, section 5.6.7): two of them may overstate what passed by one."""


@dataclass(slots=True)
class SendTimes:
    """When this process last ended a send, by the clock nobody can set. What is not here ended before its start."""

    clock: Clock
    ended: dict[str, timedelta] = field(default_factory=dict[str, timedelta])

    def note(self, activation_id: str) -> None:
        """A send of this activation has just ended."""
        self.ended[activation_id] = self.clock.running()

    def since(self, activation_id: str) -> timedelta:
        """At least so long ago ended the last send: for one of an earlier process, the time since this one began."""
        return self.clock.running() - self.ended.get(activation_id, timedelta(0))


@dataclass(frozen=True, slots=True)
class Road:
    """Everything a sale passes through, put together by `app.compose`."""

    shop: Shop
    ledger: Ledger
    issuer: CardIssuer
    papers: Papers
    clock: Clock
    identifiers: Identifiers
    send_times: SendTimes
    facts: Facts = field(default_factory=Facts)
    claims: Claims = field(default_factory=Claims)
    write: Callable[[Activation, Step], Activation] | None = None
    """What writes the steps that answers lead to; None: the journal, and nothing beside."""

    def step(self, activation: Activation, step: Step) -> Activation:
        """Writes the step that an answer leads to. Raises StepRefused, LedgerFault."""
        return self.write(activation, step) if self.write else self.ledger.step(activation, step, self.clock.now())


@dataclass(frozen=True, slots=True)
class Sold:
    """How a sale ended: each card's activation, and what became of the paper (None where there is nothing to print).

    `fault` is told beside the activations, which are on disk as they are given here: the journal failed afterwards,
    about the paper. Then `printed` is None and says nothing: paper may or may not have come out.
    """

    activations: tuple[Activation, ...]
    printed: Printed | None
    fault: Problem | None = None


def sell(road: Road, sale: Sale, tell: Tell, *, is_down: bool = False) -> Sold:
    """Takes a confirmed sale down the road, card after card.

    Where the line is known to be down (`is_down`) nobody is called: the sale waits, and its slip is printed at once.

    Every step is on disk before it happens, and told after it is on disk. Raises StepRefused when a card has an open
    activation here (then nothing was written). Raises LedgerFault when the journal cannot be written: what was told
    before stands, no later card is called for, and nothing more may be claimed about the sale. A journal that fails
    only when the paper is written hides no activation: it is the `fault` of what is returned.
    """
    sale_id = road.identifiers.new()
    ids = [road.identifiers.new() for _ in sale.lines]
    made = orders(sale, road.shop, sale_id, ids, road.clock.now())
    if is_down:
        return _wait_for_line(road, made, tell)
    return go_down(road, made, lambda: road.ledger.add(made), tell)


def go_down(road: Road, made: Sequence[Order], write: Callable[[], Sequence[Activation]], tell: Tell) -> Sold:
    """The road from the first row on: `write` puts these orders on disk as QUEUED. Raises as `sell`.

    They are in hand before they are written, so that whoever catches up with the queue leaves them alone.
    """
    with _in_hand(road, made):
        waiting = write()
        for activation in waiting:
            tell(activation)
        done = tuple(_sent_or_as_it_is(road, activation, tell) for activation in waiting)
    try:
        begun = road.papers.begin_paper(done)
        return Sold(done, begun and print_begun(road.papers, begun))
    except (LedgerFault, StepRefused) as fault:
        return Sold(done, None, fault.problem)


def _wait_for_line(road: Road, made: Sequence[Order], tell: Tell) -> Sold:
    """A sale with the line down: one write for all of it, then the slip. The queue does the rest. Raises as `sell`."""
    with _in_hand(road, made):
        waiting, slip = road.papers.begin_slip(made)
        for activation in waiting:
            tell(activation)
    try:
        return Sold(waiting, print_begun(road.papers, slip))
    except LedgerFault as fault:
        return Sold(waiting, None, fault.problem)


@contextmanager
def _in_hand(road: Road, made: Sequence[Order]) -> Generator[None]:
    """The cashier is served, and whoever catches up with the queue leaves these activations alone."""
    served = road.claims.begin_sale()
    for order in made:
        road.claims.take(order.activation_id)
    try:
        yield
    finally:
        for order in made:
            road.claims.release(order.activation_id)
        road.claims.end_sale(served)


def _sent_or_as_it_is(road: Road, activation: Activation, tell: Tell) -> Activation:
    """One card of a sale. Where another worker takes the same step first, its step stands and the sale goes on."""
    try:
        return send_queued(road, activation, tell)
    except StepRefused:
        standing = road.ledger.activation(activation.id) or activation
        tell(standing)
        return standing


def send_queued(road: Road, activation: Activation, tell: Tell) -> Activation:
    """One QUEUED activation: read where the rules ask for it, then sent if the card still waits."""
    if may_send_unread(activation, road.clock.now()):
        return send(road, activation, tell)
    return read_and_go_on(road, activation, tell)


def read_and_go_on(road: Road, activation: Activation, tell: Tell) -> Activation:
    """Doubt is settled by looking: reads the card and takes the one step the rules allow, a send included."""
    own = road.send_times.since(activation.id)  # before the read: it may have been served as soon as it was sent
    answer = road.issuer.read(activation.order.card)
    step = after_read(activation, answer, age_of(activation, own, answer.server_at), road.facts)
    if isinstance(step, SendAgain):
        return send(road, activation, tell)
    looked = road.step(activation, step)
    tell(looked)
    return looked


def send(road: Road, activation: Activation, tell: Tell) -> Activation:
    """SENDING is on disk before the first byte leaves; the answer is on disk before anyone is told."""
    leaving = road.ledger.step(activation, sending(activation), road.clock.now())
    tell(leaving)
    try:
        answer = road.issuer.activate(leaving.order)
    except Exception:  # a bug: nobody knows whether the call left, and that is what the journal says
        road.send_times.note(activation.id)
        tell(road.ledger.step(leaving, recovered(leaving), road.clock.now()))
        raise
    if answer.kind is not Kind.NOT_SENT:
        road.send_times.note(activation.id)
    step = after_activate(leaving, answer, road.clock.now())
    answered = road.step(leaving, step)
    tell(answered)
    return answered


def age_of(activation: Activation, own: timedelta, server_at: datetime | None) -> Age:
    """How long before a read the last send ended: by this process's clock or the issuer's, whichever proves more.

    `own` is what `SendTimes.since` said before the read was sent; `server_at` is the `Date` of its answer.
    """
    seen = activation.seen_after_send
    if seen is None or server_at is None:
        return Age(own)
    return Age(max(own, server_at - seen - DATE_STEP))
