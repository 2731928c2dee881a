"""A day offline is caught up with: 1,000 activations at 50 ms a call, the window's event loop, and a cashier meanwhile.

Runs in a process of its own with the real window off screen; the sandbox is another process. The ideal is what the
calls themselves take: a read and an activate each, so many at once. Idle and draining are measured in the same run.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.bar import Bar
from tests.bench.start import environment

if TYPE_CHECKING:
    from app.core.activation import Order
    from app.ui.window import TillWindow

WAITING = 1_000
LATENCY_MS = 50
CALLS_EACH = 2
SALES = 5
TICK_MS = 5
SMOOTH_MS = 16


def bars(folder: Path) -> list[Bar]:
    """The whole drain once: it takes half a minute by itself."""
    command = [sys.executable, "-m", "app", "sandbox", "--port", "0", "--cards", str(WAITING + 2 * SALES)]
    with subprocess.Popen(
        [*command, "--seed", "5", "--set", f"latency_ms={LATENCY_MS}"], stdout=subprocess.PIPE, text=True
    ) as sandbox:
        assert sandbox.stdout is not None
        try:
            told = sandbox.stdout.readline()
            (folder / "cards.json").write_text(told, "utf-8")
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
        _bar("8 event loop late while draining, p99, over the limit", "ms", SMOOTH_MS, measured["late_p99_ms"], 1.0),
        _bar("8b the same over idle, p99", "ms", measured["idle_p99_ms"], measured["late_p99_ms"], 4.0),
        _bar("a cashier's sale while draining over one while idle", "s", measured["sale_s"], measured["among_s"], 1.5),
    ]


def _bar(name: str, unit: str, floor: float, figure: float, bar: float) -> Bar:
    ratio = figure / floor
    return Bar(name, unit, floor, figure, ratio, bar, ratio <= bar)


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


def measure(folder: Path) -> dict[str, float]:
    """Idle first, then the drain with a few sales in its midst."""
    from PySide6.QtCore import QElapsedTimer, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from app.command.window import desk_for
    from app.compose import Options, open_world
    from app.config.resources import RESOURCES
    from app.ui.garbage import GarbageRounds
    from app.ui.window import TillWindow

    told = json.loads((folder / "cards.json").read_text("utf-8"))
    waiting, for_sale = told["cards"][:WAITING], told["cards"][WAITING:]
    options = Options(folder / "till", told["base_url"])
    with open_world(options) as world:
        before = datetime.now(UTC) - timedelta(hours=1)
        for place, card in enumerate(waiting):
            world.ledger.add([_offline_order(card, place, before + timedelta(seconds=place))])

    application = QApplication([])
    application.setStyle("Fusion")
    rounds = GarbageRounds(application)
    window = TillWindow(desk_for(options), RESOURCES)
    assert window.catching_up is not None
    late: list[float] = []
    clock = QElapsedTimer()
    ticks = QTimer()
    ticks.setTimerType(Qt.TimerType.PreciseTimer)
    ticks.setInterval(TICK_MS)

    def tick() -> None:
        late.append(max(0.0, clock.nsecsElapsed() / 1e6 - TICK_MS))
        clock.start()

    ticks.timeout.connect(tick)

    def until(is_so: Callable[[], bool]) -> float:
        """Lets the event loop run until it is so, and says how many seconds that took."""
        taken = QElapsedTimer()
        taken.start()
        clock.start()
        while not is_so():
            application.processEvents()
        return taken.nsecsElapsed() / 1e9

    counter = window.desk.counter
    assert counter is not None
    served = counter.road.claims.begin_sale()  # nothing is caught up with before the figures of rest are taken
    window.resize(1024, 768)
    window.show()
    until(lambda: window.catching_up is not None and window.catching_up.left == WAITING)
    rest = QElapsedTimer()
    rest.start()
    ticks.start()
    until(lambda: rest.elapsed() > 3_000)
    ticks.stop()
    idle = sorted(late)
    sale_s = statistics.median(_sale(window, card, until) for card in for_sale[:SALES])
    late.clear()
    whole = QElapsedTimer()
    whole.start()
    counter.road.claims.end_sale(served)
    ticks.start()
    among = []
    for number, card in enumerate(for_sale[SALES:]):
        until(lambda number=number: window.catching_up.left < WAITING * (SALES - number) // (SALES + 1))
        among.append(_sale(window, card, until))
    until(lambda: window.catching_up.left == 0)
    drain_s = whole.nsecsElapsed() / 1e9
    ticks.stop()
    in_vain = counter.queue()
    window.close_down()
    rounds.stop()
    assert not in_vain, "something still waits"
    draining = sorted(late)
    return {
        "ideal_s": WAITING * CALLS_EACH * LATENCY_MS / 1000 / counter.calls_at_once,
        "drain_s": drain_s,
        "idle_p99_ms": idle[len(idle) * 99 // 100],
        "late_p99_ms": draining[len(draining) * 99 // 100],
        "late_worst_ms": draining[-1],
        "sale_s": sale_s,
        "among_s": statistics.median(among),
    }


def _sale(window: "TillWindow", card: str, until: Callable[[Callable[[], bool]], float]) -> float:
    """From the confirmation to the result on screen."""
    from app.core.activation import State
    from app.ui.sell_model import Phase

    assert window.desk.counter is not None
    model = window.pages.sell(window.desk.counter).model
    model.clear()
    model.scanned(card)
    model.type_amount("500")
    until(lambda: model.form.entries[0].look is not None)
    model.confirm()
    taken = until(lambda: model.phase is Phase.RESULT)
    assert [activation.state for activation in model.activations] == [State.ACTIVE]
    return taken


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]))) + "\n")
