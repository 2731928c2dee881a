"""What a card check says, in words: how the card stands, what is on it, and what is known of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.core.card import Card, Standing, printable
from app.core.money import Currency, Money
from app.core.problem import Code, Problem
from app.core.receipt import day_text
from app.core.shop import Shop
from app.till.look_up import LookUp
from app.ui.state_sign import ACTIVE, IN_DOUBT, STOPPED, WAITING, Sign
from app.ui.theme import Tone
from app.ui.translation import translate
from app.ui.words import sentence

NOT_SOLD_YET: Final = Sign("card", "card", Tone.PLAIN)
NO_LINE: Final = Sign("network-off", "sign-wait", Tone.WAIT)
ABOUT_THIS_TILL: Final = frozenset({Code.CARD_OPEN_HERE, Code.CARD_SOLD_HERE})
NOT_REACHED: Final = frozenset({Code.LINE_DOWN, Code.NO_ANSWER, Code.TOO_MANY_CALLS, Code.TOKEN_NEEDS_LINE})


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """`title` in giant letters, `about` the card below it, `more` as a sentence; `note` is what this till knows."""

    sign: Sign
    title: str
    about: str
    more: str
    note: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def check_answer(found: LookUp, shop: Shop, now: datetime) -> CheckAnswer:
    """What a look-up says. A card that could not be asked for is never said to hold anything."""
    code = "" if found.card is None else found.card.masked(shop.mask_first)
    note = ""
    if found.problem is not None and found.problem.code in ABOUT_THIS_TILL:
        note = sentence(found.problem, shop.number_form).what
    answer = _of_card(found.seen, shop, now) if found.seen else _of_silence(found.problem, shop, note)
    about = answer.about or (translate("Check", "Card {code}") if code else "")
    return replace(answer, about=about.replace("{code}", code), note=note)


def problem_answer(problem: Problem, shop: Shop, about: str = "") -> CheckAnswer:
    """What is said when nothing could be asked at all."""
    words = sentence(problem, shop.number_form)
    sign = NO_LINE if problem.code in NOT_REACHED else STOPPED
    return CheckAnswer(sign, translate("Check", "Not checked"), about, f"{words.what} {words.todo}")


def _of_silence(problem: Problem | None, shop: Shop, note: str) -> CheckAnswer:
    """The issuer named no card."""
    if problem is None or (note and problem.code in ABOUT_THIS_TILL):
        more = translate("Check", "The gift-card service could not be asked. Try again when the till is online.")
        return CheckAnswer(NO_LINE, translate("Check", "Not checked"), "", more)
    words = sentence(problem, shop.number_form)
    if problem.code in NOT_REACHED:
        more = translate("Check", "Nobody can say now what is on the card. Try again when the till is online.")
        return CheckAnswer(NO_LINE, translate("Check", "Not checked"), "", f"{words.what} {more}")
    if problem.code is Code.CARD_UNKNOWN:
        more = translate("Check", "Compare the code with the card. If no card is known, call your manager.")
        return CheckAnswer(STOPPED, translate("Check", "Unknown card"), "", f"{words.what} {more}")
    return replace(problem_answer(problem, shop), about="")


def _of_card(card: Card, shop: Shop, now: datetime) -> CheckAnswer:
    facts = _facts(card, shop, now)
    match card.standing:
        case Standing.INACTIVE:
            more = translate("Check", "There is no money on it. It can be sold.")
            return CheckAnswer(NOT_SOLD_YET, translate("Check", "Not sold yet"), "", more, facts=facts)
        case Standing.UNDECIDED:
            told = translate("Check", "The gift-card service calls it “{word}”. Ask your manager before you take it.")
            more = told.replace("{word}", printable(card.status))
            return CheckAnswer(IN_DOUBT, translate("Check", "Not certain"), "", more, facts=facts)
        case Standing.ACTIVE:
            return _of_active(card, shop, now, facts)


def _of_active(card: Card, shop: Shop, now: datetime, facts: tuple[tuple[str, str], ...]) -> CheckAnswer:
    left = _money(card.amount_available, card, shop)
    if card.expires_at is not None and card.expires_at < now:
        told = translate("Check", "Its last day was {day}.").replace("{day}", _day(card.expires_at, shop, now))
        return CheckAnswer(STOPPED, translate("Check", "Expired"), "", told, facts=facts)
    if card.active_from is not None and card.active_from > now:
        told = translate("Check", "It can be used from {day}.").replace("{day}", _day(card.active_from, shop, now))
        return CheckAnswer(WAITING, translate("Check", "Not valid yet"), "", told, facts=facts)
    if not left:
        more = translate("Check", "The card is active. The gift-card service did not say how much is left.")
        return CheckAnswer(ACTIVE, translate("Check", "Active"), "", more, facts=facts)
    more = translate("Check", "The card is active.")
    if card.amount_available == 0:
        more = translate("Check", "The card is active, but there is nothing left on it.")
    return CheckAnswer(ACTIVE, left, translate("Check", "is left on card {code}"), more, facts=facts)


def _facts(card: Card, shop: Shop, now: datetime) -> tuple[tuple[str, str], ...]:
    """What the issuer told beside the state; what it did not tell is left out by whoever shows it."""
    reserved = 0
    if card.amount_balance is not None and card.amount_available is not None:
        reserved = max(0, card.amount_balance - card.amount_available)
    return (
        (translate("Check", "Loaded with"), _money(card.amount, card, shop) if card.amount else ""),
        (translate("Check", "Reserved by a payment"), _money(reserved, card, shop) if reserved else ""),
        (translate("Check", "Customer"), printable(card.name or "", 80)),
        (translate("Check", "Customer no."), printable(card.customer_id or "", 80)),
        (translate("Check", "Valid from"), _day(card.active_from, shop, now) if card.active_from else ""),
        (translate("Check", "Valid until"), _day(card.expires_at, shop, now) if card.expires_at else ""),
        (translate("Check", "Activated at"), printable(card.originated_by or "", 80)),
    )


def _money(minor: int | None, card: Card, shop: Shop) -> str:
    """An amount of the card in words; empty where amount or currency is not known, or is beyond all bounds."""
    if minor is None or card.currency is None:
        return ""
    try:
        return shop.number_form.amount(Money(minor, Currency(card.currency)))
    except ValueError:
        return ""


def _day(moment: datetime, shop: Shop, now: datetime) -> str:
    """The day in the till's zone, which `now` is in."""
    return day_text(moment.astimezone(now.tzinfo), shop.date_form)
