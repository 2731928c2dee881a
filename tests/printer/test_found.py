"""What this machine has that may be a printer, from a made-up system."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.printer.destination import printer_for
from app.printer.found import FoundBy, FoundPrinter, found_on_serial_lines, found_on_usb, found_printers, found_queues
from app.printer.profile import PRESETS


@dataclass(frozen=True)
class Port:
    device: str
    description: str | None = "n/a"
    manufacturer: str | None = None
    product: str | None = None


@pytest.fixture
def machine(tmp_path: Path):
    """A system with USB printers by the number of their node: what their files say."""

    def with_printers(printers: dict[int, dict[str, str]]) -> tuple[FoundPrinter, ...]:
        for number, said in printers.items():
            device = tmp_path / "sys" / "devices" / f"usb{number}"
            interface = device / "interface"
            interface.mkdir(parents=True)
            for name, text in said.items():
                (interface if name == "ieee1284_id" else device).joinpath(name).write_text(text)
            entry = tmp_path / "sys" / "class" / "usbmisc" / f"lp{number}"
            entry.mkdir(parents=True)
            (entry / "device").symlink_to(interface)
            node = tmp_path / "dev" / "usb" / f"lp{number}"
            node.parent.mkdir(parents=True, exist_ok=True)
            node.write_bytes(b"")
        return found_on_usb(tmp_path / "sys", tmp_path / "dev")

    return with_printers


def test_a_usb_printer_is_named_by_its_maker_and_model(machine, tmp_path) -> None:
    found = machine(
        {
            0: {"ieee1284_id": "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;", "product": "Thermal"},
            1: {"manufacturer": "STMicroelectronics\n", "product": "POS58 Printer\n"},
            2: {"ieee1284_id": "MANUFACTURER:Citizen;MODEL:CITIZEN CT-S310II;"},
            3: {},
            4: {"product": "\x1bp\x00evil\u202e"},
        }
    )
    assert [printer.name for printer in found[:4]] == [
        "EPSON TM-T20II",
        "STMicroelectronics POS58 Printer",
        "CITIZEN CT-S310II",
        "lp3",
    ]
    assert found[4].name.isprintable()
    assert {printer.found_by for printer in found} == {FoundBy.USB}
    assert found[0].address == f"usb:{tmp_path / 'dev' / 'usb' / 'lp0'}"
    assert all(printer_for(printer.address, PRESETS["80mm"]).address == printer.address for printer in found)


def test_a_printer_that_this_user_may_not_open_is_found_and_says_so(machine, monkeypatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_asked: False)
    assert [printer.is_ready for printer in machine({0: {}})] == [False]


def test_serial_ports_are_named_by_what_is_plugged_in() -> None:
    ports = [
        Port("/dev/ttyUSB1", "USB-Serial Controller", "Prolific", "USB-Serial Controller"),
        Port("/dev/ttyS0"),
        Port("COM3", "EPSON TM Virtual Port (COM3)"),
        Port("/dev/ttyS1", None),
    ]
    found = found_on_serial_lines(lambda: ports)
    assert [(printer.address, printer.name) for printer in found] == [
        ("serial:///dev/ttyS0?speed=9600&flow=none", "/dev/ttyS0"),
        ("serial:///dev/ttyS1?speed=9600&flow=none", "/dev/ttyS1"),
        ("serial:///dev/ttyUSB1?speed=9600&flow=none", "Prolific USB-Serial Controller"),
        ("serial://COM3?speed=9600&flow=none", "EPSON TM Virtual Port (COM3)"),
    ]
    assert all(printer_for(printer.address, PRESETS["80mm"]) for printer in found)


def test_print_queues_are_named_as_people_call_them() -> None:
    found = found_queues(lambda _wait_s: [("till-2", ""), ("till-1", "Receipts at\x1bp the door")])
    assert [(printer.address, printer.name, printer.found_by) for printer in found] == [
        ("cups:till-1", "Receipts atp the door", FoundBy.QUEUE),
        ("cups:till-2", "till-2", FoundBy.QUEUE),
    ]


def test_a_port_that_goes_while_it_is_listed_hides_nothing_else() -> None:
    def gone() -> list[Port]:
        raise OSError(19, "No such device")

    assert found_on_serial_lines(gone) == ()


def test_this_machine_is_looked_over_without_a_fault() -> None:
    for printer in found_printers():
        assert printer_for(printer.address, PRESETS["80mm"])
