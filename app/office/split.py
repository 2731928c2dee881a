"""A chunk that was refused: which of its ids is to blame, or is it only too large? It is halved until that is known."""

from collections.abc import Sequence

from app.core.batch import Chunk, Fate
from app.office.doubt import read_ids
from app.office.run import BatchRoad, Came, lost


def look_at_refused(road: BatchRoad, chunk: Chunk) -> Came:
    """Settles a REFUSED chunk: what exists is named and never printed, and the others go on.

    Where none exists the chunk goes on in two halves; an id that is refused all alone is named, and never sent again.
    """
    seen = read_ids(road.reader, chunk.card_ids)
    if seen.problem is not None:
        return Came(chunk, seen.problem, seen.wait)
    if seen.there:
        fates = lost(seen.there, Fate.TAKEN)
        onward: Sequence[Sequence[str]] = [seen.absent]
    elif len(chunk.card_ids) == 1:
        fates = lost(chunk.card_ids, Fate.REFUSED)
        onward = []
    else:
        fates = ()
        onward = halves(chunk.card_ids)
    road.book.settle(chunk, fates, onward, road.clock.now())
    return Came(chunk, spoilt=fates)


def halves(card_ids: Sequence[str]) -> Sequence[Sequence[str]]:
    """Two pieces, the larger one first."""
    middle = (len(card_ids) + 1) // 2
    return [card_ids[:middle], card_ids[middle:]]


def cut_down(road: BatchRoad, chunk: Chunk, size: int) -> None:
    """A PLANNED chunk that is larger than the issuer takes goes on in pieces that are not."""
    pieces = [chunk.card_ids[start : start + size] for start in range(0, len(chunk.card_ids), size)]
    road.book.settle(chunk, (), pieces, road.clock.now())
