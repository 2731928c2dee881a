"""`giftcard-till activate`: the road of a sale without a window."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from app.command.line import merged, shared
from app.command.noticed import complain_of_journal, complain_of_papers
from app.command.scanned import read_codes
from app.command.speech import (
    FAULT,
    Value,
    activation_value,
    complain,
    complain_in_words,
    exit_code_for,
    exit_code_of,
    not_sold_value,
    problem_value,
    say,
    show_json,
)
from app.command.typed import typed_unseen
from app.compose.world import World, open_world
from app.core.activation import CASES, QUEUE, Activation
from app.core.card import CardCode, printable
from app.core.money import Currency, Money, parse_amount
from app.core.problem import Code, Problem, Refusal, refuse
from app.core.sale import (
    Line,
    Sale,
    checked_customer_id,
    checked_customer_name,
    checked_dates,
    checked_reference,
    checked_text,
    checked_transaction_id,
)
from app.core.scan import Meaning, ScanPattern
from app.till.activate import Sold
from app.till.offline import OverLimit
from app.till.papers import fate_of
from app.till.ports import LedgerFault, PrintOutcome, StepRefused, Tell
from app.ui.words import sentence, state_words

OPERATOR_MAX = 40
"""As long as the settings let an operator's id be."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asked for, unread."""

    cards: tuple[str, ...]
    amount: str
    currency: str = ""
    customer_id: str = ""
    name: str = ""
    sale: str = ""
    expires: str = ""
    active_from: str = ""
    transaction: str = ""
    operator: str = ""
    is_approved: bool = False


@click.command("activate")
@click.option("--card", "cards", multiple=True, required=True, help="A card's code; again for more. - reads stdin.")
@click.option("--amount", required=True, help="The amount for each card, as the shop's language writes it: 500,00.")
@click.option("--currency", default="", help="NOK, SEK, DKK, EUR or USD; without it the shop's first.")
@click.option("--customer-id", default="", help="The customer's number.")
@click.option("--name", default="", help="The customer's name.")
@click.option("--sale", default="", help="The sale's reference in the shop's own system.")
@click.option("--expires", default="", metavar="YYYY-MM-DD", help="The last day the card is valid.")
@click.option("--active-from", default="", metavar="YYYY-MM-DD", help="The first day the card is valid.")
@click.option("--dintero-transaction", "transaction", default="", help="The Dintero transaction that paid the sale.")
@click.option("--operator", default="", help="Who sells; without it the settings' operator.")
@click.option("--approve", "is_approved", is_flag=True, help="Ask for a supervisor's PIN where a limit is passed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def command(
    context: click.Context,
    /,
    home: Path | None,
    sandbox: str,
    printer: str,
    *,
    as_json: bool,
    cards: tuple[str, ...],
    amount: str,
    currency: str,
    customer_id: str,
    name: str,
    sale: str,
    expires: str,
    active_from: str,
    transaction: str,
    operator: str,
    is_approved: bool,
) -> int:
    """Load money onto cards, and print the receipt.

    Exit code 0: active. 3: queued or unknown. 4: held, taken or mismatch. 2: bad input. 5: a fault of the till.
    """
    wish = Wish(cards, amount, currency, customer_id, name, sale, expires, active_from, transaction, operator)
    try:
        wish = replace(wish, cards=read_codes(wish.cards), is_approved=is_approved)
        with open_world(merged(context, home, sandbox, printer)) as world:
            world.await_sandbox()
            world.counter.recover()
            complain_of_journal(world)
            return sell(world, wish, as_json=as_json)
    except (Refusal, LedgerFault) as fault:
        return not_sold(fault.problem, as_json=as_json)


def sell(world: World, wish: Wish, *, as_json: bool) -> int:
    """Checks the wish field by field, looks the cards up, and takes the sale down the road."""
    told: dict[str, Activation] = {}

    def tell_step(activation: Activation) -> None:
        told[activation.id] = activation

    try:
        sale = read_sale(world, wish)
        if world.counter.clock_problem is not None:  # known by now: the cards were read
            complain(world.counter.clock_problem, world.shop.number_form)
        sold = _sold(world, sale, wish, tell_step)
    except OverLimit as over:
        code = not_sold(over.problems[0], world, wish, as_json=as_json)
        if over.may_be_approved:
            complain_in_words("A supervisor can let this sale pass: with --approve the command asks for the PIN.")
        return code
    except (Refusal, StepRefused) as refused:
        return not_sold(refused.problem, world, wish, as_json=as_json)
    except LedgerFault as fault:
        if fault.problem.code is Code.DISK_LOW:  # said before anything was written
            return not_sold(fault.problem, world, wish, as_json=as_json)
        return not_known(fault.problem, world, wish, tuple(told.values()), as_json=as_json)
    tell(world, sold, as_json=as_json)
    complain_of_papers(world, sold.printed)
    return max(exit_code_of(activation.state) for activation in sold.activations)


