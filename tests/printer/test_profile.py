"""What a printer may be set to, and the presets."""

import pytest

from app.compose.printing import profile_of
from app.config.settings import Printer as PrinterTable
from app.printer.profile import CODE_PAGES, PRESETS, Drawer, PrinterProfile, profile_named


def test_the_usual_printers_are_there_by_name() -> None:
    assert (PRESETS["80mm"].columns, PRESETS["80mm"].dots) == (48, 576)
    assert (PRESETS["80mm-42"].columns, PRESETS["80mm-42"].dots) == (42, 512)
    assert (PRESETS["58mm"].columns, PRESETS["58mm"].dots) == (32, 384)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"columns": 40, "dots": 576}, "columns must be one of 32, 42, 48, not 40"),
        ({"columns": 48, "dots": 600}, "dots must be one of 384, 512, 576, not 600"),
        ({"columns": 48, "dots": 384}, "48 columns of 12 dots do not fit 384 dots"),
        ({"columns": 48, "dots": 576, "code_page": "CP1"}, "code_page must be one of CP437"),
        ({"columns": 48, "dots": 576, "code_page_slot": 256}, "code_page_slot must be 0 to 255, not 256"),
    ],
)
def test_what_no_printer_is_gets_refused_in_words(values, words) -> None:
    with pytest.raises(ValueError, match=words):
        PrinterProfile(**values)


def test_a_code_page_brings_its_usual_slot_along() -> None:
    assert profile_named("58mm", "cp1252").code_page_slot == 16
    assert profile_named("58mm").code_page_slot == 19


def test_a_clone_may_keep_its_code_page_elsewhere() -> None:
    assert profile_named("58mm", "CP858", 53).code_page_slot == 53


def test_a_setting_goes_before_the_preset() -> None:
    assert PRESETS["58mm"].has_bar_code
    assert not PRESETS["58mm"].has_cutter
    changed = profile_named("58mm", has_bar_code=False, has_cutter=True)
    assert not changed.has_bar_code
    assert changed.has_cutter


def test_a_printer_nobody_knows_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match="profile must be one of 80mm, 80mm-42, 58mm, 58mm-plain, not '90mm'"):
        profile_named("90mm")


def test_an_unknown_code_page_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="code_page must be one of"):
        profile_named("80mm", "latin-9")


@pytest.mark.parametrize("page", CODE_PAGES)
def test_every_code_page_prints_the_nordic_letters_but_for_the_euro_sign_in_the_old_ones(page) -> None:
    profile = profile_named("80mm", page)
    nordic = profile.can_write("æøåÆØÅäöÄÖ")
    assert nordic is (page not in {"CP437", "CP852"})
    assert profile.can_write("€") is (page in {"CP858", "CP1252", "ISO_8859-15"})


def test_the_settings_make_a_profile_with_its_slot_and_its_drawer() -> None:
    table = PrinterTable(profile="58mm", code_page="CP1252", code_page_slot=71, drawer="pin-5", has_qr_code=True)
    made = profile_of(table)
    assert (made.columns, made.code_page, made.code_page_slot, made.drawer) == (32, "CP1252", 71, Drawer.PIN_5)
    assert (made.has_qr_code, made.has_bar_code, made.has_cutter) == (True, True, False)
