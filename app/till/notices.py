"""What a person has to know when the till is opened, though it sells on: a journal put back, begun anew or rescued."""

from datetime import datetime, timedelta
from typing import Final

from app.core.problem import Code, Fact, Problem
from app.till.ports import Ledger, Note, NoteKind

TOLD_FOR: Final = timedelta(days=1)
"""Whoever opens the till within so long of it is told."""


def notice(ledger: Ledger, now: datetime) -> Problem | None:
    """The newest of such notes of the last day, as a sentence can say it; None where there is none.

    Raises LedgerFault.
    """
    notes = (*ledger.notes(1, NoteKind.RESTORED), *ledger.notes(1, NoteKind.DAMAGE))
    fresh = [note for note in notes if abs(now - note.at) <= TOLD_FOR]
    return _problem_of(max(fresh, key=lambda note: note.at)) if fresh else None


def _problem_of(note: Note) -> Problem:
    facts = note.facts
    if note.kind is NoteKind.RESTORED:
        return Problem(Code.JOURNAL_RESTORED, {"doubtful": facts["doubtful"]})
    if "taken_over" not in facts:
        return Problem(Code.RESCUE_DUE)
    told: dict[str, Fact] = {"taken_over": facts["taken_over"]}
    missing = int(facts["lost"]) + int(facts["clashing"])
    return Problem(Code.JOURNAL_RESCUED, told | {"missing": missing} if missing else told)
