"""The one place where real parts meet: settings, journal, issuer and printer become a till."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from app import __version__
from app.config.chance import SystemChance
from app.config.clock import SystemClock
from app.config.facts_file import SANDBOX, facts_in_use
from app.config.folders import Home
from app.config.identifiers import TimeOrderedIdentifiers
from app.config.locale_form import forms
from app.config.log import begin_log
from app.config.receipt_words import receipt_words
from app.config.resources import resource
from app.config.settings import Printer as PrinterTable
from app.config.settings import Settings
from app.config.settings_file import load_settings
from app.config.shop_settings import is_test_account, to_limits, to_shop
from app.config.slip_seal import ChainSlipSeal
from app.core.card import printable
from app.core.problem import Code, Refusal, refuse
from app.core.receipt import Letterhead
from app.core.shop import Shop
from app.dintero.late_issuer import LateIssuer
from app.ledger.journal import SqliteLedger
from app.ledger.room import RoomLimits
from app.printer.destination import Printer, printer_for
from app.printer.profile import PrinterProfile, profile_named
from app.sandbox.demonstration import ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET
from app.till.activate import Road, SendTimes
from app.till.clock_watch import ClockWatch
from app.till.counter import Counter
from app.till.line import Line, WatchedIssuer
from app.till.line_log import LineLog
from app.till.offline import OfflineDesk
from app.till.papers import Papers
from app.till.ports import Clock, LedgerFault, Note, NoteKind
from app.till.slips import SlipWriter
from app.ui.desk import Account

if TYPE_CHECKING:
    from app.config.policy_file import Standing
    from app.config.redaction import Redactor
    from app.core.limits import Limits
    from app.dintero.issuer import DinteroIssuer
    from app.sandbox.embedded import EmbeddedSandbox

log = logging.getLogger(__name__)

SLIP_KEY_WAIT_S: Final = 20.0
"""How long the keyring may keep a slip waiting for its key."""

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


@dataclass(slots=True)
class World:
    """One till put together: for a command as for the window. A context manager: leaving it closes everything.

    `on_line` are told when the line changes, on the thread that noticed.
    """

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
    settings = _settings(options, home)
    redactor = begin_log(home.log, settings.log.level)
    account = _account(options, settings)
    clock = SystemClock()
    probed = facts_in_use(home.facts, account.account_id, facts_address(account, settings), clock.now())
    shop = to_shop(settings, *forms(settings.shop.locale), probed.facts)
    address = options.printer or settings.printer.address
    printer = _printer(options, settings.printer, str(home.settings))
    sandbox = _embedded(options, home)
    issuer = LateIssuer(lambda: issuer_of(options, settings, account, sandbox, clock, redactor.hide))
    limits = RoomLimits.of_a_till(settings.journal.free_mb_min)
    ledger = _ledger(home, account, shop, clock.now(), limits, is_reading=is_reading)
    told: list[Callable[[Line], None]] = []
    parts = _Parts(options, home, settings, account, shop, clock, ledger, printer, redactor.hide)
    counter = _counter(parts, issuer, told)
    return World(home, settings, account, counter, ledger, issuer, printer, address, redactor, sandbox, told)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a counter is put together from."""

    options: Options
    home: Home
    settings: Settings
    account: Account
    shop: Shop
    clock: Clock
    ledger: SqliteLedger
    printer: Printer
    hide: Callable[[str], None]


