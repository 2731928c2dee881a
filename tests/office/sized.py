"""`python -m tests.office.sized CARDS FOLDER`: plans so many cards, makes half of them, ends, goes on; prints figures.

The maker remembers nothing, so that the memory measured is the program's own.
"""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

from app.config.clock import SystemClock
from app.config.secret_figures import SystemFigures
from app.core.answer import Answer, Kind
from app.core.batch import ChunkState
from app.core.card import CardCode
from app.core.card_ids import IdScheme
from app.core.problem import Problem
from app.office.pace import BatchRun
from app.office.plan import fill
from app.office.ports import CallFate, ChunkAnswer, ChunkOrder, MadeCard, SealedFile
from app.office.run import BatchRoad
from tests.office.shop import an_order, opened

CHUNK = 1000


class ForgetfulMaker:
    """Makes every card and keeps nothing. `calls_s` is the time spent in here."""

    def __init__(self) -> None:
        self.calls_s = 0.0

    def ready(self, order: ChunkOrder) -> Problem | None:
        return None

    def found(self, order: ChunkOrder) -> None:
        return None

    def make(self, order: ChunkOrder) -> ChunkAnswer:
        begun = time.perf_counter()
        made = tuple(MadeCard(card_id, "inactive", is_whole=True) for card_id in order.card_ids)
        answer = ChunkAnswer(CallFate.SEALED, SealedFile(order.chunk_id, 1, "ab" * 32), made, status=200)
        self.calls_s += time.perf_counter() - begun
        return answer


class NobodysReader:
    """Knows no card."""

    def read(self, card: CardCode) -> Answer:
        return Answer(Kind.REFUSED, status=404)


def peak_kb() -> int:
    """This program's own peak. What getrusage tells of a new process may still be its parent's."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def main(cards: int, path: Path) -> None:
    figures: dict[str, float] = {}
    clock, maker = SystemClock(), ForgetfulMaker()
    order = replace(an_order(cards, chunk_size=CHUNK), scheme=IdScheme("GC", 12))
    book = opened(path)
    begun = time.perf_counter()
    book.order(order)
    assert fill(book, SystemFigures(), clock, order.batch_id) is None
    figures["plan_s"] = time.perf_counter() - begun
    road = BatchRoad(book, maker, NobodysReader(), clock, SystemFigures())
    making = BatchRun(road, order)
    begun = time.perf_counter()
    for _ in range(cards // CHUNK // 2):
        [chunk] = making.begin()
        making.ended(chunk, making.work(chunk))
    figures["half_s"] = time.perf_counter() - begun - maker.calls_s
    book.close()
    begun = time.perf_counter()
    book = opened(path)
    making = BatchRun(BatchRoad(book, maker, NobodysReader(), clock, SystemFigures()), order)
    [chunk] = making.begin()
    figures["resume_s"] = time.perf_counter() - begun
    while not making.is_over:
        if chunk is not None:
            making.ended(chunk, making.work(chunk))
        chunk = next(iter(making.begin()), None)
    assert book.standing(order.batch_id).cards == {ChunkState.CHECKED: cards}
    book.close()
    figures["peak_kb"] = peak_kb()
    print(json.dumps(figures))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
