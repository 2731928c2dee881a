"""Bars 3 and 4: writing one activation down, beside a bare write and sync on the same disk."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from app.core.activation import Order
from app.core.card import CardCode
from app.core.money import Currency, Money
from app.ledger.journal import SqliteLedger
from tests.bench.bar import Bar, compared

ROUNDS = 9
EACH = 200
AT = datetime(2026, 11, 23, 14, 3, tzinfo=UTC)
_BODY = {"amount": 50_000, "currency": "NOK", "name": "x" * 255, "originated_by": "store-1/till-1"}


def order(place: int) -> Order:
    """An order as a till writes it: a body of about 400 bytes."""
    return Order(
        activation_id=f"{place:032x}",
        sale_id=f"{place:031x}s",
        till_id="till-1",
        operator_id="operator-1",
        card=CardCode(f"7001{place:012d}"),
        money=Money(50_000, Currency.NOK),
        body=json.dumps({**_BODY, "metadata": {"pos_activation_id": f"{place:032x}"}}).encode(),
        confirmed_at=AT,
        customer_name="Ærlig Øystein Åsen",
    )


def journal(folder: Path) -> SqliteLedger:
    """A new journal, marked as a till's is."""
    marks = folder / "marks"
    return SqliteLedger.open(folder / "journal.db", journal_id="bench", till_id="till-1", at=AT, mark_folder=marks)


def bars(folder: Path) -> list[Bar]:
    """Enqueue over write and fdatasync; syncs for each enqueue, counted by the kernel."""
    ledger = journal(folder)
    descriptor = os.open(folder / "floor", os.O_CREAT | os.O_WRONLY)
    os.write(descriptor, bytes(4096 * 1024))
    os.fsync(descriptor)
    floors, figures = [], []
    for turn in range(ROUNDS + 1):
        first = turn * EACH
        floor = _median_us(lambda place: _write(descriptor, place), first)
        made = [[order(place)] for place in range(first, first + EACH)]
        figure = _median_us(partial(_add, ledger, made), first)
        if turn:
            floors.append(floor)
            figures.append(figure)
    os.close(descriptor)
    ledger.close()
    return [compared("3 durable enqueue over write+fdatasync", "us", floors, figures, 2.0), *_syncs(folder)]


def _add(ledger: SqliteLedger, made: list[list[Order]], place: int) -> None:
    ledger.add(made[place % EACH])


def _write(descriptor: int, place: int) -> None:
    os.pwrite(descriptor, b"x" * 4096, place % 1024 * 4096)
    os.fdatasync(descriptor)


def _median_us(work: Callable[[int], object], first: int) -> float:
    taken = []
    for place in range(first, first + EACH):
        begun = time.perf_counter()
        work(place)
        taken.append((time.perf_counter() - begun) * 1e6)
    return sorted(taken)[EACH // 2]


def _syncs(folder: Path) -> list[Bar]:
    """Runs this file under strace: the syncs of 1,000 enqueues, less those of none."""
    if shutil.which("strace") is None:
        raise SystemExit("the bench counts syncs with strace: install it")
    none, thousand = (_count(folder / f"syncs{rows}", rows) for rows in (0, 1000))
    each = (thousand - none) / 1000
    return [Bar("4 syncs for each enqueue", "syncs", 1.0, each, each, 1.1, 1.0 <= each <= 1.1)]


def _count(folder: Path, rows: int) -> int:
    folder.mkdir()
    command = ["strace", "-f", "-c", "-e", "trace=fsync,fdatasync", sys.executable, "-m", "tests.bench.enqueue"]
    done = subprocess.run([*command, str(folder), str(rows)], capture_output=True, text=True, check=True)
    return sum(
        int(found[1])
        for found in re.finditer(r"^\s*\S+\s+\S+\s+\S+\s+(\d+)\s.*f(?:data)?sync$", done.stderr, re.MULTILINE)
    )


if __name__ == "__main__":
    writing = journal(Path(sys.argv[1]))
    for number in range(int(sys.argv[2])):
        writing.add([order(number)])
    writing.close()
