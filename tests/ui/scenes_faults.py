"""Every fault of a device where a person meets it: at a sale, on the devices' page, on the strip, in the drawer's form.

`SHOWN` names the pictures of each fault, `UNSHOWN` says of the others why they have none.
"""

from collections.abc import Callable, Iterable, Mapping

from app.core.key_reading import Layout, Reading
from app.core.problem import Code, Problem
from app.core.trial_scan import ScanKind, ScanSource, TrialScan
from app.printer.destination import FORMS
from app.till.papers import Printed
from app.till.ports import PrintOutcome, PrintReport
from app.ui.cases_page import CasesPage
from app.ui.desk import DeviceState, DeviceStatus, FoundDevice, FoundKind
from app.ui.devices_page import DevicesPage
from tests.ui.scene import Scene, Waiting, case_deed, filled, turned
from tests.ui.stage import CARDS

NETWORK, CABLE, QUEUE, FILE = (
    "tcp://192.168.10.40:9100",
    "usb:/dev/usb/lp0",
    "cups://Counter",
    "/srv/receipts/till-2.bin",
)

PRINTERS: Mapping[Code, tuple[str, Mapping[str, str]]] = {
    Code.PRINTER_UNREACHABLE: (NETWORK, {"address": NETWORK}),
    Code.PRINTER_OFFLINE: (NETWORK, {"address": NETWORK}),
    Code.PRINTER_NO_PAPER: (CABLE, {"address": CABLE}),
    Code.PRINTER_COVER_OPEN: (CABLE, {"address": CABLE}),
    Code.PRINTER_SILENT: (NETWORK, {"address": NETWORK}),
    Code.PRINTER_BUSY: (NETWORK, {"address": NETWORK}),
    Code.PRINTER_FELL_SILENT: (NETWORK, {"address": NETWORK}),
    Code.PRINTER_DENIED: (CABLE, {"address": CABLE}),
    Code.PRINTER_PAPER_LOW: (CABLE, {"address": CABLE}),
    Code.PRINTER_HANDED_OVER: (QUEUE, {"address": QUEUE}),
    Code.PRINTER_QUEUE_STOPPED: (QUEUE, {"address": QUEUE}),
    Code.PRINTER_QUEUE_UNKNOWN: (QUEUE, {"address": QUEUE}),
    Code.PRINTER_FILE: (f"file:{FILE}", {"path": FILE}),
}
"""What a printer can be told to be, with its address and the facts that come with it."""

UNSURE = frozenset({Code.PRINTER_SILENT, Code.PRINTER_HANDED_OVER})
"""After these nobody knows whether a paper came out."""
ONLY_IN_PRINT = frozenset({Code.PRINTER_HANDED_OVER, Code.PRINTER_FILE})
"""Found only where a paper is at stake."""
ONLY_AT_REST = frozenset({Code.PRINTER_PAPER_LOW})
"""Warns, and keeps nothing from coming out."""

SCANNERS: Mapping[Code, Mapping[str, str | int]] = {
    Code.SCANNER_AWAY: {"port": "/dev/ttyACM0", "reason": "not plugged in"},
    Code.SCANNER_BUSY: {"port": "/dev/ttyACM0"},
    Code.SCANNER_DENIED: {"port": "/dev/ttyACM0"},
    Code.SCANNER_GARBLED: {"port": "/dev/ttyACM0", "speed": 9600, "framing": "8N1"},
}

Act = Callable[[Scene], object]


def printer_problem(code: Code) -> Problem:
    """As the printers' room tells it."""
    return Problem(code, PRINTERS[code][1])


def report_of(code: Code) -> PrintReport:
    """What a print comes back with."""
    return PrintReport(PrintOutcome.UNKNOWN if code in UNSURE else PrintOutcome.NO, printer_problem(code))


def printer_status(code: Code) -> DeviceStatus:
    """What the lights are told."""
    return DeviceStatus(DeviceState.TROUBLE, PRINTERS[code][0], printer_problem(code))


def scanner_status(code: Code) -> DeviceStatus:
    """What the lights are told."""
    return DeviceStatus(DeviceState.TROUBLE, "/dev/ttyACM0", Problem(code, SCANNERS[code]))


def devices_page(scene: Scene) -> DevicesPage:
    """The page, once it has found what the machine has."""
    scene.window.turn_to("devices")
    page = scene.window.pages.devices
    assert page is not None
    scene.until(lambda: bool(page.found.rows) or not scene.stage.devices.there)
    return page


