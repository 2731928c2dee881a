"""What is done with one batch is told at that batch, though another one is looked at meanwhile."""

import threading

from app.core.problem import Code, Problem
from tests.ui.at_head_office import opened, typed


def of_batch(desk, batch_id):
    page = opened(desk, batch_id)
    desk.qtbot.waitUntil(lambda: f"Batch {batch_id[-1]} " in page.name.text())
    return page


def test_an_export_that_is_refused_while_another_batch_is_shown_is_told_at_its_own(desk, office) -> None:
    office.has(1, 100, count=100, is_released=True)
    office.has(2, 100, count=100, is_released=True)
    office.exports_on = threading.Semaphore(0)
    office.refuses_export = Problem(Code.EXPORT_UNWRITABLE, {"file": "/srv/cards/a", "reason": "no room"})
    page = of_batch(desk, "batch-1")
    desk.qtbot.waitUntil(page.export.isVisible)
    typed(page.export.folder, "/srv/cards")
    desk.tap(page.export.export)
    of_batch(desk, "batch-2")
    assert page.export.export.isEnabled(), "nothing of this one is under way"
    assert not of_batch(desk, "batch-1").export.export.isEnabled(), "it is being exported still"
    of_batch(desk, "batch-2")
    office.exports_on.release(1)
    desk.qtbot.waitUntil(lambda: not page.deeds.exporting)
    assert not page.export.problem.isVisible()
    assert "/srv/cards/a" in of_batch(desk, "batch-1").export.problem.text()
    assert page.export.export.isEnabled()


def test_why_a_batch_stopped_is_not_told_at_another_one(desk, office) -> None:
    office.has(1, 0, count=1_000)
    office.has(2, 0, count=1_000)
    office.chunks, office.stops_with = 1, Problem(Code.VAULT_FULL)
    office.goes_on = threading.Semaphore(0)
    page = of_batch(desk, "batch-1")
    desk.tap(page.start)
    of_batch(desk, "batch-2")
    desk.qtbot.waitUntil(lambda: not page.start.isEnabled())
    office.goes_on.release(1)
    desk.qtbot.waitUntil(page.start.isEnabled)
    assert page.trouble.isHidden()
    assert "Free some space" in of_batch(desk, "batch-1").trouble.words.text()
