"""Whatever the line or the issuer does to a call, the till tells the truth and settles later without a second load."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.sandbox.faults import FAULTS
from tests.command.at_the_counter import Till, Told
from tests.journey.headless.program import ROOT, Sale, new_cards, run, settle
from tests.sandbox.running import Running, until

CODES = {"active": 0, "queued": 3, "unknown": 3, "held": 4, "mismatch": 4, "taken": 4}
QUICK = {"late": {"delay_ms": 50}, "work-late": {"delay_ms": 50}, "slow-bytes": {"delay_ms": 1}}
AT_ONCE = {
    "active": {"late", "slow-bytes", "401"},
    "queued": {"429"},
    "held": {"403"},
    "mismatch": {"wrong-amount", "wrong-currency"},
}
"""What the till says at once of a call that met a fault; of every other fault it says that it does not know."""
WORKS = {name for name, sentence in FAULTS.items() if "the work is done" in sentence or name == "work-late"}
TELLING = ["answer-lost-after", "lost-before", "work-late", "500-after", "200-empty", "429", "wrong-card"]
"""Faults that lead to each way of settling; tried under every position of the switches."""


@dataclass
class Met:
    """A sale whose call met a fault, and what the till said of it."""

    sale: Sale
    fault: str
    told: Told

    @property
    def card(self) -> str:
        return self.sale.cards[0]


def expected(fault: str) -> str:
    return next((state for state, faults in AT_ONCE.items() if fault in faults), "unknown")


def meet(fault: str, till: Till, issuer: Running, used_home: Path, folder: Path) -> Met:
    """Sells a new card whose activate call meets the fault. Whatever is told must be the truth."""
    sale = Sale.prepared(folder / fault, used_home, new_cards(issuer, 1))
    issuer.lay({"on": "activate", "fault": fault, **QUICK.get(fault, {})})
    told = Till(sale.home, till.url, till.capsys, till.patch).sell(sale.cards[0])
    issuer.lay()
    state = told.value["state"]
    assert told.code == CODES[state]
    if fault in WORKS:
        until(lambda: issuer.truth(sale.cards[0])["loads"] == 1)
    rows = sale.look(till, issuer)
    assert [row["state"] for row in rows] == [state]
    return Met(sale, fault, told)


def mend(met: Met, till: Till) -> None:
    """A person tries a held one again."""
    if met.told.value["state"] == "held":
        Till(met.sale.home, till.url, till.capsys, till.patch).try_again(met.told.value["activation_id"])


def test_each_fault_is_told_as_what_it_is_and_settled_without_a_second_load(
    till: Till, issuer: Running, used_home: Path, tmp_path: Path
) -> None:
    every = [meet(fault, till, issuer, used_home, tmp_path) for fault in FAULTS]
    assert {met.fault: met.told.value["state"] for met in every} == {fault: expected(fault) for fault in FAULTS}
    for met in every:
        assert issuer.truth(met.card)["loads"] == (met.fault in WORKS or met.fault == "401"), met.fault
        mend(met, till)
    settle([met.sale for met in every], till, issuer)
    for met in every:
        ends = "mismatch" if met.fault in AT_ONCE["mismatch"] else "active"
        assert set(met.sale.seen.values()) == {ends}, met.fault
        assert issuer.truth(met.card)["loads"] == 1, met.fault


@pytest.mark.parametrize(
    ("switch", "position"),
    [
        *(("activate_not_inactive", to) for to in ("403", "404", "409", "200-unchanged", "200-reset", "200-added")),
        ("activate_metadata", "merge"),
        ("reads", "stale"),
        ("inactive_word", "created"),
        ("used_word", "exhausted"),
    ],
)
def test_under_every_position_of_the_switches_doubt_ends_in_one_load(
    till: Till, issuer: Running, used_home: Path, tmp_path: Path, switch: str, position: str
) -> None:
    issuer.turn(**{switch: position})
    every = [meet(fault, till, issuer, used_home, tmp_path) for fault in TELLING]
    settle([met.sale for met in every], till, issuer)
    for met in every:
        assert set(met.sale.seen.values()) == {"active"}, met.fault
        assert issuer.truth(met.card)["loads"] == 1, met.fault


@pytest.mark.parametrize(("switch", "position"), [("activate_metadata", "drop"), ("active_word", "awakened")])
def test_what_proves_nothing_stays_in_doubt_and_is_never_called_active(
    till: Till, issuer: Running, used_home: Path, tmp_path: Path, switch: str, position: str
) -> None:
    """The issuer forgets our id, or calls the card by a word nobody knows: a person decides."""
    issuer.turn(**{switch: position})
    for fault in ("late", "answer-lost-after", "lost-before", "429"):
        met = meet(fault, till, issuer, used_home, tmp_path)
        own = Till(met.sale.home, till.url, till.capsys, till.patch)

        def is_loaded(own: Till = own, met: Met = met) -> bool:
            assert own.retry().code == 3
            met.sale.look(till, issuer)
            return bool(issuer.truth(met.card)["loads"])

        until(is_loaded)
        for _again in range(3):
            is_loaded()
        assert set(met.sale.seen.values()) == {"unknown"}, fault
        issuer.turn(**{switch: "replace" if switch == "activate_metadata" else "unused"})
        issuer.turn(**{switch: position})


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_read_that_meets_a_fault_decides_nothing(till: Till, issuer: Running, fault: str) -> None:
    """The look at a queued card before its first send: it is loaded once, whatever that look met."""
    (card,) = new_cards(issuer, 1)
    issuer.lay({"on": "any", "fault": "502-html", "times": None})
    assert till.sell(card).value["state"] == "queued"
    issuer.lay({"on": "get", "fault": fault, **QUICK.get(fault, {})})
    first = till.retry()
    assert first.code == CODES[first.value["activations"][0]["state"]]
    issuer.lay()
    told = till.retry()
    if told.value["activations"]:
        assert told.value["activations"][0]["state"] == "active"
    assert till.journal()[0]["state"] == "active"
    assert issuer.truth(card)["loads"] == 1


@pytest.mark.parametrize("position", ["400", "409", "200-unchanged"])
def test_two_tills_race_for_one_card_and_one_of_them_learns_that_it_is_taken(
    issuer: Running, used_home: Path, till: Till, tmp_path: Path, position: str
) -> None:
    """A slow line lets both read the card as inactive before either has loaded it."""
    issuer.turn(activate_not_inactive=position, latency_ms=300)
    (card,) = new_cards(issuer, 1)
    racers = [Sale.prepared(tmp_path / name, used_home, [card]) for name in ("one", "two")]
    running = [
        subprocess.Popen(sale.words(issuer.url), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for sale in racers
    ]
    said = [child.communicate(timeout=60)[0] for child in running]
    issuer.turn(latency_ms=0)
    told = [json.loads(out) for out in said]
    truth = issuer.truth(card)
    assert truth["loads"] == 1
    states = [each["state"] for each in told]
    winner = states.index("active")
    loser = 1 - winner
    assert states[loser] in {"taken", "held", "unknown"}
    assert running[winner].returncode == 0
    assert running[loser].returncode == CODES[states[loser]]
    assert truth["metadata"]["pos_activation_id"] == told[winner]["activation_id"]
    if told[loser]["activation_id"]:
        own = Till(racers[loser].home, till.url, till.capsys, till.patch)
        assert own.try_again(told[loser]["activation_id"]).code == 4
        assert own.state_of(told[loser]["activation_id"]) == "taken"
    assert issuer.truth(card)["loads"] == 1


def test_an_unplugged_line_tells_the_same_from_a_real_process(issuer: Running, used_home: Path, tmp_path: Path) -> None:
    (card,) = new_cards(issuer, 1)
    sale = Sale.prepared(tmp_path / "till2", used_home, [card])
    issuer.lay({"on": "any", "fault": "lost-before", "times": None})
    ended = run(*sale.words(issuer.url))
    assert (ended.returncode, json.loads(ended.stdout)["state"]) == (3, "queued")
    issuer.lay()
    ended = run(*sale.retry_words(issuer.url))
    assert (ended.returncode, json.loads(ended.stdout)["activations"][0]["state"]) == (0, "active")
    assert issuer.truth(card)["loads"] == 1
