"""An order of cards for a manufacturer, the chunks it is made in, and what became of each card.

A card is good when its chunk is CHECKED or RELEASED and no fate is written for it there: its token and PIN are sealed
and were as they were asked for. Every other card that the issuer may hold is listed as *do not print*.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Final

from app.core.card_ids import IdScheme
from app.core.code_format import CodeFormat

COUNT_MOST: Final = 10_000_000
CHUNK_SIZE: Final = 100
"""So many cards a lost answer costs at most (reliability section 4)."""
CHUNK_SIZE_MOST: Final = 10_000
SERIES_MOST: Final = 64


@unique
class CardType(StrEnum):
    """What the cards are to the issuer."""

    GIFT_CARD = "gift_card"
    CREDIT_NOTE = "credit_note"


@unique
class Symbol(StrEnum):
    """What is printed onto the card for a scanner."""

    CODE_128 = "code-128"
    QR = "qr"


@unique
class ChunkState(StrEnum):
    """How far one chunk has come. Each is on the disk before what it announces."""

    PLANNED = "planned"
    SENDING = "sending"
    """Its call may be under way; found after a crash it becomes UNKNOWN before anything else runs."""
    REFUSED = "refused"
    """A definite no to the whole. Some may have been made all the same: its ids are read."""
    UNKNOWN = "unknown"
    """It may have been carried out, and its secrets are lost. It is never sent again as it is."""
    SEALED = "sealed"
    """The answer is encrypted, synced and was read back."""
    CHECKED = "checked"
    """The answer was compared with what was asked, card by card."""
    RELEASED = "released"
    """Two persons let it be printed."""
    SETTLED = "settled"
    """Nothing of it is exported: each of its ids has a fate, or went on into another chunk."""
    REKEYING = "rekeying"
    """One card that lost its secrets is to get new ones; found after a crash, its sealed answer is looked for."""


NEXT: Final[Mapping[ChunkState | None, frozenset[ChunkState]]] = {
    None: frozenset({ChunkState.PLANNED, ChunkState.UNKNOWN, ChunkState.REKEYING}),
    ChunkState.PLANNED: frozenset({ChunkState.SENDING, ChunkState.SETTLED}),
    ChunkState.SENDING: frozenset({ChunkState.PLANNED, ChunkState.REFUSED, ChunkState.UNKNOWN, ChunkState.SEALED}),
    ChunkState.REFUSED: frozenset({ChunkState.SETTLED}),
    ChunkState.UNKNOWN: frozenset({ChunkState.SEALED, ChunkState.SETTLED}),
    ChunkState.SEALED: frozenset({ChunkState.CHECKED}),
    ChunkState.CHECKED: frozenset({ChunkState.RELEASED}),
    ChunkState.RELEASED: frozenset(),
    ChunkState.SETTLED: frozenset(),
    ChunkState.REKEYING: frozenset({ChunkState.SEALED, ChunkState.SETTLED}),
}
"""The steps that are allowed; `None` begins a chunk. One that begins as UNKNOWN holds what an answer left out.

UNKNOWN becomes SEALED where its answer was sealed after all, and only the word of it was lost.
"""

OPEN: Final = frozenset(
    {ChunkState.PLANNED, ChunkState.SENDING, ChunkState.REFUSED, ChunkState.UNKNOWN, ChunkState.SEALED}
)
"""Chunks that have to be worked on before a batch is complete."""
GOOD: Final = frozenset({ChunkState.CHECKED, ChunkState.RELEASED})


class BadChunkStep(Exception):
    """A step that NEXT does not allow: a bug, never a fault of the shop."""


@unique
class Fate(StrEnum):
    """Why a card of a chunk is not a good one there."""

    LOST = "lost"
    """The issuer has it, and the answer with its secrets never came."""
    TAKEN = "taken"
    """The issuer had it, or made it, when it refused the chunk: nobody has its secrets."""
    DOUBLED = "doubled"
    """The answer named it more than once: which secret is right, nobody can say."""
    FOREIGN = "foreign"
    """The answer named it, and nobody had asked for it."""
    ODD = "odd"
    """Its token or PIN is missing or not as it was asked for, or the card is no inactive one."""
    REFUSED = "refused"
    """The issuer refuses this very id. It was never made."""
    MOVED = "moved"
    """The answer left it out: it went on into a chunk of its own, where it is read."""


DO_NOT_PRINT: Final = frozenset({Fate.LOST, Fate.TAKEN, Fate.DOUBLED, Fate.FOREIGN, Fate.ODD})
"""Cards that the issuer may hold and that must never be printed."""
REKEYED_FROM: Final = frozenset({Fate.LOST, Fate.DOUBLED, Fate.ODD})
"""Cards of ours that may get new secrets. One that was TAKEN or is FOREIGN may be somebody else's: it is left alone."""


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """What head office ordered. `scheme` is None where the ids are a list of its own.

    `symbol` is what carries the token on the card. `recipients` are the age public
    keys (`age1...`) of those who will read the cards; head office's own for this batch is not among them.
    """

    batch_id: str
    series: str
    count: int
    card_type: CardType
    scheme: IdScheme | None
    token: CodeFormat
    pin: CodeFormat | None
    recipients: tuple[str, ...]
    ordered_at: datetime
    chunk_size: int = CHUNK_SIZE
    symbol: Symbol = Symbol.CODE_128

    def __post_init__(self) -> None:
        """Raises ValueError for a number, a size or a name that no order has, and without a recipient."""
        if not 0 < self.count <= COUNT_MOST:
            raise ValueError(f"an order has 1 to {COUNT_MOST} cards")
        if not 0 < self.chunk_size <= CHUNK_SIZE_MOST:
            raise ValueError(f"a chunk has 1 to {CHUNK_SIZE_MOST} cards")
        if not 0 < len(self.series.strip()) <= SERIES_MOST or not self.series.isprintable():
            raise ValueError(f"a series is named in 1 to {SERIES_MOST} printable signs")
        if not self.recipients or len(set(self.recipients)) != len(self.recipients):
            raise ValueError("an order has at least one recipient, and each once")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some cards of one batch, made in one call. `number` counts all chunks of the journal; `seq` its own steps.

    `made_from` is the chunk whose ids it took over, if there is one.
    """

    batch_id: str
    number: int
    card_ids: tuple[str, ...]
    state: ChunkState
    seq: int
    made_from: int | None = None

    @property
    def id(self) -> str:
        """What its sealed file is called by."""
        return f"{self.batch_id}-{self.number:08d}"

    def demand_step(self, to: ChunkState) -> None:
        """Raises BadChunkStep for a step that NEXT does not allow."""
        if to not in NEXT[self.state]:
            raise BadChunkStep(f"{self.id}: {self.state} -> {to}")


@dataclass(frozen=True, slots=True)
class CardFate:
    """What became of one card of a chunk that is not good there."""

    card_id: str
    fate: Fate
