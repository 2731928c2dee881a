"""The batches at the window: each with its state, while one of them is made."""

import threading

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.problem import Code, Problem
from app.till.ports import LedgerFault
from app.ui.batches_page import BatchesPage
from app.ui.office_desk import SignedFile
from app.ui.plan_page import PlanPage
from tests.ui.at_head_office import opened, page_of, typed


def test_a_till_that_is_no_head_office_has_no_batches(till) -> None:
    assert "batches" not in till.window.bar.pages


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
