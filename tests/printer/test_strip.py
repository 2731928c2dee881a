"""The strip on which a cashier finds a printer's code page, read back by a decoder with that printer's pages."""

import pytest
import zxingcpp
from escpos import capabilities

from app.core.paper import LaidLine, Paper, PaperKind, Text
from app.printer.escpos_bytes import receipt_bytes
from app.printer.line_picture import line_picture
from app.printer.profile import CODE_PAGES, PRESETS
from app.printer.strip import (
    CANDIDATES,
    LETTERS,
    SAMPLE_CODE,
    SAMPLE_FIGURES,
    Candidate,
    line_bytes,
    picked,
    strip_bytes,
)
from tests.printer import decoder
from tests.printer.decoder import Decoder, Event, decoded
from tests.printer.test_qr_code import scanned
from tests.printer.test_receipt_bytes import picture

HEAD = ("Test print", "tcp://10.0.0.7:9100")
PROFILES = [PRESETS[name] for name in PRESETS]
CLONE = dict.fromkeys([0, 2, 4, 5, 16, 19, 32], "cp437") | {53: "cp858", 71: "cp1252"}
"""A printer whose usual places hold something else, as many cheap ones have it."""


def strip(profile, pages: dict[int, str], monkeypatch) -> Decoder:
    monkeypatch.setattr(decoder, "PAGES", pages)
    reader = decoded(strip_bytes(profile, HEAD, "Which line has these letters?", ("Done.",)))
    assert not reader.warnings
    return reader


def looks_right(event: Event) -> bool:
    return event.what == "line" and event.text[3:] == LETTERS


@pytest.mark.parametrize("profile", PROFILES, ids=list(PRESETS))
def test_on_a_usual_printer_the_first_line_is_right(profile, monkeypatch) -> None:
    read = strip(profile, decoder.PAGES, monkeypatch)
    right = [event.text[:2].strip() for event in read.events if looks_right(event)]
    assert "1" in right
    assert {CANDIDATES[int(number) - 1].code_page for number in right} <= {"CP858", "CP1252", "ISO_8859-15"}
    assert [event.text for event in read.events][:3] == ["", *HEAD]


def test_on_a_clone_the_line_of_its_own_place_is_right_and_picking_it_makes_receipts_right(monkeypatch) -> None:
    right = [int(event.text[:2]) for event in strip(PRESETS["58mm"], CLONE, monkeypatch).events if looks_right(event)]
    assert [CANDIDATES[number - 1] for number in right] == [Candidate("CP858", 53), Candidate("CP1252", 71)]
    for number in right:
        profile = picked(PRESETS["58mm"], number)
        paper = decoded(receipt_bytes(Paper(PaperKind.SLIP, 1, (Text("Ærlig Øystein Åsen €"),)), profile))
        assert [event.text for event in paper.events if event.what == "line"] == ["Ærlig Øystein Åsen €"]


@pytest.mark.parametrize("profile", PROFILES, ids=list(PRESETS))
def test_columns_edges_and_codes_fit_the_paper_and_the_codes_are_read_back(profile, monkeypatch) -> None:
    events = strip(profile, decoder.PAGES, monkeypatch).events
    ruler = next(event for event in events if event.what == "line" and event.text.startswith("123456"))
    assert len(ruler.text) == profile.columns
    pictures = [event for event in events if event.what == "picture"]
    assert pictures[0].facts["width"] == profile.dots
    assert max(event.facts["width"] for event in pictures) == profile.dots
    read = {code for event in pictures[2:] for code in (found.text for found in zxingcpp.read_barcodes(picture(event)))}
    read |= {event.text for event in events if event.what == "bar code"}
    read |= {code for event in events if event.what == "qr code" for code in scanned(event)}
    assert read == {SAMPLE_CODE, SAMPLE_FIGURES}
    assert events[-1].what == ("cut" if profile.has_cutter else "feed")


def test_the_right_letters_stand_above_as_a_picture(monkeypatch) -> None:
    shown = strip(PRESETS["80mm"], CLONE, monkeypatch).events
    pictures = [event for event in shown if event.what == "picture"]
    assert pictures[1].rows == line_picture(LaidLine(f"   {LETTERS}"), PRESETS["80mm"]).rows


def test_its_words_are_read_whatever_the_code_page_is(monkeypatch) -> None:
    profile, question = PRESETS["58mm"], "Är båda raderna lika?"
    monkeypatch.setattr(decoder, "PAGES", CLONE)
    for job in (strip_bytes(profile, HEAD, question, ("Done.",)), line_bytes(profile, question)):
        events = decoded(job).events
        assert line_picture(LaidLine(question), profile).rows in [event.rows for event in events]
        assert not any("raderna" in event.text for event in events), "on this printer it would be spoilt"


def test_what_a_page_lacks_is_left_out_of_its_line() -> None:
    for candidate in CANDIDATES:
        missing = set(LETTERS) - set(candidate.letters)
        assert missing <= {"€", "½"}
        candidate.letters.encode(CODE_PAGES[candidate.code_page][0])


def test_each_candidate_is_where_some_known_printer_keeps_it() -> None:
    known = {
        (page, int(slot))
        for profile in capabilities.CAPABILITIES["profiles"].values()
        for slot, page in profile["codePages"].items()
    }
    assert {(candidate.code_page, candidate.slot) for candidate in CANDIDATES} <= known
    assert len(set(CANDIDATES)) == len(CANDIDATES)


@pytest.mark.parametrize("number", [0, -1, len(CANDIDATES) + 1])
def test_a_number_that_the_strip_lacks_is_refused(number) -> None:
    with pytest.raises(ValueError, match=f"1 to {len(CANDIDATES)}"):
        picked(PRESETS["80mm"], number)
