"""Dintero's wallets as the till's CardIssuer: three calls, each with an answer that claims no more than it proves."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.core.activation import Order
from app.core.answer import Answer
from app.core.card import CardCode
from app.core.money import Currency
from app.core.problem import Problem
from app.core.scan import Token
from app.dintero.connection import Connection
from app.dintero.http_line import HttpLine
from app.dintero.path import activate_path, card_path, cards_path, info_path, shown
from app.dintero.reply import Call, Reply, Silence
from app.dintero.token import Grant, NoGrant, TokenKeeper
from app.dintero.verdict import alive_of, answer_of
from app.till.ports import Clock

if TYPE_CHECKING:
    from app.dintero.probe_calls import ProbeCalls


@dataclass(frozen=True, slots=True)
class LoginCheck:
    """Whether the account lets this till in. `problem` is None when it does; `server_at` is the issuer's own time."""

    problem: Problem | None
    server_at: datetime | None = None


class DinteroIssuer:
    """The CardIssuer over HTTP. May be used from several threads; nothing is sent or imported before the first call."""

    def __init__(self, connection: Connection, secret: Callable[[], str], clock: Clock, version: str) -> None:
        self._account = connection.account_id
        self._connection = connection
        self._clock = clock
        self._line = HttpLine(connection, version)
        self._tokens = TokenKeeper(self._line, connection, secret, clock.running)

    def activate(self, order: Order) -> Answer:
        """The order's frozen body, byte for byte (API fact sheet, section 2.3).

        Sent once; a second time only after a 401 that a new token may cure, since that one was not carried out.
        """
        path = activate_path(self._account, order.card)
        return self._answer(Call("POST", path, shown(path, order.card), is_repeatable=False, body=order.body))

    def read(self, card: CardCode) -> Answer:
        """The card as it stands (API fact sheet, section 2.5)."""
        path = card_path(self._account, card)
        return self._answer(Call("GET", path, shown(path, card), is_repeatable=True))

    def ping(self) -> Answer:
        """One light call that only finds out how the line is. ALIVE where the API answered it whole."""
        path = cards_path(self._account)
        return self._answer(Call("GET", path, path, is_repeatable=True), alive_of)

    def look_up(self, token: Token) -> Answer:
        """The card behind a token (API fact sheet, section 2.6)."""
        path = info_path(self._account)
        body = json.dumps({"token": token.value}).encode()
        return self._answer(Call("POST", path, path, is_repeatable=True, body=body, secrets=(token.value,)))

    def check_login(self) -> LoginCheck:
        """Asks for a new access token and says how that went; for `doctor` and the first-run screen."""
        outcome = self._tokens.renewed()
        if isinstance(outcome, NoGrant):
            return LoginCheck(outcome.problem, outcome.answer.server_at)
        return LoginCheck(None, outcome.server_at)

    @property
    def connection(self) -> Connection:
        """How its account is reached."""
        return self._connection

    @property
    def tokens(self) -> TokenKeeper:
        """The account's access token, for calls that another process makes."""
        return self._tokens

    def probe_calls(self, currency: Currency) -> "ProbeCalls":
        """The same account over the same line, for `probe`. Ends with this issuer."""
        from app.dintero.probe_calls import ProbeCalls

        return ProbeCalls(self._connection, self._line, self._tokens, self._clock.running, currency)

    def close(self) -> None:
        """Ends every connection. Calls after this are NOT_SENT."""
        self._line.close()

    def _answer(self, call: Call, read: Callable[[Reply | Silence, tuple[str, ...]], Answer] = answer_of) -> Answer:
        grant = self._tokens.grant()
        if isinstance(grant, NoGrant):
            return grant.answer
        outcome = self._with(grant, call)
        if isinstance(outcome, Reply) and outcome.status == 401:
            new = self._tokens.grant(instead_of=grant)
            if isinstance(new, NoGrant):
                return new.answer
            outcome = self._with(new, call)
        return read(outcome, call.secrets)

    def _with(self, grant: Grant, call: Call) -> Reply | Silence:
        headers = {"Authorization": f"Bearer {grant.bearer}"}
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        return self._line.exchange(replace(call, headers=headers, secrets=(*call.secrets, grant.bearer)))
