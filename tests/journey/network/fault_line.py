"""A TCP line between till and sandbox that does to each exchange what its plan says (reliability, appendix C).

Bytes go through as they are. The line looks at them only to know where a request or an answer ends, so that a fault
can be laid before, into or behind one of them.
"""

import asyncio
import contextlib
import re
import socket
import ssl
import struct
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, Final, Self

from tests.sandbox.running import until

RESET: Final = struct.pack("ii", 1, 0)  # struct linger: on, 0 seconds; closing then sends RST
LENGTH: Final = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
PORTAL: Final = b"<html><title>Welcome</title><form>Accept the terms to go online</form></html>"
BUSY_PAGE: Final = b"<html><title>502 Bad Gateway</title></html>"
STEP_S: Final = 0.02
"""How often a slow line moves a few bytes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What one exchange meets. `at` says where in a message it is cut, from 0 (before) to 1 (behind).

    `wait_s` is how long after the till gave up a late request goes on its way. `bytes_s` is the speed of a slow line.
    """

    kind: str
    at: float = 0.5
    wait_s: float = 0.0
    bytes_s: int = 100
    is_reset: bool = True


PASS: Final = Fault("pass")
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


@dataclass(frozen=True, slots=True)
class Way:
    """A connection to the server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, request: bytes) -> bytes:
        """The whole answer; what there is of it where the server hangs up."""
        self.writer.write(request)
        return await message(self.reader) or b""


class Visit:
    """One connection of the till's."""

    def __init__(self, line: FaultLine, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._line = line
        self._reader = reader
        self._writer = writer
        self._way: Way | None = None
        self._acts: dict[str, Callable[[Fault, bytes], Awaitable[bool]]] = {
            "pass": self._pass,
            "reset-first": self._reset_first,
            "black-hole": self._black_hole,
            "cut-request": self._cut_request,
            "reset-after-request": self._reset_after_request,
            "drop-answer": self._drop_answer,
            "half-answer": self._half_answer,
            "slow-answer": self._slow_answer,
            "slow-request": self._slow_request,
            "late": self._late,
            "held": self._held,
            "portal": self._portal,
            "bad-gateway": self._bad_gateway,
        }

    async def serve(self) -> None:
        """Exchange after exchange, until a fault or the till ends it."""
        try:
            while (request := await message(self._reader)) is not None:
                fault = self._line.next_fault()
                if not await self._acts[fault.kind](fault, request):
                    return
        finally:
            if self._way is not None:
                self._way.writer.close()

    async def _ask(self, request: bytes) -> bytes:
        if self._way is None:
            self._way = await self._line.upstream()
        return await self._way.ask(request)

    async def _say(self, answer: bytes) -> bool:
        self._writer.write(answer)
        await self._writer.drain()
        return True

    async def _pass(self, _fault: Fault, request: bytes) -> bool:
        return await self._say(await self._ask(request))

    async def _reset_first(self, _fault: Fault, _request: bytes) -> bool:
        reset(self._writer)
        return False

    async def _black_hole(self, _fault: Fault, _request: bytes) -> bool:
        await self._till_is_gone()
        return False

    async def _cut_request(self, fault: Fault, request: bytes) -> bool:
        way = await self._line.upstream()
        way.writer.write(request[: _inside(request, fault.at)])
        await way.writer.drain()
        way.writer.close()
        self._hang_up(fault)
        return False

    async def _reset_after_request(self, _fault: Fault, request: bytes) -> bool:
        """The till hears of it at once, the server works on."""
        mark = self._line.begin_late()
        try:
            asked = asyncio.ensure_future(self._ask(request))
            reset(self._writer)
            await asked
        finally:
            self._line.end_late(mark)
        return False

    async def _drop_answer(self, _fault: Fault, request: bytes) -> bool:
        await self._ask(request)
        await self._till_is_gone()
        return False

    async def _half_answer(self, fault: Fault, request: bytes) -> bool:
        answer = await self._ask(request)
        await self._say(answer[: _inside(answer, fault.at)])
        self._hang_up(fault)
        return False

    async def _slow_answer(self, fault: Fault, request: bytes) -> bool:
        answer = await self._ask(request)
        piece = max(1, int(fault.bytes_s * STEP_S))
        for start in range(0, len(answer), piece):
            await self._line.pause(max(STEP_S, piece / fault.bytes_s))
            await self._say(answer[start : start + piece])
        return True

    async def _slow_request(self, fault: Fault, request: bytes) -> bool:
        """As slow as it says while the till waits; then the rest arrives at once, or never."""
        mark = self._line.begin_late()
        try:
            way = await self._line.upstream()
            gone = asyncio.ensure_future(self._till_is_gone())
            piece = max(1, int(fault.bytes_s * STEP_S))
            for start in range(0, len(request), piece):
                if not gone.done():
                    await self._line.pause(max(STEP_S, piece / fault.bytes_s))
                elif fault.is_reset:
                    break
                way.writer.write(request[start : start + piece])
            else:
                await message(way.reader)
            gone.cancel()
            way.writer.close()
        finally:
            self._line.end_late(mark)
        return False

    async def _late(self, fault: Fault, request: bytes) -> bool:
        mark = self._line.begin_late()
        try:
            await self._till_is_gone()
            await self._line.pause(fault.wait_s)
            await self._ask(request)
        finally:
            self._line.end_late(mark)
        return False

    async def _held(self, _fault: Fault, request: bytes) -> bool:
        mark = self._line.begin_late()
        try:
            await self._till_is_gone()
            await self._line.released()
            await self._ask(request)
        finally:
            self._line.end_late(mark)
        return False

    async def _portal(self, _fault: Fault, _request: bytes) -> bool:
        return await self._say(page(200, PORTAL))

    async def _bad_gateway(self, _fault: Fault, _request: bytes) -> bool:
        return await self._say(page(502, BUSY_PAGE))

    async def _till_is_gone(self) -> None:
        with contextlib.suppress(OSError):
            while await self._reader.read(4096):
                pass

    def _hang_up(self, fault: Fault) -> None:
        if fault.is_reset:
            reset(self._writer)
        else:
            self._writer.close()


async def message(reader: asyncio.StreamReader) -> bytes | None:
    """One whole HTTP message with a length, as bytes; None where the other side ended before its end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        return head + await reader.readexactly(int(length[1]) if length else 0)
    except (asyncio.IncompleteReadError, OSError):
        return None


def page(status: int, body: bytes) -> bytes:
    """A page of somebody's between till and server."""
    head = f"HTTP/1.1 {status} So\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def reset(writer: asyncio.StreamWriter) -> None:
    """Ends a connection with RST."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()


def _inside(text: bytes, at: float) -> int:
    """A place inside a message, never at its end."""
    return min(len(text) - 1, int(len(text) * at)) if text else 0


def _socket() -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return made
