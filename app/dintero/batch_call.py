"""`POST /cards/batch` (API fact sheet, section 2.2): one chunk of new cards, its secrets read as they arrive."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from app.core.answer import Answer, Cause, Kind
from app.core.problem import Problem
from app.core.rules import problem_of
from app.dintero.card_stream import AnsweredCard, CardStream
from app.dintero.connection import Connection
from app.dintero.http_line import GOOD, HttpLine
from app.dintero.path import account_path
from app.dintero.reply import Call, Reply, Silence
from app.dintero.verdict import answer_of
from app.dintero.wire import error_of, is_refusal
from app.office.ports import CallFate, ChunkOrder, MadeCard

_CARD_BYTES_MAX: Final = 16 * 1024
_PICTURES_BYTES_MAX: Final = 256 * 1024
_LEAST_BYTES_MAX: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What is known of the call. SEALED here means that there is an answer to seal: what `take` got, and `rest`.

    `status` is 401 where another token may cure it. `rest` may hold secrets.
    """

    fate: CallFate
    made: tuple[MadeCard, ...] = ()
    rest: bytes = b""
    status: int | None = None
    message: str = ""
    retry_after_s: int | None = None
    problem: Problem | None = None

    def __repr__(self) -> str:
        """Without the rest, which may hold secrets."""
        return f"BatchOutcome({self.fate}, {len(self.made)} cards, {self.status})"


class BatchCall:
    """Orders chunks over one line, which it closes with itself."""

    def __init__(self, connection: Connection, version: str) -> None:
        self._account = connection.account_id
        self._line = HttpLine(connection, version)

    def make(self, bearer: str, order: ChunkOrder, take: Callable[[AnsweredCard], None]) -> BatchOutcome:
        """One call, sent once and never again. Each card of the answer is given to `take` with its secrets.

        A fault of the line is an outcome: NOT_SENT only where it is proven that nothing was made of the call.
        """
        made: list[MadeCard] = []

        def found(card: AnsweredCard) -> None:
            made.append(MadeCard(card.card_id, card.status, order.is_as_asked(card.token, card.pin)))
            take(card)

        stream = CardStream(found, _bytes_max(order))
        outcome = self._line.exchange(self._call(bearer, order), stream.feed)
        if isinstance(outcome, Silence) or outcome.status not in GOOD:
            return refused(outcome, (bearer,))
        stream.end()
        return _answered(outcome, tuple(made), stream.rest)

    def close(self) -> None:
        """Ends the connection."""
        self._line.close()

    def _call(self, bearer: str, order: ChunkOrder) -> Call:
        path = account_path(self._account, "cards", "batch")
        headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
        return Call("POST", path, path, is_repeatable=False, headers=headers, body=body_of(order), secrets=(bearer,))


def body_of(order: ChunkOrder) -> bytes:
    """The request's body, every field of each format said."""
    options: dict[str, object] = {"card_token": {"format": order.token.wire}}
    if order.pin is not None:
        options["pin"] = {"format": order.pin.wire}
    cards = [{"card_id": card_id, "type": order.card_type} for card_id in order.card_ids]
    return json.dumps({"cards": cards, "options": options}, separators=(",", ":")).encode()


def _bytes_max(order: ChunkOrder) -> int:
    has_pictures = order.token.barcode or (order.pin is not None and order.pin.barcode)
    return _LEAST_BYTES_MAX + len(order.card_ids) * (_PICTURES_BYTES_MAX if has_pictures else _CARD_BYTES_MAX)


def _answered(reply: Reply, made: tuple[MadeCard, ...], rest: bytes) -> BatchOutcome:
    """A 2xx. A page of HTML is somebody else's; what says that it is JSON is kept, however odd or cut it is."""
    is_said_to_be_json = replace(reply, body=b"").is_whole_json
    if not made and not (rest and is_said_to_be_json):
        return outcome_of(Answer(Kind.UNCLEAR, Cause.ODD if reply.cause is Cause.NONE else reply.cause, reply.status))
    problem = problem_of(Answer(Kind.UNCLEAR, reply.cause, reply.status)) if rest else None
    return BatchOutcome(CallFate.SEALED, made, rest, reply.status, problem=problem)


def refused(reply: Reply | Silence, secrets: tuple[str, ...]) -> BatchOutcome:
    """Any 4xx in the API's own error body is a definite no here: its ids are read before anything else is sent."""
    answer = answer_of(reply, secrets)
    if isinstance(reply, Silence):
        return outcome_of(answer)
    is_no = 400 <= reply.status < 500 and reply.body is not None and reply.is_whole_json and is_refusal(reply.body)
    if answer.kind is Kind.UNCLEAR and is_no and reply.status != 408:
        message = error_of(reply.body, secrets).message
        answer = Answer(Kind.REFUSED, status=reply.status, message=message, server_at=reply.server_at)
    return outcome_of(answer)


_FATES: Final = {
    Kind.NOT_SENT: CallFate.NOT_SENT,
    Kind.UNAUTHORISED: CallFate.NOT_SENT,
    Kind.TOO_MANY: CallFate.NOT_SENT,
    Kind.REFUSED: CallFate.REFUSED,
}


def outcome_of(answer: Answer) -> BatchOutcome:
    """What an answer without cards proves of a call."""
    return BatchOutcome(
        _FATES.get(answer.kind, CallFate.UNKNOWN),
        status=answer.status,
        message=answer.message,
        retry_after_s=answer.retry_after_s,
        problem=problem_of(answer),
    )
