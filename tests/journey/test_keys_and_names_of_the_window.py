"""Who types and who scans is told apart, and every control of the real window can be named and reached."""

import pytest

from tests.journey.display import SMALLEST
from tests.journey.real_till import PRINTED, RealTill

PAGES = {
    "F2": "Scan a card to begin",
    "F3": "What is on a card?",
    "F4": "Queue",
    "F5": "Journal",
    "F1": "Help",
}


def test_a_terminals_window_fills_its_screen(till: RealTill) -> None:
    frames = [control for control in till.reader.screen().controls if control.role == "frame"]
    assert [frame.place for frame in frames] == [(0, 0, *SMALLEST)]


def test_a_scan_while_the_amount_is_typed_never_falls_into_the_amount(till: RealTill) -> None:
    first, second = till.service.card(), till.service.card()
    till.scan(first)
    till.type_amount("500")
    till.display.scan(second)
    shown = till.reader.until_says("2 cards", "Load 500,00 kr onto each of 2 cards")
    assert shown.named("Amount").written in {"500", "500,00"}
    assert shown.focused == "Amount"


@pytest.mark.parametrize("pace_ms", [60, 90])
def test_figures_that_a_person_types_stay_typing(till: RealTill, pace_ms: int) -> None:
    card = till.service.card()
    till.focus("Customer number")
    till.display.write(card, pace_ms)
    till.display.press("Tab")
    shown = till.reader.until(lambda screen: screen.named("Customer number").written == card)
    assert shown.says("Scan a card to begin")


def test_a_code_typed_by_a_person_and_ended_with_enter_is_taken_as_a_card(till: RealTill) -> None:
    till.display.write(till.service.card(), 150)  # a loaded machine may bring quicker keys together
    till.display.press("Return")
    till.reader.until_says("Inactive", "ready to load")


@pytest.mark.parametrize("key", PAGES)
def test_everything_that_can_have_the_focus_has_a_name(till: RealTill, key: str) -> None:
    till.display.press(key)
    shown = till.reader.until_says(PAGES[key])
    reachable = [control for control in shown.controls if "focusable" in control.states]
    assert len(reachable) > 5
    assert [control for control in reachable if not control.name.strip()] == []


def test_names_and_places_of_a_scanned_sale_and_its_result_are_told(till: RealTill) -> None:
    till.sell(till.service.card(), "500")
    shown = till.reader.until_says("is on card", PRINTED)
    for control in shown.controls:
        assert control.name.strip() or "focusable" not in control.states, control
    till.reader.until(lambda screen: screen.focused == "Next card")
