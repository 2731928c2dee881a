"""Lost cards at the window: their places are kept, they get new secrets, or they are written off."""

import threading
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.batch import ChunkState
from app.core.problem import Code, Problem
from app.office.book import BatchState, RekeyOutcome
from app.office.pace import Waiting, WaitsFor
from app.office.rekey import Choice, RekeyCame
from app.ui.office_desk import UnsoundAnswers
from tests.ui.at_head_office import opened, signs, typed

LOST = ("70010000000001", "70010000000002", "70010000000003")
YEAR = timedelta(days=365)


def kept(office):
    """A batch of ten that lacks three lost cards, for which no others are planned."""
    made = office.has(1, 7, count=10)
    office.standings["batch-1"] = replace(made, cards={ChunkState.CHECKED: 7})
    office.lost("batch-1", *LOST)


def missing(cards, why_not=None):
    files = ("batch-1/batch-1-00000002.age",)
    return UnsoundAnswers(files, cards, (Problem(Code.SEALED_FILE_MISSING, {"file": files[0]}),), why_not)


def test_a_run_keeps_the_places_of_lost_cards_only_where_that_is_ticked_for_this_batch(desk, office) -> None:
    office.has(1, 0, count=200)
    office.has(2, 0, count=200)
    office.goes_on = threading.Semaphore(1)
    page = opened(desk, "batch-1")
    assert page.keep_lost.text() == "Plan no others in the places of lost cards"
    page.keep_lost.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.tap(page.start)
    desk.qtbot.waitUntil(page.stop.isVisible)
    assert not page.keep_lost.isVisible()
    desk.tap(page.stop)
    desk.qtbot.waitUntil(page.start.isVisible)
    assert page.keep_lost.isChecked(), "it goes on as it began"
    page = opened(desk, "batch-2")
    desk.qtbot.waitUntil(lambda: not page.keep_lost.isChecked())
    office.goes_on.release(10)
    desk.tap(page.start)
    desk.qtbot.waitUntil(page.release.isVisible)
    assert office.keeps_lost == [True, False]


def test_all_lost_cards_get_new_secrets_and_their_places_and_what_of_the_old_ones_is_told(desk, office) -> None:
    kept(office)
    page = opened(desk, "batch-1")
    panel = page.rekey
    desk.qtbot.waitUntil(lambda: desk.focused() is panel.days.edit)
    assert "Lost cards whose places are kept: 3." in page.next.text()
    assert page.start.text() == "Make others instead"
    assert "may stay good at the gift-card service" in desk.words(panel)
    for text in ("", "0", "36501", "ten"):
        typed(panel.days, text)
        desk.tap(panel.begin)
        assert panel.days.problem.text() == "A whole number from 1 to 36,500."
    assert office.rekeys == []
    typed(panel.days, "365")
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(page.release.isVisible)
    desk.qtbot.waitUntil(lambda: desk.focused() is page.release.pin.edit)
    assert office.rekeys == [("batch-1", Choice(None, YEAR))]
    assert office.standings["batch-1"].state is BatchState.COMPLETE
    assert "3 of 3 cards have new secrets. Tokens that these cards had before" in panel.told.text()
    assert [card for card, _told in panel.came.facts] == list(LOST)
    assert ("New secrets", "3 re-keyed") in [
        (name, told.strip("\u2068\u2069")) for name, told in page.facts.order.facts
    ]
    assert not page.facts.lost_card.isVisible()


def test_picked_cards_are_tried_one_by_one_and_each_is_told_until_a_person_stops_it(desk, office) -> None:
    office.has(1, 10, count=10)
    office.lost("batch-1", *LOST)
    office.rekeys_on = threading.Semaphore(1)
    doubt = RekeyCame(LOST[0], RekeyOutcome.IN_DOUBT, Problem(Code.REKEY_LOST, {"card": LOST[0]}))
    office.rekey_came[LOST[0]] = doubt
    page = opened(desk, "batch-1")
    panel = page.rekey
    desk.qtbot.waitUntil(lambda: desk.focused() is page.release.pin.edit)
    assert not panel.begin.isVisible(), "the release is next, and this is seldom wanted"
    panel.open.setFocus()
    desk.press(Qt.Key.Key_Return)
    assert desk.focused() is panel.days.edit
    typed(panel.days, "365")
    desk.tap(panel.which.chips[False])
    desk.tap(panel.begin)
    assert panel.problem.text() == "Pick at least one card."
    panel.picks.list.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space):
        desk.press(key)
    assert panel.begin.text() == "Give 2 cards new secrets"
    desk.tap(panel.begin)
    desk.qtbot.waitUntil(lambda: panel.way.text() == "1 of 2 cards tried …")
    desk.qtbot.waitUntil(lambda: not page.release.isVisible())  # nobody releases it meanwhile
    assert desk.focused() is panel.stop
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: "0 of 2 cards have new secrets." in panel.told.text())
    assert office.rekeys == [("batch-1", Choice((LOST[0], LOST[2]), YEAR))]
    [(card, told)] = panel.came.facts
    assert card == LOST[0]
    assert "stays lost" in told
    assert panel.open.isVisible()
    desk.qtbot.waitUntil(page.release.isVisible)


