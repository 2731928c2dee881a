"""Receipts through a line that stalls, cuts and loses paper: each comes out once, or a person is asked about it.

RECEIPTS is how many are sold (100). The printer is the pretend one on TCP; its own decoder counts what it printed.
"""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Self

import pytest

from app.core.paper import PaperKind
from app.ledger.journal import SqliteLedger
from app.printer.patience import Patience
from app.printer.profile import PRESETS
from app.printer.raw_printer import RawPrinter
from app.printer.tcp_line import TcpPlace
from app.till.activate import Road, sell
from app.till.papers import Printed
from app.till.ports import PrintOutcome
from app.till.print_hand import PrintHand
from app.till.print_queue import AT_ONCE, Pace, PrintQueue
from tests.fakes import MONDAY, WORDS, FakeClock, FakeIssuer, road, sale
from tests.printer.decoder import Decoder
from tests.printer.sink import Mode, Sink
from tests.simulation import figures

RECEIPTS = int(os.environ.get("RECEIPTS", "100"))
SEEDS = range(1, 2 if RECEIPTS <= 100 else 4)
HASTY = Patience(
    connect_s=0.5,
    status_s=0.15,
    answer_s=0.15,
    answer_of_mute_s=0.1,
    drain_s=0.05,
    quiet_s=0.05,
    bytes_a_second=100_000,
)
PACE = Pace(timedelta(milliseconds=10), timedelta(milliseconds=60))
PATIENCE_S = 60.0 + RECEIPTS

FAULTS: tuple[dict[str, object], ...] = (
    {"mode": Mode.STALL},
    {"mode": Mode.FROZEN},
    {"mode": Mode.MUTE},
    {"paper": "out"},
    {"cover_open": True},
    {"pressed_offline": True},
    {"drop_after": 2},
    {"drop_after": 50},
    {"drop_after": 400, "with_reset": True},
    {"drop_after": 900},
    {"bytes_a_second": 4_000},
    {"paper_out_after": 300},
    {"sends_asb": True},
)
WELL: dict[str, object] = {
    "mode": Mode.NORMAL,
    "paper": "ok",
    "cover_open": False,
    "pressed_offline": False,
    "drop_after": None,
    "with_reset": False,
    "bytes_a_second": None,
    "paper_out_after": None,
    "sends_asb": False,
}


class RunningClock(FakeClock):
    """The wall stands still; what is waited for passes as it does."""

    def running(self) -> timedelta:
        return timedelta(seconds=time.monotonic())


class PrintingThread:
    """Drives a print queue as the window does."""

    def __init__(self, road: Road, queue: PrintQueue, hand: PrintHand) -> None:
        self.road, self.queue, self.heard = road, queue, list[Printed]()
        self._woken, self._is_over = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="printing")
        hand.wake = self._woken.set
        self._thread.start()

    def _run(self) -> None:
        while not self._is_over:
            self._woken.clear()
            wait = self.queue.print_next(self.heard.append)
            if wait != AT_ONCE:
                self._woken.wait(0.2 if wait is None else wait.total_seconds())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._is_over = True
        self._woken.set()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()


class BadLine:
    """Something is wrong with the printer, then it is well for a moment, then something else is: by seed."""

    def __init__(self, sink: Sink, seed: int) -> None:
        self.sink, self.chance, self.count = sink, random.Random(seed), 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bad line")
        self._thread.start()

    def _run(self) -> None:
        while not self._over.wait(self.chance.uniform(0.005, 0.08)):
            fault = self.chance.choice((*FAULTS, {"drop_after": self.chance.randint(300, 1_000)}))
            for name, value in fault.items():
                setattr(self.sink.faults, name, value)
            self.count += 1
            self._over.wait(self.chance.uniform(0.005, 0.5 if "mode" in fault else 0.15))
            self._mend()

    def _mend(self) -> None:
        for name, value in WELL.items():
            setattr(self.sink.faults, name, value)

    def end(self) -> None:
        self._over.set()
        self._thread.join(PATIENCE_S)
        self._mend()


def until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_S
    pause = threading.Event()
    while not is_so():
        assert time.monotonic() < ends, "it never came to rest"
        pause.wait(0.02)


