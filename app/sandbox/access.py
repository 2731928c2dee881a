"""Access tokens: random, opaque, in memory only, ending by expires_in (API fact sheet, section 1)."""

import secrets
from datetime import datetime, timedelta


class AccessTokens:
    """The tokens that are good now. A restart forgets them all, as a revocation would."""

    __slots__ = ("_ends",)

    def __init__(self) -> None:
        self._ends: dict[str, datetime] = {}

    def issue(self, now: datetime, seconds: int) -> str:
        """A new token, in the shape of a JWT but with nothing to read in it."""
        self._ends = {token: end for token, end in self._ends.items() if end > now}
        token = ".".join(secrets.token_urlsafe(size) for size in (27, 96, 32))
        self._ends[token] = now + timedelta(seconds=seconds)
        return token

    def good(self, token: str, now: datetime) -> bool:
        """Whether the token was issued, has not ended and was not revoked."""
        end = self._ends.get(token)
        return end is not None and now < end

    def revoke(self, token: str) -> None:
        """Ends the token at once."""
        self._ends.pop(token, None)

    def revoke_all(self) -> None:
        """Ends every token at once."""
        self._ends = {}
