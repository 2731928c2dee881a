"""A scan becomes a card with its state: the read that comes before a sale, and the whole of a card check."""

from dataclasses import dataclass

from app.core.activation import State
from app.core.answer import Answer, Kind
from app.core.card import Card, CardCode, Standing, printable
from app.core.problem import Code, Problem, Refusal
from app.core.rules import problem_of
from app.core.scan import Token, decode
from app.core.shop import Shop
from app.till.ports import CardIssuer, Ledger


@dataclass(frozen=True, slots=True)
class LookUp:
    """What is known of a scanned card.

    `seen` is the card as the issuer answered, or None when it could not be asked. `is_sellable` says that a sale may
    go on: the card was read as inactive, or it could not be read and the sale can wait on disk. `problem` says why
    not, or, beside a sellable card, why it could not be read.
    """

    card: CardCode | None
    seen: Card | None = None
    is_sellable: bool = False
    problem: Problem | None = None

    @property
    def was_read(self) -> bool:
        """The issuer said a moment ago that the card waits for activation."""
        return self.is_sellable and self.seen is not None


def decoded(text: str, shop: Shop) -> CardCode | Token | Problem:
    """What a scan means, without asking anyone."""
    try:
        return decode(text, shop.patterns)
    except Refusal as refusal:
        return refusal.problem


def look_up(meaning: CardCode | Token, issuer: CardIssuer, ledger: Ledger) -> LookUp:
    """Asks the issuer for the card, and the journal whether it was sold here. Raises LedgerFault."""
    if isinstance(meaning, Token):
        return _by_token(meaning, issuer, ledger)
    sold_here = _sold_here(meaning, ledger)
    answer = issuer.read(meaning)
    if sold_here is not None:
        is_this_card = answer.card is not None and answer.card.card_id == meaning.text
        return LookUp(meaning, seen=answer.card if is_this_card else None, problem=sold_here)
    return _judged(meaning, answer)


def _by_token(token: Token, issuer: CardIssuer, ledger: Ledger) -> LookUp:
    answer = issuer.look_up(token)
    if answer.card is None:
        problem = problem_of(answer)
        return LookUp(None, problem=Problem(Code.TOKEN_NEEDS_LINE) if _unreachable(answer) else problem)
    try:
        card = CardCode(answer.card.card_id)
    except Refusal as refusal:
        return LookUp(None, problem=refusal.problem)
    sold_here = _sold_here(card, ledger)
    if sold_here is not None:
        return LookUp(card, seen=answer.card, problem=sold_here)
    return _judged(card, answer)


def _unreachable(answer: Answer) -> bool:
    return answer.kind in {Kind.NOT_SENT, Kind.UNCLEAR, Kind.TOO_MANY}


def _sold_here(card: CardCode, ledger: Ledger) -> Problem | None:
    activation = ledger.open_for(card)
    if activation is None:
        return None
    is_done = activation.state in {State.ACTIVE, State.MISMATCH}
    code = Code.CARD_SOLD_HERE if is_done else Code.CARD_OPEN_HERE
    return Problem(code, {"card": card.last, "state": activation.state.value, "reference": activation.short_id})


def _judged(card: CardCode, answer: Answer) -> LookUp:
    seen = answer.card
    if seen is None:
        return LookUp(card, is_sellable=_unreachable(answer), problem=problem_of(answer))
    if seen.card_id != card.text:
        return LookUp(card, problem=Problem(Code.ANSWER_UNCLEAR, {"status": answer.status or 0}))
    match seen.standing:
        case Standing.INACTIVE:
            return LookUp(card, seen, is_sellable=True)
        case Standing.ACTIVE:
            facts: dict[str, str | int] = {
                "where": printable(seen.originated_by or ""),
                "amount": seen.amount or 0,
                "currency": seen.currency or "",
            }
            return LookUp(card, seen, problem=Problem(Code.CARD_ALREADY_ACTIVE, facts))
        case Standing.UNDECIDED:
            return LookUp(card, seen, problem=Problem(Code.CARD_NOT_SELLABLE, {"word": printable(seen.status)}))
