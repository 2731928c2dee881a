"""A pretend receipt printer on the loopback's TCP, with the faults that real ones have.

It behaves as Epson's manual says: DLE EOT is answered when it arrives, GS r in its turn, that is after everything
before it was printed. Off-line it takes data until its buffer is full and prints nothing. It serves one connection at
a time; a second one waits until the first has ended.
"""

import selectors
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from tests.printer.decoder import Decoder, EndsInside, Event, decoded

TICK_S = 0.005
PATIENCE_S = 20.0
ROLL = {"ok": 0, "low": 0x03, "out": 0x0F}
RESET = struct.pack("ii", 1, 0)


class Mode(StrEnum):
    NORMAL = "normal"
    STALL = "stall"  # answers status, and never prints
    FROZEN = "frozen"  # is connected to, and neither reads nor answers
    MUTE = "mute"  # prints, and answers nothing
    NO_STATUS = "no status"  # prints, answers GS r in its turn, but no DLE EOT
    NO_TURN = "no turn"  # prints, answers DLE EOT, but nothing in its turn


@dataclass
class Faults:
    """What is wrong with the printer. May be changed while it runs."""

    mode: Mode = Mode.NORMAL
    paper: str = "ok"  # or "low", "out"
    paper_out_after: int | None = None  # printed bytes
    cover_open: bool = False
    pressed_offline: bool = False
    drop_after: int | None = None  # bytes received
    with_reset: bool = False
    sends_asb: bool = False
    bytes_a_second: float | None = None
    buffer: int = 4096
    says_in_turn: int | None = None  # whatever is true
    maker: str = ""  # what GS I 66 is answered with; a maker's printers know GS ( H, too

    @property
    def is_offline(self) -> bool:
        return self.paper == "out" or self.cover_open or self.pressed_offline


@dataclass
class Job:
    """What came over one connection, and how much of it reached the paper."""

    received: bytearray = field(default_factory=bytearray)
    printed: bytearray = field(default_factory=bytearray)

    @property
    def paper(self) -> Decoder:
        return decoded(bytes(self.printed))


class Sink:
    """The printer, on a port of its own. A context: it listens when entered, and has ended when left."""

    def __init__(self, **faults) -> None:
        self.faults = Faults(**faults)
        self.jobs: list[Job] = []
        self._stopped = threading.Event()
        self._changed = threading.Condition()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run, name="pretend-printer")

    @property
    def port(self) -> int:
        return self._listening.getsockname()[1]

    def __enter__(self) -> Self:
        self._listening.settimeout(TICK_S)
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stopped.set()
        self._thread.join(PATIENCE_S)
        self._listening.close()
        assert not self._thread.is_alive(), "the pretend printer hangs"

    def papers(self, count: int = 1) -> list[Decoder]:
        """The first `count` papers that were printed to their cut, waited for."""

        def finished() -> list[Decoder]:
            papers = [job.paper for job in self.jobs if job.printed]
            return [paper for paper in papers if any(event.what == "cut" for event in paper.events)]

        with self._changed:
            assert self._changed.wait_for(lambda: len(finished()) >= count, PATIENCE_S), "no paper came out"
            return finished()[:count]

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _peer = self._listening.accept()
            except TimeoutError:
                continue
            job = Job()
            self.jobs.append(job)
            with connection:
                try:
                    Serving(self, connection, job).serve()
                except OSError:
                    continue  # the till hung up: what came until then is kept

    def is_stopped(self) -> bool:
        return self._stopped.is_set()

    def tell(self) -> None:
        with self._changed:
            self._changed.notify_all()


