"""Receipts in a row through printers that stall, stop, lose their line and run out of paper at random, by seed.

Whatever happens: a yes is a paper that came out once and whole, a no is one of which nothing came out, and no paper
comes out twice. FAULTY_RECEIPTS is how many go over each kind of line.
"""

import os
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from app.core.paper import BarCode, Paper, PaperKind, QrCode, Text
from app.printer.patience import Patience
from app.printer.profile import PRESETS
from app.printer.raw_printer import RawPrinter
from app.till.ports import PrintOutcome
from tests.printer.sink import Faults, Mode, Sink
from tests.printer.test_raw_printer import LINES, on_the_network
from tests.simulation import figures

RECEIPTS = int(os.environ.get("FAULTY_RECEIPTS", "12"))
SEEDS = 3
HASTY = Patience(
    connect_s=5.0, status_s=0.25, answer_s=0.25, answer_of_mute_s=0.1, drain_s=0.05, quiet_s=0.05, bytes_a_second=20_000
)
WELL = Faults()
TROUBLES = (
    {},
    {},
    {"paper": "low"},
    {"paper": "out"},
    {"cover_open": True},
    {"pressed_offline": True},
    {"mode": Mode.STALL},
    {"mode": Mode.FROZEN},
    {"mode": Mode.MUTE},
    {"sends_asb": True},
    {"bytes_a_second": 6_000, "buffer": 512},
)
CHANGES_S = 0.12
"""A trouble may begin or end at any moment of a print."""


def receipt(number: int) -> Paper:
    """A paper that is known by its number, with dots enough to be cut off in."""
    return Paper(PaperKind.SLIP, number, (Text(f"Paper {number}."), Text("王" * 20), QrCode("7" * 300), BarCode("1")))


def set_right(faults: Faults, trouble: dict[str, object]) -> None:
    for name in ("mode", "paper", "cover_open", "pressed_offline", "sends_asb", "bytes_a_second", "buffer"):
        setattr(faults, name, trouble.get(name, getattr(WELL, name)))


def papers_out(machine) -> Counter[int]:
    """Which papers came out to their cut, and how often."""
    jobs = machine.jobs if isinstance(machine, Sink) else [machine.job]
    out: Counter[int] = Counter()
    for job in jobs:
        number = None
        for event in job.paper.events:
            if event.what == "line" and event.text.startswith("Paper "):
                number = int(event.text[6:-1])
            elif event.what == "cut" and number is not None:
                out[number] += 1
                number = None
    return out


def begun(machine) -> set[int]:
    """Of which papers anything came out."""
    jobs = machine.jobs if isinstance(machine, Sink) else [machine.job]
    lines = [event.text for job in jobs for event in job.paper.events if event.what == "line"]
    return {int(line[6:-1]) for line in lines if line.startswith("Paper ")}


def outcomes_of(line, seed: int) -> tuple[dict[int, PrintOutcome], Counter[int], set[int]]:
    chance = random.Random(seed)
    outcomes: dict[int, PrintOutcome] = {}
    with line() as (machine, place):
        printer = RawPrinter(place, PRESETS["80mm"], HASTY)
        for number in range(1, RECEIPTS + 1):
            set_right(machine.faults, chance.choice(TROUBLES))
            machine.faults.drop_after = (
                chance.randrange(3, 3_000) if line is on_the_network and chance.random() < 0.2 else None
            )
            changed = threading.Timer(chance.random() * CHANGES_S, set_right, (machine.faults, chance.choice(TROUBLES)))
            changed.start()
            outcomes[number] = printer.print(receipt(number)).outcome
            changed.cancel()
            changed.join()
        set_right(machine.faults, {})
        machine.faults.drop_after = None
        last = RECEIPTS + 1
        for _ in range(40):
            if printer.print(receipt(last)).outcome is PrintOutcome.YES:
                break
        out, seen = papers_out(machine), begun(machine)
        assert out[last] >= 1
    return outcomes, out, seen


def test_a_yes_came_out_once_a_no_never_and_nothing_twice() -> None:
    """All lines and seeds at the same time, as most of it is waiting."""
    runs = [(line, seed) for line in LINES for seed in range(SEEDS)]
    with ThreadPoolExecutor(len(runs)) as threads:
        ends = list(threads.map(lambda run: outcomes_of(*run), runs))
    counted: Counter[str] = Counter()
    for (line, seed), (outcomes, out, seen) in zip(runs, ends, strict=True):
        for number, outcome in outcomes.items():
            where = (line.__name__, seed, number)
            counted[outcome.value] += 1
            assert out[number] <= 1, where
            if outcome is PrintOutcome.YES:
                assert out[number] == 1, where
            if outcome is PrintOutcome.NO:
                assert number not in seen, where
    figures.keep("faulty lines", "printer", dict(counted))
