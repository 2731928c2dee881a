"""A scanner on a real serial line (a pseudo terminal): read, pulled out, plugged in again, never twice."""

import errno
import threading
import time
from dataclasses import dataclass, field

import pytest
from serial import Serial, SerialException

from app.core.problem import Code
from app.scanner.framing import LONGEST, Noise, NoiseKind
from app.scanner.scanner_state import ScannerState, problem_of
from app.scanner.serial_scanner import SerialScanner, _state_of
from tests.scanner.line_levels import levels, sampled
from tests.scanner.pty_scanner import ETX, STX, PtyScanner, framed, until

CODE = "7001123456789012"


@dataclass
class Port:
    device: str
    vid: int | None = None
    pid: int | None = None
    serial_number: str | None = None


@dataclass
class Till:
    """What the till was told by the scanner under test."""

    heard: list[str] = field(default_factory=list)
    states: list[ScannerState] = field(default_factory=list)
    noises: list[Noise] = field(default_factory=list)
    now: float = 0.0
    scanners: list[SerialScanner] = field(default_factory=list)

    def listen(self, port: str, speed: int = 9600, framing: str = "8N1", **options) -> SerialScanner:
        options = {"retry_s": 0.01, "monotonic": lambda: self.now} | options
        scanner = SerialScanner(
            port, speed, framing, self.heard.append, self.states.append, noise=self.noises.append, **options
        )
        self.scanners.append(scanner)
        scanner.start()
        return scanner

    def hears(self, *codes: str) -> None:
        until(lambda: self.heard == list(codes), what=f"{codes}; heard {self.heard}")

    def is_told(self, *states: ScannerState) -> None:
        until(lambda: self.states == list(states), what=f"{states}; told {self.states}")


@pytest.fixture
def till():
    told = Till()
    yield told
    for scanner in told.scanners:
        scanner.stop()


@pytest.fixture
def device(tmp_path):
    scanner = PtyScanner(tmp_path)
    scanner.plug()
    yield scanner
    scanner.unplug()


def test_scanned_codes_arrive_in_order(till, device):
    till.listen(device.port)
    till.is_told(ScannerState.READY)
    device.scan("1111")
    device.scan("2222", suffix=b"\r\n")
    device.write(b"3333\r4444\r")
    till.hears("1111", "2222", "3333", "4444")


def test_a_code_that_comes_in_pieces_is_one_code(till, device):
    till.listen(device.port)
    till.is_told(ScannerState.READY)
    device.scan(CODE, chunk=3)
    till.hears(CODE)
    assert not till.noises


def test_the_noise_of_a_plug_does_not_spoil_the_first_code(till, device):
    till.listen(device.port)
    till.is_told(ScannerState.READY)
    device.noise()
    device.scan(CODE)
    till.hears(CODE)


def test_a_scanner_without_an_end_sign_is_understood_by_its_silence(till, device):
    till.listen(device.port)
    till.is_told(ScannerState.READY)
    device.write(CODE.encode())
    till.hears(CODE)


def test_noise_is_told_and_is_no_code(till, device):
    till.listen(device.port)
    till.is_told(ScannerState.READY)
    device.write(b"z" * 2_000 + b"\r" + b"4711\r")
    till.hears("4711")
    assert till.noises == [Noise(NoiseKind.TOO_LONG, LONGEST + 1)]


def test_a_check_byte_is_held_against_the_code(till, device):
    till.listen(device.port, has_check=True)
    till.is_told(ScannerState.READY)
    device.write(framed(CODE, prefix=STX, suffix=ETX, has_check=True))
    till.hears(CODE)


def test_a_code_is_told_as_often_as_it_comes(till, device):
    till.listen(device.port)
    till.is_told(ScannerState.READY)
    device.write(b"4711\r4711\r4712\r")
    till.hears("4711", "4711", "4712")


def test_a_cable_pulled_in_mid_code_a_hundred_times_comes_back_by_itself_and_leaves_no_half_code(till, device):
    till.listen(device.port)
    till.is_told(ScannerState.READY)
    states, codes = [ScannerState.READY], []
    for turn in range(100):
        device.write(b"9999", chunk=4)
        device.unplug()
        states.append(ScannerState.AWAY)
        till.is_told(*states)
        device.plug()
        states.append(ScannerState.READY)
        till.is_told(*states)
        codes.append(f"70011234567890{turn:02d}")
        device.scan(codes[-1])
        till.hears(*codes)


def test_a_scanner_that_is_not_there_at_the_start_is_told_once_and_found_when_it_comes(till, tmp_path):
    device = PtyScanner(tmp_path)
    till.listen(device.port)
    till.is_told(ScannerState.AWAY)
    device.plug()
    till.is_told(ScannerState.AWAY, ScannerState.READY)
    device.unplug()
    till.is_told(ScannerState.AWAY, ScannerState.READY, ScannerState.AWAY)


def test_a_usb_scanner_is_found_again_under_another_name(till, tmp_path):
    first, second = PtyScanner(tmp_path), PtyScanner(tmp_path / "other")
    second.link.parent.mkdir()
    first.plug()
    ports = [Port("/dev/none"), Port(str(first.link.resolve()), 0x05E0, 0x1701, "A1")]
    till.listen(first.port, ports=lambda: list(ports))
    till.is_told(ScannerState.READY)
    second.plug()
    ports[1] = Port(second.port, 0x05E0, 0x1701, "A1")
    first.unplug()
    till.is_told(ScannerState.READY, ScannerState.AWAY, ScannerState.READY)
    second.scan(CODE)
    till.hears(CODE)
    second.unplug()


