"""What a serial scanner costs while nobody scans: processor time a second, also once its plug was pulled."""

import threading
import time
from pathlib import Path

from app.scanner.scanner_state import ScannerState
from app.scanner.serial_scanner import SerialScanner
from tests.bench.bar import Bar, compared
from tests.scanner.pty_scanner import PtyScanner, until

ROUNDS = 5
SECONDS = 2.0
BAR = 2.0


def bars(folder: Path) -> list[Bar]:
    """Two bars over a floor of one millisecond a second: two of them are the most that waiting may cost."""
    device = PtyScanner(folder)
    device.plug()
    states: list[ScannerState] = []
    scanner = SerialScanner(device.port, 9600, "8N1", lambda _code: None, states.append)
    scanner.start()
    until(lambda: states == [ScannerState.READY])
    idle = [busy_ms_a_second() for _round in range(ROUNDS)]
    device.unplug()
    until(lambda: states[-1] is ScannerState.AWAY)
    pulled = [busy_ms_a_second() for _round in range(ROUNDS)]
    scanner.stop()
    floor = [1.0] * ROUNDS
    return [
        compared("an idle scanner's second over 1 ms of processor", "ms", floor, idle, BAR),
        compared("an unplugged scanner's second over 1 ms of processor", "ms", floor, pulled, BAR),
    ]


def busy_ms_a_second() -> float:
    """This process's time on the processor while it waits, in each second."""
    begun, busy = time.monotonic(), time.process_time()
    threading.Event().wait(SECONDS)
    return (time.process_time() - busy) * 1000 / (time.monotonic() - begun)
