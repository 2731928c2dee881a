"""Many tills that open one journal at once, again and again: forked, so that they all stand ready at the same moment.

`python -m tests.ledger.forked_starts JOURNAL RACES TILLS` writes one line of JSON for each race: what became of each.
"""

import json
import os
import sys
from pathlib import Path

from app.ledger.journal import SqliteLedger
from app.till.ports import LedgerFault
from tests.ledger.orders import NOON


def opening(journal: Path) -> str:
    try:
        SqliteLedger.open(journal, journal_id="j-1", till_id="till-1", at=NOON)
    except LedgerFault as fault:
        return fault.problem.code.value
    return "open"


def start(journal: Path, gate: tuple[int, int], hall: tuple[int, int], says: int) -> int:
    """A till that waits at the gate, opens the journal, says what came of it, and stays until the hall is closed."""
    child = os.fork()
    if child:
        return child
    try:
        for door in (gate, hall):
            os.close(door[1])
        os.read(gate[0], 1)
        os.write(says, f"{opening(journal)}\n".encode())
        os.read(hall[0], 1)
    finally:
        os._exit(0)


def race(journal: Path, tills: int) -> list[str]:
    gate, hall, ears = os.pipe(), os.pipe(), os.pipe()
    children = [start(journal, gate, hall, ears[1]) for _ in range(tills)]
    os.close(ears[1])
    os.close(gate[1])
    with os.fdopen(ears[0]) as heard:
        said = [heard.readline().strip() for _ in children]
        os.close(hall[1])
        for child in children:
            os.waitpid(child, 0)
    os.close(gate[0])
    os.close(hall[0])
    return said


def main() -> None:
    journal, races, tills = sys.argv[1:]
    opening(Path(journal).with_name("first.db"))  # what must be imported is imported before any fork
    for _ in range(int(races)):
        print(json.dumps(race(Path(journal), int(tills))), flush=True)


if __name__ == "__main__":
    main()
