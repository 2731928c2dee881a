"""The line to the client, where it can be cut: the one thing an ASGI server does not hand out by itself."""

import asyncio
import socket
import struct
import sys
from typing import TYPE_CHECKING, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from starlette.types import Scope

# struct linger: on, 0 seconds. Closing then sends RST in place of FIN.
_LINGER_RESET = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Line:
    """One TCP connection of a client."""

    __slots__ = ("_transport",)

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def reset(self) -> None:
        """Ends the connection with RST; what was not sent yet is lost."""
        wire = self._transport.get_extra_info("socket")
        if wire is not None and not self._transport.is_closing():
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_RESET)
        self._transport.abort()

    def close(self) -> None:
        """Ends the connection with FIN, after what was written."""
        self._transport.close()


class CuttableProtocol(H11Protocol):
    """The HTTP protocol that puts its line into the state of each request."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes a new connection."""
        stream = cast("asyncio.Transport", transport)
        super().connection_made(stream)
        self.app_state = {**self.app_state, "line": Line(stream)}


def line_of(scope: "Scope") -> Line:
    """The line that a request came over."""
    return cast("Line", scope["state"]["line"])
