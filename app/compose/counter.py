"""The use cases of a till over its real parts."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.compose.account import seal_of
from app.compose.options import Options
from app.compose.settings import settings_of
from app.config.chance import SystemChance
from app.config.folders import Home
from app.config.identifiers import TimeOrderedIdentifiers
from app.config.receipt_words import receipt_words
from app.config.settings import Settings
from app.config.shop_settings import to_limits
from app.core.receipt import Letterhead
from app.core.shop import Shop
from app.dintero.late_issuer import LateIssuer
from app.ledger.journal import SqliteLedger
from app.printer.destination import Printer
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
    from app.core.limits import Limits

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
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


def counter_of(parts: Parts, issuer: LateIssuer, told: list[Callable[[Line], None]]) -> Counter:
    """The use cases over real parts. `told` are told when the line changes, after the journal was."""
    settings, shop, clock, ledger = parts.settings, parts.shop, parts.clock, parts.ledger
    watch = ClockWatch(clock)
    line_log = LineLog(ledger, clock, watch, _note_quietly)
    watched = WatchedIssuer(issuer, clock, lambda line: _tell_all([line_log.changed, *told], line), line_log.heard)
    seal = seal_of(settings, parts.account, parts.hide)
    words = receipt_words(settings.shop.receipt_language)
    slips = SlipWriter(seal, shop.store_id, lambda problem: log.warning("a slip without its code: %s", problem.facts))
    letterhead = Letterhead(shop, words, parts.account.is_test, slips)
    road = Road(
        shop=shop,
        ledger=ledger,
        issuer=watched,
        papers=Papers(letterhead, ledger, parts.printer, clock, opens_drawer=settings.printer.drawer_on == "receipts"),
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


def _offline_desk(parts: Parts) -> OfflineDesk:
    """What may be sold with the line down, and who may approve more. A sandbox has no policy from head office."""
    from app.config.approval_pin import STATE_NAME, PinApprovers
    from app.config.boot import boot_and_uptime

    settings, clock, account = parts.settings, parts.clock, parts.account
    limits: Callable[[], Limits] = partial(to_limits, settings)
    if not account.is_sandbox and settings.offline.policy_file:
        from app.config.policy_file import PolicyWatch

        limits = PolicyWatch.of(settings, account.account_id, clock, partial(_note_policy, parts.ledger, clock)).limits
    approvers = PinApprovers(
        lambda: settings_of(parts.options, parts.home).approval.people,
        parts.home.journals / STATE_NAME,
        clock,
        boot_and_uptime,
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
