"""Will it work as a card? Each finding, and the plans that have none of it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.core.batch import BatchOrder, CardType, Symbol
from app.core.card_ids import CheckDigit, IdScheme
from app.core.card_print import (
    CARD_WIDTH_MM,
    PlanFinding,
    Weight,
    figures_that_fit,
    findings,
    may_run,
    sample_of,
    widths_mm,
)
from app.core.code_format import CodeFormat
from app.core.problem import Code, Fact
from app.core.scan import DEFAULT_PATTERNS, ScanPattern
from tests.core.test_batch import ORDER

PATTERNS = [ScanPattern.of(text) for text in DEFAULT_PATTERNS]
OF_THE_DOCUMENTATION = CodeFormat(36, prefix="DINCARD:", symbols=True, characters=True)
"""The format of the API's own example."""


def found(order: BatchOrder, ids: Sequence[str] | None = None) -> list[PlanFinding]:
    samples = [order.scheme.sample] if ids is None and order.scheme else ids or []
    return list(findings(order, samples, PATTERNS))


def of(order: BatchOrder, code: Code, ids: Sequence[str] | None = None) -> list[tuple[Weight, dict[str, Fact]]]:
    return [(each.weight, dict(each.problem.facts)) for each in found(order, ids) if each.problem.code is code]


def test_the_format_of_the_documentation_does_not_fit_a_card_as_code_128() -> None:
    order = replace(ORDER, token=OF_THE_DOCUMENTATION)
    [(weight, facts)] = of(order, Code.PLAN_BAR_TOO_WIDE)
    assert weight is Weight.REFUSAL
    assert facts["length"] == 44
    assert facts["fine"] == f"{539 * 0.19:.1f}", "519 modules and two quiet zones of ten (devices, section 6)"
    assert not may_run(found(order))
    fitting = CodeFormat(int(facts["figures"]))
    assert may_run(found(replace(ORDER, token=fitting)))
    assert widths_mm(sample_of(fitting))[1] <= CARD_WIDTH_MM < widths_mm(sample_of(CodeFormat(fitting.length + 2)))[1]


def test_the_same_format_as_a_qr_code_has_room() -> None:
    order = replace(ORDER, token=OF_THE_DOCUMENTATION, symbol=Symbol.QR)
    assert may_run(found(order))
    assert not of(order, Code.PLAN_BAR_TOO_WIDE)


def test_sixteen_figures_fit_with_room_to_spare_and_the_widths_are_told() -> None:
    [(weight, facts)] = of(ORDER, Code.PLAN_BAR_FITS)
    assert weight is Weight.NOTE
    assert (facts["fine"], facts["usual"], facts["wide"]) == ("27.2", "35.8", "47.2")
    assert may_run(found(ORDER))


def test_a_code_that_only_the_narrowest_bars_make_room_for_is_warned_of() -> None:
    assert of(replace(ORDER, token=CodeFormat(30, characters=True)), Code.PLAN_BAR_TIGHT)[0][0] is Weight.WARNING


def test_no_bars_at_all_fit_where_a_module_is_as_wide_as_a_finger() -> None:
    assert figures_that_fit(10) == 0


def test_a_pin_with_a_picture_has_a_bar_code_too() -> None:
    pin = replace(OF_THE_DOCUMENTATION, barcode=True)
    assert [facts["what"] for _, facts in of(replace(ORDER, pin=pin), Code.PLAN_BAR_TOO_WIDE)] == ["PIN"]


@pytest.mark.parametrize(
    ("token", "symbols"), [(CodeFormat(36, characters=True), 36), (CodeFormat(72), 36), (CodeFormat(80), 40)]
)
def test_a_bar_code_beyond_a_scanners_window_is_told_in_symbols(token: CodeFormat, symbols: int) -> None:
    [(weight, facts)] = of(replace(ORDER, token=token), Code.PLAN_WINDOW_SMALL)
    assert (weight, facts["length"], facts["most"]) == (Weight.WARNING, symbols, 35)
    assert not of(replace(ORDER, token=token, symbol=Symbol.QR), Code.PLAN_WINDOW_SMALL)


@pytest.mark.parametrize("symbol", Symbol)
def test_a_code_beyond_what_a_till_takes_of_a_scan_is_refused(symbol: Symbol) -> None:
    order = replace(ORDER, token=CodeFormat(255, prefix="DINCARD:"), symbol=symbol)
    [(weight, facts)] = of(order, Code.PLAN_SCAN_LONG)
    assert (weight, facts["length"], facts["most"]) == (Weight.REFUSAL, 263, 256)


@pytest.mark.parametrize(
    ("token", "signs"),
    [
        (CodeFormat(16, prefix="DINCARD:"), ":"),
        (CodeFormat(16, symbols=True), "$ @"),
        (CodeFormat(16, prefix="GC-", characters=True), "-"),
    ],
)
def test_signs_that_a_us_scanner_garbles_on_a_nordic_computer_are_named(token: CodeFormat, signs: str) -> None:
    [(weight, facts)] = of(replace(ORDER, token=token), Code.PLAN_SIGNS_GARBLED)
    assert (weight, facts["what"], facts["signs"]) == (Weight.WARNING, "token", signs)


def test_an_id_with_a_hyphen_is_garbled_too_and_plain_figures_are_not() -> None:
    assert of(replace(ORDER, scheme=IdScheme("GC-", 12)), Code.PLAN_SIGNS_GARBLED)[0][1]["what"] == "card id"
    assert not of(ORDER, Code.PLAN_SIGNS_GARBLED)


