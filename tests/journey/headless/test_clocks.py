"""The till's wall clock is wrong, jumps, or passes a date that programs stumble over: order, expiry, loads are right.

Real programs under libfaketime (Debian package `faketime`). `CLOCK_SCHEDULES` says how many pairs of clocks are drawn.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.command.at_the_counter import Till
from tests.journey.headless.program import ROOT, Sale, new_cards, settle
from tests.sandbox.running import Running
from tests.simulation import figures

LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
SCHEDULES = int(os.environ.get("CLOCK_SCHEDULES", "3"))
OSLO = ZoneInfo("Europe/Oslo")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHIFTS = (-400 * DAY, -3 * DAY, -HOUR, timedelta(0), HOUR, 3 * DAY, 400 * DAY)
ENDS = ("--expires", "2045-07-01")
DOWN = {"on": "any", "fault": "lost-before", "times": None}

pytestmark = pytest.mark.skipif(LIBRARY is None, reason="libfaketime is not here: apt install faketime")


def at(shift: timedelta, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs the program with its wall clock so far from the right one; the clock that only counts on stays right."""
    faked = {
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME": f"{int(shift.total_seconds()):+d}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TZ": OSLO.key,
    }
    return subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60, env=os.environ | faked
    )


def until_moment(moment: datetime) -> timedelta:
    """How far a clock must be turned to show this moment now."""
    return moment - datetime.now(UTC)


def sold(sale: Sale, card: str, shift: timedelta, url: str, *words: str) -> dict[str, Any]:
    ended = at(shift, *Sale(sale.home, [card]).words(url), *words)
    assert ended.returncode in {0, 3}, ended.stdout + ended.stderr
    return json.loads(ended.stdout)


def retried(sale: Sale, shift: timedelta, url: str) -> None:
    ended = at(shift, *sale.retry_words(url))
    assert ended.returncode in {0, 3}, ended.stdout + ended.stderr


def journal_of(sale: Sale, till: Till) -> list[dict[str, Any]]:
    return Till(sale.home, till.url, till.capsys, till.patch).journal()


def is_loaded_once_in_order(issuer: Running, cards: list[str]) -> None:
    """Each card by one call, and the calls in the order in which the cards were sold."""
    calls = [issuer.truth(card)["calls"] for card in cards]
    assert [[call["name"] for call in each] for each in calls] == [["activate"]] * len(cards)
    times = [datetime.fromisoformat(each[0]["time"]) for each in calls]
    assert times == sorted(times)


@pytest.fixture(autouse=True)
def counted(request: pytest.FixtureRequest) -> Iterator[None]:
    """One plan each, but for the one that looks at the harness."""
    yield
    if request.function is not test_the_clock_is_really_turned:
        figures.keep("turned clocks", request.node.name, {"plans in real processes": 1})


def test_the_clock_is_really_turned() -> None:
    """The harness has teeth: what runs under it sees another year."""
    year = at(4000 * DAY, sys.executable, "-c", "import datetime; print(datetime.date.today().year)").stdout
    assert int(year) > datetime.now(UTC).year + 9


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(None, id="a year ahead"),
        pytest.param(datetime(2038, 1, 19, 3, 14, 6, tzinfo=UTC), id="the last second of 32 bits"),
        pytest.param(datetime(2040, 2, 29, 12, tzinfo=UTC), id="after 2038"),
        pytest.param(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), id="the hour that comes twice"),
        pytest.param(datetime(2027, 3, 28, 0, 59, 58, tzinfo=UTC), id="the hour that is left out"),
    ],
)
def test_a_card_sold_by_a_clock_far_off_is_loaded_once_and_gets_no_date_from_that_clock(
    till: Till, issuer: Running, used_home: Path, tmp_path: Path, moment: datetime | None
) -> None:
    card, dated = new_cards(issuer, 2)
    sale = Sale.prepared(tmp_path / "till2", used_home, [card, dated])
    shift = until_moment(moment) if moment else 365 * DAY
    ended = at(shift, *Sale(sale.home, [dated]).words(issuer.url), *ENDS)
    assert json.loads(ended.stdout)["problem"]["code"] == "clock-off"
    assert issuer.truth(dated)["calls"] == []
    assert sold(sale, card, shift, issuer.url)["state"] == "active"
    is_loaded_once_in_order(issuer, [card])
    assert len(sale.look(till, issuer)) == 1


