"""Head office's pages: batches, one of them in each state, and plans."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from app.core.batch import CardType, ChunkState, Symbol
from app.core.card_ids import IdScheme
from app.core.code_format import CodeFormat
from app.core.id_list import IdList
from app.core.problem import Code, Problem
from app.office.book import BatchNote, NotedBatch
from app.office.status import Found
from app.ui.batch_page import BatchPage
from app.ui.batches_page import BatchesPage
from app.ui.office_desk import ExportWish, GivenIds, SignedFile
from app.ui.plan_page import PlanPage
from tests.ui.fake_office import KEYS, NOON, FakeOffice, digest_of, draft
from tests.ui.scene import Scene

SEED_LIKE = CodeFormat(36, prefix="DINCARD:", symbols=True, characters=True)


def office_of(scene: Scene) -> FakeOffice:
    office = scene.window.desk.office
    assert isinstance(office, FakeOffice)
    return office


def _filled(scene: Scene) -> FakeOffice:
    office = office_of(scene)
    office.has(1, 2_500, count=2_500, series="Christmas 2026", is_released=True)
    office.has(2, 500, count=500, series="Staff presents")
    office.has(3, 8_200, count=10_000, series="Spring 2027")
    office.has(4, 0, count=1_000_000, series="Summer 2027, all shops of the chain")
    office.lost("batch-3", *(f"700148820{number:09d}" for number in (4471, 4489, 4497)))
    return office


def opened(scene: Scene) -> BatchesPage:
    scene.window.turn_to("batches")
    page = scene.window.stack.currentWidget()
    assert isinstance(page, BatchesPage)
    scene.until(lambda: bool(page.rows) or page.empty.isVisible())
    return page


def batches(scene: Scene) -> None:
    _filled(scene)
    opened(scene)


def many(scene: Scene) -> None:
    for number in range(5, 31):
        office_of(scene).has(number, 250, count=250, series=f"Shop {number}")
    batches(scene)


def one(batch_id: str, prepare: Callable[[FakeOffice], None] = lambda _office: None) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        prepare(_filled(scene))
        opened(scene).batch_wanted.emit(batch_id)
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


def doubtful(office: FakeOffice) -> None:
    standing = office.standings["batch-3"]
    cards = {ChunkState.CHECKED: 8_200, ChunkState.UNKNOWN: 100, ChunkState.PLANNED: 1_700}
    office.standings["batch-3"] = replace(standing, cards=cards)


def short_of_ids(office: FakeOffice) -> None:
    standing = office.has(3, 9_970, scheme=None, given=None, series="Spring 2027, own numbers")
    office.standings["batch-3"] = replace(standing, cards={ChunkState.CHECKED: 9_970})
    facts = {"problem": Code.BATCH_IDS_SHORT.value}
    office.notes["batch-3"] += [NotedBatch(BatchNote.STOPPED, NOON + timedelta(minutes=9), facts=facts)]


def exported(office: FakeOffice) -> None:
    office.notes["batch-1"] += [
        NotedBatch(BatchNote.RELEASE, NOON, "Kari"),
        NotedBatch(BatchNote.RELEASE, NOON + timedelta(hours=1), "Ola"),
    ]
    office.standings["batch-1"] = replace(office.standings["batch-1"], released_by=("Kari", "Ola"))
    office.export("batch-1", ExportWish(("csv", "pdf"), "/srv/cards"))


def shredded(office: FakeOffice) -> None:
    exported(office)
    assert office.shred("batch-1", "2580", "5f" * 32) == ()


def shown(scene: Scene) -> BatchPage:
    page = scene.window.stack.currentWidget()
    assert isinstance(page, BatchPage)
    return page


def wrong_pin(scene: Scene) -> None:
    one("batch-2", half_released)(scene)
    panel = shown(scene).release
    panel.pin.edit.setText("0000")
    panel.sign.click()
    scene.until(panel.problem.isVisible)


def every_form(scene: Scene) -> None:
    one("batch-1")(scene)
    panel = shown(scene).export
    for chip in panel.forms.values():
        chip.setChecked(True)
    panel.folder.show_text("/srv/cards/Christmas 2026")


def export_refused(scene: Scene) -> None:
    one("batch-1", exported)(scene)
    office, panel = office_of(scene), shown(scene).export
    office.refuses_export = Problem(Code.EXPORT_EXISTS, {"file": "/srv/cards/batch-1-vvpg5.csv.age"})
    panel.again.click()
    panel.folder.show_text("/srv/cards")
    panel.export.click()
    scene.until(panel.problem.isVisible)


def shred_asked(scene: Scene) -> None:
    one("batch-1", exported)(scene)
    page = shown(scene)
    page.shred.receipt.edit.setText(digest_of("csv", KEYS[0]))
    page.shred.next.click()
    scene.until(lambda: page.shred.is_asking)
    page.scrolled.ensureWidgetVisible(page.shred.shred)


def checking(scene: Scene) -> None:
    one("batch-2", lambda office: setattr(office, "reads_on", threading.Semaphore(312)))(scene)
    page = shown(scene)
    page.facts.check.ask.click()
    scene.until(lambda: "312 of" in page.facts.check.told.text())
    page.scrolled.ensureWidgetVisible(page.facts.check)


def checked(scene: Scene) -> None:
    office = office_of(scene)
    kinds = {Found.INACTIVE: 2_480, Found.IN_USE: 17, Found.GONE: 1, Found.UNDECIDED: 2}
    office.states["batch-1"] = tuple(kind for kind, count in kinds.items() for _card in range(count))
    one("batch-1", shredded)(scene)
    page = shown(scene)
    page.facts.check.ask.click()
    scene.until(lambda: "All" in page.facts.check.told.text())


def proof_saved(scene: Scene) -> None:
    one("batch-4")(scene)
    page = shown(scene)
    page.proof_saved.ask = lambda _title, name: f"/srv/cards/{name}"
    page.proof.click()
    scene.until(page.proof_saved.isVisible)


def verified(scene: Scene) -> None:
    _filled(scene)
    page = opened(scene)
    signed = SignedFile(
        "batch-1-q0vvpg5.csv.age",
        "Christmas 2026",
        2_500,
        "700112345678901231",
        "700199345678901298",
        ("card_id", "token", "pin", "check_digit", "series"),
        digest_of("csv", KEYS[0]),
    )
    office_of(scene).signed["/srv/cards/batch-1-q0vvpg5.csv.age"] = signed
    page.check.click()
    scene.until(lambda: bool(page.verify.key.text))
    page.verify.file.edit.setText("/srv/cards/batch-1-q0vvpg5.csv.age")
    page.verify.verify.click()
    scene.until(page.verify.answer.isVisible)


def running(scene: Scene) -> None:
    one("batch-3")(scene)
    office = office_of(scene)
    office.goes_on = threading.Semaphore(4)
    page = scene.window.stack.currentWidget()
    assert isinstance(page, BatchPage)
    page.start.click()
    scene.until(lambda: "8\u202f600" in page.progress.text())


def plan(**changes: object) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        office_of(scene).usual_draft = draft(**changes)
        scene.window.turn_to("plan")
        page = scene.window.stack.currentWidget()
        assert isinstance(page, PlanPage)
        scene.until(lambda: bool(page.rows))

    return act


def of_a_list(given: GivenIds) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        office_of(scene).lists["/ids"] = given
        plan()(scene)
        page = scene.window.stack.currentWidget()
        assert isinstance(page, PlanPage)
        page.ask_list = lambda: "/ids"
        page.form.source.choose(True)
        page.form.listed.choose.click()
        scene.until(lambda: page.form.listed.given is given)

    return act


def wrong_fields(scene: Scene) -> None:
    plan(recipients=("ssh-rsa", "AAAA"))(scene)
    page = scene.window.stack.currentWidget()
    assert isinstance(page, PlanPage)
    page.form.count.edit.setText("ten")
    page.form.prefix.edit.setText("Ærlig")
    page.form.token_length.edit.setText("")
    page.form.series.edit.setText("")
    page.weigh()


OWN_IDS = tuple(f"NB-{number:07d}" for number in range(2_000))
BAD_IDS = IdList()
BAD_IDS.take(["\ufeffNB-1", "NB-2", "=cmd()", " NB-3", "NB-2", "N" * 256, 7001, "Ø"])

OFFICE: dict[str, Callable[[Scene], object]] = {
    "batches": batches,
    "batches-none": opened,
    "batch-planned": one("batch-4"),
    "batch-lost-cards": one("batch-3"),
    "batch-doubtful": one("batch-3", doubtful),
    "batch-short-of-ids": one("batch-3", short_of_ids),
    "batch-proof": proof_saved,
    "batch-wrong-pin": wrong_pin,
    "batch-export-forms": every_form,
    "batch-export-refused": export_refused,
    "batch-exported": one("batch-1", exported),
    "batch-shred": shred_asked,
    "batch-shredded": one("batch-1", shredded),
    "batch-checking": checking,
    "batch-checked": checked,
    "batches-verified": verified,
    "batches-many": many,
    "batch-running": running,
    "batch-stopped": one("batch-3", stopped),
    "batch-release": one("batch-2"),
    "batch-release-second": one("batch-2", half_released),
    "batch-released": one("batch-1"),
    "plan": plan(),
    "plan-list": of_a_list(GivenIds("own-numbers.csv", OWN_IDS, OWN_IDS[:1])),
    "plan-list-bad": of_a_list(
        GivenIds("own-numbers.csv", tuple(BAD_IDS.ids), ("NB-1",), tuple(BAD_IDS.problems), BAD_IDS.refused)
    ),
    "plan-wrong-fields": wrong_fields,
    "plan-pictures": plan(token=CodeFormat(16, barcode=True), card_type=CardType.CREDIT_NOTE),
    "plan-weak": plan(token=CodeFormat(12), scheme=IdScheme("", 6), count=400_000),
    "plan-refused": plan(token=SEED_LIKE),
    "plan-qr": plan(token=SEED_LIKE, symbol=Symbol.QR, chunk_size=1_000),
}
