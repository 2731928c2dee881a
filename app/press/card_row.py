"""One card as the manufacturer prints it, and the columns its file has."""

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Final, NamedTuple


class CardRow(NamedTuple):
    """A card with its secrets. `picture` is the path of its bar code in the archive of pictures; empty without one."""

    card_id: str
    token: str
    pin: str
    check_digit: str
    series: str
    picture: str

    def __repr__(self) -> str:
        """The card alone."""
        return f"CardRow({self.card_id}, •••)"


COLUMNS: Final = CardRow._fields
"""What a file may hold; a manufacturer may want fewer, in another order."""

Pieces = Iterator[bytes]
"""A file's bytes in turn. It is made while it is read, so that a million cards need no more memory than a thousand."""

Rows = Iterator[CardRow]


def checked_columns(wanted: Sequence[str]) -> tuple[str, ...]:
    """The columns in the order that was asked for. Raises ValueError for one that there is not, twice one, or none."""
    chosen = tuple(name.strip() for name in wanted)
    unknown = [name for name in chosen if name not in COLUMNS]
    if unknown or not chosen or len(set(chosen)) != len(chosen):
        raise ValueError(f"columns are each once one of {', '.join(COLUMNS)}")
    return chosen


def chosen(columns: Sequence[str]) -> Callable[[Sequence[CardRow]], Sequence[tuple[str, ...]]]:
    """Takes the columns out of rows."""
    places = [COLUMNS.index(name) for name in columns]
    if places == list(range(len(COLUMNS))):
        return lambda rows: rows
    if len(places) == 1:
        [place] = places
        return lambda rows: [(row[place],) for row in rows]
    take = itemgetter(*places)
    return lambda rows: list(map(take, rows))
