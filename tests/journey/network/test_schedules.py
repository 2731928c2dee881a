"""Hundreds of plans of a bad line, each drawn from its seed: nothing twice, nothing lost, no lie, nothing unsettled.

NETWORK_SCHEDULES is how many (200), NETWORK_SEED one seed alone, as a failure names it.
"""

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.core.rules import Facts
from tests.journey.network.exchange import Fault
from tests.journey.network.fault_line import Lines
from tests.journey.network.issuers import Issuer, issuer
from tests.journey.network.till_on_the_line import QUARANTINE, TillOnTheLine, Verdict, verdict
from tests.journey.network.weather import SINGLE, Act, Schedule, Turn, schedule
from tests.simulation import figures

SCHEDULES = int(os.environ.get("NETWORK_SCHEDULES", "200"))
ONE = os.environ.get("NETWORK_SEED", "")
PARTS = 1 if ONE else 4
"""Parts of the whole, so that test workers can share them."""
TILLS_AT_ONCE = 12
CARDS_EACH = 12


@pytest.fixture(scope="module")
def issuers() -> Iterator[dict[bool, Issuer]]:
    """Two services, by whether a second activation is added on top."""
    with issuer() as refusing, issuer("activate_not_inactive=200-added") as adding:
        yield {False: refusing, True: adding}


@pytest.fixture(scope="module")
def lines() -> Iterator[Lines]:
    with Lines() as running:
        yield running


def followed(plan: Schedule, issuers: dict[bool, Issuer], lines: Lines, folder: Path, facts: Facts) -> TillOnTheLine:
    """A till that went through the whole plan; its journal is still open."""
    cards = [f"NET-{folder.name}-{plan.seed}-{number}" for number in range(CARDS_EACH)]
    issuers[plan.adds].new_cards(cards)
    home = folder / str(plan.seed)
    home.mkdir()
    till = TillOnTheLine(home, lines.line(issuers[plan.adds].port), cards, facts)
    till.follow(plan)
    return till


def judged(
    plans: list[Schedule], issuers: dict[bool, Issuer], lines: Lines, folder: Path, facts: Facts | None = None
) -> list[tuple[Schedule, Verdict, TillOnTheLine]]:
    """Every plan, several tills at a time; then each is held to the truth."""

    def follow(plan: Schedule) -> TillOnTheLine:
        own = Facts(server_cas=plan.knows_cas, quarantine=QUARANTINE)
        return followed(plan, issuers, lines, folder, facts or own)

    with ThreadPoolExecutor(TILLS_AT_ONCE) as pool:
        tills = list(pool.map(follow, plans))
    truths = {adds: each.truth() for adds, each in issuers.items()}
    ends = [(plan, verdict(till, truths[plan.adds]), till) for plan, till in zip(plans, tills, strict=True)]
    for till in tills:
        till.close()
    return ends


def _told(plan: Schedule, end: Verdict, till: TillOnTheLine) -> str:
    """How to see it again, and what was wrong."""
    return f"NETWORK_SEED={plan.seed}: {end}\n  {plan}\n  met {till.line.met}"


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_the_line_does_nothing_is_loaded_twice_lost_claimed_or_left(
    part: int, issuers: dict[bool, Issuer], lines: Lines, tmp_path: Path
) -> None:
    seeds = [int(ONE)] if ONE else range(part, SCHEDULES, PARTS)
    ends = judged([schedule(seed) for seed in seeds], issuers, lines, tmp_path)
    bad = [_told(*end) for end in ends if not end[1].is_well]
    met = Counter(kind for _, _, till in ends for kind in till.line.met)
    counts = {
        "schedules": len(ends),
        "sales": sum(len(till.sold) for _, _, till in ends),
        "faults": sum(met.values()) - met["pass"],
        "twice": sum(len(end.twice) for _, end, _ in ends),
        "lost": sum(len(end.lost) for _, end, _ in ends),
        "lies": sum(len(end.lies) for _, end, _ in ends),
        "unsettled": sum(len(end.unsettled) for _, end, _ in ends),
    }
    figures.keep("bad lines", str(part), counts)
    assert not bad, "\n".join(bad)
    if len(ends) >= 50:
        assert set(SINGLE) <= set(met), "a kind of fault was never met"
        states = Counter(state for _, end, _ in ends for state in end.states)
        assert states["active"] > len(ends)
        assert states["cancelled"] > 0


def test_without_a_quarantine_the_same_line_loads_a_card_twice(
    issuers: dict[bool, Issuer], lines: Lines, tmp_path: Path
) -> None:
    """The harness has teeth: a till that does not wait is caught on a service that adds."""
    late = Fault("late", wait_s=0.3)
    turns = (Turn(Act.SELL, (Fault("pass"), Fault("pass"), late)), Turn(Act.SETTLE), Turn(Act.SETTLE))
    plans = [Schedule(seed, adds=True, knows_cas=False, turns=turns) for seed in range(10_000, 10_004)]
    careless = judged(plans, issuers, lines, tmp_path, Facts(quarantine=QUARANTINE * 0))
    assert any(end.twice for _, end, _ in careless)


def test_the_same_seed_is_the_same_plan() -> None:
    assert [schedule(seed) for seed in range(50)] == [schedule(seed) for seed in range(50)]
