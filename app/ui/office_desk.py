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
from app.office.book import BatchNote, BatchStanding, FateTold, NotedBatch
from app.office.exports import superseded
from app.office.pace import Waiting
from app.office.rekey import Choice, RekeyCame
from app.office.status import Checked


@dataclass(frozen=True, slots=True)
class GivenIds:
    """Card ids that were read from a file: those that can be used, and what is wrong with the others.

    `samples` stand for all of them. `problems` name the first rows that cannot be used; `refused` counts all.
    """

    file: str
    ids: tuple[str, ...]
    samples: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    refused: int = 0

    @property
    def is_usable(self) -> bool:
        """Whether there are ids, and no row stands in the way."""
        return bool(self.ids) and not self.refused


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """A plan as it stands on the form: whole, but not ordered. Its ids are of a scheme, or `given` from a list."""

    series: str
    count: int
    scheme: IdScheme | None
    token: CodeFormat
    pin: CodeFormat | None
    recipients: tuple[str, ...]
    symbol: Symbol = Symbol.CODE_128
    card_type: CardType = CardType.GIFT_CARD
    chunk_size: int = CHUNK_SIZE
    given: GivenIds | None = None

    @property
    def samples(self) -> tuple[str, ...]:
        """Ids that stand for all of them."""
        if self.given is not None:
            return self.given.samples
        return (self.scheme.sample,) if self.scheme is not None else ()

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
    """A file that was written for a recipient. Its digest is what a manufacturer confirms.

    `is_superseded`: a later export took its place.
    """

    name: str
    cards: int
    sha256: str
    recipient: str = ""
    is_superseded: bool = False


def exports_noted(notes: Sequence[NotedBatch]) -> tuple[ExportedFile, ...]:
    """The files that were exported of a batch, the first one first."""
    told = (note.facts for note in notes if note.kind is BatchNote.EXPORTED)
    old = superseded(notes)
    return tuple(
        ExportedFile(
            str(facts.get("file", "")),
            int(str(facts.get("cards", 0))),
            str(facts.get("sha256", "")),
            str(facts.get("recipient", "")),
            str(facts.get("sha256", "")) in old,
        )
        for facts in told
    )


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What is to be written of a released batch: as what, where to, for whom, and with which columns.

    Without `recipients` it is for each of the batch's, without `columns` with the usual ones.
    """

    forms: tuple[str, ...]
    folder: str
    recipients: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a file may have, by the names they have there, and those that it usually has."""

    every: tuple[str, ...]
    usual: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignedFile:
    """An export that is as head office signed for it."""

    name: str
    series: str
    cards: int
    first: str
    last: str
    columns: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Making:
    """How a batch that is being made stands, and what it waits for now, if it does."""

    standing: BatchStanding
    waits: Waiting | None = None


@dataclass(frozen=True, slots=True)
class Rekeying:
    """What came of lost cards so far, in their order, and what is waited for. `most` is how many it is for."""

    most: int
    came: tuple[RekeyCame, ...] = ()
    waits: Waiting | None = None


@dataclass(frozen=True, slots=True)
class UnsoundAnswers:
    """Sealed answers that are gone or were changed, by their files' names, and how many good cards stand in them.

    `problems` are the first files' faults. `why_not`: these cards cannot be written off. `away` is set where not one
    answer is sound: most likely a disk that is not there.
    """

    files: tuple[str, ...] = ()
    cards: int = 0
    problems: tuple[Problem, ...] = ()
    why_not: Problem | None = None
    away: Problem | None = None


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

    def run(self, batch_id: str, tell: Callable[[Making], None], *, keeps_lost: bool = False) -> Problem | None:
        """Has the cards made until the batch is complete, or stops: why, unless a person stopped it. Waits.

        `tell` gets now and then how it stands, and what it waits for. With `keeps_lost` no others are planned in the
        places of lost cards, and it ends without them.
        """
        ...

    def stop(self, batch_id: str) -> None:
        """Nothing more of a batch is begun. Quick, and on any thread."""
        ...

    def release(self, batch_id: str, pin: str) -> Problem | None:
        """Whose PIN this is says that a batch may be printed. May wait."""
        ...

    def columns(self) -> Columns:
        """What a file may have. Quick."""
        ...

    def export(self, batch_id: str, wish: ExportWish) -> tuple[ExportedFile, ...] | Problem:
        """Writes a released batch for its recipients into a folder. Waits."""
        ...

    def rekey(self, batch_id: str, choice: Choice, tell: Callable[[Rekeying], None]) -> Rekeying | Problem:
        """Gives lost cards new secrets, one after the other, until all are through or it is stopped. Waits.

        `tell` gets how far it is after each card, and now and then while something is waited for.
        """
        ...

    def stop_rekey(self, batch_id: str) -> None:
        """No further card is begun. Quick, and on any thread."""
        ...

    def unsound(self, batch_id: str) -> UnsoundAnswers | Problem:
        """Looks whether each sealed answer is there as it was written. Waits."""
        ...

    def write_off(self, batch_id: str, pin: str, files: Sequence[str]) -> int | Problem:
        """The good cards of these files, where they are unsound still, are lost ones from now on: how many. Waits.

        `pin` says who does it.
        """
        ...

    def proof(self, token: CodeFormat, file: str, batch_id: str = "") -> Problem | None:
        """Writes a sheet with test codes of this form as a new PDF; it names the batch, if there is one. May wait."""
        ...

    def read_ids(self, file: str) -> GivenIds | Problem:
        """The ids of a CSV or XLSX file. May wait."""
        ...

    def add(self, batch_id: str, given: GivenIds) -> Problem | None:
        """Gives a batch of listed ids as many new ones as it lacks; a Problem where it lacks more. May wait."""
        ...

    def check(self, batch_id: str, tell: Callable[[Checked], None]) -> Checked | Problem:
        """Asks the gift-card service for each good card's state, until all are read, it is stopped or none answers.

        A Problem where there is no such batch. `tell` gets what is known now and then. Waits.
        """
        ...

    def stop_check(self, batch_id: str) -> None:
        """No further card is asked for. Quick, and on any thread."""
        ...

    def shred(self, batch_id: str, pin: str, receipt: str) -> tuple[Problem, ...]:
        """Destroys a batch's key and sealed answers; nothing brings them back. What stood in the way, or is left.

        `pin` says who does it, `receipt` is the digest that the manufacturer read from the export. May wait.
        """
        ...

    def public_key(self) -> str | Problem:
        """What manifests are checked with. May wait."""
        ...

    def verify(self, file: str, key: str) -> SignedFile | Problem:
        """Whether an export and its manifest are as the owner of this public key signed them. May wait."""
        ...
