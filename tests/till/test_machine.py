"""A till under everything that can happen, found and shrunk by Hypothesis: I1 to I8 hold after each step.

SEQUENCES is how many are drawn (300), SEQUENCE_STEPS how long each may be (30).
"""

import os
from collections import Counter
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.fakes import Fate, Second
from tests.simulation import figures
from tests.till.simulated_shop import CARDS, FATES, READS, TURNS, WAITS, Cut, Plan, SimulatedShop

fates = st.lists(st.sampled_from((*FATES, Fate.LATE, Fate.LOST_AFTER)), max_size=3)
plans = st.builds(Plan, fates, st.lists(st.sampled_from(READS), max_size=2))
cut_plans = st.builds(Plan, fates, st.just(()), st.integers(0, 3), st.sampled_from(Cut))
picks = st.integers(0, 4)
SEQUENCES = int(os.environ.get("SEQUENCES", "300"))
STEPS = int(os.environ.get("SEQUENCE_STEPS", "30"))


class TillMachine(RuleBasedStateMachine):
    """A shop with one till, and an issuer whose ways the till may or may not know."""

    drawn: ClassVar[Counter[str]] = Counter()

    @initialize(
        second=st.sampled_from(Second), knows=st.booleans(), late=st.sampled_from([1, 2, 99]), tells=st.booleans()
    )
    def open_the_shop(self, second: Second, knows: bool, late: int, tells: bool) -> None:
        self.shop = SimulatedShop(second, knows, late, tells)

    @rule(
        cards=st.lists(st.sampled_from(CARDS), min_size=1, max_size=2, unique=True),
        minor=st.sampled_from([50_000, 30_000]),
        read=st.booleans(),
        plan=plans,
    )
    def sell(self, cards: list[str], minor: int, read: bool, plan: Plan) -> None:
        self.shop.sell(cards, minor, read=read, plan=plan)

    @rule(card=st.sampled_from(CARDS), plan=cut_plans)
    def sell_and_crash(self, card: str, plan: Plan) -> None:
        self.shop.sell([card], 50_000, read=True, plan=plan)

    @precondition(lambda self: self.shop.ledger.standing)
    @rule(pick=picks, plan=plans | cut_plans)
    def settle(self, pick: int, plan: Plan) -> None:
        self.shop.settle(pick, plan)

    @precondition(lambda self: self.shop.ledger.queue())
    @rule(plan=plans | cut_plans)
    def settle_all(self, plan: Plan) -> None:
        self.shop.settle_all(plan)

    @precondition(lambda self: self.shop.ledger.standing)
    @rule(pick=picks, plan=plans | cut_plans)
    def cancel(self, pick: int, plan: Plan) -> None:
        self.shop.cancel(pick, plan)

    @precondition(lambda self: self.shop.ledger.cases())
    @rule(pick=picks, plan=plans)
    def retry(self, pick: int, plan: Plan) -> None:
        self.shop.retry(pick, plan)

    @rule(seconds=st.sampled_from(WAITS))
    def wait(self, seconds: int) -> None:
        self.shop.wait(seconds)

    @rule(seconds=st.sampled_from(TURNS))
    def turn_the_wall_clock(self, seconds: int) -> None:
        self.shop.turn_the_wall_clock(seconds)

    @rule()
    def restart(self) -> None:
        self.shop.restart()

    @rule(card=st.sampled_from(CARDS), minor=st.sampled_from([50_000, 30_000]))
    def sell_elsewhere(self, card: str, minor: int) -> None:
        self.shop.sell_elsewhere(card, minor)

    @rule()
    def keep_a_backup(self) -> None:
        self.shop.keep_a_backup()

    @rule()
    def put_the_backup_back(self) -> None:
        self.shop.put_the_backup_back()

    @invariant()
    def all_promises_hold(self) -> None:
        self.shop.check()
        self.drawn["steps"] += 1

    def teardown(self) -> None:
        if hasattr(self, "shop"):
            self.shop.finish()
            self.drawn["by Hypothesis"] += 1


class TestTill(TillMachine.TestCase):
    settings = settings(max_examples=SEQUENCES, stateful_step_count=STEPS, deadline=None)

    def runTest(self) -> None:  # noqa: N802 - unittest's own name
        super().runTest()
        figures.keep("sequences", "by Hypothesis", TillMachine.drawn)