def _sold(world: World, sale: Sale, wish: Wish, tell_step: Tell) -> Sold:
    """Sells; where a limit is passed with the line down, with a supervisor's PIN if one is to be asked for.

    Raises Refusal for a PIN that is not taken, OverLimit, StepRefused, LedgerFault.
    """
    try:
        return world.counter.sell(sale, tell_step)
    except OverLimit as over:
        if not wish.is_approved or not over.may_be_approved:
            raise
    approval = world.counter.approve(typed_unseen("Supervisor's PIN", "PIN"))
    if isinstance(approval, Problem):
        raise Refusal(approval)
    return world.counter.sell(sale, tell_step, approval)


def not_sold(problem: Problem, world: World | None = None, wish: Wish | None = None, *, as_json: bool) -> int:
    """Says why nothing was sold: nothing is in the journal, nothing was sent."""
    form = world.shop.number_form if world else None
    if as_json:
        show_json(not_sold_value(problem, _card_id(world, wish) if world and wish else None, form))
    complain(problem, form)
    return exit_code_for(problem)


def not_known(problem: Problem, world: World, wish: Wish, told: Sequence[Activation], *, as_json: bool) -> int:
    """Says that the journal failed on the way: neither "sold" nor "not sold" may be claimed (transition T03).

    What was told before stands in the journal and is named, so that it can be found there.
    """
    form = world.shop.number_form
    if as_json:
        fault: dict[str, Value] = {"state": "fault", "problem": problem_value(problem, form)}
        rows = [activation_value(activation, None, form) | fault for activation in told]
        whole = rows[0] if rows else not_sold_value(problem, _card_id(world, wish), form) | fault
        show_json(whole | {"cards": rows} if len(rows) > 1 else whole)
    complain(problem, form)
    return FAULT


def read_sale(world: World, wish: Wish) -> Sale:
    """The sale that was asked for. Raises Refusal for the first field that is wrong, or a card that cannot be sold.

    Everything that can be judged without the issuer is judged before it is asked.
    """
    shop = world.shop
    currency = read_currency(wish.currency, shop.currencies)
    money = parse_amount(wish.amount, currency, shop.number_form, shop.maximum_minor[currency])
    starts, ends = checked_dates(read_day(wish.expires), read_day(wish.active_from), world.clock.now())
    patterns = shop.patterns
    customer = (checked_customer_id(wish.customer_id, patterns), checked_customer_name(wish.name, patterns))
    reference, transaction = checked_reference(wish.sale, patterns), checked_transaction_id(wish.transaction)
    operator = read_operator(wish.operator, patterns) or shop.operator_id
    return Sale(
        lines=tuple(read_line(world, meaning, money) for meaning in read_meanings(world, wish.cards)),
        operator_id=operator,
        customer_id=customer[0],
        customer_name=customer[1],
        reference=reference,
        active_from=starts,
        expires_at=ends,
        dintero_transaction_id=transaction,
    )


def read_currency(text: str, offered: Sequence[Currency]) -> Currency:
    """The currency meant; the first offered when none is named. Raises Refusal CURRENCY_NOT_OFFERED."""
    if not text.strip():
        return offered[0]
    for currency in offered:
        if currency.value == text.strip().upper():
            return currency
    raise refuse(Code.CURRENCY_NOT_OFFERED, currency=printable(text.strip(), 8), offered=", ".join(offered))


