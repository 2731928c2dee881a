"""A month of a busy shop by a clock that is moved: one call in twenty goes wrong, and the line is down now and then.

MONTH is how many cards are sold (300; the long run sells 20,000). The till is one process over one real journal from
the first day to the last: nothing is loaded twice, lost, lied about or left, the process grows by little, and the
journal is still looked over in a moment.
"""

import math
import os
import random
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from app.core.activation import CASES, QUEUE, State
from app.ledger.check import full_check, quick_check
from app.ledger.journal import SqliteLedger
from app.till.cases import try_again
from tests.fakes import MONDAY, Fate
from tests.simulation import figures
from tests.simulation.checker import Tally, Zero
from tests.till.queue_driver import QueueDriver
from tests.till.simulated_shop import FATES
from tests.till.whole_till import WholeTill

SALES, DAYS = int(os.environ.get("MONTH", "300")), 30
WRONG = 0.05
FATES_OF_A_CALL = tuple(fate for fate in FATES if fate is not Fate.METADATA_DROPPED)
"""Where the issuer forgets whose a card is, a person has to say so: no till ends that by itself."""
GROWTH_MOST_MB = 20
LOOK_MOST_S = 1.0
LOOKS = {"looked over": quick_check, "looked over wholly": full_check}
"""As each start does in the back, and as a person asks for it."""


@dataclass
class Month:
    """One shop, and what was sold in it and is not yet known to be well."""

    folder: Path
    chance: random.Random = field(default_factory=lambda: random.Random(30))
    tally: Tally = field(default_factory=Tally)
    open_ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        journal = self.folder / "journal.db"
        self.ledger = SqliteLedger.open(journal, journal_id="j" * 32, till_id="1", at=MONDAY)
        self.till = WholeTill(ledger=self.ledger)
        self.driver = QueueDriver(self.till)

    def sell(self, number: int, *, is_down: bool) -> None:
        card, till = f"GIFT-{number:06d}", self.till
        till.issuer.with_cards(card)
        fate = Fate.NOT_SENT if is_down else Fate.OK
        if self.chance.random() < WRONG:
            fate = self.chance.choice(FATES_OF_A_CALL)
            self.tally.add("faults")
        (sold,) = till.fated(fate).sells(card).activations
        till.fated()
        self.driver.plan.note(sold)
        self.open_ids[sold.id] = card
        self.tally.add("activations")

    def day(self, sales: range) -> None:
        """Sales from morning to evening, an hour of them without the line; the queue goes on meanwhile and by night."""
        down_at = self.chance.randrange(max(1, len(sales)))
        for place, number in enumerate(sales):
            self.sell(number, is_down=down_at <= place < down_at + len(sales) // 10)
            self.till.clock.move(30_000 / len(sales))
            if place % 8 == 7:
                self.driver.run(0)
        self.driver.run(50_000)
        for held in self.ledger.cases():
            if held.state is State.HELD:
                try_again(self.till.road, held.id, "Kari", "mended", self.till.tell)
        self.driver.run(6_400)
        self.look()

    def look(self) -> None:
        """Holds the day to the truth, and forgets what ended well: this is the world's memory, not the till's."""
        for activation_id, card in list(self.open_ids.items()):
            row, truth = self.ledger.activation(activation_id), self.till.issuer.truth(card)
            self.tally.add(Zero.TWICE, truth.loads > 1)
            if row is None:
                self.tally.add(Zero.LOST)
                continue
            is_ours = truth.metadata.get("pos_activation_id") == row.id and truth.amount == row.order.money.minor
            self.tally.add(Zero.LIE, (row.state is State.ACTIVE) != is_ours)
            self.tally.add(Zero.UNSETTLED, row.state in QUEUE)
            self.tally.add("with a person", row.state in CASES)
            del self.open_ids[activation_id], self.till.issuer.cards[card]
        issuer = self.till.issuer
        for grown in (self.till.told, self.till.journalled, self.till.printer.papers, self.driver.begun):
            grown.clear()
        for grown in (issuer.begun, issuer.seen, issuer.reads, self.driver.pings):
            grown.clear()


def timed(look: Callable[[], object]) -> float:
    """Seconds of this process's own time. Nothing may be found."""
    began = time.process_time()
    assert look() is None
    return time.process_time() - began


def grown_mb(since: int) -> int:
    return (resident_kb() - since) // 1024


def resident_kb() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize() // 1024


def test_after_a_month_nothing_is_wrong_and_the_till_is_as_light_as_on_its_first_days(tmp_path: Path) -> None:
    month, each = Month(tmp_path), math.ceil(SALES / DAYS)
    for day in range(DAYS):
        month.day(range(day * each, (day + 1) * each))
        if day == 2:  # by then everything was loaded and met once
            resident = resident_kb()
    growth = grown_mb(resident)
    looks = {name: timed(partial(look, tmp_path / "journal.db")) for name, look in LOOKS.items()}
    counts = month.tally.told() | {"grown MB": growth} | {f"{name} ms": round(s * 1000) for name, s in looks.items()}
    figures.keep("a month", "all", counts)
    month.ledger.close()
    assert [counts[zero.value] for zero in Zero] == [0, 0, 0, 0], counts
    assert counts["faults"] > SALES * WRONG / 2
    assert growth < GROWTH_MOST_MB
    assert looks["looked over"] < LOOK_MOST_S
