"""One program per journal: a lock of the operating system, gone with its process however that ends."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from app.core.problem import Code
from app.ledger.fault import journal_fault

_FIGURES: Final = 20
"""The process id takes at most so many bytes of the file. The byte that Windows locks lies behind them, readable text
before it."""

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        os.lseek(descriptor, _FIGURES, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@dataclass(slots=True)
class JournalLock:
    """The right to write one journal. The file stays where it is: only the lock on it counts."""

    descriptor: int

    @classmethod
    def take(cls, path: Path) -> Self:
        """Takes the lock, or raises LedgerFault JOURNAL_IN_USE naming the process that holds it. Raises OSError."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(descriptor)
        except (BlockingIOError, PermissionError) as refused:
            holder = _holder(descriptor)
            os.close(descriptor)
            raise journal_fault(Code.JOURNAL_IN_USE, pid=holder) from refused
        _write_all(descriptor, f"{os.getpid():<{_FIGURES}d}".encode())
        return cls(descriptor)

    def release(self) -> None:
        """Gives the lock back."""
        os.close(self.descriptor)


def _holder(descriptor: int) -> int:
    """The process id written in the lock file, 0 where it cannot be read."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    figures = os.read(descriptor, _FIGURES).strip()
    return int(figures) if figures.isdigit() else 0


def _write_all(descriptor: int, content: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, content)
