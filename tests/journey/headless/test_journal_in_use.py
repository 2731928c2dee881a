"""One program writes a journal: a second one is refused in words, and whoever only reads is not kept waiting."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.command.at_the_counter import Till
from tests.journey.headless.program import ROOT, Sale, new_cards, program
from tests.sandbox.running import Running, until


@contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[str]]:
    """A program that goes on beside the test, and is killed at its end."""
    child = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def is_held(till: Till, pid: int) -> bool:
    lock = till.home / "journal" / "T00000000.lock"
    return lock.exists() and lock.read_text("ascii").strip() == str(pid)


def refused(till: Till, issuer: Running, card: str) -> None:
    """A second till cannot sell, and says why; a look at the journal, the card and the state of things goes on."""
    told = till.sell(card)
    assert (told.code, told.refused, told.value["state"]) == (5, "journal-in-use", "fault")
    assert "already running" in told.err
    assert till.retry().code == 5
    till.journal()
    assert till.here("card", card, "--json").code == 0
    assert till.here("queue", "list", "--json").code == 0
    assert till.here("doctor", "--json").code == 0
    assert issuer.truth(card)["calls"] == []


def test_a_sale_in_another_program_holds_the_journal_until_it_ends(till: Till, issuer: Running) -> None:
    waiting, card = new_cards(issuer, 2)
    assert till.journal() == []
    issuer.lay({"on": "activate", "fault": "lost-before", "ending": "hang"})
    with running(*Sale(till.home, [waiting]).words(issuer.url)) as other:
        until(lambda: is_held(till, other.pid))
        until(lambda: any(row["state"] == "sending" for row in till.journal()))
        refused(till, issuer, card)
    (row,) = till.journal()
    assert row["state"] == "sending", "what the killed program left is shown as it stands"
    assert till.sell(card).code == 0, "the lock went with the program that held it"
    assert [row["state"] for row in till.journal()] == ["active", "unknown"]


def test_an_open_window_holds_the_journal(till: Till, issuer: Running) -> None:
    (card,) = new_cards(issuer, 1)
    assert till.journal() == []
    with running(*program("--home", str(till.home), "--sandbox", issuer.url)) as window:
        until(lambda: is_held(till, window.pid))
        refused(till, issuer, card)
        assert window.poll() is None
    assert till.sell(card).code == 0


def test_of_several_tills_that_start_at_once_each_sells_or_is_refused(
    till: Till, issuer: Running, used_home: Path, tmp_path: Path
) -> None:
    cards = new_cards(issuer, 4)
    sale = Sale.prepared(tmp_path / "shared", used_home, cards)
    started = [
        subprocess.Popen(
            Sale(sale.home, [card]).words(issuer.url),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for card in cards
    ]
    said = [child.communicate(timeout=60)[0] for child in started]
    states = [json.loads(out)["state"] for out in said]
    assert set(states) <= {"active", "fault"}
    assert "active" in states
    assert [child.returncode for child in started] == [0 if state == "active" else 5 for state in states]
    assert [issuer.truth(card)["loads"] for card in cards] == [int(state == "active") for state in states]
    assert len(sale.look(till, issuer)) == states.count("active")


def sandboxes_of(till: Till) -> list[str]:
    """The processes of embedded sandboxes that keep their cards in this till's home."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it ended while it was looked at
            words = place.read_bytes().decode().split("\0")
            if "sandbox" in words and str(till.home / "sandbox") in words:
                found.append(place.parent.name)
    return found


def test_a_killed_window_leaves_no_sandbox_behind(till: Till) -> None:
    """The embedded sandbox ends by itself when the program that started it is gone."""
    with running(*program("--home", str(till.home), "--sandbox")) as window:
        until(lambda: len(sandboxes_of(till)) == 1)
        assert window.poll() is None
    until(lambda: not sandboxes_of(till))
