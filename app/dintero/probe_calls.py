"""The wallets API as a probe calls it: every call recorded without secrets, which never leave this room."""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, cast

from app.core.card import Card, CardCode
from app.core.money import Currency
from app.dintero.cleaned import Secret, cleaned, json_of, secrets_in, token_in
from app.dintero.connection import Connection
from app.dintero.half_sent import life_of_half_sent
from app.dintero.http_line import HttpLine
from app.dintero.path import account_path, card_path, shown, token_path
from app.dintero.reply import Call, Reply, Silence
from app.dintero.token import Grant, NoGrant, TokenKeeper
from app.dintero.wire import Malformed, card_of, error_of, is_refusal
from app.till.probe_line import Heard, Movement

FORMATS: Final[Mapping[str, Mapping[str, object]]] = {
    "pin": {"format": {"length": 4, "symbols": False, "numbers": True, "characters": False}},
    "card_token": {"format": {"length": 16, "prefix": "", "symbols": False, "numbers": True, "characters": False}},
}
"""The least that the guides recommend (API fact sheet, section 5)."""
TOKEN_LIFE_S: Final = 3600
"""How long a token lives that the probe makes."""
NOBODYS_TOKEN: Final = "bm9ib2R5.c3Vybm9ib2R5.cw"  # noqa: S105 - a made-up token that lets nobody in
PAGE: Final = 100
HEADERS: Final = frozenset({"content-type", "date", "retry-after"})
"""What the record keeps of an answer's headers."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call and its answer as the record keeps them, without secrets. `answer` is None where it was no JSON."""

    call: str
    method: str
    path: str
    sent: object
    status: int | None
    answer: object
    headers: Mapping[str, str]


