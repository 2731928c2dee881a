"""A process that holds secrets for a moment: its memory reaches no core dump, no debugger and no swap."""

import ctypes
import sys
from dataclasses import dataclass
from typing import Final

_DUMPABLE: Final = 4
"""PR_SET_DUMPABLE."""
_EACH_PAGE: Final = 1 | 2 | 4
"""MCL_CURRENT, MCL_FUTURE and MCL_ONFAULT: a page stays in memory from when it is first used. To fetch all pages at
once, libraries and all, would take a new process longer than its work.
"""
_LOCKED_LEAST: Final = 512 * 1024 * 1024
"""A lower limit on locked memory would make the process run out of memory in the middle of an answer."""
_MAY_LOCK: Final = 1 << 14
"""CAP_IPC_LOCK: no limit holds for whoever has it."""


@dataclass(frozen=True, slots=True)
class Hardening:
    """What the system granted."""

    leaves_no_core: bool
    is_not_dumpable: bool
    is_locked: bool


def harden() -> Hardening:
    """Hardens this process for good. Call it before the first secret is there. Never raises."""
    if sys.platform == "win32":
        return Hardening(leaves_no_core=False, is_not_dumpable=False, is_locked=False)
    return Hardening(_without_core(), _not_dumpable(), _locked())


def _without_core() -> bool:
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return False
    return True


def _not_dumpable() -> bool:
    """Linux alone knows this. Other programs of the same user can then not read the memory, either."""
    return sys.platform == "linux" and bool(ctypes.CDLL(None).prctl(_DUMPABLE, 0, 0, 0, 0) == 0)


def _locked() -> bool:
    if sys.platform != "linux" or not _may_lock():
        return False
    return bool(ctypes.CDLL(None).mlockall(_EACH_PAGE) == 0)


def _may_lock() -> bool:
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    return soft == resource.RLIM_INFINITY or soft >= _LOCKED_LEAST or _has_the_right()


def _has_the_right() -> bool:
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:  # noqa: PTH123 - no folder of ours
            rights = next((line.split()[1] for line in status if line.startswith("CapEff:")), "0")
    except OSError:
        return False
    return bool(int(rights, 16) & _MAY_LOCK)
