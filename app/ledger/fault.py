"""What SQLite and the disk say, as faults a person can act on. What is not named here is a bug and goes on as it is."""

import errno
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import apsw

from app.core.problem import Code, Fact, Problem, Refusal
from app.till.ports import LedgerFault

_CODES: Final[tuple[tuple[type[apsw.Error], Code], ...]] = (
    (apsw.ReadOnlyError, Code.JOURNAL_READ_ONLY),
    (apsw.CantOpenError, Code.JOURNAL_READ_ONLY),
    (apsw.PermissionsError, Code.JOURNAL_READ_ONLY),
    (apsw.BusyError, Code.JOURNAL_BUSY),
    (apsw.LockedError, Code.JOURNAL_BUSY),
    (apsw.ProtocolError, Code.JOURNAL_BUSY),
    (apsw.IOError, Code.JOURNAL_FAULT),
)

_DAMAGE: Final = frozenset({apsw.SQLITE_IOERR_DATA, apsw.SQLITE_IOERR_CORRUPTFS})

_DISK_CODES: Final = {
    errno.ENOSPC: Code.JOURNAL_FULL,
    errno.EDQUOT: Code.JOURNAL_FULL,
    errno.EIO: Code.JOURNAL_FAULT,
}


def journal_fault(code: Code, /, **facts: Fact) -> LedgerFault:
    """A fault that is certain: nothing was written."""
    return LedgerFault(Problem(code, facts), is_certain=True)


def outcome_not_known() -> LedgerFault:
    """T03: a commit failed, and its rows may come back after a restart."""
    return LedgerFault(Problem(Code.JOURNAL_FAULT), is_certain=False)


def name_of(error: apsw.Error) -> str:
    """SQLite's name of an error with its extended result code, for the journal's own notes."""
    return f"{type(error).__name__} {_extended(error)}"


def is_full(error: apsw.Error) -> bool:
    """Whether there was no room on the disk: for what was to be written, or for the log's index."""
    return isinstance(error, apsw.FullError) or _extended(error) == apsw.SQLITE_IOERR_SHMSIZE


def _extended(error: apsw.Error) -> int:
    return int(getattr(error, "extendedresult", 0))


def is_damage(error: apsw.Error) -> bool:
    """Whether the file is not as it was written: its form, or a page's checksum."""
    return isinstance(error, apsw.CorruptError | apsw.NotADBError) or _extended(error) in _DAMAGE


def _code_of(error: apsw.Error) -> Code | None:
    if is_full(error):
        return Code.JOURNAL_FULL
    if is_damage(error):
        return Code.JOURNAL_DAMAGED
    return next((code for kind, code in _CODES if isinstance(error, kind)), None)


@contextmanager
def told(path: Path) -> Generator[None]:
    """Around whatever commits nothing: what SQLite or the disk refuses becomes a LedgerFault that names the journal."""
    try:
        yield
    except LedgerFault as fault:
        facts = {"path": str(path), **fault.problem.facts}
        raise LedgerFault(Problem(fault.problem.code, facts), is_certain=fault.is_certain) from fault
    except apsw.Error as error:
        code = _code_of(error)
        if code is None:
            raise
        raise journal_fault(code, path=str(path)) from error
    except OSError as error:
        raise journal_fault(_DISK_CODES.get(error.errno or 0, Code.JOURNAL_READ_ONLY), path=str(path)) from error


@contextmanager
def damage_told() -> Generator[None]:
    """Around the reading of rows: what this program never writes becomes LedgerFault JOURNAL_DAMAGED."""
    try:
        yield
    except (ValueError, Refusal) as damage:
        raise journal_fault(Code.JOURNAL_DAMAGED) from damage
