"""Two persons release a batch, and nobody else."""

from app.core.batch import ChunkState
from app.core.problem import Code, Problem
from app.office.book import BatchNote, BatchState, NotedBatch
from app.office.rekey import why_not_now
from app.office.release import release
from tests.fake_clock import MONDAY
from tests.office.shop import Office, an_order


def released_by(office: Office, *persons: str) -> list[Problem | None]:
    told: list[Problem | None] = []
    for person in persons:
        standing = office.book.standing("0192")
        assert standing is not None
        told.append(release(office.book, office.clock, standing, person))
    return told


def test_a_second_person_releases_what_the_first_one_released(office: Office) -> None:
    order = office.planned(an_order(25))
    office.run(order)
    assert released_by(office, "Kari") == [None]
    assert office.book.standing(order.batch_id).state is BatchState.COMPLETE
    assert released_by(office, "Ola") == [None]
    standing = office.book.standing(order.batch_id)
    assert standing.state is BatchState.RELEASED
    assert standing.cards == {ChunkState.RELEASED: 25}
    assert standing.released_by == ("Kari", "Ola")
    office.demand_nothing_lost(order)


def test_nobody_releases_twice_and_capitals_make_no_second_person(office: Office) -> None:
    office.run(office.planned(an_order(5)))
    assert released_by(office, "Kari", "KARI") == [None, Problem(Code.BATCH_SAME_PERSON, {"person": "KARI"})]
    assert released_by(office, "Ola", "Per") == [None, Problem(Code.BATCH_RELEASED)]


def test_what_is_not_complete_is_not_released(office: Office) -> None:
    office.planned(an_order(25))
    assert released_by(office, "Kari") == [Problem(Code.BATCH_NOT_COMPLETE, {"count": 0, "most": 25})]


def test_a_batch_whose_secrets_were_shredded_says_so(office: Office) -> None:
    order = office.planned(an_order(5))
    office.run(order)
    released_by(office, "Kari", "Ola")
    office.book.note(order.batch_id, NotedBatch(BatchNote.SHREDDED, MONDAY, "Kari", {"files": 1}))
    assert office.book.standing(order.batch_id).state is BatchState.SHREDDED
    assert released_by(office, "Per") == [Problem(Code.BATCH_SHREDDED)]
    assert why_not_now(office.book.standing(order.batch_id)) == Problem(Code.BATCH_SHREDDED)
    assert [(note.kind, note.person) for note in office.book.notes(order.batch_id)] == [
        (BatchNote.RELEASE, "Kari"),
        (BatchNote.RELEASE, "Ola"),
        (BatchNote.SHREDDED, "Kari"),
    ]
