"""The sale as the form holds it: what was typed, what is known of each card, and whether it may be confirmed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, auto, unique
from typing import TypeVar

from app.core.card import CardCode
from app.core.money import Currency, Money, parse_amount
from app.core.problem import Code, Problem, Refusal
from app.core.receipt import day_text
from app.core.sale import (
    Line,
    Sale,
    checked_customer_id,
    checked_customer_name,
    checked_dates,
    checked_reference,
    checked_transaction_id,
)
from app.core.scan import Token
from app.core.shop import Shop
from app.till.look_up import LookUp
from app.ui.day_form import months_ahead, parse_day

T = TypeVar("T")


@unique
class Blank(Enum):
    """The fields that can be wrong, each with its own problem line."""

    CARD = auto()
    AMOUNT = auto()
    CUSTOMER_NAME = auto()
    CUSTOMER_ID = auto()
    REFERENCE = auto()
    TRANSACTION = auto()
    EXPIRES = auto()
    STARTS = auto()


@dataclass(slots=True, eq=False)
class CardEntry:
    """One scanned card. `look` is None while it is being read. `own_amount` is None where it gets the common one."""

    meaning: CardCode | Token
    look: LookUp | None = None
    own_amount: str | None = None

    @property
    def card(self) -> CardCode | None:
        """The card's code, once it is known: a token's is not before the issuer answered."""
        if isinstance(self.meaning, CardCode):
            return self.meaning
        return self.look.card if self.look else None

    @property
    def is_sellable(self) -> bool:
        """It was looked up and the sale may go on."""
        return self.look is not None and self.look.is_sellable and self.card is not None


@dataclass(frozen=True, slots=True)
class Details:
    """What may be said beside card and amount, as it was typed."""

    customer_name: str = ""
    customer_id: str = ""
    reference: str = ""
    transaction_id: str = ""
    expires_on: str = ""
    starts_on: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The form read: a sale where everything is right, else what is wrong, by field. `moneys` go by card."""

    sale: Sale | None
    problems: Mapping[Blank, Problem]
    moneys: tuple[Money | None, ...]

    @property
    def total(self) -> Money | None:
        """The sum of all cards; None while one has no right amount."""
        known = [money for money in self.moneys if money is not None]
        if not known or len(known) < len(self.moneys):
            return None
        total = known[0]
        for money in known[1:]:
            total += money
        return total


