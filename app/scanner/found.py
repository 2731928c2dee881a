"""Which scanners are plugged into this machine, for whoever sets one up. A scanner that types cannot be told."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum, unique
from typing import Any

from app.scanner.badge import Badge, PortInfo, Ports, system_ports
from app.scanner.hid_devices import HidDevice, HidDevices, system_hid_devices


@unique
class ScannerKind(StrEnum):
    """How a scanner that is no keyboard is plugged in."""

    SERIAL = "serial"
    HID_POS = "hid-pos"


@dataclass(frozen=True, slots=True)
class FoundScanner:
    """A port or device that may be a scanner, as plain words and numbers.

    `address` goes into the settings: `port` of a serial scanner, or `hid`. It holds the maker's numbers where there
    are any, so that the unit is found again under another name. `device` is what it is called now, `name` what its
    maker calls it. `is_usb` is false for a plain line, where nobody knows what is plugged in, if anything is.
    """

    kind: ScannerKind
    name: str
    address: str
    device: str
    maker: str = ""
    product: str = ""
    serial_number: str = ""
    is_usb: bool = True


def found_scanners(
    ports: Ports = system_ports, hid_devices: HidDevices = system_hid_devices
) -> tuple[FoundScanner, ...]:
    """What is plugged in now: HID-POS scanners, then serial ports on USB, then plain lines. May take a moment."""
    serial = sorted((_serial(port) for port in _listed(ports)), key=lambda found: (not found.is_usb, found.device))
    return (*(_hid(device) for device in hid_devices()), *_told_apart(serial))


def _told_apart(found: list[FoundScanner]) -> list[FoundScanner]:
    """Units that have the same numbers, because their maker gave them none of their own, go by their ports' names."""
    times = Counter(scanner.address for scanner in found)
    return [replace(scanner, address=scanner.device) if times[scanner.address] > 1 else scanner for scanner in found]


def _listed(ports: Ports) -> list[PortInfo]:
    try:
        return list(ports())
    except OSError:  # a device that goes while the list is made
        return []


def _serial(port: PortInfo) -> FoundScanner:
    badge = Badge.of(port)
    maker, product = _text(port, "manufacturer"), _text(port, "product")
    if badge is None:
        return FoundScanner(ScannerKind.SERIAL, port.device, port.device, port.device, is_usb=False)
    return FoundScanner(
        ScannerKind.SERIAL,
        _name((maker, product), port.device),
        badge.text,
        port.device,
        maker,
        product,
        badge.unit or "",
    )


def _hid(device: HidDevice) -> FoundScanner:
    return FoundScanner(
        ScannerKind.HID_POS,
        _name((device.maker, device.product), device.badge.text),
        device.badge.text,
        device.path.decode("utf-8", "replace"),
        device.maker,
        device.product,
        device.badge.unit or "",
    )


def _text(port: PortInfo, name: str) -> str:
    told: Any = getattr(port, name, None)
    return "".join(sign for sign in told if sign.isprintable()).strip() if isinstance(told, str) else ""


def _name(words: Iterable[str], otherwise: str) -> str:
    """The maker's words, without the maker twice where the product begins with it."""
    maker, product = (word.strip() for word in words)
    if product.casefold().startswith(maker.casefold()):
        return product or otherwise
    return f"{maker} {product}".strip()
