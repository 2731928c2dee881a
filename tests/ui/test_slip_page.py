"""A scanned slip says what it is, and a supervisor settles it here."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.core.activation import State
from app.core.limits import Limits
from app.core.slip_code import encode, request_of
from app.till.offline import OfflineDesk
from app.ui.lane import Lane
from app.ui.slip_page import SlipPage
from app.ui.theme import Theme
from tests.fakes import Fate
from tests.till.test_counter_offline import OneApprover, PlainSeal
from tests.till.whole_till import WholeTill
from tests.ui.shop_floor import FRESH, ShopFloor
from tests.ui.stage import RESOURCES


def slip_of_another_till() -> str:
    other = WholeTill()
    other.issuer.with_cards(FRESH)
    (waiting,) = other.fated(Fate.NOT_SENT).sells(FRESH).activations
    return encode(request_of(waiting.order, "OSLO"), PlainSeal().sign)


@pytest.fixture
def floor(qapp) -> Iterator[ShopFloor]:
    lane = Lane("slip")
    yield ShopFloor(lane, Theme("light", RESOURCES))
    lane.close()


@pytest.fixture
def page(floor: ShopFloor, qtbot: QtBot) -> SlipPage:
    desk = OfflineDesk(floor.ledger, floor.clock, Limits, OneApprover(), "7")
    floor.counter = replace(floor.counter, desk=desk, seal=PlainSeal())
    made = SlipPage(floor.counter, floor.lane, floor.theme)
    qtbot.addWidget(made)
    made.show()
    return made


def read(page: SlipPage, qtbot: QtBot, text: str) -> None:
    page.scanned(text)
    qtbot.waitUntil(lambda: "Reading" not in page.title.text())


def test_a_slip_shows_card_sum_till_and_time_and_asks_for_a_pin(page: SlipPage, qtbot: QtBot) -> None:
    read(page, qtbot, slip_of_another_till())
    told = dict(page.facts.facts)
    assert "500,00" in told["Amount"]
    assert "OSLO / 1" in told["Sold at till"]
    assert FRESH not in str(told), "the code is masked"
    assert not page.pin.isHidden()
    assert "Keep the slip" in page.words.text()


def test_a_wrong_pin_settles_nothing_and_says_so(page: SlipPage, floor: ShopFloor, qtbot: QtBot) -> None:
    read(page, qtbot, slip_of_another_till())
    page.pin.entered.emit("111111")
    qtbot.waitUntil(lambda: bool(page.pin.field.problem.text()))
    assert floor.ledger.queue() == ()
    assert not page.pin.isHidden(), "it may be typed again"


def test_with_the_pin_the_sale_waits_here_and_is_told(page: SlipPage, floor: ShopFloor, qtbot: QtBot) -> None:
    moved = []
    page.moved.connect(moved.append)
    read(page, qtbot, slip_of_another_till())
    page.pin.entered.emit("482913")
    qtbot.waitUntil(page.pin.isHidden)
    (waiting,) = floor.ledger.queue()
    assert waiting.state is State.UNKNOWN
    assert [activation.state for activation in moved] == [State.UNKNOWN, State.UNKNOWN]
    assert "goes on by itself" in page.words.text()
    assert "Keep the slip" in page.words.text()
    floor.clock.move(300)
    floor.counter.settle(waiting.id, lambda _step: None)
    read(page, qtbot, slip_of_another_till())
    assert page.title.text() == "The card is active"
    assert "nothing to press" not in page.words.text()


def test_a_slip_this_till_knows_needs_nobody(page: SlipPage, floor: ShopFloor, qtbot: QtBot) -> None:
    mine = floor.sell(FRESH, Fate.NOT_SENT)
    read(page, qtbot, encode(request_of(mine.order, "OSLO"), PlainSeal().sign))
    assert page.title.text() == "Saved, not active yet"
    assert page.pin.isHidden()


def test_what_is_no_slip_or_a_false_one_is_refused_in_words(page: SlipPage, qtbot: QtBot) -> None:
    read(page, qtbot, FRESH)
    assert page.title.text() == "This is no slip"
    code = slip_of_another_till()
    read(page, qtbot, code[:-1] + str((int(code[-1]) + 1) % 10))
    assert page.pin.isHidden()
    assert page.title.text()
    closed = []
    page.closed.connect(lambda: closed.append(True))
    page.back.click()
    assert closed == [True]
