"""Whose money it is, what its issuer is called by, and the seal on its slips: a real account's or the sandbox's."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app import __version__
from app.compose.options import EMBEDDED, Options
from app.config.facts_file import SANDBOX
from app.config.folders import Home
from app.config.settings import Settings
from app.config.shop_settings import is_test_account
from app.config.slip_seal import ChainSlipSeal
from app.core.card import printable
from app.core.problem import Code, refuse
from app.sandbox.demonstration import ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET
from app.till.ports import Clock
from app.ui.desk import Account

if TYPE_CHECKING:
    from app.dintero.issuer import DinteroIssuer
    from app.sandbox.embedded import EmbeddedSandbox

SLIP_KEY_WAIT_S: Final = 20.0
"""How long the keyring may keep a slip waiting for its key."""


def account_of(options: Options, settings: Settings, home: Home) -> Account:
    """Whose money it is. A sandbox has the demonstration account, whatever the settings say.

    Raises Refusal ACCOUNT_MISSING; with the fact `trial` where this home was used with a sandbox alone.
    """
    if options.sandbox:
        _demand_loopback(options.sandbox)
        return Account(ACCOUNT_ID, is_test=True, is_sandbox=True)
    if not settings.account.id or not settings.account.client_id:
        trial = home.journal(ACCOUNT_ID)
        raise refuse(Code.ACCOUNT_MISSING, trial=str(trial)) if trial.exists() else refuse(Code.ACCOUNT_MISSING)
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


def seal_of(settings: Settings, account: Account, hide: Callable[[str], None]) -> ChainSlipSeal:
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


def _secret(account_id: str, client_id: str, hide: Callable[[str], None]) -> str:
    from app.config.secret import read_secret

    secret = read_secret(account_id, client_id).reveal()
    hide(secret)
    return secret
