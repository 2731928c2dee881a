"""Sealed answers that are gone: their cards are written off by a person, and the batch becomes whole again."""

from dataclasses import dataclass, field

import pytest

from app.core.batch import BatchOrder
from app.core.problem import Code, Problem
from app.office.book import BatchNote, BatchState, NotedBatch
from app.office.ports import SealedFile
from app.office.release import release
from app.office.write_off import Look, look, why_not_off, write_off
from tests.office.shop import Office, an_order
from tests.office.test_rekey import rekeyed


@dataclass
class Disk:
    """The vault's files, of which some are gone."""

    gone: set[str] = field(default_factory=set)

    def fault_of(self, file: SealedFile) -> Problem | None:
        return Problem(Code.SEALED_FILE_MISSING, {"file": file.name}) if file.name in self.gone else None


@pytest.fixture
def disk() -> Disk:
    return Disk()


def made(office: Office) -> BatchOrder:
    order = office.planned(an_order(20, chunk_size=5))
    office.run(order)
    return order


def released(office: Office, order: BatchOrder, *people: str) -> None:
    for person in people:
        assert release(office.book, office.clock, office.book.standing(order.batch_id), person) is None


def lose(office: Office, order: BatchOrder, disk: Disk, place: int) -> None:
    """The file of a chunk is gone, and Kari writes its cards off."""
    chunk = office.book.sealed(order.batch_id, 0, 99)[place]
    disk.gone.add(chunk.file.name)
    standing = office.book.standing(order.batch_id)
    seen = look(office.book, disk, order.batch_id, "/vault/b")
    assert [each.chunk.number for each in seen.unsound] == [chunk.number]
    assert seen.problem == Problem(Code.BATCH_NOT_WHOLE, {"count": 1, "most": seen.files, "folder": "/vault/b"})
    assert why_not_off(office.book, standing, seen) is None
    assert write_off(office.book, office.clock, standing, seen.unsound, "Kari") == len(chunk.good)
    assert not look(office.book, disk, order.batch_id).unsound, "what is written off is not looked for"


@pytest.mark.parametrize("people", [(), ("Kari",), ("Kari", "Ola")])
def test_others_take_the_places_of_written_off_cards_and_two_persons_release_it_anew(
    office: Office, disk: Disk, people: tuple[str, ...]
) -> None:
    order = made(office)
    released(office, order, *people)
    lose(office, order, disk, 1)
    standing = office.book.standing(order.batch_id)
    assert (standing.state, standing.good, standing.owed, standing.released_by) == (BatchState.RUNNING, 15, 5, ())
    office.run(order)
    office.demand_nothing_lost(order)
    standing = office.book.standing(order.batch_id)
    assert (standing.state, standing.do_not_print) == (BatchState.COMPLETE, 5)
    released(office, order, "Kari")
    assert office.book.standing(order.batch_id).state is BatchState.COMPLETE, "one is not enough"
    released(office, order, "Ola")
    assert office.book.standing(order.batch_id).state is BatchState.RELEASED


def test_written_off_cards_can_be_rekeyed_and_written_off_and_rekeyed_once_more(office: Office, disk: Disk) -> None:
    order = made(office)
    lose(office, order, disk, 0)
    assert len(rekeyed(office, order)) == 5
    office.demand_nothing_lost(order)
    lose(office, order, disk, -1)
    standing = office.book.standing(order.batch_id)
    assert (standing.good, standing.rekeyed, standing.do_not_print) == (19, 4, 1)
    assert len(rekeyed(office, order)) == 1
    office.demand_nothing_lost(order)
    assert office.book.standing(order.batch_id).rekeyed == 5


def test_nothing_is_written_off_where_recipients_have_the_cards_or_no_answer_at_all_is_there(
    office: Office, disk: Disk
) -> None:
    order = made(office)
    standing = office.book.standing(order.batch_id)
    assert look(office.book, disk, order.batch_id) == Look(4)
    assert why_not_off(office.book, standing, Look(4)) is None
    disk.gone |= {chunk.file.name for chunk in office.book.sealed(order.batch_id, 0, 99)}
    seen = look(office.book, disk, order.batch_id)
    assert why_not_off(office.book, standing, seen) == seen.problem == Problem(Code.BATCH_VAULT_AWAY, {"folder": ""})
    assert why_not_off(office.book, standing, seen, may_be_all=True) is None, "a person says that they are lost"
    office.book.note(order.batch_id, NotedBatch(BatchNote.EXPORTED, office.clock.now()))
    few = Look(4, seen.unsound[:1])
    assert why_not_off(office.book, standing, few, may_be_all=True) == Problem(Code.BATCH_EXPORTED)


def test_where_all_are_lost_for_good_every_card_is_written_off_and_others_are_made(office: Office, disk: Disk) -> None:
    order = made(office)
    disk.gone |= {chunk.file.name for chunk in office.book.sealed(order.batch_id, 0, 99)}
    seen = look(office.book, disk, order.batch_id)
    standing = office.book.standing(order.batch_id)
    assert write_off(office.book, office.clock, standing, seen.unsound, "Kari") == 20
    office.run(order)
    office.demand_nothing_lost(order)
    assert office.book.standing(order.batch_id).do_not_print == 20
