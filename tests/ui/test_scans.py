"""What scanners tell comes to where it is meant: once, read right, refused in mid-call, or tried out."""

import pytest

from app.core.key_reading import Stroke
from app.core.problem import Code
from app.core.trial_scan import ScanKind, ScanSource
from app.ui.keyboard_wedge import Burst
from app.ui.sell_model import Phase
from tests.core.keyboards import pressed
from tests.ui.stage import CARDS, HeldWorker

TOKEN = "DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f"


def burst(code, layout="us", at_ms=10_000):
    return Burst(pressed(code, layout), 8.0, at_ms)


def test_one_card_seen_by_two_scanners_is_one_scan(till, qtbot):
    till.window.scans.heard(CARDS[0], ScanSource.SERIAL)
    till.window.scans.burst(burst(CARDS[0]))
    till.window.scans.heard(f"]C0{CARDS[0]}", ScanSource.HID_POS)
    qtbot.waitUntil(lambda: all(entry.look for entry in till.model.form.entries))
    assert len(till.model.form.entries) == 1
    assert till.model.notice is None


@pytest.mark.parametrize("source", [ScanSource.SERIAL, ScanSource.HID_POS])
def test_a_trigger_that_is_held_is_one_scan(till, source):
    heard = []
    till.window.scans.take = heard.append
    for _again in range(4):
        till.window.scans.heard(TOKEN, source)
    till.window.scans.heard(CARDS[0], source)
    till.window.scans.heard(TOKEN, source)
    assert heard == [TOKEN, CARDS[0], TOKEN]


def test_a_scanner_with_the_wrong_layout_is_read_by_its_keys(till):
    heard = []
    till.window.scans.take = heard.append
    till.window.scans.burst(burst(TOKEN, "no"))
    assert heard == [TOKEN]


def test_what_no_reading_explains_is_told_as_a_wrong_layout_and_offers_the_set_up_page(till):
    line = till.window.scans.line
    strokes = tuple(Stroke(sign, 0, has_shift=False) for sign in "DINCARDØ6ccf+3a53")
    till.window.scans.burst(Burst(strokes, 8.0, 10_000))
    assert line.isVisible()
    assert "wrong keyboard layout" in line.words.text()
    assert till.model.form.entries == []
    line.set_up.click()
    assert not line.isVisible()
    assert till.window.stack.currentWidget() is not till.window.pages.sell(till.window.desk.counter)


@pytest.mark.parametrize("page", ["sell", "check", "queue", "devices"])
def test_a_scan_in_mid_call_is_refused_aloud_on_every_page_and_is_not_queued(till, page):
    till.window.scanned(CARDS[0])
    worker = HeldWorker()
    till.model._worker = worker
    till.model.phase = Phase.SELLING
    till.window.turn_to(page)
    till.window.scans.heard(CARDS[1], ScanSource.SERIAL)
    assert till.window.bar.pages["sell"].isChecked()
    assert till.model.notice is not None
    assert till.model.notice.code is Code.SALE_IN_PROGRESS
    assert not worker.jobs
    assert len(till.model.form.entries) == 1
    till.model.phase = Phase.FORM


def test_a_page_that_tries_a_scanner_is_told_the_scan_and_nothing_is_sold(till):
    tried = []
    till.window.turn_to("devices")
    page = till.window.stack.currentWidget()
    page.tried_scan = lambda trial: tried.append(trial) or True
    till.window.scans.burst(burst(TOKEN, "no"))
    (trial,) = tried
    assert (trial.kind, trial.length, trial.last_four, trial.gap_ms) == (ScanKind.TOKEN, 44, "2e5f", 8.0)
    assert trial.reading.layout.value == "us"
    assert till.model.form.entries == []
