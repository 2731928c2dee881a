"""Room on the disk: no sale begins when little is left, and a reserve is kept so that what was sold can be settled."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, Final, ParamSpec, Protocol, TypeVar

from app.core.problem import Code
from app.ledger.fault import journal_fault
from app.ledger.files import JournalFiles
from app.till.ports import LedgerFault

MB: Final = 1024 * 1024

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound="HasRoom")


@dataclass(frozen=True, slots=True)
class RoomLimits:
    """In bytes: how much must be free for a new sale to begin, and how large the reserve is. 0: none."""

    free_min: int = 0
    reserve: int = 0

    @classmethod
    def of_a_till(cls, free_mb_min: int) -> "RoomLimits":
        """What a shop's till keeps: the settings' free space, and a reserve of 8 MB (reliability section 2, rule 7)."""
        return cls(free_mb_min * MB, 8 * MB)


NO_LIMITS: Final = RoomLimits()
"""Nothing is guarded: for a look from outside, and for tests."""


@dataclass(frozen=True, slots=True)
class Room:
    """The room that one journal has and keeps."""

    files: JournalFiles
    limits: RoomLimits

    def demand(self) -> None:
        """Raises LedgerFault DISK_LOW where too little is free for a new sale, or no reserve stands for its settling.

        Raises OSError.
        """
        free, least = self.free(), self.limits.free_min
        if self.reserved() < self.limits.reserve:
            least += self.limits.reserve
        elif free >= least:
            return
        raise journal_fault(Code.DISK_LOW, free=in_mb(free), least=in_mb(least))

    def free(self) -> int:
        """How many bytes this user may still write here; the reserve is not among them. Raises OSError."""
        if sys.platform == "win32":
            import shutil

            return shutil.disk_usage(self.files.path.parent).free
        found = os.statvfs(self.files.path.parent)
        return found.f_bavail * found.f_frsize

    def keep(self) -> None:
        """Makes the reserve where it is not there and there is room for it. As well as the disk allows."""
        wanted = self.limits.reserve
        with suppress(OSError):
            if wanted and self.reserved() != wanted and self.free() >= self.limits.free_min + wanted:
                _fill(self.files, wanted)

    def reserved(self) -> int:
        """How large the reserve is that stands on the disk now. Raises OSError."""
        try:
            return self.files.reserve.stat().st_size
        except FileNotFoundError:
            return 0

    def release(self) -> bool:
        """Gives the reserve up. False where there was none."""
        try:
            self.files.reserve.unlink()
        except OSError:
            return False
        return True


class HasRoom(Protocol):
    """Whoever writes and may give up a reserve for it."""

    @property
    def room(self) -> Room:
        """The room of its journal."""
        ...


def settling(write: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """For a write that settles what was sold: on a full disk it gets the reserve and is tried once more."""

    @wraps(write)
    def tried(ledger: S, /, *args: P.args, **named: P.kwargs) -> T:
        try:
            return write(ledger, *args, **named)
        except LedgerFault as fault:
            if fault.problem.code is not Code.JOURNAL_FULL or not ledger.room.release():
                raise
        return write(ledger, *args, **named)

    return tried


def in_mb(count: int) -> str:
    """A number of bytes for people."""
    return f"{count // MB} MB"


def _fill(files: JournalFiles, size: int) -> None:
    """Takes the room for good: the blocks are given, not promised."""
    descriptor = os.open(files.reserve, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        if sys.platform == "linux":
            os.posix_fallocate(descriptor, 0, size)
        else:
            for start in range(0, size, MB):
                os.write(descriptor, bytes(min(MB, size - start)))
        os.fsync(descriptor)
    except OSError:
        files.reserve.unlink()
        raise
    finally:
        os.close(descriptor)