def test_cards_beyond_the_order_are_counted_in_the_facts_and_in_the_list(desk, office) -> None:
    office.has(1, 10, count=10)
    office.lost("batch-1", LOST[0])
    panel = opened(desk, "batch-1").rekey
    desk.qtbot.waitUntil(panel.open.isVisible)
    desk.tap(panel.open)
    assert not panel.which.isVisible(), "there is one card"
    typed(panel.days, "365")
    desk.tap(panel.begin)
    desk.qtbot.waitUntil(lambda: "a file of its own" in desk.words(panel))
    desk.window.turn_to("batches")
    row = desk.window.stack.currentWidget().rows["batch-1"]
    desk.qtbot.waitUntil(lambda: "1 re-keyed, 1 of them beyond the order" in desk.words(row))


def test_what_a_try_waits_for_is_shown_and_why_none_began(desk, office) -> None:
    kept(office)
    office.rekeys_on = threading.Semaphore(0)
    office.rekey_waits = Waiting(WaitsFor.REKEY, timedelta(seconds=70), 1)
    panel = opened(desk, "batch-1").rekey
    desk.qtbot.waitUntil(panel.begin.isVisible)
    typed(panel.days, "365")
    desk.tap(panel.begin)
    desk.qtbot.waitUntil(panel.waits.isVisible)
    assert "Cards in doubt: 1. They are tried in 70 s." in panel.waits.text()
    desk.tap(panel.stop)
    desk.qtbot.waitUntil(panel.open.isVisible)
    office.refuses_rekey = Problem(Code.BATCH_RELEASED)
    desk.tap(panel.open)
    desk.tap(panel.begin)
    desk.qtbot.waitUntil(lambda: "released already" in panel.problem.text())


def test_a_release_that_meets_a_missing_answer_offers_to_write_its_cards_off_and_says_what_then(desk, office) -> None:
    office.has(1, 10, count=10)
    office.refuses_release = Problem(Code.SEALED_FILE_MISSING, {"file": "batch-1/batch-1-00000002.age"})
    office.bad_files["batch-1"] = missing(3)
    page = opened(desk, "batch-1")
    desk.qtbot.waitUntil(page.release.isVisible)
    signs(page.release, "2580")
    panel = page.write_off
    desk.qtbot.waitUntil(lambda: desk.focused() is panel.pin.edit)
    assert "gone or were changed: 1. Good cards in them: 3." in panel.told.words.text()
    signs(panel, "")
    signs(panel, "0000")
    desk.qtbot.waitUntil(lambda: "nobody's PIN" in panel.problem.text())
    assert office.standings["batch-1"].good == 10
    signs(panel, "2580")
    desk.qtbot.waitUntil(lambda: "places are kept: 3." in page.next.text())
    assert not panel.isVisible()
    desk.qtbot.waitUntil(page.start.isVisible)
    assert page.rekey.begin.isVisible()
    office.goes_on = threading.Semaphore(1_000_000)
    desk.tap(page.start)
    desk.qtbot.waitUntil(lambda: desk.focused() is page.release.pin.edit)
    assert page.rekey.open.isVisible(), "others have their places: new secrets are seldom wanted now"
    assert "Kari wrote off 3 cards" in desk.words(page.facts).translate({0x2068: None, 0x2069: None})


def test_where_not_one_answer_is_there_a_person_says_first_that_it_is_no_disk_that_is_away(desk, office) -> None:
    office.has(1, 10, count=10)
    away = Problem(Code.BATCH_VAULT_AWAY, {"folder": "/srv/vault/batch-1"})
    office.bad_files["batch-1"] = replace(missing(10), away=away)
    page = opened(desk, "batch-1")
    page.sealed.look()
    panel = page.write_off
    desk.qtbot.waitUntil(lambda: desk.focused() is panel.again)
    assert "/srv/vault/batch-1" in panel.told.words.text()
    assert not panel.pin.isVisible()
    panel.lost.setFocus()
    desk.press(Qt.Key.Key_Return)
    assert desk.focused() is panel.pin.edit
    signs(panel, "2580")
    desk.qtbot.waitUntil(lambda: office.standings["batch-1"].good == 0 and not panel.isVisible())


def test_answers_can_be_looked_at_and_what_cannot_be_written_off_says_why(desk, office) -> None:
    office.has(1, 10, count=10, is_released=True)
    page = opened(desk, "batch-1")
    panel = page.sealed
    desk.qtbot.waitUntil(panel.ask.isVisible)
    QTest.mouseClick(panel.ask, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: panel.told.text() == "Every one lies there as it was written.")
    assert not page.write_off.isVisible()
    office.bad_files["batch-1"] = missing(3, Problem(Code.BATCH_EXPORTED))
    QTest.mouseClick(panel.ask, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(page.write_off.isVisible)
    assert not page.write_off.pin.isVisible()
    assert page.write_off.problem.text()
    del office.bad_files["batch-1"]
    desk.tap(page.write_off.again)
    desk.qtbot.waitUntil(lambda: not page.write_off.isVisible())
