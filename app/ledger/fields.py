"""Typed reading of what the journal holds, as a row or as JSON. What does not fit is damage, never a guess."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


class Unreadable(ValueError):
    """The journal holds something this program did not write."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Named values. Every method raises Unreadable where the value is missing or of another kind."""

    values: Mapping[str, object]

    def text(self, name: str) -> str:
        """Words."""
        value = self.values.get(name)
        if not isinstance(value, str):
            raise Unreadable(name)
        return value

    def text_or_none(self, name: str) -> str | None:
        """Words, or nothing."""
        return None if self.values.get(name) is None else self.text(name)

    def whole(self, name: str) -> int:
        """A whole number."""
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Unreadable(name)
        return value

    def whole_or_none(self, name: str) -> int | None:
        """A whole number, or nothing."""
        return None if self.values.get(name) is None else self.whole(name)

    def truth(self, name: str) -> bool:
        """Yes or no: a bool of JSON, 0 or 1 of SQLite."""
        value = self.values.get(name)
        if not isinstance(value, int) or value not in {0, 1}:
            raise Unreadable(name)
        return value == 1

    def blob(self, name: str) -> bytes:
        """Bytes."""
        value = self.values.get(name)
        if not isinstance(value, bytes):
            raise Unreadable(name)
        return value

    def moment(self, name: str) -> datetime:
        """An aware time."""
        moment = datetime.fromisoformat(self.text(name))
        if moment.tzinfo is None:
            raise Unreadable(name)
        return moment

    def moment_or_none(self, name: str) -> datetime | None:
        """An aware time, or nothing."""
        return None if self.values.get(name) is None else self.moment(name)


def stamp(moment: datetime) -> str:
    """RFC 3339 with the offset it was shown in and microseconds."""
    return moment.isoformat(timespec="microseconds")


def stamp_or_none(moment: datetime | None) -> str | None:
    """As `stamp`, or nothing."""
    return None if moment is None else stamp(moment)
