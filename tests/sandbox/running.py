"""A sandbox that runs beside a test, spoken to over real HTTP."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from app.sandbox.demonstration import ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET
from app.sandbox.loopback import LoopbackServer, base_url, bound_socket
from app.sandbox.sandbox import Sandbox, utc_now

AUDIENCE = f"https://api.dintero.com/v1/accounts/{ACCOUNT_ID}"
WALLETS = f"/v1/accounts/{ACCOUNT_ID}/wallets"
TOKEN_PATH = f"/v1/accounts/{ACCOUNT_ID}/auth/token"


def plain_client(url: str, timeout: float = 10, *, is_kept: bool = True) -> httpx.Client:
    """A client without credentials; there is no TLS on loopback, and loading certificates would cost time.

    `is_kept` False ends each connection with its call: one that lies idle may be closed just as it is used again.
    """
    kept = httpx.Limits() if is_kept else httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(base_url=url, timeout=timeout, limits=kept, trust_env=False, verify=False)


def until(so: Callable[[], bool], patience_s: float = 10) -> None:
    """Asks again until it is so; fails when the patience is over."""
    end = time.monotonic() + patience_s
    while not so():
        assert time.monotonic() < end, "it never came to be so"


class Clock:
    """The sandbox's clock: real, plus what a test has put it forward by."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return utc_now() + self.ahead

    def forward(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


class Running:
    """A running sandbox a client that is signed in to it, and a stranger that is not."""

    def __init__(self, url: str, client: httpx.Client, stranger: httpx.Client, clock: Clock) -> None:
        self.url = url
        self.client = client
        self.stranger = stranger
        self.clock = clock

    def sign_in(self) -> None:
        answer = self.client.post(
            TOKEN_PATH,
            auth=(CLIENT_ID, CLIENT_SECRET),
            json={"grant_type": "client_credentials", "audience": AUDIENCE},
        )
        assert answer.status_code == 200, answer.text
        self.client.headers["Authorization"] = "Bearer " + answer.json()["access_token"]

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.client.get(WALLETS + path, params=query or None)

    def post(self, path: str, body: object) -> httpx.Response:
        # ASCII JSON, so that even half a surrogate pair can be sent.
        content = json.dumps(body).encode()
        return self.client.post(WALLETS + path, content=content, headers={"Content-Type": "application/json"})

    def activate(self, card_id: str, amount: int = 50_000, **fields: Any) -> httpx.Response:
        return self.post(f"/cards/{card_id}/activate", {"amount": amount, "currency": "NOK", **fields})

    def turn(self, **settings: object) -> None:
        answer = self.client.put("/_sandbox/switches", json=settings)
        assert answer.status_code == 200, answer.text

    def lay(self, *rules: Mapping[str, object], seed: int = 0) -> None:
        answer = self.client.put("/_sandbox/faults", json={"seed": seed, "rules": rules})
        assert answer.status_code == 200, answer.text

    def cards(self) -> list[str]:
        return [card["card_id"] for card in self.client.get("/_sandbox/truth").json()["cards"]]

    def truth(self, card_id: str) -> dict[str, Any]:
        told = self.client.get("/_sandbox/truth").json()["cards"]
        return next(card for card in told if card["card_id"] == card_id)


@contextlib.contextmanager
def running_sandbox(
    cards: int = 2, seed: int = 1, settings: Mapping[str, object] | None = None, data: Path | None = None
) -> Iterator[Running]:
    """Serves a sandbox from a thread, and ends it in good order."""
    ready = threading.Event()
    clock = Clock()
    sandbox = Sandbox(cards, seed, settings, data, clock)
    listener = bound_socket(0)
    url = base_url(listener)
    server = LoopbackServer(sandbox, ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="sandbox")
    thread.start()
    try:
        assert ready.wait(10), "the sandbox did not start"
        with plain_client(url) as client, plain_client(url) as stranger:
            running = Running(url, client, stranger, clock)
            running.sign_in()
            yield running
    finally:
        server.stop()
        thread.join(10)
        assert not thread.is_alive(), "the sandbox did not stop"
