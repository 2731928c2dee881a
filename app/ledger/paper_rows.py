"""Papers and their prints as rows, and rows as records."""

from collections.abc import Sequence

from app.core.activation import Activation
from app.core.paper import Paper
from app.core.problem import Problem
from app.ledger.codec import paper_from_text, paper_to_text, problem_to_text, texts_from
from app.ledger.database import Database
from app.ledger.fields import Fields
from app.till.ports import PaperRecord, PrintOutcome


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
            "INSERT INTO paper_card (number, place, activation_id, kind) VALUES (?, ?, ?, ?)",
            (paper.number, place, activation.id, kind),
        )


def write_print(db: Database, number: int, outcome: PrintOutcome, at: str, problem: Problem | None) -> None:
    """One thing that became of a print. Raises apsw.Error."""
    db.execute(
        "INSERT INTO print_event (number, seq, outcome, at, problem)"
        " SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3, ?4 FROM print_event WHERE number = ?1",
        (number, outcome.value, at, problem_to_text(problem)),
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
    )
