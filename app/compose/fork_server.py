"""A clean process with the libraries of a chunk loaded, which forks itself for each (POSIX): quick, and without a past.

It never holds a secret: it is handed one end of a pipe, forks, and what comes over that pipe reaches the new process
alone. It ends when its starter does.
"""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection as Pipe
from threading import Lock
from typing import Final

_PROGRAM: Final = "from app.compose.fork_server import serve; serve()"
_NEEDED: Final = ("app.dintero.transport", "app.dintero.trust", "email.utils", "encodings.idna", "pyrage")
"""What a chunk's process would load late, each anew."""
_NEW: Final = b"n"
_ERROR: Final = b"e"
_NICENESS: Final = 10
"""Taking an answer with pictures apart keeps a processor busy: whatever a person looks at goes before it."""


class NotForked(Exception):
    """No new process could be had. Nothing was done."""


class ForkServer:
    """Starts the clean process at the first call. Any thread may use it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._way: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def new(self) -> Pipe:
        """The near end of a pipe to a new process. Raises NotForked."""
        near, far = socket.socketpair()
        with far:
            try:
                with self._lock:
                    self._hand_over(far)
            except OSError as fault:
                near.close()
                raise NotForked(fault.strerror or type(fault).__name__) from fault
        return Pipe(near.detach())

    def close(self) -> None:
        """Ends the clean process; those it forked go on."""
        with self._lock:
            way, process, self._way, self._process = self._way, self._process, None, None
        if way is not None:
            way.close()
        if process is not None:
            process.wait()

    def _hand_over(self, far: socket.socket) -> None:
        """Once more with a new clean process, where the old one was ended by somebody."""
        if self._way is not None:
            with suppress(OSError):
                self._ask(self._way, far)
                return
            self._way.close()
        self._way = self._started()
        self._ask(self._way, far)

    @staticmethod
    def _ask(way: socket.socket, far: socket.socket) -> None:
        socket.send_fds(way, [_NEW], [far.fileno()])
        if way.recv(1) != _NEW:
            raise OSError("the system gave no new process")

    def _started(self) -> socket.socket:
        if self._process is not None:
            self._process.wait()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
                [sys.executable, "-P", "-c", _PROGRAM], stdin=theirs.fileno(), stdout=subprocess.DEVNULL
            )
        return ours


def serve() -> None:
    """The clean process: forks for each end of a pipe that comes over its standard input, until that is closed."""
    from app.compose.chunk_child import run

    os.nice(_NICENESS)
    for needed in _NEEDED:
        import_module(needed)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries those who have ended
    with socket.socket(fileno=os.dup(0)) as way:
        while True:
            word, ends, _, _ = socket.recv_fds(way, 1, 1)
            if not word:
                return
            try:
                child = os.fork()
            except OSError:
                child = -1
            if child == 0:
                way.close()
                os.close(0)
                run(Pipe(ends[0]))
                os._exit(0)
            for end in ends:
                os.close(end)
            way.sendall(_ERROR if child < 0 else _NEW)
