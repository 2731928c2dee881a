"""The access token: had by client credentials, in memory only, renewed before it ends (API fact sheet, section 1)."""

import base64
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from app.core.answer import Answer, Cause, Kind
from app.core.problem import Problem, Refusal
from app.core.rules import problem_of
from app.dintero.connection import Connection
from app.dintero.http_line import HttpLine
from app.dintero.path import token_path
from app.dintero.reply import Call, Reply
from app.dintero.verdict import without_token
from app.dintero.wire import Malformed, grant_of

AUDIENCE_HOST: Final = "https://api.dintero.com"
"""The audience names this host wherever the call itself goes."""

EARLY_MAX: Final = timedelta(seconds=60)
"""A token is renewed so long before its end, or when a tenth of its life is left, whichever is later."""

LONGEST: Final = timedelta(days=31)
"""No token is trusted to live longer, whatever it says."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A token and until when, by the running clock, it is good for another call. `life_s` is what it says of itself."""

    bearer: str = field(repr=False)
    good_until: timedelta
    server_at: datetime | None = None
    life_s: int | None = None


@dataclass(frozen=True, slots=True)
class NoGrant:
    """Why there is no token: as an answer for the rules, and as a problem for a person."""

    answer: Answer
    problem: Problem


class TokenKeeper:
    """Holds the one token of this process. Several threads that need one at once cause one token call.

    `secret` gives the client secret when it is needed and may raise Refusal (SECRET_MISSING or a KEYRING code);
    `running` is a clock that cannot be set.
    """

    def __init__(
        self, line: HttpLine, connection: Connection, secret: Callable[[], str], running: Callable[[], timedelta]
    ) -> None:
        self._line = line
        self._connection = connection
        self._secret = secret
        self._running = running
        self._asking = threading.Lock()
        self._last: Grant | NoGrant | None = None
        self._asked = 0

    def grant(self, instead_of: Grant | None = None) -> Grant | NoGrant:
        """A token that is good, and is not `instead_of`: from memory where possible, else from the issuer.

        Who waited while another thread asked gets that thread's outcome, good or bad.
        """
        asked_before = self._asked
        with self._asking:
            last = self._last
            is_of_now = self._asked != asked_before and last is not None
            if last is not None and (is_of_now or self._is_good(last)) and last is not instead_of:
                return last
            return self._renewed()

    def renewed(self) -> Grant | NoGrant:
        """A new token in any case: to see whether the login works."""
        with self._asking:
            return self._renewed()

    def _is_good(self, last: Grant | NoGrant) -> bool:
        return isinstance(last, Grant) and self._running() < last.good_until

    def _renewed(self) -> Grant | NoGrant:
        self._last = None
        self._last = self._ask()
        self._asked += 1
        return self._last

    def _ask(self) -> Grant | NoGrant:
        try:
            secret = self._secret()
        except Refusal as refusal:
            return NoGrant(Answer(Kind.UNAUTHORISED, Cause.SECRET), refusal.problem)
        began = self._running()
        login = base64.b64encode(f"{self._connection.client_id}:{secret}".encode()).decode("ascii")
        secrets = (secret, login)
        outcome = self._line.exchange(self._call(login, secrets))
        grant = _granted(outcome, began) if isinstance(outcome, Reply) else None
        if grant is not None:
            return grant
        answer = without_token(outcome, secrets)
        return NoGrant(answer, problem_of(answer))

    def _call(self, login: str, secrets: tuple[str, ...]) -> Call:
        account = self._connection.account_id
        wanted = {"grant_type": "client_credentials", "audience": f"{AUDIENCE_HOST}/v1/accounts/{account}"}
        path = token_path(account)
        headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}
        return Call("POST", path, path, True, headers, json.dumps(wanted).encode(), secrets)


def _granted(reply: Reply, began: timedelta) -> Grant | None:
    """The token of a 200 that is whole and well-formed. Its life counts from before the call."""
    if reply.status != 200 or reply.body is None or not reply.is_whole_json:
        return None
    try:
        wire = grant_of(reply.body)
    except Malformed:
        return None
    life = timedelta(seconds=min(wire.expires_in, LONGEST.total_seconds()))
    good_until = began + life - min(EARLY_MAX, life / 10)
    return Grant(wire.access_token, good_until, reply.server_at, wire.expires_in)