class ProbeCalls:
    """A ProbeLine over HTTP. May be used from several threads.

    `running` is a clock that cannot be set. `currency` is what the probe's cards are loaded with.
    """

    def __init__(
        self,
        connection: Connection,
        line: HttpLine,
        tokens: TokenKeeper,
        running: Callable[[], timedelta],
        currency: Currency,
    ) -> None:
        self._connection = connection
        self._line = line
        self._tokens = tokens
        self._running = running
        self._currency = currency.value
        self._lock = threading.Lock()
        self._secrets: list[Secret] = []
        self._token_of: dict[str, Secret] = {}
        self._heard: list[Heard] = []
        self._record: list[Exchange] = []

    def heard(self) -> tuple[Heard, ...]:
        """As ProbeLine.heard."""
        with self._lock:
            return tuple(self._heard)

    def record(self) -> tuple[Exchange, ...]:
        """Every call and its answer, without secrets."""
        with self._lock:
            return tuple(self._record)

    def log_in(self) -> Heard:
        """As ProbeLine.log_in."""
        began = self._running()
        outcome = self._tokens.renewed()
        ended = self._running()
        status = outcome.answer.status if isinstance(outcome, NoGrant) else 200
        path = token_path(self._account)
        self._write(Exchange("login", "POST", path, {"grant_type": "client_credentials"}, status, None, {}))
        if isinstance(outcome, NoGrant):
            answer = outcome.answer
            note = outcome.problem.code.value
            return self._noted(Heard("login", answer.status, began, ended, message=answer.message, note=note))
        return self._noted(Heard("login", 200, began, ended, life_s=outcome.life_s))

    def make(self, card_ids: Sequence[str], metadata: Mapping[str, str] | None = None) -> Heard:
        """As ProbeLine.make."""
        extra = {"metadata": dict(metadata)} if metadata else {}
        cards = [{"card_id": each, "type": "gift_card", **extra} for each in card_ids]
        return self._posted(
            "batch", account_path(self._account, "cards", "batch"), {"cards": cards, "options": FORMATS}
        )

    def read(self, card_id: str) -> Heard:
        """As ProbeLine.read."""
        return self._called("read", self._card_call("GET", card_id))

    def listed(self) -> Heard:
        """As ProbeLine.listed."""
        path = account_path(self._account, "cards")
        return self._called("list", Call("GET", f"{path}?limit={PAGE}", path, is_repeatable=True))

    def activate(self, card_id: str, minor: int, metadata: Mapping[str, str]) -> Heard:
        """As ProbeLine.activate. The body has the fields of a sale's."""
        body = {
            "amount": minor,
            "currency": self._currency,
            "originated_by": "giftcard-till/probe",
            "metadata": dict(metadata),
        }
        return self._posted("activate", card_path(self._account, CardCode(card_id), "activate"), body, card_id)

    def new_token(self, card_id: str, ref_id: str) -> Heard:
        """As ProbeLine.new_token."""
        body = {"ref_id": ref_id, "expires_in": TOKEN_LIFE_S, **FORMATS["card_token"]}
        return self._posted("token", card_path(self._account, CardCode(card_id), "tokens"), body, card_id)

    def rotate_pin(self, card_id: str) -> Heard:
        """As ProbeLine.rotate_pin."""
        path = card_path(self._account, CardCode(card_id), "rotate-pin")
        return self._posted("pin", path, {"pin": FORMATS["pin"]}, card_id)

    def look_up(self, card_id: str) -> Heard:
        """As ProbeLine.look_up."""
        token = self._token_of.get(card_id)
        if token is None:
            now = self._running()
            return self._noted(Heard("info", None, now, now, note="no token was had for this card"))
        return self._posted("info", account_path(self._account, "info"), {"token": token.reveal()})

    def move(self, card_id: str, minor: int, ref_id: str, movement: Movement) -> Heard:
        """As ProbeLine.move."""
        body = {"ref_id": ref_id, "amount": minor, "currency": self._currency, "card_id": card_id, "type": movement}
        return self._posted(movement, account_path(self._account, "transactions"), body)

    def delete(self, card_id: str) -> Heard:
        """As ProbeLine.delete."""
        return self._called("delete", self._card_call("DELETE", card_id))

    def read_as_stranger(self, card_id: str) -> Heard:
        """As ProbeLine.read_as_stranger."""
        call = replace(self._card_call("GET", card_id), headers={"Authorization": f"Bearer {NOBODYS_TOKEN}"})
        began = self._running()
        return self._kept("stranger", call, self._line.exchange(call), began)

    def half_sent(self, card_id: str, most_s: int) -> Heard:
        """As ProbeLine.half_sent."""
        path = card_path(self._account, CardCode(card_id), "activate")
        body = json.dumps({"amount": 100, "currency": self._currency}).encode()
        began = self._running()
        grant = self._tokens.grant()
        if isinstance(grant, NoGrant):
            return self._noted(Heard("half", None, began, self._running(), note=grant.problem.code.value))
        if self._connection.proxy is not None and not self._connection.is_loopback:
            return self._noted(Heard("half", None, began, self._running(), note="not through a proxy"))
        headers = {"Authorization": f"Bearer {grant.bearer}", "Content-Type": "application/json"}
        try:
            lived_s, ended = life_of_half_sent(
                self._connection, Call("POST", path, path, False, headers, body), float(most_s)
            )
        except OSError as fault:
            note = fault.strerror or "nothing could be sent"
            return self._noted(Heard("half", None, began, self._running(), note=note))
        note = "ended by the other side" if ended else "still open"
        return self._noted(Heard("half", None, began, self._running(), note=note, life_s=round(lived_s)))

    @property
    def _account(self) -> str:
        return self._connection.account_id

    def _card_call(self, method: str, card_id: str) -> Call:
        card = CardCode(card_id)
        path = card_path(self._account, card)
        return Call(method, path, shown(path, card), is_repeatable=method == "GET")

    def _posted(self, name: str, path: str, body: Mapping[str, object], card_id: str = "") -> Heard:
        seen = shown(path, CardCode(card_id)) if card_id else path
        return self._called(name, Call("POST", path, seen, False, body=json.dumps(body).encode()), card_id)

    def _called(self, name: str, call: Call, card_id: str = "") -> Heard:
        """One call with the token in hand; once more with a new one after a 401, which was not carried out."""
        began = self._running()
        grant = self._tokens.grant()
        if isinstance(grant, NoGrant):
            note = grant.problem.code.value
            return self._noted(Heard(name, None, began, self._running(), note=note))
        outcome = self._line.exchange(_with(grant, call))
        if isinstance(outcome, Reply) and outcome.status == 401:
            renewed = self._tokens.grant(instead_of=grant)
            if isinstance(renewed, Grant):
                outcome = self._line.exchange(_with(renewed, call))
        return self._kept(name, call, outcome, began, card_id)

    def _kept(self, name: str, call: Call, outcome: Reply | Silence, began: timedelta, card_id: str = "") -> Heard:
        """What came back, cleaned; its secrets are learnt first, so that no message can carry one out."""
        ended = self._running()
        if isinstance(outcome, Silence):
            note = f"{outcome.cause.name.casefold().replace('_', ' ')}, {'' if outcome.may_have_left else 'not '}sent"
            self._write(Exchange(name, call.method, call.shown_path, cleaned(json_of(call.body)), None, None, {}))
            return self._noted(Heard(name, None, began, ended, note=note))
        answer = json_of(outcome.body)
        secrets = self._learnt(answer, card_id)
        clean = cleaned(answer, secrets)
        headers = {key: value for key, value in outcome.headers.items() if key in HEADERS}
        sent = cleaned(json_of(call.body), secrets)
        self._write(Exchange(name, call.method, call.shown_path, sent, outcome.status, clean, headers))
        return self._noted(_heard(name, outcome, clean, secrets, (began, ended)))

    def _learnt(self, answer: object, card_id: str) -> tuple[Secret, ...]:
        """Every secret so far. The tokens of cards are kept by card, for look-ups."""
        fields = _fields(answer)
        made = _listed(fields) if "cards" in fields else [{"card_id": card_id, **fields}]
        tokens = {str(each.get("card_id")): token for each in made if (token := token_in(each)) is not None}
        with self._lock:
            self._secrets.extend(secrets_in(answer))
            self._token_of.update(tokens)
            return tuple(self._secrets)

    def _write(self, exchange: Exchange) -> None:
        with self._lock:
            self._record.append(exchange)

    def _noted(self, heard: Heard) -> Heard:
        with self._lock:
            self._heard.append(heard)
        return heard


