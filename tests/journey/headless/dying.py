"""The program, killed by SIGKILL right before or right after one commit of its journal of batches; it tells which.

`python -m tests.journey.headless.dying LOG NUMBER SIDE WORDS...` runs the program's words. Every commit is two lines of
the log: what it is about to write down, and that it did. NUMBER 0 lets the program live.
"""

import json
import os
import signal
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from inspect import currentframe
from pathlib import Path

from app.ledger import batch_book
from app.ledger.batch_book import SqliteBatchBook

BEFORE, AFTER = "before", "after"
SIDES = (BEFORE, AFTER)

Place = tuple[int, str]
"""The so-manieth commit of a process, and the side of it."""
Event = tuple[int, int, str]
"""A chunk's number, the number of its step, and the state it came to."""
Note = tuple[int, int, str]
"""A batch's number, the number of its note, and its kind."""
Step = tuple[str, str]
"""From which state to which; nothing before the first."""


@dataclass(frozen=True)
class Commit:
    """One commit of a process, counted from 1: which method of the journal made it, and what it wrote."""

    number: int
    side: str
    method: str
    chunks: list[tuple[int, str, str]]
    """The chunks that took a step, each with the state it came from and the one it came to."""
    notes: list[str]

    @property
    def steps(self) -> set[Step]:
        return {(old, new) for _, old, new in self.chunks}


def commits(log: Path) -> list[Commit]:
    """What a process told, in its order."""
    return [Commit(**json.loads(line)) for line in log.read_text("utf-8").splitlines()] if log.exists() else []


class Dying:
    """Watches the commits of the one journal that a process has open, and ends the process at one side of one."""

    def __init__(self, log: Path, number: int, side: str) -> None:
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._place = number, side
        self._count = 0
        self._events: set[Event] = set()
        self._notes: set[Note] = set()

    def begin(self, book: SqliteBatchBook) -> None:
        """What an earlier process wrote down is no step of this one."""
        self._events, self._notes = events(book), notes(book)

    def commit(self, book: SqliteBatchBook, at: datetime) -> None:
        """The commit, or the end of the process at one of its sides."""
        now, noted = events(book), notes(book)
        came = {(chunk, seq): state for chunk, seq, state in now}
        steps = [(chunk, came.get((chunk, seq - 1), ""), state) for chunk, seq, state in sorted(now - self._events)]
        kinds = [kind for _, _, kind in sorted(noted - self._notes)]
        self._count += 1
        self._tell(Commit(self._count, BEFORE, method(), steps, kinds))
        committed(book, at)
        self._events, self._notes = now, noted
        self._tell(Commit(self._count, AFTER, method(), steps, kinds))

    def _tell(self, commit: Commit) -> None:
        os.write(self._log, json.dumps(asdict(commit)).encode() + b"\n")
        if (commit.number, commit.side) == self._place:
            os.fsync(self._log)
            os.kill(os.getpid(), signal.SIGKILL)


def events(book: SqliteBatchBook) -> set[Event]:
    """Every step of every chunk, with those of the transaction that is open."""
    found = book._db.execute("SELECT chunk, seq, state FROM chunk_event")
    return {(int(str(chunk)), int(str(seq)), str(state)) for chunk, seq, state in found}


def notes(book: SqliteBatchBook) -> set[Note]:
    """Every note of every batch, likewise."""
    found = book._db.execute("SELECT batch, seq, kind FROM batch_note")
    return {(int(str(batch)), int(str(seq)), str(kind)) for batch, seq, kind in found}


def method() -> str:
    """The name of the journal's own method that is at work."""
    frame = currentframe()
    while frame is not None:
        name = frame.f_code.co_name
        if frame.f_code.co_filename == batch_book.__file__ and not name.startswith("_"):
            return name
        frame = frame.f_back
    return ""


committed = SqliteBatchBook._commit
made = SqliteBatchBook.__init__


def watch(dying: Dying) -> None:
    """Has every journal of batches that this process opens watched."""

    def begun(book: SqliteBatchBook, *given: object) -> None:
        made(book, *given)
        dying.begin(book)

    def ended(book: SqliteBatchBook, at: datetime) -> None:
        dying.commit(book, at)

    SqliteBatchBook.__init__, SqliteBatchBook._commit = begun, ended


if __name__ == "__main__":
    from app.__main__ import main

    _log, _number, _side, *_words = sys.argv[1:]
    watch(Dying(Path(_log), int(_number), _side))
    sys.argv[1:] = _words
    sys.exit(main())
