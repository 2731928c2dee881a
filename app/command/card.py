"""`giftcard-till card CODE`: a card's state and balance, without selling."""

from pathlib import Path
from typing import Final

import click

from app.command.line import merged, shared
from app.command.scanned import read_codes
from app.command.speech import (
    DONE,
    WAITING,
    Value,
    complain,
    complain_in_words,
    exit_code_for,
    problem_value,
    say,
    show_json,
)
from app.compose.world import World, open_world
from app.core.card import Card, Standing, printable
from app.core.money import Currency, Money
from app.core.problem import Code, Problem
from app.till.look_up import LookUp
from app.ui.words import sentence

_OF_THIS_TILL: Final = frozenset({Code.CARD_SOLD_HERE, Code.CARD_OPEN_HERE})
"""What only this till's journal knows of a card."""


@click.command("card")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def command(context: click.Context, code: str, home: Path | None, sandbox: str, printer: str, *, as_json: bool) -> int:
    """Show a card's state and balance. With - the code is read from standard input.

    Exit code 0: the gift-card service answered. 3: it could not be asked. 4: it does not know the card. 2: the code is
    no card's.
    """
    with open_world(merged(context, home, sandbox, printer), is_reading=True) as world:
        world.await_sandbox()
        meaning = world.counter.decoded(" ".join(read_codes([code])))
        found = LookUp(None, problem=meaning) if isinstance(meaning, Problem) else world.counter.look_up(meaning)
        return tell(world, found, as_json=as_json)


def tell(world: World, found: LookUp, *, as_json: bool) -> int:
    """The card in words or as JSON. Only what the issuer said just now is shown."""
    form = world.shop.number_form
    if as_json:
        show_json(card_value(found, world))
    elif found.seen is not None:
        say(card_line(found.seen, world))
        if found.problem is not None and found.problem.code in _OF_THIS_TILL:
            words = sentence(found.problem, form)
            say(f"{words.what} {words.todo}")
    if found.seen is not None:
        return DONE
    problem = found.problem or Problem(Code.NO_ANSWER)
    if found.is_sellable:  # nothing is being sold here
        complain_in_words(f"{sentence(problem, form).what} Look again when the line is back.")
    else:
        complain(problem, form)
    return WAITING if found.is_sellable or problem.code is Code.TOKEN_NEEDS_LINE else exit_code_for(problem)


def card_value(found: LookUp, world: World) -> dict[str, Value]:
    """The stable names of `card --json`."""
    seen = found.seen
    return {
        "card_id": found.card.text if found.card else None,
        "state": seen.status if seen else None,
        "is_test": world.account.is_test,
        "is_sellable": found.was_read,
        "amount_available_minor": seen.amount_available if seen else None,
        "amount_minor": seen.amount if seen else None,
        "currency": seen.currency if seen else None,
        "customer_id": seen.customer_id if seen else None,
        "name": seen.name if seen else None,
        "active_from": seen.active_from.isoformat() if seen and seen.active_from else None,
        "expires_at": seen.expires_at.isoformat() if seen and seen.expires_at else None,
        "problem": problem_value(found.problem, world.shop.number_form),
    }


def card_line(card: Card, world: World) -> str:
    """One line for people: code, how it stands, the gift-card service's own word for that, balance."""
    standing = {Standing.ACTIVE: "active", Standing.INACTIVE: "not active"}.get(card.standing, "not certain")
    word = printable(card.status, 40)
    own_word = "" if word.casefold() == standing else f" (“{word}”)"
    balance = "no balance"
    if card.amount_available is not None and card.currency in set(Currency):
        balance = world.shop.number_form.amount(Money(card.amount_available, Currency(card.currency))) + " available"
    return f"Card {card.card_id}: {standing}{own_word}, {balance}."