@dataclass(slots=True)
class SaleForm:
    """The form of one sale. `chosen` is the card whose own amount is being typed; None: the one for all."""

    shop: Shop
    currency: Currency
    entries: list[CardEntry] = field(default_factory=list[CardEntry])
    chosen: CardEntry | None = None
    amount: str = ""
    details: Details = field(default_factory=Details)
    _chosen_before: CardEntry | None = None

    @property
    def typed_amount(self) -> str:
        """The text of the amount that is being typed now."""
        own = self.chosen.own_amount if self.chosen else None
        return self.amount if own is None else own

    def type_amount(self, text: str) -> None:
        """Takes what was typed, for the chosen card or for all."""
        if self.chosen is None:
            self.amount = text
        elif text != self.typed_amount:
            self.chosen.own_amount = text

    def write_out(self) -> None:
        """Typing ended: `500` is written out as `500,00`. A card without an amount of its own gets none by this."""
        money = self.money(self.typed_amount)
        if not isinstance(money, Money):
            return
        number = self.shop.number_form.number(money)
        if self.chosen is None or self.chosen.own_amount is None:
            self.amount = number
        else:
            self.chosen.own_amount = number

    def choose(self, entry: CardEntry | None) -> None:
        """What is typed next is this card's amount; None: that of all without one. An emptied own amount is none."""
        if self.chosen is not None and not (self.chosen.own_amount or "").strip():
            self.chosen.own_amount = None
        self.chosen = entry

    def add(self, entry: CardEntry) -> None:
        """Takes a card on. Where the amount for all stands already, what is typed next is the new card's own.

        Else a second figure would change what was meant for the first card.
        """
        self._chosen_before = self.chosen
        self.entries.append(entry)
        is_said = len(self.entries) > 1 and isinstance(self.money(self.amount), Money)
        self.choose(entry if is_said else None)

    def refuse(self, entry: CardEntry) -> None:
        """Takes the newest card off again: what is typed next is for the card it was for before."""
        was_chosen = self.chosen is entry
        self.remove(entry)
        if was_chosen and len(self.entries) > 1 and self._chosen_before is not None:
            self.chosen = self._chosen_before if self._chosen_before in self.entries else self.entries[-1]

    def remove(self, entry: CardEntry) -> None:
        """Takes a card off the list."""
        self.entries.remove(entry)
        if self.chosen is entry or len(self.entries) < 2:
            self.chosen = None
        if len(self.entries) == 1 and self.entries[0].own_amount is not None:
            self.amount, self.entries[0].own_amount = self.entries[0].own_amount, None

    def has(self, card: CardCode, but: CardEntry | None = None) -> bool:
        """The card is on the list already."""
        return any(entry.card == card for entry in self.entries if entry is not but)

    def set_details(self, **changes: str) -> None:
        """Takes what was typed in the fields beside."""
        self.details = replace(self.details, **changes)

    def money(self, text: str) -> Money | Problem:
        """An amount as typed, or why it is none."""
        try:
            return parse_amount(text, self.currency, self.shop.number_form, self.shop.maximum_minor[self.currency])
        except Refusal as refusal:
            return refusal.problem

    @property
    def has_own_amounts(self) -> bool:
        """A card gets another amount than the one for all."""
        return any(entry.own_amount is not None for entry in self.entries)

    @property
    def meant(self) -> Money | None:
        """What was meant by an amount that has the other country's decimal sign: `500.50`. None for anything else."""
        sign = self.shop.number_form.decimal_sign
        other = "." if sign == "," else ","
        if self.typed_amount.count(other) != 1 or sign in self.typed_amount:
            return None
        read = self.money(self.typed_amount.replace(other, sign))
        return read if isinstance(read, Money) else None

    def checked(self, now: datetime) -> Checked:
        """Reads every field. `now` decides what is past; its zone is the shop's."""
        problems: dict[Blank, Problem] = {}
        moneys = self._moneys(problems)
        details, patterns = self.details, self.shop.patterns
        name = _kept(problems, Blank.CUSTOMER_NAME, lambda: checked_customer_name(details.customer_name, patterns))
        customer_id = _kept(problems, Blank.CUSTOMER_ID, lambda: checked_customer_id(details.customer_id, patterns))
        reference = _kept(problems, Blank.REFERENCE, lambda: checked_reference(details.reference, patterns))
        transaction = _kept(problems, Blank.TRANSACTION, lambda: checked_transaction_id(details.transaction_id))
        starts_at, expires_at = self._dates(problems, now)
        lines = self._lines(moneys)
        if not lines:
            problems.setdefault(Blank.CARD, Problem(Code.CARD_MISSING))
        if problems or len(lines) < len(self.entries):
            return Checked(None, problems, moneys)
        sale = Sale(
            lines=lines,
            operator_id=self.shop.operator_id,
            customer_id=customer_id,
            customer_name=name,
            reference=reference,
            active_from=starts_at,
            expires_at=expires_at,
            dintero_transaction_id=transaction,
        )
        return Checked(sale, problems, moneys)

    def _moneys(self, problems: dict[Blank, Problem]) -> tuple[Money | None, ...]:
        texts = [self.amount if entry.own_amount is None else entry.own_amount for entry in self.entries]
        read = [self.money(text) for text in texts or [self.amount]]
        shown = self.money(self.typed_amount)
        for problem in (shown, *read):
            if isinstance(problem, Problem):
                problems.setdefault(Blank.AMOUNT, problem)
        return tuple(money if isinstance(money, Money) else None for money in read)

    def _lines(self, moneys: tuple[Money | None, ...]) -> tuple[Line, ...]:
        return tuple(
            Line(entry.card, money, read_before=entry.look.was_read)
            for entry, money in zip(self.entries, moneys, strict=False)
            if entry.is_sellable and entry.card and entry.look and money
        )

    def _dates(self, problems: dict[Blank, Problem], now: datetime) -> tuple[datetime | None, datetime | None]:
        form = self.shop.date_form
        expires_on = _kept(problems, Blank.EXPIRES, lambda: parse_day(self.details.expires_on, form))
        starts_on = _kept(problems, Blank.STARTS, lambda: parse_day(self.details.starts_on, form))
        try:
            return checked_dates(expires_on, starts_on, now)
        except Refusal as refusal:
            blank = Blank.STARTS if refusal.problem.code is Code.START_PAST else Blank.EXPIRES
            problems.setdefault(blank, refusal.problem)
            return None, None


def proposed_expiry(shop: Shop, now: datetime) -> str:
    """The last day that the form proposes, in the shop's own form; empty where settings propose none."""
    if shop.expiry_months is None:
        return ""
    day = months_ahead(now.date(), shop.expiry_months)
    return day_text(now.replace(year=day.year, month=day.month, day=day.day), shop.date_form)


def _kept(problems: dict[Blank, Problem], blank: Blank, read: Callable[[], T]) -> T | None:
    """What a field says, or None with its problem noted."""
    try:
        return read()
    except Refusal as refusal:
        problems[blank] = refusal.problem
        return None
