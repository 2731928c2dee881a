"""What stands in a sealed answer once it is open: a line of JSON for each card, in UTF-8.

The first line says which chunk it is. A last line with `rest` holds in base64 what nobody understood of a broken
answer, for a person to look at. Whoever has a recipient's key reads this without the program.
"""

import base64
import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from app.office.ports import CardSecret, MadeCard

FORM: Final = 1
"""The version of this form."""


class Unreadable(Exception):
    """An opened answer that is not in this form. The text holds nothing of it."""


class _Answer(msgspec.Struct, frozen=True):
    """What else was said of a card, as far as it is read again."""

    status: Any = ""


class _Line(msgspec.Struct, frozen=True):
    """A card's line, or the first: which chunk it is. The answer's other fields are for people."""

    card_id: str = ""
    token: str = ""
    pin: str = ""
    answer: _Answer = _Answer()
    sealed_answer: int = 0
    batch: str = ""
    chunk: str = ""


class _Written(CardSecret, frozen=True, gc=False):
    """A card's line as it is written."""

    answer: Mapping[str, Any] = msgspec.field(default_factory=dict[str, Any])


_LINES: Final = msgspec.json.Decoder(_Line)
_CARDS: Final = msgspec.json.Decoder(CardSecret)
"""Of a line that is no card's it makes one without a name."""
_WRITER: Final = msgspec.json.Encoder()


class AnswerLines:
    """Collects one answer. It is never written anywhere: `content` goes into the seal."""

    def __init__(self, batch_id: str, chunk_id: str) -> None:
        self._lines = bytearray(_line({"sealed_answer": FORM, "batch": batch_id, "chunk": chunk_id}))

    def add(self, card: CardSecret, fields: Mapping[str, Any]) -> None:
        """One card, with what else was said of it."""
        whole = _Written(card.card_id, card.token, card.pin, fields)
        self._lines += _readable(whole) or _readable(card) or _unreadable(card)

    def add_rest(self, rest: bytes) -> None:
        """What of the answer was no card."""
        if rest:
            self._lines += _line({"rest": base64.b64encode(rest).decode("ascii")})

    @property
    def content(self) -> bytes:
        """All of it."""
        return bytes(self._lines)


def cards_in(content: bytes, wanted: frozenset[str]) -> list[CardSecret]:
    """The wanted cards of an opened answer, in its order; one that stands there twice is none, for nobody knows which.

    Raises Unreadable.
    """
    try:
        found = [card for card in _CARDS.decode_lines(content) if card.card_id in wanted]
    except msgspec.DecodeError:
        raise Unreadable("a line is not in its form") from None
    if len({card.card_id for card in found}) == len(found):
        return found
    times = Counter(card.card_id for card in found)
    return [card for card in found if times[card.card_id] == 1]


def made_in(content: bytes, batch_id: str, chunk_id: str, is_whole: Callable[[str, str], bool]) -> tuple[MadeCard, ...]:
    """The cards of an opened answer without their secrets, in its order.

    Raises Unreadable, also for another chunk's.
    """
    try:
        first, *lines = _LINES.decode_lines(content)
    except (msgspec.DecodeError, ValueError):
        raise Unreadable("a line is not in its form") from None
    if (first.sealed_answer, first.batch, first.chunk) != (FORM, batch_id, chunk_id):
        raise Unreadable("it is another chunk's answer")
    cards = (line for line in lines if line.card_id)
    return tuple(
        MadeCard(
            line.card_id,
            line.answer.status if isinstance(line.answer.status, str) else "",
            is_whole(line.token, line.pin),
        )
        for line in cards
    )


def _readable(card: CardSecret) -> bytes:
    """The line; nothing where it could not be read again, for half a sign in it or a thousand boxes in boxes."""
    try:
        return _WRITER.encode(card) + b"\n"
    except (ValueError, RecursionError, TypeError):
        return b""


def _unreadable(card: CardSecret) -> bytes:
    """A card whose very codes are no text, as bytes for a person."""
    raw = repr(msgspec.structs.asdict(card)).encode("ascii", "backslashreplace")
    return _line({"rest": base64.b64encode(raw).decode("ascii")})


def _line(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode() + b"\n"
