"""Bar 7: the client's own processor time for an activation, journal and all, beside http.client's bare POST."""

import http.client
import json
import socketserver
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from app import __version__
from app.config.clock import SystemClock
from app.core.activation import State
from app.core.rules import after_activate, sending
from app.dintero.connection import Connection
from app.dintero.issuer import DinteroIssuer
from tests.bench.bar import Bar, compared
from tests.bench.enqueue import AT, journal, order

ROUNDS = 7
WITH_ROWS = "7 processor time of a queued activation, with its two synced rows, over a bare POST"
EACH = 150


class Canned(BaseHTTPRequestHandler):
    """Answers every activate with a card that says what was asked, on a process of its own."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: two would wait for the other side's delayed acknowledgement

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
        if self.path.endswith("/auth/token"):
            self._say({"access_token": "bench", "token_type": "Bearer", "expires_in": 86400})
            return
        card = {"id": "0", "card_id": self.path.split("/")[-2], "type": "gift_card", "status": "unused"}
        self._say(
            card | {"amount": 50000, "currency": "NOK", "amount_available": 50000, "metadata": asked.get("metadata")}
        )

    def _say(self, value: dict[str, object]) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Says nothing."""


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """One thread a connection, on loopback."""

    daemon_threads = True
    allow_reuse_address = True


def bars(folder: Path) -> list[Bar]:
    """Processor time of this thread only: the server's threads do not count."""
    server = Server(("127.0.0.1", 0), Canned)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    clock = SystemClock()
    line = Connection(f"http://127.0.0.1:{port}", "T00000000", "bench")
    issuer = DinteroIssuer(line, lambda: "bench", clock, __version__)
    ledger = journal(folder / "calls")
    plain = http.client.HTTPConnection("127.0.0.1", port)

    def post(place: int) -> None:
        body = order(place).body
        plain.request("POST", f"/v1/cards/7001{place:012d}/activate", body, {"Content-Type": "application/json"})
        json.loads(plain.getresponse().read())

    def activate(place: int) -> None:
        waiting = queued[place]
        leaving = ledger.step(waiting, sending(waiting), AT)
        answer = issuer.activate(leaving.order)
        done = ledger.step(leaving, after_activate(leaving, answer, AT), AT)
        if done.state is not State.ACTIVE:
            raise RuntimeError("the bench's server did not activate")

    queued = [activation for place in range((ROUNDS + 1) * EACH) for activation in ledger.add([order(place)])]

    def call(place: int) -> None:
        if issuer.activate(queued[place].order).card is None:
            raise RuntimeError("the bench's server did not answer with a card")

    floors, figures, calls = [], [], []
    for turn in range(ROUNDS + 1):
        floor, figure = _cpu_us(post, turn * EACH), _cpu_us(activate, turn * EACH)
        alone = _cpu_us(call, turn * EACH)
        if turn:
            floors.append(floor)
            figures.append(figure)
            calls.append(alone)
    issuer.close()
    ledger.close()
    plain.close()
    server.shutdown()
    server.server_close()
    return [
        compared(WITH_ROWS, "us", floors, figures, 5.0),
        compared("7b processor time of the call alone over a bare POST", "us", floors, calls, 5.0),
    ]


def _cpu_us(work: Callable[[int], object], first: int) -> float:
    begun = time.thread_time()
    for place in range(first, first + EACH):
        work(place)
    return (time.thread_time() - begun) / EACH * 1e6
