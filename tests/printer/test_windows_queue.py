"""Printers of Windows, against a stand-in that is held to the library's documented signatures. Untried on Windows."""

import ast
import importlib.util
import inspect
import sys
from pathlib import Path
from types import ModuleType

import pytest

from app.core.problem import Code
from app.core.proof import Proof
from app.printer.destination import printer_for
from app.printer.escpos_bytes import receipt_bytes
from app.printer.found import FoundBy, FoundPrinter, found_in_windows
from app.printer.patience import Patience
from app.printer.profile import PRESETS
from app.printer.spooled_printer import SpooledPrinter
from app.printer.windows_queue import WindowsQueue
from app.till.ports import PrintOutcome, PrintReport
from tests.printer import fake_win32print, shop_papers
from tests.printer.fake_win32print import FakeSpooler

YES, NO, UNKNOWN = PrintOutcome.YES, PrintOutcome.NO, PrintOutcome.UNKNOWN
PROFILE = PRESETS["80mm"]
HASTY = Patience(answer_s=0.0, bytes_a_second=1_000_000)
SPOOLING, PRINTING, PRINTED, PAPER_OUT, DELETED, PAUSED = 0x08, 0x10, 0x80, 0x40, 0x100, 0x01


@pytest.fixture
def spooler(monkeypatch) -> FakeSpooler:
    fake = FakeSpooler()
    monkeypatch.setitem(sys.modules, "win32print", fake)
    faults = ModuleType("pywintypes")
    faults.error = fake_win32print.error
    monkeypatch.setitem(sys.modules, "pywintypes", faults)
    return fake


def told(report: PrintReport) -> tuple[PrintOutcome, Code | None]:
    return report.outcome, report.problem.code if report.problem else None


def printed(patience: Patience = HASTY) -> tuple[PrintOutcome, Code | None]:
    return told(SpooledPrinter(WindowsQueue("Kvittering"), PROFILE, patience).print(shop_papers.one_card()))


