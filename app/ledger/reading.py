"""What the journal answers: activations, cases, papers and notes as they stand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from app.core.activation import Activation, Event, State
from app.core.card import CardCode
from app.core.case import Case, CaseAction
from app.core.money import Currency
from app.core.paper import PaperKind
from app.ledger.activation_rows import activation_from, event_from
from app.ledger.case_rows import action_from, case_from
from app.ledger.connection import JournalConnection
from app.ledger.fields import stamp
from app.ledger.note_rows import note_from
from app.ledger.paper_rows import job_from, record_from
from app.till.ports import Note, NoteKind, PaperRecord, PrintJob

_PAPERS_OUT: Final = """
SELECT p.number FROM paper p
 WHERE p.sale_id = ? AND EXISTS (
    SELECT 1 FROM print_event e
     WHERE e.number = p.number AND (e.outcome IN ('yes', 'unknown') OR (e.outcome = 'waiting' AND e.seq = (
        SELECT max(seq) FROM print_event l WHERE l.number = e.number))))
 ORDER BY p.number
"""
_KEPT_RECEIPTS: Final = """
SELECT p.number FROM paper p
 WHERE p.kind = ? AND NOT EXISTS (SELECT 1 FROM print_event e WHERE e.number = p.number)
   AND EXISTS (SELECT 1 FROM paper_card c JOIN standing s USING (activation_id)
                WHERE c.number = p.number AND s.state = ?
                  AND p.number = (SELECT max(number) FROM paper_card l WHERE l.activation_id = c.activation_id))
 ORDER BY p.number
"""
_WITHOUT_RECEIPT: Final = """
SELECT n.* FROM activation_now n
 WHERE n.added IN (SELECT added FROM activation_order ORDER BY added DESC LIMIT 500)
   AND n.state = ? AND NOT EXISTS (SELECT 1 FROM paper_card c WHERE c.activation_id = n.activation_id AND c.kind = ?)
 ORDER BY n.added
"""
_PRINT_JOBS: Final = """
SELECT j.*, (
    SELECT w.at FROM print_event w
     WHERE w.number = j.number AND w.seq > coalesce((
        SELECT max(e.seq) FROM print_event e
         WHERE e.number = j.number AND e.outcome NOT IN ('due', 'waiting', 'unknown')), 0)
     ORDER BY w.seq LIMIT 1) AS wanted_at
  FROM print_job_now j ORDER BY j.place
"""
_DUE_PAPER: Final = """
SELECT * FROM paper_now
 WHERE number = (SELECT number FROM open_print WHERE outcome = 'due' ORDER BY place LIMIT 1)