def _counter(parts: _Parts, issuer: LateIssuer, told: list[Callable[[Line], None]]) -> Counter:
    """The use cases over real parts. `told` are told when the line changes, after the journal was."""
    settings, shop, clock, ledger = parts.settings, parts.shop, parts.clock, parts.ledger
    watch = ClockWatch(clock)
    line_log = LineLog(ledger, clock, watch, _note_quietly)
    watched = WatchedIssuer(issuer, clock, lambda line: _tell_all([line_log.changed, *told], line), line_log.heard)
    seal = _seal(settings, parts.account, parts.hide)
    words = receipt_words(settings.shop.receipt_language)
    slips = SlipWriter(seal, shop.store_id, lambda problem: log.warning("a slip without its code: %s", problem.facts))
    letterhead = Letterhead(shop, words, parts.account.is_test, slips)
    road = Road(
        shop=shop,
        ledger=ledger,
        issuer=watched,
        papers=Papers(letterhead, ledger, parts.printer, clock),
        clock=clock,
        identifiers=TimeOrderedIdentifiers(),
        send_times=SendTimes(clock),
        facts=shop.facts,
    )
    return Counter(
        road,
        SystemChance(),
        prints_confirmations=settings.queue.confirmations == "print",
        calls_at_once=settings.queue.calls_at_once,
        desk=_offline_desk(parts),
        line=lambda: watched.line,
        clock_watch=watch,
        seal=seal,
    )


def _tell_all(told: list[Callable[[Line], None]], line: Line) -> None:
    for tell in told:
        tell(line)


def _note_quietly(fault: LedgerFault) -> None:
    """What could not be noted about the line is no fault of a sale: the next write of one says so itself."""
    log.warning("the journal could not note the line: %s", fault.problem.code.value)


def _seal(settings: Settings, account: Account, hide: Callable[[str], None]) -> ChainSlipSeal:
    """The seal on this account's slips. The keyring is asked when the first slip is made."""
    if account.is_sandbox:
        return ChainSlipSeal(account.account_id, lambda: CLIENT_SECRET)
    return ChainSlipSeal(
        account.account_id,
        lambda: _secret(account.account_id, settings.account.client_id, hide),
        lambda: _slip_key(account.account_id, hide),
    )


def _slip_key(account_id: str, hide: Callable[[str], None]) -> str | None:
    from app.config.secret import read_slip_key

    kept = read_slip_key(account_id, SLIP_KEY_WAIT_S)
    if kept is None:
        return None
    hide(kept.reveal())
    return kept.reveal()


def _offline_desk(parts: _Parts) -> OfflineDesk:
    """What may be sold with the line down, and who may approve more. A sandbox has no policy from head office."""
    from app.config.approval_pin import STATE_NAME, PinApprovers

    settings, clock, account = parts.settings, parts.clock, parts.account
    limits: Callable[[], Limits] = partial(to_limits, settings)
    if not account.is_sandbox and settings.offline.policy_file:
        from app.config.policy_file import PolicyWatch

        limits = PolicyWatch.of(settings, account.account_id, clock, partial(_note_policy, parts.ledger, clock)).limits
    approvers = PinApprovers(
        lambda: _settings(parts.options, parts.home).approval.people, parts.home.journals / STATE_NAME, clock
    )
    return OfflineDesk(parts.ledger, clock, limits, approvers, settings.shop.operator_id, clock.running())


def _note_policy(ledger: SqliteLedger, clock: Clock, standing: "Standing") -> None:
    """Which limits are in force from now on, and why."""
    problem = standing.problem
    facts = {"problem": problem.code.value if problem else "", "holds": int(problem is None)}
    try:
        ledger.note(Note(NoteKind.POLICY, clock.now(), facts))
    except LedgerFault as fault:
        _note_quietly(fault)


def _settings(options: Options, home: Home) -> Settings:
    """The shop's own settings; with an embedded sandbox and none written yet, those of an invented shop."""
    is_trial = options.sandbox == EMBEDDED and not home.settings.exists()
    return load_settings(resource("settings", "demonstration.toml") if is_trial else home.settings)


def _account(options: Options, settings: Settings) -> Account:
    """Whose money it is. A sandbox has the demonstration account, whatever the settings say."""
    if options.sandbox:
        _demand_loopback(options.sandbox)
        return Account(ACCOUNT_ID, is_test=True, is_sandbox=True)
    if not settings.account.id or not settings.account.client_id:
        raise refuse(Code.ACCOUNT_MISSING)
    return Account(settings.account.id, is_test=is_test_account(settings))


