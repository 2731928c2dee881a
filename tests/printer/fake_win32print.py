"""Windows's spooler as pywin32 documents it: the same names and signatures, held to its type stubs by a test."""

from dataclasses import dataclass, field
from typing import ClassVar


class error(Exception):  # noqa: N801 - its real name, pywintypes.error
    """What every function raises."""

    def __init__(self, winerror: int, funcname: str, strerror: str) -> None:
        super().__init__(winerror, funcname, strerror)
        self.winerror, self.funcname, self.strerror = winerror, funcname, strerror


@dataclass
class Handle:
    name: str
    is_open: bool = True


@dataclass
class FakeSpooler:
    """One printer. `job_statuses` are what GetJob tells, one after the other and the last for ever; None: forgotten."""

    PRINTER_ENUM_LOCAL: ClassVar[int] = 2
    PRINTER_ENUM_CONNECTIONS: ClassVar[int] = 4

    name: str = "Kvittering"
    status: int = 0
    attributes: int = 0
    job_statuses: list[int | None] = field(default_factory=lambda: [None])
    pages_printed: int = 0
    takes_at_once: int = 4096
    fails_at: str = ""
    handles: list[Handle] = field(default_factory=list)
    job: bytes = b""
    done: list[str] = field(default_factory=list)
    document: tuple[str, str | None, str | None] | None = None

    def _did(self, function: str) -> None:
        self.done.append(function)
        if self.fails_at == function:
            raise error(1722, function, "The RPC server is unavailable.")

    def OpenPrinter(self, printer, Defaults=None, /):  # noqa: N802, N803 - the library's own
        self._did("OpenPrinter")
        if printer != self.name:
            raise error(1801, "OpenPrinter", "The printer name is invalid.")
        self.handles.append(Handle(printer))
        return self.handles[-1]

    def ClosePrinter(self, hPrinter, /):  # noqa: N802, N803 - the library's own
        assert hPrinter.is_open
        hPrinter.is_open = False

    def GetPrinter(self, hPrinter, Level=2, /):  # noqa: N802, N803 - the library's own
        assert (hPrinter.is_open, Level) == (True, 2)
        self._did("GetPrinter")
        return {"Status": self.status, "Attributes": self.attributes, "cJobs": 0, "pPrinterName": self.name}

    def EnumPrinters(self, flags, name=None, level=1, /):  # noqa: N802 - the library's own
        self._did("EnumPrinters")
        assert (flags, name, level) == (6, None, 4)
        return ({"Attributes": 0, "pPrinterName": self.name, "pServerName": None},)

    def StartDocPrinter(self, hprinter, level, tuple, /):  # noqa: A002, N802 - the library's own
        assert (hprinter.is_open, level) == (True, 1)
        self._did("StartDocPrinter")
        self.document = tuple
        return 12

    def StartPagePrinter(self, hprinter, /):  # noqa: N802 - the library's own
        self._did("StartPagePrinter")

    def WritePrinter(self, hprinter, buf, /):  # noqa: N802 - the library's own
        self._did("WritePrinter")
        taken = bytes(buf[: self.takes_at_once])
        self.job += taken
        return len(taken)

    def EndPagePrinter(self, hprinter, /):  # noqa: N802 - the library's own
        self._did("EndPagePrinter")

    def EndDocPrinter(self, hPrinter, /):  # noqa: N802, N803 - the library's own
        self._did("EndDocPrinter")

    def AbortPrinter(self, hPrinter, /):  # noqa: N802, N803 - the library's own
        self.done.append("AbortPrinter")

    def GetJob(self, hPrinter, JobID, Level=1, /):  # noqa: N802, N803 - the library's own
        assert (hPrinter.is_open, JobID, Level) == (True, 12, 1)
        self._did("GetJob")
        status = self.job_statuses[0]
        if len(self.job_statuses) > 1:
            self.job_statuses.pop(0)
        if status is None:
            raise error(87, "GetJob", "The parameter is incorrect.")
        return {"JobId": 12, "Status": status, "PagesPrinted": self.pages_printed}

    def SetJob(self, hPrinter, JobID, Level, JobInfo, Command, /):  # noqa: N802, N803 - the library's own
        assert (hPrinter.is_open, JobID, Level, JobInfo) == (True, 12, 0, None)
        self._did(f"SetJob {Command}")
