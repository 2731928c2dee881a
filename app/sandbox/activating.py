"""Activate: the first balance of an inactive card (API fact sheet, section 2.3)."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from app.sandbox.bodies import ActivateBody
from app.sandbox.card import Call, Card, Movement, Stage, Token, Transaction
from app.sandbox.demonstration import CLIENT_ID
from app.sandbox.issuing import check_dates, said
from app.sandbox.refusal import Refused
from app.sandbox.shelf import Shelf
from app.sandbox.switches import Switches


class Activating:
    """The call a till lives by. There is no key to repeat it safely; what a second one does is a switch."""

    def __init__(self, shelf: Shelf, switches: Switches) -> None:
        self._shelf = shelf
        self._switches = switches

    def activate(self, card_id: str, body: ActivateBody, now: datetime) -> Card:
        """The card with money on it. Raises Refused: 404 unknown, 400 dates, or what the switch says for others."""
        card = self._shelf.get(card_id)
        if body.amount == 0 and self._switches["activate_zero"] == "400":
            raise Refused(400, "amount: must be more than 0")
        check_dates(body.active_from or now, body.expires_at, now)
        again = card.stage is not Stage.INACTIVE
        policy = self._switches["activate_not_inactive"]
        if again and not policy.startswith("200"):
            raise Refused(int(policy), "Card is not inactive")
        if again and policy == "200-unchanged":
            return card
        loaded = self._loaded(card, body, now, on_top=again and policy == "200-added")
        self._shelf.put(loaded)
        if self._switches["reads"] == "stale":
            self._shelf.show_stale(card, self._switches.number("stale_reads"))
        return loaded

    def _loaded(self, card: Card, body: ActivateBody, now: datetime, *, on_top: bool) -> Card:
        activated = replace(
            card,
            stage=Stage.ACTIVE,
            amount=body.amount,
            currency=body.currency,
            customer_id=body.customer_id or card.customer_id,
            name=body.name or card.name,
            originated_by=body.originated_by or card.originated_by,
            metadata=self._metadata(card.metadata, body.metadata),
            active_from=body.active_from or now,
            expires_at=body.expires_at,
            funds=body.amount + (card.funds if on_top else 0),
            drawn=card.drawn if on_top else 0,
            pending=card.pending if on_top else 0,
            loads=card.loads + 1,
            tokens=tuple(_after_activation(token, body, now) for token in card.tokens),
            transactions=(*card.transactions, *self._transactions(body, now)),
        )
        return activated.after(Call(now, "activate", said(body.model_dump(mode="json", exclude_unset=True))))

    def _metadata(self, had: Mapping[str, object], sent: Mapping[str, object] | None) -> Mapping[str, object]:
        policy = self._switches["activate_metadata"]
        if sent is None or policy == "drop":
            return had
        return {**had, **sent} if policy == "merge" else sent

    def _transactions(self, body: ActivateBody, now: datetime) -> tuple[Transaction, ...]:
        if self._switches["activate_transaction"] == "absent":
            return ()
        own_id = str(uuid.uuid4())
        fund = Transaction(own_id, own_id, body.amount, body.currency, Movement.FUND, now, CLIENT_ID, {})
        return (fund,)


def _after_activation(token: Token, body: ActivateBody, now: datetime) -> Token:
    life = body.card_token
    if life is None:
        return token
    return replace(
        token,
        expires_at=token.expires_at if life.expires_in is None else now + timedelta(seconds=life.expires_in),
        single_use=token.single_use if life.expires_after_transaction is None else life.expires_after_transaction,
    )
