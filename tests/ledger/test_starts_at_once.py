"""Tills that are started at the same moment: exactly one gets the journal, and the lock goes with it.

STARTS is how many races of eight are run by forked tills (10).
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from app.ledger.journal import SqliteLedger
from tests.ledger.orders import NOON
from tests.ledger.pulled_plug import ROOT, command
from tests.simulation import figures

STARTS = int(os.environ.get("STARTS", "10"))
TILLS = 8


def test_of_eight_tills_that_open_a_journal_at_once_exactly_one_gets_it(path: Path) -> None:
    path.parent.mkdir()
    words = [sys.executable, "-m", "tests.ledger.forked_starts", str(path), str(STARTS), str(TILLS)]
    child = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    races = [json.loads(line) for line in child.stdout.splitlines()]
    assert len(races) == STARTS
    for said in races:
        assert sorted(said) == [*["journal-in-use"] * (TILLS - 1), "open"]
    figures.keep("eight starts at once", "forked tills", {"races": STARTS})


def test_of_eight_programs_that_start_at_once_one_gets_the_journal(path: Path) -> None:
    for start in range(2):
        tills = [
            subprocess.Popen(
                command(path, 0, "stand"), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for _ in range(TILLS)
        ]
        heard = [_line(till) for till in tills]
        winners = [till for till, line in zip(tills, heard, strict=True) if line == "open"]
        assert len(winners) == 1, heard
        assert heard.count("fault journal-in-use certain") == 7
        (winner,) = winners
        late = subprocess.run(command(path, 0), cwd=ROOT, capture_output=True, text=True, check=False)
        assert late.stdout.splitlines() == ["fault journal-in-use certain", f"holder {winner.pid}"]
        if start == 0:
            winner.send_signal(signal.SIGKILL)
        for till in tills:
            till.communicate()
        figures.keep("eight starts at once", f"programs {start}", {"races": 1})
    SqliteLedger.open(path, journal_id="j-1", till_id="till-1", at=NOON).close()


def _line(till: subprocess.Popen) -> str:
    assert till.stdout is not None
    return till.stdout.readline().strip()
