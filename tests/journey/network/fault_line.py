"""A TCP line between till and sandbox that does to each exchange what its plan says (reliability, appendix C).

Bytes go through as they are. The line looks at them only to know where a request or an answer ends, so that a fault
can be laid before, into or behind one of them.
"""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections import deque
from collections.abc import Coroutine, Iterable
from typing import Any, Final, Self

from tests.journey.network.exchange import PASS, Fault, Visit, Way
from tests.sandbox.running import until

OPEN, REFUSING, DEAF = "open", "refusing", "deaf"
DOORS: Final = (OPEN, REFUSING, DEAF)
"""Takes connections; nobody listens, so that each is refused; or nobody answers even the first packet."""


class Lines:
    """The thread on which all lines run. A context: at its end every line is gone."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="lines")
        self._lines: list[FaultLine] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        for line in self._lines:
            line.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        assert not self._thread.is_alive(), "the lines did not end"
        self._loop.close()

    def line(self, upstream_port: int, tls: ssl.SSLContext | None = None) -> "FaultLine":
        """A new line to a server on this machine, healthy. With `tls` it speaks TLS towards the till."""
        line = FaultLine(self._loop, upstream_port, tls)
        self._lines.append(line)
        return line


class FaultLine:
    """One address of the till's, and the way from there to the server. Its methods may be called from any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, upstream_port: int, tls: ssl.SSLContext | None) -> None:
        self._loop = loop
        self._upstream_port = upstream_port
        self.tls = tls
        self._kept = _socket()
        self._kept.bind(("127.0.0.1", 0))  # never listens: it keeps the port when nobody does
        self.port: int = self._kept.getsockname()[1]
        self._server: asyncio.Server | None = None
        self._deaf: list[socket.socket] = []
        self._plan: deque[Fault] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._late: set[object] = set()
        self._visitors: set[asyncio.StreamWriter] = set()
        self._released = asyncio.Event()
        self._ended = asyncio.Event()
        self.met: list[str] = []
        self.doors = REFUSING
        self.weather()

    @property
    def url(self) -> str:
        """Where the till finds it."""
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"

    def weather(self, faults: Iterable[Fault] = (), doors: str = OPEN) -> None:
        """From now on the exchanges meet these faults, one each, and are well after the last."""
        self._call(self._turn(deque(faults), doors))

    def heal(self) -> None:
        """The line is well, and stays so. What is late is still late."""
        self.weather()

    def speak_tls(self, tls: ssl.SSLContext) -> None:
        """From now on somebody with this certificate answers. Who was connected must connect anew."""
        self._call(self._change(tls))

    def release(self) -> None:
        """Every request that is held goes on its way."""
        self._loop.call_soon_threadsafe(self._released.set)

    def wait_until_quiet(self) -> None:
        """Returns once nothing is under way any more that the till has given up."""
        until(lambda: not self._late)

    def close(self) -> None:
        """Ends everything."""
        self._call(self._end())
        self._kept.close()

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _turn(self, faults: deque[Fault], doors: str) -> None:
        self._plan = faults
        if doors == self.doors:
            return
        await self._shut()
        self.doors = doors
        if doors == OPEN:
            self._server = await asyncio.start_server(self._accepted, sock=self._bound(), ssl=self.tls)
        elif doors == DEAF:
            self._go_deaf()

    async def _change(self, tls: ssl.SSLContext) -> None:
        self.tls = tls
        doors, self.doors = self.doors, REFUSING
        await self._shut()
        for visitor in tuple(self._visitors):
            visitor.transport.abort()
        await self._turn(deque(), doors)

    def _bound(self) -> socket.socket:
        listener = _socket()
        listener.bind(("127.0.0.1", self.port))
        return listener

    def _go_deaf(self) -> None:
        """A full queue that nobody takes from: the system drops every further first packet."""
        listener = self._bound()
        listener.listen(0)
        self._deaf = [listener]
        for _ in range(2):
            caller = socket.socket()
            caller.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                caller.connect(("127.0.0.1", self.port))
            self._deaf.append(caller)

    async def _shut(self) -> None:
        for each in self._deaf:
            each.close()
        self._deaf = []
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _end(self) -> None:
        self._ended.set()
        await self._shut()
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._visitors.add(writer)
        try:
            await Visit(self, reader, writer).serve()
        except (OSError, asyncio.CancelledError):
            pass  # the till hung up, or the test is over
        finally:
            writer.transport.abort()
            self._tasks.discard(task)
            self._visitors.discard(writer)

    def next_fault(self) -> Fault:
        fault = self._plan.popleft() if self._plan else PASS
        self.met.append(fault.kind)
        return fault

    async def upstream(self) -> "Way":
        reader, writer = await asyncio.open_connection("127.0.0.1", self._upstream_port)
        return Way(reader, writer)

    async def pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), seconds)

    async def released(self) -> None:
        await self._released.wait()

    def begin_late(self) -> object:
        """Something is under way that the till may give up; until `end_late` of what this returns."""
        mark = object()
        self._late.add(mark)
        return mark

    def end_late(self, mark: object) -> None:
        self._late.discard(mark)


def _socket() -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return made
