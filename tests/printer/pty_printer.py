"""A pretend printer at the end of a cable: a pseudo terminal stands for a serial port or for a USB printer's node.

What was sent before a port was opened anew is still in its buffer, as with real ones, and so are its late answers.
"""

import os
import pty
import threading
import tty
from typing import Self

from tests.printer.decoder import Decoder, decoded
from tests.printer.sink import PATIENCE_S, Faults, Job, Serving


class Cable:
    """The printer's end, with as much of a connection's face as the pretend printer looks at."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def fileno(self) -> int:
        return self._descriptor

    def recv(self, size: int) -> bytes:
        return os.read(self._descriptor, size)

    def sendall(self, data: bytes) -> None:
        os.write(self._descriptor, data)

    def setsockopt(self, *_option: object) -> None:
        """A cable has no options."""

    def setblocking(self, is_blocking: bool) -> None:
        os.set_blocking(self._descriptor, is_blocking)


class PtyPrinter:
    """The printer, at `port`. A context. It goes on whoever opens and closes its port, until it drops: pulled out."""

    def __init__(self, **faults) -> None:
        self.faults = Faults(**faults)
        self.job = Job()
        self._stopped = threading.Event()
        self._changed = threading.Condition()
        self._printers_end, self._tills_end = pty.openpty()
        tty.setraw(self._tills_end)
        self.port = os.ttyname(self._tills_end)
        self._thread = threading.Thread(target=self._run, name="pretend-printer")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stopped.set()
        self._thread.join(PATIENCE_S)
        os.close(self._tills_end)
        assert not self._thread.is_alive(), "the pretend printer hangs"

    def papers(self, count: int = 1) -> list[Decoder]:
        """What was printed, once that many papers were cut off."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.cuts() >= count, PATIENCE_S), "no paper came out"
        return [decoded(bytes(self.job.printed))]

    def cuts(self) -> int:
        return sum(event.what == "cut" for event in self.job.paper.events)

    def _run(self) -> None:
        try:
            Serving(self, Cable(self._printers_end), self.job).serve()
        finally:
            os.close(self._printers_end)

    def is_stopped(self) -> bool:
        return self._stopped.is_set()

    def tell(self) -> None:
        with self._changed:
            self._changed.notify_all()