def test_a_list_of_ports_that_breaks_is_no_reason_to_stop(till, device):
    def broken():
        raise OSError(errno.ENOENT, "gone while listed")

    till.listen(device.port, ports=broken)
    till.is_told(ScannerState.READY)
    device.scan(CODE)
    till.hears(CODE)


def test_the_port_is_opened_for_this_program_alone(till, device):
    till.listen(device.port)
    till.is_told(ScannerState.READY)
    with pytest.raises(SerialException):
        Serial(device.port, exclusive=True)


def test_a_port_that_another_program_holds_is_told_as_taken_and_used_when_it_is_free(till, device):
    other = Serial(device.port, exclusive=True)
    till.listen(device.port)
    till.is_told(ScannerState.BUSY)
    other.close()
    till.is_told(ScannerState.BUSY, ScannerState.READY)


def test_an_absent_scanner_costs_next_to_nothing(till, tmp_path):
    """Between two tries the thread sleeps: the processor's share of that time stays small."""
    device, tries = PtyScanner(tmp_path), []
    device.plug()

    def ports():
        tries.append((time.monotonic(), time.process_time()))
        return [Port(str(device.link.resolve()), 1, 2, "A1")]

    till.listen(device.port, ports=ports, retry_s=0.3)
    till.is_told(ScannerState.READY)
    tries.clear()
    device.unplug()
    until(lambda: len(tries) >= 3, what="three tries")
    wall, busy = (tries[2][place] - tries[0][place] for place in (0, 1))
    assert wall >= 0.6
    assert busy / wall < 0.5


@pytest.mark.parametrize("plugged", [True, False])
def test_stopping_ends_the_thread_and_frees_the_port(till, device, plugged):
    if not plugged:
        device.unplug()
    scanner = till.listen(device.port, retry_s=60)
    till.is_told(ScannerState.READY if plugged else ScannerState.AWAY)
    scanner.stop()
    scanner.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "scanner"]
    if plugged:
        Serial(device.port, exclusive=True).close()


def test_a_scanner_may_be_stopped_from_what_it_calls(till, device):
    def stop(_code):
        scanner.stop()

    scanner = SerialScanner(device.port, 9600, "8N1", stop, till.states.append)
    scanner.start()
    till.is_told(ScannerState.READY)
    device.scan(CODE)
    until(lambda: not [thread for thread in threading.enumerate() if thread.name == "scanner"])


def test_a_scanner_is_started_once(till, device):
    scanner = till.listen(device.port)
    with pytest.raises(RuntimeError):
        scanner.start()


@pytest.mark.parametrize(
    ("number", "state"),
    [
        (errno.ENOENT, ScannerState.AWAY),
        (errno.EIO, ScannerState.AWAY),
        (errno.EACCES, ScannerState.DENIED),
        (errno.EBUSY, ScannerState.BUSY),
        (errno.EAGAIN, ScannerState.BUSY),
    ],
)
def test_why_a_port_did_not_open_is_told_apart(number, state):
    assert _state_of(SerialException(number, "no")) is state
    problem = problem_of(state, "COM3")
    assert (
        problem.code
        is {
            ScannerState.AWAY: Code.SCANNER_AWAY,
            ScannerState.BUSY: Code.SCANNER_BUSY,
            ScannerState.DENIED: Code.SCANNER_DENIED,
        }[state]
    )
    assert problem.facts["port"] == "COM3"


def test_a_ready_scanner_is_no_problem():
    assert problem_of(ScannerState.READY, "COM3") is None


def test_a_framing_that_the_line_cannot_do_is_told_and_not_thrown(till, device):
    till.listen(device.port, framing="8N3")
    till.is_told(ScannerState.AWAY)


def test_two_scans_of_noise_are_told_as_a_wrong_speed_and_the_first_code_takes_it_back(till, device):
    till.listen(device.port)
    till.is_told(ScannerState.READY)
    device.write(sampled(levels(b"7001448200004711\r"), 2))
    until(lambda: till.noises)
    device.write(sampled(levels(b"7001448200004712\r"), 2))
    till.is_told(ScannerState.READY, ScannerState.GARBLED)
    assert till.heard == []
    problem = problem_of(ScannerState.GARBLED, "COM3", 9600, "8N1")
    assert (problem.code, problem.facts["speed"], problem.facts["framing"]) == (Code.SCANNER_GARBLED, 9600, "8N1")
    device.scan(CODE)
    till.is_told(ScannerState.READY, ScannerState.GARBLED, ScannerState.READY)
    till.hears(CODE)


def test_noise_long_after_noise_is_an_accident(till, device):
    till.listen(device.port)
    till.is_told(ScannerState.READY)
    device.write(b"47\xff11\r")
    until(lambda: len(till.noises) == 1)
    till.now += 120
    device.write(b"47\xff11\r")
    until(lambda: len(till.noises) == 2)
    assert till.states == [ScannerState.READY]


def test_a_scanner_named_by_its_makers_numbers_is_found_under_whatever_name_it_has(till, device):
    ports = [Port("/dev/none", 1, 2, "B"), Port(device.port, 0x05E0, 0x1701, "A1")]
    till.listen("usb:05E0:1701:A1", ports=lambda: list(ports))
    till.is_told(ScannerState.READY)
    device.scan(CODE)
    till.hears(CODE)
