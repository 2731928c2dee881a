"""A disk that takes seconds for each sync: the window lives on meanwhile, and nothing is sold a second time."""

import threading
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt, QTimer

from app.core.problem import Code
from app.ui.sell_model import Phase
from tests.fake_ledger import FakeLedger
from tests.ui.cashier import Cashier
from tests.ui.stage import CARDS, Stage


@dataclass
class SlowLedger(FakeLedger):
    """Each write waits until the disk goes on."""

    goes_on: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)

    def _about_to_write(self) -> None:
        self.begun.set()
        assert self.goes_on.wait(10)
        super()._about_to_write()


@pytest.fixture
def stage():
    return Stage(ledger=SlowLedger())


def test_while_the_disk_takes_its_time_the_window_lives_on_and_sells_once(qtbot, stage):
    till = Cashier(qtbot, stage)
    ledger, turns, timer = stage.ledger, [], QTimer()
    till.scan(CARDS[0])
    till.tap(till.page.amount.presets[50_000])
    till.keys.key(Qt.Key.Key_Return, "\r", gap=1_500)
    qtbot.waitUntil(ledger.begun.is_set)
    timer.timeout.connect(lambda: turns.append(stage.issuer.begun[:]))
    timer.start(5)
    qtbot.waitUntil(lambda: len(turns) >= 20)
    timer.stop()
    assert turns[-1] == [], "nothing is sent before it is on the disk"
    assert till.model.phase is Phase.SELLING
    till.keys.key(Qt.Key.Key_Return, "\r", gap=1_500)
    till.keys.scan(CARDS[1])
    assert till.model.notice.code is Code.SALE_IN_PROGRESS
    till.window.turn_to("queue")
    till.window.turn_to("sell")
    ledger.goes_on.set()
    till.until(Phase.RESULT)
    assert len(stage.issuer.begun) == len(ledger.standing) == 1
    assert stage.issuer.truth(CARDS[0]).loads == 1
    till.end()
