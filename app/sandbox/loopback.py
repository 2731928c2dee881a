"""The running server: on 127.0.0.1 and nowhere else, quiet, and ended in good order."""

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Generator

import uvicorn

from app.sandbox.line import CuttableProtocol
from app.sandbox.sandbox import Sandbox
from app.sandbox.server import build

_HOST = "127.0.0.1"
_STDIN = 0


def bound_socket(port: int) -> socket.socket:
    """A listening address on loopback; port 0 takes any free one. Raises OSError."""
    # The protocol is named because asyncio turns Nagle's delay off only for sockets that say they are TCP; without it
    # every answer waits some 40 ms for the client's delayed acknowledgement of its head.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except OSError:
        listener.close()
        raise
    return listener


def base_url(listener: socket.socket) -> str:
    """The scheme, host and port that clients use."""
    return f"http://{_HOST}:{listener.getsockname()[1]}"


class LoopbackServer(uvicorn.Server):
    """Serves one sandbox until it is told to stop."""

    def __init__(self, sandbox: Sandbox, ready: Callable[[], None]) -> None:
        """`ready` is called once, when the first request can be answered."""
        config = uvicorn.Config(
            build(sandbox),
            http=CuttableProtocol,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        self._sandbox = sandbox
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts listening, then says so."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets go of the calls that a fault holds back, then ends as usual."""
        self._sandbox.end()
        await super().shutdown(sockets)

    def stop(self) -> None:
        """Ends the server soon; may be called from any thread."""
        self.should_exit = True

    def stop_when_stdin_closes(self) -> None:
        """Ends the server when whoever started it has gone."""

        def watch() -> None:
            # The raw descriptor: a thread that waits inside sys.stdin would hold its lock when the program ends.
            while os.read(_STDIN, 1024):
                pass
            self.stop()

        threading.Thread(target=watch, name="sandbox-stdin", daemon=True).start()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Ends in good order at SIGINT and SIGTERM, and does not raise them again afterwards."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        signals = [signal.SIGINT, signal.SIGTERM]
        if sys.platform == "win32":
            signals.append(signal.SIGBREAK)
        before = {each: signal.signal(each, self.handle_exit) for each in signals}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)
