"""Papers and their prints as rows, and rows as records."""

from collections.abc import Sequence
from typing import Final

from app.core.activation import Activation, State
from app.core.paper import Paper
from app.core.problem import Problem
from app.ledger.activation_rows import rows
from app.ledger.codec import paper_from_text, paper_to_text, problem_from_text, problem_to_text, texts_from
from app.ledger.database import Database
from app.ledger.fields import Fields
from app.till.ports import PaperRecord, PrintJob, PrintOutcome

_NOT_ASKED: Final = "SELECT number FROM open_print WHERE outcome <> 'unknown' ORDER BY place"


def write_paper(db: Database, paper: Paper, activations: Sequence[Activation], at: str) -> None:
    """The paper, and each card it speaks of. Raises apsw.Error."""
    sale_id = activations[0].order.sale_id
    kind = paper.kind.value
    db.execute(
        "INSERT INTO paper (number, sale_id, kind, at, content) VALUES (?, ?, ?, ?, ?)",
        (paper.number, sale_id, kind, at, paper_to_text(paper)),
    )
    for place, activation in enumerate(activations):
        db.execute(
            "INSERT INTO paper_card (number, place, activation_id, kind, state) VALUES (?, ?, ?, ?, ?)",
            (paper.number, place, activation.id, kind, activation.state.value),
        )


def write_print(db: Database, number: int, outcome: PrintOutcome, at: str, problem: Problem | None) -> None:
    """One thing that became of a print. Raises apsw.Error."""
    db.execute(
        "INSERT INTO print_event (number, seq, outcome, at, problem)"
        " SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3, ?4 FROM print_event WHERE number = ?1",
        (number, outcome.value, at, problem_to_text(problem)),
    )


def may_move(db: Database, number: int, before: PrintOutcome, standing: Sequence[Activation]) -> bool:
    """Whether a print stands there, and each activation as it is given. Raises apsw.Error."""
    asked = "SELECT 1 FROM open_print WHERE number = ? AND outcome = ?"
    stands = "SELECT 1 FROM standing WHERE activation_id = ? AND seq = ?"
    return any(db.execute(asked, (number, before.value))) and all(
        any(db.execute(stands, (activation.id, activation.seq))) for activation in standing
    )


def doubt_open_prints(db: Database, at: str) -> int:
    """What an older journal holds as due may have come out since: each becomes UNKNOWN. Raises apsw.Error."""
    numbers = [row.whole("number") for row in rows(db.execute(_NOT_ASKED))]
    for number in numbers:
        write_print(db, number, PrintOutcome.UNKNOWN, at, None)
    return len(numbers)


def job_from(row: Fields) -> PrintJob:
    """A row of the view `print_job_now`, with when the paper was wanted first. Raises ValueError for damage."""
    return PrintJob(
        record_from(row),
        row.moment("wanted_at"),
        row.moment("since"),
        problem_from_text(row.text_or_none("problem")),
    )


def record_from(row: Fields) -> PaperRecord:
    """A row of the view `paper_now`. Raises ValueError for damage."""
    printed = row.text_or_none("printed")
    return PaperRecord(
        paper=paper_from_text(row.text("kind"), row.whole("number"), row.text("content")),
        sale_id=row.text("sale_id"),
        activation_ids=texts_from(row.text("activation_ids")),
        at=row.moment("at"),
        printed=None if printed is None else PrintOutcome(printed),
        copies=max(0, row.whole("prints") - 1),
        may_be_out=row.whole("prints") > 0,
        states=tuple(map(State, texts_from(row.text("states")))),
    )
