"""A quiet word about cards that became active: only those, each once, several in one sentence."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.core.activation import State
from app.ui import news
from app.ui.lane import Lane
from app.ui.news import News, Tally
from app.ui.theme import Theme
from tests.fakes import NORWEGIAN, Fate
from tests.ui.shop_floor import ACTIVE, FRESH, RESOURCES, ShopFloor


@pytest.fixture
def floor(qapp):
    lane = Lane("news")
    yield ShopFloor(lane, Theme("light", RESOURCES))
    lane.close()


@pytest.fixture
def room(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def test_several_cards_are_told_in_one_sentence(floor, room, qtbot, monkeypatch):
    said = []
    monkeypatch.setattr(news, "announce", lambda _where, words: said.append(words))
    line = News(floor.theme, NORWEGIAN, room)
    line.tell(floor.sell(ACTIVE))
    assert line.words.text() == "Card …4711 is active now: 500,00 kr"
    line.tell(floor.sell(FRESH, minor=20_000))
    qtbot.waitUntil(lambda: line.words.text() != "Card …4711 is active now: 500,00 kr")
    assert line.words.text() == "2 cards are active now: 700,00 kr"
    line.telling.timeout.emit()
    assert said == ["2 cards are active now: 700,00 kr"]
    assert line.focusPolicy() is Qt.FocusPolicy.NoFocus
    room.resize(900, 700)
    assert line.geometry().right() < 900


def test_only_an_active_card_is_called_active(floor, room):
    line = News(floor.theme, NORWEGIAN, room)
    waiting = floor.sell(FRESH, Fate.NOT_SENT)
    assert waiting.state is State.QUEUED
    line.tell(waiting)
    assert line.isHidden()
    tally = Tally()
    tally.add(waiting)
    assert tally.words(NORWEGIAN) == ""
