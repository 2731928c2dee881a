"""A server of plain sockets that does to a connection exactly what a test says."""

import contextlib
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

RESET = struct.pack("ii", 1, 0)  # struct linger: on, 0 seconds; closing then sends RST


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class Visit:
    """One connection of a client."""

    def __init__(self, wire: socket.socket, ended: threading.Event) -> None:
        self.wire = wire
        self.ended = ended
        self.is_open = True
        self._unread = b""

    def request(self) -> Seen | None:
        """The next request; None when the client has gone."""
        while b"\r\n\r\n" not in self._unread:
            part = self._received()
            if not part:
                return None
            self._unread += part
        head, _, rest = self._unread.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.casefold(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", "0"))
        while len(rest) < length:
            part = self._received()
            if not part:
                return None
            rest += part
        self._unread = rest[length:]
        method, target, _ = first.split(" ")
        return Seen(method, target, headers, rest[:length])

    def _received(self) -> bytes:
        try:
            return self.wire.recv(65_536)
        except OSError:
            return b""

    def say(self, text: bytes) -> None:
        try:
            self.wire.sendall(text)
        except OSError:
            self.is_open = False

    def trickle(self, text: bytes, every_s: float) -> None:
        """One byte at a time, for as long as the client stays."""
        for place in range(len(text)):
            if not self.is_open or self.ended.wait(every_s):
                return
            self.say(text[place : place + 1])

    def hang(self) -> None:
        """Says nothing until the client or the test goes."""
        while not self.ended.is_set() and self._received():
            pass
        self.is_open = False

    def close(self) -> None:
        self.is_open = False
        self.wire.close()

    def reset(self) -> None:
        self.wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.close()


Script = Callable[[Visit, Seen], None]


class RawServer:
    """Listens on loopback while it is entered. `script` is called for each request, on a thread of its connection."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        self.script = script
        self.tls = tls
        self.seen: list[Seen] = []
        self.connections = 0
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._wires: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"

    def asked(self, end: str) -> list[Seen]:
        """The requests whose path ends so."""
        return [seen for seen in self.seen if seen.target.endswith(end)]

    def __enter__(self) -> Self:
        self._begin(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        for wire in (self._listener, *self._wires):
            with contextlib.suppress(OSError):  # wakes whoever waits in it
                wire.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive(), "the server did not end"
        self._listener.close()

    def _begin(self, work: Callable[..., None], *facts: object) -> None:
        thread = threading.Thread(target=work, args=facts)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                wire, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._wires.append(wire)
            self._begin(self._serve, wire)

    def _serve(self, wire: socket.socket) -> None:
        try:
            wire = self.tls.wrap_socket(wire, server_side=True) if self.tls else wire
        except OSError:  # the client does not trust us, and said so
            wire.close()
            return
        visit = Visit(wire, self._ended)
        while visit.is_open and (request := visit.request()) is not None:
            self.seen.append(request)
            self.script(visit, request)
        wire.close()


def http(status: int, body: bytes = b"", /, *headers: str, kind: str = "application/json") -> bytes:
    """A whole HTTP answer."""
    lines = [f"HTTP/1.1 {status} So", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def http_json(status: int, fields: object, /, *headers: str) -> bytes:
    return http(status, json.dumps(fields).encode(), *headers)


def granted(token: str = "t0ken", expires_in: int = 86_400) -> bytes:
    """The answer of the token call."""
    return http_json(200, {"access_token": token, "token_type": "Bearer", "expires_in": expires_in})


def after_login(script: Script) -> Script:
    """Answers the token call, and leaves every other one to `script`."""

    def answer(visit: Visit, request: Seen) -> None:
        if request.target.endswith("/auth/token"):
            visit.say(granted())
        else:
            script(visit, request)

    return answer


def saying(text: bytes) -> Script:
    """A server that has one answer for everything after the log-in."""
    return after_login(lambda visit, _: visit.say(text))
