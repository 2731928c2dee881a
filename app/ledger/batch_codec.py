"""Orders of cards and what came back, as JSON in the journal of batches. Nothing here is a secret."""

import json
from datetime import datetime
from typing import Any, cast

from app.core.batch import BatchOrder, CardType, Symbol
from app.core.card_ids import CheckDigit, IdScheme
from app.core.code_format import CodeFormat
from app.ledger.fields import Fields, Unreadable
from app.office.ports import CallFate, ChunkAnswer, MadeCard, SealedFile


def order_text(order: BatchOrder) -> str:
    """An order but for its id and its time, which have columns of their own."""
    scheme = order.scheme
    return json.dumps(
        {
            "series": order.series,
            "count": order.count,
            "card_type": order.card_type.value,
            "scheme": {"prefix": scheme.prefix, "figures": scheme.figures, "check": scheme.check.value}
            if scheme
            else None,
            "token": order.token.wire,
            "pin": order.pin.wire if order.pin else None,
            "recipients": list(order.recipients),
            "chunk_size": order.chunk_size,
            "symbol": order.symbol.value,
        }
    )


def order_from(batch_id: str, at: datetime, text: str) -> BatchOrder:
    """Raises ValueError or Refusal for damage."""
    raw = _object(json.loads(text))
    scheme, pin, fields = raw["scheme"], raw["pin"], Fields(raw)
    return BatchOrder(
        batch_id=batch_id,
        series=fields.text("series"),
        count=fields.whole("count"),
        card_type=CardType(fields.text("card_type")),
        scheme=_scheme(_object(scheme)) if scheme is not None else None,
        token=_format(_object(raw["token"])),
        pin=_format(_object(pin)) if pin is not None else None,
        recipients=tuple(str(each) for each in raw["recipients"]),
        ordered_at=at,
        chunk_size=fields.whole("chunk_size"),
        symbol=Symbol(fields.text("symbol")),
    )


def answer_text(answer: ChunkAnswer | None, asked: tuple[str, ...]) -> str:
    """What is kept of an answer. Its cards only where they are not simply those that were asked, each whole."""
    if answer is None:
        return "{}"
    kept: dict[str, object] = {}
    if answer.file is not None:
        kept["file"] = [answer.file.name, answer.file.size, answer.file.sha256]
        statuses = {made.status for made in answer.made}
        as_asked = tuple(made.card_id for made in answer.made) == asked and all(made.is_whole for made in answer.made)
        if as_asked and len(statuses) == 1:
            kept["status"] = statuses.pop()
        else:
            kept["made"] = [[made.card_id, made.status, made.is_whole] for made in answer.made]
    if answer.status is not None:
        kept["http"] = answer.status
    if answer.message:
        kept["message"] = answer.message
    if answer.problem is not None:
        kept["problem"] = answer.problem.code.value
    if answer.fate is CallFate.UNKNOWN:
        kept["in_doubt"] = True
    return json.dumps(kept)


def made_from(text: str, asked: tuple[str, ...]) -> tuple[MadeCard, ...]:
    """The cards that a sealed answer named. Raises ValueError for damage."""
    raw = _object(json.loads(text))
    if "made" not in raw:
        status = Fields(raw).text("status")
        return tuple(MadeCard(card_id, status, is_whole=True) for card_id in asked)
    return tuple(
        MadeCard(str(card_id), str(status), is_whole=bool(is_whole)) for card_id, status, is_whole in raw["made"]
    )


def is_in_doubt(text: str) -> bool:
    """Whether nobody knows if the call was carried out. Raises ValueError for damage."""
    return "in_doubt" in _object(json.loads(text))


def file_from(text: str) -> SealedFile:
    """The sealed file of an answer. Raises ValueError for damage."""
    raw = _object(json.loads(text))
    if "file" not in raw:
        raise Unreadable("file")
    name, size, sha256 = raw["file"]
    return SealedFile(str(name), int(size), str(sha256))


def _scheme(raw: dict[str, Any]) -> IdScheme:
    fields = Fields(raw)
    return IdScheme(fields.text("prefix"), fields.whole("figures"), CheckDigit(fields.text("check")))


def _format(raw: dict[str, Any]) -> CodeFormat:
    fields = Fields(raw)
    return CodeFormat(
        length=fields.whole("length"),
        prefix=fields.text("prefix"),
        symbols=fields.truth("symbols"),
        numbers=fields.truth("numbers"),
        characters=fields.truth("characters"),
        barcode=fields.truth("barcode"),
    )


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable("object")
    return cast("dict[str, Any]", value)
