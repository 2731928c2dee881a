"""One batch at the window: it is made, stopped, released by two persons, exported, and its secrets are destroyed."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.batch import ChunkState
from app.core.problem import Code, Problem
from app.office.book import BatchState
from app.office.pace import Waiting, WaitsFor
from app.office.status import Found
from app.ui.office_desk import ExportWish, GivenIds
from tests.ui.at_head_office import opened, signs, typed
from tests.ui.cashier import Cashier
from tests.ui.fake_office import KEYS


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


@pytest.mark.parametrize(
    ("waits", "words"),
    [
        (Waiting(WaitsFor.LINE, timedelta(seconds=5)), "cannot be reached. The next try is in 5 s."),
        (Waiting(WaitsFor.PAUSE, timedelta(seconds=30)), "asks for a pause. The next try is in 30 s."),
        (
            Waiting(WaitsFor.DOUBT, timedelta(seconds=110), 100),
            "Cards in doubt: 100. They are looked at again in 2 min",
        ),
    ],
)
def test_what_a_batch_waits_for_is_told_while_it_waits(desk, office, waits, words) -> None:
    office.has(1, 0, count=1_000)
    office.run_waits, office.goes_on = waits, threading.Semaphore(0)
    page = opened(desk, "batch-1")
    desk.tap(page.start)
    desk.qtbot.waitUntil(lambda: words in page.next.text())
    office.goes_on.release(1)
    desk.qtbot.waitUntil(lambda: words not in page.next.text())


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


def test_nobody_releases_without_a_pin(desk, office) -> None:
    office.has(1, 100, count=100)
    page = opened(desk, "batch-1")
    desk.qtbot.waitUntil(page.release.isVisible)
    signs(page.release, "")
    assert desk.focused() is page.release.pin.edit
    assert office.standings["batch-1"].released_by == ()


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
    [(batch_id, wish)] = office.exports
    assert (batch_id, wish.forms, wish.folder) == ("batch-1", ("xlsx", "pdf"), "/srv/cards")
    assert (wish.recipients, wish.columns) == ((), office.columns().usual), "each of them gets the usual columns"
    assert "100 cards for age1lggy…qvfafg\nSHA-256 " in panel.files.facts[0][1]
    assert not panel.export.isVisible(), "it was exported, and that is done"
    desk.tap(panel.again)
    office.refuses_export = Problem(Code.EXPORT_EXISTS, {"file": "/srv/cards/batch-1.pdf.age"})
    desk.tap(panel.export)
    desk.qtbot.waitUntil(lambda: "/srv/cards/batch-1.pdf.age" in panel.problem.text())
    assert panel.export.isEnabled()


def test_an_export_goes_to_one_recipient_alone_with_the_columns_in_the_order_they_were_pressed(desk, office) -> None:
    office.has(1, 100, count=100, is_released=True)
    panel = opened(desk, "batch-1").export
    desk.qtbot.waitUntil(panel.isVisible)
    choices = panel.choices
    assert choices.told.text() == "For each of the 2 recipients. The usual columns."
    assert not choices.more.isVisible(), "few need them"
    desk.tap(choices.change)
    for name in office.columns().usual:
        desk.tap(choices.chips[name])
    typed(panel.folder, "/srv/cards")
    desk.tap(panel.export)
    assert panel.problem.text() == "Choose at least one column."
    for name in ("token", "card_id"):
        choices.chips[name].setFocus()
        desk.press(Qt.Key.Key_Space)
    assert choices.chips["token"].text() == "1 · Token"
    assert choices.chips["card_id"].accessibleName() == "Card id: column 2"
    desk.tap(choices.keys[KEYS[1]])
    assert choices.told.text() == "For age1lggy…qvfafg alone. Columns: Token, Card id."
    desk.tap(panel.export)
    desk.qtbot.waitUntil(lambda: len(panel.files.facts) == 1)
    assert office.exports[0][1].recipients == (KEYS[1],)
    assert office.exports[0][1].columns == ("token", "card_id")
    desk.tap(panel.again)
    desk.tap(choices.usual)
    assert choices.told.text() == "For age1lggy…qvfafg alone. The usual columns."
    desk.tap(panel.export)
    desk.qtbot.waitUntil(lambda: len(panel.files.facts) == 2)
    newest, older = (told for _form, told in panel.files.facts)
    assert "Superseded: a later export took its place." in older
    assert "Superseded" not in newest


def test_a_window_that_is_closed_stops_what_is_being_made_after_the_chunk_under_way(qtbot, stage, office) -> None:
    office.has(1, 0, count=1_000)
    office.goes_on = threading.Semaphore(2)
    desk = Cashier(qtbot, stage, office=office)
    page = opened(desk, "batch-1")
    desk.tap(page.start)
    qtbot.waitUntil(lambda: office.standings["batch-1"].good == 200)
    desk.end()
    assert office.standings["batch-1"].good == 200


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
    (file, *_rest) = office.export("batch-1", ExportWish(("csv",), "/srv"))
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
