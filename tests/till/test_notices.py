"""What has to be known when a till is opened: a journal that was put back, begun anew, or rescued."""

from datetime import timedelta

import pytest

from app.core.problem import Code, Problem
from app.till.notices import notice
from app.till.ports import Note, NoteKind
from tests.fake_ledger import FakeLedger
from tests.ledger.orders import NOON

RESCUED = {"folder": "damaged-1", "taken_over": 12, "clashing": 1, "lost": 2}


def told(*notes: Note) -> Problem | None:
    ledger = FakeLedger()
    for note in notes:
        ledger.note(note)
    return notice(ledger, NOON)


def test_nothing_is_told_of_an_ordinary_day() -> None:
    assert told() is None
    assert told(Note(NoteKind.LINE, NOON, {"state": "offline"})) is None


@pytest.mark.parametrize(
    ("kind", "facts", "expected"),
    [
        (NoteKind.RESTORED, {"doubtful": 3, "epoch": 2}, Problem(Code.JOURNAL_RESTORED, {"doubtful": 3})),
        (NoteKind.DAMAGE, {"folder": "damaged-1"}, Problem(Code.RESCUE_DUE)),
        (NoteKind.DAMAGE, RESCUED, Problem(Code.JOURNAL_RESCUED, {"taken_over": 12, "missing": 3})),
        (
            NoteKind.DAMAGE,
            RESCUED | {"clashing": 0, "lost": 0},
            Problem(Code.JOURNAL_RESCUED, {"taken_over": 12}),
        ),
    ],
    ids=["put back", "begun anew", "rescued in part", "rescued whole"],
)
def test_what_became_of_the_journal_is_told(kind: NoteKind, facts: dict[str, str | int], expected: Problem) -> None:
    assert told(Note(kind, NOON - timedelta(hours=23), facts)) == expected
    assert told(Note(kind, NOON - timedelta(hours=25), facts)) is None, "a day is enough"


def test_the_newest_is_told() -> None:
    put_back = Note(NoteKind.RESTORED, NOON - timedelta(hours=2), {"doubtful": 3})
    rescued = Note(NoteKind.DAMAGE, NOON - timedelta(hours=1), RESCUED)
    found = told(rescued, put_back)
    assert found is not None
    assert found.code is Code.JOURNAL_RESCUED
