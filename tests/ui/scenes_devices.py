"""States of devices and of papers on their way to the printer."""

from collections.abc import Callable

from app.core.key_reading import Layout, Reading
from app.core.problem import Code, Problem
from app.core.trial_scan import ScanKind, ScanSource, TrialScan
from app.till.ports import PrintOutcome, PrintReport
from app.ui.desk import DeviceState, DeviceStatus
from app.ui.devices_page import DevicesPage
from tests.ui.scene import Scene, filled, turned
from tests.ui.stage import CARDS

NO_PAPER = PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER, {"address": "usb:/dev/usb/lp0"}))
SILENT = PrintReport(PrintOutcome.UNKNOWN, Problem(Code.PRINTER_SILENT, {"address": "usb:/dev/usb/lp0"}))


def _devices(scene: Scene) -> DevicesPage:
    scene.window.turn_to("devices")
    page = scene.window.pages.devices
    assert page is not None
    scene.until(lambda: bool(page.found.rows) or not scene.stage.devices.there)
    return page


def nothing_found(scene: Scene) -> None:
    scene.stage.devices.there = ()
    _devices(scene)


def out_of_order(scene: Scene) -> None:
    page = _devices(scene)
    page.show_printer(DeviceStatus(DeviceState.TROUBLE, "usb:/dev/usb/lp0", Problem(Code.PRINTER_COVER_OPEN)))
    page.show_scanner(
        DeviceStatus(
            DeviceState.TROUBLE,
            "/dev/ttyACM0",
            Problem(Code.SCANNER_AWAY, {"port": "/dev/ttyACM0", "reason": "not plugged in"}),
        )
    )


def drawer(scene: Scene) -> None:
    scene.stage.devices.has_drawer = True
    page = _devices(scene)
    page.open_drawer.click()
    page.drawer.person.edit.setText("Kari")
    page.drawer.reason.edit.setText("change for a fifty")


def strip(report: PrintReport) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        scene.stage.devices.report = report
        page = _devices(scene)
        page.found.rows[0].attempt.click()
        scene.until(page.found.rows[0].attempt.isEnabled)

    return act


def trial(scene: Scene) -> None:
    page = _devices(scene)
    page.trial.switch.click()
    reading = Reading("7001448200004711", Layout.US, had_caps_lock=True)
    page.tried_scan(TrialScan(ScanSource.KEYBOARD, ScanKind.CARD, 16, "4711", "Code 128", 7.6, reading))


def paper_waits(scene: Scene) -> None:
    scene.stage.printer.reports.append(NO_PAPER)
    filled(scene).load()


def paper_asked(scene: Scene) -> None:
    scene.stage.printer.reports.append(SILENT)
    filled(scene).load()


def papers(scene: Scene) -> None:
    scene.stage.printer.reports.extend([SILENT, NO_PAPER])
    for card in CARDS[:3]:
        scene.scan(card).amount().customer().load()
        scene.page.model.clear()
    turned("papers")(scene)


def many_asked(scene: Scene) -> None:
    scene.stage.printer.reports.extend([SILENT, SILENT, NO_PAPER])
    for card in CARDS[:3]:
        scene.scan(card).amount().customer().load()
        scene.page.model.clear()
        scene.stage.clock.move(30)
    turned("papers")(scene)


DEVICES: dict[str, Callable[[Scene], object]] = {
    "devices-none": nothing_found,
    "devices-trouble": out_of_order,
    "devices-strip": strip(PrintReport(PrintOutcome.YES)),
    "devices-strip-fault": strip(NO_PAPER),
    "devices-drawer": drawer,
    "devices-trial": trial,
    "paper-waits": paper_waits,
    "paper-asked": paper_asked,
    "papers": papers,
    "papers-many-asked": many_asked,
    "papers-none": turned("papers"),
}
