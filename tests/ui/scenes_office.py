"""Head office's pages: batches, one of them in each state, and plans."""

import threading
from collections.abc import Callable
from datetime import timedelta

from app.core.batch import Symbol
from app.core.code_format import CodeFormat
from app.core.problem import Code
from app.office.book import BatchNote, NotedBatch
from app.ui.batch_page import BatchPage
from app.ui.batches_page import BatchesPage
from app.ui.plan_page import PlanPage
from tests.ui.fake_office import NOON, FakeOffice, draft
from tests.ui.scene import Scene

SEED_LIKE = CodeFormat(36, prefix="DINCARD:", symbols=True, characters=True)


def _office(scene: Scene) -> FakeOffice:
    office = scene.window.desk.office
    assert isinstance(office, FakeOffice)
    return office


def _filled(scene: Scene) -> FakeOffice:
    office = _office(scene)
    office.has(1, 2_500, count=2_500, series="Christmas 2026", is_released=True)
    office.has(2, 500, count=500, series="Staff presents")
    office.has(3, 8_200, count=10_000, series="Spring 2027")
    office.has(4, 0, count=1_000_000, series="Summer 2027, all shops of the chain")
    office.lost("batch-3", *(f"700148820{number:09d}" for number in (4471, 4489, 4497)))
    return office


def _opened(scene: Scene) -> BatchesPage:
    scene.window.turn_to("batches")
    page = scene.window.stack.currentWidget()
    assert isinstance(page, BatchesPage)
    scene.until(lambda: bool(page.rows) or page.empty.isVisible())
    return page


def batches(scene: Scene) -> None:
    _filled(scene)
    _opened(scene)


def one(batch_id: str, prepare: Callable[[FakeOffice], None] = lambda _office: None) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        prepare(_filled(scene))
        _opened(scene).batch_wanted.emit(batch_id)
        page = scene.window.stack.currentWidget()
        assert isinstance(page, BatchPage)
        scene.until(lambda: bool(page.name.text()))

    return act


def stopped(office: FakeOffice) -> None:
    facts = {"problem": Code.VAULT_FULL.value}
    office.notes["batch-3"] += [
        NotedBatch(BatchNote.SIZE_LOWERED, NOON, facts={"size": 50}),
        NotedBatch(BatchNote.STOPPED, NOON + timedelta(minutes=9), facts=facts),
    ]


def half_released(office: FakeOffice) -> None:
    assert office.release("batch-2", "2580") is None


def running(scene: Scene) -> None:
    one("batch-3")(scene)
    office = _office(scene)
    office.goes_on = threading.Semaphore(4)
    page = scene.window.stack.currentWidget()
    assert isinstance(page, BatchPage)
    page.start.click()
    scene.until(lambda: "8\u202f600" in page.progress.text())


def plan(**changes: object) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        _office(scene).usual_draft = draft(**changes)
        scene.window.turn_to("plan")
        page = scene.window.stack.currentWidget()
        assert isinstance(page, PlanPage)
        scene.until(lambda: bool(page.rows))

    return act


OFFICE: dict[str, Callable[[Scene], object]] = {
    "batches": batches,
    "batches-none": _opened,
    "batch-planned": one("batch-4"),
    "batch-lost-cards": one("batch-3"),
    "batch-running": running,
    "batch-stopped": one("batch-3", stopped),
    "batch-release": one("batch-2"),
    "batch-release-second": one("batch-2", half_released),
    "batch-released": one("batch-1"),
    "plan": plan(),
    "plan-refused": plan(token=SEED_LIKE),
    "plan-qr": plan(token=SEED_LIKE, symbol=Symbol.QR, chunk_size=1_000),
}
