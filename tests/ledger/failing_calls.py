"""System calls of SQLite's own that fail at will, in this process: hundreds of faulty disks in a few seconds.

SQLite lets its calls be exchanged one by one; what is not exchanged goes to the real disk. Its syncs are no such calls:
strace fails those (`test_failing_disk`).
"""

import ctypes
import os
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

import apsw

_SIZE, _OFFSET = ctypes.c_size_t, ctypes.c_int64
_LIBC = ctypes.CDLL(None, use_errno=True)

_SIGNATURES: dict[str, tuple[object, tuple[object, ...]]] = {
    "pwrite64": (ctypes.c_ssize_t, (ctypes.c_int, ctypes.c_void_p, _SIZE, _OFFSET)),
    "ftruncate": (ctypes.c_int, (ctypes.c_int, _OFFSET)),
    "open": (ctypes.c_int, (ctypes.c_char_p, ctypes.c_int, ctypes.c_int)),
    "pread64": (ctypes.c_ssize_t, (ctypes.c_int, ctypes.c_void_p, _SIZE, _OFFSET)),
}


@dataclass
class Faults:
    """Fails the `when`-th call from `begin` on, and each after it where it is `for_good`.

    Where it `kills`, that call is not made at all: the process is gone.
    """

    call: str
    error: int
    when: int = 0
    for_good: bool = False
    kills: bool = False
    made: int = 0
    failed: int = 0
    kept: list[object] = field(default_factory=list)

    def begin(self, when: int, *, for_good: bool = False, kills: bool = False) -> None:
        self.when, self.for_good, self.kills, self.made, self.failed = when, for_good, kills, 0, 0

    def end(self) -> None:
        self.when = 0

    def is_next(self) -> bool:
        self.made += 1
        fails = self.when > 0 and (self.made >= self.when if self.for_good else self.made == self.when)
        self.failed += fails
        if fails and self.kills:
            os.kill(os.getpid(), signal.SIGKILL)
        return fails


@contextmanager
def failing(call: str, error: int) -> Generator[Faults]:
    """SQLite's `call` goes through a gate that is open until `begin` is called."""
    answer, arguments = _SIGNATURES[call]
    real = getattr(_LIBC, call)
    real.restype, real.argtypes = answer, arguments
    faults = Faults(call, error)

    def gate(*given: object) -> int:
        if faults.is_next():
            ctypes.set_errno(faults.error)
            return -1
        return real(*given)

    make: Callable[..., object] = ctypes.CFUNCTYPE(answer, *arguments, use_errno=True)
    hook = make(gate)
    disk = apsw.VFS("gate", "unix")
    name = call.removesuffix("64") if disk.xGetSystemCall(call) is None else call
    assert disk.xSetSystemCall(name, ctypes.cast(hook, ctypes.c_void_p).value)
    try:
        yield faults
    finally:
        disk.xSetSystemCall(name, 0)
        disk.unregister()
