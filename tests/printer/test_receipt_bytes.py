"""The bytes of a receipt, read back by a decoder that shares nothing with what made them.

NAMES is how many hostile ones are printed (20,000).
"""

import os
import random
from dataclasses import replace

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.core.paper import Align, BarCode, Pair, Paper, PaperKind, Text
from app.printer.bar_code import bar_code_picture, command_module_dots
from app.printer.escpos_bytes import new_job, receipt_bytes
from app.printer.profile import CODE_PAGES, PRESETS, Drawer, profile_named
from tests.printer import golden_papers, shop_papers
from tests.printer.decoder import Event, decoded
from tests.printer.hostile_names import HOSTILE, hostile_name
from tests.simulation import figures

NAMES = int(os.environ.get("NAMES", "20000"))
TOGETHER = 500
"""So many names on one paper: a job is begun and ended once for all of them."""
PLAIN = profile_named("80mm")
NARROW = PRESETS["58mm-plain"]


def events(paper: Paper, profile=PLAIN) -> list[Event]:
    reader = decoded(receipt_bytes(paper, profile))
    assert not reader.warnings
    return reader.events


def picture(event: Event) -> Image.Image:
    """A printed picture, black on white with white around it."""
    image = Image.frombytes("1", (event.facts["width"], event.facts["height"]), bytes(b ^ 0xFF for b in event.rows))
    canvas = Image.new("L", (image.width + 80, image.height + 80), 255)
    canvas.paste(image, (40, 40))
    return canvas


@pytest.mark.parametrize(("paper", "profile"), list(golden_papers.cases()))
def test_the_paper_is_as_it_was_when_somebody_looked_at_it(paper, profile) -> None:
    assert golden_papers.as_text(paper, profile) == golden_papers.file_of(paper, profile).read_text("utf-8")


def test_no_golden_paper_is_left_over() -> None:
    kept = {path.name for path in golden_papers.FOLDER.iterdir()}
    assert kept == {golden_papers.file_of(*case).name for case in golden_papers.cases()}


@pytest.mark.parametrize("page", ["CP858", "CP1252", "ISO_8859-15"])
def test_every_letter_of_the_north_is_text(page) -> None:
    lines = events(golden_papers.PAPERS["all-letters"], profile_named("80mm", page))
    assert any(shop_papers.ALL_LETTERS in event.text for event in lines)
    assert not [event for event in lines if event.what == "picture"]


def test_what_the_code_page_lacks_is_a_picture_and_never_a_question_mark() -> None:
    lines = events(golden_papers.PAPERS["all-letters"], profile_named("80mm", "CP865"))
    assert [event.facts for event in lines if event.what == "picture"] == [{"width": 576, "height": 30}]
    assert not [event for event in lines if "?" in event.text]


def test_the_printer_is_reset_once_and_first_and_keeps_one_code_page() -> None:
    job = receipt_bytes(shop_papers.several_cards(), profile_named("80mm", "CP858", 53))
    assert job.startswith(b"\x1b@\x1bR\x00\x1bt\x35")
    assert job.count(b"\x1b@") == job.count(b"\x1bt") == 1


@pytest.mark.parametrize(("drawer", "pins"), [(Drawer.NONE, []), (Drawer.PIN_2, [0]), (Drawer.PIN_5, [1])])
def test_the_drawer_opens_before_the_first_line_where_one_is_set_and_asked_for(drawer, pins) -> None:
    profile = replace(PLAIN, drawer=drawer)
    opened = decoded(receipt_bytes(shop_papers.one_card(), profile, opens_drawer=True))
    assert not opened.warnings
    assert [event.what for event in opened.events[: 1 + len(pins)]] == ["reset", *["drawer"] * len(pins)]
    assert [event.facts["pin"] for event in opened.events if event.what == "drawer"] == pins
    kept_shut = events(shop_papers.one_card(), profile)
    assert [event for event in opened.events if event.what != "drawer"] == kept_shut


def test_two_jobs_do_not_know_of_each_other() -> None:
    first = receipt_bytes(shop_papers.one_card(), PLAIN)
    receipt_bytes(shop_papers.of_customer("王"), PLAIN)
    assert receipt_bytes(shop_papers.one_card(), PLAIN) == first


def test_the_amount_is_double_and_bold_and_in_the_middle() -> None:
    amount = next(event for event in events(shop_papers.one_card()) if "500,00" in event.text)
    assert (amount.text, amount.size, amount.bold, amount.align) == ("500,00 kr", 2, True, "center")


def test_a_printer_without_a_cutter_is_not_told_to_cut() -> None:
    assert not [event for event in events(shop_papers.one_card(), PRESETS["58mm"]) if event.what == "cut"]
    assert events(shop_papers.one_card())[-1].what == "cut"


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_customer_opens_no_drawer_and_cuts_no_paper(name) -> None:
    happened = [event.what for event in events(shop_papers.of_customer(name))]
    assert happened.count("cut") == 1
    assert not {"drawer", "question"} & set(happened)
    assert happened.count("reset") == 1


HOSTILE_PARTS = st.sampled_from([*HOSTILE[:8], "\x1b", "\x1d", "\x10", "{", "€"])
ANYTHING = st.lists(st.one_of(HOSTILE_PARTS, st.text(max_size=20)), max_size=6).map("".join)


