"""Whom the till believes: who may approve, and the chain's seal. Real parts are put in by `app.compose`."""

from typing import Protocol

from app.core.problem import Problem


class Approvers(Protocol):
    """Who may approve what passes a limit. Wrong tries are counted durably, and too many of them lock it for a time."""

    def check(self, pin: str) -> str | Problem:
        """The name of the person whose PIN this is, else APPROVAL_WRONG, APPROVAL_LOCKED or APPROVAL_NOT_SET.

        The PIN is kept nowhere and told to nobody. Takes a tenth of a second for each person on purpose.
        """
        ...


class SlipSeal(Protocol):
    """The chain's seal on slips. Every till of the chain can set it and knows it; nobody else can set it.

    Both methods raise Refusal, with the KEYRING or SECRET code of why the key could not be had. May block while a
    person unlocks the keyring, in bounded time: never call from the UI thread.
    """

    def sign(self, payload: bytes) -> bytes:
        """The seal of a slip's content: 16 bytes."""
        ...

    def verify(self, payload: bytes, tag: bytes) -> bool:
        """Whether `tag` is the chain's seal of this content."""
        ...
