"""The real program in a process of its own, whole or killed at a system call, and what it left behind."""

import json
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.command.at_the_counter import Till
from tests.sandbox.running import Running

ROOT = Path(__file__).resolve().parents[3]
CALLS = ("pwrite64", "fdatasync", "connect", "sendto", "recvfrom")
"""Writing, syncing, calling, sending, hearing: between any two of them a till may end."""
KILLED = {-9, 137}
SETTLED = {"active", "taken", "held", "mismatch", "cancelled"}


def program(*words: str) -> list[str]:
    """The program's command line."""
    return [sys.executable, "-m", "app", *words]


def killed_at(call: str, number: int) -> list[str]:
    """Runs what follows and kills it, by SIGKILL, at the so-manieth of these calls of one of its threads."""
    return _with(call, f"signal=KILL:when={number}")


def killed_at_any(places: Mapping[str, int]) -> list[str]:
    """Runs what follows and kills it at whichever of these it comes to first, each counted as `killed_at` does."""
    faults = [word for call, number in places.items() for word in ("-e", f"inject={call}:signal=KILL:when={number}")]
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={','.join(places)}", *faults]


def killed_on(file: Path, call: str) -> list[str]:
    """Runs what follows and kills it at its first such call on a file, however many calls it makes elsewhere."""
    return [*_with(call, "signal=KILL:when=1"), "-P", str(file)]


def failing_at(call: str, number: int) -> list[str]:
    """Runs what follows; the so-manieth of these calls of one of its threads ends with an input/output error."""
    return _with(call, f"error=EIO:when={number}")


def _with(call: str, fault: str) -> list[str]:
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{fault}"]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def calls_made(log: Path, *command: str) -> Counter[str]:
    """How often the busiest thread of a program makes each of the calls; the program must end by itself."""
    ended = run("strace", "-f", "-qq", "-o", str(log), "-e", f"trace={','.join(CALLS)}", *command)
    assert ended.returncode in {0, 3}, ended.stderr
    of_threads = Counter(re.findall(r"^(\d+) +(\w+)\(", log.read_text("utf-8", "replace"), re.MULTILINE))
    most: Counter[str] = Counter()
    for (_thread, call), count in of_threads.items():
        most[call] = max(most[call], count)
    return most


@dataclass
class Sale:
    """One sale of some cards in a home of its own, and what was seen of it so far."""

    home: Path
    cards: list[str]
    seen: dict[str, str] = field(default_factory=dict)
    """The last known state of each activation in the journal."""

    @classmethod
    def prepared(cls, folder: Path, used_home: Path | None, cards: list[str]) -> "Sale":
        if used_home is None:
            folder.mkdir(mode=0o700)
        else:
            shutil.copytree(used_home, folder)
        return cls(folder, cards)

    def words(self, url: str) -> list[str]:
        """The command line of the sale."""
        codes = [word for card in self.cards for word in ("--card", card)]
        return program("activate", *codes, "--amount", "500", "--json", "--home", str(self.home), "--sandbox", url)

    def retry_words(self, url: str) -> list[str]:
        return program("queue", "retry", "--json", "--home", str(self.home), "--sandbox", url)

    def look(self, till: Till, issuer: Running) -> list[dict[str, Any]]:
        """Reads the journal and holds it to the truth: nothing lost, nothing loaded twice, nothing claimed too early.

        An id that the issuer has seen stands in the journal, and what stood there once stands there still.
        """
        own = Till(self.home, till.url, till.capsys, till.patch)
        rows = own.journal()
        truths = {card: issuer.truth(card) for card in self.cards}
        ids = {row["activation_id"]: row for row in rows}
        assert set(self.seen) <= set(ids), "a row was lost"
        for truth in truths.values():
            assert truth["loads"] <= 1, truth
            carried = truth["metadata"].get("pos_activation_id")
            assert carried is None or ids[carried]["sends"] >= 1, "a call was made that is not in the journal"
        for row in rows:
            truth = truths[row["card_id"]]
            was_active = self.seen.get(row["activation_id"]) == "active"
            if row["state"] == "active":
                assert truth["loads"] == 1
                assert truth["metadata"]["pos_activation_id"] == row["activation_id"]
                assert (truth["amount_balance"], truth["currency"]) == (row["amount_minor"], row["currency"])
            assert not was_active or row["state"] == "active"
        self.seen = {name: row["state"] for name, row in ids.items()}
        return rows

    def hold_to(self, out: str) -> None:
        """What the program said before it ended must be in the journal as it was said."""
        for line in out.splitlines():
            told = json.loads(line)
            for row in told.get("cards", [told]):
                assert self.seen[row["activation_id"]] == row["state"]


def settle(sales: list[Sale], till: Till, issuer: Running) -> None:
    """Tries again and again what is left, until nothing can be settled any more; looks at the truth each time."""
    end = time.monotonic() + 10 + len(sales)
    left = sales
    while left := [sale for sale in left if not is_settled(sale, till, issuer)]:
        assert time.monotonic() < end, [sale.seen for sale in left]


def is_settled(sale: Sale, till: Till, issuer: Running) -> bool:
    """Whether nothing is left to settle; else it is tried once."""
    if {row["state"] for row in sale.look(till, issuer)} <= SETTLED:
        return True
    told = Till(sale.home, till.url, till.capsys, till.patch).retry()
    assert told.code in {0, 3, 4}, told.err
    sale.look(till, issuer)
    return False


def new_cards(issuer: Running, count: int) -> list[str]:
    """So many inactive cards that nobody has touched."""
    before = set(issuer.cards())
    answer = issuer.client.post("/_sandbox/cards", json={"count": count})
    assert answer.status_code == 200, answer.text
    return [card for card in issuer.cards() if card not in before]
