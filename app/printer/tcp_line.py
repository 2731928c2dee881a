"""A printer on the network, by raw TCP."""

import socket
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from threading import Thread

from app.core.problem import Code
from app.printer.line import READ_AT_ONCE
from app.printer.patience import Patience
from app.printer.selected_line import SelectedLine

_At = tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]


class TcpLine(SelectedLine):
    """An open connection. It ends so that what was sent is not lost: half-closed, drained, closed.

    A close with unread status bytes would be a reset, which throws away what the printer has not read yet.
    """

    def __init__(self, connection: socket.socket, drain_s: float) -> None:
        connection.setblocking(False)
        super().__init__(connection)
        self._connection = connection
        self._drain_s = drain_s

    def receive(self) -> bytes:
        """What there is to read now."""
        return self._connection.recv(READ_AT_ONCE)

    def transmit(self, data: bytes) -> int:
        """Writes what is taken now."""
        return self._connection.send(data)

    def close(self) -> None:
        """Half-closes, reads until the printer closes too, and ends."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)
        if self.carried_a_job:
            self.read_until(lambda: False, self._drain_s)
        self.selector.close()
        self._connection.close()


@dataclass(frozen=True, slots=True)
class TcpPlace:
    """A printer's port on the network."""

    host: str
    port: int

    @property
    def address(self) -> str:
        """As settings and sentences name it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"tcp://{host}:{self.port}"

    def open(self, patience: Patience) -> TcpLine | Code:
        """A connection, or PRINTER_UNREACHABLE: no such name, refused, or no answer in time."""
        ends = time.monotonic() + patience.connect_s
        for family, address in _addresses(self.host, self.port, patience.connect_s):
            connection = _opened(family, address, ends - time.monotonic())
            if connection is not None:
                return TcpLine(connection, patience.drain_s)
        return Code.PRINTER_UNREACHABLE


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
