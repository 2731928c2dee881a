"""Runs a till in a process of its own, under strace where a fault is wanted, and looks at what it left behind."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import apsw

from app.core.activation import State
from app.ledger.checksums import demand_checksums_known
from app.ledger.journal import SqliteLedger
from tests.ledger.orders import NOON

ROOT = Path(__file__).resolve().parent.parent.parent
NEXT_DAY = NOON + timedelta(days=1)


@dataclass(frozen=True)
class Ended:
    """How a till ended and what it had said until then."""

    code: int
    said: tuple[str, ...]

    @property
    def promised(self) -> dict[str, int]:
        """How many steps of each activation were promised to last."""
        lasting = [line.split() for line in self.said if line.startswith("lasts ")]
        return {activation_id: int(seq) for _, activation_id, seq in lasting}

    @property
    def faults(self) -> list[str]:
        return [line.removeprefix("fault ") for line in self.said if line.startswith("fault ")]


def command(journal: Path, cards: int, *how: str) -> list[str]:
    return [sys.executable, "-m", "tests.ledger.till_process", str(journal), str(cards), *how]


def run(journal: Path, cards: int, *how: str, strace: Sequence[str] = ()) -> Ended:
    """One till from its start to its end."""
    # Never --seccomp-bpf: with it an injection may silently not happen.
    tracer = ["strace", "-f", "-qq", *strace] if strace else []
    if tracer and not shutil.which("strace"):
        raise AssertionError("strace is missing: `make test` installs it")
    child = subprocess.run([*tracer, *command(journal, cards, *how)], cwd=ROOT, capture_output=True, check=False)
    assert not child.stderr, child.stderr.decode()
    return Ended(child.returncode, tuple(child.stdout.decode().splitlines()))


def with_fault(call: str, what: str, when: str) -> tuple[str, ...]:
    """The words for strace: `what` happens at the `when`-th of this system call."""
    return ("-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{what}:when={when}")


def reopened(journal: Path) -> SqliteLedger:
    return SqliteLedger.open(journal, journal_id="j-2", till_id="till-1", at=NEXT_DAY)


def look_over(journal: Path, promised: dict[str, int]) -> None:
    """Every promise was kept, at most the one step in flight came on top, and the file is whole."""
    steps = steps_in(journal)
    broken = {activation_id: seq for activation_id, seq in promised.items() if steps.get(activation_id, 0) < seq}
    assert not broken
    assert sum(steps.values()) - sum(promised.values()) in {0, 1}


def steps_in(journal: Path) -> dict[str, int]:
    """How many steps the journal holds of each activation. Fails where the file is not whole."""
    demand_checksums_known()  # else closing it carries the log over without them
    db = apsw.Connection(str(journal), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        assert db.pragma("integrity_check") == "ok"
        assert db.pragma("foreign_key_check") is None
        if not db.pragma("user_version"):
            return {}
        wrong = (
            "SELECT count(*) FROM standing s LEFT JOIN event e USING (activation_id, seq) WHERE s.state IS NOT e.state"
        )
        assert db.execute(wrong).get == 0
        return dict(db.execute("SELECT activation_id, max(seq) FROM event GROUP BY activation_id"))
    finally:
        db.close()


def states_in(ledger: SqliteLedger) -> set[State]:
    return {activation.state for activation in ledger.latest(10**6)}
