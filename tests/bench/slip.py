"""An offline sale from Enter to the slip's bytes: what it costs beside laying the slip out, in bare synced commits.

A is a bare synced SQLite commit of a row about as large as what the sale writes, B laying out the slip with its code,
C the whole sale by the real use case, limits and all, until the bytes stand at a printer that keeps them. Each in turn,
on one disk. Every round has a journal of its own, so that no more waits there than a till's limits allow.
"""

import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import apsw

from app.compose.options import Options
from app.compose.world import World, open_world
from app.core.activation import queued
from app.core.card import CardCode
from app.core.money import Currency, Money
from app.core.paper import Paper
from app.core.receipt import receipt, with_codes
from app.core.sale import Line as SaleLine
from app.core.sale import Sale, orders
from app.printer.escpos_bytes import receipt_bytes
from app.printer.profile import PRESETS
from app.till.counter import Counter
from app.till.line import Line, LineState
from app.till.ports import PrintOutcome, PrintReport
from tests.bench.bar import Bar, compared

ROUNDS = 9
EACH = 25
"""Fewer than a cashier may sell offline in an hour."""
ROW_BYTES = 2_000
PROFILE = PRESETS["80mm"]
NOBODY = "http://127.0.0.1:9"


@dataclass
class KeptBytes:
    """A printer port in memory, which notes when the last byte of a slip was there."""

    noted: Callable[[], object]
    columns: int = PROFILE.columns
    job: bytes = b""

    def check(self) -> PrintReport:
        """It is always ready."""
        return PrintReport(PrintOutcome.YES)

    def print(self, paper: Paper, *, opens_drawer: bool = False) -> PrintReport:
        """Lays the paper out."""
        self.job = receipt_bytes(paper, PROFILE)
        self.noted()
        return PrintReport(PrintOutcome.YES)


def bars(folder: Path) -> list[Bar]:
    """The sale less its slip, the whole of it, and its syncs as the kernel counts them."""
    bare, beside, whole, both = [], [], [], []
    for turn in range(ROUNDS + 1):
        commit, slip, sale = _round(folder / f"round{turn}")
        if turn:  # the first round loads what draws and writes
            bare.append(commit)
            beside.append(sale - slip)
            both.append(commit + slip)
            whole.append(sale)
    return [
        compared("offline sale, Enter to slip bytes, less laying out, over a synced commit", "us", bare, beside, 2.0),
        compared("offline sale, Enter to slip bytes, over laying out and a synced commit", "us", both, whole, 1.25),
        _syncs(folder),
    ]


def _round(folder: Path) -> tuple[float, float, float]:
    """The medians of A, B and C in microseconds."""
    bare = _bare(folder)
    written: list[float] = []
    with open_world(Options(folder / "till", NOBODY)) as world:
        counter = offline(world, lambda: written.append(time.perf_counter()))
        commits, slips, sales = [], [], []
        for place in range(EACH):
            slips.append(_timed(lambda place=place: lay_out(counter, sale(place))))
            commits.append(_timed(lambda: bare.execute("INSERT INTO row VALUES (?)", (bytes(ROW_BYTES),))))
            begun = time.perf_counter()
            counter.sell(sale(place), lambda _step: None)
            sales.append(written[-1] - begun)
    bare.close()
    return _median_us(commits), _median_us(slips), _median_us(sales)


def _bare(folder: Path) -> apsw.Connection:
    folder.mkdir()
    bare = apsw.Connection(str(folder / "bare.db"))
    bare.pragma("journal_mode", "WAL")
    bare.pragma("synchronous", "FULL")
    bare.execute("CREATE TABLE row (content BLOB NOT NULL)")
    return bare


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _median_us(taken: list[float]) -> float:
    return statistics.median(taken) * 1e6


def offline(world: World, noted: Callable[[], object]) -> Counter:
    """The counter of a real till whose line is known to be down, and whose printer keeps its bytes."""
    road = world.counter.road
    papers = replace(road.papers, printer=KeptBytes(noted))
    return replace(world.counter, road=replace(road, papers=papers), line=lambda: Line(LineState.OFFLINE))


def sale(place: int) -> Sale:
    """One card for a named customer."""
    card = CardCode(f"7001{place:012d}")
    return Sale((SaleLine(card, Money(10_000, Currency.NOK)),), "operator-1", customer_name="Ærlig Øystein Åsen")


def lay_out(counter: Counter, made: Sale) -> bytes:
    """The slip of a sale that is not written: from its order to its bytes."""
    road = counter.road
    now, ids = road.clock.now(), [road.identifiers.new()]
    waiting = [queued(order) for order in orders(made, counter.shop, road.identifiers.new(), ids, now)]
    return receipt_bytes(receipt(with_codes(counter.letterhead, waiting), waiting, 1, now), PROFILE)


def _syncs(folder: Path) -> Bar:
    """Runs this file under strace, with a mark at each Enter and each slip: the syncs between the two."""
    if shutil.which("strace") is None:
        raise SystemExit("the bench counts syncs with strace: install it")
    log = folder / "log"
    command = ["strace", "-f", "-o", str(log), "-e", "trace=fsync,fdatasync,mkdir", sys.executable, "-m", __name__]
    subprocess.run([*command, str(folder / "counted")], check=True, capture_output=True)
    made = re.findall(r"(fsync|fdatasync|(?<=mkdir\(\"/)enter|(?<=mkdir\(\"/)bytes)", log.read_text("utf-8"))
    counts = [part.split("bytes")[0].count("sync") for part in " ".join(made).split("enter")[1:]]
    each = statistics.mean(counts)
    return Bar(
        "syncs from Enter to slip bytes", "syncs", 1.0, each, each, 1.1, len(counts) == EACH and 1.0 <= each <= 1.1
    )


def _mark(name: str) -> None:
    """A call that the kernel sees and refuses."""
    with suppress(OSError):
        Path(f"/{name}/mark").mkdir()


if __name__ == "__main__":
    with open_world(Options(Path(sys.argv[1]), NOBODY)) as till:
        selling = offline(till, lambda: _mark("bytes"))
        for number in range(EACH):
            _mark("enter")
            selling.sell(sale(number), lambda _step: None)
