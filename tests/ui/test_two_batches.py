"""What is done with one batch is told at that batch, though another one is looked at meanwhile."""

import threading

from app.core.problem import Code, Problem
from app.ui.batch_words import short_key
from app.ui.office_desk import ExportWish
from tests.ui.at_head_office import opened, typed
from tests.ui.fake_office import KEYS


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


def test_what_was_chosen_for_one_batch_is_not_chosen_for_another(desk, office) -> None:
    for number in (1, 2):
        office.has(number, 100, count=100, is_released=True)
        office.export(f"batch-{number}", ExportWish(("csv",), "/srv"))
    page = of_batch(desk, "batch-1")
    desk.qtbot.waitUntil(page.export.again.isVisible)
    desk.tap(page.export.again)
    desk.tap(page.export.forms["pdf"])
    desk.tap(page.export.choices.change)
    desk.tap(page.export.choices.keys[KEYS[1]])
    desk.tap(page.export.choices.chips["token"])
    typed(page.shred.receipt, "abc")
    of_batch(desk, "batch-2")
    desk.tap(page.export.again)
    assert [name for name, chip in page.export.forms.items() if chip.isChecked()] == ["csv"]
    assert (page.export.choices.recipients, tuple(page.export.choices.columns)) == ((), office.columns().usual)
    assert page.shred.receipt.text == ""


def test_places_of_lost_cards_stay_kept_while_another_batch_is_looked_at(desk, office) -> None:
    office.has(1, 0, count=100)
    office.has(2, 0, count=100)
    page = of_batch(desk, "batch-1")
    desk.tap(page.keep_lost)
    of_batch(desk, "batch-2")
    assert not page.keep_lost.isChecked()
    of_batch(desk, "batch-1")
    assert page.keep_lost.isChecked()
    desk.tap(page.start)
    desk.qtbot.waitUntil(lambda: office.keeps_lost == [True])


def test_a_batch_that_waits_for_another_one_says_so(desk, office) -> None:
    office.has(1, 0, count=1_000)
    office.has(2, 0, count=1_000)
    office.goes_on = threading.Semaphore(0)
    page = of_batch(desk, "batch-1")
    desk.tap(page.start)
    of_batch(desk, "batch-2")
    desk.qtbot.waitUntil(lambda: "Another batch is being made." in page.next.text())


def test_before_secrets_end_it_is_said_who_has_no_file_and_which_file_is_old(desk, office) -> None:
    office.has(1, 100, count=100, is_released=True)
    (first,) = office.export("batch-1", ExportWish(("csv",), "/srv", (KEYS[1],)))
    office.export("batch-1", ExportWish(("csv",), "/srv", (KEYS[1],)))
    page = of_batch(desk, "batch-1")
    desk.qtbot.waitUntil(page.shred.isVisible)
    typed(page.shred.receipt, first.sha256)
    desk.tap(page.shred.next)
    told = page.shred.asked.words.text()
    assert "A later export took the place of this file" in told
    assert f"No file was ever made for {short_key(KEYS[0])}" in told
    desk.qtbot.waitUntil(lambda: not page.shred.shred.visibleRegion().isEmpty())
