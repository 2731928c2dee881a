"""One window with its till, brought into a state as a cashier would bring it there."""

import tomllib
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication, QPushButton

from app.core.answer import Answer, Cause, Kind
from app.till.counter import printing_aside
from app.till.ports import PrintOutcome
from app.ui.sell_model import Phase
from app.ui.sell_page import SellPage
from app.ui.window import TillWindow
from tests.fakes import Fate
from tests.ui.stage import CARDS, RESOURCES, PrinterOnAFullDisk, Stage

MORE_CARDS = tuple(f"700144820000{end}" for end in ("2200", "3399", "5526", "6610", "7714", "9008"))


SHOP = {
    "shop_name": "Nordlys Bokhandel",
    "address": ("Storgata 4, 0155 Oslo",),
    "till_id": "2",
    "operator_id": "Kari N.",
    "presets_minor": (20_000, 30_000, 50_000, 100_000),
    "terms": ("Valid for three years. Not exchanged for money.",),
    "mask_first": 8,
}


class Scene:
    """One window with its till, brought into a state as a cashier would bring it there."""

    def __init__(self, theme: str, size: tuple[int, int], **desk: Any) -> None:
        tables = tomllib.loads((RESOURCES / "receipts" / "en.toml").read_text("utf-8"))
        words = {key: text for table in tables.values() for key, text in table.items()}
        self.stage = Stage(shop_changes=dict(SHOP), words=words, printer=PrinterOnAFullDisk())
        self.stage.issuer.with_cards(*MORE_CARDS)
        parts = {"counter": printing_aside(self.stage.counter())} | desk
        self.window = TillWindow(self.stage.desk(theme, **parts), RESOURCES)
        self.window.resize(*size)
        self.window.show()
        self.until(lambda: self.stage.devices.asked > 0 or "counter" in desk)

    @property
    def page(self) -> SellPage:
        counter = self.window.desk.counter
        assert counter is not None
        return self.window.pages.sell(counter)

    def until(self, is_so: Callable[[], bool]) -> None:
        deadline = QDeadlineTimer(5000)
        while not is_so() and not deadline.hasExpired():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        for _turn in range(5):
            QApplication.processEvents()

    def scan(self, *cards: str) -> "Scene":
        for card in cards:
            self.window.scanned(card)
            entries = self.page.model.form.entries
            self.until(lambda entries=entries: all(entry.look for entry in entries))
        return self

    def amount(self, text: str = "500") -> "Scene":
        self.page.amount.edit.setText(text)
        self.page.model.type_amount(text)
        self.page.amount.edit.left.emit()
        return self

    def customer(self) -> "Scene":
        self.page.model.set_details(customer_name="Ærlig Øystein Åsen", customer_id="K-2231")
        return self

    def load(self) -> "Scene":
        self.page.model.confirm()
        self.until(lambda: self.page.model.phase in {Phase.RESULT, Phase.FAULT})
        self.until(self._is_told_of_paper)
        return self

    def _is_told_of_paper(self) -> bool:
        printed = self.page.model.printed
        return printed is None or printed.report.outcome is not PrintOutcome.WAITING

    def close(self) -> None:
        self.window.close()
        self.window.close_down()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def filled(scene: Scene) -> Scene:
    return scene.scan(CARDS[0]).amount().customer()


def offline_form(scene: Scene) -> None:
    scene.stage.issuer.read_fates.extend([Fate.NOT_SENT] * 9)
    filled(scene)


def turned(name: str, acts: Callable[[Scene], object] = lambda scene: None) -> Callable[[Scene], None]:
    """A page that reads on a lane: its picture is taken when the lane has nothing more to do."""

    def act(scene: Scene) -> None:
        acts(scene)
        scene.window.turn_to(name)
        for lane in (scene.window.front, scene.window.back) * 3:
            done: list[object] = []
            lane.run(lambda: None, done.append)
            scene.until(lambda done=done: bool(done))

    return act


def some_of_each(scene: Scene) -> None:
    """A sale of each kind, so that queue and journal have something to tell."""
    fates = (Fate.OK, Fate.NOT_SENT, Fate.LOST_AFTER, Fate.BAD_REQUEST, Fate.OTHER_AMOUNT, Fate.OK)
    for card, fate, amount in zip(MORE_CARDS, fates, ("500", "1000", "250,50", "300", "500", "750"), strict=True):
        scene.scan(card).amount(amount).customer()
        scene.stage.issuer.fates.append(fate)
        scene.load()
        scene.stage.clock.move(400)
        scene.page.model.clear()


def line_down(scene: Scene) -> None:
    """Three sales wait, and the line is known to be down."""
    scene.stage.issuer.ping_answer = Answer(Kind.NOT_SENT, Cause.LINE)
    for card, amount in zip(MORE_CARDS, ("500", "1000", "250,50"), strict=False):
        scene.stage.issuer.read_fates.extend([Fate.NOT_SENT] * 2)
        scene.stage.issuer.fates.append(Fate.NOT_SENT)
        scene.scan(card).amount(amount).load()
        scene.stage.issuer.read_fates.clear()
        scene.page.model.clear()
    scene.stage.issuer.read_fates.extend([Fate.NOT_SENT] * 9)
    scene.stage.issuer.fates.extend([Fate.NOT_SENT] * 9)


def case_deed(way: str) -> Callable[[Scene], None]:
    """A case whose way out was pressed."""

    def act(scene: Scene) -> None:
        turned("cases", some_of_each)(scene)
        page = scene.window.stack.currentWidget()
        assert page is not None
        wanted = [b for b in page.findChildren(QPushButton) if b.text().startswith(way) and not b.isHidden()]
        wanted[0].click()

    return act


class Waiting:
    """A lane whose call never comes back, for the picture of the wait."""

    def run(self, job: object, done: object) -> None:
        pass

    def run_telling(self, job: object, told: object, done: object) -> None:
        pass
