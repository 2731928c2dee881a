"""Head office without a journal or an issuer: batches in a list, and a run that a test moves chunk by chunk."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from app.core.batch import CHUNK_SIZE, ChunkState, Fate
from app.core.card_ids import CheckDigit, IdScheme
from app.core.card_print import PlanFinding, findings
from app.core.code_format import CodeFormat
from app.core.problem import Code, Problem
from app.core.scan import DEFAULT_PATTERNS, ScanPattern
from app.office.book import BatchNote, BatchStanding, FateTold, NotedBatch
from app.ui.office_desk import BatchDraft, BatchLook, ExportedFile

if TYPE_CHECKING:
    from app.till.ports import LedgerFault

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
KEYS = (
    "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudxdd3fq0vvpg5",
    "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg",
)
PINS = {"2580": "Kari", "1470": "Ola"}


def draft(**changes: object) -> BatchDraft:
    usual = BatchDraft(
        "Spring 2027", 10_000, IdScheme("7001", 13, CheckDigit.LUHN), CodeFormat(16), CodeFormat(4), KEYS
    )
    return replace(usual, **changes)


class FakeOffice:
    """An Office. `chunks` is how many chunks a run makes before it stops with `stops_with`."""

    def __init__(self) -> None:
        self.standings: dict[str, BatchStanding] = {}
        self.notes: dict[str, list[NotedBatch]] = {}
        self.fates: dict[str, tuple[FateTold, ...]] = {}
        self.usual_draft = draft()
        self.refuses_order: Problem | None = None
        self.refuses_export: Problem | None = None
        self.exports: list[tuple[str, tuple[str, ...], str]] = []
        self.fault: LedgerFault | None = None
        self.stops_with: Problem | None = None
        self.chunks = 1_000_000
        self.goes_on = threading.Semaphore(1_000_000)
        self._stopping = threading.Event()

    def has(self, number: int, good: int = 0, *, is_released: bool = False, **changes: object) -> BatchStanding:
        """A batch of which so many cards are good."""
        order = draft(**changes).order(f"batch-{number}", NOON)
        state = ChunkState.RELEASED if is_released else ChunkState.CHECKED
        cards = {state: good, ChunkState.PLANNED: order.count - good}
        made = BatchStanding(order, number, cards, {}, 0, order.chunk_size)
        self.standings[order.batch_id] = made
        self.notes[order.batch_id] = []
        return made

    def _demand_journal(self) -> None:
        if self.fault is not None:
            raise self.fault

    def usual(self) -> BatchDraft:
        self._demand_journal()
        return self.usual_draft

    def findings(self, draft: BatchDraft) -> tuple[PlanFinding, ...]:
        order = draft.order("draft", NOON)
        return findings(order, (draft.scheme.sample,), [ScanPattern.of(text) for text in DEFAULT_PATTERNS])

    def order(self, draft: BatchDraft) -> BatchStanding | Problem:
        if self.refuses_order is not None:
            return self.refuses_order
        number = len(self.standings) + 1
        order = draft.order(f"batch-{number}", NOON)
        made = BatchStanding(order, number, {ChunkState.PLANNED: order.count}, {}, 0, order.chunk_size)
        self.standings[order.batch_id], self.notes[order.batch_id] = made, []
        return made

    def batches(self) -> tuple[BatchStanding, ...]:
        self._demand_journal()
        return tuple(sorted(self.standings.values(), key=lambda standing: -standing.number))

    def look(self, batch_id: str) -> BatchLook | None:
        standing = self.standings.get(batch_id)
        if standing is None:
            return None
        return BatchLook(standing, tuple(self.notes[batch_id]), self.fates.get(batch_id, ()))

    def run(self, batch_id: str, tell: Callable[[BatchStanding], None]) -> Problem | None:
        self._stopping.clear()
        tell(self.standings[batch_id])
        for _chunk in range(self.chunks):
            self.goes_on.acquire()
            if self._stopping.is_set() or self.standings[batch_id].is_complete:
                return None
            tell(self._made(batch_id))
        if self.stops_with is not None:
            facts = {"problem": self.stops_with.code.value}
            self.notes[batch_id].append(NotedBatch(BatchNote.STOPPED, NOON + timedelta(minutes=9), facts=facts))
        return self.stops_with

    def _made(self, batch_id: str) -> BatchStanding:
        standing = self.standings[batch_id]
        good = min(standing.order.count, standing.good + CHUNK_SIZE)
        cards = {ChunkState.CHECKED: good, ChunkState.PLANNED: standing.order.count - good}
        made = self.standings[batch_id] = replace(standing, cards=cards)
        return made

    def stop(self, batch_id: str) -> None:
        assert batch_id in self.standings
        self._stopping.set()
        self.goes_on.release()

    def release(self, batch_id: str, pin: str) -> Problem | None:
        standing, person = self.standings[batch_id], PINS.get(pin)
        if person is None:
            return Problem(Code.APPROVAL_WRONG)
        if person in standing.released_by:
            return Problem(Code.BATCH_SAME_PERSON, {"person": person})
        released_by = (*standing.released_by, person)
        cards = {ChunkState.RELEASED: standing.good} if len(released_by) == 2 else standing.cards
        self.standings[batch_id] = replace(standing, released_by=released_by, cards=cards)
        self.notes[batch_id].append(NotedBatch(BatchNote.RELEASE, NOON + timedelta(hours=1), person))
        return None

    def export(self, batch_id: str, forms: Sequence[str], folder: str) -> tuple[ExportedFile, ...] | Problem:
        self.exports.append((batch_id, tuple(forms), folder))
        if self.refuses_export is not None:
            return self.refuses_export
        cards = self.standings[batch_id].good
        return tuple(ExportedFile(f"{batch_id}.{form}.age", cards, "5f" * 32) for form in forms)

    def lost(self, batch_id: str, *card_ids: str) -> None:
        """Cards of a lost answer, with new ones planned in their places."""
        standing = self.standings[batch_id]
        cards = {**standing.cards, ChunkState.SETTLED: len(card_ids)}
        self.standings[batch_id] = replace(standing, cards=cards, fates={Fate.LOST: len(card_ids)})
        self.fates[batch_id] = tuple(FateTold(7, each, Fate.LOST, NOON) for each in card_ids)
