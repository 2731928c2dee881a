"""Cases as rows: opened and closed in step with the events, and what persons did about them."""

from app.core.activation import Step
from app.core.case import Case, CaseAction, Way, ends_case, opens_case
from app.ledger.activation_rows import activation_from
from app.ledger.codec import objects_from
from app.ledger.database import Database
from app.ledger.fields import Fields, stamp


def keep_case(db: Database, activation_id: str, seq: int, step: Step) -> None:
    """Opens the case that a step opens, and ends the one that it ends. Raises apsw.Error."""
    if ends_case(step):
        close_case(db, activation_id)
    elif opens_case(step):
        db.execute(
            "INSERT INTO case_opened (activation_id, seq)"
            " SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM open_case WHERE activation_id = ?1)",
            (activation_id, seq),
        )


def close_case(db: Database, activation_id: str) -> None:
    """The case is done with; what was done stays. Raises apsw.Error, also where nobody closed it."""
    db.execute("DELETE FROM open_case WHERE activation_id = ?", (activation_id,))


def write_action(db: Database, action: CaseAction, seq: int) -> None:
    """What a person did about an open case that stands at `seq`. Raises apsw.Error."""
    db.execute(
        "INSERT INTO case_action (activation_id, number, seq, at, way, person, reason, closes, other)"
        " SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM case_action"
        " WHERE activation_id = ?1",
        (
            action.activation_id,
            seq,
            stamp(action.at),
            action.way.value,
            action.person,
            action.reason,
            int(action.closes),
            action.other,
        ),
    )


def case_from(row: Fields) -> Case:
    """A row of the view `case_told`. Raises ValueError or Refusal for damage."""
    activation = activation_from(row)
    return Case(
        activation=activation,
        opened_at=row.moment("opened_at"),
        is_open=row.truth("is_open"),
        actions=tuple(action_from(activation.id, action) for action in objects_from(row.text("actions"))),
    )


def action_from(activation_id: str, action: Fields) -> CaseAction:
    """What a person did, from a row or from an object of `case_told`. Raises ValueError or Refusal for damage."""
    return CaseAction(
        activation_id=activation_id,
        at=action.moment("at"),
        way=Way(action.text("way")),
        person=action.text("person"),
        reason=action.text("reason"),
        closes=action.truth("closes"),
        other=action.text_or_none("other"),
    )
