"""Papers of a made-up shop, for the tests of printers: one sale of each kind."""

import hashlib
import hmac
import tomllib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from app.core.activation import Activation, Order, State
from app.core.card import CardCode
from app.core.money import Currency, Money, NumberForm
from app.core.paper import Paper
from app.core.receipt import Letterhead, ReceiptWords, receipt
from app.core.shop import DateForm, Shop
from app.core.slip_code import encode, request_of

RESOURCES = Path(__file__).parents[2] / "resources" / "receipts"
AT = datetime(2026, 11, 23, 14, 3, tzinfo=timezone(timedelta(hours=1)))
EXPIRES = datetime(2029, 11, 23, tzinfo=UTC)
NORDIC = "Ærlig Øystein Åsen"
ALL_LETTERS = "æøåÆØÅäöÄÖ€"

FORM = NumberForm(
    ",", "\u00a0", ((Currency.NOK, "{}\u00a0kr"), (Currency.EUR, "€\u00a0{}"), (Currency.SEK, "{}\u00a0SEK"))
)
SHOP = Shop(
    shop_name="NORDLYS BOKHANDEL",
    address=("Storgata 4, 0155 Oslo",),
    store_id="storgata-4",
    till_id="2",
    operator_id="Kari N.",
    currencies=(Currency.NOK, Currency.EUR),
    maximum_minor={Currency.NOK: 1_000_000},
    presets_minor=(20_000, 50_000),
    patterns=(),
    number_form=FORM,
    date_form=DateForm("dd.MM.yyyy", "HH:mm"),
    terms=("Valid in all our shops.", "Lost cards are not replaced."),
)


def words(name: str = "en") -> ReceiptWords:
    """A language's words on paper, all its tables as one."""
    tables = tomllib.loads((RESOURCES / f"{name}.toml").read_text("utf-8"))
    return ReceiptWords({key: value for table in tables.values() for key, value in table.items()})


def slip_text(order: Order) -> str:
    """The code on a slip of this shop, sealed with a key that everybody knows."""
    return encode(request_of(order, SHOP.store_id), lambda payload: hmac.digest(b"a key", payload, hashlib.sha256)[:16])


def letterhead(*, is_test: bool = False, shop: Shop = SHOP, language: str = "en") -> Letterhead:
    return Letterhead(shop, words(language), is_test, slip_text)


def activation(
    state: State = State.ACTIVE,
    *,
    card: str = "7001448200004711",
    money: Money | None = None,
    number: int = 1,
    customer: str | None = NORDIC,
    expires: datetime | None = EXPIRES,
    sale_reference: str | None = None,
    customer_id: str | None = None,
    replaces: str | None = None,
) -> Activation:
    """One card of a sale, where it stands."""
    order = Order(
        activation_id=f"0197a2c45d6e7f8091a2b3c4{number:04d}7f3a",
        sale_id="sale-1",
        till_id="2",
        operator_id="Kari N.",
        card=CardCode(card),
        money=money or Money(50_000, Currency.NOK),
        body=b"{}",
        confirmed_at=AT,
        customer_name=customer,
        customer_id=customer_id,
        sale_reference=sale_reference,
        expires_at=expires,
        replaces=replaces,
    )
    return Activation(order, state, 1, AT)


def one_card() -> Paper:
    return receipt(letterhead(), [activation()], 184, AT)


def several_cards() -> Paper:
    """A company buys four cards in two currencies; one of them waits and one cannot be had."""
    cards = [
        activation(card="7001448200004711", number=1, sale_reference="PO-2026-118", customer_id="C-4711"),
        activation(card="7001448200004712", number=2, money=Money(125_050, Currency.NOK)),
        activation(State.QUEUED, card="7001448200004713", number=3),
        activation(card="7001448200004714", number=4, money=Money(2_500, Currency.EUR)),
        activation(State.TAKEN, card="7001448200004715", number=5),
    ]
    return receipt(letterhead(), cards, 185, AT)


def slip(state: State = State.QUEUED, language: str = "en") -> Paper:
    return receipt(letterhead(language=language), [activation(state, customer=None, expires=None)], 186, AT)


HARD_NAME = "\x1bp\x00\x32\x32Øystein 王小明 😀 שלום\x1dV\x00\n\u202e–\u00a0Åsen\x7f"
"""A customer who would open the drawer, cut the paper and turn the line round, in four scripts."""


def hard(language: str) -> Paper:
    """All that is hard for a printer on one paper: a slip with both its codes for the customer of the hard name."""
    return receipt(letterhead(language=language), [activation(State.QUEUED, customer=HARD_NAME)], 191, AT)


def moved() -> Paper:
    """The slip of a card that carries on the money of another."""
    card = activation(State.QUEUED, customer=None, expires=None, replaces="0197a2c45d6e7f8091a2b3c400025d21")
    return receipt(letterhead(), [card], 190, AT)


def test_account() -> Paper:
    return receipt(letterhead(is_test=True), [activation()], 187, AT)


test_account.__test__ = False


def of_customer(name: str) -> Paper:
    """A receipt for whoever is called that."""
    return receipt(letterhead(), [activation(customer=name)], 188, AT)
