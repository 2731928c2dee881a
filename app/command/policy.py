"""`giftcard-till policy`: what holds at this till, and what head office needs to sign a policy."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from app.command.line import merged, shared_but_unused
from app.command.speech import DONE, Value, complain, exit_code_for, problem_value, say, show_json
from app.command.typed import typed_unseen
from app.config.clock import SystemClock
from app.config.folders import Home
from app.config.policy import read_policy
from app.config.policy_file import PolicyWatch, Standing, policy_text
from app.config.policy_signature import KEY_NAME, new_key, public_key_of, signed
from app.config.secret import Secret, read_secret, save_secret
from app.config.settings_checks import ACCOUNT_ID
from app.config.settings_file import load_settings, write_whole
from app.core.card import printable
from app.core.limits import Limits
from app.core.money import PLAIN_FORM, Currency, Money
from app.core.problem import Code, Refusal, refuse


@click.group("policy")
def command() -> None:
    """Show and sign what tills may sell offline."""


@command.command("show")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared_but_unused
@click.pass_context
def show(context: click.Context, home: Path | None, sandbox: str, printer: str, *, as_json: bool) -> int:
    """Show the limits in force, and what set them.

    Exit code 0: the settings' own, or a policy's that holds. 2: the policy does not hold.
    """
    settings = load_settings(Home.found(merged(context, home, sandbox, printer).home).settings)
    standing = PolicyWatch.of(settings, settings.account.id, SystemClock()).standing()
    if as_json:
        show_json(_value(standing))
    else:
        _say(standing, settings.offline.policy_file)
    if standing.problem is None:
        return DONE
    complain(standing.problem)
    return exit_code_for(standing.problem)


@command.command("new-key")
@click.option("--account", default="", metavar="ID", help="Whose policies it will sign; else the settings' account.")
@click.option("--replace", is_flag=True, help="Make a new key though there is one: what it signed then holds no more.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared_but_unused
@click.pass_context
def make_key(
    context: click.Context,
    account: str,
    home: Path | None,
    sandbox: str,
    printer: str,
    *,
    replace: bool,
    as_json: bool,
) -> int:
    """Make the key that signs policies.

    The private key goes into the keyring and is never shown. What is shown is the public key: policy_key in the
    settings of each till. A key that is there already is kept and its public key shown again.
    """
    account = account or load_settings(Home.found(merged(context, home, sandbox, printer).home).settings).account.id
    if not account:
        raise refuse(Code.ACCOUNT_MISSING)
    if not ACCOUNT_ID.fullmatch(account):
        raise refuse(Code.ACCOUNT_BAD, account=printable(account))
    kept = None if replace else _kept(account)
    private, public = (kept, public_key_of(kept)) if kept else new_key()
    if not kept:
        save_secret(account, KEY_NAME, private)
    if as_json:
        show_json({"account": account, "policy_key": public, "was_made": kept is None})
        return DONE
    say(f"The key for policies of {account} {'was in the keyring already' if kept else 'is in the keyring'}.")
    say(f'policy_key = "{public}"')
    return DONE


@command.command("sign")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where the signed policy goes.")
@click.option("--key-from-input", is_flag=True, help="Read the private key from standard input, not from the keyring.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared_but_unused
def sign(*, file: Path, out: Path | None, key_from_input: bool, as_json: bool, **_shared: object) -> int:
    """Sign a policy that was written as TOML.

    Without --out the signed policy is written to standard output.
    """
    text = policy_text(file)
    policy = read_policy(text, str(file))
    given = Secret.typed(typed_unseen("Private key", "private key")) if key_from_input else None
    private = given or _kept(policy.account)
    if private is None:
        raise refuse(Code.POLICY_KEY_MISSING, account=policy.account)
    sealed = signed(text, private)
    if out is not None:
        _write(out, sealed)
    if as_json:
        told = {"account": policy.account, "ends": policy.ends.isoformat(), "policy_key": public_key_of(private)}
        show_json(told | {"file": str(out) if out else None, "signed": sealed})
    elif out is None:
        sys.stdout.write(sealed)
    else:
        say(f"Signed: {out}. It holds for {policy.account} until {policy.ends.isoformat()}.")
    return DONE


def _kept(account: str) -> Secret | None:
    """The private key that the keyring has for this account. Raises the KEYRING refusals."""
    try:
        return read_secret(account, KEY_NAME)
    except Refusal as refusal:
        if refusal.problem.code is Code.SECRET_MISSING:
            return None
        raise


def _write(out: Path, sealed: str) -> None:
    try:
        write_whole(out, sealed)
    except Refusal as refusal:
        raise click.BadParameter(str(refusal.problem.facts.get("reason", "")), param_hint="--out") from refusal


def _value(standing: Standing) -> dict[str, Value]:
    limits, policy = standing.limits, standing.policy
    days: dict[str, Value] | None = None
    if policy is not None:
        days = {"account": policy.account, "issued": policy.issued.isoformat(), "ends": policy.ends.isoformat()}
    return {
        "limits": {
            "is_allowed": limits.is_allowed,
            "card_minor": _by_currency(limits.card_minor),
            "waiting_minor": _by_currency(limits.waiting_minor),
            "waiting_count": limits.waiting_count,
            "contact_hours": limits.contact_hours,
            "per_cashier_hour": limits.per_cashier_hour,
            "approved_factor": limits.approved_factor,
        },
        "policy": days,
        "problem": problem_value(standing.problem),
    }


def _by_currency(minor: Mapping[Currency, int]) -> dict[str, Value]:
    return {currency.value: figure for currency, figure in minor.items()}


def _say(standing: Standing, file: str) -> None:
    policy = standing.policy
    if policy is not None and standing.problem is None:
        say(f"Set by head office until {policy.ends.isoformat()}: {file}")
    else:
        say("The strictest limits hold." if standing.problem else "Set by this till's settings.")
    for line in _lines(standing.limits):
        say(line)


def _lines(limits: Limits) -> tuple[str, ...]:
    if not limits.is_allowed:
        return ("Nothing is sold while the line is down.",)
    return (
        f"One card:           {_sums(limits.card_minor)}",
        f"Waiting in all:     {_sums(limits.waiting_minor)}",
        f"Cards waiting:      {limits.waiting_count}",
        f"Hours of silence:   {limits.contact_hours}",
        f"Cashier in an hour: {limits.per_cashier_hour}",
        f"With an approval:   {limits.approved_factor} times as much",
    )


def _sums(minor: Mapping[Currency, int]) -> str:
    return ", ".join(PLAIN_FORM.amount(Money(figure, currency)) for currency, figure in minor.items())
