"""The one place where real parts meet: settings, journal, issuer, printer and window become a till."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from app.config.clock import SystemClock
from app.config.folders import Home
from app.config.identifiers import SystemIdentifiers
from app.config.locale_form import date_form, number_form
from app.config.receipt_words import receipt_words
from app.config.settings import Settings, load_settings
from app.config.shop_settings import to_shop
from app.core.activation import Order
from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.core.problem import Code, Refusal, refuse
from app.core.receipt import Letterhead
from app.core.scan import Token
from app.core.shop import Shop
from app.ledger.journal import SqliteLedger
from app.till.activate import Road, SendTimes
from app.till.counter import Counter
from app.till.line import WatchedIssuer
from app.till.papers import Papers
from app.till.ports import CardIssuer
from app.ui.desk import Account

if TYPE_CHECKING:
    from app.dintero.issuer import DinteroIssuer
    from app.sandbox.embedded import EmbeddedSandbox
    from app.till.ports import ReceiptPrinter

EMBEDDED: Final = "embedded"
"""The value of `--sandbox` that starts a sandbox with the program and ends it with the program."""


@dataclass(frozen=True, slots=True)
class Options:
    """What every command and the window can be told.

    `home` holds settings, journal and logs (None: GIFTCARD_TILL_HOME or the platform's own folders). `sandbox` is
    empty, EMBEDDED or the address of a running sandbox. `printer` overrides the settings' address when not empty.
    """

    home: Path | None = None
    sandbox: str = ""
    printer: str = ""
    is_kiosk: bool = False


class LateIssuer:
    """The issuer, made at its first call: until then neither the HTTP library nor an embedded sandbox is needed."""

    def __init__(self, make: Callable[[], "DinteroIssuer"]) -> None:
        self._make = make
        self._made: DinteroIssuer | None = None
        self._lock = Lock()

    def made(self) -> "DinteroIssuer":
        """The issuer itself. Raises Refusal where account, address or sandbox are at fault."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def activate(self, order: Order) -> Answer:
        """As CardIssuer.activate."""
        return self._asked(lambda issuer: issuer.activate(order))

    def read(self, card: CardCode) -> Answer:
        """As CardIssuer.read."""
        return self._asked(lambda issuer: issuer.read(card))

    def look_up(self, token: Token) -> Answer:
        """As CardIssuer.look_up."""
        return self._asked(lambda issuer: issuer.look_up(token))

    def close(self) -> None:
        """Closes its connections, if any were made."""
        with self._lock:
            made, self._made = self._made, None
        if made is not None:
            made.close()

    def _asked(self, call: Callable[["DinteroIssuer"], Answer]) -> Answer:
        try:
            issuer = self.made()
        except Refusal as refusal:  # nothing can have been sent
            is_login = refusal.problem.code in _LOGIN
            return Answer(Kind.UNAUTHORISED, Cause.SECRET) if is_login else Answer(Kind.NOT_SENT, Cause.LINE)
        return call(issuer)


_LOGIN: Final = frozenset(
    {Code.SECRET_MISSING, Code.KEYRING_ABSENT, Code.KEYRING_LOCKED, Code.KEYRING_REFUSED, Code.ACCOUNT_MISSING}
)


@dataclass(slots=True)
class World:
    """One till put together: for a command as for the window. A context manager: leaving it closes everything."""

    home: Home
    settings: Settings
    account: Account
    counter: Counter
    issuer: LateIssuer
    printer_address: str
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

    def close(self) -> None:
        """Closes connections and journal and ends an embedded sandbox."""
        self.issuer.close()
        self.counter.road.ledger.close()
        if self.sandbox is not None:
            self.sandbox.stop()


def open_world(options: Options, *, is_reading: bool = False) -> World:
    """Settings, journal, issuer and printer as one till. `is_reading` leaves the journal to a till that is open.

    Raises Refusal for settings, account, address or printer at fault, LedgerFault for the journal.
    """
    home = Home.found(options.home)
    home.make()
    settings = load_settings(home.settings)
    log_to(home.log, settings.log.level)
    account = _account(options, settings)
    shop = _shop(settings)
    clock = SystemClock()
    printer_address = options.printer or settings.printer.address
    printer = _printer(printer_address, settings)
    letterhead = Letterhead(shop, receipt_words(settings.shop.receipt_language), is_test=account.is_test)
    sandbox = _embedded(options, home)
    issuer = LateIssuer(lambda: _issuer(options, settings, account, sandbox))
    ledger = _ledger(home.journal(account.account_id), shop, is_reading=is_reading)
    told: list[Callable[[Line], None]] = []
    watched = WatchedIssuer(issuer, clock, lambda line: [tell(line) for tell in told])
    road = Road(
        shop=shop,
        ledger=ledger,
        issuer=watched,
        papers=Papers(letterhead, ledger, printer, clock),
        clock=clock,
        identifiers=SystemIdentifiers(),
        send_times=SendTimes(clock),
        facts=shop.facts,
    )
    return World(home, settings, account, Counter(road), issuer, printer_address, sandbox, told)


def _account(options: Options, settings: Settings) -> Account:
    """Whose money it is. A sandbox has the demonstration account, whatever the settings say."""
    if options.sandbox:
        return Account(demonstration.ACCOUNT_ID, is_test=True, is_sandbox=True)
    if not settings.account.id:
        raise refuse(Code.ACCOUNT_MISSING)
    return Account(settings.account.id, is_test=is_test_account(settings))


def _shop(settings: Settings) -> Shop:
    locale = settings.shop.locale
    return to_shop(settings, number_form(locale), date_form(locale))


def _printer(address: str, settings: Settings) -> "ReceiptPrinter":
    """The destination of paper. Its libraries come with the first print, not now."""
    return printer_for(address, profile_of(settings.printer.profile, settings))


def _embedded(options: Options, home: Home) -> "EmbeddedSandbox | None":
    if options.sandbox != EMBEDDED:
        return None
    from app.sandbox.embedded import EmbeddedSandbox

    return EmbeddedSandbox(home.sandbox)


def _issuer(
    options: Options, settings: Settings, account: Account, sandbox: "EmbeddedSandbox | None"
) -> "DinteroIssuer":
    """The wallets API of the account. Raises Refusal for an address, an account or a sandbox that cannot be."""
    from app.dintero.connection import Connection
    from app.dintero.issuer import DinteroIssuer

    network = settings.network
    if account.is_sandbox:
        address = sandbox.base_url() if sandbox is not None else options.sandbox
        client_id = demonstration.CLIENT_ID
    else:
        address, client_id = settings.account.base_url, settings.account.client_id
    connection = Connection(address, account.account_id, client_id)
    if account.is_sandbox and not connection.is_loopback:
        raise refuse(Code.SANDBOX_NOT_LOOPBACK, address=address)
    return DinteroIssuer(connection, lambda: "")
