"""Where batches are written down, as a Protocol: each step is on the disk before what it announces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Final, Protocol

from app.core.batch import DO_NOT_PRINT, GOOD, OPEN, REKEYED_FROM, BatchOrder, CardFate, Chunk, ChunkState, Fate
from app.core.problem import Fact, Problem
from app.office.ports import ChunkAnswer, MadeCard, SealedFile


class Clock(Protocol):
    """Time, as it is shown and stored, and as it is measured."""

    def now(self) -> datetime:
        """The wall clock, aware. Shown and stored; nothing is ordered or measured by it."""
        ...

    def running(self) -> timedelta:
        """Time since this process began, by a clock nobody can set."""
        ...


class Figures(Protocol):
    """Where the figures of new ids come from."""

    def figures(self, count: int) -> str:
        """So many figures that nobody can guess, from the system's own source of chance."""
        ...


@unique
class BatchNote(StrEnum):
    """What happened to a batch as a whole."""

    SIZE_LOWERED = "size-lowered"
    """The issuer refuses chunks above `size`, and takes those up to it."""
    STOPPED = "stopped"
    """A run stopped, with the code of its problem."""
    RELEASE = "release"
    """One person said that it may be printed."""
    EXPORTED = "exported"
    RECEIPT = "receipt"
    """The manufacturer says what arrived."""
    SHREDDED = "shredded"
    REKEYED = "rekeyed"
    WRITTEN_OFF = "written-off"
    """Sealed answers were gone or changed: their cards are lost ones, and what was released before counts no more."""
    RESTORED = "restored"
    """The journal was put back: what it held as planned is in doubt."""


@dataclass(frozen=True, slots=True)
class NotedBatch:
    """One note: when, by whom where a person did it, and its facts. Never a secret."""

    kind: BatchNote
    at: datetime
    person: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict[str, Fact])


@unique
class BatchState(StrEnum):
    """How far a batch has come, for people."""

    PLANNED = "planned"
    RUNNING = "running"
    """Begun, and not complete: it goes on when it is run."""
    COMPLETE = "complete"
    """Every card ordered is sealed and checked, and nothing is in doubt."""
    RELEASED = "released"
    SHREDDED = "shredded"


_UNTOUCHED: Final = frozenset({ChunkState.PLANNED})


@dataclass(frozen=True, slots=True)
class BatchStanding:
    """A batch as it stands. `number` is what people call it by.

    `cards` counts the cards of all chunks by their chunk's state, `fates` those that are not good, `exceptions` those
    of them that stand in a chunk whose other cards are good. `size_most` is how large a chunk may be. `rekeyed` counts
    those that lost their secrets and got new ones, `surplus` those of them whose place another card had already.
    """

    order: BatchOrder
    number: int
    cards: Mapping[ChunkState, int]
    fates: Mapping[Fate, int]
    exceptions: int
    size_most: int
    released_by: tuple[str, ...] = ()
    is_shredded: bool = False
    rekeyed: int = 0
    surplus: int = 0

    @property
    def good(self) -> int:
        """Cards of the order that are sealed and checked."""
        return sum(self.cards.get(state, 0) for state in GOOD) - self.exceptions - self.surplus

    @property
    def under_way(self) -> int:
        """Cards of chunks that have to be worked on."""
        return sum(self.cards.get(state, 0) for state in OPEN)

    @property
    def owed(self) -> int:
        """How many new ids have to be planned so that the order can become whole."""
        return self.order.count - self.good - self.under_way

    @property
    def do_not_print(self) -> int:
        """Cards that the issuer may hold and that nobody can print rightly."""
        return sum(self.fates.get(fate, 0) for fate in DO_NOT_PRINT)

    @property
    def may_be_rekeyed(self) -> int:
        """Cards of ours that lost their secrets."""
        return sum(self.fates.get(fate, 0) for fate in REKEYED_FROM)

    @property
    def is_complete(self) -> bool:
        """Exactly the ordered number is good, and nothing is open."""
        return self.good == self.order.count and not self.under_way

    @property
    def state(self) -> BatchState:
        """In one word."""
        if self.is_shredded:
            return BatchState.SHREDDED
        if self.is_complete:
            is_released = self.cards.get(ChunkState.RELEASED) and not self.cards.get(ChunkState.CHECKED)
            return BatchState.RELEASED if is_released else BatchState.COMPLETE
        begun = any(count for state, count in self.cards.items() if state not in _UNTOUCHED)
        return BatchState.RUNNING if begun else BatchState.PLANNED


@dataclass(frozen=True, slots=True)
class SealedChunk:
    """A chunk of which cards may be exported: its sealed file, and the ids of its good cards in the chunk's order.

    `is_surplus`: its card is one beyond the number that was ordered.
    """

    number: int
    file: SealedFile
    good: tuple[str, ...]
    is_surplus: bool = False


