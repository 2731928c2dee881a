"""An order of cards at 1,000 a chunk: all that the program does for it over the same calls made bare, and its memory.

The sandbox is another process. The calls alone take most of the time; planning, sealing in processes of their own, the
journal and the comparison may add half of it.
"""

import http.client
import json
import subprocess
import sys
import time
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.core.problem import Problem
from app.office.ports import CardMaker, ChunkAnswer, ChunkOrder
from app.sandbox.demonstration import ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET
from tests.bench.bar import Bar, compared

CARDS = 5_000
CHUNK = 1_000
ROUNDS = 5
SMALL, LARGE = 10_000, 100_000


def bars(folder: Path) -> list[Bar]:
    """Some rounds against one sandbox, and the memory of two processes."""
    words = [sys.executable, "-m", "app", "sandbox", "--port", "0", "--cards", "1", "--seed", "5"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as sandbox:
        assert sandbox.stdout is not None
        try:
            url = json.loads(sandbox.stdout.readline())["base_url"]
            floors, figures, own = [], [], []
            for number in range(ROUNDS):
                floors.append(_bare_s(url, number))
                whole_s, calls_s = _ordered_s(url, folder / str(number), number)
                figures.append(whole_s)
                own.append(whole_s - calls_s)
        finally:
            sandbox.terminate()
    small, large = (_sized(cards, folder)["peak_kb"] for cards in (SMALL, LARGE))
    return [
        compared("a batch of 5,000 at 1,000 a chunk over its calls made bare", "s", floors, figures, 1.5),
        compared("its plan, journal and comparison over its calls made bare", "s", floors, own, 0.5),
        compared("memory of a run of 100,000 cards over one of 10,000", "kB", [small], [large], 1.2),
    ]


def _bare_s(url: str, number: int) -> float:
    """The calls and nothing else, on one connection."""
    line = http.client.HTTPConnection(url.removeprefix("http://"))
    login = b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    account = f"/v1/accounts/{ACCOUNT_ID}"
    grant = {"grant_type": "client_credentials", "audience": f"https://api.dintero.com{account}"}
    token = _asked(line, f"{account}/auth/token", f"Basic {login}", grant)["access_token"]
    options = {"card_token": {"format": {"length": 16, "symbols": False}}, "pin": {"format": {"length": 4}}}
    begun = time.perf_counter()
    for start in range(0, CARDS, CHUNK):
        cards = [{"card_id": f"B{number}-{start + place}", "type": "gift_card"} for place in range(CHUNK)]
        body = {"cards": cards, "options": options}
        _asked(line, f"{account}/wallets/cards/batch", f"Bearer {token}", body)
    return time.perf_counter() - begun


def _asked(line: http.client.HTTPConnection, path: str, who: str, body: object) -> Any:
    line.request("POST", path, json.dumps(body), {"Authorization": who, "Content-Type": "application/json"})
    answer = line.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"the sandbox answered {answer.status} {content[:200]!r}")
    return json.loads(content)


class _Timed:
    """A maker of cards, and the seconds spent in its calls with their sealing."""

    def __init__(self, maker: CardMaker) -> None:
        self._maker = maker
        self.calls_s = 0.0

    def ready(self, order: ChunkOrder) -> Problem | None:
        return self._maker.ready(order)

    def found(self, order: ChunkOrder) -> ChunkAnswer | Problem | None:
        return self._maker.found(order)

    def make(self, order: ChunkOrder) -> ChunkAnswer:
        begun = time.perf_counter()
        answer = self._maker.make(order)
        self.calls_s += time.perf_counter() - begun
        return answer


def _ordered_s(url: str, home: Path, number: int) -> tuple[float, float]:
    """The same by the program: planned, made, sealed, compared and journalled; the process that forks is warm.

    Seconds in all, and those of the calls with their sealing.
    """
    from app.compose.batch_drive import drive
    from app.compose.office import open_office
    from app.compose.options import Options
    from app.config.secret_figures import SystemFigures
    from app.core.card_ids import IdScheme
    from app.office.pace import BatchRun
    from app.office.plan import fill
    from app.vault.seal import new_identity
    from tests.core.test_batch import ORDER

    with open_office(Options(home, url)) as office:
        scheme = IdScheme(f"W{number}-", 12)
        whole = replace(ORDER, scheme=scheme, recipients=(new_identity()[1],), chunk_size=CHUNK)
        seconds, maker = 0.0, _Timed(office.maker)
        for name, count in (("warm", 1), ("whole", CARDS)):
            order = replace(whole, batch_id=name, count=count)
            maker.calls_s = 0.0
            begun = time.perf_counter()
            office.book.order(order)
            assert fill(office.book, SystemFigures(), office.clock, name) is None
            making = BatchRun(replace(office.road, maker=maker), order)
            drive(making, office.clock.running, lambda: None)
            seconds = time.perf_counter() - begun
            assert making.standing().is_complete, making.stopped
    return seconds, maker.calls_s


def _sized(cards: int, folder: Path) -> dict[str, Any]:
    words = [sys.executable, "-m", "tests.office.sized", str(cards), str(folder / f"{cards}.db")]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)
