"""Two persons let a batch be printed: what is printed is money in waiting, and nobody lets it go alone."""

from typing import Final

from app.core.problem import Code, Problem
from app.office.book import BatchBook, BatchNote, BatchStanding, BatchState, Clock, NotedBatch

PERSONS: Final = 2


def why_nobody_releases(standing: BatchStanding) -> Problem | None:
    """Why no person can release this batch now, if so: BATCH_NOT_COMPLETE, BATCH_RELEASED, BATCH_SHREDDED."""
    if standing.is_shredded:
        return Problem(Code.BATCH_SHREDDED)
    if not standing.is_complete:
        return Problem(Code.BATCH_NOT_COMPLETE, {"count": standing.good, "most": standing.order.count})
    return None if standing.state is BatchState.COMPLETE else Problem(Code.BATCH_RELEASED)


def release(book: BatchBook, clock: Clock, standing: BatchStanding, person: str) -> Problem | None:
    """Writes down that this person, who was asked for a PIN, releases the batch; with the second one it is released.

    A Problem, and nothing is written: as `why_nobody_releases`, and BATCH_SAME_PERSON.
    """
    if (problem := why_nobody_releases(standing)) is not None:
        return problem
    if person.casefold() in {each.casefold() for each in standing.released_by}:
        return Problem(Code.BATCH_SAME_PERSON, {"person": person})
    note = NotedBatch(BatchNote.RELEASE, clock.now(), person)
    book.release(standing.order.batch_id, note, is_last=len(standing.released_by) + 1 >= PERSONS)
    return None
