"""What the till writes down of itself, as rows and back."""

from app.ledger.codec import facts_from_text, facts_to_text
from app.ledger.database import Database
from app.ledger.fields import Fields, stamp
from app.till.ports import Note, NoteKind


def write_note(db: Database, note: Note) -> None:
    """One note after the last. Raises apsw.Error."""
    db.execute(
        "INSERT INTO till_note (number, kind, at, facts) SELECT coalesce(max(number), 0) + 1, ?, ?, ? FROM till_note",
        (note.kind.value, stamp(note.at), facts_to_text(note.facts)),
    )


def note_from(row: Fields) -> Note:
    """A row of the table `till_note`. Raises ValueError for damage."""
    return Note(NoteKind(row.text("kind")), row.moment("at"), facts_from_text(row.text("facts")))
