"""Where receipts go, by the address in the settings."""

from pathlib import Path

import pytest

from app.core.problem import Code, Refusal
from app.printer.cups_queue import CupsQueue
from app.printer.destination import FORMS, check, printer_for
from app.printer.device_line import UsbPlace
from app.printer.file import FilePrinter
from app.printer.profile import PRESETS
from app.printer.raw_printer import RawPrinter
from app.printer.screen_only import ScreenOnly
from app.printer.serial_line import Flow, SerialPlace
from app.printer.spooled_printer import SpooledPrinter
from app.printer.tcp_line import TcpPlace
from app.till.ports import PrintOutcome, PrintReport
from tests.printer.sink import Sink

PROFILE = PRESETS["80mm"]


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("tcp://10.0.0.7:9101", "10.0.0.7", 9101),
        ("tcp://10.0.0.7", "10.0.0.7", 9100),
        (" TCP://printer.shop.example/ ", "printer.shop.example", 9100),
        ("tcp://[::1]:9102", "::1", 9102),
        ("tcp://[fe80::1]", "fe80::1", 9100),
    ],
)
def test_a_printer_on_the_network(address, host, port) -> None:
    assert printer_for(address, PROFILE) == RawPrinter(TcpPlace(host, port), PROFILE)


def test_a_file() -> None:
    assert printer_for("file:/var/tmp/receipts.bin", PROFILE) == FilePrinter(Path("/var/tmp/receipts.bin"), PROFILE)
    assert printer_for("file:~/receipts.bin", PROFILE) == FilePrinter(Path.home() / "receipts.bin", PROFILE)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("serial:///dev/ttyUSB0", SerialPlace("/dev/ttyUSB0")),
        ("serial:///dev/ttyS1?speed=19200&flow=rts", SerialPlace("/dev/ttyS1", 19200, Flow.RTS)),
        ("SERIAL://COM3?flow=xon", SerialPlace("COM3", flow=Flow.XON)),
        ("serial://\\\\.\\COM12?speed=115200", SerialPlace("\\\\.\\COM12", 115200)),
        ("usb:/dev/usb/lp0", UsbPlace("/dev/usb/lp0")),
    ],
)
def test_a_printer_at_this_machine(address, place) -> None:
    printer = printer_for(address, PROFILE)
    assert printer == RawPrinter(place, PROFILE)
    assert printer_for(printer.address, PROFILE) == printer


@pytest.mark.parametrize(
    ("address", "queue"),
    [
        ("cups:receipts", CupsQueue("receipts")),
        ("CUPS://print.shop.example/Kvittering_1", CupsQueue("Kvittering_1", "print.shop.example")),
        ("cups://[::1]:8631/q", CupsQueue("q", "::1", 8631)),
    ],
)
def test_a_print_queue(address, queue) -> None:
    printer = printer_for(address, PROFILE)
    assert printer == SpooledPrinter(queue, PROFILE)
    assert printer_for(printer.address, PROFILE) == printer


def test_each_form_that_people_are_told_is_an_address() -> None:
    for form in FORMS:
        assert printer_for(form, PROFILE)


def test_the_screen_alone() -> None:
    assert printer_for("none", PROFILE) == ScreenOnly(48)


BAD = [
    *("", "10.0.0.7", "tcp:10.0.0.7", "tcp://", "tcp://:9100", "tcp://a:0", "tcp://a:65536", "tcp://a:x", "tcp://a:"),
    *("tcp://[::1", "tcp://[a]", "tcp://a b", "tcp://a/path", "tcp://a?query", "tcp://me:secret@a", "tcp://a#b"),
    *("http://a", "file:", "file:/", "file:  ", "usb:1", "tcp://a\x1bp"),
    *("serial://", "serial://?speed=9600", "serial://COM3?speed=9601", "serial://COM3?speed=fast", "usb:"),
    *(
        "cups:",
        "cups://",
        "cups://host",
        "cups:///q",
        "cups://host:0/q",
        "cups:a b",
        "cups:a/b",
        "cups:a?b",
        "cups:a#b",
    ),
    *("serial://COM3?flow=dtr", "serial://COM3?baud=9600", "serial://COM3?speed", "serial://COM3?speed="),
]


@pytest.mark.parametrize("address", BAD)
def test_an_address_that_leads_nowhere_is_refused(address) -> None:
    with pytest.raises(Refusal) as refused:
        printer_for(address, PROFILE)
    assert refused.value.problem.code is Code.PRINTER_ADDRESS_BAD
    assert str(refused.value.problem.facts["address"]).isprintable()
    assert check(address, PROFILE) == PrintReport(PrintOutcome.NO, refused.value.problem)


def test_a_printer_is_checked_by_its_address() -> None:
    with Sink(paper="out") as sink:
        report = check(f"tcp://127.0.0.1:{sink.port}", PROFILE)
    assert (report.outcome, report.problem.code) == (PrintOutcome.NO, Code.PRINTER_NO_PAPER)
    assert check("none", PROFILE) == PrintReport(PrintOutcome.NO)
