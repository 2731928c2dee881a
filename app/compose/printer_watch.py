"""While somebody looks at the devices' page the printer is asked again and again: its light tells the truth."""

import threading
from collections.abc import Callable
from typing import Final

EVERY_S: Final = 0.6
"""With the longest look at a printer that is gone, 1.2 s, its light is wrong for less than two seconds."""
STOP_S: Final = 5.0


class PrinterWatch:
    """Calls `ask` on a thread of its own while it is on. Off, nothing runs: a printer may serve other tills."""

    def __init__(self, ask: Callable[[], None], *, every_s: float = EVERY_S) -> None:
        self._ask = ask
        self._every_s = every_s
        self._news = threading.Condition()
        self._is_on = False
        self._is_ended = False
        self._thread: threading.Thread | None = None

    def turn(self, *, is_on: bool) -> None:
        """On or off. Quick: an answer that is awaited is told all the same."""
        with self._news:
            if self._is_ended:
                return
            self._is_on = is_on
            self._news.notify()
            if is_on and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="printer-watch", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Ends the thread. May be called twice, and where it never began."""
        with self._news:
            self._is_ended = True
            self._news.notify()
        if self._thread is not None:
            self._thread.join(STOP_S)

    def _run(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._is_on or self._is_ended)
                if self._is_ended:
                    return
            self._ask()
            with self._news:
                self._news.wait_for(lambda: self._is_ended, self._every_s)
