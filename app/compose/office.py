"""One head office put together: its journal of batches, its vault, the maker of cards, and who may release."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from app.compose.account import account_of, issuer_of
from app.compose.options import Options
from app.compose.settings import settings_of
from app.compose.vault import maker_of, vault_as_it_lies, vault_of
from app.compose.world import World, embedded_in
from app.config.approval_pin import STATE_NAME, PinApprovers
from app.config.boot import boot_and_uptime
from app.config.clock import SystemClock
from app.config.folders import Home
from app.config.identifiers import TimeOrderedIdentifiers
from app.config.locale_form import forms
from app.config.log import begin_log
from app.config.secret_figures import SystemFigures
from app.config.settings import Settings
from app.config.shop_settings import to_shop
from app.core.problem import Code, refuse
from app.core.shop import Shop
from app.dintero.late_issuer import LateIssuer
from app.ledger.batch_book import SqliteBatchBook
from app.ledger.room import RoomLimits
from app.office.book import BatchStanding
from app.office.run import BatchRoad
from app.office.write_off import Look, look
from app.till.ports import Clock, LedgerFault
from app.ui.desk import Account
from app.vault.sealed_answers import SealedAnswers

if TYPE_CHECKING:
    from app.compose.chunk_process import ChunkProcess
    from app.sandbox.embedded import EmbeddedSandbox

log = logging.getLogger(__name__)


@dataclass
class Office:
    """One head office: for a command as for the window. A context manager: leaving it closes everything."""

    options: Options
    home: Home
    settings: Settings
    account: Account
    shop: Shop
    clock: Clock
    book: SqliteBatchBook
    issuer: LateIssuer
    sandbox: "EmbeddedSandbox | None" = None

    @cached_property
    def vault(self) -> SealedAnswers:
        """The account's sealed answers. Raises Refusal VAULT_UNWRITABLE."""
        return vault_of(self.home, self.account, self.clock)

    @cached_property
    def maker(self) -> "ChunkProcess":
        """The maker of the account's cards. Raises Refusal VAULT_UNWRITABLE."""
        return maker_of(self.home, self.account, self.vault, self.issuer)

    @property
    def road(self) -> BatchRoad:
        """What a run of a batch needs. Raises Refusal VAULT_UNWRITABLE."""
        quarantine = timedelta(seconds=self.settings.queue.quarantine_s)
        return BatchRoad(self.book, self.maker, self.issuer, self.clock, SystemFigures(), quarantine)

    @property
    def approvers(self) -> PinApprovers:
        """Who may release, by PIN: those who may approve at a till."""
        return PinApprovers(
            lambda: settings_of(self.options, self.home).approval.people,
            self.home.journals / STATE_NAME,
            self.clock,
            boot_and_uptime,
        )

    def found(self, called: str) -> BatchStanding:
        """The batch of a number, an id, or the beginning of one. Raises Refusal BATCH_UNKNOWN."""
        batches = self.book.batches()
        by_number = [batch for batch in batches if str(batch.number) == called]
        by_id = [batch for batch in batches if called and batch.order.batch_id.startswith(called)]
        for found in (by_number, by_id):
            if len(found) == 1:
                return found[0]
        raise refuse(Code.BATCH_UNKNOWN, batch=called[:40])

    def look_at(self, batch: BatchStanding) -> Look:
        """Every sealed answer of a batch as it lies there; of one that is destroyed there is none. Needs no key."""
        if batch.is_shredded:
            return Look()
        folder = self.home.vault(self.account.account_id) / batch.order.batch_id
        return look(self.book, vault_as_it_lies(self.home, self.account, self.clock), batch.order.batch_id, str(folder))

    def back_up(self) -> None:
        """Makes the backup of the day. One that cannot be made stops nothing: it is in the log."""
        try:
            self.book.backup(self.clock.now(), self.settings.journal.backup_days)
        except LedgerFault as fault:
            log.warning("no backup of the batches was made: %s", fault.problem.code.value)

    def await_sandbox(self) -> None:
        """Waits for an embedded sandbox. Raises Refusal SANDBOX_NOT_STARTED."""
        if self.sandbox is not None:
            self.sandbox.base_url()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the processes that make cards, closes connections and journal, and ends an embedded sandbox."""
        try:
            if "maker" in self.__dict__:
                self.maker.close()
            self.issuer.close()
        finally:
            self.book.close()
            if self.sandbox is not None:
                self.sandbox.stop()


def open_office(options: Options, *, is_reading: bool = False) -> Office:
    """Settings, journal of batches and issuer as one office. `is_reading` leaves the journal to a run beside it.

    Raises Refusal for settings, account or address at fault, LedgerFault for the journal.
    """
    home = Home.found(options.home)
    home.make()
    settings = settings_of(options, home)
    redactor = begin_log(home.log, settings.log.level)
    account = account_of(options, settings, home)
    clock = SystemClock()
    shop = to_shop(settings, *forms(settings.shop.locale))
    sandbox = embedded_in(options, home)
    issuer = LateIssuer(lambda: issuer_of(options, settings, account, sandbox, clock, redactor.hide))
    book = _book(home, account, clock, RoomLimits.of_a_till(settings.journal.free_mb_min), is_reading=is_reading)
    return Office(options, home, settings, account, shop, clock, book, issuer, sandbox)


def _book(home: Home, account: Account, clock: Clock, limits: RoomLimits, *, is_reading: bool) -> SqliteBatchBook:
    path = home.batches(account.account_id)
    if is_reading and path.exists():
        try:
            return SqliteBatchBook.open_read_only(path)
        except LedgerFault as fault:
            if fault.problem.code is not Code.JOURNAL_READ_ONLY:
                raise
    new_id = TimeOrderedIdentifiers().new()
    return SqliteBatchBook.open(path, journal_id=new_id, at=clock.now(), limits=limits, mark_folder=home.marks)


def office_of(world: World) -> Office:
    """The head office of a till that is open: the same account, over the same line. Raises LedgerFault."""
    limits = RoomLimits.of_a_till(world.settings.journal.free_mb_min)
    book = _book(world.home, world.account, world.clock, limits, is_reading=False)
    home, settings, account = world.home, world.settings, world.account
    return Office(world.options, home, settings, account, world.shop, world.clock, book, world.issuer)
