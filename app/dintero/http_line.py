"""The line to the issuer: a call goes out, and a reply comes back or a silence that says what it proves."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from app.core.answer import Cause
from app.dintero.connection import Connection
from app.dintero.reply import Call, Reply, Silence
from app.dintero.shared_client import SharedClient
from app.dintero.wire import error_of

if TYPE_CHECKING:
    from app.dintero.transport import Answered, Client

_log: Final = logging.getLogger("app.dintero")

GOOD: Final = frozenset({200, 201})
"""The statuses of an answer that holds what was asked for."""

Sink = Callable[[bytes], bool]
"""Takes a good answer's body as it arrives. False ends it: more is not wanted. It raises nothing."""


class HttpLine:
    """Carries calls to one account's API.

    May be used from several threads. No redirect is followed, nothing is sent again but a repeatable call on a
    connection that turned out to be stale, and nothing in the environment has a say.
    """

    def __init__(self, connection: Connection, version: str) -> None:
        self._connection = connection
        self._client = SharedClient(connection, version)

    def exchange(self, call: Call, sink: Sink | None = None) -> Reply | Silence:
        """One call within the deadline. Never raises for anything that happens on the line.

        The body of a 200 or 201 goes to `sink`, where there is one, and the reply's own is then empty: None where it
        did not come whole.

        What nobody foresaw there is no reason to raise either: it would end a sale in mid-call. It is logged, and an
        answer that proves nothing. Raises ValueError for a call whose address is a bug, before anything is sent.
        """
        from app.dintero.timed_network import ending_in

        began = time.monotonic()
        with ending_in(self._connection.deadline_s):
            outcome = self._tried(call, sink)
            if isinstance(outcome, Silence) and outcome.was_stale and call.is_repeatable:
                outcome = self._tried(call, sink)
        _note(call, outcome, int((time.monotonic() - began) * 1000))
        return outcome

    def close(self) -> None:
        """Ends every connection. Calls after this are not sent."""
        self._client.close()

    def _tried(self, call: Call, sink: Sink | None) -> Reply | Silence:
        try:
            client = self._client.take()
        except OSError as fault:
            _log.error("the trusted certificates cannot be read: %s", fault.strerror or type(fault).__name__)
            return Silence(Cause.CERTIFICATE, may_have_left=False)
        if client is None:
            return Silence(Cause.LINE, may_have_left=False)
        met_fault = True
        try:
            outcome = self._sent(client, call, sink)
            met_fault = isinstance(outcome, Silence)
        finally:
            self._client.give_back(met_fault=met_fault)
        return outcome

    def _sent(self, client: "Client", call: Call, sink: Sink | None) -> Reply | Silence:
        from app.dintero.line_fault import silence_of
        from app.dintero.transport import Closed

        watch = _Watch()
        request = client.request(call, watch)
        try:
            answered = client.send(request)
        except Closed:  # since it was lent
            return Silence(Cause.LINE, may_have_left=False)
        except Exception as fault:  # noqa: BLE001 - what the other side can bring about has no complete list
            return silence_of(fault, may_have_left=watch.may_have_left, was_new=watch.connected)
        body, cause = self._received(answered, sink)
        return Reply(answered.status, answered.headers(), body, cause)

    def _received(self, answered: "Answered", sink: Sink | None) -> tuple[bytes | None, Cause]:
        """The body, and its connection given back. Whatever stops it leaves a reply without a body."""
        from app.dintero.line_fault import silence_of

        try:
            try:
                return self._body(answered) if sink is None or answered.status not in GOOD else _poured(answered, sink)
            finally:
                answered.close()
        except Exception as fault:  # noqa: BLE001 - as for the send: the call was made and must have an answer
            return None, silence_of(fault, may_have_left=True, was_new=True).cause

    def _body(self, answered: "Answered") -> tuple[bytes | None, Cause]:
        body = bytearray()
        for piece in answered.pieces():
            body += piece
            if len(body) > self._connection.answer_bytes_max:
                return None, Cause.ODD
        return bytes(body), Cause.NONE


def _poured(answered: "Answered", sink: Sink) -> tuple[bytes | None, Cause]:
    for piece in answered.pieces():
        if not sink(piece):
            return None, Cause.ODD
    return b"", Cause.NONE


class _Watch:
    """Sees each step of a call, and so knows whether any of it may have left the till.

    The request that only opens a tunnel through a proxy is not the call.
    """

    __slots__ = ("connected", "may_have_left")

    def __init__(self) -> None:
        self.connected = False
        self.may_have_left = False

    def __call__(self, step: str, facts: Mapping[str, Any]) -> None:
        if step == "connection.connect_tcp.started":
            self.connected = True
        if step == "http11.send_request_headers.started":
            self.may_have_left |= facts["request"].method != b"CONNECT"


def _note(call: Call, outcome: Reply | Silence, took_ms: int) -> None:
    """Method, path with the card masked, status, time and error code; never a body, a token or a secret."""
    if isinstance(outcome, Silence):
        what = "no answer" if outcome.may_have_left else "not sent"
        _log.warning("%s %s -> %s, %s, %d ms", call.method, call.shown_path, what, outcome.cause.name, took_ms)
        return
    is_well = outcome.status < 400 and outcome.cause is Cause.NONE
    code = error_of(outcome.body, call.secrets).code if outcome.status >= 400 else ""
    remark = code or ("" if outcome.cause is Cause.NONE else outcome.cause.name)
    level = logging.INFO if is_well else logging.WARNING
    told = f"{outcome.status}, {took_ms} ms" + (f", {remark}" if remark else "")
    _log.log(level, "%s %s -> %s", call.method, call.shown_path, told)
