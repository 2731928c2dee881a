"""A printer on the network with every fault that real ones have: each ends in the right outcome, in bounded time."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.core.problem import Code
from app.printer import escpos_bytes, tcp_line
from app.printer.patience import Patience
from app.printer.profile import PRESETS, PrinterProfile, profile_named
from app.printer.raw_printer import RawPrinter
from app.printer.tcp_line import TcpPlace
from app.till.ports import PrintOutcome, PrintReport
from tests.printer import shop_papers
from tests.printer.sink import Mode, Sink

PROFILE = PRESETS["80mm"]
PATIENT = Patience()
HASTY = Patience(connect_s=2.0, status_s=2.0, answer_s=0.2, answer_of_mute_s=0.1, drain_s=0.05, bytes_a_second=100_000)
HASTY_WITH_MUTE = Patience(
    connect_s=2.0, status_s=0.15, answer_s=0.2, answer_of_mute_s=0.1, drain_s=0.05, bytes_a_second=100_000
)
BOUND_S = 8.0
"""More than any of these waits may ever take, on a machine that is busy."""


def raw_printer(host: str, port: int, profile: PrinterProfile, patience: Patience = PATIENT) -> RawPrinter:
    return RawPrinter(TcpPlace(host, port), profile, patience)


def printer(sink: Sink, patience: Patience = PATIENT) -> RawPrinter:
    return raw_printer("127.0.0.1", sink.port, PROFILE, patience)


def printed_by(sink: Sink, patience: Patience = PATIENT) -> PrintReport:
    return printer(sink, patience).print(shop_papers.one_card())


@pytest.fixture(autouse=True)
def bounded_time() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < BOUND_S


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def assert_report(report: PrintReport, outcome: PrintOutcome, code: Code | None) -> None:
    assert (report.outcome, report.problem.code if report.problem else None) == (outcome, code)


def test_a_printed_receipt_is_the_printers_own_word() -> None:
    with Sink() as sink:
        assert_report(printed_by(sink), PrintOutcome.YES, None)
        (paper,) = sink.papers()
    lines = [event.text for event in paper.events if event.what == "line"]
    assert any("Ærlig Øystein Åsen" in line for line in lines)
    assert paper.events[-1].text == "GS r"
    assert not paper.warnings


def test_a_printer_that_sends_status_unasked_is_not_misread() -> None:
    with Sink(sends_asb=True) as sink:
        assert_report(printed_by(sink), PrintOutcome.YES, None)
        sink.papers()


def test_a_slow_printer_is_waited_for() -> None:
    with Sink(bytes_a_second=5_000, buffer=512) as sink:
        assert_report(printed_by(sink), PrintOutcome.YES, None)
        sink.papers()


def test_paper_that_is_nearly_out_still_prints() -> None:
    with Sink(paper="low") as sink:
        assert_report(printed_by(sink), PrintOutcome.YES, None)


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        ({"paper": "out"}, Code.PRINTER_NO_PAPER),
        ({"cover_open": True}, Code.PRINTER_COVER_OPEN),
        ({"cover_open": True, "paper": "out"}, Code.PRINTER_COVER_OPEN),
        ({"pressed_offline": True}, Code.PRINTER_OFFLINE),
        ({"paper": "out", "sends_asb": True}, Code.PRINTER_NO_PAPER),
    ],
)
def test_a_printer_that_cannot_print_is_sent_nothing(faults, code) -> None:
    with Sink(**faults) as sink:
        assert_report(printed_by(sink), PrintOutcome.NO, code)
        assert b"\x1b@" not in sink.jobs[0].received


@pytest.mark.parametrize("drop_after", [0, 1, 3])
def test_a_line_that_is_lost_before_the_receipt_printed_nothing(drop_after) -> None:
    with Sink(drop_after=drop_after) as sink:
        assert_report(printed_by(sink), PrintOutcome.NO, Code.PRINTER_UNREACHABLE)


@pytest.mark.parametrize("with_reset", [False, True])
@pytest.mark.parametrize("drop_after", [50, 300, 700])
def test_a_line_that_is_lost_midway_leaves_a_doubt(drop_after, with_reset) -> None:
    with Sink(drop_after=drop_after, with_reset=with_reset) as sink:
        assert_report(printed_by(sink), PrintOutcome.UNKNOWN, Code.PRINTER_SILENT)


def test_a_stalled_printer_leaves_a_doubt() -> None:
    with Sink(mode=Mode.STALL) as sink:
        assert_report(printed_by(sink, HASTY), PrintOutcome.UNKNOWN, Code.PRINTER_SILENT)


def test_paper_that_ends_midway_leaves_a_doubt_and_says_why() -> None:
    with Sink(paper_out_after=200) as sink:
        assert_report(printed_by(sink, HASTY), PrintOutcome.UNKNOWN, Code.PRINTER_NO_PAPER)


def test_paper_that_ends_with_the_last_line_leaves_a_doubt() -> None:
    with Sink(says_in_turn=0x0F) as sink:
        assert_report(printed_by(sink), PrintOutcome.UNKNOWN, Code.PRINTER_SILENT)


def test_a_mute_printer_prints_and_leaves_a_doubt() -> None:
    with Sink(mode=Mode.MUTE) as sink:
        assert_report(printed_by(sink, HASTY_WITH_MUTE), PrintOutcome.UNKNOWN, Code.PRINTER_SILENT)
        sink.papers()


def test_a_printer_without_status_is_believed_when_it_answers_in_turn() -> None:
    with Sink(mode=Mode.NO_STATUS) as sink:
        patience = Patience(status_s=0.15)
        assert_report(printed_by(sink, patience), PrintOutcome.YES, None)


def test_a_frozen_printer_leaves_a_doubt() -> None:
    with Sink(mode=Mode.FROZEN) as sink:
        assert_report(printed_by(sink, HASTY_WITH_MUTE), PrintOutcome.UNKNOWN, Code.PRINTER_SILENT)


def test_a_printer_that_answered_before_and_is_silent_now_is_sent_nothing() -> None:
    with Sink() as sink:
        known = printer(sink)
        assert known.check() == PrintReport(PrintOutcome.YES)
        known.patience = HASTY_WITH_MUTE
        with socket.create_connection(("127.0.0.1", sink.port)):  # another till holds it
            assert_report(known.print(shop_papers.one_card()), PrintOutcome.NO, Code.PRINTER_BUSY)
    assert not any(job.printed.count(b"\x1b@") for job in sink.jobs)


def test_a_printer_that_fell_silent_for_long_is_told_so_until_it_answers_and_sent_a_paper_on_a_persons_word() -> None:
    with Sink() as sink:
        known = printer(sink)
        assert known.check() == PrintReport(PrintOutcome.YES)
        sink.faults.mode, known.patience = Mode.MUTE, HASTY_WITH_MUTE
        assert_report(known.check(), PrintOutcome.NO, Code.PRINTER_BUSY)
        known.patience = replace(HASTY_WITH_MUTE, fell_silent_s=0)
        assert_report(known.check(), PrintOutcome.NO, Code.PRINTER_FELL_SILENT)
        assert_report(known.print(shop_papers.one_card()), PrintOutcome.NO, Code.PRINTER_FELL_SILENT)
        assert not any(job.printed.count(b"\x1b@") for job in sink.jobs), "it was sent nothing"
        assert_report(known.print_unheard(shop_papers.one_card()), PrintOutcome.UNKNOWN, Code.PRINTER_SILENT)
        assert_report(known.print(shop_papers.one_card()), PrintOutcome.NO, Code.PRINTER_FELL_SILENT)
        sink.faults.mode, known.patience = Mode.NORMAL, Patience()
        assert known.check() == PrintReport(PrintOutcome.YES)
        assert known.print(shop_papers.one_card()).outcome is PrintOutcome.YES


def test_a_printer_that_is_not_there_is_unreachable(closed_port) -> None:
    report = raw_printer("127.0.0.1", closed_port, PROFILE).print(shop_papers.one_card())
    assert_report(report, PrintOutcome.NO, Code.PRINTER_UNREACHABLE)
    assert report.problem.facts == {"address": f"tcp://127.0.0.1:{closed_port}"}


@pytest.mark.parametrize("host", ["printer.invalid", "a" * 300, "..", "\udcff"])
def test_a_name_that_leads_nowhere_is_unreachable(host) -> None:
    report = raw_printer(host, 9100, PROFILE, Patience(connect_s=0.5)).print(shop_papers.one_card())
    assert_report(report, PrintOutcome.NO, Code.PRINTER_UNREACHABLE)


def test_a_name_that_the_system_ponders_too_long_is_unreachable(monkeypatch) -> None:
    asked, told = threading.Event(), threading.Event()

    def ponder(*_address, **_how) -> list:
        asked.set()
        told.wait(BOUND_S)
        return []

    monkeypatch.setattr(tcp_line.socket, "getaddrinfo", ponder)
    report = raw_printer("slow.example", 9100, PROFILE, Patience(connect_s=0.1)).print(shop_papers.one_card())
    told.set()
    assert asked.is_set()
    assert_report(report, PrintOutcome.NO, Code.PRINTER_UNREACHABLE)


def test_a_library_that_cannot_be_loaded_is_told_and_not_thrown(closed_port, monkeypatch) -> None:
    def full(*_paper, **_how) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(escpos_bytes, "receipt_bytes", full)
    report = raw_printer("127.0.0.1", closed_port, PROFILE).print(shop_papers.one_card())
    assert_report(report, PrintOutcome.NO, Code.DISK_LOW)


@pytest.mark.parametrize(
    ("faults", "outcome", "code"),
    [
        ({}, PrintOutcome.YES, None),
        ({"paper": "low"}, PrintOutcome.YES, None),
        ({"paper": "out"}, PrintOutcome.NO, Code.PRINTER_NO_PAPER),
        ({"cover_open": True}, PrintOutcome.NO, Code.PRINTER_COVER_OPEN),
        ({"drop_after": 2}, PrintOutcome.NO, Code.PRINTER_UNREACHABLE),
        ({"drop_after": 5}, PrintOutcome.NO, Code.PRINTER_UNREACHABLE),
    ],
)
def test_a_check_tells_how_the_printer_is_and_prints_nothing(faults, outcome, code) -> None:
    with Sink(**faults) as sink:
        assert_report(printer(sink).check(), outcome, code)
    assert not sink.jobs[0].paper.events or {event.what for event in sink.jobs[0].paper.events} == {"question"}


def test_a_check_of_a_mute_printer_is_a_doubt(closed_port) -> None:
    with Sink(mode=Mode.MUTE) as sink:
        assert_report(printer(sink, HASTY_WITH_MUTE).check(), PrintOutcome.UNKNOWN, Code.PRINTER_SILENT)
    gone = raw_printer("127.0.0.1", closed_port, PROFILE).check()
    assert_report(gone, PrintOutcome.NO, Code.PRINTER_UNREACHABLE)


def test_several_threads_take_turns_and_each_receipt_comes_out_once() -> None:
    with Sink() as sink:
        shared = printer(sink)
        with ThreadPoolExecutor(4) as threads:
            reports = list(threads.map(shared.print, [shop_papers.one_card()] * 6))
        assert [report.outcome for report in reports] == [PrintOutcome.YES] * 6
        assert len(sink.papers(6)) == 6
    assert len(sink.jobs) == 6


def test_a_long_paper_goes_through_a_small_buffer_whole() -> None:
    long = shop_papers.of_customer("王" * 300)
    with Sink(buffer=1024) as sink:
        report = raw_printer("127.0.0.1", sink.port, profile_named("80mm"), PATIENT).print(long)
        (paper,) = sink.papers()
    assert report.outcome is PrintOutcome.YES
    assert not paper.warnings


def test_a_family_of_addresses_that_the_system_lacks_is_passed_over(monkeypatch) -> None:
    with Sink() as sink:
        answers = [(-1, 0, 0, "", ("::1", 1)), (socket.AF_INET, 0, 0, "", ("127.0.0.1", sink.port))]
        monkeypatch.setattr(tcp_line.socket, "getaddrinfo", lambda *_host, **_how: answers)
        assert_report(raw_printer("printer", 9100, PROFILE).check(), PrintOutcome.YES, None)


@pytest.fixture
def both_ends() -> Iterator[tuple[tcp_line.TcpLine, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield tcp_line.TcpLine(ours, 0.05), theirs


def test_a_line_that_is_closed_already_takes_nothing(both_ends) -> None:
    line, theirs = both_ends
    theirs.close()
    with line:
        assert line.send(b"receipt", 1) == 0
        assert not line.is_open


def test_a_printer_that_reads_nothing_takes_what_the_system_keeps_for_it_and_no_more(both_ends) -> None:
    line, _theirs = both_ends
    with line:
        assert 0 < line.send(bytes(20_000_000), 0.2) < 20_000_000
        assert line.is_open


def test_a_line_closed_between_status_and_receipt_printed_nothing(both_ends, monkeypatch) -> None:
    monkeypatch.setattr(tcp_line, "READ_AT_ONCE", 1)  # so that each answer is read when it is asked for
    line, theirs = both_ends
    theirs.sendall(b"\x16\x12")
    theirs.shutdown(socket.SHUT_WR)
    with line:
        report = raw_printer("10.0.0.7", 9100, PROFILE, HASTY)._print_over(line, b"receipt")
    assert_report(report, PrintOutcome.NO, Code.PRINTER_UNREACHABLE)
    assert b"receipt" not in theirs.recv(100)


def test_it_is_named_by_its_address_and_measured_by_its_columns() -> None:
    assert raw_printer("10.0.0.7", 9100, PROFILE).address == "tcp://10.0.0.7:9100"
    six = raw_printer("::1", 9101, PROFILE)
    assert (six.address, six.columns) == ("tcp://[::1]:9101", 48)
