"""What the customer sees while a card is sold: the amount, that it takes a moment, and how it ended. Nothing else.

No cashier, no card's code and no customer's name stands on a display that a whole queue can read. As on paper, only
a card in state ACTIVE is called so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

from app.core.activation import Activation, State
from app.core.money import Currency, Money
from app.core.receipt import SLIP_OF, ReceiptWords
from app.core.shop import Shop


@unique
class ViewKind(StrEnum):
    """How a view looks: its colour and its sign follow from this."""

    IDLE = "idle"
    AMOUNT = "amount"
    WAIT = "wait"
    ACTIVE = "active"
    LATER = "later"
    IN_DOUBT = "in-doubt"
    ASK = "ask"


_KINDS: Final = {
    State.QUEUED: ViewKind.LATER,
    State.SENDING: ViewKind.IN_DOUBT,
    State.UNKNOWN: ViewKind.IN_DOUBT,
    State.CANCEL_WAIT: ViewKind.IN_DOUBT,
}
"""Any other state needs somebody of the shop."""

_FURTHEST_FIRST: Final = (
    *(State.MISMATCH, State.TAKEN, State.HELD, State.CLOSED, State.CANCELLED),
    *(State.CANCEL_WAIT, State.UNKNOWN, State.SENDING, State.QUEUED, State.ACTIVE),
)


@dataclass(frozen=True, slots=True)
class CustomerView:
    """One thing to tell a customer: a short `head`, an `amount` as the shop writes it or nothing, and a sentence."""

    kind: ViewKind
    head: str
    amount: str = ""
    text: str = ""


def idle(shop: Shop, words: ReceiptWords) -> CustomerView:
    """Nothing is being sold."""
    return CustomerView(ViewKind.IDLE, words["welcome"], text=shop.shop_name)


def trial(words: ReceiptWords) -> CustomerView:
    """Nothing but a look at the display: its letters and figures."""
    return CustomerView(ViewKind.IDLE, words["test"], text="ÆØÅ äöü € 1234567890")


def typed(total: Money, shop: Shop, words: ReceiptWords) -> CustomerView:
    """The sale as it is typed."""
    return CustomerView(ViewKind.AMOUNT, words["title"], shop.number_form.amount(total))


def under_way(total: Money, shop: Shop, words: ReceiptWords) -> CustomerView:
    """The cashier confirmed: the till is writing and calling."""
    return CustomerView(ViewKind.WAIT, words["wait"], shop.number_form.amount(total))


def ended(activations: Sequence[Activation], shop: Shop, words: ReceiptWords) -> CustomerView:
    """How the cards of a sale stand. Of several, the one that is furthest from active gives the words and the sum.

    Raises ValueError for none.
    """
    if not activations:
        raise ValueError("a sale that ended had at least one card")
    state = min((known.state for known in activations), key=_FURTHEST_FIRST.index)
    amount = _amounts([known.order.money for known in activations if known.state is state], shop)
    if state is State.ACTIVE:
        return CustomerView(ViewKind.ACTIVE, words["loaded"], amount)
    about = SLIP_OF[state]
    return CustomerView(_KINDS.get(state, ViewKind.ASK), words[f"{about}_head"], amount, words[f"{about}_text"])


def _amounts(each: Sequence[Money], shop: Shop) -> str:
    """The sum in each currency."""
    totals = dict[Currency, Money]()
    for money in each:
        totals[money.currency] = totals[money.currency] + money if money.currency in totals else money
    return " + ".join(shop.number_form.amount(total) for total in totals.values())


def two_lines(view: CustomerView, columns: int = 20) -> tuple[str, str]:
    """The view on a display of two lines: the head, and the amount or what stands for it."""
    head = _fitted(view.head, columns).center(columns)
    if view.amount:
        return head, _plain(view.amount).rjust(columns)
    return head, _fitted(view.text, columns).center(columns)


def _fitted(text: str, columns: int) -> str:
    """As many whole words as there is room for; of one that is longer than a line, its beginning."""
    words = _plain(text).split()
    while len(words) > 1 and len(" ".join(words)) > columns:
        words.pop()
    return " ".join(words)[:columns]


def _plain(text: str) -> str:
    """Spaces of every kind as the one that every display has, and no sign that would be a command to it."""
    spaced = "".join(" " if sign.isspace() else sign for sign in text)
    return "".join(sign for sign in spaced if sign.isprintable())
