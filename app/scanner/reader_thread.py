"""The one thread of a scanner: it opens, listens until the line is lost, and comes back."""

import threading
from collections.abc import Callable
from typing import Final

RETRY_S: Final = 1.0
"""How long after a line was lost, or did not open, it is tried again."""

STOP_S: Final = 3.0


class ReaderThread:
    """Runs `listen` again and again, from `start` to `stop`. `listen` opens, reads while `is_wanted`, and lets go."""

    def __init__(self, name: str, listen: Callable[[], None], retry_s: float) -> None:
        self._listen = listen
        self._retry_s = retry_s
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._was_started = False

    @property
    def is_wanted(self) -> bool:
        """Whether to go on reading."""
        return not self._ended.is_set()

    def start(self) -> None:
        """Begins to read. Raises RuntimeError when it has begun before."""
        if self._was_started:
            raise RuntimeError("a scanner is started once")
        self._was_started = True
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread, which lets go of the line, within a read's time. May be called twice, and before `start`."""
        self._ended.set()
        if self._was_started and self._thread is not threading.current_thread():
            self._thread.join(STOP_S)

    def _run(self) -> None:
        while self.is_wanted:
            self._listen()
            self._ended.wait(self._retry_s)
