"""New cards get their names: for the whole of an order, and for those that take the place of cards that were lost."""

from collections.abc import Sequence
from typing import Final

from app.core.batch import ChunkState
from app.core.problem import Code, Problem
from app.office.book import BatchBook, BatchStanding, Clock, Figures

AT_ONCE: Final = 10_000
"""So many ids are drawn and written down in one go: memory does not grow with the order."""


def fill(book: BatchBook, figures: Figures, clock: Clock, batch_id: str, *, keeps_lost: bool = False) -> Problem | None:
    """Plans new ids of the batch's scheme until the order can become whole; but for the places that `keeps_lost` keeps.

    A Problem where it cannot: BATCH_IDS_SHORT for a batch whose ids are a list of its own, and where a scheme's ids
    are nearly all taken. Begun and interrupted, it goes on where it stopped.
    """
    while True:
        standing = _demanded(book, batch_id)
        owed = standing.owed - (standing.may_be_rekeyed if keeps_lost else 0)
        if owed <= 0:
            return None
        ids = _drawn(standing, figures, min(AT_ONCE, owed))
        if not ids or len(book.plan(batch_id, ids, clock.now())) == len(ids):
            return Problem(Code.BATCH_IDS_SHORT, {"count": owed})


def add_ids(book: BatchBook, clock: Clock, batch_id: str, card_ids: Sequence[str]) -> tuple[str, ...]:
    """Plans ids of a list, no more than are owed. Returns those that were left out: some batch has them already."""
    taken: list[str] = []
    place = 0
    while place < len(card_ids) and (owed := _demanded(book, batch_id).owed) > 0:
        piece = card_ids[place : place + min(AT_ONCE, owed)]
        taken += book.plan(batch_id, piece, clock.now())
        place += len(piece)
    return tuple(taken)


def _demanded(book: BatchBook, batch_id: str) -> BatchStanding:
    standing = book.standing(batch_id)
    if standing is None:
        raise ValueError(f"no batch {batch_id}")
    return standing


def _drawn(standing: BatchStanding, figures: Figures, count: int) -> Sequence[str]:
    """Ids in a row while nothing of the order was sent; from anywhere in the room for those that take a place."""
    scheme = standing.order.scheme
    if scheme is None:
        return ()
    drawn = figures.figures(count * scheme.figures)
    pieces = [drawn[start : start + scheme.figures] for start in range(0, len(drawn), scheme.figures)]
    planned = standing.cards.get(ChunkState.PLANNED, 0)
    if planned == sum(standing.cards.values()):
        whole = standing.order.count
        return [scheme.id_in_row(place, whole, piece) for place, piece in enumerate(pieces, planned)]
    return list(dict.fromkeys(map(scheme.id_of, pieces)))
