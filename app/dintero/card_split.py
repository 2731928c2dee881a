"""An answer's bytes made less before they are understood: pictures go at once, whole cards are cut off many at a time.

A picture is twenty times what else is said of a card. Nothing here is a guess: what is not certain is left to a parser
that reads the answer sign by sign.
"""

import re
from typing import Any, Final

import msgspec

PICTURE: Final = "barcode_128"

_KEY: Final = f'"{PICTURE}"'.encode()
_BEGINNINGS: Final = (b':"', b': "')
_HELD: Final = len(b"\\") + len(_KEY) + len(_BEGINNINGS[1])
_QUOTE: Final = b'"'
_BACKSLASH: Final = ord("\\")


class PictureSieve:
    """Lets an answer through, but of a text called `barcode_128` no more than its quotes. Pieces may end anywhere.

    In JSON the quote before `barcode_128":` begins a name, unless a backslash stands before it: no letter follows a
    quote that ends a text. A text ends with the first quote that no odd number of backslashes stands before.
    """

    def __init__(self) -> None:
        self._held = b""
        self._is_inside = False
        self._is_escaped = False

    def passed(self, piece: bytes) -> bytes:
        """What is left of what has come. Some bytes that may begin a picture's name wait for the next piece."""
        piece, self._held = self._held + piece, b""
        left: list[bytes] = []
        place = 0
        while True:
            if self._is_inside:
                place = self._end_of_picture(piece, place)
                if place < 0:
                    break
            begins = _picture_after(piece, place)
            if begins < 0:
                kept = max(place, len(piece) - _HELD)
                left.append(piece[place:kept])
                self._held = piece[kept:]
                break
            left.append(piece[place:begins])
            place = piece.find(_QUOTE, begins)
            if place <= begins or piece[place - 1] == _BACKSLASH:
                self._is_inside, self._is_escaped, place = True, False, begins
        return b"".join(left)

    def rest(self) -> bytes:
        """The bytes that waited, once no more come."""
        held, self._held = self._held, b""
        return held

    def _end_of_picture(self, piece: bytes, begins: int) -> int:
        """Where its last quote stands; -1 where that is still to come."""
        while True:
            end = piece.find(_QUOTE, begins)
            self._is_escaped = self._is_escaped_at(piece, begins, end if end >= 0 else len(piece))
            if end < 0:
                return -1
            if not self._is_escaped:
                self._is_inside = False
                return end
            self._is_escaped, begins = False, end + 1

    def _is_escaped_at(self, piece: bytes, begins: int, end: int) -> bool:
        """Whether the backslashes before a place, with one left over from the piece before, are an odd number."""
        if end > begins and piece[end - 1] != _BACKSLASH:
            return False
        count = end - begins - len(piece[begins:end].rstrip(b"\\"))
        return (count % 2 == 1) != (self._is_escaped and count == end - begins)


def _picture_after(piece: bytes, place: int) -> int:
    """Where the next picture's text begins, behind its first quote; -1 where none does."""
    while (name := piece.find(_KEY, place)) >= 0:
        place = name + len(_KEY)
        if piece.startswith(_BEGINNINGS, place) and name and piece[name - 1] != _BACKSLASH:
            return piece.index(_QUOTE, place) + 1
    return -1


class CardSplitter:
    """Cuts whole cards off an answer that begins as most do: with an object, whose list `cards` comes early.

    A cut between two cards is right where what lies before it, closed with a bracket, is JSON: who reads sign by sign
    has come to the same place then. `is_lost` where no cut is found: `remains` is for such a reader.
    """

    def __init__(self) -> None:
        self._left = b""
        self._is_in_list = False
        self.is_lost = False

    def cards(self, more: bytes) -> list[Any]:
        """The cards that are whole, once another one has begun."""
        self._left += more
        if not self._is_in_list:
            self._begin()
        found = self._cut_off(len(self._left) - len(more)) if self._is_in_list else []
        self.is_lost = self.is_lost or len(self._left) > _LEFT_MOST
        return found

    @property
    def remains(self) -> bytes:
        """What was not given out, as an answer with the cards that are left."""
        return _BEGIN + self._left if self._is_in_list else self._left

    def _begin(self) -> None:
        """Goes to the first card. What comes before it, closed with an empty list, must be an object of its own."""
        begin = _LIST.search(self._left)
        if begin is None:
            self.is_lost = len(self._left) > _BEFORE_MOST
        elif isinstance(_read(self._left[: begin.end()] + b"]}"), dict):
            self._left, self._is_in_list = self._left[begin.end() :], True
        else:
            self.is_lost = True

    def _cut_off(self, seen: int) -> list[Any]:
        """What stands before the last cut, of a few places in the new bytes that look like one."""
        begin, end = max(0, seen - len(_CUTS[1]) + 1), len(self._left)
        for _ in range(_TRIES):
            end = max(self._left.rfind(cut, begin, end) for cut in _CUTS)
            if end < 0:
                break
            found: list[Any] | None = _read(b"[" + self._left[: end + 1] + b"]")
            if found is not None:
                self._left = self._left[self._left.index(b"{", end) :]
                return found
        return []


_LIST: Final = re.compile(rb'"cards"[ \t\r\n]*:[ \t\r\n]*\[')
_BEGIN: Final = b'{"cards":['
_BEFORE_MOST: Final = 4 * 1024
_CUTS: Final = (b"},{", b"}, {")
_TRIES: Final = 3
_LEFT_MOST: Final = 64 * 1024
"""Bytes of a card without its pictures, far more than any has. A longer one shows that no cuts will be found."""


def _read(whole: bytes) -> Any:  # noqa: ANN401 - what JSON may hold
    """The value; nothing where it is none."""
    try:
        return msgspec.json.decode(whole)
    except (ValueError, RecursionError):
        return None
