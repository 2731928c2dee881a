"""The printer is asked again and again, as often as somebody wants to know: its light tells the truth."""

import threading
from collections.abc import Callable
from typing import Final

STOP_S: Final = 5.0


class PrinterWatch:
    """Calls `ask` on a thread of its own while it is on. Off, nothing runs: a printer may serve other tills."""

    def __init__(self, ask: Callable[[], None]) -> None:
        self._ask = ask
        self._every_s: float | None = None
        self._news = threading.Condition()
        self._is_ended = False
        self._thread: threading.Thread | None = None

    def turn(self, every_s: float | None) -> None:
        """On, with so long between two looks, or off. Quick: an answer that is awaited is told all the same."""
        with self._news:
            if self._is_ended:
                return
            self._every_s = every_s
            self._news.notify()
            if every_s is not None and self._thread is None:
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
                self._news.wait_for(lambda: self._every_s is not None or self._is_ended)
                if self._is_ended:
                    return
            self._ask()
            self._rest()

    def _rest(self) -> None:
        """Until it is time again, or somebody wants another pace."""
        with self._news:
            pace = self._every_s
            self._news.wait_for(lambda: self._is_ended or self._every_s != pace, pace)
