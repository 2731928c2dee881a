"""Sealed answers that are gone or were changed: nobody can print their cards, and a person writes those off.

Until then the batch counts them as good, for a disk that is not there may come back. Then they are lost cards as any
others: new ones take their places, or they get new secrets.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.core.problem import Code, Fact, Problem
from app.office.book import BatchBook, BatchNote, BatchStanding, Clock, NotedBatch, SealedChunk
from app.office.ports import Vault

PAGE: Final = 8
"""Chunks that are read at once: few, for each may have thousands of ids."""


@dataclass(frozen=True, slots=True)
class Unsound:
    """A chunk whose sealed answer is not as it was written, and what is wrong with it."""

    chunk: SealedChunk
    problem: Problem


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the sealed answers of a batch came to: how many there are to be, and those that are not sound.

    `folder` is where they are to lie, for people.
    """

    files: int = 0
    unsound: tuple[Unsound, ...] = ()
    folder: str = ""

    @property
    def problem(self) -> Problem | None:
        """What is to be said of it, if anything: BATCH_NOT_WHOLE, or BATCH_VAULT_AWAY where not one is sound."""
        if not self.unsound:
            return None
        if len(self.unsound) == self.files:
            return Problem(Code.BATCH_VAULT_AWAY, {"folder": self.folder})
        facts: dict[str, Fact] = {"count": len(self.unsound), "most": self.files, "folder": self.folder}
        return Problem(Code.BATCH_NOT_WHOLE, facts)


def look(book: BatchBook, vault: Vault, batch_id: str, folder: str = "") -> Look:
    """Looks at every sealed answer with good cards, page by page. Nothing is opened."""
    files, found = 0, list[Unsound]()
    for chunk, problem in _looked_at(book, vault, batch_id):
        files += 1
        if problem is not None:
            found.append(Unsound(chunk, problem))
    return Look(files, tuple(found), folder)


def _looked_at(book: BatchBook, vault: Vault, batch_id: str) -> Iterator[tuple[SealedChunk, Problem | None]]:
    after = 0
    while page := book.sealed(batch_id, after, PAGE):
        yield from ((chunk, vault.fault_of(chunk.file)) for chunk in page if chunk.good)
        after = page[-1].number


def why_not_off(book: BatchBook, standing: BatchStanding, seen: Look, *, may_be_all: bool = False) -> Problem | None:
    """Why nothing is written off, if so: a recipient has the cards, or no answer of all is there.

    That is most likely a disk that is away; `may_be_all`: a person says that they are lost.
    """
    notes = book.notes(standing.order.batch_id)
    if standing.is_shredded or any(note.kind is BatchNote.EXPORTED for note in notes):
        return Problem(Code.BATCH_EXPORTED)
    is_away = seen.problem is not None and seen.problem.code is Code.BATCH_VAULT_AWAY
    return seen.problem if is_away and not may_be_all else None


def write_off(book: BatchBook, clock: Clock, standing: BatchStanding, found: Sequence[Unsound], person: str) -> int:
    """Every good card of these chunks is a lost one from now on, and whoever released the batch has to do it again.

    How many cards there were.
    """
    cards = sum(len(each.chunk.good) for each in found)
    note = NotedBatch(BatchNote.WRITTEN_OFF, clock.now(), person, {"cards": cards, "files": len(found)})
    book.write_off(standing.order.batch_id, [each.chunk for each in found], note)
    return cards
