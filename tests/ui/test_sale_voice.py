"""What a cashier who does not see the screen hears of a sale."""

import pytest
from PySide6.QtTest import QTest

from app.ui import sale_voice
from tests.ui.stage import CARDS


@pytest.fixture
def heard(monkeypatch):
    """Everything that was announced, in its order."""
    said = []
    monkeypatch.setattr(sale_voice, "announce", lambda _where, words, **_how: said.append(words))
    return said


def test_a_result_is_spoken_with_the_word_active(till, heard):
    till.sell()
    spoken = [words for words in heard if words.startswith("Active: ")]
    assert len(spoken) == 1, "what was said is not said again"
    assert spoken[0].startswith("Active: 500,00 kr is on card …4711.")
    assert "Receipt 000001 printed." in heard[-1]


def test_figures_are_not_read_out_while_somebody_types(till, heard, qtbot):
    till.scan(CARDS[0])
    QTest.keyClicks(till.page.amount.edit, "500")
    assert not [words for words in heard if words.startswith("Load")]
    qtbot.waitUntil(lambda: heard[-1] == "Load 500,00 kr onto card …4711", timeout=3000)
    assert len([words for words in heard if words.startswith("Load")]) == 1


def test_whose_amount_is_typed_is_said_when_the_next_card_comes(till, heard, qtbot):
    till.scan(CARDS[0])
    QTest.keyClicks(till.page.amount.edit, "500")
    till.scan(CARDS[1])
    qtbot.waitUntil(lambda: any("Amount for card …4712" in words for words in heard))


def test_a_refusal_is_said_and_a_promise_that_waited_is_not(till, heard, qtbot):
    till.scan(CARDS[0])
    QTest.keyClicks(till.page.amount.edit, "500")
    till.window.scanned("5000112637922")
    assert heard[-1].startswith("5000112637922 is not the code of a gift card.")
    assert not till.page._voice._pause.isActive()
