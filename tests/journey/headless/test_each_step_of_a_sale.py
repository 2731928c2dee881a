"""One real sale, ended or failed by the system at each of its steps by name: what is left is that step and no other.

The calls of a whole sale are counted once under strace; then the same sale is run again for each moment.
"""

import json
import re
import signal
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.compose.options import Options
from app.compose.world import open_world
from app.till.ports import PrintOutcome
from tests.command.at_the_counter import Till
from tests.journey.headless.program import KILLED, ROOT, Sale, failing_at, killed_at, killed_on, new_cards, run, settle
from tests.printer.decoder import decoded
from tests.sandbox.running import Running, until
from tests.simulation import figures

CALLS = ("pwrite64", "fdatasync", "sendto")
RESET = b"\x1b@"
"""How each paper begins."""
LINE = re.compile(r"^\d+ +(?P<call>\w+)\((?P<what>.*)")


@dataclass(frozen=True)
class Made:
    """One call of a sale that nobody disturbs: the so-manieth of its name, and what it was about."""

    call: str
    number: int
    what: str


def calls_in(log: str) -> list[Made]:
    """The calls of a whole sale, in their order."""
    counts: Counter[str] = Counter()
    made: list[Made] = []
    for found in filter(None, map(LINE.match, log.splitlines())):
        counts[found["call"]] += 1
        made.append(Made(found["call"], counts[found["call"]], found["what"]))
    return made


class Road:
    """The calls of a whole sale, and the places of what tells its steps apart."""

    def __init__(self, log: str) -> None:
        self.made = calls_in(log)
        self.sent = self._first(0, "sendto", "/activate HTTP")
        syncs = [place for place, made in enumerate(self.made) if made.call == "fdatasync"]
        self.before, self.queued, self.sending = [place for place in syncs if place < self.sent][-3:]
        self.active = self._first(self.sent, "fdatasync")

    def _first(self, place: int, call: str, about: str = "") -> int:
        """The place of the first such call from a place on."""
        at = range(place, len(self.made))
        return next(each for each in at if self.made[each].call == call and about in self.made[each].what)

    def commit(self, state: str) -> Made:
        """The sync that makes a step of the sale last."""
        return self.made[{"queued": self.queued, "sending": self.sending, "active": self.active}[state]]

    def moment(self, name: str) -> Made:
        """Where to kill the program: the call that it does not get to make."""
        calls = {
            "before it is written": (self.before, "pwrite64"),
            "once it is queued": (self.queued, "pwrite64"),
            "before the call": (self.sending, "sendto"),
            "before the answer is written": (self.sent, "pwrite64"),
            "once it is active": (self.active, "pwrite64"),
        }
        return self.made[self._first(*calls[name])]


LEFT = {
    "before it is written": ("", 0),
    "once it is queued": ("queued", 0),
    "before the call": ("sending", 0),
    "before the answer is written": ("sending", 1),
    "once it is active": ("active", 1),
}
"""What each kill leaves: the state in the journal, and how often the card is loaded by then."""


AN_ANSWER_THAT_COMES_TOO_LATE = {"on": "activate", "fault": "late", "delay_ms": 20_000}


def words(sale: Sale, url: str) -> list[str]:
    return [*sale.words(url), "--printer", f"file:{sale.home / 'paper'}"]


def traced(log: Path, *command: str) -> tuple[int, str]:
    """How a program ended that nobody disturbs, and the calls it made."""
    tracer = ["strace", "-f", "-qq", "-s", "200", "-o", str(log), "-e", f"trace={','.join(CALLS)}"]
    ended = run(*tracer, *command)
    return ended.returncode, log.read_text("utf-8", "replace")


