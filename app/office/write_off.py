"""Sealed answers that are gone or were changed: nobody can print their cards, and a person writes those off.

Until then the batch counts them as good, for a disk that is not there may come back. Then they are lost cards as any
others: new ones take their places, or they get new secrets.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.core.problem import Code, Problem
from app.office.book import BatchBook, BatchNote, BatchStanding, Clock, NotedBatch, SealedChunk
from app.office.ports import Vault

PAGE: Final = 8
"""Chunks that are read at once: few, for each may have thousands of ids."""


@dataclass(frozen=True, slots=True)
class Unsound:
    """A chunk whose sealed answer is not as it was written, and what is wrong with it."""

    chunk: SealedChunk
    problem: Problem


def unsound(book: BatchBook, vault: Vault, batch_id: str) -> Iterator[Unsound]:
    """Looks at every sealed answer with good cards, page by page. Nothing is opened."""
    after = 0
    while page := book.sealed(batch_id, after, PAGE):
        for chunk in page:
            problem = vault.fault_of(chunk.file) if chunk.good else None
            if problem is not None:
                yield Unsound(chunk, problem)
        after = page[-1].number


def why_not_off(book: BatchBook, standing: BatchStanding, found: Sequence[Unsound]) -> Problem | None:
    """Why nothing is written off, if so: a recipient has the cards, or no answer of all is there."""
    notes = book.notes(standing.order.batch_id)
    if standing.is_shredded or any(note.kind is BatchNote.EXPORTED for note in notes):
        return Problem(Code.BATCH_EXPORTED)
    is_all = sum(len(each.chunk.good) for each in found) == standing.good + standing.surplus
    return Problem(Code.BATCH_VAULT_AWAY) if found and is_all else None


def write_off(book: BatchBook, clock: Clock, standing: BatchStanding, found: Sequence[Unsound], person: str) -> int:
    """Every good card of these chunks is a lost one from now on, and whoever released the batch has to do it again.

    How many cards there were.
    """
    cards = sum(len(each.chunk.good) for each in found)
    note = NotedBatch(BatchNote.WRITTEN_OFF, clock.now(), person, {"cards": cards, "files": len(found)})
    book.write_off(standing.order.batch_id, [each.chunk for each in found], note)
    return cards
