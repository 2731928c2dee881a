"""`giftcard-till secret`: the client secret, or the chain's slip key, into the system's keyring; never an argument."""

from pathlib import Path

import click

from app.command.line import merged, shared_but_unused
from app.command.speech import DONE, say
from app.command.typed import typed_unseen
from app.config.folders import Home
from app.config.secret import Secret, checked_slip_key, delete_secret, delete_slip_key, save_secret, save_slip_key
from app.config.settings import Account
from app.config.settings_file import load_settings
from app.core.problem import Code, refuse


@click.group("secret")
def command() -> None:
    """Keep the account's client secret in the system's keyring."""


of_slips = click.option(
    "--slip-key", "is_slip_key", is_flag=True, help="The key by which the chain's tills read each other's slips."
)


@command.command("set")
@of_slips
@shared_but_unused
@click.pass_context
def put(context: click.Context, home: Path | None, sandbox: str, printer: str, *, is_slip_key: bool) -> int:
    """Ask for the secret, and keep it.

    It is typed unseen on the terminal, or read from standard input. A slip key is needed only where the chain's tills
    do not share one API client; it is then the same on all of them.
    """
    account = _account(merged(context, home, sandbox, printer).home)
    if is_slip_key:
        save_slip_key(account.id, checked_slip_key(Secret.typed(typed_unseen("Slip key", "secret"))))
        say(f"The slip key for {account.id} is in the keyring.")
        return DONE
    secret = Secret.typed(typed_unseen("Client secret", "secret"))
    save_secret(account.id, account.client_id, secret)
    say(f"The secret of {account.client_id} for {account.id} is in the keyring.")
    return DONE


@command.command("delete")
@of_slips
@shared_but_unused
@click.pass_context
def delete(context: click.Context, home: Path | None, sandbox: str, printer: str, *, is_slip_key: bool) -> int:
    """Take the secret out of the keyring."""
    account = _account(merged(context, home, sandbox, printer).home)
    name = "slip key" if is_slip_key else "secret"
    was_there = delete_slip_key(account.id) if is_slip_key else delete_secret(account.id, account.client_id)
    say(f"The {name} is no longer in the keyring." if was_there else f"There was no {name} in the keyring.")
    return DONE


def _account(home: Path | None) -> Account:
    """The account of the settings. Raises Refusal ACCOUNT_MISSING, with the file and the keys to fill in there."""
    file = Home.found(home).settings
    account = load_settings(file).account
    missing = [key for key, value in (("id", account.id), ("client_id", account.client_id)) if not value]
    if missing:
        raise refuse(Code.ACCOUNT_MISSING, file=str(file), keys=" and ".join(missing))
    return account
