"""Head office behind the window: its journal of batches is opened when its pages are first asked for."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

from app.compose.batch_drive import drive
from app.compose.export import Form
from app.compose.handover import USUAL_COLUMNS, Wanted, exported
from app.compose.office import Office
from app.config.identifiers import TimeOrderedIdentifiers
from app.config.secret_figures import SystemFigures
from app.core.card_ids import IdScheme
from app.core.card_print import PlanFinding, Weight, findings
from app.core.code_format import CodeFormat
from app.core.problem import Code, Problem, Refusal
from app.office.book import BatchStanding
from app.office.pace import BatchRun
from app.office.plan import fill
from app.office.release import release
from app.ui.office_desk import BatchDraft, BatchLook, ExportedFile
from app.vault.seal import checked

FATES_SHOWN = 200
"""Cards not to be printed that the window lists; `batch status` lists them all."""
COUNT = 1_000
FIGURES = 12
TOKEN = CodeFormat(16)
PIN = CodeFormat(4)


class BatchDesk:
    """Implements `app.ui.office_desk.Office`. May be called from several threads."""

    def __init__(self, opened: Callable[[], Office]) -> None:
        """`opened` opens the journal of batches; it raises LedgerFault, and Refusal."""
        self._opened = opened
        self._lock = Lock()
        self._office: Office | None = None
        self._runs: dict[str, BatchRun] = {}

    def usual(self) -> BatchDraft:
        """A thousand cards for those who could open the last batch."""
        batches = self._here().book.batches()
        recipients = batches[0].order.recipients if batches else ()
        return BatchDraft("", COUNT, IdScheme("", FIGURES), TOKEN, PIN, recipients)

    def findings(self, draft: BatchDraft) -> tuple[PlanFinding, ...]:
        """What core finds, and each key that is none."""
        bad = [PlanFinding(Weight.REFUSAL, problem) for problem in map(_wrong, draft.recipients) if problem]
        office = self._here()
        order = draft.order("draft", office.clock.now())
        return (*bad, *findings(order, (draft.scheme.sample,), office.shop.patterns))

    def order(self, draft: BatchDraft) -> BatchStanding | Problem:
        """Written down with all its cards' ids."""
        office = self._here()
        order = draft.order(TimeOrderedIdentifiers().new(), office.clock.now())
        office.book.order(order)
        problem = fill(office.book, SystemFigures(), office.clock, order.batch_id)
        return problem or office.found(order.batch_id)

    def batches(self) -> tuple[BatchStanding, ...]:
        """As the journal has them."""
        return self._here().book.batches()

    def look(self, batch_id: str) -> BatchLook | None:
        """With its notes, and the first of its cards that must not be printed."""
        book = self._here().book
        standing = book.standing(batch_id)
        if standing is None:
            return None
        fates = book.fates(batch_id, 0, FATES_SHOWN)[:FATES_SHOWN] if standing.do_not_print else ()
        return BatchLook(standing, book.notes(batch_id), fates)

    def run(self, batch_id: str, tell: Callable[[BatchStanding], None]) -> Problem | None:
        """On the caller's thread, with workers beside it."""
        office = self._here()
        try:
            making = BatchRun(office.road, office.found(batch_id).order, office.settings.queue.calls_at_once)
        except Refusal as refusal:
            return refusal.problem
        self._runs[batch_id] = making
        try:
            tell(making.standing())
            drive(making, office.clock.running, lambda: tell(making.standing()))
            tell(making.standing())
        finally:
            del self._runs[batch_id]
        return making.stopped

    def stop(self, batch_id: str) -> None:
        """What is in hand ends as it would."""
        making = self._runs.get(batch_id)
        if making is not None:
            making.stop()

    def release(self, batch_id: str, pin: str) -> Problem | None:
        """The PIN says who it is."""
        office = self._here()
        person = office.approvers.check(pin)
        if isinstance(person, Problem):
            return person
        standing = office.book.standing(batch_id)
        if standing is None:
            return Problem(Code.BATCH_UNKNOWN, {"batch": batch_id})
        try:
            office.demand_sound(standing)
        except Refusal as refusal:
            return refusal.problem
        return release(office.book, office.clock, standing, person)

    def export(self, batch_id: str, forms: Sequence[str], folder: str) -> tuple[ExportedFile, ...] | Problem:
        """For each of its recipients, with the usual columns. What was written before a fault stays."""
        office = self._here()
        try:
            batch = office.found(batch_id)
            wanted = Wanted(batch.order.recipients, tuple(map(Form, forms)), USUAL_COLUMNS, Path(folder).expanduser())
            return tuple(ExportedFile(made.file, made.cards, made.sha256) for made in exported(office, batch, wanted))
        except Refusal as refusal:
            return refusal.problem

    def close(self) -> None:
        """Ends what makes cards, and lets the journal of batches go."""
        with self._lock:
            office, self._office = self._office, None
        if office is not None:
            office.close()

    def _here(self) -> Office:
        with self._lock:
            if self._office is None:
                self._office = self._opened()
            return self._office


def _wrong(recipient: str) -> Problem | None:
    try:
        checked(recipient)
    except Refusal as refusal:
        return refusal.problem
    return None
