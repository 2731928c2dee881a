"""The mishaps themselves: what the line or the issuer does to a call that the plan of faults has chosen."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.sandbox.faults import Rule
from app.sandbox.gate import bearer_token
from app.sandbox.line import line_of
from app.sandbox.operations import operation_of
from app.sandbox.refusal import error_body
from app.sandbox.sandbox import Sandbox

_JSON = (b"content-type", b"application/json")
_HTML = (b"content-type", b"text/html; charset=utf-8")
_LATE_MS = 2_000
_TRICKLE_MS = 20
_HUGE_BYTES = 8_000_000
_PROXY_PAGE = b"<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"
_LOG_IN_PAGE = (
    b"<html><head><title>Welcome</title></head><body><form>Accept the terms to go online</form></body></html>"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @property
    def succeeded(self) -> bool:
        """Whether the work was done."""
        return 200 <= self.status < 300


@dataclass(slots=True)
class Exchange:
    """One call, its body read whole, and the way back to its client."""

    sandbox: Sandbox
    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send
    body: bytes

    async def work(self) -> Answer:
        """Lets the issuer do the work, and holds back its answer."""
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self.app(self.scope, _read_again(self.body), keep)
        start = messages[0]
        body = b"".join(message.get("body", b"") for message in messages[1:])
        return Answer(start["status"], tuple(start["headers"]), body)

    async def answer(self, answer: Answer) -> None:
        """Sends an answer with the length it has."""
        await self.begin(answer)
        await self.send({"type": "http.response.body", "body": answer.body})

    async def begin(self, answer: Answer) -> None:
        """Sends the head of an answer alone."""
        headers = [header for header in answer.headers if header[0] != b"content-length"]
        length = (b"content-length", str(len(answer.body)).encode())
        await self.send({"type": "http.response.start", "status": answer.status, "headers": [*headers, length]})

    async def refuse(self, status: int, message: str, *headers: tuple[bytes, bytes]) -> None:
        """Sends an error body."""
        body = json.dumps(error_body(self.sandbox.switches, status, message)).encode()
        await self.answer(Answer(status, (_JSON, *headers), body))

    async def end(self, ending: str) -> None:
        """Ends the connection without (the rest of) an answer, and waits until it is gone."""
        line = line_of(self.scope)
        gone = asyncio.create_task(self._gone())
        if ending == "hang":
            over = asyncio.create_task(self.sandbox.ended())
            await asyncio.wait({gone, over}, return_when=asyncio.FIRST_COMPLETED)
            over.cancel()
        if ending == "close":
            line.close()
        else:
            line.reset()
        await gone

    async def _gone(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass


class Mishaps:
    """An ASGI layer around the server. Calls that the plan does not choose pass through as they are."""

    def __init__(self, app: ASGIApp, sandbox: Sandbox) -> None:
        self._app = app
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        found = operation_of(scope["method"], scope["path"])
        if found is None:
            await self._app(scope, receive, send)
            return
        # The whole request first: what has arrived is worked on even if the client gives up meanwhile.
        body = await _whole_body(receive)
        if body is None:
            return
        await self._sandbox.pause(self._sandbox.switches.number("latency_ms"))
        rule = self._sandbox.faults.next_for(found[0].name)
        if rule is None:
            await self._app(scope, _read_again(body), send)
            return
        await MISHAPS[rule.fault](Exchange(self._sandbox, self._app, scope, receive, send, body), rule)


async def _whole_body(receive: Receive) -> bytes | None:
    """The body of the request; None when the client left before its end."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _read_again(body: bytes) -> Receive:
    """A way to receive a body that was read already."""
    unread = [body]

    async def receive() -> Message:
        if unread:
            return {"type": "http.request", "body": unread.pop(), "more_body": False}
        return {"type": "http.disconnect"}

    return receive


async def _answer_lost_after(exchange: Exchange, rule: Rule) -> None:
    await exchange.work()
    await exchange.end(rule.ending)


async def _lost_before(exchange: Exchange, rule: Rule) -> None:
    await exchange.end(rule.ending)


async def _late(exchange: Exchange, rule: Rule) -> None:
    answer = await exchange.work()
    await exchange.sandbox.pause(_LATE_MS if rule.delay_ms is None else rule.delay_ms)
    await exchange.answer(answer)


async def _work_late(exchange: Exchange, rule: Rule) -> None:
    async def land() -> None:
        if await exchange.sandbox.pause(_LATE_MS if rule.delay_ms is None else rule.delay_ms):
            await exchange.work()

    exchange.sandbox.later(land())
    await exchange.end(rule.ending)


async def _server_error(exchange: Exchange, rule: Rule) -> None:
    await exchange.refuse(rule.status or 500, "Unexpected error")


async def _server_error_after(exchange: Exchange, rule: Rule) -> None:
    await exchange.work()
    await _server_error(exchange, rule)


async def _proxy_error(exchange: Exchange, rule: Rule) -> None:
    await exchange.answer(Answer(rule.status or 502, (_HTML,), _PROXY_PAGE))


async def _proxy_error_after(exchange: Exchange, rule: Rule) -> None:
    await exchange.work()
    await _proxy_error(exchange, rule)


