"""Cards that lost their secrets get new ones; and answers that were sealed although nobody heard of it are found."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.batch import BatchOrder, ChunkState, Fate
from app.core.problem import Code, Problem, Refusal
from app.office.book import BatchState, RekeyOutcome
from app.office.pace import GAPS, Waiting, WaitsFor
from app.office.plan import add_ids
from app.office.rekey import LOST_IN_A_ROW, Choice, RekeyCame, finish_rekeys, rekey, why_not_now
from app.office.release import release
from tests.office.killed import Fuse, Killed, KilledBook, KilledMaker
from tests.office.model import Fault
from tests.office.shop import Office, an_order, opened

ALL = Choice(None, timedelta(days=3650))


def with_lost_cards(office: Office, lost: int = 2, count: int = 4) -> BatchOrder:
    """A batch of listed ids whose first answer was lost: no others are there to take their places."""
    order = replace(an_order(count, chunk_size=lost), scheme=None)
    office.book.order(order)
    add_ids(office.book, office.clock, order.batch_id, [f"CARD-{place}" for place in range(count)])
    faults = iter([Fault.LOST_AFTER])
    office.maker.fault = lambda: next(faults, Fault.NONE)
    run = office.run(order)
    assert run.stopped == Problem(Code.BATCH_IDS_SHORT, {"count": lost})
    return order


def rekeyed(office: Office, order: BatchOrder, choice: Choice = ALL) -> list[RekeyCame]:
    """One call of the command; who waits turns the clock."""

    def wait(waiting: Waiting) -> None:
        assert waiting.cards > 0 or waiting.what is not WaitsFor.REKEY
        office.clock.move(waiting.left.total_seconds())

    finished = finish_rekeys(office.road, order)
    return [*finished, *rekey(office.road, order, choice, wait)]


def outcomes(came: list[RekeyCame]) -> list[RekeyOutcome]:
    return [each.outcome for each in came]


def told(office: Office, order: BatchOrder) -> list[RekeyOutcome]:
    return [each.outcome for each in office.book.rekeys(order.batch_id)]


def test_lost_cards_get_new_secrets_and_their_places_in_the_order(office: Office) -> None:
    order = with_lost_cards(office)
    old = dict(office.issuer.cards)
    assert outcomes(rekeyed(office, order)) == [RekeyOutcome.DONE] * 2
    office.demand_nothing_lost(order)
    assert {card for card in old if old[card] != office.issuer.cards[card]} == {"CARD-0", "CARD-1"}
    standing = office.book.standing(order.batch_id)
    assert (standing.state, standing.rekeyed, standing.surplus) == (BatchState.COMPLETE, 2, 0)
    assert standing.fates == {}
    assert not rekeyed(office, order), "nothing is lost any more"


def test_a_card_that_is_named_alone_is_rekeyed_alone_and_the_others_are_still_owed(office: Office) -> None:
    order = with_lost_cards(office)
    rekeyed(office, order, Choice(("CARD-1", "CARD-1"), timedelta(days=1)))
    assert office.do_not_print(order) == {"CARD-0"}
    assert office.book.standing(order.batch_id).owed == 1
    add_ids(office.book, office.clock, order.batch_id, ["CARD-9", "CARD-10"])
    office.run(order)
    office.demand_nothing_lost(order)


def test_a_run_that_keeps_lost_cards_plans_no_others_in_their_places(office: Office) -> None:
    order = office.planned(an_order(20, chunk_size=5))
    faults = iter([Fault.LOST_BEFORE, Fault.LOST_AFTER])
    office.maker.fault = lambda: next(faults, Fault.NONE)
    run = office.run(order, keeps_lost=True)
    standing = run.standing()
    assert (run.stopped, standing.good, standing.owed, standing.state) == (None, 15, 5, BatchState.RUNNING)
    assert len(office.issuer.cards) == 20, "what was never made was made anew, and nothing else"
    assert outcomes(rekeyed(office, order)) == [RekeyOutcome.DONE] * 5
    office.demand_nothing_lost(order)
    assert office.run(order, keeps_lost=True).stopped is None


def test_a_plan_that_was_interrupted_is_filled_although_lost_cards_are_kept(office: Office) -> None:
    order = an_order(20)
    office.book.order(order)
    faults = iter([Fault.LOST_AFTER])
    office.maker.fault = lambda: next(faults, Fault.NONE)
    office.run(order, keeps_lost=True)
    assert (office.book.standing(order.batch_id).good, len(office.issuer.cards)) == (10, 20)
    office.run(order)
    office.demand_nothing_lost(order)


def test_a_card_whose_place_another_one_has_is_one_more_and_never_counts_for_the_order(office: Office) -> None:
    order = office.planned(an_order(20))
    faults = iter([Fault.LOST_AFTER])
    office.maker.fault = lambda: next(faults, Fault.NONE)
    office.run(order)
    assert outcomes(rekeyed(office, order)) == [RekeyOutcome.SURPLUS] * 10
    standing = office.book.standing(order.batch_id)
    assert (standing.good, standing.surplus, standing.do_not_print) == (20, 10, 0)
    assert standing.is_complete
    cards = office.exported(order)
    assert len(cards) == 30
    assert all(office.issuer.cards[card] == secrets for card, secrets in cards.items())
    beyond = [chunk.good for chunk in office.book.sealed(order.batch_id, 0, 99) if chunk.is_surplus]
    assert [len(good) for good in beyond] == [1] * 10


@pytest.mark.parametrize("fault", [Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.LATE])
def test_a_lost_answer_leaves_the_card_lost_and_the_next_try_waits_until_no_late_call_changes_the_pin(
    office: Office, fault: Fault
) -> None:
    order = with_lost_cards(office)
    faults = iter([fault])
    office.maker.fault = lambda: next(faults, Fault.NONE)
    first, second = rekeyed(office, order)
    assert (first.outcome, first.problem) == (RekeyOutcome.IN_DOUBT, Problem(Code.REKEY_LOST, {"card": "CARD-0"}))
    assert second.outcome is RekeyOutcome.DONE
    assert office.do_not_print(order) == {"CARD-0"}
    office.clock.restart()
    assert outcomes(rekeyed(office, order)) == [RekeyOutcome.DONE]
    office.demand_nothing_lost(order)
    assert told(office, order) == [RekeyOutcome.IN_DOUBT, RekeyOutcome.DONE, RekeyOutcome.DONE]


def test_answers_lost_one_behind_the_other_stop_it(office: Office) -> None:
    order = with_lost_cards(office, lost=5, count=5)
    office.maker.fault = lambda: Fault.LOST_BEFORE
    assert outcomes(rekeyed(office, order)) == [RekeyOutcome.IN_DOUBT] * LOST_IN_A_ROW


@pytest.mark.parametrize("fault", [Fault.NOT_SENT, Fault.PAUSE])
def test_what_any_card_would_meet_again_and_again_stops_it_at_the_first_one(office: Office, fault: Fault) -> None:
    order = with_lost_cards(office)
    office.maker.fault = lambda: fault
    [came] = rekeyed(office, order)
    assert came.outcome is RekeyOutcome.NOT_DONE
    assert came.is_for_all
    assert told(office, order) == [RekeyOutcome.NOT_DONE] * (len(GAPS) + 1)
    office.maker.fault = lambda: Fault.NONE
    rekeyed(office, order)
    office.demand_nothing_lost(order)


def test_a_pause_that_the_service_asks_for_is_waited_out(office: Office) -> None:
    order = with_lost_cards(office)
    faults, reads = iter([Fault.PAUSE]), iter([True])
    office.maker.fault = lambda: next(faults, Fault.NONE)
    office.reader.fault = lambda: next(reads, False)
    waits: list[Waiting] = []

    def wait(waiting: Waiting) -> None:
        waits.append(waiting)
        office.clock.move(min(waiting.left.total_seconds(), 4))

    assert outcomes(list(rekey(office.road, order, ALL, wait))) == [RekeyOutcome.DONE] * 2
    assert [(each.what, each.left.total_seconds()) for each in waits] == [
        (WaitsFor.LINE, 1),
        (WaitsFor.PAUSE, 7),
        (WaitsFor.PAUSE, 3),
    ]
    assert told(office, order) == [RekeyOutcome.NOT_DONE, RekeyOutcome.DONE, RekeyOutcome.DONE]
    office.demand_nothing_lost(order)


def test_a_refusal_stops_it_in_the_services_own_words_and_odd_secrets_are_never_good(office: Office) -> None:
    order = with_lost_cards(office)
    office.issuer.no_rekey = "Card is inactive"
    [came] = rekeyed(office, order)
    assert came.problem == Problem(Code.REFUSED, {"message": "Card is inactive", "status": 400})
    office.issuer.no_rekey = ""
    office.issuer.spoil = lambda made: [replace(card, is_whole=False) for card in made]
    assert {each.problem.code for each in rekeyed(office, order)} == {Code.REKEY_ODD}
    assert office.do_not_print(order) == {"CARD-0", "CARD-1"}


def test_what_is_not_ready_stops_it_before_anything_is_sent(office: Office) -> None:
    order = with_lost_cards(office)
    calls = len(office.issuer.calls)
    office.maker.not_ready = Problem(Code.VAULT_FULL)
    [came] = rekeyed(office, order)
    assert came.problem == Problem(Code.VAULT_FULL)
    assert len(office.issuer.calls) == calls


def test_a_card_that_is_in_use_gone_or_cannot_be_read_is_left_alone(office: Office) -> None:
    order = with_lost_cards(office)
    office.issuer.word = "unused"
    calls = len(office.issuer.calls)
    assert {each.problem.code for each in rekeyed(office, order)} == {Code.REKEY_NOT_INACTIVE}
    gone = office.issuer.cards.pop("CARD-0")
    assert rekeyed(office, order)[0].problem == Problem(Code.REKEY_NOT_INACTIVE, {"card": "CARD-0"})
    office.reader.fault = lambda: True
    [came] = rekeyed(office, order)
    assert came.problem == Problem(Code.NO_ANSWER)
    assert len(office.issuer.calls) == calls
    assert not office.book.rekeys(order.batch_id), "what was never begun is no try"
    office.issuer.cards["CARD-0"] = gone


def test_a_card_that_may_be_anothers_gets_no_new_secrets(office: Office) -> None:
    order = office.planned(an_order(10))
    [chunk] = office.book.chunks(order.batch_id, ChunkState.PLANNED, 9)
    office.issuer.cards[chunk.card_ids[0]] = ("somebody's", "9")
    office.run(order)
    assert office.book.standing(order.batch_id).fates == {Fate.TAKEN: 1}
    assert not rekeyed(office, order)
    with pytest.raises(Refusal) as refused:
        rekeyed(office, order, Choice((chunk.card_ids[0],), timedelta(1)))
    assert refused.value.problem == Problem(Code.REKEY_NOT_LOST, {"card": chunk.card_ids[0]})
    assert office.issuer.cards[chunk.card_ids[0]] == ("somebody's", "9")


def test_what_a_person_released_is_not_changed_any_more(office: Office) -> None:
    order = with_lost_cards(office)
    assert why_not_now(office.book.standing(order.batch_id)) is None
    rekeyed(office, order)
    assert release(office.book, office.clock, office.book.standing(order.batch_id), "Kari") is None
    assert why_not_now(office.book.standing(order.batch_id)) == Problem(Code.BATCH_RELEASED)


def lives_of(path: Path, places: int, fault: Fault) -> Iterator[bool]:
    """A head office that re-keys, dies at a place, and begins anew until it comes to its end. Whether it died."""
    office = Office(opened(path))
    order = with_lost_cards(office)
    faults = iter([Fault.NONE, fault])
    office.maker.fault = lambda: next(faults, Fault.NONE)
    fuse, book, maker = Fuse(places), office.book, office.maker
    was_killed = True
    while was_killed:
        was_killed = False
        office.clock.restart()
        office.book, office.maker = KilledBook(book, fuse), KilledMaker(maker, fuse)
        try:
            while any(each.outcome is not RekeyOutcome.DONE for each in rekeyed(office, order)):
                pass
        except Killed:
            was_killed = True
        book.close()
        book = opened(path)
        office.book, office.maker = book, maker
        yield was_killed
    office.demand_nothing_lost(order)
    assert office.book.standing(order.batch_id).rekeyed == 2
    office.book.close()


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.LOST_AFTER, Fault.LATE])
def test_killed_at_any_step_of_a_rekey_no_card_has_wrong_secrets(tmp_path: Path, fault: Fault) -> None:
    places = 0
    was_killed = True
    while was_killed:
        places += 1
        was_killed = any(list(lives_of(tmp_path / f"{places}.db", places, fault)))
    assert places > 12


def test_a_rekey_whose_word_was_lost_is_found_sealed_and_asked_for_no_second_time(office: Office) -> None:
    order = with_lost_cards(office)
    maker, calls = office.maker, len(office.issuer.calls)
    office.maker = KilledMaker(maker, Fuse(2))
    with pytest.raises(Killed):
        rekeyed(office, order, Choice(("CARD-0",), timedelta(1)))
    office.maker = maker
    assert told(office, order) == [RekeyOutcome.UNDER_WAY]
    assert outcomes(list(finish_rekeys(office.road, order))) == [RekeyOutcome.DONE]
    assert len(office.issuer.calls) == calls + 1


def test_a_rekey_whose_key_is_locked_is_looked_at_later(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    order = with_lost_cards(office)
    office.book.begin_rekey(order.batch_id, next(iter(office.book.fates(order.batch_id, 0, 9))), office.clock.now())
    monkeypatch.setattr(office.maker, "found", lambda _: Problem(Code.KEYRING_LOCKED))
    [came] = finish_rekeys(office.road, order)
    assert (came.outcome, came.is_for_all) == (RekeyOutcome.UNDER_WAY, True)
    assert told(office, order) == [RekeyOutcome.UNDER_WAY]


# ------------------------------------------------------------ a chunk that was sealed, and its word lost


def killed_after_sealing(office: Office) -> BatchOrder:
    order = office.planned(an_order(10, chunk_size=5))
    maker = office.maker
    office.maker = KilledMaker(maker, Fuse(2))
    with pytest.raises(Killed):
        office.run(order)
    office.maker = maker
    office.clock.restart()
    return order


def test_a_chunk_that_was_sealed_before_its_row_was_written_is_found_and_costs_no_card(office: Office) -> None:
    order = killed_after_sealing(office)
    office.run(order)
    office.demand_nothing_lost(order)
    assert office.book.standing(order.batch_id).do_not_print == 0
    assert office.issuer.calls == [5, 5]
    assert office.reader.reads == 0


def test_a_sealed_file_with_other_cards_than_the_chunks_is_not_taken_for_its_answer(office: Office) -> None:
    order = killed_after_sealing(office)
    [(chunk_id, made)] = office.maker.answers.items()
    office.maker.answers[chunk_id] = made[1:]
    office.run(order)
    office.demand_nothing_lost(order)
    assert office.book.standing(order.batch_id).fates == {Fate.LOST: 5}


def test_while_the_key_is_locked_nothing_is_given_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    order = killed_after_sealing(office)
    with monkeypatch.context() as locked:
        locked.setattr(office.maker, "found", lambda _: Problem(Code.KEYRING_LOCKED))
        assert office.run(order).stopped == Problem(Code.KEYRING_LOCKED)
    office.run(order)
    assert office.book.standing(order.batch_id).do_not_print == 0
