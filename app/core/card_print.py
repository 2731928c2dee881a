"""Will it work as a card? What a plan's codes become on plastic, under a scanner, in a spreadsheet and to a thief.

The sizes are those of ISO/IEC 7810 ID-1 (a bank card) and ISO/IEC 15417 (Code 128).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from math import log10
from string import ascii_letters, digits
from typing import Final

from app.core.batch import CHUNK_SIZE, BatchOrder, CardType, Symbol
from app.core.code128 import QUIET_ZONE, widths
from app.core.code_format import PIN_LENGTH_LEAST, CodeFormat
from app.core.problem import Code, Fact, Problem, Refusal
from app.core.scan import LONGEST, ScanPattern, Token, decode

CARD_WIDTH_MM: Final = 85.6
MODULES_MM: Final = (0.19, 0.25, 0.33)
"""The narrowest bar: as most scanners just read it (7.5 mil), to aim for (10 mil), for arm's length (13 mil)."""
SCANNER_WINDOW: Final = 35
"""So many Code 128 symbols a hand-held CCD reads at 13 mil; a longer code is beyond its window at any size."""
SYMBOL_MODULES: Final = 11
STOP_MODULES: Final = 13
EAN_LENGTHS: Final = frozenset({8, 12, 13, 14})
SAME_ON_NORDIC_KEYS: Final = frozenset(ascii_letters + digits + "!#%,. ")
"""What a scanner set to a US keyboard types rightly on a Danish, Norwegian or Swedish computer."""
SYMBOLS_OF_THE_ISSUER: Final = "@#$%"
"""The symbols that the API's own pages name (API fact sheet, section 5)."""
FORMULA_SIGNS: Final = frozenset("=+-@")
EXCEL_FIGURES: Final = 15
"""A spreadsheet keeps so many figures of a number, and shows more than eleven as a power of ten."""

SAFE_EXPONENT: Final = 9
"""One guess in a billion may be right before a plan is warned of."""
REFUSED_EXPONENT: Final = 5
ID_EXPONENT: Final = 4
"""An id alone is no money, but whoever guesses ids can ask for balances."""


@unique
class Weight(StrEnum):
    """How much a finding counts."""

    NOTE = "note"
    WARNING = "warning"
    REFUSAL = "refusal"
    """A plan with one is not run."""


@dataclass(frozen=True, slots=True)
class PlanFinding:
    """One answer to *will it work as a card*. Its words and its advice are those of its problem."""

    weight: Weight
    problem: Problem


def findings(order: BatchOrder, sample_ids: Sequence[str], patterns: Sequence[ScanPattern]) -> tuple[PlanFinding, ...]:
    """Everything there is to say of a plan, the gravest first.

    `sample_ids` stand for its ids: one of the scheme, or the shortest and longest of a list. `patterns` are those by
    which the tills read a scan.
    """
    found = [
        *_of_bars("token", order.token, order.symbol),
        *(_of_bars("PIN", order.pin, Symbol.CODE_128) if order.pin and order.pin.barcode else ()),
        *_of_signs(order, sample_ids),
        *_of_reading(order, sample_ids, patterns),
        *_of_guessing(order),
        *_of_spreadsheets(order, sample_ids),
        *_of_the_call(order),
    ]
    return tuple(sorted(found, key=lambda finding: _GRAVEST_FIRST.index(finding.weight)))


_GRAVEST_FIRST: Final = (Weight.REFUSAL, Weight.WARNING, Weight.NOTE)


def may_run(found: Sequence[PlanFinding]) -> bool:
    """Whether nothing found refuses the plan."""
    return all(finding.weight is not Weight.REFUSAL for finding in found)


def sample_of(form: CodeFormat) -> str:
    """A value of a format that is as wide as any: figures where there are only figures, else letters or symbols."""
    if form.characters:
        return form.prefix + "M" * form.length
    return form.prefix + ("@" if form.symbols else "0") * form.length


def widths_mm(value: str) -> tuple[float, ...]:
    """The width of a value as Code 128, its quiet zones with it, at each of MODULES_MM."""
    modules = sum(widths(value)) + 2 * QUIET_ZONE
    return tuple(modules * module for module in MODULES_MM)


