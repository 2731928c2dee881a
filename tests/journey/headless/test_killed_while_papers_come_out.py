"""Waiting papers are printed by a real process that is killed around each write: none is lost, none comes twice.

What was due still is, and comes out; what was in print is asked for. KILL_SWEEP=all kills it at each sync.
"""

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from app.compose.options import Options
from app.compose.world import open_world
from app.till.ports import PrintOutcome
from tests.command.at_the_counter import Till
from tests.journey.headless.program import KILLED, Sale, calls_made, killed_at, new_cards, program, run
from tests.printer.decoder import decoded
from tests.printer.sink import Sink
from tests.sandbox.running import Running
from tests.simulation import figures

IS_WHOLE = os.environ.get("KILL_SWEEP") == "all"
RESET = b"\x1b@"
"""How each paper begins."""


def printing(home: Path, url: str) -> list[str]:
    where = ("--home", str(home), "--sandbox", url, "--printer", f"file:{home / 'paper'}")
    return program("papers", "print", "--json", *where)


def came_out(home: Path) -> Counter[int]:
    """How often each paper is in the file, whole."""
    file = home / "paper"
    jobs = file.read_bytes().split(RESET)[1:] if file.exists() else []
    events = [decoded(RESET + job).events for job in jobs]
    whole = [each for each in events if any(event.what == "cut" for event in each)]
    return Counter(int(event.text) for each in whole for event in each if event.what == "bar code")


def stands(home: Path, url: str) -> dict[int, PrintOutcome | None]:
    with open_world(Options(home, url, "none"), is_reading=True) as world:
        records = [world.ledger.paper(number) for number in (1, 2)]
    return {record.paper.number: record.printed for record in records if record is not None}


@pytest.fixture
def waiting(till: Till, issuer: Running, used_home: Path, tmp_path: Path) -> Path:
    """A home where two receipts wait for the printer."""
    sale = Sale.prepared(tmp_path / "waiting", used_home, new_cards(issuer, 2))
    own = Till(sale.home, till.url, till.capsys, till.patch)
    with Sink() as gone:
        nowhere = f"tcp://127.0.0.1:{gone.port}"
    for card in sale.cards:
        assert own.sell(card, "--printer", nowhere).value["printed"] == "no"
    return sale.home


def test_a_process_killed_around_each_write_of_a_print_loses_no_paper_and_prints_none_twice(
    till: Till, issuer: Running, waiting: Path, tmp_path: Path
) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(waiting, whole)
    syncs = calls_made(tmp_path / "log", *printing(whole, issuer.url))["fdatasync"]
    assert came_out(whole) == {1: 1, 2: 1}
    found: Counter[str] = Counter()
    kills = range(1, syncs + 1) if IS_WHOLE else range(syncs - 3, syncs)
    for number in kills:
        home = tmp_path / f"killed{number}"
        shutil.copytree(waiting, home)
        assert run(*killed_at("fdatasync", number), *printing(home, issuer.url)).returncode in KILLED
        left = stands(home, issuer.url)
        assert set(left.values()) <= {PrintOutcome.DUE, PrintOutcome.WAITING, PrintOutcome.YES}
        assert {number for number, outcome in left.items() if outcome is PrintOutcome.DUE}.isdisjoint(came_out(home))
        own = Till(home, till.url, till.capsys, till.patch)
        own.here("papers", "print", "--json", "--printer", f"file:{home / 'paper'}")
        after = stands(home, issuer.url)
        assert after == {
            number: PrintOutcome.UNKNOWN if outcome is PrintOutcome.WAITING else PrintOutcome.YES
            for number, outcome in left.items()
        }, "what was in print is asked for, and the rest comes out"
        counts = came_out(home)
        assert all(counts[number] == 1 for number, outcome in after.items() if outcome is PrintOutcome.YES)
        assert all(count == 1 for count in counts.values())
        found.update(outcome.value for outcome in left.values() if outcome)
    assert set(found) >= ({"due", "waiting", "yes"} if IS_WHOLE else {"waiting"}), "each moment was met"
    figures.keep("killed programs", "papers", {"kills": len(kills), "printing": len(kills)})
