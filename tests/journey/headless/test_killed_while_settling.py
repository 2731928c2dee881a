"""The program is killed or stopped while it catches up or cancels, and started many times at once: the same promises.

`KILL_SWEEP=all` kills at more moments; without it a sample of them is tried.
"""

import json
import os
import random
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from app.till import settle as settling
from tests.command.at_the_counter import Till
from tests.journey.headless.program import CALLS, KILLED, ROOT, Sale, killed_at, new_cards, program, run, settle
from tests.sandbox.running import Running, until
from tests.simulation import figures

IS_WHOLE = os.environ.get("KILL_SWEEP") == "all"
KILLS = 12 if IS_WHOLE else 2
STARTS_AT_ONCE = 8
HASTY = "[queue]\nquarantine_s = 1\n\n[network]\nconnect_timeout_s = 1\ndeadline_s = 1\n"
PATIENT = "[queue]\nquarantine_s = 1\n\n[network]\ndeadline_s = 60\n"
TWO_LOST = ({"on": "activate", "fault": "answer-lost-after"}, {"on": "activate", "fault": "500-before"})


def catch_up_words(sale: Sale, url: str) -> list[str]:
    return program("queue", "catch-up", "--wait", "3", "--json", "--home", str(sale.home), "--sandbox", url)


def cancel_words(sale: Sale, activation_id: str, url: str) -> list[str]:
    return program("queue", "cancel", activation_id, "--json", "--home", str(sale.home), "--sandbox", url)


def started(words: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextmanager
def running(words: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A program beside the test; whatever becomes of the test, it is ended."""
    child = started(words)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.kill()
        child.communicate()


def state_of(sale: Sale, till: Till) -> str:
    rows = Till(sale.home, till.url, till.capsys, till.patch).journal()
    return rows[0]["state"] if rows else ""


THE_SLIP = 1
"""The number of the paper that the sale itself gave."""


@pytest.mark.parametrize("call", CALLS)
def test_a_till_killed_while_it_catches_up_goes_on_where_it_was(
    till: Till, issuer: Running, used_home: Path, tmp_path: Path, call: str
) -> None:
    sale = Sale.prepared(tmp_path / "till2", used_home, new_cards(issuer, 2))
    issuer.lay(*TWO_LOST)
    assert run(*sale.words(issuer.url)).returncode == 3
    issuer.lay()
    chance, kills = random.Random(call), 0
    for _again in range(KILLS):
        number = 1 if call == "connect" else chance.randint(1, 3)
        ended = run(*killed_at(call, number), *catch_up_words(sale, issuer.url))
        assert ended.returncode in KILLED | {0, 3}, ended.stderr
        kills += ended.returncode in KILLED
        active = [row for row in sale.look(till, issuer) if row["state"] == "active"]
        assert all(int(row["receipt_number"]) > THE_SLIP for row in active), "active, and without its receipt"
    assert kills, "no kill happened"
    settle([sale], till, issuer)
    assert set(sale.seen.values()) == {"active"}
    figures.keep("killed programs", f"catching up {call}", {"kills": kills, "catching up": kills})


@pytest.mark.parametrize("call", ["pwrite64", "fdatasync"])
@pytest.mark.parametrize("fault", ["answer-lost-after", "lost-before"])
def test_a_till_killed_while_it_cancels_never_calls_a_loaded_card_cancelled(
    till: Till, issuer: Running, used_home: Path, tmp_path: Path, call: str, fault: str
) -> None:
    till.patch.setattr(settling, "READS_APART", timedelta(seconds=0.5))
    sale = Sale.prepared(tmp_path / "till2", used_home, new_cards(issuer, 1))
    issuer.lay({"on": "activate", "fault": fault})
    assert run(*sale.words(issuer.url)).returncode == 3
    issuer.lay()
    ((activation_id, state),) = [(row["activation_id"], row["state"]) for row in sale.look(till, issuer)]
    assert state == "unknown"
    kills = 0
    for number in range(1, KILLS + 1):
        ended = run(*killed_at(call, number), *cancel_words(sale, activation_id, issuer.url))
        kills += ended.returncode in KILLED
        sale.look(till, issuer)
    assert kills, "no kill happened"
    Till(sale.home, till.url, till.capsys, till.patch).here("queue", "cancel", activation_id, "--json")
    settle([sale], till, issuer)
    is_loaded = fault == "answer-lost-after"
    assert set(sale.seen.values()) == {"active" if is_loaded else "cancelled"}
    assert issuer.truth(sale.cards[0])["loads"] == is_loaded
    figures.keep("killed programs", f"cancelling {call} {fault}", {"kills": kills, "cancelling": kills})


@pytest.mark.parametrize("fault", ["late", "lost-before"])
def test_a_till_stopped_for_longer_than_the_time_out_tells_the_truth_when_it_goes_on(
    till: Till, issuer: Running, used_home: Path, tmp_path: Path, fault: str
) -> None:
    """A laptop lid, a machine that swaps: the process stands still in mid-call, then it lives on."""
    sale = Sale.prepared(tmp_path / "till2", used_home, new_cards(issuer, 1))
    (sale.home / "settings.toml").write_text(HASTY, "utf-8")
    rule = {"on": "activate", "fault": fault}
    issuer.lay(rule | ({"delay_ms": 300} if fault == "late" else {"ending": "hang"}))
    with running(sale.words(issuer.url)) as child:
        until(lambda: state_of(sale, till) == "sending")
        child.send_signal(signal.SIGSTOP)
        threading.Event().wait(1.5)
        child.send_signal(signal.SIGCONT)
        out, err = child.communicate(timeout=30)
    issuer.lay()
    assert child.returncode in {0, 3}, err
    sale.look(till, issuer)
    sale.hold_to(out)
    settle([sale], till, issuer)
    assert set(sale.seen.values()) == {"active"}


@pytest.mark.parametrize("again", range(10 if IS_WHOLE else 1))
def test_of_eight_starts_at_once_exactly_one_runs(
    till: Till, issuer: Running, used_home: Path, tmp_path: Path, again: int
) -> None:
    """The one that got the journal waits for a service that does not answer; the others say who has it, and end."""
    cards = new_cards(issuer, STARTS_AT_ONCE)
    sale = Sale.prepared(tmp_path / "shared", used_home, cards)
    (sale.home / "settings.toml").write_text(PATIENT, "utf-8")
    issuer.lay({"on": "activate", "fault": "lost-before", "ending": "hang", "times": None})
    tills = [started(Sale(sale.home, [card]).words(issuer.url)) for card in cards]
    try:
        until(lambda: sum(each.poll() is not None for each in tills) >= STARTS_AT_ONCE - 1, 60)
        until(lambda: state_of(sale, till) == "sending")
        (runs,) = [each for each in tills if each.poll() is None]
        said = [json.loads(each.communicate(timeout=30)[0]) for each in tills if each is not runs]
        assert {told["problem"]["code"] for told in said} == {"journal-in-use"}
        assert {each.returncode for each in tills if each is not runs} == {5}
    finally:
        for each in tills:
            if each.poll() is None:
                each.kill()
            each.communicate()
    issuer.lay()
    assert len(sale.look(till, issuer)) == 1, "one sale is in the journal"
    settle([sale], till, issuer)
    assert sum(issuer.truth(card)["loads"] for card in cards) == 1
    figures.keep("eight starts at once", f"sales {again}", {"races": 1})
