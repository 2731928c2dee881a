"""A journal of batches that fails at any deed of head office is told in place, and ends no window."""

from app.core.problem import Code, Problem
from app.till.ports import LedgerFault
from app.ui.batches_page import BatchesPage
from tests.ui.at_head_office import opened, page_of, planned, signs, typed


def fails(*_words, **_named):
    raise LedgerFault(Problem(Code.JOURNAL_DAMAGED), is_certain=True)


def plan_is_ordered(desk):
    plan = planned(desk)
    desk.tap(plan.order)
    return plan.trouble.words


def list_is_chosen(desk):
    plan = planned(desk)
    plan.ask_list = lambda: "/ids"
    desk.tap(plan.form.source.chips[True])
    desk.tap(plan.form.listed.choose)
    return plan.trouble.words


def plan_has_its_sheet_saved(desk):
    plan = planned(desk)
    plan.proof_saved.ask = lambda _title, _name: "/srv/sheet.pdf"
    desk.tap(plan.proof)
    return plan.proof_saved.words


def file_is_checked(desk):
    page = batches(desk)
    desk.tap(page.check)
    desk.qtbot.waitUntil(lambda: bool(page.verify.key.text))
    typed(page.verify.file, "/srv/a.age")
    desk.tap(page.verify.verify)
    return page.verify.answer.words


def own_key_is_asked_for(desk):
    page = batches(desk)
    page.verify.key.show_text("")
    desk.tap(page.check)
    return page.verify.answer.words


def cards_are_asked_for(desk):
    panel = opened(desk, "batch-1").facts.check
    desk.tap(panel.ask)
    return panel.problem


def answers_are_looked_at(desk):
    page = opened(desk, "batch-1")
    page.sealed.look()
    return page.sealed.problem


def batch_is_signed(desk):
    page = opened(desk, "batch-1")
    desk.qtbot.waitUntil(page.release.isVisible)
    signs(page.release, "2580")
    return page.release.problem


def batch_is_made(desk):
    page = opened(desk, "batch-2")
    desk.qtbot.waitUntil(page.start.isVisible)
    desk.tap(page.start)
    return page.trouble.words


def batch_is_exported(desk):
    page = opened(desk, "batch-3")
    desk.qtbot.waitUntil(page.export.export.isVisible)
    typed(page.export.folder, "/srv")
    desk.tap(page.export.export)
    return page.export.problem


def batches(desk):
    desk.window.turn_to("batches")
    return page_of(desk, BatchesPage)


DEEDS = (
    ("order", plan_is_ordered),
    ("proof", plan_has_its_sheet_saved),
    ("read_ids", list_is_chosen),
    ("verify", file_is_checked),
    ("public_key", own_key_is_asked_for),
    ("check", cards_are_asked_for),
    ("unsound", answers_are_looked_at),
    ("release", batch_is_signed),
    ("run", batch_is_made),
    ("export", batch_is_exported),
)


def test_each_deed_tells_it_in_place(desk, office) -> None:
    office.has(1, 100, count=100)
    office.has(2, 0, count=100)
    office.has(3, 100, count=100, is_released=True)
    for method, deed in DEEDS:
        sound = getattr(office, method)
        setattr(office, method, fails)
        words = deed(desk)
        desk.qtbot.waitUntil(lambda words=words: "batches is damaged" in words.text() and words.isVisible())
        setattr(office, method, sound)


def test_what_stopped_a_batch_stays_when_the_journal_could_not_be_told(desk, office) -> None:
    office.has(2, 0, count=100)
    office.run = fails
    words = batch_is_made(desk)
    page = desk.window.stack.currentWidget()
    desk.qtbot.waitUntil(lambda: "batches is damaged" in words.text() and page.start.isVisible())
    page.refresh()
    desk.window.turn_to("batches")
    opened(desk, "batch-2")
    desk.qtbot.waitUntil(words.isVisible)
