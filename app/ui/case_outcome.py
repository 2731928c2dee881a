"""What came of a way out of a case, in a sentence with what was printed."""

from dataclasses import dataclass

from app.core.activation import CASES, Activation, State
from app.core.case import Way
from app.core.problem import Problem
from app.core.shop import Shop
from app.till.activate import Sold
from app.till.papers import Printed
from app.till.settle import Settled
from app.ui.state_sign import SIGNS
from app.ui.theme import Tone
from app.ui.translation import translate
from app.ui.words import paper_fault_words, print_words, state_words


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sentence in a tone; `fault` says that the journal failed about the paper."""

    words: str
    tone: Tone
    fault: Problem | None = None


def moved_words(sold: Sold, shop: Shop) -> Outcome:
    """The money went onto another card: how that one stands now. Only an active one is called so."""
    (activation,) = sold.activations
    amount = shop.number_form.amount(activation.order.money)
    if activation.state is State.ACTIVE:
        told = translate("Cases", "{amount} is on card …{card}: it is active.")
    else:
        told = translate("Cases", "{amount} is saved for card …{card}: {state}.")
    words = told.replace("{amount}", amount).replace("{card}", activation.order.card.last)
    words = words.replace("{state}", state_words(activation.state).label.lower())
    return _with_paper(words, activation, sold.printed, sold.fault)


def settled_words(settled: Settled) -> Outcome:
    """It was tried again, cancelled, or looked at: how the card stands now."""
    words = f"{state_words(settled.activation.state).title}."
    if settled.activation.state in CASES:
        words = translate("Cases", "Tried just now: {state}.").replace("{state}", words.rstrip("."))
    return _with_paper(words, settled.activation, settled.printed, settled.fault)


def closed_words(way: Way | None) -> Outcome:
    """A case that a person closed without a call."""
    if way is Way.REFUND:
        return Outcome(translate("Cases", "Closed: the money was given back."), Tone.PLAIN)
    return Outcome(translate("Cases", "Closed."), Tone.PLAIN)


def _with_paper(words: str, activation: Activation, printed: Printed | None, fault: Problem | None) -> Outcome:
    tone = SIGNS[activation.state].tone
    if printed is not None:
        words = f"{words} {print_words(printed).what}"
    if fault is not None:
        return Outcome(f"{words} {paper_fault_words(fault)}", Tone.BAD, fault)
    return Outcome(words, tone)