@given(left=ANYTHING, right=ANYTHING, align=st.sampled_from(Align), size=st.sampled_from([1, 2]))
def test_whatever_a_text_holds_only_our_own_commands_reach_the_printer(left, right, align, size) -> None:
    paper = Paper(PaperKind.RECEIPT, 1, (Text(left, align, size=size), Pair(left, right), Text(right)))
    printed = events(paper, NARROW)
    assert {event.what for event in printed} <= {"reset", "line", "picture", "feed"}
    assert all(event.facts["width"] <= NARROW.dots for event in printed if event.what == "picture")
    assert all(sign.isprintable() for event in printed for sign in event.text)


def test_twenty_thousand_hostile_names_print_words_and_pictures_and_command_nothing() -> None:
    chance, signs = random.Random(54), 0
    for _ in range(NAMES // TOGETHER):
        names = [hostile_name(chance) for _ in range(TOGETHER)]
        signs += sum(not sign.isprintable() for name in names for sign in name)
        printed = events(Paper(PaperKind.SLIP, 1, tuple(map(Text, names))), NARROW)
        assert {event.what for event in printed} <= {"reset", "line", "picture", "feed"}
        assert all(sign.isprintable() for event in printed for sign in event.text)
        assert sum(event.what in {"line", "picture"} for event in printed) >= TOGETHER
    assert signs > NAMES
    figures.keep("hostile names", "printer", {"printed": NAMES})


@pytest.mark.parametrize("sign", ["\x1b", "\n", "\x00", "\x7f"])
def test_a_control_character_that_came_so_far_is_stopped(sign) -> None:
    job = new_job(PLAIN)
    with pytest.raises(ValueError, match="control character"):
        job.words(f"Kari{sign}p")


@pytest.mark.parametrize("page", CODE_PAGES)
def test_text_goes_out_as_the_library_itself_would_write_it(page) -> None:
    profile = profile_named("80mm", page)
    signs = bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0x100))
    text = "".join(sign for sign in signs.decode(profile.codec, "ignore") if sign.isprintable())
    ours, theirs = new_job(profile), new_job(profile)
    ours.words(text)
    theirs.text(f"{text}\n")
    assert ours.output == theirs.output


@pytest.mark.parametrize("name", ["80mm", "80mm-42", "58mm"])
def test_the_bar_code_is_the_printers_own_and_fits_with_its_quiet_zones(name) -> None:
    bars = next(event for event in events(shop_papers.one_card(), PRESETS[name]) if event.what == "bar code")
    assert bars.text == "000184"
    assert bars.facts == {"dots": 363, "height": 80, "width": 3, "words": 0}
    assert bars.facts["dots"] <= PRESETS[name].dots


@pytest.mark.parametrize("dots", [384, 512, 576])
def test_bars_are_never_wider_than_the_paper(dots) -> None:
    for length in range(1, 33):
        module_dots = command_module_dots("8" * length, dots)
        assert module_dots is None or module_dots * (11 * (length + 2) + 13 + 20) <= dots
        drawn = bar_code_picture("A" * length, dots)
        assert drawn is None or drawn.width <= dots


def test_a_printer_without_bar_codes_gets_a_picture_that_scanners_read() -> None:
    bars = next(event for event in events(shop_papers.one_card(), NARROW) if event.what == "picture")
    assert bars.align == "center"
    assert [code.text for code in zxingcpp.read_barcodes(picture(bars))] == ["000184"]


@pytest.mark.parametrize("data", ["990184", "991234567890", "99", "GIFT-9911"])
def test_a_number_that_begins_with_99_is_drawn_whole(data: str) -> None:
    """In Code 128 a pair of 99 is also the sign that turns to pairs, and python-barcode 0.16.1 leaves it out."""
    paper = Paper(PaperKind.RECEIPT, 1, (BarCode(data),))
    bars = next(event for event in events(paper, NARROW) if event.what == "picture")
    assert [code.text for code in zxingcpp.read_barcodes(picture(bars))] == [data]


def test_the_bars_of_a_picture_are_whole_dots_wide() -> None:
    drawn = bar_code_picture("000184", 384)
    row = f"{int.from_bytes(drawn.rows[: drawn.width_bytes], 'big'):0{drawn.width}b}".strip("0")
    runs = [len(run) for run in row.replace("01", "0 1").replace("10", "1 0").split()]
    assert {length % 3 for length in runs} == {0}


def test_a_long_code_goes_as_a_picture_where_the_command_does_not_fit_and_is_left_out_where_nothing_does() -> None:
    long = Paper(PaperKind.SLIP, 1, (BarCode("DC-7K3M9Q2XW4-LONG"),))
    kinds = [event.what for event in events(long, PRESETS["58mm"])]
    assert kinds == ["reset", "picture", "line", "feed"]
    longest = Paper(PaperKind.SLIP, 1, (BarCode("DC-7K3M9Q2XW4-LONGER-THAN-PAPER"),))
    assert [event.what for event in events(longest, PRESETS["58mm"])] == ["reset", "line", "feed"]


def test_a_brace_in_a_bar_code_stays_a_brace() -> None:
    paper = Paper(PaperKind.SLIP, 1, (BarCode("A{B}"),))
    assert next(event for event in events(paper) if event.what == "bar code").text == "A{B}"
