"""The printing protocol's bytes, and what happens where no scheduler answers."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.problem import Code
from app.printer import cups_queue, ipp
from app.printer.cups_queue import CupsQueue, queues
from app.printer.ipp import Attribute, Operation
from app.printer.profile import PRESETS
from app.printer.spooled_printer import SpooledPrinter
from app.till.ports import PrintOutcome
from tests.printer import shop_papers

GET_PRINTER = bytes.fromhex("0101 000b 00000001 01")
"""RFC 8010, A.1 and 3.1.1: version, operation, request's number, the operation's attributes."""
ANSWER = (
    bytes.fromhex("0101 0000 00000001 01 47 0012")
    + b"attributes-charset"
    + b"\x00\x05utf-8"
    + b"\x04"
    + b"\x23\x00\x0dprinter-state"
    + bytes.fromhex("0004 00000003")
    + b"\x44\x00\x15printer-state-reasons\x00\x0bmedia-empty"
    + b"\x44\x00\x00\x00\x04none"
    + b"\x22\x00\x19printer-is-accepting-jobs\x00\x01\x01"
    + b"\x13\x00\x04when\x00\x00"
    + b"\x30\x00\x03raw\x00\x02\xff\xfe"
    + b"\x03"
)


def test_a_request_is_written_as_the_standard_shows_it() -> None:
    request = ipp.request_bytes(
        Operation.GET_PRINTER_ATTRIBUTES,
        [Attribute("job-id", ipp.INTEGER, [7]), Attribute("requested-attributes", ipp.KEYWORD, ["a", "bc"])],
    )
    assert request == (
        GET_PRINTER
        + b"\x47\x00\x12attributes-charset\x00\x05utf-8\x48\x00\x1battributes-natural-language\x00\x02en"
        + b"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x07"
        + b"\x44\x00\x14requested-attributes\x00\x01a\x44\x00\x00\x00\x02bc"
        + b"\x03"
    )


def test_an_answer_is_read_with_each_kind_of_value() -> None:
    answer = ipp.answer_of(ANSWER)
    assert answer.is_success
    assert answer.of(ipp.PRINTER_GROUP) == {
        "printer-state": (3,),
        "printer-state-reasons": ("media-empty", "none"),
        "printer-is-accepting-jobs": (True,),
        "when": (None,),
        "raw": (b"\xff\xfe",),
    }
    assert answer.of(ipp.JOB_GROUP) == {}


@pytest.mark.parametrize("length", range(len(ANSWER)))
def test_an_answer_that_is_cut_off_is_none(length) -> None:
    with pytest.raises(ValueError, match="IPP answer"):
        ipp.answer_of(ANSWER[:length])


@given(st.binary(max_size=200))
def test_no_bytes_whatever_break_the_reading(noise) -> None:
    for message in (noise, ANSWER[:9] + noise):
        with suppress(ValueError):
            assert ipp.answer_of(message).status in range(0x10000)


def take_request(connection: socket.socket) -> None:
    """Reads a request to its end, as whoever hangs up before is a broken line and no bad answer."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _end, body = received.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    while len(body) < length:
        body += connection.recv(65536)


@contextmanager
def what_answers(*answers: bytes, path: Path | None = None) -> Iterator[int]:
    """Something that is connected to, reads a little, and says the same to everybody in turn."""
    family = socket.AF_INET if path is None else socket.AF_UNIX
    with socket.socket(family, socket.SOCK_STREAM) as server:
        server.bind(("127.0.0.1", 0) if path is None else str(path))
        server.listen()

        def serve() -> None:
            for answer in answers:
                connection, _peer = server.accept()
                with connection:
                    take_request(connection)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1] if path is None else 0
        thread.join(10)
        assert not thread.is_alive()


def http(body: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


NONSENSE = [
    b"",
    b"\x16\x00\x00\x00",
    http(b""),
    http(b"", "401 Unauthorized"),
    http(b"", "404 Not Found"),
    http(ANSWER[:40]),
    http(bytes(ipp.ANSWER_MAX + 2)),
    http(bytes.fromhex("0101 0400 00000001 03")),
]


@pytest.mark.parametrize("answer", NONSENSE, ids=range(len(NONSENSE)))
def test_what_is_no_scheduler_takes_no_receipt(answer) -> None:
    with what_answers(answer) as port:
        report = SpooledPrinter(CupsQueue("q", "127.0.0.1", port), PRESETS["80mm"]).print(shop_papers.one_card())
    assert (report.outcome, report.problem.code) == (PrintOutcome.NO, Code.PRINTER_UNREACHABLE)


def test_nobody_there_takes_no_receipt_and_has_no_queues() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    report = SpooledPrinter(CupsQueue("q", "127.0.0.1", port), PRESETS["80mm"]).check()
    assert (report.outcome, report.problem.code) == (PrintOutcome.NO, Code.PRINTER_UNREACHABLE)
    assert queues(1, "127.0.0.1", port) == ()


def test_a_job_whose_taking_nobody_confirmed_leaves_a_doubt() -> None:
    with what_answers(http(ANSWER), b"") as port:
        printer = SpooledPrinter(CupsQueue("q", "127.0.0.1", port), PRESETS["80mm"])
        report = printer.print(shop_papers.one_card())
    assert (report.outcome, report.problem.code) == (PrintOutcome.UNKNOWN, Code.PRINTER_SILENT)


def test_a_job_without_a_number_leaves_a_doubt() -> None:
    with what_answers(http(ANSWER), http(ANSWER)) as port:
        printer = SpooledPrinter(CupsQueue("q", "127.0.0.1", port), PRESETS["80mm"])
        report = printer.print(shop_papers.one_card())
    assert (report.outcome, report.problem.code) == (PrintOutcome.UNKNOWN, Code.PRINTER_SILENT)


def test_a_queue_tells_what_its_printer_lacks() -> None:
    with what_answers(http(ANSWER)) as port:
        report = SpooledPrinter(CupsQueue("q", "127.0.0.1", port), PRESETS["80mm"]).check()
    assert (report.outcome, report.problem.code) == (PrintOutcome.NO, Code.PRINTER_NO_PAPER)


def test_the_scheduler_of_this_machine_is_asked_by_its_own_socket(tmp_path, monkeypatch) -> None:
    path = tmp_path / "cups.sock"
    monkeypatch.setattr(cups_queue, "LOCAL_SOCKETS", (str(tmp_path / "none"), str(path)))
    with what_answers(http(ANSWER), path=path):
        state = CupsQueue("receipts").state(5)
    assert state is not None
    assert state.takes_jobs
    assert CupsQueue("receipts").address == "cups:receipts"
    assert CupsQueue("receipts", "::1", 8631).address == "cups://[::1]:8631/receipts"
