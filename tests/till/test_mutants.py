"""The tests of the till have teeth: each wrong rule makes a story or a walk fail, and the right rules make none.

Of the walks with the right rules `tests/simulation/test_walks.py` goes many more, and these among them.
"""

import pytest

from tests.till.walks import STORIES, walk
from tests.till.wrong_rules import MUTANTS, Mutant

SEEDS = range(300)
FEW = range(50)


def failing(seeds: range) -> list[str]:
    """What first failed to hold, in the stories and then in the walks."""
    for story in STORIES:
        try:
            story()
        except AssertionError as broken:
            return [str(broken)]
    for seed in seeds:
        try:
            walk(seed)
        except AssertionError as broken:
            return [f"seed {seed}: {broken}"]
    return []


def test_with_the_right_rules_every_story_and_walk_ends_well() -> None:
    assert failing(FEW) == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__.replace("_", " "))
def test_a_wrong_rule_is_noticed(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    (what,) = failing(SEEDS)
    assert what, "an invariant failed to hold, and says which"


def test_each_wrong_rule_stands_in_the_list_once() -> None:
    assert len({mutant.__name__ for mutant in MUTANTS}) == len(MUTANTS) >= 11
