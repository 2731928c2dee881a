"""What must not be read in a log, and how it is taken out of a text."""

import re
import threading
from typing import Final

HIDDEN: Final = "•••"

_SEALED: Final = re.compile(
    r"(?P<kind>\b(?:Bearer|Basic)\s+)[A-Za-z0-9._~+/=-]+"
    r"|DINCARD:\S+"
    r"|\beyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){0,2}"
    r"|(?P<name>\b(?:client_secret|access_token|refresh_token|authorization|password|passord|token|pin|secret)\b"
    r"[\"']?\s*[:=]\s*)(?P<quote>[\"']?)(?:(?:Bearer|Basic)\s+)?(?!\s)[^\s\"',;}&]+",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"[0-9](?:[ -]?[0-9]){11,}")
"""Twelve figures or more, in groups or not: a card's number, or what could be one. Days and times are shorter."""


class Redactor:
    """Takes secrets out of texts: what looks like one, and those it was told of."""

    def __init__(self) -> None:
        self._told: tuple[str, ...] = ()
        self._lock = threading.Lock()

    def hide(self, secret: str) -> None:
        """From now on this text appears in no record. Told with the client's secret as soon as it is read."""
        if len(secret) < 4:
            return  # hiding single letters would leave no log
        with self._lock:
            self._told = tuple(sorted({*self._told, secret}, key=len, reverse=True))

    def __call__(self, text: str) -> str:
        """The text with its secrets gone; long numbers keep their last four figures."""
        for secret in self._told:
            text = text.replace(secret, HIDDEN)
        return _DIGITS.sub(_last_four, _SEALED.sub(_sealed, text))


def _sealed(found: re.Match[str]) -> str:
    return (found["kind"] or found["name"] or "") + (found["quote"] or "") + HIDDEN


def _last_four(found: re.Match[str]) -> str:
    figures = re.sub(r"[^0-9]", "", found[0])
    return f"{'·' * 4}{figures[-4:]}"
