"""States of devices and of papers on their way to the printer."""

from collections.abc import Callable

from app.core.key_reading import Layout, Reading
from app.core.problem import Code, Problem
from app.core.trial_scan import ScanKind, ScanSource, TrialScan
from app.till.ports import PrintOutcome, PrintReport
from app.ui.desk import DeviceState, DeviceStatus, Saved
from tests.ui.scene import Scene, Waiting, filled, turned
from tests.ui.scenes_faults import devices_page, on_a_strip, printer_light, report_of, scanner_light
from tests.ui.stage import CARDS

NO_PAPER, SILENT = report_of(Code.PRINTER_NO_PAPER), report_of(Code.PRINTER_SILENT)


def nothing_found(scene: Scene) -> None:
    scene.stage.devices.there = ()
    devices_page(scene)


def out_of_order(scene: Scene) -> None:
    scanner_light(Code.SCANNER_AWAY)(scene)
    printer_light(Code.PRINTER_COVER_OPEN)(scene)


def no_devices(scene: Scene) -> None:
    """A till that prints on the screen, and whose scanner types."""
    scene.stage.devices.there = ()
    scene.stage.devices.status = DeviceStatus(DeviceState.NONE)
    devices_page(scene).ask.click()
    scene.until(lambda: scene.stage.devices.asked > 1)
    assert scene.stage.devices.listener is not None
    scene.stage.devices.listener.scanner_changed(DeviceStatus(DeviceState.NONE))


def drawer(scene: Scene) -> None:
    scene.stage.devices.has_drawer = True
    page = devices_page(scene)
    page.open_drawer.click()
    page.drawer.person.edit.setText("Kari")
    page.drawer.reason.edit.setText("change for a fifty")


def strip_under_way(scene: Scene) -> None:
    page = devices_page(scene)
    page.found._lane = Waiting()
    page.found.rows[0].attempt.click()


def trial(scene: Scene) -> None:
    page = devices_page(scene)
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


def saved(scene: Scene) -> None:
    devices_page(scene)
    told = "Saved: the till reads the scanner with these settings now. Scan a card."
    scene.window.pages.tell_saved(Saved(told, is_scanner=True))


def strip_kept(scene: Scene) -> None:
    devices_page(scene)
    scene.window.pages.tell_saved(Saved("Saved: the till prints as in line 7 of the strip now."))


def strip_not_kept(scene: Scene) -> None:
    on_a_strip(PrintReport(PrintOutcome.YES))(scene)
    scene.stage.devices.trouble = Problem(Code.SETTINGS_UNWRITABLE, {"file": "settings.toml", "reason": "no room"})
    page = devices_page(scene)
    page.found.pick.number.setText("7")
    page.found.pick.keep.click()
    scene.until(page.found.pick.isEnabled)


DEVICES: dict[str, Callable[[Scene], object]] = {
    "devices-none": nothing_found,
    "devices-trouble": out_of_order,
    "devices-saved": saved,
    "devices-no-devices": no_devices,
    "strip-printed": on_a_strip(PrintReport(PrintOutcome.YES)),
    "strip-kept": strip_kept,
    "strip-not-kept": strip_not_kept,
    "strip-printing": strip_under_way,
    "devices-drawer": drawer,
    "devices-trial": trial,
    "paper-waits": paper_waits,
    "paper-asked": paper_asked,
    "papers": papers,
    "papers-many-asked": many_asked,
    "papers-none": turned("papers"),
}
