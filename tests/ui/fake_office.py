"""Head office without a journal or an issuer: batches in a list, and a run that a test moves chunk by chunk."""

import threading
from collections import Counter
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
from app.office.book import BatchNote, BatchStanding, FateTold, NotedBatch, RekeyOutcome
from app.office.rekey import Choice, RekeyCame
from app.office.status import Checked, Found
from app.ui.office_desk import (
    BatchDraft,
    BatchLook,
    Columns,
    ExportedFile,
    ExportWish,
    GivenIds,
    Making,
    Rekeying,
    SignedFile,
    UnsoundAnswers,
)

if TYPE_CHECKING:
    from app.office.pace import Waiting
    from app.till.ports import LedgerFault

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
KEYS = (
    "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudxdd3fq0vvpg5",
    "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg",
)
PINS = {"2580": "Kari", "1470": "Ola"}
EVERY_COLUMN = ("card_id", "token", "pin", "check_digit", "series", "picture")


def digest_of(form: str, key: str, time: int = 0) -> str:
    return f"{sum(map(ord, form + key)) + time:04x}" * 16


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
        self.orders_on = threading.Semaphore(1_000_000)
        self.exports_on = threading.Semaphore(1_000_000)
        self.refuses_release: Problem | None = None
        self.refuses_export: Problem | None = None
        self.exports: list[tuple[str, ExportWish]] = []
        self._exported = 0
        self.keeps_lost: list[bool] = []
        self.rekeys: list[tuple[str, Choice]] = []
        self.rekeys_on = threading.Semaphore(1_000_000)
        self.rekey_came: dict[str, RekeyCame] = {}
        self.rekey_waits: Waiting | None = None
        self.run_waits: Waiting | None = None
        self.refuses_rekey: Problem | None = None
        self._stops_rekey = threading.Event()
        self.bad_files: dict[str, UnsoundAnswers] = {}
        self.proofs: list[tuple[CodeFormat, str]] = []
        self.refuses_proof: Problem | None = None
        self.lists: dict[str, GivenIds | Problem] = {}
        self.states: dict[str, tuple[Found, ...]] = {}
        self.reads_on = threading.Semaphore(1_000_000)
        self.shreds: list[tuple[str, str]] = []
        self.leaves: tuple[Problem, ...] = ()
        self.signed: dict[str, SignedFile | Problem] = {}
        self.own_key: str | Problem = "4wI0wcCmq1nEAGl9Tk8vjVgOcbtCbsXHiV1tR0aCJ0k="
        self._stops_check = threading.Event()
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
        return findings(order, draft.samples, [ScanPattern.of(text) for text in DEFAULT_PATTERNS])

    def order(self, draft: BatchDraft) -> BatchStanding | Problem:
        self.orders_on.acquire()
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

    def run(self, batch_id: str, tell: Callable[[Making], None], *, keeps_lost: bool = False) -> Problem | None:
        self.keeps_lost.append(keeps_lost)
        self._stopping.clear()
        tell(Making(self.standings[batch_id], self.run_waits))
        for _chunk in range(self.chunks):
            self.goes_on.acquire()
            if self._stopping.is_set() or self.standings[batch_id].is_complete:
                return None
            tell(Making(self._made(batch_id)))
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
        if self.refuses_release is not None:
            return self.refuses_release
        if person in standing.released_by:
            return Problem(Code.BATCH_SAME_PERSON, {"person": person})
        released_by = (*standing.released_by, person)
        cards = {ChunkState.RELEASED: standing.good} if len(released_by) == 2 else standing.cards
        self.standings[batch_id] = replace(standing, released_by=released_by, cards=cards)
        self.notes[batch_id].append(NotedBatch(BatchNote.RELEASE, NOON + timedelta(hours=1), person))
        return None

    def columns(self) -> Columns:
        return Columns(EVERY_COLUMN, EVERY_COLUMN[:-1])

    def export(self, batch_id: str, wish: ExportWish) -> tuple[ExportedFile, ...] | Problem:
        self.exports_on.acquire()
        self.exports.append((batch_id, wish))
        if self.refuses_export is not None:
            return self.refuses_export
        made = tuple(
            ExportedFile(
                f"{batch_id}-{key[-8:]}.{form}.age", self.standings[batch_id].good, self._digest(form, key), key
            )
            for key in wish.recipients or self.standings[batch_id].order.recipients
            for form in wish.forms
        )
        for file in made:
            facts = {"file": file.name, "cards": file.cards, "sha256": file.sha256, "recipient": file.recipient}
            self.notes[batch_id].append(NotedBatch(BatchNote.EXPORTED, NOON + timedelta(hours=2), facts=facts))
        self._exported += 1
        return made

    def _digest(self, form: str, key: str) -> str:
        return digest_of(form, key, self._exported)

    def rekey(self, batch_id: str, choice: Choice, tell: Callable[[Rekeying], None]) -> Rekeying | Problem:
        self.rekeys.append((batch_id, choice))
        self._stops_rekey.clear()
        if self.refuses_rekey is not None:
            return self.refuses_rekey
        lost = [told.card_id for told in self.fates[batch_id]]
        wanted = lost if choice.card_ids is None else choice.card_ids
        came: list[RekeyCame] = []
        tell(Rekeying(len(wanted), (), self.rekey_waits))
        for card_id in wanted:
            self.rekeys_on.acquire()
            if self._stops_rekey.is_set():
                break
            came.append(self._rekeyed(batch_id, card_id))
            tell(Rekeying(len(wanted), tuple(came)))
            if came[-1].is_for_all:
                break
        self.notes[batch_id].append(NotedBatch(BatchNote.REKEYED, NOON + timedelta(minutes=30)))
        return Rekeying(len(wanted), tuple(came))

    def _rekeyed(self, batch_id: str, card_id: str) -> RekeyCame:
        standing = self.standings[batch_id]
        is_surplus = standing.owed <= 0
        came = self.rekey_came.get(
            card_id, RekeyCame(card_id, RekeyOutcome.SURPLUS if is_surplus else RekeyOutcome.DONE)
        )
        if came.problem is None:
            left = tuple(told for told in self.fates[batch_id] if told.card_id != card_id)
            cards = {**standing.cards, ChunkState.CHECKED: standing.cards.get(ChunkState.CHECKED, 0) + 1}
            self.fates[batch_id] = left
            self.standings[batch_id] = replace(
                standing,
                cards=cards,
                fates={Fate.LOST: len(left)},
                rekeyed=standing.rekeyed + 1,
                surplus=standing.surplus + is_surplus,
            )
        return came

    def stop_rekey(self, batch_id: str) -> None:
        assert batch_id in self.standings
        self._stops_rekey.set()
        self.rekeys_on.release()

    def unsound(self, batch_id: str) -> UnsoundAnswers | Problem:
        return self.bad_files.get(batch_id, UnsoundAnswers())

    def write_off(self, batch_id: str, pin: str, files: Sequence[str]) -> int | Problem:
        if pin not in PINS:
            return Problem(Code.APPROVAL_WRONG)
        bad = self.bad_files.pop(batch_id)
        assert tuple(files) == bad.files
        standing = self.standings[batch_id]
        ids = [f"70012200000000{number:04d}" for number in range(bad.cards)]
        cards = {ChunkState.CHECKED: standing.good - bad.cards, ChunkState.SETTLED: bad.cards}
        self.standings[batch_id] = replace(standing, cards=cards, fates={Fate.LOST: bad.cards}, released_by=())
        self.fates[batch_id] = tuple(FateTold(7, each, Fate.LOST, NOON) for each in ids)
        facts = {"cards": bad.cards, "files": len(files)}
        self.notes[batch_id].append(NotedBatch(BatchNote.WRITTEN_OFF, NOON + timedelta(hours=1), PINS[pin], facts))
        return bad.cards

    def proof(self, token: CodeFormat, file: str, batch_id: str = "") -> Problem | None:
        assert not batch_id or batch_id in self.standings
        self.proofs.append((token, file))
        return self.refuses_proof

    def read_ids(self, file: str) -> GivenIds | Problem:
        return self.lists[file]

    def add(self, batch_id: str, given: GivenIds) -> Problem | None:
        standing = self.standings[batch_id]
        owed = standing.owed
        planned = standing.cards.get(ChunkState.PLANNED, 0) + min(owed, len(given.ids))
        self.standings[batch_id] = replace(standing, cards={**standing.cards, ChunkState.PLANNED: planned})
        left = owed - len(given.ids)
        return Problem(Code.BATCH_IDS_SHORT, {"count": left}) if left > 0 else None

    def check(self, batch_id: str, tell: Callable[[Checked], None]) -> Checked | Problem:
        self._stops_check.clear()
        most, found = self.standings[batch_id].good, Counter[Found]()
        for each in self.states.get(batch_id, (Found.INACTIVE,) * most):
            self.reads_on.acquire()
            if self._stops_check.is_set():
                break
            found[each] += 1
            tell(Checked(most, dict(found)))
        return Checked(most, dict(found))

    def stop_check(self, batch_id: str) -> None:
        assert batch_id in self.standings
        self._stops_check.set()
        self.reads_on.release()

    def shred(self, batch_id: str, pin: str, receipt: str) -> tuple[Problem, ...]:
        if pin not in PINS:
            return (Problem(Code.APPROVAL_WRONG),)
        self.shreds.append((batch_id, receipt))
        if not self.leaves:
            self.standings[batch_id] = replace(self.standings[batch_id], is_shredded=True)
            self.notes[batch_id].append(NotedBatch(BatchNote.SHREDDED, NOON + timedelta(hours=3), PINS[pin]))
        return self.leaves

    def public_key(self) -> str | Problem:
        return self.own_key

    def verify(self, file: str, key: str) -> SignedFile | Problem:
        assert key
        return self.signed.get(file, Problem(Code.MANIFEST_UNREADABLE, {"file": file, "reason": "it is not there"}))

    def lost(self, batch_id: str, *card_ids: str) -> None:
        """Cards of a lost answer. Whether new ones are in their places, the number of planned cards says."""
        standing = self.standings[batch_id]
        cards = {**standing.cards, ChunkState.SETTLED: len(card_ids)}
        self.standings[batch_id] = replace(standing, cards=cards, fates={Fate.LOST: len(card_ids)})
        self.fates[batch_id] = tuple(FateTold(7, each, Fate.LOST, NOON) for each in card_ids)