def printer_light(code: Code) -> Act:
    def act(scene: Scene) -> None:
        scene.stage.devices.status = printer_status(code)
        devices_page(scene).ask.click()
        scene.until(lambda: scene.stage.devices.asked > 1)

    return act


def scanner_light(code: Code) -> Act:
    def act(scene: Scene) -> None:
        devices_page(scene)
        assert scene.stage.devices.listener is not None
        scene.stage.devices.listener.scanner_changed(scanner_status(code))

    return act


def at_a_sale(code: Code) -> Act:
    def act(scene: Scene) -> None:
        scene.stage.printer.reports.append(report_of(code))
        filled(scene).load()

    return act


def on_a_strip(report: PrintReport) -> Act:
    def act(scene: Scene) -> None:
        scene.stage.devices.report = report
        page = devices_page(scene)
        page.found.rows[0].attempt.click()
        scene.until(page.found.rows[0].attempt.isEnabled)

    return act


def drawer_told(report: PrintReport, *, pin: str | None = None, reason: str = "change for a fifty") -> Act:
    def act(scene: Scene) -> None:
        scene.stage.devices.has_drawer, scene.stage.devices.report = True, report
        page = devices_page(scene)
        page.open_drawer.click()
        drawer = page.drawer
        drawer.person.edit.setText("Kari")
        drawer.reason.edit.setText(reason)
        drawer.pin.edit.setText(pin or scene.stage.approvers.pin)
        drawer.pin.approve.click()
        scene.until(lambda: not drawer.pin.edit.isReadOnly())

    return act


# -------------------------------------------------------------------- scans


def wrong_layout(scene: Scene) -> None:
    """A scanner set to another keyboard, in the middle of a sale."""
    filled(scene).window.scans.line.tell()


def tried(trial: TrialScan) -> Act:
    def act(scene: Scene) -> None:
        page = devices_page(scene)
        page.trial.switch.click()
        page.tried_scan(trial)

    return act


def waits_for_a_trial(scene: Scene) -> None:
    devices_page(scene).trial.switch.click()


def scanned(text: str) -> Act:
    def act(scene: Scene) -> None:
        scene.window.scanned(text)

    return act


def scanned_twice(scene: Scene) -> None:
    scene.scan(CARDS[0])
    scene.window.scanned(CARDS[0])


def scanned_in_mid_call(scene: Scene) -> None:
    """The call waits for its answer; the next card is held under the scanner already."""
    filled(scene)
    scene.page.model._worker = Waiting()
    scene.page.model.confirm()
    scene.window.scanned(CARDS[1])


# -------------------------------------------------------------------- papers


def answered_too_late(scene: Scene) -> None:
    """Somebody at the command line answered for a paper that is still on screen."""
    at_a_sale(Code.PRINTER_SILENT)(scene)
    turned("papers")(scene)
    printing = scene.window.prints.printing
    assert printing is not None
    printing.refused.emit(Problem(Code.PAPER_NOT_OPEN, {"number": "000001"}))


def refused_in_print(scene: Scene) -> None:
    """A case is to be moved while a paper of its sale is in the printer."""
    case_deed("Move")(scene)
    page = scene.window.stack.currentWidget()
    assert isinstance(page, CasesPage)
    page.form.show_refused(Problem(Code.PAPER_IN_PRINT))


def overtaken(scene: Scene) -> None:
    """The slip waited for paper, and its card moved on meanwhile."""
    at_a_sale(Code.PRINTER_NO_PAPER)(scene)
    printed = scene.page.model.printed
    assert printed is not None
    why = Problem(Code.PAPER_OVERTAKEN, {"number": printed.paper.number_text})
    scene.page.model.heard(Printed(printed.paper, PrintReport(PrintOutcome.DROPPED, why)))


def bad_address(scene: Scene) -> None:
    """The program was opened with an address that is none."""
    facts = {
        "file": "settings.toml",
        "key": "printer.address",
        "value": "192.168.10.40",
        "reason": f"write it as one of {', '.join(FORMS)}",
    }
    scene.window.show_fault(Problem(Code.SETTINGS_BAD_VALUE, facts))


def display_tried(trouble: Problem | None) -> Act:
    """The customer's display is on trial, at its port or away from it."""

    def act(scene: Scene) -> None:
        devices = scene.stage.devices
        devices.trouble = trouble
        devices.there = (*devices.there, FoundDevice(FoundKind.DISPLAY, PORT, PORT, is_in_use=True))
        page = devices_page(scene)
        page.found.refresh()
        scene.until(lambda: len(page.found.rows) == len(devices.there))
        page.found.rows[-1].attempt.click()
        scene.until(page.found.rows[-1].attempt.isEnabled)

    return act


