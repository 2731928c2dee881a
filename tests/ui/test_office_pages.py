"""Head office at the window: plans batches, has them made, stops them, and two persons release them."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.batch import ChunkState, Symbol
from app.core.problem import Code, Problem
from app.office.book import BatchState
from app.office.status import Found
from app.till.ports import LedgerFault
from app.ui.batch_page import BatchPage
from app.ui.batches_page import BatchesPage
from app.ui.office_desk import GivenIds, SignedFile
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
        ("prefix", "ø", "Letters of a to z"),
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
    page.stop.setFocus()
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: page.start.isVisible() and desk.focused() is page.start)
    assert page.start.text() == "Go on, 800 cards left"
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
    desk.qtbot.waitUntil(page.facts.lost_card.isVisible)
    assert [card for card, _why in page.facts.lost.facts] == ["70010000000001", "70010000000002"]


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
    desk.qtbot.waitUntil(lambda: len(panel.files.facts) == 4)
    assert office.exports == [("batch-1", ("xlsx", "pdf"), "/srv/cards")]
    assert "100 cards for age1lggy…qvfafg\nSHA-256 " in panel.files.facts[0][1]
    assert not panel.export.isVisible(), "it was exported, and that is done"
    desk.tap(panel.again)
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


def test_a_proof_sheet_is_saved_from_the_plan_and_from_the_batch_and_its_path_is_named(desk, office) -> None:
    office.has(1, 0, count=100)
    plan = planned(desk)
    asked = []
    plan.proof_saved.ask = lambda _title, name: asked.append(name) or "/srv/sheet.pdf"
    desk.tap(plan.proof)
    desk.qtbot.waitUntil(plan.proof_saved.isVisible)
    assert "/srv/sheet.pdf" in plan.proof_saved.words.text()
    page = opened(desk, "batch-1")
    page.proof_saved.ask = lambda _title, _name: ""
    desk.tap(page.proof)
    assert not page.proof_saved.isVisible(), "nobody chose a place, so nothing was saved"
    page.proof_saved.ask = lambda _title, _name: "/srv/sheet.pdf"
    office.refuses_proof = Problem(Code.EXPORT_EXISTS, {"file": "/srv/sheet.pdf"})
    desk.tap(page.proof)
    desk.qtbot.waitUntil(lambda: "is there already" in page.proof_saved.words.text())
    assert not page.proof_saved.open.isVisible()
    assert asked == ["proof-sheet-Spring-2027.pdf"]
    assert office.proofs == [(draft().token, "/srv/sheet.pdf")] * 2


def chose(desk, plan, office, given):
    office.lists["/ids"] = given
    plan.ask_list = lambda: "/ids"
    desk.tap(plan.form.listed.choose)


def test_ids_of_a_list_are_ordered_and_its_bad_rows_are_named(desk, office) -> None:
    plan = planned(desk)
    desk.tap(plan.form.source.chips[True])
    desk.qtbot.waitUntil(lambda: "Choose a CSV" in plan.form.listed.problem.text())
    bad = Problem(Code.IDS_DOUBLED, {"row": 3, "first": 2, "id": "NB-1"})
    chose(desk, plan, office, GivenIds("ids.csv", ("NB-1",), ("NB-1",), (bad,), 1))
    desk.qtbot.waitUntil(lambda: "Row 3 repeats" in desk.words(plan))
    assert not plan.order.isEnabled()
    chose(desk, plan, office, Problem(Code.IDS_UNREADABLE, {"file": "ids.csv", "reason": "it is gone"}))
    desk.qtbot.waitUntil(plan.trouble.isVisible)
    good = GivenIds("ids.csv", ("NB-0001", "NB-0002"), ("NB-0001",))
    chose(desk, plan, office, good)
    desk.qtbot.waitUntil(lambda: "2 cards" in plan.order.title.text())
    desk.tap(plan.order)
    desk.qtbot.waitUntil(lambda: bool(office.standings))
    assert (office.batches()[0].order.scheme, office.batches()[0].order.count) == (None, 2)


def test_a_batch_that_lacks_ids_asks_for_another_list(desk, office) -> None:
    short = office.has(1, 98, count=100, scheme=None)
    office.standings["batch-1"] = replace(short, cards={ChunkState.CHECKED: 98})
    page = opened(desk, "batch-1")
    desk.qtbot.waitUntil(lambda: desk.focused() is page.more_ids.choose)
    assert not page.start.isVisible()
    office.lists["/ids"] = GivenIds("ids.csv", ("NB-1", "NB-2"))
    page.more_ids.ask = lambda: "/ids"
    desk.tap(page.more_ids.choose)
    desk.qtbot.waitUntil(page.start.isVisible)
    assert not page.more_ids.isVisible()


def test_each_cards_state_is_asked_for_behind_the_page_counted_and_stopped(desk, office) -> None:
    office.has(1, 5, count=5)
    office.states["batch-1"] = (Found.INACTIVE, Found.INACTIVE, Found.IN_USE, Found.GONE, Found.UNDECIDED)
    office.reads_on = threading.Semaphore(2)
    panel = opened(desk, "batch-1").facts.check
    desk.tap(panel.ask)
    desk.qtbot.waitUntil(lambda: panel.told.text() == "2 of 5 cards read …")
    desk.tap(panel.stop)
    desk.qtbot.waitUntil(lambda: panel.told.text() == "Stopped: 2 of 5 cards were read.")
    office.reads_on.release(100)
    desk.tap(panel.ask)
    desk.qtbot.waitUntil(lambda: panel.told.text() == "All 5 cards were read.")
    assert [count.strip("\u2068\u2069") for _name, count in panel.counts.facts] == ["2", "1", "1", "1"]
    assert "Gone" in panel.todo.text()


def test_secrets_are_destroyed_in_two_steps_by_receipt_and_pin_and_who_did_it_is_told(desk, office) -> None:
    office.has(1, 100, count=100, is_released=True)
    (file, *_rest) = office.export("batch-1", ("csv",), "/srv")
    page = opened(desk, "batch-1")
    panel = page.shred
    desk.qtbot.waitUntil(panel.isVisible)
    panel.receipt.edit.setText("0" * 64)
    desk.tap(panel.next)
    assert "Nothing was destroyed" in panel.receipt.problem.text()
    panel.receipt.edit.setText(file.sha256.upper())
    desk.tap(panel.next)
    assert "for good" in panel.asked.words.text()
    QTest.keyClick(panel.pin.edit, Qt.Key.Key_Escape)
    assert not panel.is_asking
    assert page.isVisible()
    desk.tap(panel.next)
    signs(panel, "0000")
    desk.qtbot.waitUntil(panel.problem.isVisible)
    assert office.shreds == []
    signs(panel, "2580")
    desk.qtbot.waitUntil(lambda: "Kari destroyed" in page.next.text().translate({0x2068: None, 0x2069: None}))
    assert office.shreds == [("batch-1", file.sha256)]
    assert panel.pin.text == ""


def test_a_file_is_checked_by_the_own_key_and_put_away_with_escape(desk, office) -> None:
    desk.window.turn_to("batches")
    page = page_of(desk, BatchesPage)
    panel = page.verify
    desk.tap(page.check)
    desk.qtbot.waitUntil(lambda: bool(panel.key.text))
    office.signed["/srv/a.age"] = SignedFile("a.age", "Spring", 100, "1", "9", ("card_id",), "5f" * 32)
    typed(panel.file, "/srv/other.age")
    desk.tap(panel.verify)
    desk.qtbot.waitUntil(lambda: "cannot be read" in panel.answer.words.text())
    typed(panel.file, "/srv/a.age")
    desk.tap(panel.verify)
    desk.qtbot.waitUntil(lambda: "as head office signed it: 100 cards" in panel.answer.words.text())
    QTest.keyClick(panel.file.edit, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert page.isVisible()
