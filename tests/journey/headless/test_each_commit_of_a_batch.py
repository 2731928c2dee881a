"""Head office's program, killed with SIGKILL right before or right after each commit of its journal of batches.

One call in twenty loses its answer meanwhile, before its work or after it, and the program is run again until the batch
is whole. Then every card that the issuer holds is in the export with its right secrets or listed as one not to print,
and the export has exactly the ordered number. `KILL_SWEEP=all` kills at every commit of every deed, else at three.
"""

import os
from dataclasses import replace
from datetime import timedelta
from inspect import getsource, isfunction
from itertools import product
from pathlib import Path
from random import Random

import pytest

from app.compose.office import Office
from app.core.batch import NEXT
from app.ledger.batch_book import SqliteBatchBook
from app.office import pace
from tests.command.at_the_counter import Till
from tests.command.head_office import HeadOffice
from tests.journey.headless.conftest import SETTINGS
from tests.journey.headless.dying import AFTER, BEFORE, SIDES, Commit, Place
from tests.journey.headless.killed_office import DEEDS, RUNS, Deed, demand_whole, die
from tests.sandbox.conftest import fresh
from tests.sandbox.running import Running
from tests.simulation import figures

IS_WHOLE = os.environ.get("KILL_SWEEP") == "all"
NAMES = list(DEEDS) if IS_WHOLE else ["running"]
SAMPLE = [(2, AFTER), (3, BEFORE), (3, AFTER)]
"""Around the one answer that nobody heard yet: it may be under way, it is sealed, it is known to be."""
SEEDS = (3, 5, 17) if IS_WHOLE else (3,)
"""Which answers are lost, and at which commits a program that goes on after a kill is killed again."""

SHORT = timedelta(seconds=0.1)

LOST = tuple(
    {"on": "any", "fault": fault, "probability": 0.03, "times": None} for fault in ("answer-lost-after", "lost-before")
)
"""A little more than one call in twenty, of whatever kind."""

NOT_BY_LOST_ANSWERS = {
    ("", "unknown"): "an answer that came left cards out",
    ("sending", "refused"): "the issuer said no",
    ("refused", "settled"): "as above",
    ("planned", "settled"): "the issuer takes no chunk so large, or the journal was put back",
}


def test_the_deeds_that_are_killed_make_every_step_that_lost_answers_lead_to() -> None:
    steps = {((old or ""), new.value) for old, following in NEXT.items() for new in following}
    assert set().union(*(deed.steps for deed in DEEDS.values())) == steps - NOT_BY_LOST_ANSWERS.keys()


def test_the_deeds_that_are_killed_commit_by_every_method_that_writes() -> None:
    """But for what is written as a journal is opened that was put back."""
    methods = {name: each for name, each in vars(SqliteBatchBook).items() if isfunction(each)}
    writing = {name for name, each in methods.items() if "self._transaction(" in getsource(each)}
    assert set().union(*(deed.methods for deed in DEEDS.values())) == writing - {"_heed"}


class Sweep:
    """One deed, begun again and again in a new office, at an issuer as at the start that loses the same answers."""

    def __init__(self, deed: Deed, till: Till, issuer: Running, folder: Path, seed: int) -> None:
        self.deed = deed
        self._till, self._issuer, self._folder, self._seed = till, issuer, folder, seed
        self._begun = 0
        self._others: set[str] = set()
        self.kills = self.calls = self.lost = 0

    def begin(self) -> HeadOffice:
        self._begun += 1
        home = self._folder / f"{self._seed}-{self._begun}"
        home.mkdir(mode=0o700)
        (home / "settings.toml").write_text(SETTINGS, "utf-8")
        fresh(self._issuer)
        self._others = set(self._issuer.cards())
        office = HeadOffice(Till(home, self._till.url, self._till.capsys, self._till.patch), self._issuer)
        self.deed.ready(office)
        self._issuer.lay(*self.deed.rules, *LOST, seed=self._seed)
        return office

    def counted(self) -> list[Commit]:
        """The commits of a deed that nobody kills."""
        return [each for each in die(self.begin(), self.deed, (0, AFTER)) if each.side == AFTER]

    def kill(self, place: Place, again: Place | None) -> Commit:
        """Kills the deed there, and the one that goes on after it, too, if it comes so far; then all must end well."""
        office = self.begin()
        killed = die(office, self.deed, place)[-1]
        assert (killed.number, killed.side) == place, "it was not killed"
        self.kills += 1
        if again is not None:
            self.kills += [(each.number, each.side) for each in die(office, self.deed, again)[-1:]] == [again]
        self._end(office)
        return killed

    def _end(self, office: HeadOffice) -> None:
        """Goes on, while answers are still lost, until all is whole; then nothing may be missing."""
        assert any(self.deed.again(office) for _ in range(RUNS)), "it does not come to its end"
        assert any(office.run().code == 0 for _ in range(RUNS)), "the batch does not become whole"
        rules = self._issuer.client.get("/_sandbox/faults").json()["rules"]
        surely = len(self.deed.rules)
        self.calls += rules[surely]["seen"] + sum(rule["fired"] for rule in rules[:surely])
        self.lost += sum(rule["fired"] for rule in rules)
        self._issuer.lay()
        demand_whole(office, self._others)


def hurries(till: Till) -> None:
    """What goes on after a kill waits a tenth of a second where it would wait for seconds or minutes."""
    road = Office.road.fget
    assert road is not None
    till.patch.setattr(Office, "road", property(lambda office: replace(road(office), quarantine=SHORT)))
    till.patch.setattr(pace, "GAPS", (SHORT,) * len(pace.GAPS))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_batch_whose_program_is_killed_at_any_commit_is_exported_whole_and_right(
    till: Till, issuer: Running, tmp_path: Path, name: str, seed: int
) -> None:
    hurries(till)
    sweep = Sweep(DEEDS[name], till, issuer, tmp_path, seed)
    places = [*product(range(1, len(sweep.counted()) + 1), SIDES)] if IS_WHOLE else SAMPLE
    chance = Random(f"{name} {seed}")
    killed: list[Commit] = []
    for place in places:
        again = (chance.randint(1, 6), chance.choice(SIDES)) if IS_WHOLE and not chance.randrange(3) else None
        killed.append(sweep.kill(place, again))
    for side in SIDES if IS_WHOLE else ():
        here = [each for each in killed if each.side == side]
        assert set().union(*(each.steps for each in here)) >= sweep.deed.steps
        assert {each.method for each in here} >= sweep.deed.methods
    assert IS_WHOLE or [each.steps for each in killed] == [{("planned", "sending")}, *[{("sending", "sealed")}] * 2]
    figures.keep("killed programs", f"{name} {seed}", {"kills": sweep.kills, "at a commit of a batch": sweep.kills})
    figures.keep("calls of killed batches", f"{name} {seed}", {"calls": sweep.calls, "lost": sweep.lost})
