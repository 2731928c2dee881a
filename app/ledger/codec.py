"""Problems, cards and papers as the JSON the journal keeps, and back. Readers raise ValueError for anything else."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from app.core.card import Card
from app.core.paper import Align, BarCode, Blank, Pair, Paper, PaperKind, PaperLine, QrCode, Rule, Text
from app.core.problem import Code, Fact, Problem
from app.ledger.fields import Fields, Unreadable, stamp_or_none


def problem_to_text(problem: Problem | None) -> str | None:
    """A problem as JSON."""
    return None if problem is None else _written({"code": problem.code.value, "facts": dict(problem.facts)})


def problem_from_text(text: str | None) -> Problem | None:
    """A problem from JSON."""
    if text is None:
        return None
    fields = _object(text)
    return Problem(Code(fields.text("code")), _facts(fields.values.get("facts")))


def facts_to_text(facts: Mapping[str, Fact]) -> str:
    """Facts as JSON."""
    return _written(facts)


def facts_from_text(text: str) -> Mapping[str, Fact]:
    """Facts from JSON."""
    return _facts(json.loads(text))


def _facts(found: object) -> Mapping[str, Fact]:
    facts: dict[str, Fact] = {}
    for name, value in _named(found).items():
        if not isinstance(value, str | int):
            raise Unreadable(name)
        facts[name] = value
    return facts


def without_person(card: Card | None) -> Card | None:
    """A card as evidence: whose it is stays in the customer's own row, which can be erased. Events cannot."""
    return None if card is None else replace(card, customer_id=None, name=None)


def card_to_text(card: Card | None) -> str | None:
    """A card as JSON, without what the issuer left out."""
    if card is None:
        return None
    fields: dict[str, object] = {
        "card_id": card.card_id,
        "status": card.status,
        "amount": card.amount,
        "currency": card.currency,
        "amount_available": card.amount_available,
        "amount_balance": card.amount_balance,
        "customer_id": card.customer_id,
        "name": card.name,
        "originated_by": card.originated_by,
        "active_from": stamp_or_none(card.active_from),
        "expires_at": stamp_or_none(card.expires_at),
        "metadata": dict(card.metadata),
    }
    return _written({name: value for name, value in fields.items() if value is not None})


def card_from_text(text: str | None) -> Card | None:
    """A card from JSON."""
    if text is None:
        return None
    fields = _object(text)
    metadata = Fields(_named(fields.values.get("metadata")))
    return Card(
        card_id=fields.text("card_id"),
        status=fields.text("status"),
        amount=fields.whole_or_none("amount"),
        currency=fields.text_or_none("currency"),
        amount_available=fields.whole_or_none("amount_available"),
        amount_balance=fields.whole_or_none("amount_balance"),
        customer_id=fields.text_or_none("customer_id"),
        name=fields.text_or_none("name"),
        originated_by=fields.text_or_none("originated_by"),
        active_from=fields.moment_or_none("active_from"),
        expires_at=fields.moment_or_none("expires_at"),
        metadata={name: metadata.text(name) for name in metadata.values},
    )


def paper_to_text(paper: Paper) -> str:
    """A paper's lines as JSON. Kind and number have columns of their own."""
    return _written({"lines": [_line_to_object(line) for line in paper.lines]})


def paper_from_text(kind: str, number: int, text: str) -> Paper:
    """A paper from its columns and its lines as JSON."""
    lines = _object(text).values.get("lines")
    if not isinstance(lines, list):
        raise Unreadable("lines")
    return Paper(
        PaperKind(kind), number, tuple(_line_from(Fields(_named(line))) for line in cast("list[object]", lines))
    )


def _line_to_object(line: PaperLine) -> dict[str, object]:
    match line:
        case Text():
            return {"line": "text", "text": line.text, "align": line.align.value, "bold": line.bold, "size": line.size}
        case Pair():
            return {"line": "pair", "left": line.left, "right": line.right, "bold": line.bold}
        case Rule():
            return {"line": "rule"}
        case Blank():
            return {"line": "blank"}
        case BarCode():
            return {"line": "bar_code", "data": line.data}
        case QrCode():
            return {"line": "qr_code", "data": line.data}


def _line_from(fields: Fields) -> PaperLine:
    match fields.text("line"):
        case "text":
            return Text(fields.text("text"), Align(fields.text("align")), fields.truth("bold"), fields.whole("size"))
        case "pair":
            return Pair(fields.text("left"), fields.text("right"), fields.truth("bold"))
        case "rule":
            return Rule()
        case "blank":
            return Blank()
        case "bar_code":
            return BarCode(fields.text("data"))
        case "qr_code":
            return QrCode(fields.text("data"))
        case other:
            raise Unreadable(other)


def texts_from(text: str) -> tuple[str, ...]:
    """A JSON array of texts."""
    return tuple(Fields({"text": value}).text("text") for value in _array(text))


def objects_from(text: str) -> tuple[Fields, ...]:
    """A JSON array of objects."""
    return tuple(Fields(_named(value)) for value in _array(text))


def _array(text: str) -> list[object]:
    values: object = json.loads(text)
    if not isinstance(values, list):
        raise Unreadable("array")
    return cast("list[object]", values)


def _written(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _object(text: str) -> Fields:
    return Fields(_named(json.loads(text)))


def _named(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise Unreadable("object")
    return cast("dict[str, object]", value)
