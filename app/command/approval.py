"""`giftcard-till approval`: who may approve what passes a limit; a PIN is typed, never an argument."""

import sys
from pathlib import Path

import click

from app.command.line import merged, shared_but_unused
from app.command.speech import DONE, say, show_json
from app.command.typed import typed_unseen
from app.config.approval_people import remove_person, save_person
from app.config.approval_pin import STATE_NAME, checked_pin, forget_wrong_tries, hashed
from app.config.folders import Home
from app.config.settings import Person
from app.config.settings_file import load_settings
from app.core.problem import Code, refuse


@click.group("approval")
def command() -> None:
    """Say who may approve what passes a limit."""


@command.command("set")
@click.argument("name")
@shared_but_unused
@click.pass_context
def put(context: click.Context, name: str, home: Path | None, sandbox: str, printer: str) -> int:
    """Ask for the PIN of somebody who may approve, and keep its hash in the settings.

    It is typed unseen and twice on the terminal, or read once from standard input: six figures or more. Wrong tries
    are forgotten and a pause ends.
    """
    place = Home.found(merged(context, home, sandbox, printer).home)
    people = load_settings(place.settings).approval.people
    others = [person for person in people if person.name.casefold() != name.casefold()]
    pin = checked_pin(typed_unseen(f"PIN of {name}", "PIN"), others)
    if sys.stdin.isatty() and typed_unseen("The same again", "PIN").strip() != pin:
        raise refuse(Code.APPROVAL_PIN_BAD, reason="the two are not the same")
    place.make()
    save_person(place.settings, Person(name=name, pin_hash=hashed(pin)))
    forget_wrong_tries(place.journals / STATE_NAME)
    say(f"{name} may approve at this till.")
    return DONE


@command.command("remove")
@click.argument("name")
@shared_but_unused
@click.pass_context
def remove(context: click.Context, name: str, home: Path | None, sandbox: str, printer: str) -> int:
    """Take somebody's approval away."""
    remove_person(Home.found(merged(context, home, sandbox, printer).home).settings, name)
    say(f"{name} may no longer approve at this till.")
    return DONE


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared_but_unused
@click.pass_context
def listing(context: click.Context, home: Path | None, sandbox: str, printer: str, *, as_json: bool) -> int:
    """List who may approve."""
    settings = load_settings(Home.found(merged(context, home, sandbox, printer).home).settings)
    names = [person.name for person in settings.approval.people]
    if as_json:
        show_json({"people": names})
        return DONE
    for name in names:
        say(name)
    if not names:
        say("Nobody may approve at this till yet.")
    return DONE
