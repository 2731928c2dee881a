"""Pictures of every state of the window.

`python -m tests.ui.screenshots OUT [small|middle|large] [light|dark] [state] [--platform xcb]`. Without `--platform`
nothing is shown on any screen.
"""

import os
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

if "--platform" in sys.argv[1:-1]:
    os.environ["QT_QPA_PLATFORM"] = sys.argv[sys.argv.index("--platform") + 1]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from app.core.activation import State
from app.core.problem import Code, Problem
from app.core.slip_code import encode, request_of
from app.till.ports import LedgerFault, PrintOutcome, PrintReport
from app.ui.desk import Account, DeviceState, DeviceStatus
from tests.fakes import Fate, order
from tests.ui.fake_office import FakeOffice
from tests.ui.scene import Scene, Waiting, case_deed, filled, line_down, offline_form, some_of_each, turned
from tests.ui.scenes_calibration import CALIBRATION
from tests.ui.scenes_devices import DEVICES
from tests.ui.scenes_faults import FAULTS
from tests.ui.scenes_line_down import LINE_DOWN
from tests.ui.scenes_lost_cards import LOST_CARDS
from tests.ui.scenes_office import OFFICE
from tests.ui.stage import CARDS

SIZES = {"small": (1024, 768), "middle": (1280, 860), "large": (1920, 1080)}
THEMES = ("light", "dark")


def offline(scene: Scene) -> None:
    scene.stage.issuer.fates.extend([Fate.NOT_SENT] * 9)
    scene.stage.issuer.read_fates.extend([Fate.NOT_SENT] * 9)
    filled(scene).load()


def with_fate(fate: Fate) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        filled(scene)
        scene.stage.issuer.fates.append(fate)
        scene.load()

    return act


def taken(scene: Scene) -> None:
    filled(scene)
    scene.stage.clock.move(30)
    scene.stage.issuer.sell_elsewhere(CARDS[0])
    scene.stage.issuer.fates.append(Fate.LOST_BEFORE)
    scene.load()
    assert scene.window.catching_up is not None
    scene.window.catching_up.resume()
    scene.until(lambda: scene.page.model.activations[0].state is State.TAKEN)


def printer_fault(scene: Scene) -> None:
    scene.stage.printer.reports.append(PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER)))
    scene.stage.devices.status = DeviceStatus(DeviceState.TROUBLE, "TM-T20", Problem(Code.PRINTER_NO_PAPER))
    filled(scene).load()
    scene.window.ask_printer()
    scene.until(lambda: scene.stage.devices.asked > 1)


def several(scene: Scene) -> None:
    scene.scan(*CARDS[:3]).amount().customer()
    scene.page.model.choose(scene.page.model.form.entries[2])
    scene.page.model.type_amount("750,00")


def several_done(scene: Scene) -> None:
    scene.scan(*CARDS[:3]).amount()
    scene.stage.issuer.fates.extend([Fate.OK, Fate.LOST_AFTER, Fate.OK])
    scene.load()


def several_active(scene: Scene) -> None:
    scene.scan(*CARDS[:3]).amount().load()


def already_active(scene: Scene) -> None:
    scene.stage.issuer.sell_elsewhere(CARDS[0])
    scene.scan(CARDS[0])


def fault(scene: Scene) -> None:
    filled(scene)
    scene.stage.ledger.faults.append(LedgerFault(Problem(Code.JOURNAL_FAULT), is_certain=False))
    scene.load()


def bad_amount(scene: Scene) -> None:
    scene.scan(CARDS[0]).amount("20 000")
    scene.window.scanned("5000112637922")


def more(scene: Scene) -> None:
    filled(scene)
    scene.page._open_more(is_open=True)
    scene.page.model.set_details(expires_on="31.12.2020")


def sending(scene: Scene) -> None:
    filled(scene)
    scene.page.model._worker = Waiting()
    scene.page.model.confirm()


def asked_to_cancel(scene: Scene) -> None:
    turned("queue", line_down)(scene)
    page = scene.window.stack.currentWidget()
    next(row for row in page.rows.values() if not row.cancel.isHidden()).cancel.click()


def offline_ready(scene: Scene) -> None:
    line_down(scene)
    filled(scene)


def over_limit(scene: Scene) -> None:
    line_down(scene)
    scene.scan(CARDS[0]).amount("1 500")
    scene.page.model.confirm()
    scene.until(lambda: scene.page.model.offline.over is not None)


def stopped_queue(scene: Scene) -> None:
    line_down(scene)
    scene.stage.issuer.read_fates.clear()
    scene.stage.issuer.read_fates.append(Fate.FORBIDDEN)
    assert scene.window.catching_up is not None
    scene.window.catching_up.resume()
    scene.until(lambda: scene.window.catching_up is not None and scene.window.catching_up.stopped is not None)
    turned("queue")(scene)


