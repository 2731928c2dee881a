"""Small real classes in the place of the world, and builders of a whole till around them."""

import hashlib
import hmac
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.core.activation import Order
from app.core.card import CardCode
from app.core.money import Currency, Money, NumberForm
from app.core.paper import Paper
from app.core.problem import Code, Problem, Refusal
from app.core.receipt import WORD_KEYS, Letterhead, ReceiptWords
from app.core.rules import Facts
from app.core.sale import Line, Sale, orders
from app.core.scan import DEFAULT_PATTERNS, ScanPattern
from app.core.shop import DateForm, Shop
from app.till.activate import Road, SendTimes
from app.till.papers import Papers
from app.till.ports import CardIssuer, Ledger, PrintOutcome, PrintReport
from tests.fake_clock import MONDAY, OSLO, FakeClock
from tests.fake_issuer import CARRIED_OUT, QUARANTINE, FakeIssuer, Fate, IssuedCard, Second, SeenCall

__all__ = [
    "CARRIED_OUT",
    "MONDAY",
    "NORWEGIAN",
    "NORWEGIAN_DATES",
    "OSLO",
    "QUARANTINE",
    "WORDS",
    "CountingIdentifiers",
    "FakeApprovers",
    "FakeChance",
    "FakeClock",
    "FakeIssuer",
    "FakePrinter",
    "FakeSeal",
    "Fate",
    "IssuedCard",
    "Second",
    "SeenCall",
    "letterhead",
    "order",
    "road",
    "sale",
    "shop",
]


@dataclass
class CountingIdentifiers:
    """Ids in the form of the real ones, one after another."""

    made: int = 0

    def new(self) -> str:
        self.made += 1
        return f"0192f3a7{self.made:024x}"


@dataclass
class FakeChance:
    """Chance that is the same each time: the middle, unless told otherwise."""

    value: float = 0.5

    def fraction(self) -> float:
        return self.value


@dataclass
class FakeApprovers:
    """One supervisor with one PIN; after `tries` wrong ones it is locked."""

    pin: str = "246810"
    person: str = "Berit S."
    tries: int = 3
    seen: list[str] = field(default_factory=list)

    def check(self, pin: str) -> str | Problem:
        self.seen.append(pin)
        if self.tries <= 0:
            return Problem(Code.APPROVAL_LOCKED, {"minutes": 5})
        if pin == self.pin:
            return self.person
        self.tries -= 1
        return Problem(Code.APPROVAL_WRONG, {"left": self.tries})


@dataclass
class FakeSeal:
    """A seal with a key that everybody knows; `fault` is a keyring that is locked."""

    key: bytes = b"the chain's key"
    fault: Refusal | None = None
    signed: list[bytes] = field(default_factory=list)

    def sign(self, payload: bytes) -> bytes:
        if self.fault is not None:
            raise self.fault
        self.signed.append(payload)
        return hmac.digest(self.key, payload, hashlib.sha256)[:16]

    def verify(self, payload: bytes, tag: bytes) -> bool:
        return hmac.compare_digest(self.sign(payload), tag)


@dataclass
class FakePrinter:
    """A printer that keeps its papers. `reports` are the outcomes to come; after them every print comes out.

    `states` are what it says of itself when it is asked, in turn; after them it is ready.
    """

    columns: int = 42
    reports: deque[PrintReport] = field(default_factory=deque)
    papers: list[Paper] = field(default_factory=list)
    drawers: list[int] = field(default_factory=list)
    """The numbers of the papers that opened the drawer."""
    states: deque[PrintReport] = field(default_factory=deque)
    checks: int = 0
    unheard: list[int] = field(default_factory=list)
    """The numbers of the papers that were sent though it was silent."""

    def check(self) -> PrintReport:
        self.checks += 1
        return self.states.popleft() if self.states else PrintReport(PrintOutcome.YES)

    def print_unheard(self, paper: Paper) -> PrintReport:
        self.unheard.append(paper.number)
        return self.print(paper)

    def print(self, paper: Paper, *, opens_drawer: bool = False) -> PrintReport:
        self.papers.append(paper)
        if opens_drawer:
            self.drawers.append(paper.number)
        return self.reports.popleft() if self.reports else PrintReport(PrintOutcome.YES)


NORWEGIAN = NumberForm(
    ",",
    "\u00a0",
    (
        (Currency.NOK, "{} kr"),
        (Currency.SEK, "{} SEK"),
        (Currency.DKK, "{} DKK"),
        (Currency.EUR, "{} €"),
        (Currency.USD, "{} USD"),
    ),
)
NORWEGIAN_DATES = DateForm("dd.MM.yyyy", "HH:mm")

WORDS = {key: key.replace("_", " ") for key in WORD_KEYS} | {
    "title": "Gavekort",
    "loaded": "Aktivt gavekort",
    "test": "TEST - ingen verdi",
    "copy": "KOPI",
    "queued_head": "Ikke aktivert ennå",
    "unknown_head": "Under avklaring",
    "not_a_purchase": "Ingen kjøpskvittering",
}


def shop(**changes: Any) -> Shop:
    """A shop in Oslo that writes `500,00 kr`."""
    plain = Shop(
        shop_name="Bøk & Blæst",
        address=("Storgata 1", "0155 Oslo"),
        store_id="OSLO",
        till_id="1",
        operator_id="7",
        currencies=tuple(Currency),
        maximum_minor=dict.fromkeys(Currency, 1_000_000),
        presets_minor=(20_000, 50_000, 100_000),
        patterns=tuple(ScanPattern.of(text) for text in DEFAULT_PATTERNS),
        number_form=NORWEGIAN,
        date_form=NORWEGIAN_DATES,
        terms=("Gyldig i 3 år.",),
    )
    return replace(plain, **changes)


def letterhead(*, is_test: bool = False, **changes: Any) -> Letterhead:
    """The head of this shop's papers, in Norwegian."""
    return Letterhead(shop(**changes), ReceiptWords(WORDS), is_test)


def sale(*cards: str, minor: int = 50_000, read_before: bool = True, **changes: Any) -> Sale:
    """A confirmed sale of 500,00 kr onto each of these cards."""
    lines = tuple(Line(CardCode(card), Money(minor, Currency.NOK), read_before) for card in cards or ("GIFT-4711",))
    return Sale(lines, operator_id="7", **changes)


def order(card: str = "GIFT-4711", activation_id: str = "a" * 32, at: datetime = MONDAY, **changes: Any) -> Order:
    """One order, as a sale of one card makes it."""
    (made,) = orders(sale(card, **changes), shop(), "5" * 32, [activation_id], at)
    return made


def road(
    ledger: Ledger,
    issuer: CardIssuer | None = None,
    clock: FakeClock | None = None,
    printer: FakePrinter | None = None,
    identifiers: CountingIdentifiers | None = None,
    facts: Facts | None = None,
    papers: Callable[[Papers], Papers] = lambda plain: plain,
    shop_changes: Iterable[tuple[str, Any]] = (),
) -> Road:
    """A whole till around a ledger. What is not given is made: an issuer with the card GIFT-4711, and so on."""
    clock = clock or FakeClock()
    head = letterhead(**dict(shop_changes))
    return Road(
        shop=head.shop,
        ledger=ledger,
        issuer=issuer or FakeIssuer(clock).with_cards("GIFT-4711"),
        papers=papers(Papers(head, ledger, printer or FakePrinter(), clock)),
        clock=clock,
        identifiers=identifiers or CountingIdentifiers(),
        send_times=SendTimes(clock),
        facts=facts or Facts(quarantine=QUARANTINE),
    )
