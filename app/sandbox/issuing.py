"""Making cards: one with money on it, many without, and taking one away (API fact sheet, sections 2.1, 2.2, 2.7)."""

import random
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from app.sandbox.bodies import BatchBody, BatchCard, CreateBody
from app.sandbox.card import Call, Card, Stage
from app.sandbox.codes import Issued, known_token, token_kept, with_codes
from app.sandbox.demonstration import CLIENT_ID, card_id, card_token
from app.sandbox.refusal import Refused
from app.sandbox.shelf import Shelf
from app.sandbox.switches import Switches


class Issuing:
    """The calls that make cards, and the one that deletes them."""

    def __init__(self, shelf: Shelf, switches: Switches, seed: int) -> None:
        self._shelf = shelf
        self._switches = switches
        self._order = random.Random(seed)  # noqa: S311 - a repeatable order of answers, nothing to be kept secret

    def create(self, body: CreateBody, now: datetime) -> Issued:
        """A card with its first balance. Raises Refused (400)."""
        if self._taken(body.card_id):
            raise Refused(400, f"card_id {body.card_id!r} is already taken")
        check_dates(body.active_from or now, body.expires_at, now)
        card = replace(
            _blank(body.card_id, now),
            type=body.type,
            stage=Stage.ACTIVE,
            amount=body.amount,
            currency=body.currency,
            customer_id=body.customer_id,
            name=body.name,
            originated_by=body.originated_by,
            metadata=body.metadata or {},
            active_from=body.active_from or now,
            expires_at=body.expires_at,
            funds=body.amount,
        ).after(Call(now, "create", said(body.model_dump(mode="json", exclude_unset=True))))
        made = with_codes(card, body.pin, body.card_token, now, single_use=self._single_use())
        self._shelf.put(made.card)
        return made

    def batch(self, body: BatchBody, now: datetime) -> list[Issued]:
        """Inactive cards, in the order that the switch says. Raises Refused (400)."""
        limit = self._switches.number("batch_limit")
        if len(body.cards) > limit:
            raise Refused(400, f"cards: a batch holds at most {limit} cards, not {len(body.cards)}")
        fresh, taken = self._sorted(body.cards)
        policy = self._switches["batch_duplicate"]
        if taken and policy == "refuse-all":
            raise Refused(400, f"card_id {taken[0].card_id!r} is already taken; no card was made")
        if taken and policy in {"partial", "400-partial"}:
            fresh = body.cards[: next(place for place, card in enumerate(body.cards) if card is taken[0])]
        pin, token = (body.options.pin, body.options.card_token) if body.options else (None, None)
        single_use = self._single_use()
        made = [with_codes(_inactive(card, now), pin, token, now, single_use=single_use) for card in fresh]
        self._shelf.put(*(each.card for each in made))
        if taken and policy == "400-partial":
            raise Refused(400, f"card_id {taken[0].card_id!r} is already taken; the cards before it were made")
        return self._ordered(made)

    def demonstration(self, seed: int, indices: Iterable[int], now: datetime) -> list[Card]:
        """The seed's demonstration cards that are not there yet, inactive, each with its own token."""
        cards = [
            replace(
                _blank(card_id(seed, index), now),
                tokens=(token_kept(known_token(card_token(seed, index)), now, None, single_use=False),),
            )
            for index in indices
            if self._shelf.find(card_id(seed, index)) is None
        ]
        if cards:
            self._shelf.put(*cards)
        return cards

    def named(self, card_ids: Iterable[str], now: datetime) -> list[Card]:
        """Inactive cards with these ids, for those that are not taken."""
        cards = [_blank(each, now) for each in dict.fromkeys(card_ids) if not self._taken(each)]
        if cards:
            self._shelf.put(*cards)
        return cards

    def delete(self, card_id: str, now: datetime) -> Card:
        """The card taken away, as it was last. Raises Refused (404, or 400 where the switch says so)."""
        card = self._shelf.get(card_id)
        if card.balance and self._switches["delete_with_balance"] == "400":
            raise Refused(400, "A card with money on it cannot be deleted")
        deleted = replace(card, deleted=True).after(Call(now, "delete", {}))
        self._shelf.put(deleted)
        return deleted

    def _taken(self, card_id: str) -> bool:
        card = self._shelf.find(card_id)
        return card is not None and not (card.deleted and self._switches["deleted_id"] == "free")

    def _sorted(self, cards: list[BatchCard]) -> tuple[list[BatchCard], list[BatchCard]]:
        """The cards with a new id, and those whose id is taken on the shelf or earlier in the same batch."""
        fresh: dict[str, BatchCard] = {}
        taken: list[BatchCard] = []
        for card in cards:
            if card.card_id in fresh or self._taken(card.card_id):
                taken.append(card)
            else:
                fresh[card.card_id] = card
        return list(fresh.values()), taken

    def _ordered(self, made: list[Issued]) -> list[Issued]:
        match self._switches["batch_order"]:
            case "reversed":
                return made[::-1]
            case "shuffled":
                return self._order.sample(made, len(made))
            case _:
                return made

    def _single_use(self) -> bool:
        return self._switches["batch_code_use"] != "many"


def check_dates(active_from: datetime, expires_at: datetime | None, now: datetime) -> None:
    """Raises Refused (400) for a card that would never be valid."""
    if expires_at is not None and expires_at <= now:
        raise Refused(400, "expires_at: must be in the future")
    if expires_at is not None and expires_at <= active_from:
        raise Refused(400, "expires_at: must be after active_from")


def said(body: Mapping[str, object]) -> dict[str, object]:
    """What a call said, without the two fields that are secrets."""
    hidden = {"token": "•••", "pin": "•••"}
    return {name: hidden[name] if name in hidden and isinstance(value, str) else value for name, value in body.items()}


def _blank(card_id: str, now: datetime) -> Card:
    return Card(id=str(uuid.uuid4()), card_id=card_id, created_at=now, created_by=CLIENT_ID)


def _inactive(card: BatchCard, now: datetime) -> Card:
    return replace(
        _blank(card.card_id, now),
        type=card.type,
        name=card.name,
        metadata=card.metadata or {},
        originated_by=card.originated_by,
    ).after(Call(now, "batch", said(card.model_dump(mode="json", exclude_unset=True))))
