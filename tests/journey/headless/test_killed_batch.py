"""The program is killed with SIGKILL at any write and sync of a batch's run, and one answer in twenty is lost.

It dies in the middle of a commit, or one of the short-lived processes that seal answers does. At the end every card
that the issuer made is sealed with its right secrets or listed as one not to print, and exactly the ordered number is
sealed. `KILL_SWEEP=all` kills at every write and every sync; without it at one of each. Right before and right after
each commit: `test_each_commit_of_a_batch`.
"""

import os
import random
from pathlib import Path

import pytest

from tests.command.at_the_counter import Till
from tests.command.head_office import HeadOffice
from tests.journey.headless.conftest import SETTINGS
from tests.journey.headless.program import KILLED, killed_at, program, run
from tests.sandbox.running import Running
from tests.simulation import figures

IS_WHOLE = os.environ.get("KILL_SWEEP") == "all"
SAMPLE = {"pwrite64": 1, "fsync": 1}
"""Syncs of the journal are those of its commits."""
PLACES = {"fdatasync": 10, "pwrite64": 40, "fsync": 6}
"""So many at least: three chunks with three steps each; the last is of the processes that seal."""
REKEY_PLACES = {"fdatasync": 6, "pwrite64": 30, "fsync": 6}
RUNS = 12


def places(call: str) -> list[int]:
    every = range(1, PLACES[call] + 1)
    return list(every) if IS_WHOLE else sorted(random.Random(call).sample(every, SAMPLE[call]))


@pytest.mark.parametrize("call", PLACES if IS_WHOLE else SAMPLE)
def test_a_batch_that_is_killed_at_any_step_loses_no_secret(
    till: Till, issuer: Running, tmp_path: Path, call: str
) -> None:
    kills = 0
    for number in places(call):
        home = tmp_path / str(number)
        home.mkdir(mode=0o700)
        (home / "settings.toml").write_text(SETTINGS, "utf-8")
        office = HeadOffice(Till(home, till.url, till.capsys, till.patch), issuer, f"{call[0].upper()}{number}-")
        assert office.plan(count=12, chunk=4).code == 0
        issuer.lay(
            {"on": "batch", "fault": "answer-lost-after", "probability": 0.025, "times": None},
            {"on": "batch", "fault": "lost-before", "probability": 0.025, "times": None},
            seed=number,
        )
        words = program("batch", "run", "1", "--at-once", "1", "--home", str(home), "--sandbox", issuer.url)
        ended = run(*killed_at(call, number), *words)
        assert ended.returncode in KILLED | {0, 3, 4}, ended.stderr
        kills += ended.returncode in KILLED
        assert any(office.run().code == 0 for _ in range(RUNS)), "the batch does not become whole"
        issuer.lay()
        office.demand_nothing_lost()
    assert kills or call == "fsync", "a sweep that never kills the program proves nothing"
    figures.keep("killed programs", f"ordering {call}", {"kills": kills, "ordering": kills})


@pytest.mark.skipif(
    not IS_WHOLE, reason="KILL_SWEEP=all kills a re-key at every write; tests/office does at every step"
)
@pytest.mark.parametrize("call", REKEY_PLACES)
def test_a_rekey_that_is_killed_at_any_step_leaves_no_card_with_wrong_secrets(
    till: Till, issuer: Running, tmp_path: Path, call: str
) -> None:
    kills = 0
    for number in range(1, REKEY_PLACES[call] + 1):
        home = tmp_path / str(number)
        home.mkdir(mode=0o700)
        (home / "settings.toml").write_text(SETTINGS, "utf-8")
        office = HeadOffice(Till(home, till.url, till.capsys, till.patch), issuer, f"R{call[0].upper()}{number}-")
        assert office.plan(count=4, chunk=2).code == 0
        issuer.lay({"on": "batch", "fault": "answer-lost-after"})
        assert office.run("--keep-lost").code == 3
        words = ("rekey", "1", "--all-lost", "--token-days", "9", "--json")
        told = program("batch", *words, "--home", str(home), "--sandbox", issuer.url)
        ended = run(*killed_at(call, number), *told)
        assert ended.returncode in KILLED | {0, 4}, ended.stderr
        kills += ended.returncode in KILLED
        assert any(office.batch(*words).code == 0 for _ in range(RUNS)), "the cards do not get their secrets"
        office.demand_nothing_lost()
    assert kills or call == "fsync", "a sweep that never kills the program proves nothing"
    figures.keep("killed programs", f"re-keying {call}", {"kills": kills, "re-keying": kills})
