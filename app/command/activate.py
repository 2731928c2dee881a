"""`giftcard-till activate`: the road of a sale without a window."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from app.command.line import merged, shared
from app.command.speech import (
    FAULT,
    Value,
    activation_value,
    complain,
    exit_code_for,
    exit_code_of,
    not_sold_value,
    problem_value,
    say,
    show_json,
)
from app.compose import World, open_world
from app.core.activation import Activation
from app.core.card import CardCode
from app.core.money import Currency, Money, parse_amount
from app.core.problem import Code, Problem, Refusal, refuse
from app.core.sale import (
    Line,
    Sale,
    checked_customer_id,
    checked_customer_name,
    checked_dates,
    checked_reference,
    checked_transaction_id,
)
from app.till.activate import Sold
from app.till.ports import LedgerFault, PrintOutcome, StepRefused
from app.ui.words import state_words


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asked for, unread."""

    cards: tuple[str, ...]
    amount: str
    currency: str
    customer_id: str
    name: str
    sale: str
    expires: str
    active_from: str
    transaction: str
    operator: str


@click.command("activate")
@click.option("--card", "cards", multiple=True, required=True, help="A card's code as scanned; may be given again. With - the codes are read from standard input.")
@click.option("--amount", required=True, help="The amount for each card, as the shop's language writes it: 500,00.")
@click.option("--currency", default="", help="NOK, SEK, DKK, EUR or USD; without it the shop's first.")
@click.option("--customer-id", default="")
@click.option("--name", default="", help="The customer's name.")
@click.option("--sale", default="", help="The sale's reference in the shop's own system.")
@click.option("--expires", default="", metavar="YYYY-MM-DD", help="The last day the card is valid.")
@click.option("--active-from", default="", metavar="YYYY-MM-DD", help="The first day the card is valid.")
@click.option("--dintero-transaction", "transaction", default="", help="The Dintero transaction that paid the sale.")
@click.option("--operator", default="", help="Who sells; without it the settings' operator.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def command(
    context: click.Context, home: Path | None, sandbox: str, printer: str, *, as_json: bool, **asked: str | tuple[str, ...]
) -> int:
    """Load money onto cards, and print the receipt.

    Exit code 0: active. 3: queued or unknown. 4: held, taken or mismatch. 2: bad input. 5: a fault of the till.
    """
    wish = Wish(**asked)  # type: ignore[arg-type]  # click hands its options over by name; their kinds stand above
    if wish.cards == ("-",):  # a token is money: it need not stand in the list of running programs
        wish = replace(wish, cards=tuple(sys.stdin.read().split()))
        if not wish.cards:
            raise refuse(Code.SCAN_EMPTY)
    with open_world(merged(context, home, sandbox, printer)) as world:
        world.counter.recover()
        return sell(world, wish, as_json=as_json)


def sell(world: World, wish: Wish, *, as_json: bool) -> int:
    """Checks the wish field by field, looks the cards up, and takes the sale down the road."""
    form = world.shop.number_form
    try:
        sale = read_sale(world, wish)
        sold = world.counter.sell(sale, lambda _: None)
    except (Refusal, StepRefused) as refused:
        if as_json:
            show_json(not_sold_value(refused.problem, _card_id(world, wish.cards[0]), form))
        complain(refused.problem, form)
        return exit_code_for(refused.problem)
    except LedgerFault as fault:
        if as_json:
            show_json(not_sold_value(fault.problem, _card_id(world, wish.cards[0]), form) | {"state": "fault"})
        complain(fault.problem, form)
        return FAULT
    tell(world, sold, as_json=as_json)
    return max(exit_code_of(activation.state) for activation in sold.activations)


def read_sale(world: World, wish: Wish) -> Sale:
    """The sale that was asked for. Raises Refusal for the first field that is wrong, or a card that cannot be sold."""
    shop = world.shop
    currency = read_currency(wish.currency, shop.currencies)
    money = parse_amount(wish.amount, currency, shop.number_form, shop.maximum_minor[currency])
    starts, ends = checked_dates(read_day(wish.expires), read_day(wish.active_from), world.clock.now())
    if len(wish.cards) > shop.cards_max:
        raise refuse(Code.TOO_MANY_CARDS, most=shop.cards_max)
    customer = (checked_customer_id(wish.customer_id), checked_customer_name(wish.name))
    reference, transaction = checked_reference(wish.sale), checked_transaction_id(wish.transaction)
    return Sale(
        lines=tuple(read_line(world, text, money) for text in wish.cards),
        operator_id=wish.operator.strip() or shop.operator_id,
        customer_id=customer[0],
        customer_name=customer[1],
        reference=reference,
        active_from=starts,
        expires_at=ends,
        dintero_transaction_id=transaction,
    )


def _card_id(world: World, text: str) -> str | None:
    """The card's id for an answer; never a token, which is money itself."""
    meaning = world.counter.decoded(text)
    return meaning.text if isinstance(meaning, CardCode) else None


def read_currency(text: str, offered: Sequence[Currency]) -> Currency:
    """The currency meant; the first offered when none is named. Raises Refusal CURRENCY_NOT_OFFERED."""
    if not text.strip():
        return offered[0]
    for currency in offered:
        if currency.value == text.strip().upper():
            return currency
    raise refuse(Code.CURRENCY_NOT_OFFERED, currency=text.strip()[:8], offered=", ".join(offered))


def read_day(text: str) -> date | None:
    """A day as YYYY-MM-DD, or None. Raises Refusal DATE_UNREADABLE."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise refuse(Code.DATE_UNREADABLE, typed=text.strip()[:20], form="YYYY-MM-DD") from None


def read_line(world: World, text: str, money: Money) -> Line:
    """One card of the sale, looked up. Raises Refusal where it may not be sold."""
    meaning = world.counter.decoded(text)
    if isinstance(meaning, Problem):
        raise Refusal(meaning)
    found = world.counter.look_up(meaning)
    if found.card is None or not found.is_sellable:
        raise Refusal(found.problem or Problem(Code.CARD_NOT_SELLABLE, {"card": _last(meaning)}))
    return Line(found.card, money, read_before=found.was_read)


def _last(meaning: object) -> str:
    return meaning.last if isinstance(meaning, CardCode) else ""


def tell(world: World, sold: Sold, *, as_json: bool) -> None:
    """The result for people or for programs. Only an active card is called active."""
    form = world.shop.number_form
    if as_json:
        values = [activation_value(activation, sold.printed, form) for activation in sold.activations]
        whole: dict[str, Value] = dict(values[0])
        if len(values) > 1:
            whole["cards"] = values
        show_json(whole)
        return
    for activation in sold.activations:
        say(result_line(world, activation))
    if sold.printed is not None and sold.printed.report.outcome is not PrintOutcome.YES:
        if sold.printed.report.problem is not None:
            complain(sold.printed.report.problem, form)
        say(f"Receipt {sold.printed.paper.number_text} is kept in the journal.")


def result_line(world: World, activation: Activation) -> str:
    """One activation in words: state, amount, card, reference, and why where there is a why."""
    words = state_words(activation.state)
    amount = world.shop.number_form.amount(activation.order.money)
    line = f"{words.title}: {amount}, card …{activation.order.card.last}, reference {activation.short_id}. {words.todo}"
    problem = problem_value(activation.problem, world.shop.number_form)
    return f"{line} {problem['sentence']}" if isinstance(problem, dict) else line

