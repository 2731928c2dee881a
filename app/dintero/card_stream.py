"""The cards of a batch's answer, one at a time as it arrives: however many pictures it brings, few bytes are held."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Protocol, cast

import ijson
import msgspec

from app.dintero.card_split import PICTURE, CardSplitter, PictureSieve

REST_MAX: Final = 4 * 1024 * 1024
"""Bytes of an answer that are kept where nothing of it is understood."""

_CARDS: Final = "cards.item"
_OVERLAP: Final = 32
"""Bytes of the pieces before that may belong to a card whose end has not come yet."""


class AnsweredCard(msgspec.Struct, frozen=True, gc=False):
    """A card as the answer told it. `fields` is all that it said but the two secrets and their pictures.

    What is missing or no text is empty.
    """

    card_id: str
    status: str
    token: str
    pin: str
    fields: Mapping[str, Any]

    def __repr__(self) -> str:
        """The card alone."""
        return f"AnsweredCard({self.card_id}, •••)"


class _Found(Protocol):
    def clear(self) -> None: ...
    def __iter__(self) -> Iterator[Any]: ...


class _Parsing(Protocol):
    def send(self, piece: bytes, /) -> object: ...
    def close(self) -> None: ...


class _Parser(Protocol):
    JSONError: type[Exception]

    def sendable_list(self) -> _Found: ...
    def items_coro(self, target: _Found, prefix: str, *, use_float: bool) -> _Parsing: ...


_PARSER: Final = cast("_Parser", ijson)


class CardStream:
    """Fed with the pieces of an answer, it gives `take` each card that is complete.

    An answer that breaks off or is no JSON has its complete cards all the same; what followed them is `rest`. Nothing
    the other side can send raises.
    """

    def __init__(self, take: Callable[[AnsweredCard], None], bytes_max: int) -> None:
        self._take = take
        self._bytes_left = bytes_max
        self._sieve = PictureSieve()
        self._splitter = CardSplitter()
        self._is_cut = True
        self._found = _PARSER.sendable_list()
        self._parsing = _PARSER.items_coro(self._found, _CARDS, use_float=True)
        self._rest: list[bytes] = []
        self._rest_size = 0
        self._is_readable = True
        self._count = 0

    def feed(self, piece: bytes) -> bool:
        """The next piece. False where no more of the answer is wanted."""
        self._bytes_left -= len(piece)
        if self._bytes_left < 0:
            return False
        if self._given(self._sieve.passed(piece)):
            self._forget_rest()
        self._keep(piece)
        return True

    def end(self) -> None:
        """After the last piece, or where it broke off."""
        self._given(self._sieve.rest())
        if self._is_cut:
            self._parse(self._splitter.remains)
        if self._is_readable:
            self._step(self._parsing.close)
        self._give(self._found)
        if self._is_readable and self._count:
            self._rest = []

    @property
    def rest(self) -> bytes:
        """What was not understood: the bytes after the last card of a broken answer, or all of one without cards."""
        return b"".join(self._rest)

    def _given(self, left: bytes) -> int:
        """How many cards these bytes have completed."""
        before = self._count
        if self._is_cut:
            self._give(self._splitter.cards(left))
            self._is_cut = not self._splitter.is_lost
            left = b"" if self._is_cut else self._splitter.remains
        self._parse(left)
        return self._count - before

    def _parse(self, left: bytes) -> None:
        """Sign by sign. Of no bytes the parser is not told: it would take them for the end."""
        if left and self._is_readable:
            self._step(lambda: self._parsing.send(left))
        self._give(self._found)
        self._found.clear()

    def _step(self, step: Callable[[], object]) -> None:
        try:
            step()
        except (_PARSER.JSONError, UnicodeDecodeError, ValueError, OverflowError, StopIteration):
            self._is_readable = False

    def _give(self, found: Iterable[Any]) -> None:
        for each in found:
            self._take(_card_of(each))
            self._count += 1

    def _keep(self, piece: bytes) -> None:
        piece = piece[: max(0, REST_MAX - self._rest_size)]
        if piece:
            self._rest.append(piece)
            self._rest_size += len(piece)

    def _forget_rest(self) -> None:
        overlap = b""
        while self._rest and len(overlap) < _OVERLAP:
            overlap = self._rest.pop()[-_OVERLAP:] + overlap
        self._rest, self._rest_size = [overlap[-_OVERLAP:]], min(len(overlap), _OVERLAP)


def _card_of(found: Any) -> AnsweredCard:  # noqa: ANN401 - what JSON may hold
    """Values and pictures stand in `pin.pin` and `card_token.token` (API fact sheet, sections 2.2 and 5)."""
    card = _object(found)
    token, pin = _object(_object(card.get("card_token")).get("token")), _object(_object(card.get("pin")).get("pin"))
    token.pop(PICTURE, None)
    pin.pop(PICTURE, None)
    told = card.get("card_id"), card.get("status"), token.pop("value", ""), pin.pop("value", "")
    card_id, status, token_value, pin_value = [each if isinstance(each, str) else "" for each in told]
    return AnsweredCard(card_id, status, token_value, pin_value, card)


def _object(value: Any) -> dict[str, Any]:  # noqa: ANN401 - what JSON may hold
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