@dataclass(frozen=True, slots=True)
class FateTold:
    """One card that is not good: in which chunk, why, and since when."""

    chunk: int
    card_id: str
    fate: Fate
    at: datetime


@unique
class RekeyOutcome(StrEnum):
    """What became of one try to give a card new secrets."""

    DONE = "rekeyed"
    """It has its place in the order again."""
    SURPLUS = "surplus"
    """It has new secrets, and another card has its place."""
    NOT_DONE = "not-done"
    """It was not done, and nothing of it is under way."""
    IN_DOUBT = "in-doubt"
    """Its answer was lost: the PIN may be another one now, and a token may be there that nobody knows."""
    UNDER_WAY = "under-way"
    """Its calls may be under way, or the program ended in the middle of them."""


@dataclass(frozen=True, slots=True)
class RekeyTold:
    """One try to give a card new secrets: in which chunk, since when, and what became of it."""

    chunk: int
    card_id: str
    at: datetime
    outcome: RekeyOutcome


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the comparison of an answer with its chunk came to. `missing` were asked for and not answered."""

    fates: tuple[CardFate, ...] = ()
    missing: tuple[str, ...] = ()


class BatchBook(Protocol):
    """The journal of batches. Every method that writes returns only after its rows are synced to disk.

    All methods raise the journal's own fault where it cannot be read or written; BadChunkStep where a chunk is no
    longer where it is believed to be, or would take a step that is not allowed.
    """

    def ready(self) -> Problem | None:
        """Whether there is room for all that an answer leads to, before its call is made."""
        ...

    def order(self, order: BatchOrder) -> BatchStanding:
        """Writes an order down, without any card."""
        ...

    def plan(self, batch_id: str, card_ids: Sequence[str], at: datetime) -> tuple[str, ...]:
        """Adds chunks of these ids as PLANNED, in one go. Returns the ids that were left out: some batch has them."""
        ...

    def batches(self) -> tuple[BatchStanding, ...]:
        """All of them, the newest first."""
        ...

    def standing(self, batch_id: str) -> BatchStanding | None:
        """One batch as it stands."""
        ...

    def chunks(self, batch_id: str, state: ChunkState, most: int) -> tuple[Chunk, ...]:
        """Chunks in a state: first those made from others, the newest of them first; then the oldest."""
        ...

    def doubt(self, batch_id: str, at: datetime) -> int:
        """Every chunk found SENDING becomes UNKNOWN: its process is gone. How many there were."""
        ...

    def step(self, chunk: Chunk, to: ChunkState, at: datetime, answer: ChunkAnswer | None = None) -> Chunk:
        """Writes one step, with what the answer says: its file and cards for SEALED, its status and words else."""
        ...

    def answer_of(self, chunk: Chunk) -> tuple[MadeCard, ...]:
        """The cards that the sealed answer of a chunk named, in its order."""
        ...

    def check(self, chunk: Chunk, verdict: Verdict, at: datetime) -> Chunk:
        """SEALED to CHECKED by what the comparison came to; what is missing begins as UNKNOWN in a chunk of its own."""
        ...

    def settle(self, chunk: Chunk, fates: Sequence[CardFate], onward: Sequence[Sequence[str]], at: datetime) -> None:
        """The chunk becomes SETTLED, and `onward` go on as PLANNED chunks made from it. Each of its ids is in one."""
        ...

    def begin_rekey(self, batch_id: str, lost: FateTold, at: datetime) -> Chunk:
        """A card that lost its secrets begins as REKEYING, in a chunk of its own."""
        ...

    def rekeyed(self, chunk: Chunk, answer: ChunkAnswer, at: datetime, *, is_surplus: bool) -> Chunk:
        """REKEYING to SEALED to CHECKED in one go: from now on the card is a good one, and no longer a lost one."""
        ...

    def rekeys(self, batch_id: str) -> tuple[RekeyTold, ...]:
        """Every try to give a card of the batch new secrets, in their order."""
        ...

    def write_off(self, batch_id: str, chunks: Sequence[SealedChunk], note: NotedBatch) -> None:
        """Every good card of these chunks becomes a LOST one, with a note, in one go."""
        ...

    def note(self, batch_id: str, note: NotedBatch) -> None:
        """Adds a note."""
        ...

    def notes(self, batch_id: str) -> tuple[NotedBatch, ...]:
        """In their order."""
        ...

    def release(self, batch_id: str, note: NotedBatch, *, is_last: bool) -> None:
        """A person's release; with the last one every CHECKED chunk becomes RELEASED in the same go."""
        ...

    def sealed(self, batch_id: str, after: int, most: int) -> tuple[SealedChunk, ...]:
        """Chunks with good cards behind the chunk of that number, for reading them page by page."""
        ...

    def fates(self, batch_id: str, after: int, most: int) -> tuple[FateTold, ...]:
        """Cards that are not good, but for those that moved on or got new secrets, in so many chunks behind `after`."""
        ...
