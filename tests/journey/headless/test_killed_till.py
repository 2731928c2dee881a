"""The program is killed with SIGKILL at any moment of a sale: nothing is lost, loaded twice or called active too early.

`KILL_SWEEP=all` tries every system call under every fate; without it a sample of them is tried, and a sale that goes
well is left to `test_each_step_of_a_sale`.
"""

import os
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.command.at_the_counter import Till
from tests.journey.headless.program import (
    CALLS,
    KILLED,
    ROOT,
    Sale,
    calls_made,
    killed_at,
    killed_at_any,
    new_cards,
    run,
    settle,
)
from tests.sandbox.running import Running
from tests.simulation import figures

IS_WHOLE = os.environ.get("KILL_SWEEP") == "all"
SAMPLE = 2
OF_THE_LINE = {"connect", "sendto", "recvfrom"}
FATES = {
    "ok": [],
    "answer-lost-after": [{"on": "activate", "fault": "answer-lost-after"}],
    "lost-before": [{"on": "activate", "fault": "lost-before"}],
    "500-after": [{"on": "activate", "fault": "500-after"}],
    "work-late": [{"on": "activate", "fault": "work-late", "delay_ms": 300}],
}
SWEPT = [fate for fate in FATES if IS_WHOLE or fate != "ok"]


def numbers(count: int, seed: str) -> list[int]:
    """At which calls to kill: at all of them, or at the first and some more, chosen by the seed."""
    every = range(1, count + 1)
    if IS_WHOLE or count <= SAMPLE:
        return list(every)
    return [1, *sorted(random.Random(seed).sample(every[1:], SAMPLE - 1))]


Made = Callable[[str], Counter[str]]