@pytest.mark.parametrize("length", [8, 12, 13, 14])
def test_a_code_as_long_as_a_number_of_goods_is_told(length: int) -> None:
    assert of(replace(ORDER, token=CodeFormat(length)), Code.PLAN_EAN_CLASH)[0][1] == {
        "what": "token",
        "length": length,
    }
    scheme = IdScheme("", length - 1, CheckDigit.LUHN)
    assert of(replace(ORDER, scheme=scheme, count=10), Code.PLAN_EAN_CLASH)[0][1]["what"] == "card id"


def test_sixteen_figures_are_no_number_of_goods() -> None:
    assert not of(ORDER, Code.PLAN_EAN_CLASH)


def test_a_token_of_figures_would_be_taken_for_a_card_id_by_the_tills() -> None:
    assert [facts["what"] for _, facts in of(ORDER, Code.PLAN_TILL_READING)] == ["token"]


@pytest.mark.parametrize("signs", [{}, {"characters": True}, {"symbols": True}])
def test_a_token_with_the_issuers_prefix_is_read_as_one(signs: dict[str, bool]) -> None:
    order = replace(ORDER, token=CodeFormat(16, prefix="DINCARD:", **signs))
    assert not of(order, Code.PLAN_TILL_READING)


def test_an_id_that_no_pattern_fits_is_told() -> None:
    order = replace(ORDER, scheme=None, token=CodeFormat(16, prefix="DINCARD:"))
    assert [facts["what"] for _, facts in of(order, Code.PLAN_TILL_READING, ["12345", "GC0001"])] == ["card id"]


@pytest.mark.parametrize(
    ("length", "weights"),
    [(7, [Weight.REFUSAL]), (11, [Weight.WARNING]), (16, [])],
)
def test_a_token_that_can_be_guessed_is_warned_of_or_refused(length: int, weights: list[Weight]) -> None:
    told = of(replace(ORDER, token=CodeFormat(length)), Code.PLAN_GUESSING)
    assert [weight for weight, facts in told if facts["what"] == "token"] == weights


def test_the_chance_of_guessing_a_pin_is_always_told() -> None:
    assert of(ORDER, Code.PLAN_GUESSING) == [(Weight.NOTE, {"what": "PIN", "chance": 10_000})]
    assert not of(replace(ORDER, pin=None), Code.PLAN_GUESSING)


def test_a_pin_of_three_figures_is_refused() -> None:
    assert of(replace(ORDER, pin=CodeFormat(3)), Code.PLAN_PIN_SHORT)[0][0] is Weight.REFUSAL


def test_ids_that_can_be_guessed_are_told_and_too_few_are_refused() -> None:
    close = replace(ORDER, scheme=IdScheme("GC", 6))
    assert [facts for _, facts in of(close, Code.PLAN_GUESSING) if facts["what"] == "card id"] == [
        {"what": "card id", "chance": 1000}
    ]
    assert of(replace(ORDER, count=6000, scheme=IdScheme("GC", 4)), Code.PLAN_IDS_FEW)[0][0] is Weight.REFUSAL


def test_figures_become_numbers_in_a_spreadsheet() -> None:
    assert of(ORDER, Code.PLAN_EXCEL_NUMBER)[0][1]["what"] == "token, PIN"
    lettered = CodeFormat(16, prefix="K")
    assert not of(replace(ORDER, token=lettered, pin=None), Code.PLAN_EXCEL_NUMBER)
    assert of(replace(ORDER, scheme=IdScheme("", 16)), Code.PLAN_EXCEL_NUMBER)[0][1]["what"] == "token, PIN, card id"


@pytest.mark.parametrize(
    "token", [CodeFormat(16, prefix="=GC"), CodeFormat(16, symbols=True), CodeFormat(16, prefix="+47")]
)
def test_what_begins_like_a_formula_is_told(token: CodeFormat) -> None:
    assert of(replace(ORDER, token=token), Code.PLAN_EXCEL_FORMULA)[0][1]["what"] == "token"


@pytest.mark.parametrize("series", ["=cmd|' /C calc'!A0", "+Spring", "-Spring", "@Spring", " =Spring"])
def test_a_series_that_begins_like_a_formula_is_told(series: str) -> None:
    [(weight, facts)] = of(replace(ORDER, series=series), Code.PLAN_EXCEL_FORMULA)
    assert (weight, facts["what"]) == (Weight.WARNING, "series")


def test_large_chunks_pictures_and_credit_notes_are_told() -> None:
    assert of(replace(ORDER, chunk_size=1000), Code.PLAN_CHUNK_LARGE)[0][1] == {"count": 1000, "most": 100}
    assert of(replace(ORDER, token=CodeFormat(16, barcode=True)), Code.PLAN_PICTURES)
    assert of(replace(ORDER, pin=CodeFormat(4, barcode=True)), Code.PLAN_PICTURES)
    assert of(replace(ORDER, card_type=CardType.CREDIT_NOTE), Code.PLAN_CREDIT_NOTE)
    for code in (Code.PLAN_CHUNK_LARGE, Code.PLAN_PICTURES, Code.PLAN_CREDIT_NOTE):
        assert not of(ORDER, code)


def test_of_every_plan_it_is_said_that_nobody_knows_how_often_a_printed_token_is_good() -> None:
    assert of(ORDER, Code.PLAN_USES_UNKNOWN) == [(Weight.WARNING, {})]


def test_the_gravest_is_told_first() -> None:
    weights = [each.weight for each in found(replace(ORDER, token=OF_THE_DOCUMENTATION))]
    assert weights == sorted(weights, key=[Weight.REFUSAL, Weight.WARNING, Weight.NOTE].index)
    assert weights[0] is Weight.REFUSAL
