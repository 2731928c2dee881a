"""A day offline is caught up with: 1,000 activations at 50 ms a call, the window's event loop, and a cashier meanwhile.

Runs in a process of its own with the real window off screen; the sandbox is another process. The ideal is what the
calls themselves take: a read and an activate each, so many at once. Idle and draining are measured in the same run. So
is what the sandbox adds to its latency: the same calls, as many at once, made bare.
"""

import http.client
import json
import statistics
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.sandbox.demonstration import ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET
from tests.bench.bar import Bar
from tests.bench.start import environment

if TYPE_CHECKING:
    from app.compose.options import Options
    from app.core.activation import Order

WAITING = 1_000
LATENCY_MS = 50
CALLS_EACH = 2
AT_ONCE = 4
"""What a till is set to unless somebody sets it otherwise."""
SALES = 5
BARE = 200
TICK_MS = 5
SMOOTH_MS = 16
WAKE_MS = 10


def bars(folder: Path) -> list[Bar]:
    """The whole drain once: it takes half a minute by itself."""
    command = [sys.executable, "-m", "app", "sandbox", "--port", "0", "--cards", str(WAITING + 2 * SALES + BARE)]
    with subprocess.Popen(
        [*command, "--seed", "5", "--set", f"latency_ms={LATENCY_MS}"], stdout=subprocess.PIPE, text=True
    ) as sandbox:
        assert sandbox.stdout is not None
        try:
            told = sandbox.stdout.readline()
            (folder / "cards.json").write_text(told, "utf-8")
            bare_s = _bare_s(json.loads(told))
            done = subprocess.run(
                [sys.executable, "-m", "tests.bench.drain", str(folder)],
                env=environment(folder),
                check=True,
                capture_output=True,
                text=True,
            )
        finally:
            sandbox.terminate()
    measured = json.loads(done.stdout.splitlines()[-1])
    return [
        _bar("drain of 1,000 over the ideal of its calls", "s", measured["ideal_s"], measured["drain_s"], 1.3),
        _bar("the same over the same calls made bare", "s", bare_s, measured["drain_s"], 1.2),
        _bar("8 event loop late while draining, p99, over the limit", "ms", SMOOTH_MS, measured["late_p99_ms"], 1.0),
        _bar("8b the same over idle, p99", "ms", measured["idle_p99_ms"], measured["late_p99_ms"], 4.0),
        _bar("a cashier's sale while draining over one while idle", "s", measured["sale_s"], measured["among_s"], 1.5),
    ]


def _bar(name: str, unit: str, floor: float, figure: float, bar: float) -> Bar:
    ratio = figure / floor
    return Bar(name, unit, floor, figure, ratio, bar, ratio <= bar)


def _bare_s(told: dict[str, Any]) -> float:
    """How long 1,000 cards take whose calls do nothing else: read off 200, as many at once as a till makes."""
    host, wallets = told["base_url"].removeprefix("http://"), f"/v1/accounts/{ACCOUNT_ID}/wallets/cards"
    login = b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    grant = {"grant_type": "client_credentials", "audience": f"https://api.dintero.com/v1/accounts/{ACCOUNT_ID}"}
    token = _ask(
        http.client.HTTPConnection(host), "POST", f"/v1/accounts/{ACCOUNT_ID}/auth/token", f"Basic {login}", grant
    )["access_token"]
    cards = iter(told["cards"][-BARE:])

    def calls(mine: Iterator[str]) -> None:
        line = http.client.HTTPConnection(host)
        for card in mine:
            _ask(line, "GET", f"{wallets}/{card}", f"Bearer {token}")
            body = {"amount": 50_000, "currency": "NOK", "metadata": {"pos_activation_id": card[:35]}}
            _ask(line, "POST", f"{wallets}/{card}/activate", f"Bearer {token}", body)
        line.close()

    begun = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as lanes:
        for done in [lanes.submit(calls, cards) for _ in range(AT_ONCE)]:
            done.result()
    return (time.perf_counter() - begun) * WAITING / BARE


def _ask(line: http.client.HTTPConnection, method: str, path: str, who: str, body: object = None) -> Any:
    headers = {"Authorization": who, "Content-Type": "application/json"}
    line.request(method, path, None if body is None else json.dumps(body), headers)
    answer = line.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"the sandbox answered {answer.status} {content!r}")
    return json.loads(content)


def _offline_order(card: str, place: int, at: datetime) -> "Order":
    """What a sale with the line down leaves in the journal."""
    from app.core.activation import Order
    from app.core.card import CardCode
    from app.core.money import Currency, Money

    activation_id = f"{place:032x}"
    body = {"amount": 50_000, "currency": "NOK", "metadata": {"pos_activation_id": activation_id}}
    return Order(
        activation_id=activation_id,
        sale_id=f"{place:031x}s",
        till_id="till-1",
        operator_id="operator-1",
        card=CardCode(card),
        money=Money(50_000, Currency.NOK),
        body=json.dumps(body).encode(),
        confirmed_at=at,
    )