@pytest.fixture(scope="module")
def road(_one_sandbox: Running, used_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Road:
    folder = tmp_path_factory.mktemp("whole")
    sale = Sale.prepared(folder / "till", used_home, new_cards(_one_sandbox, 1))
    code, log = traced(folder / "log", *words(sale, _one_sandbox.url))
    assert code == 0
    return Road(log)


@pytest.fixture
def sale(issuer: Running, used_home: Path, tmp_path: Path) -> Sale:
    return Sale.prepared(tmp_path / "killed", used_home, new_cards(issuer, 1))


def papers(sale: Sale) -> list[list[str]]:
    """The lines of each paper that came out."""
    file = sale.home / "paper"
    jobs = file.read_bytes().split(RESET)[1:] if file.exists() else []
    return [[event.text for event in decoded(RESET + job).events] for job in jobs]


def state_left(sale: Sale, till: Till, issuer: Running) -> str:
    rows = sale.look(till, issuer)
    return rows[0]["state"] if rows else ""


@pytest.mark.parametrize("moment", LEFT)
def test_a_till_killed_between_two_steps_leaves_the_first_and_loads_the_card_once(
    till: Till, issuer: Running, road: Road, sale: Sale, moment: str
) -> None:
    state, loads = LEFT[moment]
    made = road.moment(moment)
    ended = run(*killed_at(made.call, made.number), *words(sale, issuer.url))
    assert (ended.returncode in KILLED, ended.stdout) == (True, "")
    figures.keep("killed programs", f"selling {moment}", {"kills": 1, "selling": 1})
    until(lambda: issuer.truth(sale.cards[0])["loads"] == loads)
    assert state_left(sale, till, issuer) == state
    own = Till(sale.home, till.url, till.capsys, till.patch)
    if not state:
        assert own.sell(sale.cards[0]).value["state"] == "active", "nothing was begun, and the card is free"
        return
    own.retry("--printer", f"file:{sale.home / 'paper'}")
    settle([sale], till, issuer)
    assert set(sale.seen.values()) == {"active"}
    assert issuer.truth(sale.cards[0])["loads"] == 1
    assert len(papers(sale)) <= 1, "no second receipt came out by itself"


def test_a_till_killed_while_it_waits_for_the_answer_finds_by_a_look_that_the_card_is_loaded(
    till: Till, issuer: Running, sale: Sale
) -> None:
    issuer.lay(AN_ANSWER_THAT_COMES_TOO_LATE)
    with subprocess.Popen(words(sale, issuer.url), cwd=ROOT, stdout=subprocess.PIPE, text=True) as selling:
        until(lambda: issuer.truth(sale.cards[0])["loads"] == 1)
        selling.kill()
        assert (selling.communicate()[0], selling.returncode) == ("", -signal.SIGKILL)
    figures.keep("killed programs", "selling before the answer", {"kills": 1, "selling": 1})
    issuer.lay()
    assert state_left(sale, till, issuer) == "sending"
    settle([sale], till, issuer)
    assert set(sale.seen.values()) == {"active"}
    assert issuer.truth(sale.cards[0])["loads"] == 1


def test_a_receipt_whose_printing_was_killed_may_have_come_out_and_is_a_copy_the_next_time(
    till: Till, issuer: Running, sale: Sale
) -> None:
    assert run(*killed_on(sale.home / "paper", "write"), *words(sale, issuer.url)).returncode in KILLED
    figures.keep("killed programs", "printing", {"kills": 1, "printing": 1})
    (row,) = sale.look(till, issuer)
    assert (row["state"], row["printed"]) == ("active", PrintOutcome.WAITING.value)
    assert papers(sale) == [], "the kill came first"
    with open_world(Options(sale.home, issuer.url, f"file:{sale.home / 'paper'}")) as world:
        world.counter.print_again(int(row["receipt_number"]))
    (paper,) = papers(sale)
    assert "COPY" in paper
    assert row["receipt_number"] in paper


@pytest.mark.parametrize("step", ["queued", "sending", "active"])
def test_a_commit_that_the_disk_refuses_claims_nothing_and_what_comes_back_is_read_before_it_is_sent(
    till: Till, issuer: Running, road: Road, sale: Sale, step: str
) -> None:
    """Only the write of the answer is behind the call: before it not one byte has left."""
    made = road.commit(step)
    ended = run(*failing_at(made.call, made.number), *words(sale, issuer.url))
    told = json.loads(ended.stdout)
    assert (ended.returncode, told["state"], told["problem"]["code"]) == (5, "fault", "journal-fault")
    assert papers(sale) == []
    calls = [call["name"] for call in issuer.truth(sale.cards[0])["calls"]]
    assert calls == (["activate"] if step == "active" else [])
    states = {row["state"] for row in sale.look(till, issuer)}
    assert "active" not in states
    own = Till(sale.home, till.url, till.capsys, till.patch)
    issuer.lay({"on": "get", "fault": "500-before", "times": None})
    own.retry()
    assert [call["name"] for call in issuer.truth(sale.cards[0])["calls"]] == calls, "it was sent without a look"
    issuer.lay()
    settle([sale], till, issuer)
    assert issuer.truth(sale.cards[0])["loads"] == len(sale.seen)
    assert set(sale.seen.values()) <= {"active"}


NOBODY = "http://127.0.0.1:9"
"""Where no program listens: the line is down."""


@pytest.mark.parametrize(("call", "slips"), [("write", 0), ("fsync", 1)], ids=["before it", "behind it"])
def test_with_the_line_down_a_till_is_killed_around_its_slip_and_the_sale_is_in_the_journal(
    till: Till, issuer: Running, sale: Sale, call: str, slips: int
) -> None:
    ended = run(*killed_on(sale.home / "paper", call), *words(sale, NOBODY))
    assert (ended.returncode in KILLED, ended.stdout) == (True, "")
    figures.keep("killed programs", f"selling offline {slips}", {"kills": 1, "selling": 1})
    (row,) = sale.look(till, issuer)
    assert (row["state"], row["printed"], len(papers(sale))) == ("queued", PrintOutcome.WAITING.value, slips)
    settle([sale], till, issuer)
    assert set(sale.seen.values()) == {"active"}
