"""Cases: what happened in words with its evidence, and what is told when something fails."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from app.core.activation import State
from app.core.case import Way
from app.core.problem import Code, Problem
from app.till.ports import LedgerFault, PrintOutcome, PrintReport
from app.ui.case_words import happened
from app.ui.cases_page import SHOWN_MAX, CasesPage
from app.ui.lane import Lane
from app.ui.theme import Theme, Tone
from tests.fake_ledger import FakeLedger
from tests.fakes import OSLO, Fate
from tests.ui.shop_floor import (
    FRESH,
    MISMATCH,
    RESOURCES,
    TAKEN,
    ShopFloor,
    controls_without_a_name,
)


@pytest.fixture
def floor(qapp) -> Iterator[ShopFloor]:
    lane = Lane("cases")
    yield ShopFloor(lane, Theme("light", RESOURCES))
    lane.close()


@pytest.fixture
def page(floor, qtbot) -> CasesPage:
    made = CasesPage(floor.counter, floor.lane, floor.theme)
    qtbot.addWidget(made)
    made.resize(1024, 680)
    made.show()
    return made


@pytest.fixture
def sold(floor):
    return floor.sell_one_of_each()


def opened(page, qtbot) -> CasesPage:
    page.opened()
    qtbot.waitUntil(lambda: bool(page.rows))
    return page


def chosen(page, row, way, reason="The customer chose it"):
    """A way out with a reason typed, ready to confirm."""
    row.buttons[way].click()
    page.form.reason.edit.setText(reason)
    page.form.reason.edit.textEdited.emit(reason)
    return page.form


def done(page, qtbot):
    with qtbot.waitSignal(page.settled):
        page.form.confirm.click()


def test_no_case_is_a_kind_word(page, qtbot) -> None:
    page.opened()
    qtbot.waitUntil(page.empty.isVisible)
    assert page.summary.isHidden()


def test_each_case_says_what_happened_with_its_evidence(page, sold, qtbot) -> None:
    opened(page, qtbot)
    told = {state: page.rows[sold[state].id] for state in (State.HELD, State.TAKEN, State.MISMATCH)}
    assert told[State.TAKEN].what.text() == "Another sale has this card: it was activated at OSLO/9 for 200,00 kr."
    assert "refused" in told[State.HELD].what.text()
    mismatch = told[State.MISMATCH].what.text()
    assert "On the card: " in mismatch
    assert mismatch.endswith("Confirmed: 500,00 kr.")
    assert page.open.heading.text() == "Open · 3"


def test_a_case_says_when_the_card_was_activated_where_that_is_known(floor, sold) -> None:
    taken = sold[State.TAKEN]
    at = datetime(2026, 11, 23, 14, 3, tzinfo=OSLO)
    seen = replace(taken.evidence, active_from=at)
    words = happened(replace(taken, evidence=seen), floor.counter.shop, at)
    assert words == "Another sale has this card: it was activated at OSLO/9 at 14:03 for 200,00 kr."


@pytest.mark.parametrize("changes", [{"currency": "XXX"}, {"amount": None}, {"originated_by": None, "currency": None}])
def test_what_the_issuer_did_not_tell_is_left_out(floor, sold, changes) -> None:
    taken = sold[State.TAKEN]
    odd = replace(taken, evidence=replace(taken.evidence, **changes))
    assert happened(odd, floor.counter.shop, floor.clock.now()) == "Another sale has this card."


def test_a_case_without_evidence_is_told_by_its_problem(floor, sold) -> None:
    bare = replace(sold[State.TAKEN], evidence=None)
    assert happened(bare, floor.counter.shop, floor.clock.now()).startswith("This card was already activated")
    nothing = replace(sold[State.HELD], problem=None)
    assert happened(nothing, floor.counter.shop, floor.clock.now()) == "The card was not loaded."


def test_customer_slip_and_sale_can_be_found(page, floor, sold, qtbot) -> None:
    floor.counter.print_slip(sold[State.HELD])
    opened(page, qtbot)
    facts = dict(page.rows[sold[State.HELD].id].facts.facts)
    assert facts["Customer holds"].strip("\u2068\u2069") == "Slip 000004"
    assert sold[State.HELD].short_id in facts["Reference"]
    assert "Ærlig Øystein Åsen" in facts["Customer"]
    assert "till 1, 7" in facts["Sold"]


@pytest.mark.parametrize("what", ["act", "paper", "look", "read"])
def test_a_journal_that_fails_is_told_and_handed_on(page, floor, sold, qtbot, monkeypatch, what) -> None:
    opened(page, qtbot)
    row = page.rows[sold[State.TAKEN].id]

    def fails(*_parts: object) -> None:
        raise LedgerFault(Problem(Code.JOURNAL_DAMAGED), is_certain=True)

    if what in {"act", "look"}:
        form = chosen(page, row, Way.MOVE if what == "look" else Way.REFUND)
    monkeypatch.setattr(
        FakeLedger, {"act": "act", "paper": "paper_of", "look": "open_for", "read": "cases"}[what], fails
    )
    with qtbot.waitSignal(page.faulted) as told:
        match what:
            case "act":
                form.confirm.click()
            case "paper":
                row.slip.click()
            case "look":
                page.scanned(FRESH)
            case _:
                page.refresh()
    assert told.args[0].code is Code.JOURNAL_DAMAGED
    assert "damaged" in page.trouble.words.text()


def test_a_journal_that_fails_about_the_paper_is_told_beside_the_active_card(page, floor, sold, qtbot, monkeypatch):
    opened(page, qtbot)
    prints = floor.printer.print

    def fills_the_disk(paper, **how):
        floor.ledger.faults.append(LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True))
        return prints(paper, **how)

    monkeypatch.setattr(floor.printer, "print", fills_the_disk)
    row = page.rows[sold[State.HELD].id]
    chosen(page, row, Way.RETRY)
    done(page, qtbot)
    assert row.result.text().startswith("The card is active.")
    assert row.result.property("tone") == Tone.BAD.value
    assert "could not save what became of the paper" in page.trouble.words.text()


def test_a_slip_is_printed_for_a_case(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    row = page.rows[sold[State.TAKEN].id]
    row.slip.click()
    qtbot.waitUntil(lambda: "is printed" in row.result.text())
    floor.printer.reports.append(PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER)))
    row.slip.click()
    qtbot.waitUntil(lambda: "out of paper" in row.result.text())


def test_a_scanned_card_finds_its_case(page, sold, qtbot) -> None:
    opened(page, qtbot)
    page.scanned(MISMATCH)
    row = page.rows[sold[State.MISMATCH].id]
    assert page.focusWidget() is row.buttons[Way.MOVE]
    page.scanned(FRESH)
    assert "no case of this card" in page.trouble.words.text()
    page.scanned(TAKEN)
    assert page.trouble.isHidden()


def test_very_many_cases_are_counted(page, floor, qtbot) -> None:
    cards = [f"70014482001{place:05d}" for place in range(SHOWN_MAX + 2)]
    floor.issuer.with_cards(*cards)
    for card in cards:
        floor.sell(card, Fate.BAD_REQUEST)
    opened(page, qtbot)
    assert len(page.rows) == SHOWN_MAX
    assert page.open.heading.text() == f"Open · {SHOWN_MAX + 2}"


def test_every_control_has_a_name_that_tells_the_cases_apart(page, sold, qtbot) -> None:
    opened(page, qtbot)
    chosen(page, page.rows[sold[State.TAKEN].id], Way.MOVE)
    assert controls_without_a_name(page) == []
    names = [row.slip.accessibleName() for row in page.rows.values()]
    assert len(set(names)) == len(names)