def came_out(sink: Sink) -> list[tuple[int, bool]]:
    """Every whole paper on the roll, in its order: its number, and whether it is marked as a copy."""
    whole = []
    for job in list(sink.jobs):
        events = Decoder().read(bytes(job.printed)).events
        numbers = [int(event.text) for event in events if event.what == "bar code"]
        is_copy = any(event.text == WORDS["copy"] for event in events)
        whole += [(number, is_copy) for number in numbers if any(event.what == "cut" for event in events)]
    return whole


@pytest.fixture(params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    return request.param


def test_each_receipt_comes_out_once_or_is_asked_for_and_selling_goes_on(tmp_path: Path, seed: int) -> None:
    opened = SqliteLedger.open(tmp_path / "journal.db", journal_id="j", till_id="1", at=MONDAY)
    with Sink() as sink, closing(opened) as ledger, till_on(ledger, sink) as thread:
        selling = thread.road
        bad_line = BadLine(sink, seed)
        try:
            behind = sold(selling, ledger)
            until(lambda: bad_line.count >= 10 and ledger.due_paper() is None)
        finally:
            bad_line.end()
        until(lambda: all(job.outcome is PrintOutcome.UNKNOWN for job in ledger.print_jobs()))
        asked = {job.number for job in ledger.print_jobs()}
        rest(sink)
        first = Counter(number for number, _is_copy in came_out(sink))
        outcomes = {number: ledger.paper(number).printed for number in range(1, RECEIPTS + 1)}
        assert set(outcomes.values()) <= {PrintOutcome.YES, PrintOutcome.UNKNOWN}, "none is lost"
        assert {number for number, outcome in outcomes.items() if outcome is PrintOutcome.UNKNOWN} == asked
        assert {number: first[number] for number in outcomes if number not in asked} == dict.fromkeys(
            outcomes.keys() - asked, 1
        ), "what is called printed came out, and once"
        assert all(first[number] <= 1 for number in asked), "never twice by itself"
        in_order = [number for number, _is_copy in came_out(sink) if number not in asked]
        assert in_order == sorted(in_order)
        assert behind > 0, "the printer kept no sale waiting"

        for number in sorted(asked):  # the cashier looks at the roll
            selling.papers.answer(number, came_out=first[number] == 1)
        until(lambda: ledger.print_jobs() == ())
        rest(sink)
        last = Counter(number for number, _is_copy in came_out(sink))
        assert last == Counter(range(1, RECEIPTS + 1)), "each is in a customer's hand, and once"
        marked = {number for number, is_copy in came_out(sink) if is_copy}
        assert marked == {number for number in asked if first[number] == 0}
        counts = {"receipts": RECEIPTS, "faults": bad_line.count, "asked": len(asked), "printed by itself": len(first)}
        figures.keep("papers through a bad line", f"seed {seed}", counts)


def till_on(ledger: SqliteLedger, sink: Sink) -> PrintingThread:
    """A till over that journal, whose papers go to that printer on a thread of their own."""
    printer = RawPrinter(TcpPlace("127.0.0.1", sink.port), PRESETS["80mm"], HASTY)
    assert printer.check().outcome is PrintOutcome.YES
    hand = PrintHand()
    cards = [f"GIFT-{number}" for number in range(RECEIPTS)]
    clock = RunningClock()
    issuer = FakeIssuer(clock).with_cards(*cards)
    made = road(ledger, issuer, clock, papers=lambda plain: replace(plain, printer=printer, hand=hand))
    return PrintingThread(made, PrintQueue(made.papers, hand, PACE), hand)


def sold(selling: Road, ledger: SqliteLedger) -> int:
    """Sells every card, each third with the line down. How often a paper was still waiting when its sale was over."""
    behind = 0
    for number in range(RECEIPTS):
        done = sell(selling, sale(f"GIFT-{number}"), lambda _step: None, is_down=number % 3 == 0)
        assert done.printed is not None
        assert done.printed.paper.number == number + 1
        assert done.printed.paper.kind is (PaperKind.SLIP if number % 3 == 0 else PaperKind.RECEIPT)
        behind += ledger.due_paper() is not None
    return behind


def rest(sink: Sink) -> None:
    """What a stalled printer still had in its buffer comes out, too."""
    printed = -1
    while printed != (printed := sum(len(job.printed) for job in list(sink.jobs))):
        threading.Event().wait(0.3)
