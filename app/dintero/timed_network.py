"""Sockets that keep to the end of the call they work for, however slowly the other side trickles."""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import httpcore

from app.dintero.connection import is_loopback

ADDRESSES_TRIED: Final = 6
"""Of a host with more addresses the first ones are tried."""
_PIECE: Final = 16_384
"""So much is written at a time, so that a slow reader cannot hold a write past the end."""

_ends_at: ContextVar[float] = ContextVar("_ends_at")


@contextmanager
def ending_in(seconds: float) -> Generator[None]:
    """Everything this thread does on a socket in here ends within so many seconds, all together."""
    before = _ends_at.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends_at.reset(before)


def _left(most: float | None, too_late: type[httpcore.TimeoutException]) -> float:
    """What is left of the call's time, at most `most` seconds. Raises `too_late` when nothing is."""
    left = _ends_at.get() - time.monotonic()
    if left <= 0:
        raise too_late("the call's time is over")
    return left if most is None else min(left, most)


class TimedStream(httpcore.NetworkStream):
    """A connection on which each step gets only what is left of the present call's time."""

    def __init__(self, plain: httpcore.NetworkStream) -> None:
        self._plain = plain

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has arrived. Raises ReadTimeout, ReadError."""
        return self._plain.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends all of it. Raises WriteTimeout, WriteError."""
        for start in range(0, len(buffer), _PIECE):
            self._plain.write(buffer[start : start + _PIECE], _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Ends the connection."""
        self._plain.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection under TLS. Raises ConnectTimeout, ConnectError."""
        left = _left(timeout, httpcore.ConnectTimeout)
        return TimedStream(self._plain.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the interface's own type
        """What the plain connection knows of itself."""
        return self._plain.get_extra_info(info)


class TimedNetwork(httpcore.NetworkBackend):
    """Makes such connections. Looking up the name and trying every address count towards the time, too."""

    def __init__(self) -> None:
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """The first address that answers; each gets its fair share. Raises ConnectTimeout, ConnectError."""
        ends_at = time.monotonic() + _left(timeout, httpcore.ConnectTimeout)
        addresses = _addresses(host, port, ends_at - time.monotonic())
        fault: Exception = httpcore.ConnectError("the host has no address")
        for place, address in enumerate(addresses):
            share = max(0.001, (ends_at - time.monotonic()) / (len(addresses) - place))
            try:
                return TimedStream(self._plain.connect_tcp(address, port, share, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as refused:
                fault = refused
        raise fault


def _addresses(host: str, port: int, within_s: float) -> list[str]:
    """The host's addresses. `localhost` is this machine whatever the name service says."""
    if host == "localhost":
        return ["127.0.0.1", "::1"]
    if is_loopback(host):
        return [host]
    return _looked_up(host, port, within_s)


def _looked_up(host: str, port: int, within_s: float) -> list[str]:
    """Asks the name service on a thread of its own, because nothing else can bound it. That thread never sends."""
    found: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as fault:
            found.put(fault)
        else:
            found.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))

    threading.Thread(target=ask, name="name-look-up", daemon=True).start()
    try:
        outcome = found.get(timeout=max(0.0, within_s))
    except queue.Empty:
        raise httpcore.ConnectTimeout("the name service does not answer") from None
    if isinstance(outcome, Exception):
        raise httpcore.ConnectError("the name service does not know the host") from outcome
    return outcome[:ADDRESSES_TRIED]