def documented() -> dict[str, list[list[str]]]:
    """Each function's parameters as the stubs of pywin32 name them, once for each way to call it."""
    package = importlib.util.find_spec("win32-stubs")
    assert package is not None
    assert package.submodule_search_locations
    stub = Path(package.submodule_search_locations[0]) / "win32print.pyi"
    found: dict[str, list[list[str]]] = {}
    for node in ast.parse(stub.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.setdefault(node.name, []).append([argument.arg for argument in node.args.posonlyargs])
    return found


def test_the_stand_in_has_the_librarys_own_signatures() -> None:
    known = documented()
    ours = {
        name: member for name, member in vars(FakeSpooler).items() if inspect.isfunction(member) and name[0].isupper()
    }
    assert len(ours) == 12
    for name, member in ours.items():
        parameters = [argument.name for argument in inspect.signature(member).parameters.values()][1:]
        assert parameters in known[name]


def test_a_receipt_goes_in_as_raw_bytes_and_is_handed_over(spooler) -> None:
    spooler.takes_at_once = 700
    spooler.job_statuses = [SPOOLING, SPOOLING | PRINTING, None]
    assert printed(Patience()) == (UNKNOWN, Code.PRINTER_HANDED_OVER)
    assert spooler.job == receipt_bytes(shop_papers.one_card(), PROFILE)
    assert spooler.document == ("000184", None, "RAW")
    assert spooler.done.count("EndDocPrinter") == 1
    assert not any(handle.is_open for handle in spooler.handles)


@pytest.mark.parametrize(
    ("statuses", "outcome", "code"),
    [
        ([SPOOLING], NO, Code.PRINTER_SILENT),
        ([0, PAUSED], NO, Code.PRINTER_SILENT),
        ([PRINTING], UNKNOWN, Code.PRINTER_SILENT),
        ([SPOOLING, SPOOLING | PRINTING], UNKNOWN, Code.PRINTER_SILENT),
        ([PAPER_OUT | PRINTING], UNKNOWN, Code.PRINTER_SILENT),
        ([0, None], UNKNOWN, Code.PRINTER_HANDED_OVER),
        ([PRINTED], UNKNOWN, Code.PRINTER_HANDED_OVER),
        ([DELETED], NO, Code.PRINTER_SILENT),
        ([DELETED | PRINTING], UNKNOWN, Code.PRINTER_SILENT),
    ],
)
def test_a_job_is_followed_and_taken_back_when_its_time_is_over(spooler, statuses, outcome, code) -> None:
    spooler.job_statuses = statuses
    assert printed() == (outcome, code)


def test_a_job_is_stopped_before_it_is_looked_at_for_the_last_time(spooler) -> None:
    spooler.job_statuses = [SPOOLING]
    printed()
    assert [done for done in spooler.done if done.startswith(("SetJob", "GetJob"))][-3:] == [
        "SetJob 1",
        "GetJob",
        "SetJob 5",
    ]


@pytest.mark.parametrize(
    ("status", "attributes", "outcome", "code"),
    [
        (0, 0, YES, None),
        (0x01, 0, NO, Code.PRINTER_QUEUE_STOPPED),
        (0x10, 0, NO, Code.PRINTER_NO_PAPER),
        (0x400000, 0, NO, Code.PRINTER_COVER_OPEN),
        (0x80, 0, NO, Code.PRINTER_UNREACHABLE),
        (0x08, 0, NO, Code.PRINTER_OFFLINE),
        (0, 0x400, NO, Code.PRINTER_UNREACHABLE),
    ],
)
def test_a_printer_is_as_its_driver_says(spooler, status, attributes, outcome, code) -> None:
    spooler.status, spooler.attributes = status, attributes
    assert told(SpooledPrinter(WindowsQueue("Kvittering"), PROFILE).check()) == (outcome, code)


def test_a_printer_that_was_unplugged_is_sent_nothing(spooler) -> None:
    spooler.attributes = 0x400
    assert printed() == (NO, Code.PRINTER_UNREACHABLE)
    assert "StartDocPrinter" not in spooler.done


def test_a_name_that_windows_does_not_know_is_told(spooler) -> None:
    spooler.name = "Another"
    assert printed() == (NO, Code.PRINTER_QUEUE_UNKNOWN)


@pytest.mark.parametrize(
    ("fails_at", "outcome", "code"),
    [
        ("OpenPrinter", NO, Code.PRINTER_UNREACHABLE),
        ("GetPrinter", NO, Code.PRINTER_UNREACHABLE),
        ("StartDocPrinter", UNKNOWN, Code.PRINTER_SILENT),
        ("WritePrinter", UNKNOWN, Code.PRINTER_SILENT),
        ("EndDocPrinter", UNKNOWN, Code.PRINTER_SILENT),
        ("GetJob", UNKNOWN, Code.PRINTER_SILENT),
    ],
)
def test_a_spooler_that_fails_is_told_and_not_thrown(spooler, fails_at, outcome, code) -> None:
    spooler.fails_at = fails_at
    assert printed() == (outcome, code)
    assert ("AbortPrinter" in spooler.done) is (fails_at in {"WritePrinter", "EndDocPrinter"})
    assert not any(handle.is_open for handle in spooler.handles)


def test_a_spooler_that_takes_nothing_keeps_nobody_waiting(spooler) -> None:
    spooler.takes_at_once = 0
    assert printed() == (UNKNOWN, Code.PRINTER_SILENT)
    assert "AbortPrinter" in spooler.done


def test_windows_printers_are_found_by_name_and_have_an_address(spooler) -> None:
    assert found_in_windows(is_windows=True) == (FoundPrinter("windows:Kvittering", "Kvittering", FoundBy.WINDOWS),)
    spooler.fails_at = "EnumPrinters"
    assert found_in_windows(is_windows=True) == ()
    printer = printer_for("windows:EPSON TM-T20II Receipt", PROFILE)
    assert printer == SpooledPrinter(WindowsQueue("EPSON TM-T20II Receipt"), PROFILE)
    assert printer.address == "windows:EPSON TM-T20II Receipt"
    assert printer.proof is Proof.HANDED_OVER
