"""Cases: each way out is done once, in somebody's name, and only where it is safe."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from app.core.activation import State
from app.core.case import Way
from app.core.paper import PaperKind
from app.core.problem import Code, Problem
from app.till.ports import StepRefused
from app.ui.case_words import action_words
from app.ui.cases_page import CasesPage
from app.ui.lane import Lane
from app.ui.theme import Theme
from tests.fake_ledger import FakeLedger
from tests.fakes import Fate
from tests.ui.shop_floor import (
    ACTIVE,
    FRESH,
    HELD,
    RESOURCES,
    UNKNOWN,
    ShopFloor,
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


def ways_of(row) -> set[Way | None]:
    return {way for way, made in row.buttons.items() if not made.isHidden()}


def chosen(page, row, way, reason="The customer chose it"):
    """A way out with a reason typed, ready to confirm."""
    row.buttons[way].click()
    page.form.reason.edit.setText(reason)
    page.form.reason.edit.textEdited.emit(reason)
    return page.form


def done(page, qtbot):
    with qtbot.waitSignal(page.settled):
        page.form.confirm.click()


def held_in_doubt(floor, card=HELD):
    """Sent as often as the rules allow, with no answer: any of the calls may still land."""
    made = floor.sell(card, Fate.LOST_BEFORE)
    while made.state is not State.HELD:
        floor.clock.move(300)
        floor.issuer.fates.append(Fate.LOST_BEFORE)
        made = floor.counter.settle(made.id, lambda _step: None).activation
    floor.issuer.fates.clear()
    return made


def test_only_the_ways_that_are_safe_are_offered(page, floor, sold, qtbot) -> None:
    in_doubt = held_in_doubt(floor, FRESH)
    opened(page, qtbot)
    assert ways_of(page.rows[sold[State.HELD].id]) == {Way.RETRY, Way.MOVE, Way.REFUND}
    assert ways_of(page.rows[sold[State.TAKEN].id]) == {Way.MOVE, Way.REFUND, Way.ACCEPT}
    assert ways_of(page.rows[in_doubt.id]) == {Way.RETRY, Way.CANCEL}
    assert "Cancel it first" in page.rows[in_doubt.id].todo.text()


def test_a_refund_is_signed_and_closes_the_case(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    row = page.rows[sold[State.TAKEN].id]
    form = chosen(page, row, Way.REFUND, "Paid back in cash")
    assert form.person.text == "7"
    assert form.confirm.title.text() == "500,00 kr is given back"
    assert row.pressed.isHidden()
    with qtbot.waitSignal(page.moved) as told:
        done(page, qtbot)
    assert told.args[0].state is State.CLOSED
    case = floor.counter.case(sold[State.TAKEN].id)
    assert not case.is_open
    assert (case.actions[0].way, case.actions[0].person, case.actions[0].reason) == (
        Way.REFUND,
        "7",
        "Paid back in cash",
    )
    assert row.result.text() == "Closed: the money was given back."
    assert page.done.isAncestorOf(row)
    assert any("7 gave the money back: Paid back in cash" in words for _time, words in row.history.facts)
    assert ways_of(row) == set()


def test_what_was_put_right_is_closed_with_a_reason(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    row = page.rows[sold[State.MISMATCH].id]
    chosen(page, row, Way.ACCEPT)
    done(page, qtbot)
    assert row.result.text() == "Closed."
    assert floor.ledger.activation(sold[State.MISMATCH].id).state is State.CLOSED


@pytest.mark.parametrize(("person", "reason"), [("7", " "), ("", "Because")])
def test_nothing_is_done_without_a_name_and_a_reason(page, floor, sold, qtbot, person, reason) -> None:
    opened(page, qtbot)
    form = chosen(page, page.rows[sold[State.HELD].id], Way.REFUND, reason)
    form.person.edit.setText(person)
    form.confirm.click()
    assert form.problem.isVisible()
    assert page.focusWidget() is (form.reason.edit if person else form.person.edit)
    assert floor.counter.case(sold[State.HELD].id).is_open
    form.reason.edit.textEdited.emit("x")
    assert form.problem.isHidden()


def test_a_token_among_the_words_is_refused(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    form = chosen(page, page.rows[sold[State.HELD].id], Way.REFUND, "DINCARD:6ccfec5d-3a53-47de")
    form.confirm.click()
    assert "secret of a gift card" in form.problem.text()
    assert floor.counter.case(sold[State.HELD].id).is_open


def test_trying_again_sends_the_same_sale_and_prints_its_receipt(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    row = page.rows[sold[State.HELD].id]
    chosen(page, row, Way.RETRY, "Mended")
    done(page, qtbot)
    assert row.activation.state is State.ACTIVE
    assert row.result.text().startswith("The card is active. Receipt 00000")
    assert floor.issuer.truth(HELD).loads == 1
    assert row.slip.text() == "Print receipt"


def test_trying_again_in_vain_leaves_the_case_open_with_its_history(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    row = page.rows[sold[State.HELD].id]
    floor.issuer.fates.append(Fate.BAD_REQUEST)
    chosen(page, row, Way.RETRY, "Try")
    done(page, qtbot)
    assert row.result.text() == "Tried just now: The card was not loaded."
    assert page.open.isAncestorOf(row)
    assert len(row.history.facts) == 1


def test_the_money_moves_to_a_card_that_is_scanned_in_place(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    row = page.rows[sold[State.TAKEN].id]
    form = chosen(page, row, Way.MOVE)
    assert page.focusWidget() is form.card.edit
    assert not form.confirm.isEnabled()
    page.scanned(FRESH)
    qtbot.waitUntil(form.confirm.isEnabled)
    assert form.confirm.title.text() == "Load 500,00 kr onto card …9008"
    assert form.both.words.text() == "Card …6610 → card …9008 · ready to load"
    floor.printer.papers.clear()
    done(page, qtbot)
    assert floor.issuer.truth(FRESH).amount == 50_000
    assert row.result.text().startswith("500,00 kr is on card …9008: it is active. Receipt 00000")
    assert [paper.kind for paper in floor.printer.papers] == [PaperKind.RECEIPT]
    moved_to = floor.counter.case(sold[State.TAKEN].id).actions[0].other
    assert floor.ledger.activation(moved_to).order.replaces == sold[State.TAKEN].id


def test_a_card_is_typed_with_enter_and_another_takes_its_place(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    form = chosen(page, page.rows[sold[State.TAKEN].id], Way.MOVE)
    for code in (ACTIVE, FRESH):
        form.card.edit.setText(code)
        qtbot.keyClick(form.card.edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: form.deed.look is not None)
        assert form.card.text == ""
    assert form.deed.card.text == FRESH
    assert form.card.problem.isHidden()


@pytest.mark.parametrize(("code", "words"), [("5000112637922", "is not the code"), (ACTIVE, "already sold")])
def test_a_card_that_cannot_take_the_money_is_refused_in_place(page, floor, sold, qtbot, code, words) -> None:
    opened(page, qtbot)
    form = chosen(page, page.rows[sold[State.TAKEN].id], Way.MOVE)
    page.scanned(code)
    qtbot.waitUntil(lambda: words in form.card.problem.text())
    assert not form.confirm.isEnabled()
    qtbot.keyClick(form.reason.edit, Qt.Key.Key_Return)
    assert page.focusWidget() is form.card.edit
    assert floor.counter.case(sold[State.TAKEN].id).is_open


def test_with_the_line_down_moved_money_waits_and_is_not_called_active(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    row = page.rows[sold[State.TAKEN].id]
    form = chosen(page, row, Way.MOVE)
    floor.issuer.read_fates.extend([Fate.NOT_SENT] * 9)
    floor.issuer.fates.append(Fate.NOT_SENT)
    page.scanned(FRESH)
    qtbot.waitUntil(form.confirm.isEnabled)
    assert form.both.words.text().endswith("not read, it will wait")
    done(page, qtbot)
    assert row.result.text().startswith("500,00 kr is saved for card …9008: not active yet. Slip 00000")


def test_what_may_still_land_is_cancelled_first_and_then_moved(page, floor, qtbot) -> None:
    made = held_in_doubt(floor)
    opened(page, qtbot)
    row = page.rows[made.id]
    form = chosen(page, row, Way.CANCEL, "The customer wants the money")
    assert "Take the slip back" in form.asked.text()
    done(page, qtbot)
    assert row.activation.state is State.CANCEL_WAIT
    assert "The customer wants the money" in action_words(floor.counter.case(made.id).actions[0])
    assert row.look.isVisible()
    for _look in range(2):
        floor.clock.move(300)
        with qtbot.waitSignal(page.settled):
            row.look.click()
    assert row.activation.state is State.CANCELLED
    assert ways_of(row) == {Way.MOVE, Way.REFUND, Way.ACCEPT}
    chosen(page, row, Way.REFUND)
    done(page, qtbot)
    assert not floor.counter.case(made.id).is_open
    assert floor.issuer.truth(HELD).loads == 0


def test_a_card_that_does_not_say_whose_it_is_asks_a_person(page, floor, qtbot) -> None:
    made = floor.sell(UNKNOWN, Fate.METADATA_DROPPED)
    floor.counter.settle(made.id, lambda _step: None)
    opened(page, qtbot)
    row = page.rows[made.id]
    assert row.activation.state is State.UNKNOWN
    assert ways_of(row) == set(Way) - {Way.CANCEL}
    assert "did this sale load it" in row.todo.text()
    chosen(page, row, Way.ACCEPT, "Slip and time agree")
    done(page, qtbot)
    assert row.activation.state is State.CLOSED


def test_a_cancel_that_came_too_late_is_a_case_with_the_money_on_the_card(page, floor, qtbot) -> None:
    made = floor.sell(UNKNOWN, Fate.LOST_AFTER)
    floor.counter.cancel(made.id, lambda _step: None)
    floor.clock.move(300)
    floor.counter.settle(made.id, lambda _step: None)
    opened(page, qtbot)
    row = page.rows[made.id]
    assert (row.activation.state, ways_of(row)) == (State.ACTIVE, {Way.ACCEPT, Way.REFUND})
    assert row.slip.text() == "Print receipt"


@pytest.mark.parametrize("by", ["escape", "back"])
def test_a_question_taken_back_changes_nothing(page, floor, sold, qtbot, by) -> None:
    opened(page, qtbot)
    row = page.rows[sold[State.HELD].id]
    form = chosen(page, row, Way.REFUND)
    if by == "escape":
        qtbot.keyClick(form.reason.edit, Qt.Key.Key_Escape)
    else:
        form.back.click()
    assert form.isHidden()
    assert page.focusWidget() is row.buttons[Way.REFUND]
    assert floor.counter.case(sold[State.HELD].id).actions == ()


def test_only_one_question_stands_open(page, sold, qtbot) -> None:
    opened(page, qtbot)
    first, second = page.rows[sold[State.HELD].id], page.rows[sold[State.TAKEN].id]
    chosen(page, first, Way.REFUND)
    chosen(page, second, Way.MOVE)
    assert first.pressed.isVisible()
    assert second.isAncestorOf(page.form)


def test_pressing_twice_does_it_once(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    form = chosen(page, page.rows[sold[State.TAKEN].id], Way.REFUND)
    with qtbot.waitSignal(page.settled):
        form.confirm.click()
        form.confirm.click()
        form._confirm()
        form.back.click()
        qtbot.keyClick(form, Qt.Key.Key_Escape)
        page.scanned(FRESH)
    assert len(floor.counter.case(sold[State.TAKEN].id).actions) == 1


def test_the_name_is_remembered_for_the_next_case(page, sold, qtbot) -> None:
    opened(page, qtbot)
    form = chosen(page, page.rows[sold[State.TAKEN].id], Way.REFUND)
    form.person.edit.setText("Kari N.")
    done(page, qtbot)
    chosen(page, page.rows[sold[State.HELD].id], Way.REFUND)
    assert form.person.text == "Kari N."


def test_another_step_meanwhile_is_told_in_the_form(page, floor, sold, qtbot, monkeypatch) -> None:
    opened(page, qtbot)
    form = chosen(page, page.rows[sold[State.HELD].id], Way.REFUND)

    def refuses(*_parts: object) -> None:
        raise StepRefused(Problem(Code.STEP_NOT_ALLOWED))

    monkeypatch.setattr(FakeLedger, "act", refuses)
    form.confirm.click()
    qtbot.waitUntil(form.problem.isVisible)
    assert form.problem.text().startswith("This cannot be done as things stand now.")
    assert form.confirm.isEnabled()


def test_a_closed_case_leaves_when_the_page_is_opened_again(page, sold, qtbot) -> None:
    opened(page, qtbot)
    chosen(page, page.rows[sold[State.TAKEN].id], Way.REFUND)
    done(page, qtbot)
    chosen(page, page.rows[sold[State.HELD].id], Way.REFUND)
    page.opened()
    assert page.form.isHidden()
    qtbot.waitUntil(page.done.isHidden)
    assert len(page.rows) == 2


def test_a_case_that_another_worker_closed_goes_with_its_form(page, floor, sold, qtbot) -> None:
    opened(page, qtbot)
    chosen(page, page.rows[sold[State.TAKEN].id], Way.REFUND)
    floor.counter.refund_case(sold[State.TAKEN].id, "7", "elsewhere", lambda _step: None)
    page.refresh()
    qtbot.waitUntil(lambda: len(page.rows) == 2)
    assert page.form.isHidden()
