"""Head office at the window: plans batches, has them made, stops them, and two persons release them."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.batch import Symbol
from app.core.problem import Code, Problem
from app.office.book import BatchState
from app.till.ports import LedgerFault
from app.ui.batch_page import BatchPage
from app.ui.batches_page import BatchesPage
from app.ui.plan_page import PlanPage
from tests.ui.cashier import Cashier
from tests.ui.fake_office import FakeOffice, draft
from tests.ui.scenes_office import SEED_LIKE


@pytest.fixture
def office():
    return FakeOffice()


@pytest.fixture
def desk(qtbot, stage, office):
    made = Cashier(qtbot, stage, office=office)
    yield made
    office.goes_on.release(1_000_000)
    made.end()


def page_of(desk, kind):
    page = desk.window.stack.currentWidget()
    assert isinstance(page, kind)
    return page


def planned(desk):
    desk.window.turn_to("plan")
    page = page_of(desk, PlanPage)
    desk.qtbot.waitUntil(lambda: bool(page.rows))
    return page


def opened(desk, batch_id):
    desk.window.turn_to("batches")
    batches = page_of(desk, BatchesPage)
    desk.qtbot.waitUntil(lambda: batch_id in batches.rows and batches.rows[batch_id].open.isVisible())
    desk.tap(batches.rows[batch_id].open)
    page = page_of(desk, BatchPage)
    desk.qtbot.waitUntil(lambda: bool(page.progress.text()) and page.isVisible())
    return page


def typed(field, text):
    field.edit.selectAll()
    QTest.keyClicks(field.edit, text)


def test_a_till_that_is_no_head_office_has_no_batches(till) -> None:
    assert "batches" not in till.window.bar.pages


def test_a_plan_that_works_is_ordered_and_its_batch_is_opened(desk, office) -> None:
    plan = planned(desk)
    typed(plan.form.series, "Autumn 2027")
    typed(plan.form.count, "2 500")
    desk.qtbot.waitUntil(lambda: "2\u202f500" in plan.order.title.text())
    desk.tap(plan.order)
    desk.qtbot.waitUntil(lambda: bool(office.standings) and isinstance(desk.window.stack.currentWidget(), BatchPage))
    (standing,) = office.batches()
    assert (standing.order.series, standing.order.count, standing.state) == ("Autumn 2027", 2_500, BatchState.PLANNED)
    page = page_of(desk, BatchPage)
    desk.qtbot.waitUntil(lambda: desk.focused() is page.start)
    assert "Nothing was sent yet" in desk.words(page)


def test_a_token_that_fits_no_card_cannot_be_ordered_until_it_is_printed_as_another_code(desk, office) -> None:
    office.usual_draft = draft(token=SEED_LIKE)
    plan = planned(desk)
    assert not plan.order.isEnabled()
    assert "even with the narrowest bars" in desk.words(plan)
    desk.tap(plan.form.symbol.chips[Symbol.QR])
    desk.qtbot.waitUntil(plan.order.isEnabled)
    assert "even with the narrowest bars" not in desk.words(plan)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("count", "ten", "A whole number from 1 to 10,000,000."),
        ("count", "0", "A whole number from 1"),
        ("figures", "2", "A whole number from 4"),
        ("token_length", "", "A whole number from 1"),
        ("pin_length", "3", "A whole number from 4"),
        ("chunk_size", "99999", "A whole number from 1"),
        ("series", " ", "Name the series"),
        ("prefix", "ø", "card"),
        ("token_prefix", "ø", "Letters of a to z"),
        ("recipients", "ssh-rsa AAAA", "each begins with age1"),
        ("recipients", "", "at least one public key"),
    ],
)
def test_a_field_that_is_not_right_says_so_and_nothing_can_be_ordered(desk, office, name, text, words) -> None:
    plan = planned(desk)
    field = plan.form.fields[name]
    field.edit.selectAll()
    QTest.keyClick(field.edit, Qt.Key.Key_Delete)
    QTest.keyClicks(field.edit, text)
    desk.qtbot.waitUntil(lambda: words in field.problem.text())
    assert not plan.order.isEnabled()
    assert plan.order.detail.text() == "One field is not right yet"
    assert office.standings == {}


def test_an_order_that_could_not_be_written_down_says_why_and_keeps_the_plan(desk, office) -> None:
    office.refuses_order = Problem(Code.BATCH_IDS_SHORT, {"count": 3})
    plan = planned(desk)
    typed(plan.form.series, "Autumn")
    desk.tap(plan.order)
    desk.qtbot.waitUntil(plan.trouble.isVisible)
    assert plan.form.series.text == "Autumn"
    assert plan.order.isEnabled()


def test_a_batch_is_made_while_other_pages_are_open_and_says_how_far_it_is(desk, office) -> None:
    office.has(1, 0, count=1_000)
    office.goes_on = threading.Semaphore(3)
    page = opened(desk, "batch-1")
    desk.tap(page.start)
    desk.qtbot.waitUntil(lambda: "300 of 1\u202f000" in page.progress.text())
    desk.qtbot.waitUntil(lambda: desk.focused() is page.stop)
    desk.window.turn_to("batches")
    row = page_of(desk, BatchesPage).rows["batch-1"]
    office.goes_on.release(2)
    desk.qtbot.waitUntil(lambda: "500 of 1\u202f000" in row.progress.text())
    office.goes_on.release(100)
    desk.qtbot.waitUntil(lambda: office.standings["batch-1"].is_complete)
    desk.window.turn_to("batches")
    desk.qtbot.waitUntil(lambda: "Complete" in desk.words(row))


def test_a_batch_that_is_stopped_can_be_gone_on_with(desk, office) -> None:
    office.has(1, 0, count=1_000)
    office.goes_on = threading.Semaphore(2)
    page = opened(desk, "batch-1")
    desk.tap(page.start)
    desk.qtbot.waitUntil(lambda: "200 of" in page.progress.text())
    desk.tap(page.stop)
    desk.qtbot.waitUntil(page.start.isVisible)
    assert page.start.text() == "Go on"
    assert office.standings["batch-1"].good == 200
    office.goes_on.release(100)
    desk.tap(page.start)
    desk.qtbot.waitUntil(page.release.isVisible)
    desk.qtbot.waitUntil(lambda: desk.focused() is page.release.pin.edit)


def test_why_a_batch_stopped_is_said_with_what_to_do_and_again_when_it_is_opened_anew(desk, office) -> None:
    office.has(1, 0, count=1_000)
    office.chunks, office.stops_with = 1, Problem(Code.VAULT_FULL)
    page = opened(desk, "batch-1")
    desk.tap(page.start)
    desk.qtbot.waitUntil(page.trouble.isVisible)
    assert "no room" in page.trouble.words.text()
    assert "Free some space" in page.trouble.words.text()
    desk.window.turn_to("sell")
    page = opened(desk, "batch-1")
    desk.qtbot.waitUntil(page.trouble.isVisible)
    assert "Free some space" in page.trouble.words.text()


def test_cards_not_to_be_printed_are_listed_with_the_reason(desk, office) -> None:
    office.has(1, 100, count=100)
    office.lost("batch-1", "70010000000001", "70010000000002")
    page = opened(desk, "batch-1")
    desk.qtbot.waitUntil(page.lost_card.isVisible)
    assert [card for card, _why in page.lost.facts] == ["70010000000001", "70010000000002"]


def test_two_persons_release_a_batch_and_neither_pin_stays(desk, office) -> None:
    office.has(1, 100, count=100)
    page = opened(desk, "batch-1")
    panel = page.release
    desk.qtbot.waitUntil(panel.isVisible)
    signs(panel, "2580")
    desk.qtbot.waitUntil(lambda: "One more person" in panel.told.text())
    assert "Kari" in panel.told.text()
    assert panel.pin.text == ""
    signs(panel, "2580")
    desk.qtbot.waitUntil(panel.problem.isVisible)
    assert "Kari" in panel.problem.text()
    signs(panel, "0000")
    desk.qtbot.waitUntil(lambda: "Nothing of the batch was changed." in panel.problem.text())
    assert panel.pin.text == ""
    signs(panel, "1470")
    desk.qtbot.waitUntil(lambda: not panel.isVisible())
    assert office.standings["batch-1"].state is BatchState.RELEASED


def signs(panel, pin):
    typed(panel.pin, pin)
    QTest.keyClick(panel.pin.edit, Qt.Key.Key_Return)


def test_nobody_releases_without_a_pin(desk, office) -> None:
    office.has(1, 100, count=100)
    page = opened(desk, "batch-1")
    desk.qtbot.waitUntil(page.release.isVisible)
    signs(page.release, "")
    assert desk.focused() is page.release.pin.edit
    assert office.standings["batch-1"].released_by == ()


def test_a_journal_of_batches_that_another_program_holds_is_told_and_the_till_sells_on(desk, office) -> None:
    office.fault = LedgerFault(Problem(Code.JOURNAL_IN_USE, {"process": 4711}), is_certain=True)
    desk.window.turn_to("batches")
    batches = page_of(desk, BatchesPage)
    desk.qtbot.waitUntil(batches.trouble.isVisible)
    assert "Another program holds the journal of batches." in desk.words(batches)
    desk.window.turn_to("plan")
    plan = page_of(desk, PlanPage)
    desk.qtbot.waitUntil(plan.trouble.isVisible)
    assert not plan.order.isEnabled()
    desk.window.turn_to("sell")
    assert desk.page.isVisible()


def test_a_released_batch_is_exported_as_what_is_chosen_and_what_was_written_is_told(desk, office) -> None:
    office.has(1, 100, count=100, is_released=True)
    page = opened(desk, "batch-1")
    panel = page.export
    desk.qtbot.waitUntil(panel.isVisible)
    desk.tap(panel.export)
    assert panel.folder.problem.text() == "Which folder?"
    typed(panel.folder, "/srv/cards")
    desk.tap(panel.forms["csv"])
    desk.tap(panel.export)
    assert "at least one" in panel.problem.text()
    assert office.exports == []
    desk.tap(panel.forms["pdf"])
    desk.tap(panel.forms["xlsx"])
    QTest.keyClick(panel.folder.edit, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: len(panel.files.facts) == 2)
    assert office.exports == [("batch-1", ("xlsx", "pdf"), "/srv/cards")]
    assert "100 cards, SHA-256 5f5f" in panel.files.facts[0][1]
    office.refuses_export = Problem(Code.EXPORT_EXISTS, {"file": "/srv/cards/batch-1.pdf.age"})
    desk.tap(panel.export)
    desk.qtbot.waitUntil(lambda: "/srv/cards/batch-1.pdf.age" in panel.problem.text())
    assert panel.export.isEnabled()


def test_a_window_that_is_closed_stops_what_is_being_made_after_the_chunk_under_way(qtbot, stage, office) -> None:
    office.has(1, 0, count=1_000)
    office.goes_on = threading.Semaphore(2)
    desk = Cashier(qtbot, stage, office=office)
    page = opened(desk, "batch-1")
    desk.tap(page.start)
    qtbot.waitUntil(lambda: office.standings["batch-1"].good == 200)
    desk.end()
    assert office.standings["batch-1"].good == 200


def test_a_list_that_was_read_before_a_chunk_was_made_does_not_turn_the_progress_back(desk, office) -> None:
    old = office.has(1, 0, count=1_000)
    office.goes_on = threading.Semaphore(3)
    page = opened(desk, "batch-1")
    desk.tap(page.start)
    desk.qtbot.waitUntil(lambda: "300 of" in page.progress.text())
    office.standings["batch-1"], new = old, office.standings["batch-1"]
    desk.window.turn_to("batches")
    batches = page_of(desk, BatchesPage)
    desk.qtbot.waitUntil(lambda: desk.focused() is batches.rows["batch-1"].open)
    assert "300 of" in batches.rows["batch-1"].progress.text()
    office.standings["batch-1"] = new
