"""Killed with SIGKILL at any moment, the journal holds every promised row and at most the one in flight.

KILLED_CARDS is how many cards the tills sell that are killed at each of their writes (1).
"""

import json
import os
import random
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.activation import State
from app.ledger.files import JournalFiles
from tests.ledger.orders import order
from tests.ledger.pulled_plug import ROOT, Ended, command, look_over, reopened, run, steps_in, with_fault
from tests.simulation import figures

CARDS = 2
KILLED_CARDS = int(os.environ.get("KILLED_CARDS", "1"))
SYNCS = 13
"""How often a fresh till that sells two cards syncs its database; a test below holds this figure to the truth."""
SYNCS_OF_NAMES = 3
"""How often it syncs its folder or a file that is no database, which is before it sells; held to the truth below."""


def count_kills(part: object, kills: int = 1) -> None:
    figures.keep("killed journals", str(part), {"kills": kills})


def fresh(tmp_path: Path, name: object) -> Path:
    return tmp_path / str(name) / "journal.db"


def goes_on(journal: Path) -> None:
    """The next start finds the lock free and sells."""
    ledger = reopened(journal)
    assert State.SENDING not in {event.state for a in ledger.cases() for event in ledger.history(a.id)[-1:]}
    number = 900
    (activation,) = ledger.add([order(number)])
    assert ledger.activation(activation.id) == activation
    ledger.close()


@pytest.mark.parametrize("seed", range(6))
def test_a_till_killed_while_it_sells_forgets_nothing_it_promised(tmp_path: Path, seed: int) -> None:
    journal, chance = fresh(tmp_path, seed), random.Random(seed)
    promised: dict[str, int] = {}
    for _start in range(3):
        child = subprocess.Popen(command(journal, 10_000), cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        heard = [child.stdout.readline() for _ in range(chance.randint(1, 90))]
        child.send_signal(signal.SIGKILL)
        heard += child.stdout.readlines()
        child.stdout.close()
        ended = Ended(child.wait(), tuple(heard))
        assert ended.code == -signal.SIGKILL
        promised |= ended.promised
        steps = steps_in(journal)
        assert all(steps[activation_id] >= seq for activation_id, seq in promised.items())
        assert sum(steps.values()) - sum(promised.values()) in {0, 1}
        promised = steps
    goes_on(journal)
    count_kills(f"by chance {seed}", 3)


@pytest.mark.parametrize("number", range(1, SYNCS + 1))
def test_a_till_killed_at_any_sync_forgets_nothing_it_promised(tmp_path: Path, number: int) -> None:
    killed_at(tmp_path, "fdatasync", number)


@pytest.mark.parametrize("number", random.Random(2026).sample(range(1, 120), 6))
def test_a_till_killed_at_a_write_forgets_nothing_it_promised(tmp_path: Path, number: int) -> None:
    killed_at(tmp_path, "pwrite64", number)


@pytest.mark.parametrize("how", [(), ("often",)], ids=["into the log", "and into the database"])
@pytest.mark.parametrize("call", ["pwrite64", "ftruncate", "open"])
def test_a_till_killed_at_any_write_forgets_nothing_it_promised(
    tmp_path: Path, call: str, how: tuple[str, ...]
) -> None:
    """Every one of them, by forked tills: each is a process that ends by the signal."""
    words = [sys.executable, "-m", "tests.ledger.forked_tills", str(tmp_path), call, str(KILLED_CARDS), *how]
    child = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    *ends, whole = map(json.loads, child.stdout.splitlines())
    assert whole["said"][-1] == "end", "the sweep reached the last call"
    assert [end["signal"] for end in ends] == [signal.SIGKILL] * len(ends)
    for end in ends:
        journal = fresh(tmp_path, end["number"])
        if journal.exists():
            look_over(journal, Ended(-end["signal"], tuple(end["said"])).promised)
        goes_on(journal)
    count_kills(f"{call} {' '.join(how)}", len(ends))


@pytest.mark.parametrize("number", range(1, SYNCS_OF_NAMES + 1))
def test_a_till_killed_at_any_sync_of_a_name_or_of_a_mark_forgets_nothing_it_promised(
    tmp_path: Path, number: int
) -> None:
    killed_at(tmp_path, "fsync", number)


def test_a_till_killed_before_it_could_write_its_mark_has_it_after_the_next_start(tmp_path: Path) -> None:
    journal = fresh(tmp_path, 0)
    log = tmp_path / "log"
    run(fresh(tmp_path, 1), 0, strace=("-o", str(log), "-e", "trace=write"))
    calls = re.findall(r"write\((.*)", log.read_text())
    mark = next(number for number, call in enumerate(calls, 1) if '"j-1"' in call)
    ended = run(journal, 0, strace=with_fault("write", "signal=KILL", str(mark)))
    assert (ended.code, ended.said) == (-signal.SIGKILL, ())
    count_kills("mark")
    reopened(journal).close()
    assert JournalFiles(journal).made_id() == "j-1"


def killed_at(tmp_path: Path, call: str, number: int) -> None:
    journal = fresh(tmp_path, number)
    ended = run(journal, CARDS, strace=with_fault(call, "signal=KILL", str(number)))
    assert ended.code == -signal.SIGKILL
    assert "end" not in ended.said, "the kill did not happen"
    count_kills(f"{call} {number}")
    if journal.exists():
        look_over(journal, ended.promised)
    goes_on(journal)


def test_the_sweep_above_reaches_the_last_sync(tmp_path: Path) -> None:
    ended = run(fresh(tmp_path, 0), CARDS, strace=with_fault("fdatasync", "signal=KILL", str(SYNCS + 1)))
    assert "end" in ended.said
    assert sum(ended.promised.values()) == 3 * CARDS
    ended = run(fresh(tmp_path, 1), CARDS, strace=with_fault("fsync", "signal=KILL", str(SYNCS_OF_NAMES + 1)))
    assert "end" in ended.said


@pytest.mark.parametrize("how", [(), ("marks",)], ids=["no mark", "marked"])
def test_each_commit_is_one_sync(tmp_path: Path, how: tuple[str, ...]) -> None:
    counts = []
    for cards in (1, 21):
        log = tmp_path / f"{cards}.log"
        run(fresh(tmp_path, cards), cards, *how, strace=("-o", str(log), "-e", "trace=fdatasync,fsync"))
        counts.append(log.read_text().count("sync("))
    assert counts[1] - counts[0] == 20 * 3
