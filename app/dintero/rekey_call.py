"""New secrets for one card that exists: `rotate-pin`, then a new token (API fact sheet, sections 2.8 and 2.9)."""

import json
from collections.abc import Callable, Mapping
from typing import Final

from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.dintero.batch_call import BatchOutcome, outcome_of, refused
from app.dintero.card_stream import AnsweredCard
from app.dintero.connection import Connection
from app.dintero.http_line import GOOD, HttpLine
from app.dintero.path import card_path, shown
from app.dintero.reply import Call, Reply, Silence
from app.dintero.wire import Malformed, new_pin_of, new_token_of
from app.office.ports import CallFate, ChunkOrder, MadeCard

_NO_PICTURE: Final = {"barcode": False}
"""Pictures of codes are drawn here: what would be dropped is not asked for."""


class RekeyCall:
    """Gives a card a new PIN and a new token, each call over a line of its own.

    A connection that is kept may be ended by the other side just when the second call is on its way: nobody would know
    whether that arrived.
    """

    def __init__(self, connection: Connection, version: str) -> None:
        self._account = connection.account_id
        self._pin_line = HttpLine(connection, version)
        self._token_line = HttpLine(connection, version)

    def make(self, bearer: str, order: ChunkOrder, take: Callable[[AnsweredCard], None]) -> BatchOutcome:
        """Two calls, each sent once and never again. The card is given to `take` with both secrets, or not at all.

        The PIN is first: where its answer is lost, the next try makes it another one, and no token was made in vain.
        NOT_SENT and REFUSED say that nothing is under way; UNKNOWN that a call may still arrive. Raises ValueError
        for an order that is not one card with a life of its token.
        """
        (card_id,) = order.card_ids
        if order.token_life_s is None:
            raise ValueError("a new token lives for so many seconds")
        card, pin = CardCode(card_id), ""
        if order.pin is not None:
            rotated = self._pin_line.exchange(self._call(bearer, card, "rotate-pin", _pin_body(order)))
            pin = _value_in(rotated, new_pin_of)
            if not pin:
                return _failed(rotated, bearer)
        token_call = self._call(bearer, card, "tokens", _token_body(order, order.token_life_s))
        renewed = self._token_line.exchange(token_call)
        token = _value_in(renewed, new_token_of)
        if not token:
            return _failed(renewed, bearer)
        take(AnsweredCard(card_id, "", token, pin, {"rekeyed": order.chunk_id, "expires_in": order.token_life_s}))
        status = renewed.status if isinstance(renewed, Reply) else None
        made = MadeCard(card_id, "", is_whole=order.is_as_asked(token, pin))
        return BatchOutcome(CallFate.SEALED, (made,), status=status)

    def close(self) -> None:
        """Ends the connections."""
        self._pin_line.close()
        self._token_line.close()

    def _call(self, bearer: str, card: CardCode, what: str, body: Mapping[str, object]) -> Call:
        path = card_path(self._account, card, what)
        headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
        content = json.dumps(body, separators=(",", ":")).encode()
        return Call("POST", path, shown(path, card), False, headers, content, secrets=(bearer,))


def _pin_body(order: ChunkOrder) -> Mapping[str, object]:
    return {"pin": {"format": {**(order.pin.wire if order.pin else {}), **_NO_PICTURE}}}


def _token_body(order: ChunkOrder, life_s: int) -> Mapping[str, object]:
    """The token of a printed card serves more than one purchase: that is said, for the API's own default is one."""
    return {
        "ref_id": order.chunk_id,
        "expires_in": life_s,
        "format": {**order.token.wire, **_NO_PICTURE},
        "expires_after_transaction": False,
    }


def _value_in(outcome: Reply | Silence, read: Callable[[bytes], str]) -> str:
    """The value of a good answer; nothing where it is no such answer."""
    if isinstance(outcome, Silence) or outcome.status not in GOOD or outcome.body is None or not outcome.is_whole_json:
        return ""
    try:
        return read(outcome.body)
    except Malformed:
        return ""


def _failed(outcome: Reply | Silence, bearer: str) -> BatchOutcome:
    """What is known where no value came. A good status without one leaves a doubt."""
    if isinstance(outcome, Reply) and outcome.status in GOOD:
        return outcome_of(Answer(Kind.UNCLEAR, outcome.cause if outcome.cause is not Cause.NONE else Cause.ODD))
    return refused(outcome, (bearer,))
