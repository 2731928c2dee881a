"""Cards that may exist without anybody knowing their secrets: they are read, and never sent again as they were.

A read that says *no such card* does not prove that a late call will not make it after all. Hence two looks, one of
them after the quarantine, before an id goes back into the plan.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from app.core.answer import Answer, Kind
from app.core.batch import BatchOrder, Chunk, ChunkState, Fate
from app.core.card import CardCode
from app.core.problem import Code, Problem
from app.office.ports import CardReader
from app.office.run import BatchRoad, Came, asked_of, check_chunk, lost


@dataclass(frozen=True, slots=True)
class Seen:
    """What reading ids came to. Where a read decided nothing, `problem` says why, and the others were left alone."""

    there: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    problem: Problem | None = None
    wait: timedelta = timedelta(0)


def read_ids(reader: CardReader, card_ids: Iterable[str]) -> Seen:
    """Reads each card once, in order, until a read decides nothing."""
    there: list[str] = []
    absent: list[str] = []
    for card_id in card_ids:
        answer = reader.read(CardCode(card_id))
        if answer.kind is Kind.CARD:
            there.append(card_id)
        elif answer.kind is Kind.REFUSED and answer.status == 404:
            absent.append(card_id)
        else:
            wait = timedelta(seconds=answer.retry_after_s or 0)
            return Seen(tuple(there), tuple(absent), problem_of(answer), wait)
    return Seen(tuple(there), tuple(absent))


_PROBLEMS = {
    Kind.NOT_SENT: Code.LINE_DOWN,
    Kind.UNAUTHORISED: Code.LOGIN_REFUSED,
    Kind.TOO_MANY: Code.TOO_MANY_CALLS,
    Kind.REFUSED: Code.NOT_ALLOWED,
}


def problem_of(answer: Answer) -> Problem:
    """Why a read decided nothing."""
    return Problem(_PROBLEMS.get(answer.kind, Code.NO_ANSWER))


@dataclass(slots=True)
class Doubt:
    """One UNKNOWN chunk in this process: since when, by the running clock, and what its first look found absent."""

    since: timedelta
    absent: frozenset[str] | None = None
    is_settled: bool = False


def look_at(road: BatchRoad, order: BatchOrder, chunk: Chunk, doubt: Doubt) -> Came:
    """One look at an UNKNOWN chunk; the second one, after the quarantine, settles it.

    Where its answer was sealed all the same, and only the word of it was lost, nothing is lost. Else what exists is
    never printed: its secrets are gone. What was absent twice goes on in a new chunk. All that was absent at the first
    look is remembered in `doubt`. On any thread; one at a time for each chunk.
    """
    found = road.maker.found(asked_of(order, chunk))
    if isinstance(found, Problem):
        return Came(chunk, found)
    if found is not None:
        doubt.is_settled = True
        return check_chunk(road, road.book.step(chunk, ChunkState.SEALED, road.clock.now(), found))
    is_last = doubt.absent is not None and road.clock.running() - doubt.since >= road.quarantine
    seen = read_ids(road.reader, chunk.card_ids)
    if seen.problem is not None:
        return Came(chunk, seen.problem, seen.wait)
    if not is_last:
        doubt.absent = frozenset(seen.absent)
        return Came(chunk)
    twice = tuple(card_id for card_id in seen.absent if card_id in (doubt.absent or ()))
    again = set(twice)
    made = tuple(card_id for card_id in chunk.card_ids if card_id not in again)
    road.book.settle(chunk, lost(made, Fate.LOST), [twice], road.clock.now())
    doubt.is_settled = True
    return Came(chunk, spoilt=lost(made, Fate.LOST))
