"""Two tills sell one card in the same second: one of them loads it, and the other learns that it is taken.

`RACES` says how many races are run (100).
"""

import contextlib
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from app.config.clock import SystemClock
from app.config.identifiers import TimeOrderedIdentifiers
from app.core.activation import Activation, Order, State
from app.core.answer import Answer
from app.core.rules import Facts
from app.dintero.connection import Connection
from app.dintero.issuer import DinteroIssuer
from app.ledger.journal import SqliteLedger
from app.sandbox.demonstration import ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET
from app.till.activate import Road, sell
from tests.command.at_the_counter import Till
from tests.fakes import road, sale
from tests.journey.headless.program import ROOT, Sale, new_cards
from tests.sandbox.running import Running, until
from tests.simulation import figures
from tests.till.whole_till import retried

RACES = int(os.environ.get("RACES", "100"))
POSITIONS = ("400", "403", "409", "200-unchanged")
"""A service that loads a second time leaves two tills without defence (reliability, section 3.6)."""


class MeetingIssuer(DinteroIssuer):
    """Nobody sends before the other till, too, has read the card as inactive and is about to send."""

    meeting: threading.Barrier | None = None

    def activate(self, order: Order) -> Answer:
        meeting, self.meeting = self.meeting, None
        if meeting is not None:
            meeting.wait(30)
        return super().activate(order)


@contextlib.contextmanager
def a_till(folder: Path, url: str) -> Iterator[Road]:
    """A till with a real client and a journal on disk."""
    clock, identifiers = SystemClock(UTC), TimeOrderedIdentifiers()
    folder.mkdir()
    ledger = SqliteLedger.open(folder / "journal.db", journal_id=identifiers.new(), till_id=folder.name, at=clock.now())
    issuer = MeetingIssuer(Connection(url, ACCOUNT_ID, CLIENT_ID), lambda: CLIENT_SECRET, clock, "1")
    made = road(ledger, issuer, facts=Facts(quarantine=timedelta(seconds=0.2)))
    try:
        yield replace(made, clock=clock, identifiers=identifiers)
    finally:
        issuer.close()
        ledger.close()


def ended(till: Road, activation: Activation) -> Activation:
    """As it stands once its doubt is settled: a person tries a refused one again."""

    def is_ended() -> bool:
        retried(till, activation.id, lambda _: None)
        standing = till.ledger.activation(activation.id)
        return standing is not None and standing.state in {State.ACTIVE, State.TAKEN}

    until(is_ended)
    standing = till.ledger.activation(activation.id)
    assert standing is not None
    return standing


@pytest.mark.parametrize("position", POSITIONS)
def test_of_two_tills_that_send_at_once_one_is_active_and_one_is_taken(
    issuer: Running, tmp_path: Path, position: str
) -> None:
    issuer.turn(activate_not_inactive=position)
    cards = new_cards(issuer, RACES // len(POSITIONS))
    winners = {"1": 0, "2": 0}
    with a_till(tmp_path / "1", issuer.url) as one, a_till(tmp_path / "2", issuer.url) as two:
        tills = (one, two)
        with ThreadPoolExecutor(2) as pool:
            for card in cards:
                meeting = threading.Barrier(2)
                for till in tills:
                    assert isinstance(till.issuer, MeetingIssuer)
                    till.issuer.meeting = meeting
                sales = [pool.submit(sell, till, sale(card, read_before=False), lambda _: None) for till in tills]
                sold = [each.result(60).activations[0] for each in sales]
                assert [each.state for each in sold].count(State.ACTIVE) == 1
                ends = [ended(till, each) for till, each in zip(tills, sold, strict=True)]
                assert {each.state for each in ends} == {State.ACTIVE, State.TAKEN}
                (winner,) = [each for each in ends if each.state is State.ACTIVE]
                truth = issuer.truth(card)
                assert (truth["loads"], truth["metadata"]["pos_activation_id"]) == (1, winner.id)
                winners[str(ends.index(winner) + 1)] += 1
    assert sum(winners.values()) == len(cards)
    figures.keep("two tills for one card", position, {"races": len(cards)})


@pytest.mark.parametrize("again", range(3))
def test_of_two_programs_that_sell_one_card_one_is_active_and_one_is_taken(
    issuer: Running, used_home: Path, till: Till, tmp_path: Path, again: int
) -> None:
    issuer.turn(latency_ms=200)
    (card,) = new_cards(issuer, 1)
    racers = [Sale.prepared(tmp_path / name, used_home, [card]) for name in ("one", "two")]
    programs = [
        subprocess.Popen(racer.words(issuer.url), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for racer in racers
    ]
    told = [json.loads(each.communicate(timeout=60)[0]) for each in programs]
    issuer.turn(latency_ms=0)
    states = [each["state"] for each in told]
    assert states.count("active") == 1
    loser = 1 - states.index("active")
    if told[loser]["activation_id"]:  # else the card was read as sold before anything was written
        own = Till(racers[loser].home, till.url, till.capsys, till.patch)
        own.try_again(told[loser]["activation_id"])
        assert [row["state"] for row in own.journal()] == ["taken"]
    truth = issuer.truth(card)
    winner = told[1 - loser]["activation_id"]
    assert (truth["loads"], truth["metadata"]["pos_activation_id"]) == (1, winner)
