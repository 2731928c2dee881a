"""What head office needs from outside, as Protocols. Real parts are put in by `app.compose`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Protocol

import msgspec

from app.core.answer import Answer
from app.core.card import CardCode
from app.core.code_format import CodeFormat
from app.core.problem import Problem


@dataclass(frozen=True, slots=True)
class ChunkOrder:
    """One chunk as it is ordered: cards that are all new, and how their codes are to look.

    `chunk_id` names its sealed file, and nothing else is called so. `recipients` are age public keys (`age1...`).
    With `token_life_s` it is one card that exists and gets a new PIN, and a new token that lives so long.
    """

    batch_id: str
    chunk_id: str
    card_type: str
    card_ids: tuple[str, ...]
    token: CodeFormat
    pin: CodeFormat | None
    recipients: tuple[str, ...]
    token_life_s: int | None = None

    def is_as_asked(self, token: str, pin: str) -> bool:
        """Whether a card's codes are there, and of the formats that were ordered."""
        return self.token.fits(token) and (self.pin is None or self.pin.fits(pin))


@unique
class CallFate(StrEnum):
    """What is known of a chunk after its call."""

    SEALED = "sealed"
    """The answer is encrypted, on the disk, synced, and was read back."""
    NOT_SENT = "not-sent"
    """Proven: the issuer made no card of it. It may go again."""
    REFUSED = "refused"
    """A definite no in the issuer's own words. Some may have been made all the same: its ids are read before more."""
    UNKNOWN = "unknown"
    """It left, and nobody knows more: whatever was made has lost its secrets."""


@dataclass(frozen=True, slots=True)
class MadeCard:
    """A card of an answer, without its secrets. Whether its token and PIN are there, and as they were asked for."""

    card_id: str
    status: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A sealed answer on the disk: its file's name in the vault, its size in bytes and its SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ChunkAnswer:
    """What one call for a chunk brought back. Nothing here is a secret.

    `made` names the cards of the answer in its own order, as often as they stood there. `status` is the HTTP status;
    `message` the issuer's own text, cleaned. `retry_after_s` is set where the issuer said when to come back.
    `problem` says why where a person can act: no room, a key that cannot be used, the line, the rights.
    """

    fate: CallFate
    file: SealedFile | None = None
    made: tuple[MadeCard, ...] = ()
    status: int | None = None
    message: str = ""
    retry_after_s: int | None = None
    problem: Problem | None = None

    def __post_init__(self) -> None:
        """Raises ValueError where fate and file contradict each other."""
        if (self.fate is CallFate.SEALED) != (self.file is not None):
            raise ValueError("a sealed file belongs to a sealed answer, and only there")


class CardMaker(Protocol):
    """Makes the cards of a chunk and seals what came back, in a process of its own that ends with it."""

    def ready(self, order: ChunkOrder) -> Problem | None:
        """Whether the next answer could be kept, before anything is sent: keys, folder, room, a trial seal."""
        ...

    def make(self, order: ChunkOrder) -> ChunkAnswer:
        """One call and its sealing. A fault of the line or the disk is an answer, never an exception.

        May be called from several threads, for several chunks at once.
        """
        ...

    def found(self, order: ChunkOrder) -> ChunkAnswer | Problem | None:
        """The answer of a call of which nobody heard the end, where it was sealed all the same.

        SEALED only where its file opens, is this chunk's, and holds exactly its cards, each once; None for any other
        file and for none. A Problem where it cannot be tried now: the key is locked or gone.
        """
        ...


class CardReader(Protocol):
    """Reads cards at the issuer."""

    def read(self, card: CardCode) -> Answer:
        """The card as it stands; REFUSED with status 404 where there is none. Safe to repeat."""
        ...


class CardSecret(msgspec.Struct, frozen=True, gc=False):
    """A card with its secrets, on its way from a sealed file into another encrypted one. It has no words.

    What was not said of it is empty.
    """

    card_id: str = ""
    token: str = ""
    pin: str = ""

    def __repr__(self) -> str:
        """The card alone."""
        return f"CardSecret({self.card_id}, •••)"


class Vault(Protocol):
    """Where sealed answers lie."""

    def opened(self, file: SealedFile, wanted: frozenset[str]) -> Sequence[CardSecret] | Problem:
        """The secrets of the wanted cards of one answer, by the batch's own key.

        A Problem where the file is gone, was tampered with, or the key is gone.
        """
        ...

    def fault_of(self, file: SealedFile) -> Problem | None:
        """What is wrong with a sealed answer as it lies there, if anything: gone, or changed. Nothing is opened."""
        ...

    def shred(self, batch_id: str, files: Sequence[SealedFile]) -> Mapping[str, Problem]:
        """Destroys the batch's own key and removes its files. What could not be removed, by name."""
        ...
