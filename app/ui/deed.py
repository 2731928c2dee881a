"""What a person is about to do about a case: which way, who, why, and onto which card. Nothing is done here."""

from dataclasses import dataclass
from typing import Final

from app.core.activation import Activation
from app.core.card import CardCode
from app.core.case import Way
from app.core.problem import Code, Problem, Refusal
from app.core.sale import checked_text
from app.core.scan import Token
from app.core.shop import Shop
from app.till.look_up import LookUp
from app.ui.case_words import card_words
from app.ui.translation import translate

WORDS_MAX: Final = 200
"""The longest name or reason."""


@dataclass(slots=True)
class Deed:
    """One way out that was chosen.

    `meaning` is the card that was scanned for a move; `look` is None while it is being read.
    """

    activation: Activation
    way: Way
    person: str = ""
    reason: str = ""
    meaning: CardCode | Token | None = None
    look: LookUp | None = None

    @property
    def card(self) -> CardCode | None:
        """The card that takes the money, once it was looked up and may be sold."""
        return self.look.card if self.look is not None and self.look.is_sellable else None

    def take_card(self, meaning: CardCode | Token) -> None:
        """Another card was scanned: the one before is forgotten."""
        self.meaning, self.look = meaning, None

    def problem(self, shop: Shop) -> Problem | None:
        """What is still missing or wrong: the card first, then name and reason. None where it can be done."""
        if self.way is Way.MOVE and self.card is None:
            refused = self.look.problem if self.look is not None else None
            return refused or Problem(Code.CARD_MISSING)
        signed = self.signature(shop)
        return signed if isinstance(signed, Problem) else None

    def signature(self, shop: Shop) -> tuple[str, str] | Problem:
        """Who and why, fit for the journal; else CASE_UNSIGNED, or TOKEN_IN_TEXT for a scan that went astray."""
        try:
            who = checked_text(self.person, WORDS_MAX, Code.CASE_UNSIGNED, shop.patterns)
            why = checked_text(self.reason, WORDS_MAX, Code.CASE_UNSIGNED, shop.patterns)
        except Refusal as refusal:
            return refusal.problem
        return Problem(Code.CASE_UNSIGNED) if who is None or why is None else (who, why)


def question(deed: Deed, shop: Shop) -> str:
    """What is asked back before anything is done."""
    amount = shop.number_form.amount(deed.activation.order.money)
    match deed.way:
        case Way.CANCEL:
            told = translate(
                "Cases",
                "Take the slip back from the customer first: another till could still settle it. Then the till looks"
                " twice, after about two minutes, whether {card} is still empty.",
            )
        case Way.RETRY:
            told = translate("Cases", "Exactly the same sale is sent again: {amount} onto {card}.")
        case Way.MOVE:
            told = translate(
                "Cases", "{amount} goes onto another card. Take the old slip back; the new one names it, too."
            )
        case Way.REFUND:
            told = translate("Cases", "{amount} goes back to the customer. Take slip and card back first.")
        case _:
            told = translate("Cases", "Nothing more is done about {card}, and the case is closed.")
    return told.replace("{amount}", amount).replace("{card}", card_words(deed.activation).lower())


def confirm_words(deed: Deed, shop: Shop) -> str:
    """What the button that does it says."""
    amount = shop.number_form.amount(deed.activation.order.money)
    match deed.way:
        case Way.CANCEL:
            return translate("Cases", "Yes, cancel it")
        case Way.RETRY:
            return translate("Cases", "Send it again")
        case Way.MOVE if deed.card is None:
            return translate("Cases", "Scan the other card")
        case Way.MOVE:
            told = translate("Cases", "Load {amount} onto card …{card}")
            last = deed.card.last if deed.card else ""
            return told.replace("{amount}", amount).replace("{card}", last)
        case Way.REFUND:
            return translate("Cases", "{amount} is given back").replace("{amount}", amount)
        case _:
            return translate("Cases", "Close the case")
