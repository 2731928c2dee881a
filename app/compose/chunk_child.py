"""The process of one chunk: orders its cards and seals the answer, or opens one that was found; no secret leaves it.

It is told its work through a pipe, never in arguments or the environment, and writes nothing but the sealed file.
"""

import logging
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Final

import msgspec

from app.core.problem import Code, Problem, Refusal
from app.dintero.batch_call import BatchCall, BatchOutcome
from app.dintero.card_stream import AnsweredCard
from app.dintero.connection import Connection, Trust
from app.dintero.rekey_call import RekeyCall
from app.office.ports import CallFate, CardSecret, ChunkAnswer, ChunkOrder
from app.vault.answer_lines import AnswerLines
from app.vault.hardened import harden
from app.vault.seal import sealed
from app.vault.sealed_answers import found_in, room_for
from app.vault.sealed_folder import NotKept, SealedFolder

LEAVING: Final = b"leaving"
"""Said right before the call: who has not heard it knows that nothing was sent."""
GRACE_S: Final = 60.0
"""How long sealing may take once the call's time is over."""
FAULT: Final = b"fault "
"""Begins the word of a process that met a bug: the bug's class follows, and nothing of its text."""


class FoundWork(msgspec.Struct, frozen=True, tag="found"):
    """A sealed answer that lies in the folder, of which nobody heard: to be opened and compared with its order."""

    order: ChunkOrder
    folder: str
    private: str

    def __repr__(self) -> str:
        """Without the key."""
        return f"FoundWork({self.order.chunk_id})"

    @property
    def patience_s(self) -> float:
        """How long the process may live."""
        return GRACE_S


class ChunkWork(msgspec.Struct, frozen=True, repr_omit_defaults=True, tag="make"):
    """All that a chunk's process needs. `recipients` are those of the order and the batch's own key."""

    order: ChunkOrder
    recipients: tuple[str, ...]
    folder: str
    bearer: str
    base_url: str
    account_id: str
    client_id: str
    version: str
    trust: Trust
    ca_file: str
    proxy: str
    connect_timeout_s: float
    deadline_s: float

    def __repr__(self) -> str:
        """Without the bearer."""
        return f"ChunkWork({self.order.chunk_id}, {len(self.order.card_ids)} cards)"

    @property
    def patience_s(self) -> float:
        """How long the process may live."""
        calls = 1 if self.order.token_life_s is None else 2
        return self.connect_timeout_s + calls * self.deadline_s + GRACE_S

    def connection(self) -> Connection:
        """How the issuer is reached."""
        return Connection(
            self.base_url,
            self.account_id,
            self.client_id,
            trust=self.trust,
            ca_file=Path(self.ca_file) if self.ca_file else None,
            proxy=self.proxy or None,
            connect_timeout_s=self.connect_timeout_s,
            deadline_s=self.deadline_s,
        )


def run(pipe: Pipe) -> None:
    """One chunk from its work to its answer. A bug ends in its class's name: its text could quote an answer."""
    harden()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who stops the program lets this answer be sealed first
    logging.disable(logging.CRITICAL)
    try:
        work = msgspec.json.decode(pipe.recv_bytes(), type=ChunkWork | FoundWork)
        _end_after(work.patience_s)
        word = msgspec.json.encode(_done(work, lambda: pipe.send_bytes(LEAVING)))
    except Exception as bug:  # noqa: BLE001 - whatever it is, no traceback may tell what was in an answer
        word = FAULT + type(bug).__qualname__.encode()
    with suppress(OSError):  # whoever asked may be gone: what was to be kept is kept
        pipe.send_bytes(word)
    pipe.close()


def _end_after(seconds: float) -> None:
    """A process that hangs in a disk or a library ends by itself, and with it all it holds."""
    if sys.platform != "win32":
        signal.alarm(int(seconds))


def _done(work: ChunkWork | FoundWork, leaving: Callable[[], None]) -> ChunkAnswer | None:
    if isinstance(work, FoundWork):
        return found_in(SealedFolder(Path(work.folder)), work.order, work.private)
    return made(work, leaving)


def made(work: ChunkWork, leaving: Callable[[], None]) -> ChunkAnswer:
    """The chunk's cards, or a card's new secrets, sealed. `leaving` is called right before anything can be sent."""
    order, folder = work.order, SealedFolder(Path(work.folder))
    lines = AnswerLines(order.batch_id, order.chunk_id)

    def take(card: AnsweredCard) -> None:
        lines.add(CardSecret(card.card_id, card.token, card.pin), card.fields)

    kind = BatchCall if order.token_life_s is None else RekeyCall
    call = kind(work.connection(), work.version)
    try:
        folder.set_aside(order.batch_id, order.chunk_id, room_for(order))
        leaving()
        outcome = call.make(work.bearer, order, take)
    except Refusal as refusal:
        return ChunkAnswer(CallFate.NOT_SENT, problem=refusal.problem)
    finally:
        call.close()
    if outcome.fate is CallFate.SEALED:
        return _kept(work, folder, lines, outcome)
    folder.give_back(order.batch_id, order.chunk_id)
    return _told(outcome, outcome.fate, outcome.problem)


def _kept(work: ChunkWork, folder: SealedFolder, lines: AnswerLines, outcome: BatchOutcome) -> ChunkAnswer:
    order = work.order
    lines.add_rest(outcome.rest)
    try:
        file = folder.keep(order.batch_id, order.chunk_id, sealed(lines.content, work.recipients))
    except NotKept as fault:
        return _told(outcome, CallFate.UNKNOWN, Problem(Code.ANSWER_NOT_KEPT, {"reason": str(fault)}))
    return ChunkAnswer(
        CallFate.SEALED, file, outcome.made, outcome.status, outcome.message, outcome.retry_after_s, outcome.problem
    )


def _told(outcome: BatchOutcome, fate: CallFate, problem: Problem | None) -> ChunkAnswer:
    return ChunkAnswer(
        fate,
        status=outcome.status,
        message=outcome.message,
        retry_after_s=outcome.retry_after_s,
        problem=problem,
    )
