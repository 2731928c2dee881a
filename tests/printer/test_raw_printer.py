"""Every fault of a printer on every line to it: network, USB node, serial port as Linux has it and as Windows has it.

Each ends in the right one of three outcomes, with its reason, in bounded time.
"""

import errno
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

import pytest
from serial import Serial

from app.core.problem import Code
from app.core.proof import Proof
from app.printer import device_line, serial_line
from app.printer.device_line import UsbPlace
from app.printer.patience import Patience
from app.printer.profile import PRESETS
from app.printer.raw_printer import RawPrinter
from app.printer.serial_line import Flow, SerialPlace
from app.printer.tcp_line import TcpPlace
from app.till.ports import PrintOutcome, PrintReport
from tests.printer import shop_papers
from tests.printer.pty_printer import PtyPrinter
from tests.printer.sink import Mode, Sink

YES, NO, UNKNOWN = PrintOutcome.YES, PrintOutcome.NO, PrintOutcome.UNKNOWN
PROFILE = PRESETS["80mm"]
PATIENT = Patience(status_s=3.0, answer_s=5.0, quiet_s=0.05, bytes_a_second=10_000)
"""What is answered is answered at once, even on a machine that is busy."""
MIDWAY = replace(PATIENT, answer_s=0.3, drain_s=0.05)
"""Status is answered, and the word for the paper does not come."""
HASTY = replace(MIDWAY, status_s=0.3, answer_of_mute_s=0.1)
"""Nothing is answered at all."""
BOUND_S = 12.0
"""More than any of these waits may ever take, on a machine that is busy."""


@contextmanager
def on_the_network(**faults) -> Iterator[tuple[Sink, TcpPlace]]:
    with Sink(**faults) as sink:
        yield sink, TcpPlace("127.0.0.1", sink.port)


@contextmanager
def on_usb(**faults) -> Iterator[tuple[PtyPrinter, UsbPlace]]:
    with PtyPrinter(**faults) as printer:
        yield printer, UsbPlace(printer.port)


@contextmanager
def on_a_serial_line(*, can_wait: bool = True, **faults) -> Iterator[tuple[PtyPrinter, SerialPlace]]:
    with PtyPrinter(**faults) as printer:
        yield printer, SerialPlace(printer.port, 115200, can_wait=can_wait)


def as_on_windows(**faults) -> AbstractContextManager[tuple[PtyPrinter, SerialPlace]]:
    return on_a_serial_line(can_wait=False, **faults)


LINES = [on_the_network, on_usb, on_a_serial_line, as_on_windows]
CABLES = LINES[1:]


@dataclass(frozen=True)
class Row:
    """What is wrong with the printer, and what must be said of a receipt."""

    name: str
    outcome: PrintOutcome
    code: Code | None = None
    warning: Code | None = None
    proof: Proof = Proof.IN_TURN
    comes_out: bool = False
    faults: dict[str, object] = field(default_factory=dict)
    patience: Patience = PATIENT


ROWS = [
    Row("well", YES, comes_out=True),
    Row("names jobs", YES, proof=Proof.JOB_NUMBER, comes_out=True, faults={"maker": "EPSON"}),
    Row("of another maker", YES, comes_out=True, faults={"maker": "XPRINTER"}),
    Row("sends status unasked", YES, comes_out=True, faults={"sends_asb": True}),
    Row("slow", YES, comes_out=True, faults={"bytes_a_second": 8_000, "buffer": 512}),
    Row("roll near its end", YES, warning=Code.PRINTER_PAPER_LOW, comes_out=True, faults={"paper": "low"}),
    Row("no paper", NO, Code.PRINTER_NO_PAPER, proof=Proof.NOT_ASKED, faults={"paper": "out"}),
    Row("cover open", NO, Code.PRINTER_COVER_OPEN, proof=Proof.NOT_ASKED, faults={"cover_open": True}),
    Row("put off-line", NO, Code.PRINTER_OFFLINE, proof=Proof.NOT_ASKED, faults={"pressed_offline": True}),
    Row("lost before", NO, Code.PRINTER_UNREACHABLE, proof=Proof.NOT_ASKED, faults={"drop_after": 3}),
    Row("cut off after 50 bytes", UNKNOWN, Code.PRINTER_SILENT, faults={"drop_after": 50}, patience=MIDWAY),
    Row("roll ends midway", UNKNOWN, Code.PRINTER_NO_PAPER, faults={"paper_out_after": 200}, patience=MIDWAY),
    Row("roll ended with the last line", UNKNOWN, Code.PRINTER_SILENT, comes_out=True, faults={"says_in_turn": 0x0F}),
    Row("stalls", UNKNOWN, Code.PRINTER_SILENT, proof=Proof.NO_ANSWER, faults={"mode": Mode.STALL}, patience=HASTY),
    Row("frozen", UNKNOWN, Code.PRINTER_SILENT, proof=Proof.NO_ANSWER, faults={"mode": Mode.FROZEN}, patience=HASTY),
    Row("mute", UNKNOWN, Code.PRINTER_SILENT, None, Proof.NO_ANSWER, True, {"mode": Mode.MUTE}, HASTY),
    Row("no status", YES, comes_out=True, faults={"mode": Mode.NO_STATUS}, patience=replace(PATIENT, status_s=0.5)),
    Row("no turn", UNKNOWN, Code.PRINTER_SILENT, None, Proof.NO_ANSWER, True, {"mode": Mode.NO_TURN}, HASTY),
]


