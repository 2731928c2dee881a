"""Long walks through all that can happen to one till: the promises I1 to I8 hold after each step of each.

WALKS is how many (1,400), WALK_STEPS how long each is (40). A failure names its seed, and `walk(seed, steps)` goes it
again.
"""

import os

import pytest

from tests.simulation import figures
from tests.till.walks import walk

AT_ONCE = 140
WALKS = int(os.environ.get("WALKS", "1400"))
STEPS = int(os.environ.get("WALK_STEPS", "40"))
PARTS = [range(at, min(at + AT_ONCE, WALKS)) for at in range(0, WALKS, AT_ONCE)]


@pytest.mark.parametrize("seeds", PARTS, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")
def test_wherever_a_walk_leads_every_promise_holds(seeds: range) -> None:
    for seed in seeds:
        try:
            walk(seed, STEPS)
        except AssertionError as broken:
            raise AssertionError(f"walk({seed}, {STEPS}): {broken}") from broken
    figures.keep("sequences", f"walks {seeds.start}", {"walks": len(seeds), "steps": len(seeds) * STEPS})
