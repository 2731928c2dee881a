"""A sale that is confirmed twice within half a second, by whatever hand: one activation, one call, one load.

SUBMITS is how many (100). The gap is told by the keys' own clock; the answer comes between the two, or after both.
"""

import os
import random
import threading

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.sell_model import Phase
from tests.simulation import figures

SUBMITS = int(os.environ.get("SUBMITS", "100"))
LONGEST_MS = 500


def by_enter(till, gap_ms):
    till.keys.key(Qt.Key.Key_Return, "\r", gap=gap_ms)


def by_the_other_enter(till, gap_ms):
    till.keys.key(Qt.Key.Key_Enter, "\r", gap=gap_ms, modifiers=Qt.KeyboardModifier.KeypadModifier)


def by_finger(till, gap_ms):
    QTest.mouseClick(till.page.load, Qt.MouseButton.LeftButton)
    till.keys.now += gap_ms


def by_three_ends_of_a_scan(till, gap_ms):
    """CR LF CR, as a scanner with a doubled suffix sends them."""
    for sign, gap in (("\r", gap_ms), ("\n", 2), ("\r", 2)):
        till.keys.key(Qt.Key.Key_Return, sign, gap=gap)


HANDS = (by_enter, by_the_other_enter, by_finger, by_three_ends_of_a_scan)


def test_a_sale_that_is_confirmed_twice_is_one_call(till, stage, qtbot):
    chance, answer = random.Random(46), threading.Event()
    stage.issuer.before_call = lambda order: answer.wait(5)
    for number in range(SUBMITS):
        card = f"7001{number:012d}"
        stage.issuer.with_cards(card)
        till.scan(card)
        till.tap(till.page.amount.presets[50_000])
        comes_between = chance.random() < 0.5
        answer.clear()
        if comes_between:
            answer.set()
        chance.choice(HANDS)(till, 1_500)
        if comes_between:
            till.until(Phase.RESULT)
        chance.choice(HANDS)(till, LONGEST_MS * number // max(1, SUBMITS - 1))
        answer.set()
        till.until(Phase.RESULT)
        till.model.clear()
        assert len(stage.issuer.begun) == len(stage.ledger.standing) == number + 1
        assert stage.issuer.truth(card).loads == 1
    figures.keep("confirmed twice", "window", {"submits": SUBMITS, "calls": len(stage.issuer.begun)})