# -------------------------------------------------------------------- the lists


def _named(kind: str, codes: Iterable[Code]) -> dict[Code, str]:
    return {code: f"{kind}-{code.value.removeprefix('printer-').removeprefix('scanner-')}" for code in codes}


_LIGHTS = _named("printer", PRINTERS.keys() - ONLY_IN_PRINT)
_SCANNERS = _named("scanner", SCANNERS)
_SALES = _named("sale", PRINTERS.keys() - ONLY_AT_REST)
_STRIPS = _named("strip", PRINTERS.keys() - ONLY_AT_REST)
_OTHERS: Mapping[Code, str] = {
    Code.SCAN_WRONG_LAYOUT: "scan-wrong-layout",
    Code.SALE_IN_PROGRESS: "scan-in-mid-call",
    Code.CARD_IN_THIS_SALE: "scan-repeated",
    Code.SCAN_EMPTY: "scan-empty",
    Code.SCAN_TOO_LONG: "scan-too-long",
    Code.SCAN_UNREADABLE: "scan-unreadable",
    Code.SCAN_NOT_A_CARD: "scan-not-a-card",
    Code.PAPER_NOT_OPEN: "papers-not-open",
    Code.PAPER_IN_PRINT: "cases-in-print",
    Code.PAPER_OVERTAKEN: "sale-overtaken",
    Code.SETTINGS_BAD_VALUE: "fault-address",
    Code.DISPLAY_AWAY: "display-away",
}
SHOWN: Mapping[Code, frozenset[str]] = {
    code: frozenset(kind[code] for kind in (_LIGHTS, _SCANNERS, _SALES, _STRIPS, _OTHERS) if code in kind)
    for code in (*PRINTERS, *SCANNERS, *_OTHERS)
}
UNSHOWN: Mapping[Code, str] = {
    Code.DRAWER_NOT_SET: "the window has no button for a drawer that is not there: told at the command line only",
    Code.NOTHING_TO_PRINT: "the window offers to print only what has a paper: told at the command line only",
    Code.PRINTER_ADDRESS_BAD: "of an address in a command; the settings' own is told as a value that cannot be used",
}
"""Faults without a picture, and why."""

PORT = "/dev/ttyUSB1"
LAYOUT_SPOILT = Reading("7001448200004711", Layout.TYPED, is_spoilt=True)
FAULTS: Mapping[str, Act] = {
    "display-away": display_tried(Problem(Code.DISPLAY_AWAY, {"port": PORT})),
    "display-tried": display_tried(None),
    **{name: printer_light(code) for code, name in _LIGHTS.items()},
    **{name: scanner_light(code) for code, name in _SCANNERS.items()},
    **{name: at_a_sale(code) for code, name in _SALES.items()},
    **{name: on_a_strip(report_of(code)) for code, name in _STRIPS.items()},
    "scan-wrong-layout": wrong_layout,
    "scan-in-mid-call": scanned_in_mid_call,
    "scan-repeated": scanned_twice,
    "scan-empty": scanned(""),
    "scan-too-long": scanned("7" * 300),
    "scan-unreadable": scanned("70014482\x010000"),
    "scan-not-a-card": scanned("5000112637922"),
    "trial-waits": waits_for_a_trial,
    "trial-wrong-layout": tried(TrialScan(ScanSource.KEYBOARD, ScanKind.OTHER, 16, "", "", 11.2, LAYOUT_SPOILT)),
    "trial-other": tried(
        TrialScan(ScanSource.SERIAL, ScanKind.OTHER, 13, "", "EAN", problem=Problem(Code.SCAN_NOT_A_CARD))
    ),
    "papers-not-open": answered_too_late,
    "cases-in-print": refused_in_print,
    "sale-overtaken": overtaken,
    "fault-address": bad_address,
    "drawer-told": drawer_told(PrintReport(PrintOutcome.YES)),
    "drawer-shut": drawer_told(report_of(Code.PRINTER_COVER_OPEN)),
    "drawer-silent": drawer_told(report_of(Code.PRINTER_SILENT)),
    "drawer-handed-over": drawer_told(report_of(Code.PRINTER_HANDED_OVER)),
    "drawer-wrong-pin": drawer_told(PrintReport(PrintOutcome.YES), pin="111111"),
    "drawer-unsigned": drawer_told(PrintReport(PrintOutcome.YES), reason=""),
}
