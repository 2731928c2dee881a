"""A scanner with the keyboard of another country, and Caps Lock on: from the first code to a card read right."""

import tomllib

from app.core.calibration import CODES
from tests.journey.real_till import RealTill

PACE_MS = 4


def scan(till: RealTill, code: str) -> None:
    """The scanner is set to a US keyboard, and sends F9 before and Tab after each code."""
    till.display.press_keys(code, PACE_MS, end="Tab", begin="F9")


def test_three_codes_set_the_scanner_up_and_the_next_card_is_read_right(till: RealTill) -> None:
    card, before = till.service.card(), till.papers
    till.tap("Scanner ready")
    till.tap("Set up the scanner")
    till.tap("Print these codes")
    till.reader.until_says("The codes are printed")
    assert all(code in till.paper(before) for code in CODES)

    till.display.press("Caps_Lock")
    for number, code in enumerate(CODES, 1):
        scan(till, code)
        till.reader.until_says(f"Code {number} read")
    till.reader.until_says("US, another than this computer's", "The key F9", "The key Tab")
    till.tap("Use these settings")
    till.reader.until_says("Saved: the till reads the scanner with these settings now.", "Scan any card now.")
    scan(till, f"]C0{card}")
    till.reader.until_says("A gift card's number", "As a US keyboard", "Nothing was sold.")

    kept = tomllib.loads((till.home / "settings.toml").read_text("utf-8"))["scanner"]
    assert (kept["wedge_layout"], kept["wedge_prefix"], kept["wedge_suffix"]) == ("us", "F9", "Tab")
    assert kept["wedge_minds_caps_lock"] is False
    assert kept["serial_port"] == till.scanner.port, "all else of the file stays"

    till.display.press("F2")
    till.reader.until(lambda screen: screen.focused == "Card code")
    scan(till, f"]C0{card}")
    till.reader.until_says("Inactive", "ready to load", f"···· {card[-4:]}")
    till.display.press("Caps_Lock")
