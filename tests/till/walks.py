"""Walks through what can happen to a shop, each the same for the same seed, and a few stories told step by step."""

import random
from collections.abc import Callable

from tests.fakes import Fate, Second
from tests.till.simulated_shop import CARDS, FATES, READS, TURNS, WAITS, Cut, Plan, SimulatedShop


class Walk:
    """One walk through what can happen, the same for the same seed.

    Each walk has a mood of its own: a few of the fates, and a few of the deeds, again and again. What takes three rare
    things in a row is found so, and not by all of everything at once.
    """

    def __init__(self, seed: int) -> None:
        self.chance = chance = random.Random(seed)
        self.fates = chance.sample(FATES, chance.randint(1, 4))
        self.fates += [Fate.LATE] * chance.choice([0, 3])
        self.reads = chance.sample(READS, chance.randint(1, 3))
        self.trouble = chance.choice([0.3, 0.7, 0.95])
        self.read_trouble = chance.choice([0, 0.3, 0.6])
        self.cuts = chance.choice([0, 0.1, 0.3])
        self.deeds = [weight * chance.choice([0, 1, 1, 4]) for weight in DEEDS.values()]
        self.shop = SimulatedShop(
            chance.choice(list(Second)), chance.random() < 0.5, chance.choice([1, 2, 3, 99]), chance.random() < 0.7
        )

    def go(self, steps: int) -> None:
        """Raises AssertionError where something fails to hold."""
        _sell(self)
        for _ in range(steps):
            self.chance.choices(list(DEEDS), [weight + 0.1 for weight in self.deeds])[0](self)
            self.shop.check()
        self.shop.finish()

    def plan(self) -> Plan:
        chance = self.chance
        fates = [chance.choice(self.fates) for _ in range(3)] if chance.random() < self.trouble else []
        reads = [chance.choice(self.reads) for _ in range(2)] if chance.random() < self.read_trouble else []
        cut_in = chance.randrange(4) if chance.random() < self.cuts else -1
        return Plan(fates, reads, cut_in, chance.choice(list(Cut)))


def walk(seed: int, steps: int = 40) -> None:
    """The walk of this seed. Raises AssertionError where something fails to hold."""
    Walk(seed).go(steps)


def _sell(walk: Walk) -> None:
    chance = walk.chance
    cards = chance.sample(CARDS, chance.choice([1, 1, 1, 2]))
    walk.shop.sell(cards, chance.choice([50_000, 30_000]), read=chance.random() < 0.7, plan=walk.plan())


DEEDS: dict[Callable[[Walk], None], int] = {
    _sell: 4,
    lambda walk: walk.shop.settle(walk.chance.randrange(4), walk.plan()): 8,
    lambda walk: walk.shop.settle_all(walk.plan()): 2,
    lambda walk: walk.shop.cancel(walk.chance.randrange(4), walk.plan()): 4,
    lambda walk: walk.shop.retry(walk.chance.randrange(4), walk.plan()): 2,
    lambda walk: walk.shop.wait(walk.chance.choice(WAITS)): 6,
    lambda walk: walk.shop.turn_the_wall_clock(walk.chance.choice(TURNS)): 1,
    lambda walk: walk.shop.restart(): 1,
    lambda walk: walk.shop.sell_elsewhere(walk.chance.choice(CARDS), walk.chance.choice([50_000, 30_000])): 1,
    lambda walk: walk.shop.keep_a_backup(): 1,
    lambda walk: walk.shop.put_the_backup_back(): 1,
}


def quarantine_before_a_second_send() -> None:
    """A late call, an issuer that adds, and a card that is still inactive when it is read."""
    shop = SimulatedShop(Second.ADD, late_calls=99)
    _sold_late(shop)
    shop.settle(0, Plan())
    _all_lands(shop)


def quarantine_after_a_restart() -> None:
    shop = SimulatedShop(Second.ADD, late_calls=99, tells_time=False)
    _sold_late(shop)
    shop.restart()
    shop.settle(0, Plan())
    _all_lands(shop)


def quarantine_by_no_wall_clock() -> None:
    shop = SimulatedShop(Second.ADD, late_calls=99, tells_time=False)
    _sold_late(shop)
    shop.turn_the_wall_clock(86_400)
    shop.settle(0, Plan())
    _all_lands(shop)


def quarantine_by_no_portal() -> None:
    shop = SimulatedShop(Second.ADD, late_calls=99)
    _sold_late(shop)
    shop.settle(0, Plan(reads=[Fate.PORTAL]))
    shop.settle(0, Plan())
    _all_lands(shop)


def quarantine_before_a_cancel() -> None:
    shop = SimulatedShop(late_calls=99)
    _sold_late(shop)
    shop.cancel(0, Plan())
    shop.wait(11)
    for _ in range(2):
        shop.settle(0, Plan())
        shop.wait(11)
    _all_lands(shop)


def quarantine_before_giving_up() -> None:
    shop = SimulatedShop(knows=True, late_calls=99)
    shop.sell(CARDS[:1], 50_000, read=True, plan=Plan([Fate.LOST_BEFORE]))
    shop.settle(0, Plan([Fate.LOST_BEFORE]))
    shop.settle(0, Plan([Fate.LATE]))
    shop.settle(0, Plan())
    _all_lands(shop)


def a_first_send_that_lands_before_the_second(second: Second) -> None:
    """The second send is refused because the first one, given up for lost, has just loaded the card."""
    shop = SimulatedShop(second, knows=True, late_calls=2)
    _sold_late(shop)
    shop.settle(0, Plan())
    shop.check()
    shop.finish()


def a_backup_from_before_the_sale_was_sent() -> None:
    shop = SimulatedShop()
    shop.sell(CARDS[:1], 50_000, read=True, plan=Plan([Fate.NOT_SENT]))
    shop.keep_a_backup()
    shop.settle(0, Plan())
    shop.put_the_backup_back()
    shop.check()
    shop.cancel(0, Plan())
    shop.check()
    shop.finish()


STORIES: tuple[Callable[[], None], ...] = (
    quarantine_before_a_second_send,
    quarantine_after_a_restart,
    quarantine_by_no_wall_clock,
    quarantine_by_no_portal,
    quarantine_before_a_cancel,
    quarantine_before_giving_up,
    lambda: a_first_send_that_lands_before_the_second(Second.REFUSE_400),
    lambda: a_first_send_that_lands_before_the_second(Second.REFUSE_409),
    a_backup_from_before_the_sale_was_sent,
)


def _sold_late(shop: SimulatedShop) -> None:
    shop.sell(CARDS[:1], 50_000, read=True, plan=Plan([Fate.LATE]))


def _all_lands(shop: SimulatedShop) -> None:
    shop.check()
    shop.wait(300)
    shop.check()
    shop.finish()
