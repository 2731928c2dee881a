"""One exchange over the line: what is called, and what came back of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from app.core.answer import Cause

RETRY_AFTER_S: Final = (1, 300)
"""T08: the shortest and the longest pause the issuer can ask for."""

_WHOLE: Final = re.compile(r"[+-]?\d{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Call:
    """A request. `shown_path` is the path for the log, with the card masked. Nothing secret is in the repr.

    `secrets` are texts that no message from the other side may carry into the till. `is_repeatable` says that doing
    it twice does no more than doing it once.
    """

    method: str
    path: str
    shown_path: str
    is_repeatable: bool
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    body: bytes | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer. `may_have_left` is False only where it is proven that no byte of the call was carried out.

    `was_stale`: the connection was an older one, which the other side may have ended in the meantime.
    """

    cause: Cause
    may_have_left: bool
    was_stale: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer whose status and headers are complete. Header names are in lower case.

    `body` is None where it was cut, came too slowly or grew too large; `cause` then says which.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    body: bytes | None = field(default=b"", repr=False)
    cause: Cause = Cause.NONE

    @property
    def is_whole_json(self) -> bool:
        """The body is complete, of a length that was announced, plain, and said to be JSON in UTF-8."""
        return (
            self.body is not None
            and ("content-length" in self.headers or "transfer-encoding" in self.headers)
            and self.headers.get("content-encoding", "identity").casefold() == "identity"
            and _is_json(self.headers.get("content-type", ""))
        )

    @property
    def server_at(self) -> datetime | None:
        """The answer's `Date`, aware; None where it is missing or unreadable.

        None, too, where a cache gave the answer (`Age`; RFC 9111, section 5.1): its `Date` is of an earlier call, and
        a quarantine measured from it would end too soon.
        """
        is_stored = self.headers.get("age", "0").strip() != "0"
        return None if is_stored else _moment(self.headers.get("date", ""))

    @property
    def retry_after_s(self) -> int | None:
        """`Retry-After` as seconds within 1 to 300, from a number or a date; None where it is missing or unreadable.

        A date counts from the answer's own `Date`, since the till's clock may be wrong.
        """
        text = self.headers.get("retry-after", "").strip()
        if _WHOLE.fullmatch(text):
            return _clamped(int(text))
        until, now = _moment(text), self.server_at
        return _clamped(int((until - now).total_seconds())) if until and now else None


def _clamped(seconds: int) -> int:
    shortest, longest = RETRY_AFTER_S
    return max(shortest, min(longest, seconds))


def _is_json(content_type: str) -> bool:
    kind, *parameters = (part.strip().casefold() for part in content_type.split(";"))
    charsets = [part.partition("=")[2].strip('"') for part in parameters if part.startswith("charset=")]
    return kind == "application/json" and all(charset in {"utf-8", "utf8"} for charset in charsets)


def _moment(text: str) -> datetime | None:
    """An HTTP date. It is UTC even where it does not say so (RFC 9110, section 5.6.7)."""
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
