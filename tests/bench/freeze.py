"""How late a window's event loop is while a thread of its program orders cards with pictures: the third of bar 9.

Each round is compared with an idle loop of the same length, as the latest of many turns is later than that of a few.
The service, which in a shop is another computer, gives way to the window.

`python -m tests.bench.freeze FOLDER URL` measures in a process of its own, as a window is one.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, Qt, QTimer

from app.ui.run import SWITCH_S
from tests.bench.bar import Bar, compared

CARDS = 1_000
CHUNK = 1_000
TICK_MS = 5
ROUNDS = 7
GIVES_WAY = 19
"""The service's niceness."""


def bars(folder: Path) -> list[Bar]:
    """The rounds of one process against one sandbox."""
    words = [sys.executable, "-m", "app", "sandbox", "--port", "0", "--cards", "1", "--seed", "5"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as sandbox:
        assert sandbox.stdout is not None
        try:
            url = json.loads(sandbox.stdout.readline())["base_url"]
            os.setpriority(os.PRIO_PROCESS, sandbox.pid, GIVES_WAY)
            program = [sys.executable, "-m", "tests.bench.freeze", str(folder), url]
            done = subprocess.run(program, check=True, capture_output=True, text=True)
        finally:
            sandbox.terminate()
    idle, late = json.loads(done.stdout)
    name = "9 event loop at its latest while cards with pictures are ordered, over idle"
    return [compared(name, "ms", idle, late, 4.0)]


def order_cards(folder: Path, url: str, name: str, count: int) -> None:
    """As the window has it done, on a thread that is not its own."""
    from app.compose.batch_drive import drive
    from app.compose.office import open_office
    from app.compose.options import Options
    from app.config.secret_figures import SystemFigures
    from app.core.card_ids import IdScheme
    from app.office.pace import BatchRun
    from app.office.plan import fill
    from app.vault.seal import new_identity
    from tests.core.test_batch import ORDER

    token = replace(ORDER.token, barcode=True)
    recipients = (new_identity()[1],)
    scheme = IdScheme(f"{name}-", 12)
    whole = replace(ORDER, scheme=scheme, token=token, recipients=recipients, chunk_size=CHUNK)
    order = replace(whole, batch_id=name, count=count)
    with open_office(Options(folder, url)) as office:
        office.book.order(order)
        assert fill(office.book, SystemFigures(), office.clock, order.batch_id) is None
        making = BatchRun(office.road, order)
        drive(making, office.clock.running, lambda: None)
        assert making.standing().is_complete, making.stopped


def latest_ms(is_over: Callable[[], bool]) -> float:
    """How late a tick was at most, in a loop that runs until it is over."""
    late: list[float] = []
    since = QElapsedTimer()
    ticks = QTimer()
    ticks.setTimerType(Qt.TimerType.PreciseTimer)

    def tick() -> None:
        late.append(max(0.0, since.nsecsElapsed() / 1e6 - TICK_MS))
        since.start()
        if is_over():
            QCoreApplication.quit()

    ticks.timeout.connect(tick)
    since.start()
    ticks.start(TICK_MS)
    QCoreApplication.exec()
    return max(late)


def main(folder: Path, url: str) -> None:
    """Prints both of each round in milliseconds. What a program loads once in its life is loaded before."""
    QCoreApplication([])
    sys.setswitchinterval(SWITCH_S)  # as the window does
    order_cards(folder, url, "warm", 1)
    idle: list[float] = []
    late: list[float] = []
    for turn in range(ROUNDS):
        took = QElapsedTimer()
        took.start()
        with ThreadPoolExecutor(1) as pool:
            ordering = pool.submit(order_cards, folder, url, f"whole{turn}", CARDS)
            late.append(latest_ms(ordering.done))
            ordering.result()
        as_long, begun = took.elapsed(), QElapsedTimer()
        begun.start()
        idle.append(latest_ms(lambda begun=begun, as_long=as_long: begun.elapsed() > as_long))
    print(json.dumps([idle, late]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
