"""A pretend serial scanner: a pseudo terminal that is plugged in, plays codes and is pulled out."""

import fcntl
import os
import struct
import termios
import threading
import time
import tty
from collections.abc import Callable
from functools import reduce
from operator import xor
from pathlib import Path

STX, ETX = b"\x02", b"\x03"


def until(condition: Callable[[], object], seconds: float = 10.0, what: str = "the condition") -> None:
    """Waits until a condition holds; fails the test when it does not in time."""
    end, pause = time.monotonic() + seconds, threading.Event()
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what}")
        pause.wait(0.002)


def framed(code: str, *, prefix: bytes = b"", suffix: bytes = b"\r", has_check: bool = False) -> bytes:
    """A code as a scanner sends it; the check byte is the XOR of all after the first byte."""
    frame = prefix + code.encode() + suffix
    return frame + bytes([reduce(xor, frame[1:])]) if has_check else frame


class PtyScanner:
    """The scanner's end of the line. The program under test opens `port` as it would open a real one."""

    def __init__(self, folder: Path) -> None:
        self.link = folder / "ttySCAN"
        self._ends: tuple[int, int] | None = None

    @property
    def port(self) -> str:
        """The name that the program opens."""
        return str(self.link)

    def plug(self) -> None:
        """The cable goes in: the port appears under its name."""
        if self._ends is None:
            self._ends = os.openpty()
            tty.setraw(self._ends[1])
            self.link.unlink(missing_ok=True)
            self.link.symlink_to(os.ttyname(self._ends[1]))

    def unplug(self) -> None:
        """The cable comes out: the port goes, and whoever reads from it is told so."""
        if self._ends is not None:
            self.link.unlink(missing_ok=True)
            for end in self._ends:
                os.close(end)
            self._ends = None

    def write(self, data: bytes, *, chunk: int = 0) -> None:
        """Puts bytes on the line; with `chunk`, that many at a time, each only when those before it were read."""
        assert self._ends is not None, "not plugged in"
        step = chunk or max(1, len(data))
        for start in range(0, len(data), step):
            os.write(self._ends[0], data[start : start + step])
            if chunk:
                until(self.is_read, what="the reader to take a piece")

    def scan(self, code: str, *, suffix: bytes = b"\r", chunk: int = 0) -> None:
        """One scan."""
        self.write(framed(code, suffix=suffix), chunk=chunk)

    def noise(self) -> None:
        """What a line gives while it is being plugged in."""
        self.write(b"\x00\xff\x00")

    def is_read(self) -> bool:
        """Whether nothing lies unread on the line."""
        assert self._ends is not None
        waiting = fcntl.ioctl(self._ends[1], termios.FIONREAD, struct.pack("i", 0))
        return struct.unpack("i", waiting)[0] == 0