def _with(grant: Grant, call: Call) -> Call:
    headers = {"Authorization": f"Bearer {grant.bearer}"}
    if call.body is not None:
        headers["Content-Type"] = "application/json"
    return replace(call, headers=headers, secrets=(*call.secrets, grant.bearer))


def _heard(
    name: str, reply: Reply, clean: object, secrets: tuple[Secret, ...], times: tuple[timedelta, timedelta]
) -> Heard:
    """An answer as the questions see it: made of what is clean alone."""
    fields = _fields(clean)
    is_done = reply.status < 300
    error = error_of(None if is_done else reply.body, tuple(secret.reveal() for secret in secrets))
    cards = [_card(each) for each in _listed(fields)] if is_done else []
    return Heard(
        name,
        reply.status,
        *times,
        card=_card(fields) if is_done else None,
        cards=tuple(card for card in cards if card is not None),
        is_error=reply.is_whole_json and is_refusal(reply.body or b""),
        code=error.code,
        message=error.message,
        fields=_names(fields),
        retry_after=reply.headers.get("retry-after"),
        id=str(fields.get("id", "")),
    )


def _fields(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _listed(fields: Mapping[str, object]) -> list[dict[str, object]]:
    listed = fields.get("cards")
    return [_fields(each) for each in cast("list[object]", listed)] if isinstance(listed, list) else []


def _card(fields: Mapping[str, object]) -> Card | None:
    try:
        return card_of(json.dumps(fields).encode())
    except Malformed:
        return None


def _names(fields: Mapping[str, object]) -> tuple[str, ...]:
    """The names in an answer, those of an error with it: `error.code`, `error.message`."""
    return tuple(sorted([*fields, *(f"error.{key}" for key in _fields(fields.get("error")))]))