@pytest.fixture(autouse=True)
def bounded_time() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < BOUND_S


def told(report: PrintReport) -> tuple[PrintOutcome, Code | None, Code | None]:
    problem, warning = report.problem, report.warning
    return report.outcome, problem.code if problem else None, warning.code if warning else None


def judged(row: Row, line) -> str:
    """What is wrong with how this fault ended; nothing where it ended well."""
    with line(**row.faults) as (machine, place):
        printer = RawPrinter(place, PROFILE, row.patience)
        before = printer.proof
        report = told(printer.print(shop_papers.one_card()))
        wrong = [] if before is Proof.NOT_ASKED else [f"proof before: {before}"]
        wrong += [] if report == (row.outcome, row.code, row.warning) else [f"told {report}"]
        wrong += [] if printer.proof is row.proof else [f"proof {printer.proof}"]
        if row.comes_out:
            (paper,) = machine.papers()
            wrong += [] if sum(event.what == "cut" for event in paper.events) == 1 else ["cuts"]
            wrong += paper.warnings
    return f"{row.name}: {', '.join(wrong)}" if wrong else ""


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.__name__)
def test_each_fault_ends_in_the_right_one_of_three(line) -> None:
    """All rows at the same time, as most of it is waiting."""
    with ThreadPoolExecutor(len(ROWS)) as threads:
        assert not [wrong for wrong in threads.map(partial(judged, line=line), ROWS) if wrong]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.__name__)
def test_a_check_tells_how_it_is_and_which_proof_it_gives_and_prints_nothing(line) -> None:
    with line(maker="EPSON", paper="low") as (machine, place):
        printer = RawPrinter(place, PROFILE, PATIENT)
        assert told(printer.check()) == (YES, None, Code.PRINTER_PAPER_LOW)
        assert printer.proof is Proof.JOB_NUMBER
        machine.faults.paper = "out"
        assert told(printer.check()) == (NO, Code.PRINTER_NO_PAPER, None)
        jobs = machine.jobs if isinstance(machine, Sink) else [machine.job]
        assert {event.what for job in jobs for event in job.paper.events} <= {"question"}


def told_of_papers_in_a_row(line, maker: str) -> list[tuple[PrintOutcome, Code | None, Code | None]]:
    """A paper that is printed, one that is stuck, one more meanwhile, and one whose roll ends when all goes on."""
    with line(maker=maker) as (machine, place):
        printer = RawPrinter(place, PROFILE, MIDWAY)
        reports = [told(printer.print(shop_papers.one_card()))]
        machine.faults.mode = Mode.STALL
        reports += [told(printer.print(shop_papers.one_card())) for _ in range(2)]
        machine.faults.mode = Mode.NORMAL
        machine.papers(2)
        machine.faults.paper_out_after = len(machine.job.printed) + 200
        reports.append(told(printer.print(shop_papers.one_card())))
        assert machine.cuts() == 2
    return reports


def test_a_late_word_for_the_paper_before_is_not_taken_for_the_next_ones() -> None:
    kinds = [(line, maker) for line in CABLES for maker in ("", "EPSON")]
    with ThreadPoolExecutor(len(kinds)) as threads:
        for reports in threads.map(lambda kind: told_of_papers_in_a_row(*kind), kinds):
            assert reports == [
                (YES, None, None),
                (UNKNOWN, Code.PRINTER_SILENT, None),
                (NO, Code.PRINTER_OFFLINE, None),
                (UNKNOWN, Code.PRINTER_NO_PAPER, None),
            ]


def believes_no_word_for_what_another_printed(line) -> None:
    with line(mode=Mode.STALL) as (machine, place):
        assert told(RawPrinter(place, PROFILE, HASTY).print(shop_papers.one_card()))[0] is UNKNOWN
        anew = RawPrinter(place, PROFILE, MIDWAY)
        machine.faults.paper_out_after = len(machine.job.received) + 500
        machine.faults.mode = Mode.NORMAL
        assert told(anew.print(shop_papers.several_cards())) == (UNKNOWN, Code.PRINTER_NO_PAPER, None)