def figures_that_fit(module_mm: float) -> int:
    """How many figures a Code 128 on a card takes, in pairs, at this width of a module."""
    room = int(CARD_WIDTH_MM / module_mm) - 2 * QUIET_ZONE
    return max(0, (room - 2 * 11 - 13) // 11 * 2)  # but for the start, the check symbol and the stop


def _finding(weight: Weight, code: Code, /, **facts: Fact) -> PlanFinding:
    return PlanFinding(weight, Problem(code, facts))


# ------------------------------------------------------------ plastic and scanners


def _of_bars(what: str, form: CodeFormat, symbol: Symbol) -> Iterator[PlanFinding]:
    value = sample_of(form)
    if form.whole_length > LONGEST:
        yield _finding(Weight.REFUSAL, Code.PLAN_SCAN_LONG, what=what, length=form.whole_length, most=LONGEST)
        return
    if symbol is Symbol.QR:
        return
    at = widths_mm(value)
    facts: dict[str, Fact] = {
        "what": what,
        "length": form.whole_length,
        "fine": f"{at[0]:.1f}",
        "usual": f"{at[1]:.1f}",
        "wide": f"{at[2]:.1f}",
        "figures": figures_that_fit(MODULES_MM[1]),
    }
    if at[0] > CARD_WIDTH_MM:
        yield _finding(Weight.REFUSAL, Code.PLAN_BAR_TOO_WIDE, **facts)
    elif at[1] > CARD_WIDTH_MM:
        yield _finding(Weight.WARNING, Code.PLAN_BAR_TIGHT, **facts)
    else:
        yield _finding(Weight.NOTE, Code.PLAN_BAR_FITS, **facts)
    symbols = (sum(widths(value)) - STOP_MODULES) // SYMBOL_MODULES - 2  # but for the start and the check
    if symbols > SCANNER_WINDOW:
        yield _finding(Weight.WARNING, Code.PLAN_WINDOW_SMALL, what=what, length=symbols, most=SCANNER_WINDOW)


def _of_signs(order: BatchOrder, sample_ids: Sequence[str]) -> Iterator[PlanFinding]:
    symbols = SYMBOLS_OF_THE_ISSUER if order.token.symbols else ""
    for what, text in (("token", order.token.prefix + symbols), ("card id", "".join(sample_ids))):
        signs = sorted(set(text) - SAME_ON_NORDIC_KEYS)
        if signs:
            yield _finding(Weight.WARNING, Code.PLAN_SIGNS_GARBLED, what=what, signs=" ".join(signs))
    for what, value in (("token", sample_of(order.token)), *(("card id", each) for each in sample_ids)):
        if value.isdecimal() and len(value) in EAN_LENGTHS:
            yield _finding(Weight.WARNING, Code.PLAN_EAN_CLASH, what=what, length=len(value))
            return


def _of_reading(order: BatchOrder, sample_ids: Sequence[str], patterns: Sequence[ScanPattern]) -> Iterator[PlanFinding]:
    """A scan of the token must mean the token to a till, and a scan or a typed id the id."""
    token = order.token.prefix + ("a1B2c3D4" * 32)[: order.token.length]
    if not order.token.characters:
        token = sample_of(order.token)
    if not _means(token, patterns, is_token=True):
        yield _finding(Weight.WARNING, Code.PLAN_TILL_READING, what="token")
    if not all(_means(each, patterns, is_token=False) for each in sample_ids):
        yield _finding(Weight.WARNING, Code.PLAN_TILL_READING, what="card id")


def _means(text: str, patterns: Sequence[ScanPattern], *, is_token: bool) -> bool:
    try:
        return isinstance(decode(text, patterns), Token) is is_token
    except Refusal:
        return False


# ------------------------------------------------------------ thieves


def _of_guessing(order: BatchOrder) -> Iterator[PlanFinding]:
    exponent = order.token.length * log10(_signs_of(order.token)) - log10(order.count)
    weight = Weight.REFUSAL if exponent < REFUSED_EXPONENT else Weight.WARNING
    if exponent < SAFE_EXPONENT:
        yield _guess(weight, "token", exponent)
    if order.pin is not None:
        if order.pin.length < PIN_LENGTH_LEAST:
            yield _finding(Weight.REFUSAL, Code.PLAN_PIN_SHORT, length=order.pin.length, least=PIN_LENGTH_LEAST)
        yield _guess(Weight.NOTE, "PIN", order.pin.length * log10(_signs_of(order.pin)))
    if order.scheme is None:
        return
    if order.count * 2 > order.scheme.room:
        yield _finding(Weight.REFUSAL, Code.PLAN_IDS_FEW, count=order.count, room=order.scheme.room)
    elif (exponent := order.scheme.figures - log10(order.count)) < ID_EXPONENT:
        yield _guess(Weight.WARNING, "card id", exponent)


def _guess(weight: Weight, what: str, exponent: float) -> PlanFinding:
    return _finding(weight, Code.PLAN_GUESSING, what=what, chance=max(1, round(10 ** min(exponent, 18))))


def _signs_of(form: CodeFormat) -> int:
    return 10 * form.numbers + 52 * form.characters + len(SYMBOLS_OF_THE_ISSUER) * form.symbols


# ------------------------------------------------------------ spreadsheets


def _of_spreadsheets(order: BatchOrder, sample_ids: Sequence[str]) -> Iterator[PlanFinding]:
    forms = [("token", order.token)] + ([("PIN", order.pin)] if order.pin else [])
    values = [(what, sample_of(form)) for what, form in forms]
    values += [("card id", each) for each in sample_ids]
    numbers = dict.fromkeys(what for what, value in values if value.isdecimal())
    if numbers:
        yield _finding(Weight.WARNING, Code.PLAN_EXCEL_NUMBER, what=", ".join(numbers), most=EXCEL_FIGURES)
    formulas = dict.fromkeys(
        [what for what, form in forms if form.symbols and not form.prefix]
        + [what for what, value in (*values, ("series", order.series.lstrip())) if value[0] in FORMULA_SIGNS]
    )
    if formulas:
        yield _finding(Weight.WARNING, Code.PLAN_EXCEL_FORMULA, what=", ".join(formulas))


# ------------------------------------------------------------ the call


def _of_the_call(order: BatchOrder) -> Iterator[PlanFinding]:
    if order.chunk_size > CHUNK_SIZE:
        yield _finding(Weight.WARNING, Code.PLAN_CHUNK_LARGE, count=order.chunk_size, most=CHUNK_SIZE)
    if order.token.barcode or (order.pin is not None and order.pin.barcode):
        yield _finding(Weight.NOTE, Code.PLAN_PICTURES)
    if order.card_type is CardType.CREDIT_NOTE:
        yield _finding(Weight.WARNING, Code.PLAN_CREDIT_NOTE)
    yield _finding(Weight.WARNING, Code.PLAN_USES_UNKNOWN)  # of every plan: API fact sheet, section 5