@pytest.fixture(scope="session")
def made(_one_sandbox: Running, used_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """How often a sale that nobody kills makes each system call, for the fate of its activate call.

    A sample of the calls is taken from those of the shortest sale, whatever the fate.
    """

    @cache
    def counted(fate: str) -> Counter[str]:
        folder = tmp_path_factory.mktemp("counted")
        sale = Sale.prepared(folder / "till", used_home, new_cards(_one_sandbox, 1))
        _one_sandbox.lay(*FATES[fate])
        counts = calls_made(folder / "log", *sale.words(_one_sandbox.url))
        _one_sandbox.lay()
        return counts

    return lambda fate: counted(fate if IS_WHOLE or fate == "ok" else "lost-before")


def kill(sale: Sale, words: list[str], call: str, number: int, till: Till, issuer: Running) -> bool:
    """Runs the program, kills it at one call, and looks at what it left. Whether it lived long enough to be killed."""
    ended = run(*killed_at(call, number), *words)
    assert ended.returncode in KILLED | {0, 3}, f"{call} {number}: {ended.returncode} {ended.stderr}"
    sale.look(till, issuer)
    sale.hold_to(ended.stdout)
    return ended.returncode in KILLED


def killed(doing: str, kills: int, part: str) -> None:
    figures.keep("killed programs", f"{doing} {part}", {"kills": kills, doing: kills})


def is_sold_or_was_never_begun(sale: Sale, issuer: Running) -> None:
    """Every row of the journal became active; where the till ended before its first row nothing was loaded."""
    assert set(sale.seen.values()) <= {"active"}, sale.seen
    loads = sum(issuer.truth(card)["loads"] for card in sale.cards)
    assert loads == len(sale.seen)
    assert len(sale.seen) in {0, len(sale.cards)}, "all cards of a sale are in the journal, or none"


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("fate", SWEPT)
def test_a_till_killed_in_mid_sale_keeps_its_three_promises(
    till: Till, issuer: Running, used_home: Path, made: Made, tmp_path: Path, fate: str, call: str
) -> None:
    sales, kills = [], 0
    for number in numbers(made(fate)[call], f"{fate} {call}"):
        sale = Sale.prepared(tmp_path / str(number), used_home, new_cards(issuer, 1))
        issuer.lay(*FATES[fate])
        kills += kill(sale, sale.words(issuer.url), call, number, till, issuer)
        issuer.lay()
        sales.append(sale)
    assert kills, "a sweep that never kills proves nothing"
    killed("selling", kills, f"{fate} {call}")
    if call not in OF_THE_LINE:  # an answer that comes in fewer pieces spares the last of those
        assert kills >= len(sales) - 1
    settle(sales, till, issuer)
    for sale in sales:
        is_sold_or_was_never_begun(sale, issuer)


def test_the_sweep_reaches_the_last_of_each_call(
    till: Till, issuer: Running, used_home: Path, made: Made, tmp_path: Path
) -> None:
    """A till that would be killed a few calls behind the last of any kind lives to its end."""
    sale = Sale.prepared(tmp_path / "till2", used_home, new_cards(issuer, 1))
    behind = {call: made("ok")[call] + 5 for call in CALLS}
    ended = run(*killed_at_any(behind), *sale.words(issuer.url))
    assert ended.returncode == 0, ended.stderr
    sale.look(till, issuer)
    sale.hold_to(ended.stdout)
    assert set(sale.seen.values()) == {"active"}


@pytest.mark.parametrize("call", ["pwrite64", "fdatasync"])
def test_a_till_killed_while_it_makes_its_journal_begins_again(
    till: Till, issuer: Running, tmp_path: Path, call: str
) -> None:
    sales = []
    for number in numbers(8 if call == "fdatasync" else 60, f"first {call}"):
        sale = Sale.prepared(tmp_path / str(number), None, new_cards(issuer, 1))
        assert kill(sale, sale.words(issuer.url), call, number, till, issuer)
        again = run(*sale.words(issuer.url))
        assert again.returncode in {0, 4}, again.stderr  # 4: the card is in a sale already, which is settled below
        sales.append(sale)
    killed("beginning", len(sales), call)
    for sale in sales:
        (sale.home / "settings.toml").write_text("[queue]\nquarantine_s = 1\n", "utf-8")
    settle(sales, till, issuer)
    for sale in sales:
        assert set(sale.seen.values()) == {"active"}


@pytest.mark.parametrize("call", CALLS)
def test_a_till_killed_while_it_settles_can_be_killed_again(
    till: Till, issuer: Running, used_home: Path, tmp_path: Path, call: str
) -> None:
    cards = new_cards(issuer, 2)
    sale = Sale.prepared(tmp_path / "till2", used_home, cards)
    issuer.lay({"on": "activate", "fault": "answer-lost-after"}, {"on": "activate", "fault": "500-before"})
    assert run(*sale.words(issuer.url)).returncode == 3
    issuer.lay()
    chance = random.Random(call)
    kills = 0
    for _again in range(3):
        number = chance.randint(1, 1 if call == "connect" else 4)
        ended = run(*killed_at(call, number), *sale.retry_words(issuer.url))
        kills += ended.returncode in KILLED
        sale.look(till, issuer)
    assert kills, "no kill happened"
    killed("settling", kills, call)
    settle([sale], till, issuer)
    assert set(sale.seen.values()) == {"active"}


@pytest.mark.parametrize("seed", range(40 if IS_WHOLE else 8))
def test_a_till_killed_at_a_moment_of_chance_keeps_its_three_promises(
    till: Till, issuer: Running, used_home: Path, tmp_path: Path, seed: int
) -> None:
    """Three cards in one sale, on a slow line, so that the kill falls between and within the calls."""
    chance = random.Random(seed)
    sale = Sale.prepared(tmp_path / "till2", used_home, new_cards(issuer, 3))
    issuer.turn(latency_ms=60)
    issuer.lay(*FATES[chance.choice(list(FATES))])
    moment_s = chance.uniform(0.1, 1.0)
    child = subprocess.Popen(
        sale.words(issuer.url), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        out, _err = child.communicate(timeout=moment_s)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
        out, _err = child.communicate()
        assert child.returncode == -signal.SIGKILL
        killed("selling", 1, f"by chance {seed}")
    issuer.turn(latency_ms=0)
    issuer.lay()
    sale.look(till, issuer)
    sale.hold_to(out)
    settle([sale], till, issuer)
    is_sold_or_was_never_begun(sale, issuer)
