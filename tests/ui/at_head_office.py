"""The hands of head office at the window: opening its pages, and writing into them."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.batch_page import BatchPage
from app.ui.batches_page import BatchesPage
from app.ui.plan_page import PlanPage


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


def signs(panel, pin):
    typed(panel.pin, pin)
    QTest.keyClick(panel.pin.edit, Qt.Key.Key_Return)
