"""A fault in full: what happened and what to do, and not a word more than is known."""

import pytest

from app.core.problem import Code, Problem
from app.ui.fault_page import CLAIMS_NOTHING, FaultPage
from app.ui.theme import Theme
from tests.ui.shop_floor import RESOURCES, controls_without_a_name


def page_of(qtbot, code: Code, *, can_try_again: bool = True, can_begin_anew: bool = False) -> FaultPage:
    page = FaultPage(
        Problem(code), Theme("light", RESOURCES), can_try_again=can_try_again, can_begin_anew=can_begin_anew
    )
    qtbot.addWidget(page)
    page.show()
    page.opened()
    return page


@pytest.mark.parametrize("code", sorted(CLAIMS_NOTHING))
def test_a_journal_that_cannot_be_written_claims_neither_sold_nor_not_sold(qtbot, code: Code) -> None:
    page = page_of(qtbot, code)
    said = f"{page.what.text()} {page.todo.text()} {page.claim.text()}".lower()
    assert "nobody can say yet" in said
    for claim in ("was sold", "was not sold", "not saved", "is active"):
        assert claim not in said


def test_a_fault_before_any_sale_does_not_speak_of_one(qtbot) -> None:
    page = page_of(qtbot, Code.SETTINGS_UNREADABLE)
    assert page.claim.isHidden()
    assert page.what.text() == "The settings cannot be read."
    assert page.support.text().endswith("settings-unreadable")


def test_the_page_says_why_it_happens_and_what_to_do_step_by_step(qtbot) -> None:
    page = page_of(qtbot, Code.PRINTER_NO_PAPER)
    assert "The roll is empty" in page.more.text()
    assert "•  Put in a new roll" in page.more.text()
    assert "#" not in page.more.text()


def test_trying_again_is_offered_where_it_can_help(qtbot) -> None:
    page = page_of(qtbot, Code.JOURNAL_IN_USE)
    assert page.focusWidget() is page.again
    with qtbot.waitSignal(page.try_again):
        page.again.click()
    assert page_of(qtbot, Code.JOURNAL_NEWER, can_try_again=False).again.isHidden()


def test_while_trying_again_a_second_press_does_nothing(qtbot) -> None:
    page = page_of(qtbot, Code.JOURNAL_IN_USE)
    page.set_busy(is_busy=True)
    with qtbot.assertNotEmitted(page.try_again):
        page.again.click()
    page.set_busy(is_busy=False)
    page.show_problem(Problem(Code.JOURNAL_NEWER))
    assert page.what.text() == "The journal was written by a newer version of this program."


def test_a_new_journal_is_begun_only_where_the_old_one_is_damaged_and_a_person_said_so_twice(qtbot) -> None:
    assert page_of(qtbot, Code.JOURNAL_DAMAGED).anew.isHidden()
    assert page_of(qtbot, Code.JOURNAL_FULL, can_begin_anew=True).anew.isHidden()
    page = page_of(qtbot, Code.JOURNAL_DAMAGED, can_begin_anew=True)
    with qtbot.assertNotEmitted(page.begin_anew):
        page.anew.click()
    assert not page.asked.isHidden()
    assert page.focusWidget() is page.no, "Enter alone begins nothing"
    page.no.click()
    assert (page.asked.isHidden(), page.anew.isHidden()) == (True, False)
    page.anew.click()
    with qtbot.waitSignal(page.begin_anew):
        page.yes.click()
    assert not page.again.isEnabled()
    assert not page.anew.isEnabled()
    page.show_problem(Problem(Code.JOURNAL_FULL))
    assert page.anew.isHidden()


def test_every_control_has_a_name(qtbot) -> None:
    assert controls_without_a_name(page_of(qtbot, Code.JOURNAL_FAULT)) == []
    page = page_of(qtbot, Code.JOURNAL_DAMAGED, can_begin_anew=True)
    page.anew.click()
    assert controls_without_a_name(page) == []