def _demand_loopback(sandbox: str) -> None:
    """A sandbox runs on this machine: said before anything is written, not by a sale that waits for it for ever.

    Raises Refusal SANDBOX_NOT_LOOPBACK, or ADDRESS_NOT_HTTPS for what is no address.
    """
    if sandbox == EMBEDDED:
        return
    from urllib.parse import urlsplit

    from app.dintero.connection import Connection, is_loopback

    try:
        host = urlsplit(sandbox).hostname or ""
    except ValueError:  # brackets that hold no address
        host = ""
    if not is_loopback(host):
        raise refuse(Code.SANDBOX_NOT_LOOPBACK, address=printable(host or sandbox, 80))
    Connection(sandbox, ACCOUNT_ID, CLIENT_ID)


def facts_address(account: Account, settings: Settings) -> str:
    """Whose issuer a fact is about, beside the account: the API's address, or that of any sandbox."""
    return SANDBOX if account.is_sandbox else settings.account.base_url


def _printer(options: Options, table: PrinterTable, file: str) -> Printer:
    """The printer of the command line, else of the settings. Raises Refusal; a fault of the settings names `file`."""
    if options.printer:
        return printer_for(options.printer, profile_of(table, file))
    try:
        return printer_for(table.address, profile_of(table, file))
    except Refusal as refusal:
        if refusal.problem.code is not Code.PRINTER_ADDRESS_BAD:
            raise
        shown, reason = printable(table.address, 80), "write it as tcp://NAME:9100, file:PATH or none"
        raise refuse(Code.SETTINGS_BAD_VALUE, file=file, key="printer.address", value=shown, reason=reason) from refusal


def profile_of(table: PrinterTable, file: str = "") -> PrinterProfile:
    """The printer as the settings describe it: a preset with values of its own. Raises Refusal SETTINGS_BAD_VALUE."""
    try:
        preset = profile_named(table.profile, table.code_page)
        return replace(preset, columns=table.columns or preset.columns, dots=table.dots or preset.dots)
    except ValueError as fault:
        value = printable(table.profile, 40)
        raise refuse(Code.SETTINGS_BAD_VALUE, file=file, key="printer", value=value, reason=str(fault)) from fault


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


def _embedded(options: Options, home: Home) -> "EmbeddedSandbox | None":
    if options.sandbox != EMBEDDED:
        return None
    from app.sandbox.embedded import EmbeddedSandbox

    return EmbeddedSandbox(home.sandbox)


def issuer_of(
    options: Options,
    settings: Settings,
    account: Account,
    sandbox: "EmbeddedSandbox | None",
    clock: Clock,
    hide: Callable[[str], None],
) -> "DinteroIssuer":
    """The wallets API of the account. Raises Refusal for an address, account or sandbox that cannot be.

    The demonstration account's well-known secret goes to loopback only; a real one is told to `hide` before its use.
    """
    from app.dintero.connection import Connection
    from app.dintero.issuer import DinteroIssuer

    if account.is_sandbox:
        address = sandbox.base_url() if sandbox is not None else options.sandbox
        line = Connection(
            address,
            account.account_id,
            CLIENT_ID,
            connect_timeout_s=settings.network.connect_timeout_s,
            deadline_s=settings.network.deadline_s,
        )
        if not line.is_loopback:
            raise refuse(Code.SANDBOX_NOT_LOOPBACK, address=address)
        return DinteroIssuer(line, lambda: CLIENT_SECRET, clock, __version__)
    table, network = settings.account, settings.network
    line = Connection(
        table.base_url,
        table.id,
        table.client_id,
        trust=network.trust,
        ca_file=Path(network.ca_file).expanduser() if network.ca_file else None,
        proxy=network.proxy or None,
        connect_timeout_s=network.connect_timeout_s,
        deadline_s=network.deadline_s,
    )
    return DinteroIssuer(line, lambda: _secret(table.id, table.client_id, hide), clock, __version__)


def _secret(account_id: str, client_id: str, hide: Callable[[str], None]) -> str:
    from app.config.secret import read_secret

    secret = read_secret(account_id, client_id).reveal()
    hide(secret)
    return secret
