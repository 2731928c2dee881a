"""Papers come out beside the sales: nobody waits for a printer, and nothing is called printed before it is."""

import threading
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt

from app.core.paper import Text
from app.core.problem import Code, Problem
from app.till.counter import printing_aside
from app.till.ports import LedgerFault, PrintOutcome, PrintReport
from app.ui import papers_page, sale_voice
from app.ui.desk import DeviceState, DeviceStatus
from app.ui.papers_page import PapersPage
from app.ui.printer_eye import SELDOM_S
from app.ui.sell_model import Phase
from tests.fakes import WORDS, FakePrinter, Fate
from tests.ui.cashier import Cashier
from tests.ui.shop_floor import controls_without_a_name
from tests.ui.stage import CARDS, Stage

NO_PAPER = PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER))
SILENT = PrintReport(PrintOutcome.UNKNOWN, Problem(Code.PRINTER_SILENT))
PATIENCE_S = 10


@dataclass
class StalledPrinter(FakePrinter):
    """A printer that takes a paper and stalls until it is let go."""

    goes_on: threading.Event = field(default_factory=threading.Event)

    def print(self, paper, *, opens_drawer=False):
        assert self.goes_on.wait(PATIENCE_S), "the printer was never let go"
        return super().print(paper, opens_drawer=opens_drawer)


@pytest.fixture
def printer():
    made = StalledPrinter()
    made.goes_on.set()
    return made


@pytest.fixture
def stage(printer):
    return Stage(printer=printer)


@pytest.fixture
def till(qtbot, stage, printer):
    made = Cashier(qtbot, stage, counter=printing_aside(stage.counter()))
    yield made
    printer.goes_on.set()
    made.end()


def printing(till):
    return till.window.prints.printing


def foot(till):
    return till.window.foot.printer.text()


def until_shown(till, words):
    till.qtbot.waitUntil(lambda: words in till.words(till.page.result), timeout=5000)


def open_papers(till, count):
    """The page of papers by the line at the foot, with so many rows."""
    till.qtbot.waitUntil(lambda: bool(printing(till).waiting or printing(till).asked))
    till.qtbot.waitUntil(lambda: "paper" in foot(till) or "waiting" in foot(till))
    till.tap(till.window.foot.printer)
    page = till.window.stack.currentWidget()
    assert isinstance(page, PapersPage)
    till.qtbot.waitUntil(lambda: len(page.rows) == count and all(each.what.isVisible() for each in page.rows.values()))
    return page


def print_now(till, stage):
    stage.clock.move(30)
    printing(till).hurry()


def is_copy(paper):
    return any(isinstance(line, Text) and line.text == WORDS["copy"] for line in paper.lines)


def test_selling_goes_on_while_the_printer_stalls(till, stage, printer, qtbot):
    printer.goes_on.clear()
    till.sell()
    assert stage.issuer.truth(CARDS[0]).loads == 1
    assert "Receipt 000001 is being printed. Scan the next card." in till.words(till.page.result)
    till.sell(Fate.OK, CARDS[1])
    assert "Receipt 000002 waits for the printer. Scan the next card." in till.words(till.page.result)
    qtbot.waitUntil(lambda: foot(till) == "1 paper waits")
    assert printer.papers == []
    printer.goes_on.set()
    until_shown(till, "Receipt 000002 printed. Scan the next card.")
    assert [paper.number for paper in printer.papers] == [1, 2]
    qtbot.waitUntil(lambda: "waits" not in foot(till))
    assert [stage.ledger.paper(number).printed for number in (1, 2)] == [PrintOutcome.YES] * 2


def test_nothing_is_announced_as_printed_before_it_is(till, printer, monkeypatch):
    said = []
    monkeypatch.setattr(sale_voice, "announce", lambda _where, words, **_how: said.append(words))
    printer.goes_on.clear()
    till.sell()
    assert not any("printed." in words.replace("being printed.", "") for words in said)
    printer.goes_on.set()
    until_shown(till, "Receipt 000001 printed.")
    assert said[-1] == "Receipt 000001 printed. Scan the next card."


