"""The loop of a HID-POS scanner, against a pretend device: read, pulled out, plugged in again, stopped."""

import errno
import queue
import threading

import pytest

from app.scanner.badge import Badge
from app.scanner.framing import NoiseKind
from app.scanner.hid_devices import HidDevice
from app.scanner.hid_scanner import HidScanner
from app.scanner.scanner_state import ScannerState
from tests.scanner.hid_reports import reports
from tests.scanner.pty_scanner import until

CODE = "7001448200004711" * 4
UNPLUGGED = object()


class Device:
    """A HID device that is plugged in, sends what a test puts on it, and is pulled out."""

    def __init__(self):
        self.found = HidDevice(b"/dev/hidraw0", Badge(0x0C2E, 0x0B6A, "H7"), "Honeywell", "1900")
        self.is_plugged, self.refuses, self.closed = True, None, 0
        self._reports = queue.SimpleQueue()

    def listed(self):
        return (self.found,) if self.is_plugged else ()

    def opened(self, device):
        assert device == self.found
        if self.refuses is not None:
            raise self.refuses
        return self

    def read(self, max_length, timeout_ms=0):
        assert max_length == 64
        try:
            sent = self._reports.get(timeout=timeout_ms / 1000)
        except queue.Empty:
            return []
        if sent is UNPLUGGED:
            raise OSError("read error")
        return list(sent)

    def close(self):
        self.closed += 1

    def send(self, *sent):
        for part in sent:
            self._reports.put(part)

    def unplug(self):
        self.is_plugged = False
        self._reports.put(UNPLUGGED)


class Till:
    def __init__(self, device, address="any"):
        self.heard, self.states, self.noises = [], [], []
        self.scanner = HidScanner(
            address,
            self.heard.append,
            self.states.append,
            noise=self.noises.append,
            retry_s=0.01,
            devices=device.listed,
            opened=device.opened,
        )

    def is_told(self, *states):
        until(lambda: self.states == list(states), what=f"{states}; told {self.states}")


@pytest.fixture
def device():
    return Device()


@pytest.fixture
def till(device):
    made = Till(device)
    made.scanner.start()
    yield made
    made.scanner.stop()


def test_codes_arrive_and_a_pulled_plug_leaves_no_half_code(till, device):
    till.is_told(ScannerState.READY)
    device.send(*reports(CODE))
    until(lambda: till.heard == [f"]C0{CODE}"])
    device.send(reports(CODE)[0])
    device.unplug()
    till.is_told(ScannerState.READY, ScannerState.AWAY)
    device.is_plugged = True
    till.is_told(ScannerState.READY, ScannerState.AWAY, ScannerState.READY)
    device.send(*reports("GIFT-4711"))
    until(lambda: till.heard == [f"]C0{CODE}", "]C0GIFT-4711"])
    assert device.closed == 1


def test_a_code_whose_rest_does_not_come_is_noise(till, device):
    device.send(reports(CODE)[0])
    until(lambda: [noise.kind for noise in till.noises] == [NoiseKind.CUT_OFF])
    assert till.heard == []


@pytest.mark.parametrize(
    ("refuses", "state"),
    [
        (OSError("open failed"), ScannerState.DENIED),
        (OSError(errno.EBUSY, "busy"), ScannerState.BUSY),
        (ImportError("libudev"), ScannerState.DENIED),
    ],
)
def test_why_a_device_does_not_open_is_told(device, refuses, state):
    device.refuses = refuses
    till = Till(device)
    till.scanner.start()
    till.is_told(state)
    device.refuses = None
    till.is_told(state, ScannerState.READY)
    till.scanner.stop()


@pytest.mark.parametrize(
    ("address", "state"), [("usb:0C2E:0B6A", ScannerState.READY), ("usb:0C2E:0001", ScannerState.AWAY)]
)
def test_a_scanner_named_in_the_settings_is_the_only_one_that_is_opened(device, address, state):
    till = Till(device, address)
    till.scanner.start()
    till.is_told(state)
    till.scanner.stop()


def test_it_is_started_once_and_stopped_for_good(till, device):
    with pytest.raises(RuntimeError):
        till.scanner.start()
    till.is_told(ScannerState.READY)
    till.scanner.stop()
    till.scanner.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "hid scanner"]
