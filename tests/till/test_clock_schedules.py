"""Plans of clocks that are turned while a shop sells offline and catches up: order, last days and loads are right.

CLOCK_PLANS is how many (30). The till's own clock port is turned, over a real journal; `tests/journey/headless` turns
the clock of real processes.
"""

import os
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.activation import Activation, State
from app.core.sale import checked_dates
from app.ledger.journal import SqliteLedger
from app.till.activate import sell
from tests.fakes import FakeClock, Fate, Second, sale
from tests.simulation import figures
from tests.till.queue_driver import QueueDriver
from tests.till.whole_till import WholeTill

PLANS = int(os.environ.get("CLOCK_PLANS", "30"))
OSLO = ZoneInfo("Europe/Oslo")
LAST_DAY = date(2045, 7, 1)
ENDS = datetime(2045, 7, 1, 21, 59, 59, tzinfo=UTC)
"""Its last second by the shop's summer time."""
MOMENTS = (
    datetime(2026, 11, 23, 13, 3, tzinfo=UTC),
    datetime(2026, 11, 20, 13, 3, tzinfo=UTC),
    datetime(2025, 10, 19, 12, tzinfo=UTC),
    datetime(2027, 12, 28, 12, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 59, 58, tzinfo=UTC),
    datetime(2027, 10, 31, 0, 59, 59, tzinfo=UTC),
    datetime(2027, 10, 31, 1, 0, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 22, 59, 59, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 7, tzinfo=UTC),
    datetime(2040, 2, 29, 12, tzinfo=UTC),
)
"""Days off, a year off, about both changes of summer time, a leap day, the end of 32 bits, and behind it."""
TRIES_MOST = 12


@dataclass
class ClockOnTheWall(FakeClock):
    """Shows the shop's own time, and can be set to any moment. What has passed goes on by itself."""

    wall: datetime = MOMENTS[0]

    def now(self) -> datetime:
        return self.wall.astimezone(OSLO)


def opened(folder: Path) -> SqliteLedger:
    return SqliteLedger.open(folder / "journal.db", journal_id="j" * 32, till_id="1", at=MOMENTS[0])


def sold_by_any_clock(till: WholeTill, chance: random.Random) -> list[Activation]:
    """Sales without the line, or whose calls are lost or late, each by a clock that was turned before."""
    sold = []
    for number in range(chance.randint(3, 6)):
        till.clock.wall = chance.choice(MOMENTS)
        till.fated(chance.choice((Fate.NOT_SENT, Fate.NOT_SENT, Fate.LOST_BEFORE, Fate.LATE, Fate.LOST_AFTER)))
        card = f"GIFT-50{number:02d}"
        till.issuer.with_cards(card)
        _, ends = checked_dates(LAST_DAY if chance.random() < 0.5 else None, None, till.clock.now())
        sold += sell(till.road, sale(card, read_before=True, expires_at=ends), till.tell).activations
        till.clock.move(chance.choice((1, 40, 3_600)))
        if chance.random() < 0.2:
            till.restarts()
    till.fated()
    return sold


@pytest.mark.parametrize("seed", range(PLANS))
def test_however_the_clocks_are_turned_each_card_is_loaded_once_in_order_and_with_its_last_day(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    ledger = opened(tmp_path)
    till = WholeTill(Second.ADD, clock=ClockOnTheWall(), ledger=ledger)
    till.issuer.late_calls, till.issuer.tells_time = 99, chance.random() < 0.5
    sold = sold_by_any_clock(till, chance)
    assert [each.id for each in reversed(ledger.latest(99))] == [each.id for each in sold]
    sent_late = [each.id for each in sold if each.sends == 0]
    driver = QueueDriver(till)
    for _ in range(TRIES_MOST):
        till.clock.wall = chance.choice(MOMENTS)
        driver.run(61)
    rows = [driver.standing(each) for each in sold]
    assert {row.state for row in rows} == {State.ACTIVE}
    for row in rows:
        truth = till.issuer.truth(row.order.card.text)
        assert truth.loads == 1
        assert truth.expires_at == (ENDS if row.order.expires_at else None)
    assert [each for each in till.issuer.begun if each in sent_late][-len(sent_late) :] == sent_late
    figures.keep("turned clocks", f"plan {seed}", {"plans in one process": 1, "sales": len(sold)})
    ledger.close()
