"""The report of a day: pay-ins, what waits, and each open case until it is closed."""

from datetime import timedelta

from app.core.money import Currency, Money
from app.till import cases
from app.till.day_report import Tally, day_report
from tests.fakes import Fate
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
    assert [case.activation.id for case in told.open_cases] == [held.id]


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