@pytest.mark.parametrize("shift", [timedelta(0), -HOUR, HOUR], ids=["right", "an hour back", "an hour ahead"])
def test_a_card_ends_with_the_last_second_of_its_day_in_the_shops_own_summer_time(
    issuer: Running, used_home: Path, tmp_path: Path, shift: timedelta
) -> None:
    (card,) = new_cards(issuer, 1)
    sale = Sale.prepared(tmp_path / "till2", used_home, [card])
    assert sold(sale, card, shift, issuer.url, *ENDS)["state"] == "active"
    assert datetime.fromisoformat(issuer.truth(card)["expires_at"]) == datetime(2045, 7, 1, 23, 59, 59, tzinfo=OSLO)


def test_a_clock_that_goes_back_an_hour_in_mid_queue_changes_no_order(
    till: Till, issuer: Running, used_home: Path, tmp_path: Path
) -> None:
    cards = new_cards(issuer, 3)
    sale = Sale.prepared(tmp_path / "till2", used_home, cards)
    issuer.lay(DOWN)
    for card, shift in zip(cards, (timedelta(0), -HOUR, -2 * HOUR), strict=True):
        assert sold(sale, card, shift, issuer.url)["state"] == "queued"
    issuer.lay()
    retried(sale, -HOUR, issuer.url)
    assert [row["state"] for row in journal_of(sale, till)] == ["active"] * 3
    is_loaded_once_in_order(issuer, cards)


def test_sales_on_both_sides_of_the_hour_that_comes_twice_keep_their_order(
    till: Till, issuer: Running, used_home: Path, tmp_path: Path
) -> None:
    """02:59 in summer time, then 02:01 in winter time: later, though the clock on the wall says earlier."""
    cards = new_cards(issuer, 2)
    sale = Sale.prepared(tmp_path / "till2", used_home, cards)
    issuer.lay(DOWN)
    for card, minute in zip(cards, (59, 61), strict=True):
        moment = datetime(2026, 10, 25, 0, tzinfo=UTC) + timedelta(minutes=minute)
        assert sold(sale, card, until_moment(moment), issuer.url)["state"] == "queued"
    issuer.lay()
    retried(sale, timedelta(0), issuer.url)
    is_loaded_once_in_order(issuer, cards)


@pytest.mark.parametrize("seed", range(SCHEDULES))
def test_whatever_the_clocks_say_what_is_in_doubt_is_settled_without_a_second_load(
    till: Till, issuer: Running, used_home: Path, tmp_path: Path, seed: int
) -> None:
    """Sold by one clock, its answer lost or late; settled by another; no wall clock ends the quarantine."""
    chance = random.Random(seed)
    issuer.turn(activate_not_inactive="200-added")
    (card,) = new_cards(issuer, 1)
    sale = Sale.prepared(tmp_path / "till2", used_home, [card])
    fault = chance.choice(["answer-lost-after", "lost-before", "work-late", "500-after"])
    issuer.lay({"on": "activate", "fault": fault, **({"delay_ms": 400} if fault == "work-late" else {})})
    assert sold(sale, card, chance.choice(SHIFTS), issuer.url)["state"] == "unknown"
    issuer.lay()
    retried(sale, chance.choice(SHIFTS), issuer.url)
    sale.look(till, issuer)
    settle([sale], till, issuer)
    assert set(sale.seen.values()) == {"active"}
    assert issuer.truth(card)["loads"] == 1
