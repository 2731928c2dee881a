"""httpcore's connections on sockets that keep to a deadline: a call goes to the address that was meant, once."""

import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore

from app.dintero.connection import Connection
from app.dintero.reply import Call
from app.dintero.timed_network import TimedNetwork

CONNECTIONS_MAX = 8
"""More than all lanes of a till together use."""
IDLE_S = 30.0
"""How long a connection is kept for the next call: from the read of a scanned card to its activation."""

_PATH: Final = re.compile(r"(/(?!\.{1,2}(?:[/?]|$))[A-Za-z0-9._~%-]+)+(\?[A-Za-z0-9._~%=&-]+)?", re.ASCII)
"""Whole segments, none of them a step, and perhaps a query: nothing that another program could read otherwise."""

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}

Watch = Callable[[str, Mapping[str, Any]], None]


class Closed(Exception):
    """The client was closed before the call began."""


class Answered:
    """An answer whose head is complete. Its body is still on the line: read once, then `close`."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    @property
    def status(self) -> int:
        """The status of its first line."""
        return self._answer.status

    def headers(self) -> dict[str, str]:
        """Each header once, by its name in lower case; one that came twice has both values, and is unlike either."""
        found: dict[str, str] = {}
        for raw_name, raw_value in self._answer.headers:
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
            found[name] = f"{found[name]}, {value}" if name in found else value
        return found

    def pieces(self) -> Iterator[bytes]:
        """The body as it arrives. Raises what httpcore raises."""
        return self._answer.iter_stream()

    def close(self) -> None:
        """Gives the connection back, or ends it where something of the answer is left on it."""
        self._answer.close()


class Client:
    """HTTP/1.1 to one API, without retries, redirects or cookies. May be used from several threads.

    It knows no environment and reads nothing of an answer but what it is asked for. Raises httpcore's own exceptions,
    which say what became of a call.
    """

    def __init__(self, connection: Connection, trust: ssl.SSLContext | None, said_always: Mapping[str, str]) -> None:
        parts = urlsplit(connection.base)
        host = parts.hostname or ""
        self._scheme, self._host, self._port = parts.scheme.encode(), host.encode("ascii"), parts.port
        self._prefix = parts.path
        connect_s = min(connection.connect_timeout_s, connection.deadline_s)
        rest = dict.fromkeys(("read", "write", "pool"), connection.deadline_s)
        self._patience = {"connect": connect_s, **rest}
        self._said_always = _raw({"Host": _named(parts.scheme, host, parts.port), **said_always})
        self._pool = _pool(trust, None if connection.is_loopback else connection.proxy)
        self._is_closed = False

    def request(self, call: Call, watch: Watch) -> httpcore.Request:
        """A call as it will stand on the line; `watch` will be told each of its steps.

        Raises ValueError for an address that is not exactly the one meant: that would be a bug.
        """
        if not _PATH.fullmatch(call.path):
            raise ValueError("the address built is not the address meant")
        headers = [*self._said_always, *_raw(call.headers)]
        if call.body is not None:
            headers.append((b"Content-Length", str(len(call.body)).encode()))
        target = httpcore.URL(scheme=self._scheme, host=self._host, port=self._port, target=self._prefix + call.path)
        extensions = {"timeout": self._patience, "trace": watch}
        return httpcore.Request(call.method, target, headers=headers, content=call.body, extensions=extensions)

    def send(self, request: httpcore.Request) -> Answered:
        """One request, once. Raises Closed where it was closed before."""
        if self._is_closed:
            raise Closed
        return Answered(self._pool.handle_request(request))

    def close(self) -> None:
        """Ends every connection. Nothing is sent after this."""
        self._is_closed = True
        self._pool.close()


def _pool(trust: ssl.SSLContext | None, proxy: str | None) -> httpcore.ConnectionPool:
    network = TimedNetwork()
    if proxy is None:
        return httpcore.ConnectionPool(
            ssl_context=trust,
            max_connections=CONNECTIONS_MAX,
            keepalive_expiry=IDLE_S,
            retries=0,
            network_backend=network,
        )
    return httpcore.HTTPProxy(
        proxy_url=proxy,
        ssl_context=trust,
        max_connections=CONNECTIONS_MAX,
        keepalive_expiry=IDLE_S,
        retries=0,
        network_backend=network,
    )


def _named(scheme: str, host: str, port: int | None) -> str:
    """How a request names its host (RFC 9110, section 7.2): in brackets where it is an IPv6 address."""
    name = f"[{host}]" if ":" in host else host
    return name if port in {None, _DEFAULT_PORTS[scheme]} else f"{name}:{port}"


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