def test_a_printer_without_paper_keeps_nobody_waiting_and_papers_come_out_once_it_has_some(till, stage, printer, qtbot):
    printer.reports.append(NO_PAPER)
    printer.states.append(NO_PAPER)
    till.sell()
    until_shown(till, "Receipt 000001 waits for the printer.")
    assert "out of paper" in till.words(till.page.result)
    qtbot.waitUntil(lambda: foot(till).endswith("· 1 paper waits"))
    till.sell(Fate.OK, CARDS[1])
    qtbot.waitUntil(lambda: foot(till).endswith("· 2 papers wait"))
    printer.papers.clear()
    print_now(till, stage)
    qtbot.waitUntil(lambda: printing(till).waiting == 2)
    print_now(till, stage)
    until_shown(till, "Receipt 000002 printed.")
    assert [paper.number for paper in printer.papers] == [1, 2]
    qtbot.waitUntil(lambda: foot(till) == "Printer ready")


def test_a_paper_that_waits_and_is_wanted_again_says_so_still_and_comes_out_once(till, stage, printer, qtbot):
    printer.reports.append(NO_PAPER)
    printer.states.append(NO_PAPER)
    till.sell()
    qtbot.waitUntil(lambda: foot(till).endswith("· 1 paper waits"))
    printer.papers.clear()
    till.tap(till.page.result.again)
    qtbot.waitUntil(lambda: not till.model.is_busy)
    until_shown(till, "out of paper. Put in a new roll. What waits comes out by itself then.")
    print_now(till, stage)
    print_now(till, stage)
    until_shown(till, "Receipt 000001 printed.")
    assert [is_copy(paper) for paper in printer.papers] == [False]


def test_the_cashier_is_asked_whether_a_paper_came_out(till, printer, qtbot):
    printer.reports.append(SILENT)
    till.sell()
    until_shown(till, "Did receipt 000001 come out whole?")
    till.qtbot.waitUntil(lambda: foot(till) == "1 paper: did it come out?")
    assert till.page.result.again.isHidden()
    till.tap(till.page.result.came_out)
    until_shown(till, "Receipt 000001 printed.")
    assert len(printer.papers) == 1
    assert till.page.result.trouble.isHidden()
    qtbot.waitUntil(lambda: "did it" not in foot(till))


def test_what_did_not_come_out_is_printed_again_as_a_copy(till, stage, printer):
    printer.reports.append(SILENT)
    till.sell()
    until_shown(till, "Did receipt 000001 come out whole?")
    till.tap(till.page.result.not_come_out)
    until_shown(till, "Receipt 000001 waits for the printer.")
    print_now(till, stage)
    until_shown(till, "Receipt 000001 printed.")
    assert [is_copy(paper) for paper in printer.papers] == [False, True]


def test_papers_that_wait_are_listed_and_can_be_dropped(till, stage, printer, qtbot):
    printer.reports.append(NO_PAPER)
    for card in CARDS[:2]:
        till.sell(Fate.OK, card)
    qtbot.waitUntil(lambda: printing(till).waiting == 2)
    page = open_papers(till, 2)
    assert "out of paper" in page.summary.text()
    assert "Receipt 000001" in till.words(page)
    assert f"…{CARDS[0][-4:]}" in till.words(page)
    assert controls_without_a_name(till.window) == []
    assert till.focused() is page.print_now, "Enter throws nothing away"
    till.tap(page.rows[1].drop)
    assert page.rows[1].drop.text() == "Yes, do not print it"
    assert stage.ledger.paper(1).printed is PrintOutcome.DUE, "it is asked for twice"
    till.tap(page.rows[1].drop)
    qtbot.waitUntil(lambda: list(page.rows) == [2])
    qtbot.waitUntil(lambda: till.focused() is page.print_now)
    printer.papers.clear()
    stage.clock.move(30)
    till.tap(page.print_now)
    qtbot.waitUntil(lambda: not page.rows)
    assert [paper.number for paper in printer.papers] == [2]
    assert "No paper waits" in page.summary.text()
    assert page.print_now.isHidden()
    assert stage.ledger.paper(1).printed is PrintOutcome.DROPPED


