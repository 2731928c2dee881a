"""A batch from its plan to its last card, with all that goes wrong on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.core.batch import ChunkState, Fate
from app.core.problem import Code, Problem
from app.office.book import BatchNote, BatchState
from app.office.pace import GAPS, LOST_IN_A_ROW, BatchRun, WaitsFor
from app.office.ports import MadeCard
from tests.office.model import CALL_S, Fault
from tests.office.shop import Office, an_order


def test_an_order_is_planned_made_sealed_and_checked(office: Office) -> None:
    order = office.planned(an_order(95))
    assert office.book.standing(order.batch_id).state is BatchState.PLANNED
    run = office.run(order)
    assert run.stopped is None
    office.demand_nothing_lost(order)
    assert office.issuer.calls == [10] * 9 + [5]
    assert office.reader.reads == 0
    assert office.book.standing(order.batch_id).state is BatchState.COMPLETE


def test_several_chunks_are_made_at_once_after_one_showed_that_all_is_well(office: Office) -> None:
    order = office.planned(an_order(100))
    run = BatchRun(office.road, order, 4)
    [first] = run.begin()
    assert not run.begin()
    run.ended(first, run.work(first))
    assert len(run.begin()) == 4
    assert run.next_in() is None


def test_a_run_that_is_stopped_begins_nothing_more_and_goes_on_later(office: Office) -> None:
    order = office.planned(an_order(30))
    run = BatchRun(office.road, order)
    [chunk] = run.begin()
    run.stop()
    assert not run.begin()
    assert not run.is_over
    run.ended(chunk, run.work(chunk))
    assert not run.begin()
    assert run.is_over
    assert office.book.standing(order.batch_id).good == 10
    office.run(order)
    office.demand_nothing_lost(order)


def test_what_is_not_ready_stops_before_anything_is_sent(office: Office) -> None:
    order = office.planned(an_order(20))
    office.maker.not_ready = Problem(Code.DISK_LOW)
    run = office.run(order)
    assert run.stopped == Problem(Code.DISK_LOW)
    assert not office.issuer.calls
    assert office.book.standing(order.batch_id).cards == {ChunkState.PLANNED: 20}
    assert [note.kind for note in office.book.notes(order.batch_id)] == [BatchNote.STOPPED]
    office.maker.not_ready = None
    office.run(order)
    office.demand_nothing_lost(order)


def test_cards_whose_answer_was_lost_are_never_printed_and_new_ones_take_their_places(office: Office) -> None:
    order = office.planned(an_order(30))
    office.maker.fault = iter([Fault.NONE, Fault.LOST_AFTER] + [Fault.NONE] * 9).__next__
    run = office.run(order)
    assert run.stopped is None
    office.demand_nothing_lost(order)
    assert office.book.standing(order.batch_id).fates == {Fate.LOST: 10}
    assert len(office.issuer.cards) == 40


def test_cards_that_were_never_made_go_back_into_the_plan_after_the_quarantine(office: Office) -> None:
    order = office.planned(an_order(20))
    planned = {card for chunk in office.book.chunks(order.batch_id, ChunkState.PLANNED, 9) for card in chunk.card_ids}
    office.maker.fault = iter([Fault.LOST_BEFORE] + [Fault.NONE] * 9).__next__
    office.run(order)
    office.demand_nothing_lost(order)
    assert set(office.issuer.cards) == planned
    assert office.clock.running() >= office.road.quarantine
    assert office.reader.reads == 20


def test_a_call_that_arrives_a_minute_late_costs_its_cards_and_no_card_twice(office: Office) -> None:
    order = office.planned(an_order(20))
    office.maker.fault = iter([Fault.LATE] + [Fault.NONE] * 9).__next__
    office.run(order)
    office.demand_nothing_lost(order)
    assert office.book.standing(order.batch_id).fates == {Fate.LOST: 10}


def test_lost_answers_one_behind_the_other_stop_the_run(office: Office) -> None:
    order = office.planned(an_order(200))
    office.maker.fault = lambda: Fault.LOST_AFTER
    run = office.run(order)
    assert run.stopped == Problem(Code.NO_ANSWER)
    assert len(office.issuer.calls) == LOST_IN_A_ROW
    office.maker.fault = lambda: Fault.NONE
    office.run(order)
    office.demand_nothing_lost(order)


def test_a_line_that_is_down_is_tried_at_growing_gaps_and_then_left_alone(office: Office) -> None:
    order = office.planned(an_order(20))
    office.maker.fault = lambda: Fault.NOT_SENT
    run = office.run(order)
    assert run.stopped == Problem(Code.LINE_DOWN)
    assert office.clock.running() >= sum(GAPS, timedelta(0))
    assert office.book.standing(order.batch_id).state is BatchState.PLANNED
    office.maker.fault = lambda: Fault.NONE
    office.run(order)
    office.demand_nothing_lost(order)


def test_a_pause_that_the_issuer_asks_for_is_kept(office: Office) -> None:
    order = office.planned(an_order(20))
    office.maker.fault = iter([Fault.NONE, Fault.PAUSE] + [Fault.NONE] * 9).__next__
    office.run(order)
    assert office.clock.running().total_seconds() == 7 + 3 * CALL_S
    office.demand_nothing_lost(order)


@pytest.mark.parametrize("duplicate", ["refuse-all", "skip", "partial", "400-partial"])
def test_an_id_that_is_taken_already_is_named_and_replaced(office: Office, duplicate: str) -> None:
    order = office.planned(an_order(40))
    strange = office.book.chunks(order.batch_id, ChunkState.PLANNED, 3)[2].card_ids[4]
    office.issuer.cards[strange] = ("somebody's", "else's")
    office.issuer.duplicate = duplicate
    run = office.run(order, 3)
    assert run.stopped is None
    office.demand_nothing_lost(order)
    assert strange in office.do_not_print(order)


def test_an_answer_in_another_order_is_matched_by_card(office: Office) -> None:
    order = office.planned(an_order(20))
    office.issuer.order = "reversed"
    office.run(order)
    office.demand_nothing_lost(order)


def test_chunks_that_are_too_large_are_halved_until_they_are_taken_and_the_size_is_kept(office: Office) -> None:
    order = office.planned(an_order(400, chunk_size=40))
    office.issuer.limit = 12
    run = office.run(order, 2)
    assert run.stopped is None
    office.demand_nothing_lost(order)
    assert office.book.standing(order.batch_id).size_most == 10
    refused = [size for size in office.issuer.calls if size > 12]
    assert len(refused) < 12, "the others are cut before they are sent"


def test_a_guilty_id_is_found_by_halving_and_the_size_stays(office: Office) -> None:
    order = office.planned(an_order(40))
    guilty = office.book.chunks(order.batch_id, ChunkState.PLANNED, 2)[1].card_ids[7]
    office.issuer.bad_ids = frozenset({guilty})
    run = office.run(order)
    assert run.stopped is None
    office.demand_nothing_lost(order)
    [fate] = office.book.fates(order.batch_id, 0, 100)
    assert (fate.card_id, fate.fate) == (guilty, Fate.REFUSED)


def test_where_every_id_is_refused_the_run_stops_with_the_issuers_words(office: Office) -> None:
    order = office.planned(an_order(40))
    office.issuer.bad_ids = frozenset(
        card for chunk in office.book.chunks(order.batch_id, ChunkState.PLANNED, 9) for card in chunk.card_ids
    )
    run = office.run(order)
    assert run.stopped is not None
    assert run.stopped.code is Code.BATCH_IDS_REFUSED
    assert "is no card_id" in str(run.stopped.facts["message"])
    assert not office.issuer.cards
    assert len(office.issuer.calls) < 12


@pytest.mark.parametrize("word", ["inactive", "created"])
def test_both_words_for_a_card_that_waits_are_taken(office: Office, word: str) -> None:
    order = office.planned(an_order(20))
    office.issuer.word = word
    assert office.run(order).stopped is None
    office.demand_nothing_lost(order)


@pytest.mark.parametrize("word", ["unused", "dormant"])
def test_cards_that_are_not_inactive_stop_the_batch_at_its_first_chunk(office: Office, word: str) -> None:
    order = office.planned(an_order(100))
    office.issuer.word = word
    run = office.run(order)
    assert run.stopped == Problem(Code.BATCH_ANSWER_ODD, {"count": 10, "most": 10, "reason": "odd"})
    assert office.issuer.calls == [10]
    office.issuer.word = "inactive"
    office.run(order)
    office.demand_nothing_lost(order)


@pytest.mark.parametrize(
    ("spoil", "fate"),
    [
        (lambda made: [*made, made[0]], Fate.DOUBLED),
        (lambda made: [*made, MadeCard("STRANGER", "inactive", is_whole=True)], Fate.FOREIGN),
        (lambda made: [replace(made[0], is_whole=False), *made[1:]], Fate.ODD),
    ],
)
def test_doubled_foreign_and_odd_cards_stop_with_words_and_the_good_ones_stay(
    office: Office, spoil: object, fate: Fate
) -> None:
    order = office.planned(an_order(30))
    office.issuer.spoil = spoil
    run = office.run(order)
    assert run.stopped == Problem(Code.BATCH_ANSWER_ODD, {"count": 1, "most": 10, "reason": fate.value})
    standing = office.book.standing(order.batch_id)
    assert standing.fates == {fate: 1}
    assert standing.good == (10 if fate is Fate.FOREIGN else 9)
    office.issuer.spoil = lambda made: made
    office.run(order)
    office.demand_nothing_lost(order)


def test_cards_that_an_answer_left_out_are_read_before_anything_is_done_with_them(office: Office) -> None:
    order = office.planned(an_order(20))
    office.issuer.spoil = lambda made: made[2:] if len(office.issuer.calls) == 1 else made
    office.run(order)
    office.demand_nothing_lost(order)
    assert office.book.standing(order.batch_id).fates == {Fate.LOST: 2, Fate.MOVED: 2}


def test_answers_without_any_of_the_cards_stop_the_run(office: Office) -> None:
    order = office.planned(an_order(50))
    office.issuer.spoil = lambda made: []
    run = office.run(order)
    assert run.stopped == Problem(Code.BATCH_ANSWER_ODD, {"count": 10, "most": 10, "reason": "missing"})
    assert office.issuer.calls == [10]
    office.issuer.spoil = lambda made: made
    office.run(order)
    office.demand_nothing_lost(order)


def test_a_list_of_ids_that_lost_some_says_how_many_more_it_needs(office: Office) -> None:
    order = replace(an_order(20), scheme=None)
    office.book.order(order)
    assert office.book.plan(order.batch_id, [f"GC{number:04d}" for number in range(20)], order.ordered_at) == ()
    office.maker.fault = iter([Fault.LOST_AFTER] + [Fault.NONE] * 9).__next__
    run = office.run(order)
    assert run.stopped == Problem(Code.BATCH_IDS_SHORT, {"count": 10})
    assert office.book.standing(order.batch_id).good == 10


def test_who_watches_is_told_what_is_waited_for_and_how_long(office: Office) -> None:
    order = office.planned(an_order(20))
    run = BatchRun(office.road, order)
    faults = iter([Fault.NOT_SENT, Fault.PAUSE, Fault.LOST_AFTER])
    office.maker.fault = lambda: next(faults, Fault.NONE)
    waits = []
    while not run.is_over:
        for chunk in run.begin():
            assert run.waiting() is None
            run.ended(chunk, run.work(chunk))
        if waiting := run.waiting():
            waits.append((waiting.what, waiting.left.total_seconds(), waiting.cards))
            office.clock.move(waiting.left.total_seconds())
    assert waits[:3] == [(WaitsFor.LINE, 1, 0), (WaitsFor.PAUSE, 7, 0), (WaitsFor.LINE, 5, 0)]
    what, left, cards = waits[-1]
    assert (what, cards) == (WaitsFor.DOUBT, 10)
    assert 100 < left <= 120
