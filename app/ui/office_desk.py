"""What the window of head office is handed by `app.compose`: plans, batches, and who may release them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from app.core.batch import CHUNK_SIZE, BatchOrder, CardType, Symbol
from app.core.card_ids import IdScheme
from app.core.card_print import PlanFinding
from app.core.code_format import CodeFormat
from app.core.problem import Problem
from app.office.book import BatchStanding, FateTold, NotedBatch


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """A plan as it stands on the form: whole, but not ordered."""

    series: str
    count: int
    scheme: IdScheme
    token: CodeFormat
    pin: CodeFormat | None
    recipients: tuple[str, ...]
    symbol: Symbol = Symbol.CODE_128
    card_type: CardType = CardType.GIFT_CARD
    chunk_size: int = CHUNK_SIZE

    def order(self, batch_id: str, at: datetime) -> BatchOrder:
        """The order it would become. Raises ValueError as BatchOrder does."""
        return BatchOrder(
            batch_id=batch_id,
            series=self.series,
            count=self.count,
            card_type=self.card_type,
            scheme=self.scheme,
            token=self.token,
            pin=self.pin,
            recipients=self.recipients,
            ordered_at=at,
            chunk_size=self.chunk_size,
            symbol=self.symbol,
        )

    def addressed(self, *recipients: str) -> "BatchDraft":
        """The same plan for these recipients."""
        return replace(self, recipients=recipients)


@dataclass(frozen=True, slots=True)
class BatchLook:
    """One batch as it is looked at: how it stands, what happened to it, and the first of its cards not to print."""

    standing: BatchStanding
    notes: tuple[NotedBatch, ...] = ()
    fates: tuple[FateTold, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that was written for a recipient. Its digest is what a manufacturer confirms."""

    name: str
    cards: int
    sha256: str


class Office(Protocol):
    """Head office behind the window.

    What may wait is for a lane; it raises LedgerFault where the journal of batches fails.
    """

    def usual(self) -> BatchDraft:
        """The plan that the form begins with. May wait."""
        ...

    def findings(self, draft: BatchDraft) -> tuple[PlanFinding, ...]:
        """Whether it will work as a card, the gravest first. Quick once `usual` came back."""
        ...

    def order(self, draft: BatchDraft) -> BatchStanding | Problem:
        """Writes the order and its cards' ids down; nothing is sent. May wait."""
        ...

    def batches(self) -> tuple[BatchStanding, ...]:
        """All of them, the newest first. May wait."""
        ...

    def look(self, batch_id: str) -> BatchLook | None:
        """One of them. May wait."""
        ...

    def run(self, batch_id: str, tell: Callable[[BatchStanding], None]) -> Problem | None:
        """Has the cards made until the batch is complete, or stops: why, unless a person stopped it. Waits.

        `tell` gets how it stands after each chunk.
        """
        ...

    def stop(self, batch_id: str) -> None:
        """Nothing more of a batch is begun. Quick, and on any thread."""
        ...

    def release(self, batch_id: str, pin: str) -> Problem | None:
        """Whose PIN this is says that a batch may be printed. May wait."""
        ...

    def export(self, batch_id: str, forms: Sequence[str], folder: str) -> tuple[ExportedFile, ...] | Problem:
        """Writes a released batch for each of its recipients into a folder. Waits."""
        ...