def slip(scene: Scene) -> None:
    other = order("7001448200009911", "c" * 32)
    counter = scene.window.desk.counter
    assert counter is not None
    assert counter.seal is not None
    scene.window.scanned(encode(request_of(other, "Torggata"), counter.seal.sign))
    page = scene.window.stack.currentWidget()
    scene.until(lambda: "Reading" not in page.title.text())


def checked(scene: Scene) -> None:
    scene.stage.issuer.sell_elsewhere(CARDS[0])
    turned("check")(scene)
    scene.window.scanned(CARDS[0])
    page = scene.window.stack.currentWidget()
    scene.until(lambda: "left" in page.answer.about.text())


def paper_fault(scene: Scene) -> None:
    scene.stage.printer.ledger = scene.stage.ledger
    filled(scene).load()


STATES: dict[str, Callable[[Scene], object]] = (
    {
        "ready": lambda scene: None,
        "scanned": lambda scene: scene.scan(CARDS[0]),
        "confirm": filled,
        "sending": sending,
        "active": lambda scene: filled(scene).load(),
        "queued": offline,
        "offline-form": offline_form,
        "unknown": with_fate(Fate.LOST_AFTER),
        "held": with_fate(Fate.BAD_REQUEST),
        "mismatch": with_fate(Fate.OTHER_AMOUNT),
        "taken": taken,
        "printer-fault": printer_fault,
        "several": several,
        "several-mixed": several_done,
        "several-active": several_active,
        "already-active": already_active,
        "bad-amount": bad_amount,
        "more": more,
        "fault": fault,
        "paper-fault": paper_fault,
        "devices": turned("devices"),
        "check": turned("check"),
        "check-active": checked,
        "queue": turned("queue", some_of_each),
        "queue-empty": turned("queue"),
        "queue-cancel": asked_to_cancel,
        "offline-ready": offline_ready,
        "offline-over-limit": over_limit,
        "offline-queue": turned("queue", line_down),
        "queue-stopped": stopped_queue,
        "cases": turned("cases", some_of_each),
        "cases-move": case_deed("Move"),
        "cases-refund": case_deed("Refund"),
        "cases-none": turned("cases"),
        "slip": slip,
        "journal": turned("journal", some_of_each),
        "practice": turned("cards"),
        "help": turned("help"),
        "help-queue": lambda scene: (scene.window.turn_to("queue"), scene.window.turn_to("help")),
        "fault-page": lambda scene: scene.window.show_fault(Problem(Code.JOURNAL_FULL)),
        "fault-damaged": lambda scene: scene.window.show_fault(Problem(Code.JOURNAL_DAMAGED)),
        "setup": lambda scene: None,
        "setup-problem": lambda scene: scene.window.stack.currentWidget().save.click(),
        "setup-help": turned("help"),
    }
    | LINE_DOWN
    | DEVICES
    | FAULTS
    | CALIBRATION
    | OFFICE
    | LOST_CARDS
)


class KeepsNothing:
    """A first-run screen's way to settings and keyring that is never taken."""

    def save(self, *_account: str) -> None:
        pass


NO_TILL = {"counter": None, "devices": None, "account": None, "sandbox": lambda: None, "setup": KeepsNothing()}
DESKS: dict[str, dict[str, Any]] = {
    "setup": NO_TILL,
    "setup-problem": NO_TILL,
    "setup-help": NO_TILL,
    "fault-page": {"reopen": lambda: None},
    "fault-damaged": {"reopen": lambda: None, "begin_anew": lambda: None},
    "practice": {"demonstration_cards": CARDS, "account": Account("T00000000", is_test=True, is_sandbox=True)},
}
DESKS |= {state: {"office": FakeOffice()} for state in OFFICE | LOST_CARDS}
"""What is not as usual behind the window of a state."""


def main(words: list[str]) -> None:
    folder = Path(words[0])
    folder.mkdir(parents=True, exist_ok=True)
    chosen = set(words[1:])
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    application.setApplicationDisplayName("")
    sizes = [name for name in SIZES if name in chosen] or list(SIZES)
    themes = [name for name in THEMES if name in chosen] or list(THEMES)
    states = [name for name in STATES if name in chosen] or list(STATES)
    for size, theme, state in product(sizes, themes, states):
        scene = Scene(theme, SIZES[size], **DESKS.get(state, {}))
        STATES[state](scene)
        scene.until(lambda: True)
        scene.window.grab().save(str(folder / f"{state}-{theme}-{size}.png"))
        scene.close()


if __name__ == "__main__":
    main(sys.argv[1:])
