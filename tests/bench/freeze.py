"""How late a window's event loop is while a thread of its program orders cards with pictures: the third of bar 9.

`python -m tests.bench.freeze FOLDER URL` measures in a process of its own, as a window is one.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, Qt, QTimer

from tests.bench.bar import Bar

CARDS = 1_000
CHUNK = 1_000
TICK_MS = 5
IDLE_MS = 1_000


def bars(folder: Path) -> list[Bar]:
    """One round: where idle itself was late by a frame, the machine was busy with something else."""
    words = [sys.executable, "-m", "app", "sandbox", "--port", "0", "--cards", "1", "--seed", "5"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as sandbox:
        assert sandbox.stdout is not None
        try:
            url = json.loads(sandbox.stdout.readline())["base_url"]
            program = [sys.executable, "-m", "tests.bench.freeze", str(folder), url]
            done = subprocess.run(program, check=True, capture_output=True, text=True)
        finally:
            sandbox.terminate()
    idle, late = json.loads(done.stdout)
    ratio = late / idle
    name = "9 event loop at its latest while cards with pictures are ordered, over idle"
    return [Bar(name, "ms", idle, late, ratio, 4.0, ratio <= 4.0)]


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
    """Prints both in milliseconds: idle, and while ordering. What a program loads once in its life is loaded before."""
    QCoreApplication([])
    order_cards(folder, url, "warm", 1)
    begun = QElapsedTimer()
    begun.start()
    idle = latest_ms(lambda: begun.elapsed() > IDLE_MS)
    with ThreadPoolExecutor(1) as pool:
        ordering = pool.submit(order_cards, folder, url, "whole", CARDS)
        late = latest_ms(ordering.done)
        ordering.result()
    print(json.dumps([idle, late]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
