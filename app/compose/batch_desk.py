"""Head office behind the window: its journal of batches is opened when its pages are first asked for."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Lock

from app.compose.batch_drive import drive
from app.compose.card_states import ask_states
from app.compose.export import Form
from app.compose.handover import USUAL_COLUMNS, Wanted, exported, proof_of, proof_of_form, shredded, write_new
from app.compose.id_file import read_ids, samples_of
from app.compose.lost_cards import looked_over, rekeyed, written_off
from app.compose.office import Office
from app.compose.vault import shelf_of
from app.config.identifiers import TimeOrderedIdentifiers
from app.config.secret_figures import SystemFigures
from app.core.card_ids import IdScheme
from app.core.card_print import PlanFinding, Weight, findings
from app.core.code_format import CodeFormat
from app.core.problem import Code, Problem, Refusal
from app.office.book import BatchStanding
from app.office.pace import BatchRun
from app.office.plan import add_ids, fill
from app.office.rekey import Choice
from app.office.release import release, why_nobody_releases
from app.office.status import Checked
from app.press.card_row import COLUMNS, checked_columns
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
from app.vault.manifest import signing_key, verified
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
        self._checks: dict[str, Event] = {}
        self._rekeys: dict[str, Event] = {}

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
        return (*bad, *findings(order, draft.samples, office.shop.patterns))

    def order(self, draft: BatchDraft) -> BatchStanding | Problem:
        """Written down with all its cards' ids. One that lacks ids of its list is a batch that more are given to."""
        office = self._here()
        order = draft.order(TimeOrderedIdentifiers().new(), office.clock.now())
        office.book.order(order)
        if draft.given is not None:
            add_ids(office.book, office.clock, order.batch_id, draft.given.ids)
            return office.found(order.batch_id)
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

    def run(self, batch_id: str, tell: Callable[[Making], None], *, keeps_lost: bool = False) -> Problem | None:
        """On the caller's thread, with workers beside it."""
        office = self._here()
        calls = office.settings.queue.calls_at_once
        try:
            making = BatchRun(office.road, office.found(batch_id).order, calls, keeps_lost=keeps_lost)
        except Refusal as refusal:
            return refusal.problem
        self._runs[batch_id] = making
        try:
            tell(Making(making.standing()))
            drive(making, office.clock.running, lambda: tell(Making(making.standing(), making.waiting())))
            tell(Making(making.standing()))
        finally:
            del self._runs[batch_id]
        office.back_up()
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
        not_now = why_nobody_releases(standing) or office.look_at(standing).problem
        return not_now or release(office.book, office.clock, standing, person)

    def columns(self) -> Columns:
        """As the command has them."""
        return Columns(COLUMNS, USUAL_COLUMNS)

    def export(self, batch_id: str, wish: ExportWish) -> tuple[ExportedFile, ...] | Problem:
        """What was written before a fault stays."""
        office = self._here()
        columns = checked_columns(wish.columns or USUAL_COLUMNS)
        try:
            batch = office.found(batch_id)
            recipients = wish.recipients or batch.order.recipients
            wanted = Wanted(recipients, tuple(map(Form, wish.forms)), columns, Path(wish.folder).expanduser())
            return tuple(
                ExportedFile(made.file, made.cards, made.sha256, made.recipient)
                for made in exported(office, batch, wanted)
            )
        except Refusal as refusal:
            return refusal.problem

    def rekey(self, batch_id: str, choice: Choice, tell: Callable[[Rekeying], None]) -> Rekeying | Problem:
        """On the caller's thread. What was begun and not ended by an earlier process comes first."""
        stops = self._rekeys[batch_id] = Event()
        try:
            return rekeyed(self._here(), batch_id, choice, tell, stops)
        except Refusal as refusal:
            return refusal.problem
        finally:
            del self._rekeys[batch_id]

    def stop_rekey(self, batch_id: str) -> None:
        """The card that is in hand ends as it would."""
        stops = self._rekeys.get(batch_id)
        if stops is not None:
            stops.set()

    def unsound(self, batch_id: str) -> UnsoundAnswers | Problem:
        """Nothing is opened."""
        try:
            return looked_over(self._here(), batch_id)
        except Refusal as refusal:
            return refusal.problem

    def write_off(self, batch_id: str, pin: str, files: Sequence[str]) -> int | Problem:
        """No more than what was told."""
        try:
            return written_off(self._here(), batch_id, pin, files)
        except Refusal as refusal:
            return refusal.problem

    def proof(self, token: CodeFormat, file: str, batch_id: str = "") -> Problem | None:
        """Test codes, and none of a card."""
        try:
            sheet = proof_of(self._here().found(batch_id)) if batch_id else proof_of_form(token)
            write_new(Path(file).expanduser(), sheet)
        except Refusal as refusal:
            return refusal.problem
        return None

    def read_ids(self, file: str) -> GivenIds | Problem:
        """Its first column."""
        path = Path(file).expanduser()
        try:
            listed = read_ids(path)
        except Refusal as refusal:
            return refusal.problem
        ids = tuple(listed.ids)
        return GivenIds(path.name, ids, tuple(samples_of(ids)), tuple(listed.problems), listed.refused)

    def add(self, batch_id: str, given: GivenIds) -> Problem | None:
        """No more than it lacks."""
        office = self._here()
        try:
            office.found(batch_id)
            add_ids(office.book, office.clock, batch_id, given.ids)
            owed = office.found(batch_id).owed
        except Refusal as refusal:
            return refusal.problem
        return Problem(Code.BATCH_IDS_SHORT, {"count": owed}) if owed > 0 else None

    def check(self, batch_id: str, tell: Callable[[Checked], None]) -> Checked | Problem:
        """On the caller's thread, with workers beside it."""
        office = self._here()
        try:
            batch = office.found(batch_id)
        except Refusal as refusal:
            return refusal.problem
        stops = self._checks[batch_id] = Event()
        try:
            return ask_states(office, batch, stops, tell)
        finally:
            del self._checks[batch_id]

    def stop_check(self, batch_id: str) -> None:
        """Calls that are under way end as they would."""
        stops = self._checks.get(batch_id)
        if stops is not None:
            stops.set()

    def shred(self, batch_id: str, pin: str, receipt: str) -> tuple[Problem, ...]:
        """As the command does it."""
        office = self._here()
        person = office.approvers.check(pin)
        if isinstance(person, Problem):
            return (person,)
        try:
            return tuple(shredded(office, office.found(batch_id), person, receipt).values())
        except Refusal as refusal:
            return (refusal.problem,)

    def public_key(self) -> str | Problem:
        """Its private half is made where there is none."""
        office = self._here()
        try:
            return signing_key(shelf_of(office.home, office.account))[1]
        except Refusal as refusal:
            return refusal.problem

    def verify(self, file: str, key: str) -> SignedFile | Problem:
        """The manifest lies beside the file."""
        try:
            made = verified(Path(file).expanduser(), key)
        except Refusal as refusal:
            return refusal.problem
        return SignedFile(
            made.file, made.series, made.cards, made.first_card, made.last_card, made.columns, made.sha256
        )

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
