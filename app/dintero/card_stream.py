"""The cards of a batch's answer, one at a time as it arrives: however many pictures it brings, few bytes are held."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

import ijson

REST_MAX: Final = 4 * 1024 * 1024
"""Bytes of an answer that are kept where nothing of it is understood."""

_CARDS: Final = "cards.item"
_PICTURE: Final = "barcode_128"


@dataclass(frozen=True, slots=True, repr=False)
class AnsweredCard:
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
    def __iter__(self) -> Any: ...  # noqa: ANN401 - what JSON may hold


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
        self._found = _PARSER.sendable_list()
        self._parsing = _PARSER.items_coro(self._found, _CARDS, use_float=True)
        self._rest = bytearray()
        self._is_readable = True
        self._count = 0

    def feed(self, piece: bytes) -> bool:
        """The next piece. False where no more of the answer is wanted."""
        self._bytes_left -= len(piece)
        if self._bytes_left < 0:
            return False
        self._rest += piece[: max(0, REST_MAX - len(self._rest))]
        if self._is_readable:
            self._step(lambda: self._parsing.send(piece))
        if self._give():
            self._rest = bytearray(piece)
        return True

    def end(self) -> None:
        """After the last piece, or where it broke off."""
        if self._is_readable:
            self._step(self._parsing.close)
        self._give()
        if self._is_readable and self._count:
            self._rest.clear()

    @property
    def rest(self) -> bytes:
        """What was not understood: the bytes after the last card of a broken answer, or all of one without cards."""
        return bytes(self._rest)

    def _step(self, step: Callable[[], object]) -> None:
        try:
            step()
        except (_PARSER.JSONError, UnicodeDecodeError, ValueError, OverflowError, StopIteration):
            self._is_readable = False

    def _give(self) -> bool:
        given = 0
        for each in self._found:
            given += 1
            self._take(_card_of(each))
        self._found.clear()
        self._count += given
        return given > 0


def _card_of(found: object) -> AnsweredCard:
    """Values and pictures stand in `pin.pin` and `card_token.token` (API fact sheet, sections 2.2 and 5)."""
    card = _object(found)
    token, pin = _object(_object(card.get("card_token")).get("token")), _object(_object(card.get("pin")).get("pin"))
    token.pop(_PICTURE, None)
    pin.pop(_PICTURE, None)
    token_value, pin_value = _text(token.pop("value", "")), _text(pin.pop("value", ""))
    return AnsweredCard(_text(card.get("card_id")), _text(card.get("status")), token_value, pin_value, card)


def _object(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
