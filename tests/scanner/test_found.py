"""What is plugged in is told in words, with what has to stand in the settings."""

import errno
from dataclasses import dataclass

import pytest

from app.scanner.badge import Badge, found_port
from app.scanner.found import ScannerKind, found_scanners
from app.scanner.hid_devices import scanners_among, system_hid_devices


@dataclass
class Port:
    device: str
    vid: int | None = None
    pid: int | None = None
    serial_number: str | None = None
    manufacturer: str | None = None
    product: str | None = None


def hid(usage_page=0x8C, usage=2, serial_number="H7"):
    return {
        "path": b"/dev/hidraw3",
        "vendor_id": 0x0C2E,
        "product_id": 0x0B6A,
        "serial_number": serial_number,
        "manufacturer_string": "Honeywell",
        "product_string": "1900",
        "usage_page": usage_page,
        "usage": usage,
    }


SCANNER = Port("/dev/ttyACM0", 0x05E0, 0x1701, "A1", "Symbol", "Symbol Scanner")
PLAIN = Port("/dev/ttyS0")


def test_a_usb_scanner_is_named_by_its_maker_and_addressed_by_its_numbers():
    (found,) = found_scanners(lambda: [SCANNER], lambda: ())
    assert (found.kind, found.name, found.address, found.device) == (
        ScannerKind.SERIAL,
        "Symbol Scanner",
        "usb:05E0:1701:A1",
        "/dev/ttyACM0",
    )
    assert (found.maker, found.product, found.serial_number, found.is_usb) == ("Symbol", "Symbol Scanner", "A1", True)


def test_a_plain_line_comes_last_and_is_addressed_by_its_name():
    found = found_scanners(lambda: [PLAIN, SCANNER], lambda: scanners_among([hid()]))
    assert [scanner.address for scanner in found] == ["usb:0C2E:0B6A:H7", "usb:05E0:1701:A1", "/dev/ttyS0"]
    assert [scanner.kind for scanner in found] == [ScannerKind.HID_POS, ScannerKind.SERIAL, ScannerKind.SERIAL]
    assert not found[-1].is_usb
    assert found[0].name == "Honeywell 1900"


def test_two_scanners_that_nothing_tells_apart_are_addressed_by_their_ports():
    twins = [Port(f"/dev/ttyACM{number}", 0x05E0, 0x1701) for number in range(2)]
    found = found_scanners(lambda: twins, lambda: ())
    assert [scanner.address for scanner in found] == ["/dev/ttyACM0", "/dev/ttyACM1"]


def test_odd_words_of_a_maker_do_no_harm():
    odd = Port("/dev/ttyACM0", 1, 2, "serial with spaces", "\x1bMaker\n", None)
    (found,) = found_scanners(lambda: [odd], lambda: ())
    assert (found.name, found.address) == ("Maker", "usb:0001:0002")


def test_a_device_that_goes_while_the_list_is_made_is_no_crash():
    def broken():
        raise OSError(errno.ENOENT, "gone")

    assert found_scanners(broken, lambda: ()) == ()


def test_only_bar_code_scanners_of_the_hid_devices_count():
    assert scanners_among([hid(usage_page=1, usage=6), hid(usage=1)]) == ()
    (found,) = scanners_among([hid(serial_number="")])
    assert found.badge == Badge(0x0C2E, 0x0B6A, None)


def test_asking_this_machine_breaks_nothing():
    assert isinstance(system_hid_devices(), tuple)
    assert isinstance(found_scanners(), tuple)


@pytest.mark.parametrize("text", ["usb:05E0:1701:A1", "usb:05E0:1701"])
def test_a_badge_is_read_as_it_is_written(text):
    assert Badge.written(text).text == text


@pytest.mark.parametrize("text", ["COM3", "/dev/ttyACM0", "usb:05E0", "usb:05E0:1701:", "usb:05E0:1701:a b", ""])
def test_what_is_no_badge_is_a_ports_name(text):
    assert Badge.written(text) is None


def test_a_badge_without_a_units_number_finds_any_unit_of_the_product():
    assert found_port(Badge(0x05E0, 0x1701, None), [PLAIN, SCANNER]) == "/dev/ttyACM0"
    assert found_port(Badge(0x05E0, 0x1701, "B2"), [PLAIN, SCANNER]) is None
