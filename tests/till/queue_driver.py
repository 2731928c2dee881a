"""Drives a plan of the queue as the window does, but one try after another and by a clock that a test moves."""

from dataclasses import dataclass, field
from datetime import timedelta

from app.core.activation import Activation
from app.till.catch_up import CatchUp
from app.till.settle import settle
from tests.fakes import FakeChance
from tests.till.whole_till import WholeTill


@dataclass
class QueueDriver:
    """`begun` are the ids in the order they were tried; `pings` the moments at which the line was looked for.

    `at_once_most` is how many were begun together at most.
    """

    till: WholeTill
    chance: FakeChance = field(default_factory=FakeChance)
    begun: list[str] = field(default_factory=list)
    pings: list[timedelta] = field(default_factory=list)
    at_once_most: int = 0

    def __post_init__(self) -> None:
        self.plan = CatchUp(self.till.road, self.chance)
        self.plan.take(self.till.ledger.queue())

    def turn(self) -> None:
        """What is to be done at this moment."""
        while begun := self.plan.begin():
            self.at_once_most = max(self.at_once_most, len(begun))
            for activation_id in begun:
                self.begun.append(activation_id)
                self.plan.ended(activation_id, settle(self.till.road, activation_id, self.till.tell))
        if self.plan.begin_ping():
            self.pings.append(self.till.clock.running())
            self.plan.pinged(self.till.road.issuer.ping())

    def run(self, seconds: float) -> None:
        """Lets time pass, stopping wherever the plan has something to do."""
        end = self.till.clock.running() + timedelta(seconds=seconds)
        while True:
            self.turn()
            next_in = self.plan.next_in()
            now = self.till.clock.running()
            if next_in is None or now + next_in > end:
                self.till.clock.move((end - now).total_seconds())
                return
            self.till.clock.move(max(next_in.total_seconds(), 0.001))

    def standing(self, activation: Activation) -> Activation:
        found = self.till.ledger.activation(activation.id)
        assert found is not None
        return found
