"""A window with a whole till behind it: small real classes in the place of issuer, journal, printer and devices."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from app.core.activation import Activation
from app.core.limits import Limits
from app.core.paper import Paper
from app.core.problem import Code, Problem
from app.core.receipt import Letterhead, ReceiptWords
from app.till.clock_watch import ClockWatch
from app.till.counter import Counter
from app.till.line import WatchedIssuer
from app.till.offline import OfflineDesk
from app.till.ports import LedgerFault, PrintOutcome, PrintReport
from app.till.slips import SlipWriter
from app.ui.desk import Account, Desk, DeviceState, DeviceStatus, FoundDevice, FoundKind, Listener, Look
from tests.fake_ledger import FakeLedger
from tests.fakes import FakeApprovers, FakeChance, FakeClock, FakeIssuer, FakePrinter, FakeSeal, road

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
CARDS = ("7001448200004711", "7001448200004712", "7001448200004713", "7001448200004714")


@dataclass
class HeldWorker:
    """A lane without a thread: jobs wait until `work`, so that a test sees the screen while a call is under way."""

    jobs: deque[Callable[[], None]] = field(default_factory=deque)

    def run(self, job: Callable[[], Any], done: Callable[[Future[Any]], None]) -> None:
        self.jobs.append(partial(self._carry_out, job, done))

    def run_telling(
        self,
        job: Callable[[Callable[[Activation], None]], Any],
        told: Callable[[Activation], None],
        done: Callable[[Future[Any]], None],
    ) -> None:
        self.run(lambda: job(told), done)

    def work(self) -> None:
        while self.jobs:
            self.jobs.popleft()()

    @staticmethod
    def _carry_out(job: Callable[[], Any], done: Callable[[Future[Any]], None]) -> None:
        future: Future[Any] = Future()
        try:
            future.set_result(job())
        except Exception as fault:  # noqa: BLE001 - a lane brings back whatever a job raises
            future.set_exception(fault)
        done(future)


@dataclass
class FakeDevices:
    """Devices that are all well, and tell what a test makes them tell."""

    listener: Listener | None = None
    status: DeviceStatus = field(default_factory=lambda: DeviceStatus(DeviceState.READY, "TM-T20"))
    asked: int = 0
    is_stopped: bool = False
    there: tuple[FoundDevice, ...] = (
        FoundDevice(FoundKind.PRINTER, "EPSON TM-T20III", "usb:/dev/usb/lp0", is_in_use=True),
        FoundDevice(FoundKind.SCANNER, "Honeywell Voyager 1450g", "/dev/ttyACM0", is_in_use=True),
        FoundDevice(FoundKind.SCANNER, "Prolific USB-Serial Controller", "/dev/ttyUSB0"),
        FoundDevice(FoundKind.PRINTER, "Prolific USB-Serial Controller", "serial:///dev/ttyUSB0?speed=9600&flow=none"),
    )
    strips: list[str] = field(default_factory=list)
    kept_lines: list[int] = field(default_factory=list)
    aside: list[Paper] = field(default_factory=list)
    set_up: dict[str, Any] = field(default_factory=dict)
    in_use: list[FoundDevice] = field(default_factory=list)
    report: PrintReport = field(default_factory=lambda: PrintReport(PrintOutcome.YES))
    trouble: Problem | None = None
    watched_every_s: float | None = None
    has_drawer: bool = False
    kicks: int = 0

    def kick_drawer(self) -> PrintReport:
        self.kicks += 1
        return self.report

    def start(self, listener: Listener) -> None:
        self.listener = listener
        listener.scanner_changed(DeviceStatus(DeviceState.READY, "ttyACM0"))

    def check_printer(self) -> DeviceStatus:
        self.asked += 1
        return self.status

    def found(self) -> tuple[FoundDevice, ...]:
        return self.there

    def print_strip(self, address: str) -> PrintReport:
        self.strips.append(address)
        return self.report

    def try_display(self) -> Problem | None:
        return self.trouble

    @property
    def strip_lines(self) -> int:
        return 18

    def keep_line(self, number: int) -> Problem | None:
        self.kept_lines.append(number)
        return self.trouble

    def print_aside(self, paper: Paper) -> PrintReport:
        self.aside.append(paper)
        return self.report

    def use(self, found: FoundDevice) -> Problem | None:
        self.in_use.append(found)
        return self.trouble

    def set_up_scanner(self, values: Any) -> Problem | None:
        self.set_up = dict(values)
        return self.trouble

    def watch(self, every_s: float | None) -> None:
        self.watched_every_s = every_s

    def stop(self) -> None:
        self.is_stopped = True


@dataclass
class PrinterOnAFullDisk(FakePrinter):
    """A printer that prints; with a `ledger`, that ledger's disk is full right afterwards."""

    ledger: FakeLedger | None = None

    def print(self, paper: Paper, *, opens_drawer: bool = False) -> PrintReport:
        if self.ledger is not None:
            self.ledger.faults.append(LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True))
        return super().print(paper, opens_drawer=opens_drawer)


@dataclass
class Stage:
    """Everything behind one window, within reach of a test."""

    clock: FakeClock = field(default_factory=FakeClock)
    ledger: FakeLedger = field(default_factory=FakeLedger)
    printer: FakePrinter = field(default_factory=FakePrinter)
    devices: FakeDevices = field(default_factory=FakeDevices)
    shop_changes: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] | None = None
    is_test: bool = True
    limits: Limits = field(default_factory=Limits)
    approvers: FakeApprovers = field(default_factory=FakeApprovers)
    seal: FakeSeal = field(default_factory=FakeSeal)

    def __post_init__(self) -> None:
        self.issuer = FakeIssuer(self.clock).with_cards(*CARDS)
        self.watch = ClockWatch(self.clock)

    def counter(self) -> Counter:
        def tell(line: Any) -> None:
            if self.devices.listener is not None:
                self.devices.listener.line_changed(line)

        watched = WatchedIssuer(self.issuer, self.clock, tell)
        made = road(
            self.ledger,
            issuer=watched,
            clock=self.clock,
            printer=self.printer,
            papers=self._with_words,
            shop_changes=tuple(self.shop_changes.items()),
        )
        desk = OfflineDesk(self.ledger, self.clock, lambda: self.limits, self.approvers, made.shop.operator_id)
        return Counter(made, FakeChance(), desk=desk, line=lambda: watched.line, clock_watch=self.watch, seal=self.seal)

    def clock_is_ahead(self, by: timedelta) -> None:
        """The issuer names another time than this computer's clock."""
        self.watch.heard(self.clock.now() - by, timedelta(0))

    def desk(self, theme: str = "light", **changes: Any) -> Desk:
        account = Account("T00000000" if self.is_test else "P12345678", is_test=self.is_test)
        parts = {"counter": self.counter(), "devices": self.devices, "account": account, "look": Look(theme)} | changes
        return Desk(**parts)

    def _with_words(self, papers: Any) -> Any:
        from dataclasses import replace

        head: Letterhead = papers.letterhead
        words = ReceiptWords(self.words) if self.words else head.words
        code = SlipWriter(self.seal, head.shop.store_id, lambda _problem: None) if self.words else None
        return replace(papers, letterhead=Letterhead(head.shop, words, self.is_test, slip_text=code))
