"""How good cards stand at the issuer: inactive as they should be, in use already, or gone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum, unique

from app.core.answer import Answer, Kind
from app.core.card import CardCode, Standing
from app.office.book import SealedChunk
from app.office.ports import CardReader

EachOf = Callable[[Callable[[str], "Found"], Iterable[str]], Iterator["Found"]]
"""As `map`: one after the other, or on workers."""


@unique
class Found(StrEnum):
    """What the issuer says of a card."""

    INACTIVE = "inactive"
    IN_USE = "in use"
    GONE = "gone"
    UNDECIDED = "not known"
    """A status word that is not known, or a read that decided nothing."""


def check_page(reader: CardReader, page: Sequence[SealedChunk], each_of: EachOf) -> Iterator[Found]:
    """Each good card of these chunks, read once."""
    return each_of(
        lambda card_id: _found(reader.read(CardCode(card_id))), (each for chunk in page for each in chunk.good)
    )


_STANDINGS = {Standing.INACTIVE: Found.INACTIVE, Standing.ACTIVE: Found.IN_USE}


def _found(answer: Answer) -> Found:
    if answer.card is not None:
        return _STANDINGS.get(answer.card.standing, Found.UNDECIDED)
    return Found.GONE if answer.kind is Kind.REFUSED and answer.status == 404 else Found.UNDECIDED
