"""`giftcard-till secret`: the client secret into the system's keyring, never as an argument."""

import sys
from pathlib import Path
from typing import Final

import click

from app.command.line import merged, shared_but_unused
from app.command.speech import DONE, say
from app.config.folders import Home
from app.config.secret import Secret, delete_secret, save_secret
from app.config.settings import Account
from app.config.settings_file import load_settings
from app.core.problem import Code, refuse

LINE_MAX: Final = 10_000
"""Signs: an endless line ends here; no secret is nearly so long."""


@click.group("secret")
def command() -> None:
    """Keep the account's client secret in the system's keyring."""


@command.command("set")
@shared_but_unused
@click.pass_context
def put(context: click.Context, home: Path | None, sandbox: str, printer: str) -> int:
    """Ask for the secret, and keep it.

    It is typed unseen on the terminal, or read from standard input.
    """
    account = _account(merged(context, home, sandbox, printer).home)
    secret = Secret.typed(_typed())
    save_secret(account.id, account.client_id, secret)
    say(f"The secret of {account.client_id} for {account.id} is in the keyring.")
    return DONE


@command.command("delete")
@shared_but_unused
@click.pass_context
def delete(context: click.Context, home: Path | None, sandbox: str, printer: str) -> int:
    """Take the secret out of the keyring."""
    account = _account(merged(context, home, sandbox, printer).home)
    was_there = delete_secret(account.id, account.client_id)
    say("The secret is no longer in the keyring." if was_there else "There was no secret in the keyring.")
    return DONE


def _account(home: Path | None) -> Account:
    """The account of the settings. Raises Refusal ACCOUNT_MISSING, with the file and the keys to fill in there."""
    file = Home.found(home).settings
    account = load_settings(file).account
    missing = [key for key, value in (("id", account.id), ("client_id", account.client_id)) if not value]
    if missing:
        raise refuse(Code.ACCOUNT_MISSING, file=str(file), keys=" and ".join(missing))
    return account


def _typed() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Client secret", hide_input=True, default="", show_default=False))
    try:
        return sys.stdin.readline(LINE_MAX)
    except UnicodeDecodeError:  # its words would hold what was read
        raise refuse(Code.SETTINGS_BAD_VALUE, key="secret", value="•••", reason="is not text") from None
