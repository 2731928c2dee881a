"""How a batch's cards stand, asked for at the window: a line that is down ends it, and what was found stays."""

from app.core.problem import Code, Problem
from app.office.status import Checked, Found
from app.till.ports import LedgerFault
from tests.ui.at_head_office import opened


def test_a_line_that_is_down_ends_it_with_how_far_it_came_and_why(desk, office) -> None:
    office.has(1, 500, count=500)
    answers = [
        Checked(500, {Found.INACTIVE: 312}, Problem(Code.LINE_DOWN)),
        Checked(500, {Found.INACTIVE: 500}),
    ]
    office.check = lambda _batch_id, tell: tell(answers[0]) or answers.pop(0)
    panel = opened(desk, "batch-1").facts.check
    desk.tap(panel.ask)
    desk.qtbot.waitUntil(panel.problem.isVisible)
    assert panel.told.text() == "Stopped: 312 of 500 cards were read."
    assert panel.problem.text() == (
        "The gift-card service cannot be reached."
        " Have the network looked at, then ask again: it begins with the first card."
    )
    assert panel.counts.isVisible()
    desk.tap(panel.ask)
    desk.qtbot.waitUntil(lambda: panel.told.text() == "All 500 cards were read.")
    assert not panel.problem.isVisible()


def test_a_fault_of_the_journal_is_told_beside_what_was_found_before_it(desk, office) -> None:
    office.has(1, 500, count=500)

    def check(_batch_id, tell):
        tell(Checked(500, {Found.INACTIVE: 40}))
        raise LedgerFault(Problem(Code.JOURNAL_DAMAGED), is_certain=True)

    office.check = check
    panel = opened(desk, "batch-1").facts.check
    desk.tap(panel.ask)
    desk.qtbot.waitUntil(panel.problem.isVisible)
    assert "damaged" in panel.problem.text()
    assert panel.told.text() == "Stopped: 40 of 500 cards were read."