def test_a_paper_that_was_dropped_is_told_as_that_at_the_sale_and_the_light_asks_the_printer(
    till, stage, printer, qtbot
) -> None:
    printer.reports.append(NO_PAPER)
    till.sell()
    until_shown(till, "Receipt 000001 waits for the printer.")
    page, asked = open_papers(till, 1), stage.devices.asked
    till.tap(page.rows[1].drop)
    till.tap(page.rows[1].drop)
    qtbot.waitUntil(lambda: not page.rows)
    qtbot.waitUntil(lambda: stage.devices.asked > asked)
    till.window.turn_to("sell")
    until_shown(till, "Receipt 000001 is not printed, as you said.")
    assert "comes out by itself" not in till.words(till.page.result)
    till.tap(till.page.result.again)
    print_now(till, stage)
    until_shown(till, "Receipt 000001 printed.")


def test_a_printer_in_trouble_is_asked_seldom_until_it_is_well(till, stage, qtbot) -> None:
    stage.devices.status = DeviceStatus(DeviceState.TROUBLE, "TM-T20", Problem(Code.PRINTER_NO_PAPER))
    till.window.ask_printer()
    qtbot.waitUntil(lambda: stage.devices.watched_every_s == SELDOM_S)
    stage.devices.status = DeviceStatus(DeviceState.READY, "TM-T20")
    till.window.ask_printer()
    qtbot.waitUntil(lambda: stage.devices.watched_every_s is None)


def test_open_questions_are_answered_on_the_papers_page(till, stage, printer, qtbot):
    printer.reports.extend([SILENT, SILENT])
    till.sell()
    until_shown(till, "Did receipt 000001")
    stage.clock.move(30)
    till.sell(Fate.OK, CARDS[1])
    until_shown(till, "Did receipt 000002")
    till.qtbot.waitUntil(lambda: foot(till) == "2 papers: did they come out?")
    page = open_papers(till, 2)
    till.press(Qt.Key.Key_Return)
    assert stage.ledger.paper(1).printed is PrintOutcome.UNKNOWN, "Enter settles nothing that nobody chose"
    till.tap(page.rows[1].yes)
    qtbot.waitUntil(lambda: list(page.rows) == [2])
    till.tap(page.rows[2].no)
    qtbot.waitUntil(page.rows[2].drop.isVisible)
    till.qtbot.waitUntil(lambda: foot(till) == "1 paper waits")
    print_now(till, stage)
    qtbot.waitUntil(lambda: not page.rows)
    assert [(paper.number, is_copy(paper)) for paper in printer.papers] == [(1, False), (2, False), (2, True)]


def test_many_open_questions_are_answered_at_once(till, stage, printer, qtbot):
    printer.reports.extend([SILENT, SILENT])
    till.sell()
    until_shown(till, "Did receipt 000001")
    page = open_papers(till, 1)
    assert page.all_out.isHidden(), "one is answered in its row"
    till.window.turn_to("sell")
    stage.clock.move(30)
    till.sell(Fate.OK, CARDS[1])
    until_shown(till, "Did receipt 000002")
    page = open_papers(till, 2)
    till.tap(page.all_out)
    qtbot.waitUntil(lambda: not page.rows)
    assert [stage.ledger.paper(number).printed for number in (1, 2)] == [PrintOutcome.YES] * 2
    assert page.all_out.isHidden()
    assert len(printer.papers) == 2, "nothing is printed again"


def test_the_line_at_the_foot_tells_of_both_what_waits_and_what_is_asked(till, stage, printer, qtbot):
    printer.reports.extend([SILENT, NO_PAPER])
    till.sell()
    until_shown(till, "Did receipt 000001")
    till.sell(Fate.OK, CARDS[1])
    qtbot.waitUntil(lambda: foot(till) == "Printer: no paper · 1 waiting, 1 to look at")
    assert "What waits comes out by itself then." in till.words(till.page.result)
    assert "print it again" not in till.words(till.page.result)


