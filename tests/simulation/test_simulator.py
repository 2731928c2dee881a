"""Thousands of small worlds: whatever happens, each sale is active exactly once or with a person, and nothing lied.

SEED=7 runs one world again; SEEDS=1000000 runs so many.
"""

import os

import pytest

from tests.simulation import figures
from tests.simulation.checker import Broken, Tally
from tests.simulation.simulator import simulated

AT_ONCE = 100
ONE = os.environ.get("SEED")
SEEDS = int(os.environ.get("SEEDS", "2000"))
PARTS = [range(int(ONE), int(ONE) + 1)] if ONE else [range(at, at + AT_ONCE) for at in range(0, SEEDS, AT_ONCE)]


@pytest.mark.parametrize("seeds", PARTS, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")
def test_whatever_happens_no_card_is_loaded_twice_none_is_lost_and_nothing_lied(seeds: range) -> None:
    tally = Tally()
    try:
        for seed in seeds:
            tally.add("seeds")
            simulated(seed, tally)
    except Broken as broken:
        tally.add(broken.zero)
        raise
    finally:
        figures.keep("simulator", f"{seeds.start}", tally.told())


def test_a_world_is_the_same_each_time() -> None:
    first, second = Tally(), Tally()
    for tally in (first, second):
        for seed in range(10):
            simulated(seed, tally)
    assert first.counts == second.counts
    assert first.counts["writes"] > 50
