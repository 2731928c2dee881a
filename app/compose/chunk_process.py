"""Makes the cards of a chunk in a process of its own, which never hands back a secret."""

import logging
import multiprocessing
import sys
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from app import __version__
from app.compose.fork_server import ForkServer, NotForked
from app.core.problem import Code, Problem, Refusal
from app.office.ports import CallFate, ChunkAnswer, ChunkOrder
from app.vault.sealed_answers import SealedAnswers

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.compose.chunk_child import ChunkWork, FoundWork
    from app.dintero.issuer import DinteroIssuer
    from app.dintero.token import Grant, NoGrant

_log: Final = logging.getLogger(__name__)

DEADLINE_S_LEAST: Final = 120.0
"""A thousand cards with pictures take a service longer than one activation does."""


LAST_S: Final = 10.0
"""Longer than a process lets itself live: it is the one that gives up first."""


class ChunkProcess:
    """Implements `app.office.ports.CardMaker`. May be used from several threads.

    On POSIX each process is forked from a clean one that has its libraries loaded and never held a secret; on Windows
    each begins anew.
    """

    def __init__(self, answers: SealedAnswers, folder: Path, issuer: "Callable[[], DinteroIssuer]") -> None:
        """`issuer` gives the account's issuer, or raises Refusal."""
        self._answers = answers
        self._folder = folder
        self._issuer = issuer
        self._server = ForkServer()

    def ready(self, order: ChunkOrder) -> Problem | None:
        """As `CardMaker.ready`."""
        return self._answers.ready(order)

    def make(self, order: ChunkOrder) -> ChunkAnswer:
        """As `CardMaker.make`. After a 401, which carried nothing out, it is sent once more with a new token."""
        from app.dintero.token import NoGrant

        try:
            recipients = self._answers.recipients(order)
            issuer = self._issuer()
        except Refusal as refusal:
            return ChunkAnswer(CallFate.NOT_SENT, problem=refusal.problem)
        grant = issuer.tokens.grant()
        if isinstance(grant, NoGrant):
            return _without_token(grant)
        answer = self._sent(order, recipients, issuer, grant)
        if answer.fate is not CallFate.NOT_SENT or answer.status != 401:
            return answer
        renewed = issuer.tokens.grant(instead_of=grant)
        if isinstance(renewed, NoGrant):
            return _without_token(renewed)
        return self._sent(order, recipients, issuer, renewed)

    def found(self, order: ChunkOrder) -> ChunkAnswer | Problem | None:
        """As `CardMaker.found`."""
        from app.compose.chunk_child import FoundWork

        key = self._answers.key_of_found(order)
        if not isinstance(key, str):
            return key
        try:
            word, _ = self._word_of(FoundWork(order, str(self._folder), key))
        except NotForked as fault:
            _log.error("no process for a chunk: %s", fault)
            return Problem(Code.SEALER_LOST)
        return Problem(Code.SEALER_LOST) if word is None else msgspec.json.decode(word, type=ChunkAnswer | None)

    def close(self) -> None:
        """Ends the clean process. A chunk's process that is still at work goes on and seals its answer."""
        self._server.close()

    def _sent(
        self, order: ChunkOrder, recipients: tuple[str, ...], issuer: "DinteroIssuer", grant: "Grant"
    ) -> ChunkAnswer:
        try:
            word, has_left = self._word_of(_work(order, recipients, self._folder, issuer, grant))
        except NotForked as fault:
            _log.error("no process for a chunk: %s", fault)
            word, has_left = None, False
        if word is None:
            fate = CallFate.UNKNOWN if has_left else CallFate.NOT_SENT
            return ChunkAnswer(fate, problem=Problem(Code.SEALER_LOST))
        answer = msgspec.json.decode(word, type=ChunkAnswer)
        _log.info("chunk %s: %s, %d cards", order.chunk_id, answer.fate.value, len(answer.made))
        return answer

    def _word_of(self, work: "ChunkWork | FoundWork") -> tuple[bytes | None, bool]:
        """As `_word`, from a process of its own. Raises NotForked."""
        with self._new_process() as pipe:
            return _word(pipe, msgspec.json.encode(work), work.patience_s + LAST_S)

    def _new_process(self) -> Pipe:
        """The near end of a pipe to it. Raises NotForked."""
        return _begun_anew() if sys.platform == "win32" else self._server.new()


def _begun_anew() -> Pipe:
    """Where nothing can be forked: all is loaded again."""
    from app.compose.chunk_child import run

    near, far = multiprocessing.Pipe()
    with far:
        multiprocessing.get_context("spawn").Process(target=run, args=(far,), name="chunk").start()
    return near


def _word(pipe: Pipe, work: bytes, within_s: float) -> tuple[bytes | None, bool]:
    """What the process says of its work, None where it ends without a word; and whether its call may have left."""
    from app.compose.chunk_child import FAULT, LEAVING

    has_left = False
    try:
        pipe.send_bytes(work)
        while pipe.poll(within_s):
            word = pipe.recv_bytes()
            if word.startswith(FAULT):
                _log.error("a chunk's process met a bug: %s", word.removeprefix(FAULT).decode())
                break
            if word != LEAVING:
                return word, has_left
            has_left = True
    except (EOFError, OSError):
        _log.warning("a chunk's process ended without a word")
    return None, has_left


def _without_token(refused: "NoGrant") -> ChunkAnswer:
    answer = refused.answer
    return ChunkAnswer(
        CallFate.NOT_SENT,
        status=answer.status,
        message=answer.message,
        retry_after_s=answer.retry_after_s,
        problem=refused.problem,
    )


def _work(
    order: ChunkOrder, recipients: tuple[str, ...], folder: Path, issuer: "DinteroIssuer", grant: "Grant"
) -> "ChunkWork":
    from app.compose.chunk_child import ChunkWork

    line = issuer.connection
    return ChunkWork(
        order=order,
        recipients=recipients,
        folder=str(folder),
        bearer=grant.bearer,
        base_url=line.base_url,
        account_id=line.account_id,
        client_id=line.client_id,
        version=__version__,
        trust=line.trust,
        ca_file=str(line.ca_file or ""),
        proxy=line.proxy or "",
        connect_timeout_s=line.connect_timeout_s,
        deadline_s=max(line.deadline_s, DEADLINE_S_LEAST),
    )
