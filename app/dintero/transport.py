"""httpx on top of sockets that keep to a deadline: its own transport offers no place for them."""

import ssl
from collections.abc import Iterator
from typing import Final

import httpcore
import httpx

from app.dintero.timed_network import TimedNetwork

CONNECTIONS_MAX = 8
"""More than all lanes of a till together use."""
IDLE_S = 30.0
"""How long a connection is kept for the next call: from the read of a scanned card to its activation."""

_ACTED_ON: Final = frozenset({b"location", b"set-cookie"})
"""Headers that httpx works on unasked: it builds the next request of a redirect that it is told not to follow, and
raises where the address is odd. The till wants neither."""


class _Body(httpx.SyncByteStream):
    """The answer's body as it arrives."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class TimedTransport(httpx.BaseTransport):
    """HTTP/1.1 without retries. Raises httpcore's own exceptions, which say what became of the call."""

    def __init__(self, trust: ssl.SSLContext | None, proxy: str | None) -> None:
        network = TimedNetwork()
        self._pool = (
            httpcore.ConnectionPool(
                ssl_context=trust,
                max_connections=CONNECTIONS_MAX,
                keepalive_expiry=IDLE_S,
                retries=0,
                network_backend=network,
            )
            if proxy is None
            else httpcore.HTTPProxy(
                proxy_url=proxy,
                ssl_context=trust,
                max_connections=CONNECTIONS_MAX,
                keepalive_expiry=IDLE_S,
                retries=0,
                network_backend=network,
            )
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request, once. The answer's body is still on the line; of its headers only those come that are read."""
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        sent = httpcore.Request(
            request.method,
            target,
            headers=request.headers.raw,
            content=request.read(),
            extensions=request.extensions,
        )
        answer = self._pool.handle_request(sent)
        headers = [(name, value) for name, value in answer.headers if name.lower() not in _ACTED_ON]
        return httpx.Response(answer.status, headers=headers, stream=_Body(answer))

    def close(self) -> None:
        """Ends every connection."""
        self._pool.close()
