"""One till put together: for a command as for the window."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self

from app.compose.account import account_of, facts_address, issuer_of
from app.compose.counter import Parts, counter_of
from app.compose.options import EMBEDDED, Options
from app.compose.printing import printer_of
from app.compose.settings import settings_of
from app.config.clock import SystemClock
from app.config.facts_file import facts_in_use
from app.config.folders import Home
from app.config.identifiers import TimeOrderedIdentifiers
from app.config.locale_form import forms
from app.config.log import begin_log
from app.config.settings import Settings
from app.config.shop_settings import to_shop
from app.core.problem import Code
from app.core.shop import Shop
from app.dintero.late_issuer import LateIssuer
from app.ledger.journal import SqliteLedger
from app.ledger.room import RoomLimits
from app.printer.destination import Printer
from app.till.counter import Counter
from app.till.line import Line
from app.till.ports import Clock, LedgerFault
from app.ui.desk import Account

if TYPE_CHECKING:
    from app.config.redaction import Redactor
    from app.sandbox.embedded import EmbeddedSandbox


@dataclass(slots=True)
class World:
    """One till put together: for a command as for the window. A context manager: leaving it closes everything.

    `on_line` are told when the line changes, on the thread that noticed.
    """

    options: Options
    home: Home
    settings: Settings
    account: Account
    counter: Counter
    ledger: SqliteLedger
    issuer: LateIssuer
    printer: Printer
    printer_address: str
    redactor: "Redactor"
    sandbox: "EmbeddedSandbox | None" = None
    on_line: list[Callable[[Line], None]] = field(default_factory=list[Callable[[Line], None]])

    @property
    def shop(self) -> Shop:
        """The shop's names, limits and forms."""
        return self.counter.shop

    @property
    def clock(self) -> Clock:
        """The till's clock."""
        return self.counter.road.clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def await_sandbox(self) -> None:
        """Waits for an embedded sandbox: one that does not start is a fault, not a line that is down.

        Raises Refusal SANDBOX_NOT_STARTED.
        """
        if self.sandbox is not None:
            self.sandbox.base_url()

    def close(self) -> None:
        """Closes connections and journal and ends an embedded sandbox."""
        try:
            try:
                self.issuer.close()
            finally:
                self.ledger.close()
        finally:
            if self.sandbox is not None:
                self.sandbox.stop()


def open_world(options: Options, *, is_reading: bool = False) -> World:
    """Settings, journal, issuer and printer as one till. `is_reading` leaves the journal to a till that is open.

    Raises Refusal for settings, account, address or printer at fault, LedgerFault for the journal.
    """
    home = Home.found(options.home)
    home.make()
    settings = settings_of(options, home)
    redactor = begin_log(home.log, settings.log.level)
    account = account_of(options, settings, home)
    clock = SystemClock()
    probed = facts_in_use(home.facts, account.account_id, facts_address(account, settings), clock.now())
    shop = to_shop(settings, *forms(settings.shop.locale), probed.facts)
    address = options.printer or settings.printer.address
    printer = printer_of(options, settings.printer, str(home.settings))
    sandbox = embedded_in(options, home)
    issuer = LateIssuer(lambda: issuer_of(options, settings, account, sandbox, clock, redactor.hide))
    limits = RoomLimits.of_a_till(settings.journal.free_mb_min)
    ledger = _ledger(home, account, shop, clock.now(), limits, is_reading=is_reading)
    told: list[Callable[[Line], None]] = []
    parts = Parts(options, home, settings, account, shop, clock, ledger, printer, redactor.hide)
    counter = counter_of(parts, issuer, told)
    return World(options, home, settings, account, counter, ledger, issuer, printer, address, redactor, sandbox, told)


def _ledger(
    home: Home, account: Account, shop: Shop, at: datetime, limits: RoomLimits, *, is_reading: bool
) -> SqliteLedger:
    """The journal of the account. One that is only read must be whole; what an interrupted start left is made so."""
    path = home.journal(account.account_id)
    if is_reading and path.exists():
        try:
            return SqliteLedger.open_read_only(path)
        except LedgerFault as fault:
            if fault.problem.code is not Code.JOURNAL_READ_ONLY:
                raise
    new_id = TimeOrderedIdentifiers().new()
    return SqliteLedger.open(
        path, journal_id=new_id, till_id=shop.till_id, at=at, mark_folder=home.marks, limits=limits
    )


def embedded_in(options: Options, home: Home) -> "EmbeddedSandbox | None":
    """The sandbox that starts and ends with the program, where the options ask for one."""
    if options.sandbox != EMBEDDED:
        return None
    from app.sandbox.embedded import EmbeddedSandbox

    return EmbeddedSandbox(home.sandbox)
