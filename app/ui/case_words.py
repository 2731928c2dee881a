"""What is said of a case: what happened with the evidence, what to do, what was done already, and the ways out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.core.activation import Activation, State
from app.core.card import Card, Standing, printable
from app.core.case import Case, CaseAction, Way
from app.core.money import Currency, Money
from app.core.paper import PaperKind
from app.core.receipt import day_text
from app.core.shop import Shop
from app.till.ports import PaperRecord
from app.ui.moment_words import moment_words
from app.ui.saying import Saying, says
from app.ui.translation import translate
from app.ui.words import sentence, state_words


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case and the latest paper that its customer may hold."""

    case: Case
    record: PaperRecord | None = None


WAY_WORDS: Final[Mapping[Way, Callable[[], str]]] = {
    Way.RETRY: lambda: translate("Cases", "Try again"),
    Way.CANCEL: lambda: translate("Cases", "Cancel it first"),
    Way.MOVE: lambda: translate("Cases", "Move to another card"),
    Way.REFUND: lambda: translate("Cases", "Refund"),
    Way.ACCEPT: lambda: translate("Cases", "It is all right"),
}
"""The ways out as their buttons name them, in this order."""

_DONE: Final[Mapping[Way, Callable[[], str]]] = {
    Way.RETRY: lambda: translate("Cases", "{person} had it tried again: {reason}"),
    Way.CANCEL: lambda: translate("Cases", "{person} cancelled it: {reason}"),
    Way.MOVE: lambda: translate("Cases", "{person} moved the money to another card: {reason}"),
    Way.REFUND: lambda: translate("Cases", "{person} gave the money back: {reason}"),
    Way.ACCEPT: lambda: translate("Cases", "{person} said that it is all right: {reason}"),
}


def _taken() -> Saying:
    """Another sale has this card."""
    return says(
        translate("Cases", "Another sale has this card: it was activated at {where} at {time} for {amount}."),
        translate("Cases", "Another sale has this card: it was activated at {where} for {amount}."),
        translate("Cases", "Another sale has this card: it was activated for {amount}."),
        translate("Cases", "Another sale has this card."),
        todo="",
    )


def _loaded() -> Saying:
    """What the issuer said last of a card with money on it."""
    return says(
        translate("Cases", "On the card: {amount}, activated at {where} at {time}."),
        translate("Cases", "On the card: {amount}, activated at {where}."),
        translate("Cases", "On the card: {amount}."),
        translate("Cases", "The card is active."),
        todo="",
    )


def card_words(activation: Activation) -> str:
    """`Card …4711`."""
    return translate("Cases", "Card …{card}").replace("{card}", activation.order.card.last)


def happened(activation: Activation, shop: Shop, now: datetime) -> str:
    """What happened, in a sentence or two, with what the issuer last said of the card."""
    told = "" if activation.problem is None else sentence(activation.problem, shop.number_form).what
    card = activation.evidence
    facts = _facts_of(card, shop, now) if card and card.standing is Standing.ACTIVE else None
    if activation.state is State.TAKEN and facts is not None:
        return _taken().with_facts(facts).what
    loaded = "" if facts is None else _loaded().with_facts(facts).what
    if activation.state is State.MISMATCH:
        loaded = f"{loaded} {_confirmed(activation, shop)}".strip()
    return " ".join(part for part in (told, loaded) if part) or f"{state_words(activation.state).title}."


def advice(activation: Activation) -> str:
    """What to think of before one of the ways is taken."""
    match activation.state:
        case State.HELD if activation.ambiguous:
            return translate(
                "Cases",
                "A call that is on its way may still load the card. Cancel it first, then the money can go elsewhere.",
            )
        case State.HELD:
            return translate(
                "Cases",
                "Nothing was loaded. Try again once the cause is mended, or let the money go elsewhere.",
            )
        case State.CANCEL_WAIT:
            return translate(
                "Cases",
                "The till looks twice whether the card is still empty; that takes about two minutes. Then the money"
                " can go elsewhere.",
            )
        case State.CANCELLED:
            return translate("Cases", "No money is on the card: that is proven. The money can go elsewhere now.")
        case State.TAKEN:
            return translate("Cases", "Put the card aside. The customer's money is on no card of this sale.")
        case State.MISMATCH:
            return translate("Cases", "Keep the card. Have its money taken off before you move or refund anything.")
        case State.UNKNOWN:
            return translate(
                "Cases", "Keep the card. Compare sum and time with the slip: did this sale load it, or another one?"
            )
        case State.ACTIVE:
            return translate("Cases", "Hand the card over, or have its money taken off before you refund anything.")
        case _:
            return state_words(activation.state).todo


def _facts_of(card: Card, shop: Shop, now: datetime) -> dict[str, str]:
    """Sum, place and time as the issuer told them; what it did not tell is empty."""
    return {
        "amount": _money(card, shop),
        "where": printable(card.originated_by or ""),
        "time": moment_words(card.active_from, now, shop.date_form) if card.active_from else "",
    }


def _money(card: Card, shop: Shop) -> str:
    if not card.amount or card.currency is None:
        return ""
    try:
        return shop.number_form.amount(Money(card.amount, Currency(card.currency)))
    except ValueError:  # a currency that the till does not know, or a figure out of all bounds
        return ""


def _confirmed(activation: Activation, shop: Shop) -> str:
    """What was confirmed at the till, to compare."""
    order = activation.order
    amount = shop.number_form.amount(order.money)
    if order.expires_at is None:
        return translate("Cases", "Confirmed: {amount}.").replace("{amount}", amount)
    told = translate("Cases", "Confirmed: {amount}, valid until {day}.").replace("{amount}", amount)
    return told.replace("{day}", day_text(order.expires_at, shop.date_form))


def case_facts(shown: CaseShown, shop: Shop, now: datetime) -> tuple[tuple[str, str], ...]:
    """What is needed to find slip, customer and sale."""
    activation, record = shown.case.activation, shown.record
    order = activation.order
    customer = " · ".join(printable(part, 80) for part in (order.customer_name, order.customer_id) if part)
    is_receipt = record is not None and record.paper.kind is PaperKind.RECEIPT
    paper = translate("Cases", "Receipt {number}") if is_receipt else translate("Cases", "Slip {number}")
    number = record.paper.number_text if record else ""
    sold = translate("Cases", "{time} · till {till}, {cashier}")
    sold = sold.replace("{time}", moment_words(order.confirmed_at, now, shop.date_form))
    return (
        (translate("Cases", "Customer holds"), paper.replace("{number}", number) if record else ""),
        (translate("Cases", "Reference"), activation.short_id),
        (translate("Cases", "Sold"), sold.replace("{till}", order.till_id).replace("{cashier}", order.operator_id)),
        (translate("Cases", "Customer"), customer),
        (translate("Cases", "Sale"), printable(order.sale_reference or "", 80)),
        (translate("Cases", "Needs a person since"), moment_words(shown.case.opened_at, now, shop.date_form)),
    )


def action_facts(case: Case, shop: Shop, now: datetime) -> tuple[tuple[str, str], ...]:
    """What was done about a case so far, each with its time."""
    return tuple((moment_words(done.at, now, shop.date_form), action_words(done)) for done in case.actions)


def action_words(done: CaseAction) -> str:
    """What one person did, and why."""
    told = _DONE[done.way]()
    return told.replace("{person}", printable(done.person, 80)).replace("{reason}", printable(done.reason, 200))