async def _too_many(exchange: Exchange, rule: Rule) -> None:
    retry_after = [] if rule.retry_after is None else [(b"retry-after", str(rule.retry_after).encode("latin-1"))]
    await exchange.refuse(429, "Too many requests", *retry_after)


async def _revoked(exchange: Exchange, rule: Rule) -> None:
    del rule
    exchange.sandbox.access.revoke(bearer_token(exchange.scope))
    await exchange.refuse(401, "Access token is not valid")


async def _forbidden(exchange: Exchange, rule: Rule) -> None:
    await exchange.refuse(rule.status or 403, "Access denied")


async def _captive_portal(exchange: Exchange, rule: Rule) -> None:
    await exchange.answer(Answer(rule.status or 200, (_HTML,), _LOG_IN_PAGE))


async def _cut_body(exchange: Exchange, rule: Rule) -> None:
    del rule
    answer = await exchange.work()
    await exchange.begin(answer)
    half = answer.body[: len(answer.body) // 2]
    await exchange.send({"type": "http.response.body", "body": half, "more_body": True})
    await exchange.end("close")


async def _slow_bytes(exchange: Exchange, rule: Rule) -> None:
    answer = await exchange.work()
    await exchange.begin(answer)
    for place in range(len(answer.body)):
        if not await exchange.sandbox.pause(_TRICKLE_MS if rule.delay_ms is None else rule.delay_ms):
            await exchange.end("reset")
            return
        part = answer.body[place : place + 1]
        await exchange.send({"type": "http.response.body", "body": part, "more_body": True})
    await exchange.send({"type": "http.response.body", "body": b""})


async def _redirect(exchange: Exchange, rule: Rule) -> None:
    # Another name for this machine is another origin to a client, and one that can be watched.
    location = f"http://localhost:{exchange.scope['server'][1]}/_sandbox/elsewhere"
    await exchange.answer(Answer(rule.status or 307, ((b"location", location.encode()),), b""))


Mishap = Callable[[Exchange, Rule], Awaitable[None]]


def _fixed(headers: tuple[tuple[bytes, bytes], ...], body: bytes, *, after: bool) -> Mishap:
    async def answer_fixed(exchange: Exchange, rule: Rule) -> None:
        del rule
        if after:
            await exchange.work()
        await exchange.answer(Answer(200, headers, body))

    return answer_fixed


def _tampered(change: Callable[[dict[str, Any]], None]) -> Mishap:
    """An answer whose first card was changed on its way; a refusal stays as it is."""

    async def answer_tampered(exchange: Exchange, rule: Rule) -> None:
        del rule
        answer = await exchange.work()
        if answer.succeeded:
            content = json.loads(answer.body)
            card = _first_card(content)
            if card is not None:
                change(card)
            answer = replace(answer, body=json.dumps(content).encode())
        await exchange.answer(answer)

    return answer_tampered


def _first_card(content: object) -> dict[str, Any] | None:
    if isinstance(content, dict):
        held = cast("dict[str, Any]", content)
        return _first_card(held["cards"]) if "cards" in held else held
    listed = cast("list[Any]", content)
    return listed[0] if listed else None


def _other_card(card: dict[str, Any]) -> None:
    card["card_id"] = "7001000000000009"


def _other_amount(card: dict[str, Any]) -> None:
    for name in ("amount", "amount_balance", "amount_available", "amount_funds"):
        card[name] = card.get(name, 0) + 100


def _other_currency(card: dict[str, Any]) -> None:
    card["currency"] = "DKK" if card.get("currency") == "EUR" else "EUR"


async def _plain_type(exchange: Exchange, rule: Rule) -> None:
    del rule
    answer = await exchange.work()
    await exchange.answer(replace(answer, headers=((b"content-type", b"text/plain; charset=utf-8"),)))


async def _doubled_keys(exchange: Exchange, rule: Rule) -> None:
    del rule
    answer = await exchange.work()
    doubled = b'{"card_id":"7001000000000009","amount":1,' + answer.body.removeprefix(b"{")
    await exchange.answer(replace(answer, body=doubled) if answer.body.startswith(b'{"') else answer)


MISHAPS: dict[str, Mishap] = {
    "answer-lost-after": _answer_lost_after,
    "lost-before": _lost_before,
    "late": _late,
    "work-late": _work_late,
    "500-before": _server_error,
    "500-after": _server_error_after,
    "502-html": _proxy_error,
    "502-html-after": _proxy_error_after,
    "429": _too_many,
    "401": _revoked,
    "403": _forbidden,
    "captive-portal": _captive_portal,
    "cut-body": _cut_body,
    "200-empty": _fixed((_JSON,), b"", after=False),
    "200-empty-after": _fixed((_JSON,), b"", after=True),
    "200-bare": _fixed((_JSON,), b"{}", after=False),
    "wrong-card": _tampered(_other_card),
    "wrong-amount": _tampered(_other_amount),
    "wrong-currency": _tampered(_other_currency),
    "wrong-type": _plain_type,
    "doubled-keys": _doubled_keys,
    "garbage": _fixed((_JSON,), b"\x00\xff{garbage\xfe", after=True),
    "huge-body": _fixed((_JSON,), b'{"card_id":"' + b"7" * _HUGE_BYTES + b'"}', after=True),
    "redirect": _redirect,
    "slow-bytes": _slow_bytes,
}
