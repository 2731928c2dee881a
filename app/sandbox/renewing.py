"""New tokens and PINs for a card that exists (API fact sheet, sections 2.8 and 2.9)."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.sandbox.bodies import NewTokenBody, RotatePinBody
from app.sandbox.card import Call, Card, Stage, Token
from app.sandbox.codes import OneTimeCode, pin_code_of, token_code_of, token_kept, with_pin
from app.sandbox.demonstration import CLIENT_ID
from app.sandbox.moment import written
from app.sandbox.refusal import Refused
from app.sandbox.shelf import Shelf
from app.sandbox.switches import Switches


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made, or made before under the same ref_id."""

    token: Token
    code: OneTimeCode | None

    def shown(self) -> dict[str, object]:
        """The answer; without the value when the first answer was given before a restart: it is not kept on disk."""
        kept = self.token
        return {
            "id": kept.id,
            "created_at": written(kept.created_at),
            "created_by": CLIENT_ID,
            "ref_id": kept.ref_id,
            "expires_in": kept.expires_in,
            "expires_after_transaction": kept.single_use,
            "format": kept.format.shown(),
            "metadata": dict(kept.metadata),
            "token": {} if self.code is None else self.code.shown(),
        }


class Renewing:
    """The calls that give a card another token or another PIN."""

    def __init__(self, shelf: Shelf, switches: Switches) -> None:
        self._shelf = shelf
        self._switches = switches
        self._told: dict[str, OneTimeCode] = {}

    def new_token(self, card_id: str, body: NewTokenBody, now: datetime) -> NewToken:
        """A temporary alias for the card. Raises Refused (400, 404)."""
        card = self._shelf.get(card_id)
        self._check_stage(card, "tokens_on_inactive")
        first = next((token for token in card.tokens if token.ref_id == body.ref_id), None)
        if first is not None:
            if self._switches["ref_id_repeat"] == "400":
                raise Refused(400, "ref_id: already used on this card")
            return NewToken(first, self._told.get(first.id))
        code = token_code_of(body.format)
        token = replace(
            token_kept(code, now, body.expires_in, single_use=body.expires_after_transaction),
            ref_id=body.ref_id,
            metadata=body.metadata or {},
        )
        call = Call(now, "tokens", body.model_dump(mode="json", exclude_unset=True))
        self._shelf.put(replace(card, tokens=(*card.tokens, token)).after(call))
        self._told[token.id] = code
        return NewToken(token, code)

    def rotate_pin(self, card_id: str, body: RotatePinBody, now: datetime) -> OneTimeCode:
        """A new PIN; the old one stops at once. Raises Refused (400, 404)."""
        card = self._shelf.get(card_id)
        self._check_stage(card, "pin_on_inactive")
        code = pin_code_of(body.pin.format)
        self._shelf.put(with_pin(card, code).after(Call(now, "rotate-pin", body.model_dump(mode="json"))))
        return code

    def _check_stage(self, card: Card, switch: str) -> None:
        if card.stage is Stage.INACTIVE and self._switches[switch] == "400":
            raise Refused(400, "Card is inactive")
