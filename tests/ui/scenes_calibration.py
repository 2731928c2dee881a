"""A scanner that types is set up: each step, and each wrong turn."""

from collections.abc import Callable, Sequence

from app.core.calibration import CODES, Tap
from app.core.key_reading import Stroke
from app.core.problem import Code, Problem
from app.core.trial_scan import ScanSource
from app.till.ports import PrintOutcome, PrintReport
from app.ui.calibration_page import CalibrationPage
from tests.ui.scene import Scene, Waiting, turned
from tests.ui.scenes_faults import report_of

Act = Callable[[Scene], object]
ENTER = "Return"


def keys(text: str, *, before: str = "", after: str = ENTER, pace_ms: int = 8) -> tuple[Tap, ...]:
    """What a scanner types: each sign as it stands on this computer's keyboard."""
    signs = [Tap(sign, Stroke(sign, 0, has_shift=False), 0) for sign in text]
    named = [*([Tap(before, None, 0)] if before else []), *signs, *([Tap(after, None, 0)] if after else [])]
    return tuple(Tap(tap.name, tap.stroke, 1000 + pace_ms * place) for place, tap in enumerate(named))


def page_of(scene: Scene) -> CalibrationPage:
    """The page, opened."""
    turned("calibration")(scene)
    page = scene.window.stack.currentWidget()
    assert isinstance(page, CalibrationPage)
    return page


def read(*bursts: Sequence[Tap]) -> Act:
    """The page after these bursts."""

    def act(scene: Scene) -> CalibrationPage:
        page = page_of(scene)
        for burst in bursts:
            page.capture.captured.emit(tuple(burst))
        return page

    return act


def all_three(*, before: str = "", after: str = ENTER, pace_ms: int = 8) -> Act:
    """The three codes, one after another."""
    return read(*(keys(code, before=before, after=after, pace_ms=pace_ms) for code in CODES))


def does_not_type(scene: Scene) -> None:
    page_of(scene)
    scene.window.scans.heard(CODES[0], ScanSource.SERIAL)


def printed(report: PrintReport) -> Act:
    """The codes were sent to the printer."""

    def act(scene: Scene) -> None:
        scene.stage.devices.report = report
        page = page_of(scene)
        page.print.click()
        scene.until(page.print.isEnabled)

    return act


def printing(scene: Scene) -> None:
    page = page_of(scene)
    page._lane = Waiting()
    page.print.click()


def not_saved(scene: Scene) -> None:
    facts = {"file": "/etc/giftcard-till/settings.toml", "reason": "Permission denied"}
    scene.stage.devices.trouble = Problem(Code.SETTINGS_UNWRITABLE, facts)
    all_three()(scene)
    page = scene.window.stack.currentWidget()
    assert isinstance(page, CalibrationPage)
    page.use.click()
    scene.until(page.use.isEnabled)


CALIBRATION: dict[str, Act] = {
    "calibration": turned("calibration"),
    "calibration-one-read": read(keys(CODES[0])),
    "calibration-two-read": read(keys(CODES[0]), keys(CODES[1])),
    "calibration-done": all_three(),
    "calibration-done-keys": all_three(before="F9", after="Tab"),
    "calibration-done-slow": all_three(pace_ms=90),
    "calibration-done-bare": all_three(after=""),
    "calibration-unknown": read(keys("7001448200004711")),
    "calibration-read-already": read(keys(CODES[0]), keys(CODES[0])),
    "calibration-keys-before": read(keys("@@" + CODES[0])),
    "calibration-keys-after": read(keys(CODES[0] + "##")),
    "calibration-in-different-ways": read(keys(CODES[0]), keys(CODES[1]), keys(CODES[2], after="Tab")),
    "calibration-not-read": all_three(after="A"),
    "calibration-does-not-type": does_not_type,
    "calibration-printing": printing,
    "calibration-printed": printed(PrintReport(PrintOutcome.YES)),
    "calibration-no-printer": printed(PrintReport(PrintOutcome.NO)),
    "calibration-no-paper": printed(report_of(Code.PRINTER_NO_PAPER)),
    "calibration-silent": printed(report_of(Code.PRINTER_SILENT)),
    "calibration-not-saved": not_saved,
}
