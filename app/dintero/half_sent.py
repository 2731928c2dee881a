"""A request whose last byte is held back: how long the other side keeps it open is how long a call may live there."""

import socket
import time
from urllib.parse import urlsplit

from app.dintero.connection import Connection
from app.dintero.reply import Call
from app.dintero.trust import trust_of


def life_of_half_sent(connection: Connection, call: Call, most_s: float) -> tuple[float, bool]:
    """Seconds until the other side answered or hung up, and whether it did within `most_s`.

    The request never becomes whole, so that it cannot be carried out. Raises OSError where nothing could be sent.
    """
    parts = urlsplit(connection.base)
    host, is_plain = parts.hostname or "", connection.is_plain
    body = call.body or b"{}"
    lines = [
        f"{call.method} {parts.path.rstrip('/')}{call.path} HTTP/1.1",
        f"Host: {parts.netloc}",
        f"Content-Length: {len(body)}",
        "Accept: application/json",
        *(f"{name}: {value}" for name, value in call.headers.items()),
    ]
    head = "\r\n".join(lines).encode("ascii") + b"\r\n\r\n"
    with socket.create_connection((host, parts.port or (80 if is_plain else 443)), connection.connect_timeout_s) as way:
        wire = way if is_plain else trust_of(connection).wrap_socket(way, server_hostname=host)
        try:
            wire.sendall(head + body[:-1])
            began = time.monotonic()
            ended = _has_ended(wire, most_s)
            return time.monotonic() - began, ended
        finally:
            wire.close()


def _has_ended(wire: socket.socket, most_s: float) -> bool:
    wire.settimeout(most_s)
    try:
        wire.recv(4096)
    except TimeoutError:
        return False
    except OSError:  # a reset is an end, too
        return True
    return True
