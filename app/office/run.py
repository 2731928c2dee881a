"""The road of one chunk of new cards: from its plan to sealed secrets that were compared with what was asked.

The order of the lines is the order of things. Each step is on the disk before what it announces; nothing here holds a
token or a PIN.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.core.batch import BatchOrder, CardFate, Chunk, ChunkState, Fate
from app.core.problem import Code, Fact, Problem
from app.office.book import BatchBook, Clock, Figures
from app.office.check import verdict_on
from app.office.ports import CallFate, CardMaker, CardReader, ChunkAnswer, ChunkOrder

QUARANTINE: Final = timedelta(seconds=120)
"""How long a call whose answer was lost may still arrive (reliability section 3)."""

FOR_ALL: Final = {
    401: Code.LOGIN_REFUSED,
    403: Code.NOT_ALLOWED,
    404: Code.ACCOUNT_UNKNOWN,
    429: Code.TOO_MANY_CALLS,
}
"""Refusals that say nothing of a chunk: any other would have met the same. No card was made."""


@dataclass(frozen=True, slots=True)
class BatchRoad:
    """Everything that making a batch needs."""

    book: BatchBook
    maker: CardMaker
    reader: CardReader
    clock: Clock
    figures: Figures
    quarantine: timedelta = QUARANTINE


@dataclass(frozen=True, slots=True)
class Came:
    """What came of working on a chunk: how it stands now, and what stopped it, if anything did.

    `wait` is how long the issuer asked to be left alone. `spoilt` are cards that nobody may print. `has_left_out`:
    there were cards that the answer lacked; they stand in an UNKNOWN chunk of their own.
    """

    chunk: Chunk
    problem: Problem | None = None
    wait: timedelta = timedelta(0)
    spoilt: tuple[CardFate, ...] = ()
    has_left_out: bool = False


def make_chunk(road: BatchRoad, order: BatchOrder, chunk: Chunk) -> Came:
    """Makes the cards of a PLANNED chunk. On any thread; it raises what the journal raises, and nothing of the line."""
    asked = asked_of(order, chunk)
    problem = road.book.ready() or road.maker.ready(asked)
    if problem is not None:
        return Came(chunk, problem)
    sending = road.book.step(chunk, ChunkState.SENDING, road.clock.now())
    answer = road.maker.make(asked)
    match answer.fate:
        case CallFate.SEALED:
            sealed = road.book.step(sending, ChunkState.SEALED, road.clock.now(), answer)
            return check_chunk(road, sealed)
        case CallFate.NOT_SENT:
            return _back(road, sending, answer, answer.problem or Problem(Code.LINE_DOWN))
        case CallFate.REFUSED if answer.status in FOR_ALL:
            return _back(road, sending, answer, Problem(FOR_ALL[answer.status]))
        case CallFate.REFUSED:
            return Came(road.book.step(sending, ChunkState.REFUSED, road.clock.now(), answer), _said(answer))
        case CallFate.UNKNOWN:
            unknown = road.book.step(sending, ChunkState.UNKNOWN, road.clock.now(), answer)
            return Came(unknown, answer.problem or Problem(Code.NO_ANSWER), _wait(answer))


def check_chunk(road: BatchRoad, chunk: Chunk) -> Came:
    """Compares a SEALED chunk's answer with what was asked. What it left out is read before it goes on."""
    facts: dict[str, Fact]
    verdict = verdict_on(chunk.card_ids, road.book.answer_of(chunk))
    checked = road.book.check(chunk, verdict, road.clock.now())
    left_out = bool(verdict.missing)
    if len(verdict.missing) == len(chunk.card_ids):
        facts = {"count": len(verdict.missing), "most": len(chunk.card_ids), "reason": "missing"}
        return Came(checked, Problem(Code.BATCH_ANSWER_ODD, facts), spoilt=verdict.fates, has_left_out=True)
    if not verdict.fates:
        return Came(checked, has_left_out=left_out)
    kinds = sorted({fate.fate.value for fate in verdict.fates})
    facts = {"count": len(verdict.fates), "most": len(chunk.card_ids), "reason": ", ".join(kinds)}
    return Came(checked, Problem(Code.BATCH_ANSWER_ODD, facts), spoilt=verdict.fates, has_left_out=left_out)


def asked_of(order: BatchOrder, chunk: Chunk) -> ChunkOrder:
    """What a chunk's call asks for."""
    return ChunkOrder(
        batch_id=order.batch_id,
        chunk_id=chunk.id,
        card_type=order.card_type.value,
        card_ids=chunk.card_ids,
        token=order.token,
        pin=order.pin,
        recipients=order.recipients,
    )


def _back(road: BatchRoad, sending: Chunk, answer: ChunkAnswer, problem: Problem) -> Came:
    """Proven: nothing was made. The chunk may go again."""
    return Came(road.book.step(sending, ChunkState.PLANNED, road.clock.now(), answer), problem, _wait(answer))


def _wait(answer: ChunkAnswer) -> timedelta:
    return timedelta(seconds=answer.retry_after_s or 0)


def _said(answer: ChunkAnswer) -> Problem:
    return Problem(Code.REFUSED, {"message": answer.message, "status": answer.status or 0})


def lost(card_ids: tuple[str, ...], fate: Fate) -> tuple[CardFate, ...]:
    """The same fate for each of these."""
    return tuple(CardFate(card_id, fate) for card_id in card_ids)
