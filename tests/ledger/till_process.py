"""A till in a process of its own, to be killed: it sells cards and says on standard output what was promised to last.

`python -m tests.ledger.till_process JOURNAL CARDS [normal] [often] [marks] [stand]`: `normal` is the mutant that does
not sync, `often` carries the log over after each commit, `marks` keeps the mark beside the journal, `stand` waits for
the end of its standard input before it goes.
"""

import os
import signal
import sys
from pathlib import Path

from app.core.activation import Activation, State
from app.ledger import connection
from app.ledger.journal import SqliteLedger
from app.till.ports import LedgerFault
from tests.ledger.orders import NOON, order, step_to


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def sell(ledger: SqliteLedger, number: int) -> None:
    """Three commits, each told once it is promised to last."""
    (activation,) = ledger.add([order(number)])
    promise(activation)
    for state in (State.SENDING, State.ACTIVE):
        activation = ledger.step(activation, step_to(activation, state), NOON)
        promise(activation)


def promise(activation: Activation) -> None:
    say(f"lasts {activation.id} {activation.seq}")


def told(fault: LedgerFault) -> None:
    say(f"fault {fault.problem.code.value} {'certain' if fault.is_certain else 'unknown'}")


def main() -> None:
    path, cards, *how = sys.argv[1:]
    if "often" in how:
        connection.PAGES_BEFORE_CHECKPOINT = 1
    try:
        marks = Path(path).parent if "marks" in how else None
        ledger = SqliteLedger.open(Path(path), journal_id="j-1", till_id="till-1", at=NOON, mark_folder=marks)
    except LedgerFault as fault:
        told(fault)
        if pid := fault.problem.facts.get("pid"):
            say(f"holder {pid}")
        return
    if "normal" in how:
        ledger._db.pragma("synchronous", "NORMAL")
    say("open")
    first = len(ledger.latest(10**6)) + 1
    for number in range(first, first + int(cards)):
        try:
            sell(ledger, number)
        except LedgerFault as fault:
            told(fault)
    if "stand" in how:
        sys.stdin.read()
    say("end")
    os.kill(os.getpid(), signal.SIGKILL)  # no tidy end: what the journal keeps, it keeps without one


if __name__ == "__main__":
    main()
