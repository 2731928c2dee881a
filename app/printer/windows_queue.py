"""A printer of Windows by its spooler: bytes go in as RAW, and the job is followed as far as the spooler knows it.

Everything here is pywin32's `win32print`, which exists on Windows alone; its faults become OSError.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.problem import Code
from app.printer.print_queue import JobStanding, JobState, QueueState

if TYPE_CHECKING:
    from _win32typing import PyPrinterHANDLE

RAW: Final = "RAW"
UNKNOWN_NAME: Final = 1801
"""ERROR_INVALID_PRINTER_NAME."""
NO_SUCH_JOB: Final = 87
"""ERROR_INVALID_PARAMETER: what GetJob says of a job that is through, as the spooler forgets it then."""

JOB_DELETED: Final = 0x0004 | 0x0100
JOB_THROUGH: Final = 0x0080 | 0x1000
"""JOB_STATUS_PRINTED, JOB_STATUS_COMPLETE: passed on."""
JOB_PAUSED: Final = 0x0001
JOB_BEGUN: Final = 0x0002 | 0x0010 | 0x0020 | 0x0040 | 0x0200 | 0x0400 | 0x0800
"""Error, printing, off-line, paper out, blocked, needs a person, restarted: some of it may have reached the printer."""
PAUSE_JOB: Final = 1
DELETE_JOB: Final = 5

PRINTER_STOPPED: Final = 0x0001 | 0x0004
"""PRINTER_STATUS_PAUSED, PRINTER_STATUS_PENDING_DELETION."""
WORKS_OFFLINE: Final = 0x0400
"""PRINTER_ATTRIBUTE_WORK_OFFLINE: Windows sets it by itself for a USB printer that was unplugged."""
PROBLEMS: Final = (
    (0x0010 | 0x0040, Code.PRINTER_NO_PAPER),
    (0x0040_0000, Code.PRINTER_COVER_OPEN),
    (0x0080 | 0x1000, Code.PRINTER_UNREACHABLE),
    (0x0002 | 0x0008 | 0x0010_0000, Code.PRINTER_OFFLINE),
)
"""Bits of PRINTER_STATUS, the most telling first."""


@dataclass(frozen=True, slots=True)
class WindowsQueue:
    """A printer by its name in Windows. Methods raise OSError; the spooler's own calls know no time limit."""

    name: str

    @property
    def address(self) -> str:
        """As settings and sentences name it: `windows:EPSON TM-T20II Receipt`."""
        return f"windows:{self.name}"

    def state(self, wait_s: float) -> QueueState | None:
        """How the printer is, as its driver tells the spooler; None where Windows has none of this name."""
        del wait_s
        import win32print

        try:
            with _opened(self.name) as printer:
                said = win32print.GetPrinter(printer, 2)
        except OSError as fault:
            if fault.errno == UNKNOWN_NAME:
                return None
            raise
        status = said["Status"]
        problem = next((code for bits, code in PROBLEMS if status & bits), None)
        if said["Attributes"] & WORKS_OFFLINE:
            return QueueState(takes_jobs=False, problem=problem or Code.PRINTER_UNREACHABLE)
        return QueueState(takes_jobs=not status & PRINTER_STOPPED, problem=problem)

    def hand_over(self, job: bytes, title: str, wait_s: float) -> int | None:
        """The number of the job that was made of these bytes. A job that was not taken whole is thrown away."""
        del wait_s
        import win32print

        with _opened(self.name) as printer:
            number = win32print.StartDocPrinter(printer, 1, (title or "receipt", None, RAW))
            try:
                win32print.StartPagePrinter(printer)
                _write_whole(printer, job)
                win32print.EndPagePrinter(printer)
                win32print.EndDocPrinter(printer)
            except Exception:
                win32print.AbortPrinter(printer)
                raise
        return number

    def job(self, number: int, wait_s: float) -> JobStanding:
        """How a job stands. One that the spooler has forgotten is through."""
        del wait_s
        with _opened(self.name) as printer:
            return _standing(printer, number)

    def take_back(self, number: int, wait_s: float) -> JobStanding:
        """Stops the job, looks whether it was begun, and takes it out of the queue."""
        del wait_s
        import win32print

        with _opened(self.name) as printer:
            win32print.SetJob(printer, number, 0, None, PAUSE_JOB)
            stood = _standing(printer, number)
            if stood.state is JobState.COMPLETED:
                return stood
            win32print.SetJob(printer, number, 0, None, DELETE_JOB)
        return JobStanding(JobState.CANCELLED, stood.was_begun)


def printers() -> tuple[str, ...]:
    """The names of the printers that Windows has, its own and those it is connected to. Raises OSError."""
    import win32print

    flags = win32print.PRINTER_ENUM_LOCAL | win32print.PRINTER_ENUM_CONNECTIONS
    with _as_os_faults():
        return tuple(found["pPrinterName"] for found in win32print.EnumPrinters(flags, None, 4))


def _write_whole(printer: "PyPrinterHANDLE", job: bytes) -> None:
    import win32print

    left = memoryview(job)
    while left:
        taken = win32print.WritePrinter(printer, left)
        if not taken:
            raise OSError("the spooler took nothing")
        left = left[taken:]


def _standing(printer: "PyPrinterHANDLE", number: int) -> JobStanding:
    import win32print

    try:
        with _as_os_faults():
            said = win32print.GetJob(printer, number, 1)
    except OSError as fault:
        if fault.errno != NO_SUCH_JOB:
            raise
        return JobStanding(JobState.COMPLETED, was_begun=True)
    status = said["Status"]
    was_begun = bool(status & (JOB_BEGUN | JOB_THROUGH) or said["PagesPrinted"])
    if status & JOB_DELETED:
        return JobStanding(JobState.CANCELLED, was_begun)
    if status & JOB_THROUGH:
        return JobStanding(JobState.COMPLETED, was_begun)
    if was_begun:
        return JobStanding(JobState.PROCESSING, was_begun)
    return JobStanding(JobState.HELD if status & JOB_PAUSED else JobState.PENDING, was_begun)


@contextmanager
def _opened(name: str) -> "Generator[PyPrinterHANDLE]":
    import win32print

    with _as_os_faults():
        printer = win32print.OpenPrinter(name)
        try:
            yield printer
        finally:
            win32print.ClosePrinter(printer)


@contextmanager
def _as_os_faults() -> Generator[None]:
    """The library's one kind of fault, with Windows's number, as the kind that everybody here waits for."""
    import pywintypes

    try:
        yield
    except pywintypes.error as fault:
        raise OSError(fault.winerror, fault.strerror) from fault