class Serving:
    """One connection, from its first byte to its last."""

    def __init__(self, sink: Sink, connection: socket.socket, job: Job) -> None:
        self.sink, self.faults, self.connection, self.job = sink, sink.faults, connection, job
        self.buffer = bytearray()
        self.has_ended = False
        self.looked_at = 0  # received bytes searched for real-time questions
        self.understood = 0  # printed bytes decoded for questions in turn
        self.decoder = Decoder()
        self.budget, self.last = 0.0, time.monotonic()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.faults.buffer)
        connection.setblocking(False)

    def serve(self) -> None:
        if self.faults.sends_asb:
            self.connection.sendall(self.asb())
        with selectors.DefaultSelector() as selector:
            selector.register(self.connection, selectors.EVENT_READ)
            while not self.sink.is_stopped() and not (self.has_ended and not self.buffer):
                self._print()
                limit = self.faults.drop_after
                if limit is not None and len(self.job.received) >= limit:
                    self._drop()
                    return
                room = self._room()
                if self.has_ended or room <= 0:
                    threading.Event().wait(TICK_S)
                elif selector.select(TICK_S):
                    self._receive(room)

    def _room(self) -> int:
        if self.faults.mode is Mode.FROZEN:
            return 0
        room = self.faults.buffer - len(self.buffer)
        limit = self.faults.drop_after
        return room if limit is None else min(room, limit - len(self.job.received))

    def _receive(self, room: int) -> None:
        received = self.connection.recv(room)
        self.has_ended = not received
        self.job.received += received
        self.buffer += received
        self._answer_at_once()

    def _drop(self) -> None:
        if self.faults.with_reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)

    def _print(self) -> None:
        now = time.monotonic()
        speed = self.faults.bytes_a_second
        self.budget = len(self.buffer) if speed is None else self.budget + (now - self.last) * speed
        self.last = now
        if self.faults.is_offline or self.faults.mode in {Mode.STALL, Mode.FROZEN}:
            return
        count = min(len(self.buffer), int(self.budget))
        if self.faults.paper_out_after is not None:
            count = min(count, self.faults.paper_out_after - len(self.job.printed))
        if count > 0:
            self.budget -= count
            self.job.printed += self.buffer[:count]
            del self.buffer[:count]
            self._answer_in_turn()
            self.sink.tell()
        if self.faults.paper_out_after == len(self.job.printed):
            self.faults.paper = "out"

    def _answer_at_once(self) -> None:
        received = self.job.received
        while self.looked_at + 3 <= len(received):
            question = bytes(received[self.looked_at : self.looked_at + 3])
            if question[:2] == b"\x10\x04" and 1 <= question[2] <= 4:
                self._say(self._real_time(question[2]))
                self.looked_at += 2
            self.looked_at += 1

    def _answer_in_turn(self) -> None:
        printed = bytes(self.job.printed)
        while self.understood < len(printed):
            known = len(self.decoder.events)
            try:
                self.understood = self.decoder.step(printed, self.understood)
            except EndsInside:
                return
            for event in self.decoder.events[known:]:
                if event.what == "question" and self.faults.mode is not Mode.NO_TURN:
                    self._say_in_turn(event)

    def _say_in_turn(self, event: Event) -> None:
        faults = self.faults
        if event.text == "GS r":
            said = faults.says_in_turn
            self._say(bytes([ROLL[faults.paper] if said is None else said]))
        elif event.text == "GS I" and event.facts["number"] == 66 and faults.maker:
            self._say(b"_" + faults.maker.encode() + b"\x00")
        elif event.text.startswith("GS ( H ") and faults.maker:
            self._say(b'7"' + event.text[-4:].encode() + b"\x00")

    def _say(self, answer: bytes) -> None:
        if self.faults.mode in {Mode.MUTE, Mode.FROZEN}:
            return
        if self.faults.mode is Mode.NO_STATUS and answer[0] & 0x12 == 0x12:
            return
        if self.faults.sends_asb:
            answer = self.asb() + answer + self.asb()
        self.connection.sendall(answer)

    def _real_time(self, number: int) -> bytes:
        faults = self.faults
        answers = {
            1: 0x16 | (0x08 if faults.is_offline else 0),
            2: 0x12 | (0x04 if faults.cover_open else 0) | (0x20 if faults.paper == "out" else 0),
            3: 0x12,
            4: 0x12 | (0x0C if faults.paper != "ok" else 0) | (0x60 if faults.paper == "out" else 0),
        }
        return bytes([answers[number]])

    def asb(self) -> bytes:
        """Four status bytes that nobody asked for."""
        faults = self.faults
        first = 0x14 | (0x08 if faults.is_offline else 0) | (0x20 if faults.cover_open else 0)
        return bytes([first, 0, ROLL[faults.paper], 0x0F])
