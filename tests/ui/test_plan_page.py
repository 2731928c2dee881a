"""A plan of a batch at the window: what is wrong with it is said, and what works is ordered."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.batch import Symbol
from app.core.problem import Code, Problem
from app.office.book import BatchState
from app.ui.batch_page import BatchPage
from app.ui.office_desk import GivenIds
from tests.ui.at_head_office import opened, page_of, planned, typed
from tests.ui.fake_office import draft
from tests.ui.scenes_office import SEED_LIKE


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


def test_what_is_typed_while_an_order_is_written_down_orders_nothing_more(desk, office) -> None:
    plan = planned(desk)
    office.orders_on = threading.Semaphore(0)
    desk.tap(plan.order)
    typed(plan.form.count, "7")
    plan.weigh()
    assert not plan.order.isEnabled()
    desk.tap(plan.order)
    office.orders_on.release(2)
    desk.qtbot.waitUntil(lambda: isinstance(desk.window.stack.currentWidget(), BatchPage))
    assert [each.order.count for each in office.batches()] == [office.usual_draft.count]


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