def still_learns_that_the_printer_names_jobs(line) -> None:
    with line(maker="EPSON", mode=Mode.STALL) as (machine, place):
        assert told(RawPrinter(place, PROFILE, HASTY).print(shop_papers.one_card()))[0] is UNKNOWN
        machine.faults.mode = Mode.NORMAL
        anew = RawPrinter(place, PROFILE, PATIENT)
        assert told(anew.print(shop_papers.one_card())) == (YES, None, None)
        assert anew.proof is Proof.JOB_NUMBER


@pytest.mark.parametrize("story", [believes_no_word_for_what_another_printed, still_learns_that_the_printer_names_jobs])
def test_a_new_till_on_an_old_cable(story) -> None:
    with ThreadPoolExecutor(len(CABLES)) as threads:
        assert list(threads.map(story, CABLES)) == [None] * len(CABLES)


@pytest.mark.parametrize("line", CABLES, ids=lambda line: line.__name__)
def test_a_printer_that_answered_before_and_is_off_now_is_sent_nothing(line) -> None:
    with line() as (machine, place):
        printer = RawPrinter(place, PROFILE, PATIENT)
        assert told(printer.check()) == (YES, None, None)
        machine.faults.mode = Mode.FROZEN
        printer.patience = HASTY
        assert told(printer.print(shop_papers.one_card())) == (NO, Code.PRINTER_OFFLINE, None)
        assert b"\x1b@" not in machine.job.received


@pytest.mark.parametrize("place", [UsbPlace("/dev/usb/lp77"), SerialPlace("/dev/ttyNONE"), SerialPlace("COM77")])
def test_a_printer_that_is_not_plugged_in_is_unreachable(place) -> None:
    report = RawPrinter(place, PROFILE).print(shop_papers.one_card())
    assert told(report) == (NO, Code.PRINTER_UNREACHABLE, None)
    assert report.problem.facts == {"address": place.address}


def test_a_node_that_is_no_device_is_unreachable(tmp_path) -> None:
    (tmp_path / "lp0").write_bytes(b"")
    for node in (tmp_path / "lp0", tmp_path):
        assert told(RawPrinter(UsbPlace(str(node)), PROFILE).check()) == (NO, Code.PRINTER_UNREACHABLE, None)
    assert not (tmp_path / "lp0").read_bytes()


@pytest.mark.parametrize("can_wait", [True, False])
def test_a_port_that_another_program_holds_is_busy(can_wait) -> None:
    with PtyPrinter() as machine, Serial(machine.port, exclusive=True):
        report = RawPrinter(SerialPlace(machine.port, can_wait=can_wait), PROFILE).print(shop_papers.one_card())
    assert told(report) == (NO, Code.PRINTER_BUSY, None)


@pytest.mark.parametrize(("number", "code"), [(errno.EBUSY, Code.PRINTER_BUSY), (errno.EACCES, Code.PRINTER_DENIED)])
def test_what_the_system_refuses_is_told_by_its_reason(monkeypatch, number, code) -> None:
    def refused(*_node: object, **_how: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(device_line.os, "open", refused)
    for place in (UsbPlace("/dev/usb/lp0"), SerialPlace("/dev/ttyUSB0")):
        assert told(RawPrinter(place, PROFILE).print(shop_papers.one_card())) == (NO, code, None)


def test_a_port_in_use_on_windows_is_known_by_its_words() -> None:
    in_use = serial_line._why_not_opened(
        OSError("could not open port 'COM3': PermissionError(13, 'Access is denied.')")
    )
    assert in_use is Code.PRINTER_BUSY


@pytest.mark.parametrize("can_wait", [True, False])
def test_a_printer_that_stops_the_line_with_xoff_keeps_nobody_waiting_and_goes_on_with_xon(can_wait) -> None:
    with PtyPrinter(mode=Mode.FROZEN) as machine:
        line = SerialPlace(machine.port, 115200, Flow.XON, can_wait=can_wait).open(HASTY)
        assert not isinstance(line, Code)
        with line:
            assert line.hand_over(b"xx", 1) == 2
            os.write(machine._printers_end, b"\x13")
            ends = time.monotonic() + BOUND_S / 2
            while line.hand_over(b"xx", 0.05) == 2 and time.monotonic() < ends:
                pass
            began = time.monotonic()
            assert line.send(b"receipt", 0.1) < len(b"receipt")
            assert time.monotonic() - began < BOUND_S / 4
            os.write(machine._printers_end, b"\x11")
            assert line.send(b"receipt", BOUND_S / 2) == len(b"receipt")
