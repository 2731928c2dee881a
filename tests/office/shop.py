"""One head office put together for tests: a real journal, a model issuer, and a driver without threads."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from app.core.batch import DO_NOT_PRINT, BatchOrder
from app.core.card_ids import IdScheme
from app.ledger.batch_book import SqliteBatchBook
from app.office.book import BatchBook
from app.office.pace import BatchRun
from app.office.plan import fill
from app.office.run import BatchRoad
from tests.core.test_batch import ORDER
from tests.fake_clock import MONDAY, FakeClock
from tests.office.model import ModelIssuer, ModelMaker, ModelReader, SeededFigures

TURNS = 100_000


def an_order(count: int, chunk_size: int = 10, **changes: object) -> BatchOrder:
    return replace(ORDER, count=count, chunk_size=chunk_size, scheme=IdScheme("GC", 9), **changes)


def opened(path: Path) -> SqliteBatchBook:
    return SqliteBatchBook.open(path, journal_id="b-1", at=MONDAY)


@dataclass
class Office:
    """All that a batch needs, and a hand that turns the clock while a run waits."""

    book: BatchBook
    seed: int = 0
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.issuer = ModelIssuer(self.clock)
        self.maker = ModelMaker(self.issuer)
        self.reader = ModelReader(self.issuer)
        self.figures = SeededFigures(Random(self.seed + 1))

    @property
    def road(self) -> BatchRoad:
        return BatchRoad(self.book, self.maker, self.reader, self.clock, self.figures)

    def planned(self, order: BatchOrder) -> BatchOrder:
        if self.book.standing(order.batch_id) is None:
            self.book.order(order)
        assert fill(self.book, self.figures, self.clock, order.batch_id) is None
        return order

    def run(self, order: BatchOrder, at_once: int = 1, *, keeps_lost: bool = False) -> BatchRun:
        """Drives a run to its end or to its stop. What is in hand ends in any order."""
        run = BatchRun(self.road, order, at_once, keeps_lost)
        in_hand: list = []
        for _ in range(TURNS):
            in_hand += run.begin()
            if run.is_over:
                return run
            if in_hand:
                chunk = in_hand.pop(self.chance.randrange(len(in_hand)))
                run.ended(chunk, run.work(chunk))
            elif wait := run.next_in():
                self.clock.move(wait.total_seconds())
        raise AssertionError("the run does not come to an end")

    # ------------------------------------------------------------ how it is at the end

    def exported(self, order: BatchOrder) -> Mapping[str, tuple[str, str]]:
        """The good cards with the secrets that lie in their sealed files."""
        cards: dict[str, tuple[str, str]] = {}
        after = 0
        while page := self.book.sealed(order.batch_id, after, 7):
            for chunk in page:
                for card_id in chunk.good:
                    assert card_id not in cards
                    cards[card_id] = self.maker.vault[chunk.file.name][card_id]
            after = page[-1].number
        return cards

    def do_not_print(self, order: BatchOrder) -> set[str]:
        told: set[str] = set()
        after = 0
        while page := self.book.fates(order.batch_id, after, 3):
            told |= {fate.card_id for fate in page if fate.fate in DO_NOT_PRINT}
            after = page[-1].chunk
        return told

    def demand_nothing_lost(self, order: BatchOrder) -> None:
        """Every card of the issuer is exported with its right secrets or listed; and exactly the ordered number is."""
        self.clock.move(3600)
        self.issuer.settle_late()
        exported, listed = self.exported(order), self.do_not_print(order)
        assert len(exported) == order.count
        assert not exported.keys() & listed
        assert self.issuer.cards.keys() <= exported.keys() | listed
        for card_id, secrets in exported.items():
            assert secrets == self.issuer.cards[card_id]
        standing = self.book.standing(order.batch_id)
        assert standing is not None
        assert standing.is_complete
        assert standing.do_not_print == len(listed)
