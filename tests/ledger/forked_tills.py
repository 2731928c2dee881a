"""Many tills, each a process of its own that is killed at one write: forked, so that no time goes on starting Python.

`python -m tests.ledger.forked_tills FOLDER CALL CARDS [often]` kills one till at the first call of this name, one at
the second, and so on until one makes fewer; with `often`, which carries the log over after each commit, from the first
call on that a till makes once its journal is open. It writes a line of JSON for each: the signal that ended the till,
and what the till had said until then.
"""

import itertools
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from app.ledger import connection
from app.ledger.journal import SqliteLedger
from tests.ledger.failing_calls import failing
from tests.ledger.orders import NOON
from tests.ledger.till_process import say, sell


def forked(life: Callable[[], None]) -> tuple[int, list[str]]:
    """Lives a life in a process of its own. The signal that ended it, 0 for none, and the lines it said."""
    hears, says = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.dup2(says, 1)
            life()
        finally:
            os._exit(0)
    os.close(says)
    with os.fdopen(hears) as heard:
        lines = heard.read().splitlines()
    return os.WTERMSIG(os.waitpid(child, 0)[1]), lines


def killed(journal: Path, call: str, cards: int, number: int) -> None:
    """Makes a journal and sells, until the so-manieth call of this name."""
    with failing(call, 0) as faults:
        faults.begin(number, kills=True)
        ledger = SqliteLedger.open(journal, journal_id="j-1", till_id="till-1", at=NOON)
        say("open")
        for card in range(cards):
            sell(ledger, card)
        say("end")


def calls_to_open(folder: Path, call: str) -> int:
    """How often it is called until a journal is made and open. By then all is imported, too, and randomness is had."""
    with failing(call, 0) as faults:
        ledger = SqliteLedger.open(folder / "first" / "journal.db", journal_id="j-1", till_id="till-1", at=NOON)
        made = faults.made
    ledger.close()
    return made


def main() -> None:
    folder, call, cards, *how = sys.argv[1:]
    if "often" in how:
        connection.PAGES_BEFORE_CHECKPOINT = 1
    opening = calls_to_open(Path(folder), call)
    for number in itertools.count(1 + opening * ("often" in how)):
        ended, said = forked(lambda at=number: killed(Path(folder, str(at), "journal.db"), call, int(cards), at))
        print(json.dumps({"number": number, "signal": ended, "said": said}), flush=True)
        if not ended:
            return


if __name__ == "__main__":
    main()
