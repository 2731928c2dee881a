"""A till whose papers are handed to a print queue, and a printer that does what a test makes it do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from app.core.paper import Paper, Text
from app.core.problem import Code, Problem
from app.till.activate import Road, Sold, sell
from app.till.papers import Printed
from app.till.ports import LedgerFault, PrintOutcome, PrintReport
from app.till.print_hand import PrintHand
from app.till.print_queue import AT_ONCE, PrintQueue
from tests.fake_ledger import FakeLedger
from tests.fakes import WORDS, FakePrinter, road, sale
from tests.till.whole_till import CARD, WholeTill

NO_PAPER = PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER))
SILENT = PrintReport(PrintOutcome.UNKNOWN, Problem(Code.PRINTER_SILENT))
NO_PRINTER = PrintReport(PrintOutcome.NO)
OTHER, THIRD = "GIFT-4712", "GIFT-4713"
FULL = LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True)


@dataclass
class Watched(FakePrinter):
    """A printer that does something else while it prints."""

    meanwhile: Callable[[], object] = lambda: None

    def print(self, paper: Paper, *, opens_drawer: bool = False) -> PrintReport:
        self.meanwhile()
        return super().print(paper, opens_drawer=opens_drawer)


class Interrupted(FakeLedger):
    """A journal where something else happens once, right before the next print moves."""

    before_move: Callable[[], object] | None = None

    def move_print(self, *values, **named) -> None:
        meanwhile, self.before_move = self.before_move, None
        if meanwhile is not None:
            meanwhile()
        super().move_print(*values, **named)


@dataclass
class Shop(WholeTill):
    """A till whose papers are handed to a print queue; `news` is what that told."""

    news: list[tuple[int, PrintOutcome]] = field(default_factory=list)
    woken: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.begin_printing()

    def begin_printing(self) -> None:
        self.queue = PrintQueue(self.road.papers, self.hand)

    def _road(self) -> Road:
        self.hand = PrintHand(self._wake)

        def handing(plain):
            return type(plain)(plain.letterhead, plain.ledger, plain.printer, plain.clock, self.hand)

        return road(self.ledger, self.issuer, self.clock, self.printer, self.identifiers, self.facts, papers=handing)

    def _wake(self) -> None:
        self.woken += 1

    def sells_offline(self, *cards: str) -> Sold:
        return sell(self.road, sale(*(cards or (CARD,))), self.tell, is_down=True)

    def heard(self, printed: Printed) -> None:
        self.news.append((printed.paper.number, printed.report.outcome))

    def prints(self) -> timedelta | None:
        """All that can be printed now."""
        while (wait := self.queue.print_next(self.heard)) == AT_ONCE:
            pass
        return wait

    def out_of_paper(self, *, tries: int = 1) -> None:
        self.printer.reports.append(NO_PAPER)
        self.printer.states.extend([NO_PAPER] * tries)

    @property
    def numbers(self) -> list[int]:
        return [paper.number for paper in self.printer.papers]


def is_copy(paper: Paper) -> bool:
    return any(isinstance(line, Text) and line.text == WORDS["copy"] for line in paper.lines)


def outcomes(shop: Shop, number: int) -> list[str]:
    return [outcome.value for outcome in shop.ledger.prints[number]]