"""
NEXT_NUMBER: Final = "SELECT papers + 1 AS number FROM pulse"


class JournalReading(JournalConnection):
    """The reading half of `app.till.ports.Ledger`. All methods raise LedgerFault."""

    def activation(self, activation_id: str) -> Activation | None:
        """One activation as it stands."""
        found = self._read("SELECT * FROM activation_now WHERE activation_id = ?", (activation_id,), activation_from)
        return found[0] if found else None

    def ids_ending(self, ending: str) -> tuple[str, ...]:
        """The ids of all activations that end so, oldest first: what a person reads from a slip is the end of an id."""
        return self._read(
            "SELECT activation_id FROM activation_order WHERE substr(activation_id, -length(?1)) = ?1 ORDER BY added",
            (ending,),
            lambda row: row.text("activation_id"),
        )

    def sale(self, sale_id: str) -> tuple[Activation, ...]:
        """The activations of one sale in the order they were scanned."""
        return self._read("SELECT * FROM activation_now WHERE sale_id = ? ORDER BY place", (sale_id,), activation_from)

    def open_for(self, card: CardCode) -> Activation | None:
        """The activation that makes this card unsaleable here: an open one, else one that is ACTIVE or MISMATCH."""
        found = self._read("SELECT * FROM unsaleable_now WHERE card_id = ?", (card.text,), activation_from)
        return found[0] if found else None

    def queue(self) -> tuple[Activation, ...]:
        """All that has still to be settled with the issuer (QUEUE states), oldest first."""
        return self._read("SELECT * FROM queue_now ORDER BY added", (), activation_from)

    def cases(self) -> tuple[Activation, ...]:
        """The activations of all open cases, oldest first."""
        return self._read("SELECT * FROM case_now ORDER BY added", (), activation_from)

    def case(self, activation_id: str) -> Case | None:
        """The case of an activation, open or closed; None where there never was one."""
        found = self._read("SELECT * FROM case_told WHERE activation_id = ?", (activation_id,), case_from)
        return found[0] if found else None

    def actions(self, since: datetime) -> tuple[CaseAction, ...]:
        """What persons did about cases at `since` or later, by the till's clock, oldest first."""
        return self._read(
            "SELECT * FROM case_action WHERE unixepoch(at) >= unixepoch(?) ORDER BY unixepoch(at), at",
            (stamp(since),),
            lambda row: action_from(row.text("activation_id"), row),
        )

    def waiting_count(self) -> int:
        """How many activations stand in the queue. Quick, however long the journal is."""
        return self._read("SELECT count(*) AS waiting FROM waiting", (), lambda row: row.whole("waiting"))[0]

    def waiting_minor(self) -> Mapping[Currency, int]:
        """The sum of what stands in the queue, in minor units by currency."""
        sums = self._read(
            "SELECT currency, sum(amount_minor) AS minor FROM waiting JOIN activation_order USING (added)"
            " GROUP BY currency",
            (),
            lambda row: (Currency(row.text("currency")), row.whole("minor")),
        )
        return dict(sums)

    def sold_since(self, operator_id: str, since: datetime) -> int:
        """How many activations this cashier sold at `since` or later, by the till's clock; none of those taken over."""
        confirmed = self._read(
            "SELECT confirmed_at FROM activation_order"
            " WHERE operator_id = ? AND unixepoch(confirmed_at) >= unixepoch(?) AND NOT EXISTS ("
            "SELECT 1 FROM event e WHERE e.activation_id = activation_order.activation_id AND e.rule = 'T27')",
            (operator_id, stamp(since)),
            lambda row: row.moment("confirmed_at"),
        )
        return sum(moment >= since for moment in confirmed)

    def notes(self, most: int, kind: NoteKind | None = None) -> tuple[Note, ...]:
        """The newest notes first, of one kind or of all."""
        if kind is None:
            return self._read("SELECT * FROM till_note ORDER BY number DESC LIMIT ?", (most,), note_from)
        return self._read(
            "SELECT * FROM till_note WHERE kind = ? ORDER BY number DESC LIMIT ?", (kind.value, most), note_from
        )

    def last_contact(self) -> datetime | None:
        """When the issuer last answered, as far as it was noted."""
        found = self._read("SELECT at FROM contact", (), lambda row: row.moment("at"))
        return found[0] if found else None

    def history(self, activation_id: str) -> tuple[Event, ...]:
        """Every step of one activation, first to last."""
        return self._read("SELECT * FROM event WHERE activation_id = ? ORDER BY seq", (activation_id,), event_from)

    def latest(self, most: int, before: str | None = None) -> tuple[Activation, ...]:
        """The newest activations first; `before` is the id of the last one already shown."""
        if before is None:
            return self._read("SELECT * FROM activation_now ORDER BY added DESC LIMIT ?", (most,), activation_from)
        return self._read(
            "SELECT * FROM activation_now WHERE added < (SELECT added FROM standing WHERE activation_id = ?)"
            " ORDER BY added DESC LIMIT ?",
            (before, most),
            activation_from,
        )

    def next_number(self) -> int:
        """The number the next paper will get; for the preview only."""
        return self._read(NEXT_NUMBER, (), lambda row: row.whole("number"))[0]

    def paper_of(self, activation_id: str) -> PaperRecord | None:
        """The latest paper that speaks of an activation."""
        found = self._read(
            "SELECT * FROM paper_now WHERE number = (SELECT max(number) FROM paper_card WHERE activation_id = ?)",
            (activation_id,),
            record_from,
        )
        return found[0] if found else None

    def papers_out(self, sale_id: str) -> tuple[int, ...]:
        """The numbers of a sale's papers that came out, or may have, whatever became of later prints; oldest first."""
        return self._read(_PAPERS_OUT, (sale_id,), lambda row: row.whole("number"))

    def without_receipt(self) -> tuple[Activation, ...]:
        """The active ones among the newest that no receipt speaks of, oldest first."""
        return self._read(_WITHOUT_RECEIPT, (State.ACTIVE.value, PaperKind.RECEIPT.value), activation_from)

    def kept_receipts(self) -> tuple[int, ...]:
        """The numbers of receipts of active cards that were never sent to a printer, oldest first."""
        return self._read(
            _KEPT_RECEIPTS, (PaperKind.RECEIPT.value, State.ACTIVE.value), lambda row: row.whole("number")
        )

    def paper(self, number: int) -> PaperRecord | None:
        """One paper by its number."""
        found = self._read("SELECT * FROM paper_now WHERE number = ?", (number,), record_from)
        return found[0] if found else None

    def print_jobs(self) -> tuple[PrintJob, ...]:
        """All prints that are not over, in the order in which they were wanted."""
        return self._read(_PRINT_JOBS, (), job_from)

    def due_paper(self) -> PaperRecord | None:
        """The DUE paper that has waited longest. Quick, however many wait."""
        found = self._read(_DUE_PAPER, (), record_from)
        return found[0] if found else None