class Watched:
    """The real window off screen, whose event loop is timed while it works."""

    def __init__(self, options: "Options") -> None:
        from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer
        from PySide6.QtWidgets import QApplication

        from app.command.window import desk_for
        from app.config.resources import RESOURCES
        from app.ui.garbage import GarbageRounds
        from app.ui.window import TillWindow

        self.application = QApplication([])
        self.application.setStyle("Fusion")
        self._rounds = GarbageRounds(self.application)
        self.window = TillWindow(desk_for(options), RESOURCES)
        assert self.window.desk.counter is not None
        assert self.window.catching_up is not None
        self.counter, self.catching_up = self.window.desk.counter, self.window.catching_up
        self.late: list[float] = []
        self._timer, self._clock = QElapsedTimer, QElapsedTimer()
        self._ticks = QTimer()
        self._ticks.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticks.setInterval(TICK_MS)
        self._ticks.timeout.connect(self._tick)
        self._waiting = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
        self._wake = QTimer()
        self._wake.start(WAKE_MS)

    def _tick(self) -> None:
        self.late.append(max(0.0, self._clock.nsecsElapsed() / 1e6 - TICK_MS))
        self._clock.start()

    def until(self, is_so: Callable[[], bool]) -> float:
        """Lets the event loop run until it is so, and says how many seconds that took."""
        taken = self._timer()
        taken.start()
        while not is_so():
            self.application.processEvents(self._waiting)  # asleep between events, as a window is
        return taken.nsecsElapsed() / 1e9

    def rest(self, milliseconds: int) -> None:
        """Lets the event loop run for a while."""
        pause = self._timer()
        pause.start()
        self.until(lambda: pause.elapsed() > milliseconds)

    def timed(self, work: Callable[[], None]) -> list[float]:
        """How late the ticks were during `work`, sorted, in milliseconds."""
        self.late = []
        self._clock.start()
        self._ticks.start()
        work()
        self._ticks.stop()
        return sorted(self.late)

    def sale(self, card: str) -> float:
        """From the confirmation to the result on screen, in seconds."""
        from app.core.activation import State
        from app.ui.sell_model import Phase

        model = self.window.pages.sell(self.counter).model
        model.clear()
        model.scanned(card)
        model.type_amount("500")
        self.until(lambda: model.form.entries[0].look is not None)
        model.confirm()
        taken = self.until(lambda: model.phase is Phase.RESULT)
        assert [activation.state for activation in model.activations] == [State.ACTIVE]
        return taken

    def close(self) -> None:
        """Ends the window in good order."""
        self.window.close_down()
        self._rounds.stop()


def measure(folder: Path) -> dict[str, float]:
    """Idle first, then the drain with a few sales in its midst."""
    from app.compose.options import Options
    from app.compose.world import open_world

    told = json.loads((folder / "cards.json").read_text("utf-8"))
    waiting, for_sale = told["cards"][:WAITING], told["cards"][WAITING:-BARE]
    options = Options(folder / "till", told["base_url"])
    with open_world(options) as world:
        before = datetime.now(UTC) - timedelta(hours=1)
        for place, card in enumerate(waiting):
            world.ledger.add([_offline_order(card, place, before + timedelta(seconds=place))])

    till = Watched(options)
    served = till.counter.road.claims.begin_sale()  # nothing is caught up with before the figures of rest are taken
    till.window.resize(1024, 768)
    till.window.show()
    till.until(lambda: till.catching_up.left == WAITING)
    idle = till.timed(lambda: till.rest(3_000))
    sale_s = statistics.median(till.sale(card) for card in for_sale[:SALES])
    among: list[float] = []
    taken = [0.0]

    def drain() -> None:
        till.counter.road.claims.end_sale(served)
        for number, card in enumerate(for_sale[SALES:]):
            left = WAITING * (SALES - number) // (SALES + 1)
            taken[0] += till.until(lambda left=left: till.catching_up.left < left)
            among.append(till.sale(card))
        taken[0] += till.until(lambda: till.catching_up.left == 0)

    draining = till.timed(drain)
    in_vain, at_once = till.counter.queue(), till.counter.calls_at_once
    till.close()
    assert not in_vain, "something still waits"
    return {
        "ideal_s": WAITING * CALLS_EACH * LATENCY_MS / 1000 / at_once,
        "drain_s": taken[0] + sum(among),
        "idle_p99_ms": idle[len(idle) * 99 // 100],
        "late_p99_ms": draining[len(draining) * 99 // 100],
        "late_worst_ms": draining[-1],
        "sale_s": sale_s,
        "among_s": statistics.median(among),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]))) + "\n")
