"""One connection to a printer on the network: everything on it ends in bounded time, and nothing raises."""

import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from threading import Thread
from typing import Final, Self

from app.printer.status_bytes import StatusBytes

REAL_TIME: Final = b"\x10\x04"
"""DLE EOT n: answered at once, even by a printer that is off-line."""
READ_AT_ONCE: Final = 4096

_At = tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]


class TcpLine:
    """An open connection. As a context it ends so that what was sent is not lost: half-closed, drained, closed.

    A close with unread status bytes would be a reset, which throws away what the printer has not read yet.
    """

    def __init__(self, connection: socket.socket, drain_s: float) -> None:
        connection.setblocking(False)
        self._connection = connection
        self._drain_s = drain_s
        self._selector = DefaultSelector()
        self._selector.register(connection, EVENT_READ)
        self._status = StatusBytes()
        self._carried_a_job = False
        self.is_open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)
        if self._carried_a_job:
            self._read_until(lambda: False, self._drain_s)
        self._selector.close()
        self._connection.close()

    def ask(self, question: int, wait_s: float) -> int | None:
        """The printer's answer to DLE EOT `question`, or None where it gives none in time."""
        answers = self._status.real_time
        known = len(answers)
        self._hand_over(REAL_TIME + bytes([question]), wait_s)
        self._read_until(lambda: len(answers) > known, wait_s)
        return answers[-1] if len(answers) > known else None

    def answer_in_turn(self, wait_s: float) -> int | None:
        """The answer to the one GS r that was sent, which comes after everything before it; None where none comes."""
        answers = self._status.in_turn
        self._read_until(lambda: bool(answers), wait_s)
        return answers[-1] if answers else None

    def send(self, data: bytes, wait_s: float) -> int:
        """Hands over as much of a job as is taken in time. How many bytes left this program."""
        self._carried_a_job = True
        return self._hand_over(data, wait_s)

    def _hand_over(self, data: bytes, wait_s: float) -> int:
        """Writes while reading what the printer says meanwhile, which could fill the line else."""
        ends = time.monotonic() + wait_s
        handed = 0
        while handed < len(data) and self.is_open:
            ready = self._wait(EVENT_READ | EVENT_WRITE, ends)
            if not ready:
                return handed
            if ready & EVENT_READ:
                self._read()
            if ready & EVENT_WRITE and self.is_open:
                handed += self._write(data[handed:])
        return handed

    def _read_until(self, enough: Callable[[], bool], wait_s: float) -> None:
        ends = time.monotonic() + wait_s
        while self.is_open and not enough() and self._wait(EVENT_READ, ends):
            self._read()

    def _wait(self, events: int, ends: float) -> int:
        """What is ready of `events` before the time `ends`; 0 for nothing."""
        left = ends - time.monotonic()
        if left <= 0:
            return 0
        self._selector.modify(self._connection, events)
        return next((ready for _key, ready in self._selector.select(left)), 0)

    def _read(self) -> None:
        try:
            received = self._connection.recv(READ_AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            self.is_open = False
            return
        self._status.feed(received)
        self.is_open = bool(received)

    def _write(self, data: bytes) -> int:
        try:
            return self._connection.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            self.is_open = False
            return 0


def connected(host: str, port: int, wait_s: float, drain_s: float) -> TcpLine | None:
    """A connection to the printer, or None where there is none: no such name, refused, or no answer in time."""
    ends = time.monotonic() + wait_s
    for family, address in _addresses(host, port, wait_s):
        connection = _opened(family, address, ends - time.monotonic())
        if connection is not None:
            return TcpLine(connection, drain_s)
    return None


def _opened(family: socket.AddressFamily, address: _At, wait_s: float) -> socket.socket | None:
    if wait_s <= 0:
        return None
    with ExitStack() as on_failure, suppress(OSError):
        connection = on_failure.enter_context(socket.socket(family, socket.SOCK_STREAM))
        connection.settimeout(wait_s)
        connection.connect(address)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        on_failure.pop_all()
        return connection
    return None


def _addresses(host: str, port: int, wait_s: float) -> list[tuple[socket.AddressFamily, _At]]:
    """Where a name leads. The system's resolver knows no time limit, so it is left behind when it takes too long."""
    found: list[tuple[socket.AddressFamily, _At]] = []

    def look_up() -> None:
        with suppress(OSError, UnicodeError):
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend((family, address) for family, _type, _protocol, _name, address in answers)

    asking = Thread(target=look_up, name="printer-name", daemon=True)
    asking.start()
    asking.join(wait_s)
    return list(found)
