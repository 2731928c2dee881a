"""Simulated head offices: killed at every step, with answers lost before and after the issuer's work.

At the end every card of the issuer is in the export with its right secrets, or listed as one not to print, and the
export has exactly the number that was ordered.
"""

import os
from pathlib import Path
from random import Random

import pytest

from app.core.batch import BatchOrder
from tests.office.killed import Fuse, Killed, KilledBook, KilledMaker
from tests.office.model import Fault
from tests.office.shop import Office, an_order, opened

SEEDS = int(os.environ.get("BATCH_SEEDS", "12"))
RESTARTS = 60
NEVER = 1_000_000


def lost_one_in(times: int, chance: Random) -> Fault:
    if chance.randrange(times):
        return Fault.NONE
    return chance.choice([Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.LATE, Fault.NOT_SENT, Fault.PAUSE])


def lived(office: Office, order: BatchOrder, path: Path, fuse: Fuse, at_once: int) -> bool:
    """One process from its start to its end, or to its death. Whether the batch came to its end."""
    office.clock.restart()
    book = opened(path)
    office.book = KilledBook(book, fuse)
    maker, office.maker = office.maker, KilledMaker(office.maker, fuse)
    try:
        office.planned(order)
        run = office.run(order, at_once)
    except Killed:
        return False
    finally:
        office.maker, office.book = maker, book
        book.close()
    return run.stopped is None


@pytest.mark.parametrize(("fault", "at_once"), [(Fault.NONE, 1), (Fault.LOST_AFTER, 3), (Fault.LOST_BEFORE, 1)])
def test_killed_at_any_step_nothing_is_lost(tmp_path: Path, fault: Fault, at_once: int) -> None:
    order = an_order(12, chunk_size=4)
    places = 0
    was_killed = True
    while was_killed:
        places += 1
        path = tmp_path / f"{places}.db"
        office = Office(opened(path))
        office.book.close()
        faults = iter([Fault.NONE, fault])
        office.maker.fault = lambda faults=faults: next(faults, Fault.NONE)
        was_killed = not lived(office, order, path, Fuse(places), at_once)
        while was_killed and not lived(office, order, path, Fuse(NEVER), at_once):
            pass
        office.book = opened(path)
        office.demand_nothing_lost(order)
        office.book.close()
    assert places > 20


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_head_office_in_bad_weather_loses_nothing(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    path = tmp_path / "batches.db"
    office = Office(opened(path), seed)
    office.book.close()
    office.issuer.duplicate = chance.choice(["refuse-all", "skip", "partial", "400-partial", "reissue"])
    office.issuer.order = chance.choice(["same", "reversed"])
    office.issuer.limit = chance.choice([NEVER, 3])
    office.maker.fault = lambda: lost_one_in(20, chance)
    office.reader.fault = lambda: chance.random() < 0.02
    order = an_order(chance.randrange(1, 200), chunk_size=chance.choice([1, 4, 10]))
    at_once = chance.choice([1, 4])
    for life in range(RESTARTS):
        fuse = Fuse(chance.randrange(1, 60) if life < RESTARTS // 2 else NEVER)
        if lived(office, order, path, fuse, at_once):
            break
    office.book = opened(path)
    office.demand_nothing_lost(order)
    office.book.close()