def test_what_somebody_was_quicker_with_is_told_and_changes_nothing(till, stage, printer, qtbot, monkeypatch):
    said = []
    monkeypatch.setattr(papers_page, "announce", lambda _where, words, **_how: said.append(words))
    printer.reports.append(NO_PAPER)
    till.sell()
    qtbot.waitUntil(lambda: printing(till).waiting == 1)
    page = open_papers(till, 1)
    stage.ledger.move_print(1, (PrintOutcome.DUE, PrintOutcome.DROPPED), stage.clock.now())
    till.tap(page.rows[1].drop)
    till.tap(page.rows[1].drop)
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["Paper 000001 does not wait for that any more."]
    assert page.trouble.isVisible()


def test_after_a_restart_a_paper_in_print_is_a_question_and_a_due_one_comes_out(qtbot, stage, printer):
    printer.goes_on.clear()
    first = Cashier(qtbot, stage, counter=printing_aside(stage.counter()))
    for card in CARDS[:2]:
        first.sell(Fate.OK, card)
    left = [list(outcomes) for outcomes in stage.ledger.prints.values()]
    assert [[outcome.value for outcome in each] for each in left] == [["waiting"], ["due"]]
    first.window.prints.halt()
    printer.goes_on.set()
    first.end()
    for number, outcomes in enumerate(left, 1):  # as a pulled plug would have left it
        stage.ledger.prints[number] = outcomes
        stage.ledger.open_prints[number] = (stage.clock.now(), None)
    printer.papers.clear()
    second = Cashier(qtbot, stage, counter=printing_aside(stage.counter()))
    qtbot.waitUntil(lambda: [paper.number for paper in printer.papers] == [2])
    qtbot.waitUntil(lambda: foot(second) == "1 paper: did it come out?")
    second.end()


def test_a_paper_asked_for_again_waits_its_turn_and_is_marked(till, printer, qtbot):
    till.sell()
    until_shown(till, "Receipt 000001 printed.")
    printer.goes_on.clear()
    till.tap(till.page.print_again)
    qtbot.waitUntil(lambda: not till.model.is_busy)
    assert "Receipt 000001 printed." not in till.words(till.page.result), "the second one is not out"
    printer.goes_on.set()
    until_shown(till, "Receipt 000001 printed.")
    assert [is_copy(paper) for paper in printer.papers] == [False, True]


def test_a_journal_that_fails_as_a_paper_comes_out_ends_printing_and_is_told(till, stage, printer, qtbot):
    printer.goes_on.clear()
    till.sell()
    stage.ledger.faults.append(LedgerFault(Problem(Code.JOURNAL_FAULT), is_certain=False))
    printer.goes_on.set()
    qtbot.waitUntil(lambda: till.window.pages.is_open("fault"))
    assert stage.ledger.prints[1] == [PrintOutcome.WAITING], "what became of it is asked after the next start"


def test_a_bug_of_the_printers_part_leaves_a_question_and_printing_goes_on(till, stage, printer, qtbot, monkeypatch):
    def breaks(_paper, **_how):
        raise ZeroDivisionError

    with monkeypatch.context() as patched, qtbot.captureExceptions() as caught:
        patched.setattr(StalledPrinter, "print", breaks)
        till.sell()
        qtbot.waitUntil(lambda: foot(till) == "1 paper: did it come out?")
        qtbot.waitUntil(lambda: bool(caught))
    assert till.model.phase is Phase.RESULT
    till.sell(Fate.OK, CARDS[1])
    print_now(till, stage)
    until_shown(till, "Receipt 000002 printed.")


def test_a_printer_that_fell_silent_is_told_with_the_ways_out_and_one_paper_may_be_sent_all_the_same(till, printer):
    fell_silent = PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_FELL_SILENT, {"address": "tcp://a:9100"}))
    printer.reports.extend([fell_silent, SILENT])
    printer.states.extend([fell_silent] * 9)
    till.sell()
    page = open_papers(till, 1)
    till.qtbot.waitUntil(lambda: "says nothing any more" in page.summary.text())
    assert "Printer: silent · 1 paper waits" in foot(till)
    assert "switch it off and on" in page.summary.text()
    assert page.dare.isVisible()
    till.tap(page.dare)
    till.qtbot.waitUntil(lambda: printing(till).asked == 1)
    till.qtbot.waitUntil(page.dare.isHidden)
    assert printer.unheard == [1]
