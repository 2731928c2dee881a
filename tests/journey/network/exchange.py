"""What an exchange on a bad line meets, and how it is done to it, byte for byte (reliability, appendix C)."""

import asyncio
import contextlib
import re
import socket
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

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


class Course(Protocol):
    """What a visit asks of the line it came by."""

    def next_fault(self) -> Fault:
        """What the next exchange meets."""
        ...

    async def upstream(self) -> "Way":
        """A new connection to the server."""
        ...

    async def pause(self, seconds: float) -> None:
        """Waits, but not past the end of the test."""
        ...

    async def released(self) -> None:
        """Waits until what is held is let go."""
        ...

    def begin_late(self) -> object:
        """Something is under way that the till may give up; until `end_late` of what this returns."""
        ...

    def end_late(self, mark: object) -> None:
        """It has arrived, or never will."""
        ...


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

    def __init__(self, line: Course, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
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