def read_day(text: str) -> date | None:
    """A day as YYYY-MM-DD, or None. Raises Refusal DATE_UNREADABLE."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise refuse(Code.DATE_UNREADABLE, typed=printable(text.strip(), 20), form="YYYY-MM-DD") from None


def read_operator(text: str, patterns: Sequence[ScanPattern]) -> str | None:
    """Who sells, or None. Raises Refusal SETTINGS_BAD_VALUE: it stands in for a setting, with the setting's limits."""
    try:
        return checked_text(text, OPERATOR_MAX, Code.SETTINGS_BAD_VALUE, patterns)
    except Refusal as refusal:
        if refusal.problem.code is Code.TOKEN_IN_TEXT:
            raise
        shown, reason = printable(text, OPERATOR_MAX), f"is longer than {OPERATOR_MAX} characters"
        raise refuse(Code.SETTINGS_BAD_VALUE, key="--operator", value=shown, reason=reason) from refusal


def read_meanings(world: World, texts: Sequence[str]) -> list[Meaning]:
    """What each code means. Raises Refusal for too many, for one that is no card's, or for one given twice."""
    if len(texts) > world.shop.cards_max:
        raise refuse(Code.TOO_MANY_CARDS, most=world.shop.cards_max)
    meanings: list[Meaning] = []
    for text in texts:
        meaning = world.counter.decoded(text)
        if isinstance(meaning, Problem):
            raise Refusal(meaning)
        if meaning in meanings:
            raise refuse(Code.CARD_IN_THIS_SALE, card=_last(meaning))
        meanings.append(meaning)
    return meanings


def read_line(world: World, meaning: Meaning, money: Money) -> Line:
    """One card of the sale, looked up. Raises Refusal where it may not be sold."""
    found = world.counter.look_up(meaning)
    if found.card is None or not found.is_sellable:
        raise Refusal(found.problem or Problem(Code.CARD_NOT_SELLABLE, {"card": _last(meaning)}))
    return Line(found.card, money, read_before=found.was_read)


def _last(meaning: Meaning) -> str:
    return meaning.last if isinstance(meaning, CardCode) else ""


def _card_id(world: World, wish: Wish) -> str | None:
    """The one card's id for an answer; None for several, of which any may be meant, and for a token, which is money."""
    meaning = world.counter.decoded(wish.cards[0])
    return meaning.text if len(wish.cards) == 1 and isinstance(meaning, CardCode) else None


def tell(world: World, sold: Sold, *, as_json: bool) -> None:
    """The result for people or for programs. Only an active card is called active."""
    form = world.shop.number_form
    if as_json:
        show_json(sold_value(sold, world))
        return
    for activation in sold.activations:
        say(result_line(world, activation))
    if any(activation.state in QUEUE for activation in sold.activations):
        say("An open window goes on by itself; without one, call “giftcard-till queue catch-up”.")
    if sold.fault is not None:
        complain(sold.fault, form)
    if sold.printed is not None and sold.printed.report.outcome is not PrintOutcome.YES:
        if sold.printed.report.problem is not None:
            complain(sold.printed.report.problem, form)
        say(f"Receipt {sold.printed.paper.number_text} is kept in the journal.")
        if fate_of(sold.printed.report) is PrintOutcome.DUE:
            say("It waits: an open window prints it by itself; without one, call “giftcard-till papers print”.")
        elif sold.printed.report.outcome is PrintOutcome.UNKNOWN:
            number = sold.printed.paper.number
            answers = f"“giftcard-till papers came-out {number}” or “giftcard-till papers not-come-out {number}”"
            say(f"Did it come out whole? Say {answers}.")


def sold_value(sold: Sold, world: World) -> dict[str, Value]:
    """A sale as JSON. Of several cards the one that is furthest from active stands for all; `cards` has each."""
    form = world.shop.number_form
    each = [activation_value(activation, sold.printed, form, sold.fault) for activation in sold.activations]
    worst = max(range(len(each)), key=lambda place: exit_code_of(sold.activations[place].state))
    return each[worst] | {"cards": each} if len(each) > 1 else each[worst]


def result_line(world: World, activation: Activation) -> str:
    """One activation in words: state, amount, card, reference, and why where there is a why."""
    words = state_words(activation.state)
    amount = world.shop.number_form.amount(activation.order.money)
    line = f"{words.title}: {amount}, card …{activation.order.card.last}, reference {activation.short_id}."
    if activation.problem is None:
        return f"{line} {words.todo}"
    why = sentence(activation.problem, world.shop.number_form)
    return f"{line} {why.what} {why.todo if activation.state in CASES else words.todo}"
