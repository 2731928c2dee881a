"""The report of a day: pay-ins, what waits, and each open case until it is closed."""

from dataclasses import replace
from datetime import timedelta

from app.core.card import CardCode
from app.core.money import Currency, Money
from app.core.problem import Code, Problem
from app.till import cases
from app.till.day_report import Tally, day_report
from app.till.drawer import Opening, open_drawer
from app.till.offline import Approval
from app.till.ports import PrintOutcome, PrintReport
from tests.fakes import Fate, order
from tests.till.whole_till import WholeTill

NOTHING = Tally(0, ())


def kroner(count: int) -> Tally:
    return Tally(count, (Money(50_000 * count, Currency.NOK),))


def test_a_day_is_told_in_figures_as_it_stands_now(till: WholeTill) -> None:
    till.issuer.with_cards(*(f"GIFT-{number}" for number in range(6000, 6005)))
    today = till.clock.now().date()
    till.sells("GIFT-6000")
    till.sells("GIFT-6001")
    till.fated(Fate.NOT_SENT).sells("GIFT-6002")
    till.cancels(till.fated(Fate.NOT_SENT).sells("GIFT-6003").activations[0])
    held = till.fated(Fate.BAD_REQUEST).sells("GIFT-6004").activations[0]
    told = day_report(till.ledger, today, till.clock.now())
    assert (told.loaded, told.waiting, told.cancelled, told.with_a_person) == (
        kroner(2),
        kroner(1),
        kroner(1),
        kroner(1),
    )
    assert (told.in_doubt, told.closed, told.taken_over, told.given_back, told.moved) == (NOTHING,) * 5
    assert [case.activation.id for case in told.open_cases] == [held.id]


def test_nobody_says_of_a_card_in_doubt_that_it_is_not_active(till: WholeTill) -> None:
    till.fated(Fate.LOST_AFTER).sells()
    told = day_report(till.ledger, till.clock.now().date(), till.clock.now())
    assert (told.waiting, told.in_doubt) == (NOTHING, kroner(1))


def test_what_was_given_back_or_moved_is_told_once_and_on_the_day_it_was_done(till: WholeTill) -> None:
    till.issuer.with_cards("GIFT-6000", "GIFT-6001", "GIFT-6002")
    sold_on = till.clock.now().date()
    refunded = till.fated(Fate.BAD_REQUEST).sells("GIFT-6000").activations[0]
    moved = till.fated(Fate.BAD_REQUEST).sells("GIFT-6001").activations[0]
    till.clock.move(86_400)
    now = till.clock.now()
    cases.refund(till.fated().road, refunded.id, "Kari Nordmann", "paid back", till.tell)
    cases.move(till.fated().road, moved.id, CardCode("GIFT-6002"), "Kari Nordmann", "bent card", till.tell)
    sold, done = (day_report(till.ledger, day, now) for day in (sold_on, now.date()))
    assert (sold.closed, sold.cancelled, sold.loaded, sold.given_back, sold.moved) == (kroner(2), *(NOTHING,) * 4)
    assert (done.closed, done.loaded, done.given_back, done.moved) == (NOTHING, kroner(1), kroner(1), kroner(1))


def test_a_case_that_was_accepted_is_closed_and_with_nobody(till: WholeTill) -> None:
    wrong = till.fated(Fate.OTHER_AMOUNT).sells().activations[0]
    cases.accept(till.road, wrong.id, "Kari Nordmann", "put right", till.tell)
    told = day_report(till.ledger, till.clock.now().date(), till.clock.now())
    assert (told.with_a_person, told.closed) == (NOTHING, kroner(1))


def test_what_was_taken_over_is_counted_by_the_till_that_sold_it(till: WholeTill) -> None:
    till.sells()
    till.ledger.take_over([order("GIFT-4712", "b" * 32, at=till.clock.now())], "from a slip", till.clock.now())
    told = day_report(till.ledger, till.clock.now().date(), till.clock.now())
    assert (told.loaded, told.in_doubt, told.taken_over) == (kroner(1), NOTHING, kroner(1))


def test_an_open_case_stands_on_every_days_report_until_it_is_closed(till: WholeTill) -> None:
    held = till.fated(Fate.BAD_REQUEST).sells().activations[0]
    till.clock.move(3 * 86_400)
    till.fated().sells("GIFT-4712")
    now = till.clock.now()
    told = day_report(till.ledger, now.date(), now)
    assert (told.loaded, told.with_a_person) == (kroner(1), NOTHING)
    assert [case.activation.id for case in told.open_cases] == [held.id]
    cases.refund(till.road, held.id, "Kari Nordmann", "paid back", till.tell)
    assert day_report(till.ledger, now.date(), now).open_cases == ()


def test_a_day_without_sales_is_empty(till: WholeTill) -> None:
    till.sells()
    told = day_report(till.ledger, (till.clock.now() + timedelta(days=9)).date(), till.clock.now())
    assert (told.loaded, told.waiting) == (NOTHING, NOTHING)


def test_each_opening_of_the_drawer_is_told_once_with_who_and_why(till: WholeTill) -> None:
    day = till.clock.now()
    given = Opening("Kari", "change for a fifty", Approval("Berit", day))
    shut = PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_COVER_OPEN))
    for report in (PrintReport(PrintOutcome.YES), shut, PrintReport(PrintOutcome.NO), PrintReport(PrintOutcome.YES)):
        open_drawer(till.ledger, till.clock, given, lambda report=report: report)
        till.clock.move(60)
    till.road = replace(till.road, papers=replace(till.road.papers, opens_drawer=True))
    till.sells()
    told = day_report(till.ledger, day.date(), till.clock.now())
    assert {(each.person, each.reason, each.supervisor) for each in told.drawer} == {
        ("Kari", "change for a fifty", "Berit")
    }
    assert [each.stayed_shut for each in told.drawer] == ["", "printer-cover-open", "no-printer", ""]
    assert [each.at for each in told.drawer] == sorted(each.at for each in told.drawer)
    assert told.drawer_with_receipts == 1
    other = day_report(till.ledger, day.date() - timedelta(days=1), till.clock.now())
    assert (other.drawer, other.drawer_with_receipts) == ((), 0)
