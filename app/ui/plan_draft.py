"""From what stands in the fields of a plan to a draft, or to words at each field that is not right yet."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from app.core.batch import CHUNK_SIZE_MOST, COUNT_MOST, SERIES_MOST, CardType, Symbol
from app.core.card_ids import FIGURES_LEAST, FIGURES_MOST, CheckDigit, IdScheme
from app.core.code_format import LENGTH_MOST, PIN_LENGTH_LEAST, CodeFormat
from app.core.problem import Refusal
from app.ui.office_desk import BatchDraft, GivenIds
from app.ui.translation import translate

T = TypeVar("T")
RECIPIENT: Final = "age1"


@dataclass(frozen=True, slots=True)
class PlanTexts:
    """What the form holds, as it was typed."""

    series: str
    count: str
    prefix: str
    figures: str
    check: CheckDigit
    token_length: str
    token_prefix: str
    has_letters: bool
    has_symbols: bool
    pin_length: str
    chunk_size: str
    recipients: str
    symbol: Symbol
    given: GivenIds | None = None
    """What was read from a list of ids, once one was chosen."""
    is_listed: bool = False
    """Whether the ids come from a list."""
    is_credit_note: bool = False
    has_figures: bool = True
    pin_prefix: str = ""
    has_pin_figures: bool = True
    has_pin_letters: bool = False
    has_pin_symbols: bool = False
    has_pictures: bool = False

    @classmethod
    def of(cls, draft: BatchDraft) -> "PlanTexts":
        """A draft as it stands in the fields."""
        return cls(
            series=draft.series,
            count=str(draft.count),
            prefix=draft.scheme.prefix if draft.scheme else "",
            figures=str(draft.scheme.figures) if draft.scheme else "",
            check=draft.scheme.check if draft.scheme else CheckDigit.LUHN,
            token_length=str(draft.token.length),
            token_prefix=draft.token.prefix,
            has_letters=draft.token.characters,
            has_symbols=draft.token.symbols,
            pin_length=str(draft.pin.length) if draft.pin else "",
            chunk_size=str(draft.chunk_size),
            recipients=" ".join(draft.recipients),
            symbol=draft.symbol,
            given=draft.given,
            is_listed=draft.given is not None,
            is_credit_note=draft.card_type is CardType.CREDIT_NOTE,
            has_figures=draft.token.numbers,
            pin_prefix=draft.pin.prefix if draft.pin else "",
            has_pin_figures=draft.pin is None or draft.pin.numbers,
            has_pin_letters=draft.pin is not None and draft.pin.characters,
            has_pin_symbols=draft.pin is not None and draft.pin.symbols,
            has_pictures=draft.token.barcode,
        )


@dataclass(slots=True)
class Read:
    """What was read from the fields: a draft once nothing is wrong, else what is wrong by the field's name."""

    draft: BatchDraft | None = None
    wrong: dict[str, str] = field(default_factory=dict[str, str])


def draft_of(texts: PlanTexts) -> Read:
    """Reads every field; each that is not right is told."""
    read = Read()
    given = texts.given if texts.is_listed else None
    count = _listed(read, given) if texts.is_listed else _number(read, "count", texts.count, 1, COUNT_MOST)
    size = _number(read, "chunk_size", texts.chunk_size, 1, CHUNK_SIZE_MOST)
    scheme = None if texts.is_listed else _scheme(read, texts)
    token, pin = _token(read, texts), _pin(read, texts)
    series = texts.series.strip()
    if not series or len(series) > SERIES_MOST or not series.isprintable():
        words = translate("Plan", "Name the series in up to {most} signs.")
        read.wrong["series"] = words.replace("{most}", str(SERIES_MOST))
    recipients = tuple(dict.fromkeys(texts.recipients.replace(",", " ").split()))
    if not recipients or not all(each.startswith(RECIPIENT) for each in recipients):
        read.wrong["recipients"] = translate("Plan", "Give at least one public key; each begins with age1.")
    if not read.wrong and token is not None:
        card_type = CardType.CREDIT_NOTE if texts.is_credit_note else CardType.GIFT_CARD
        read.draft = BatchDraft(
            series, count, scheme, token, pin, recipients, texts.symbol, card_type, chunk_size=size, given=given
        )
    return read


def _listed(read: Read, given: GivenIds | None) -> int:
    """How many ids the list has."""
    if given is None:
        read.wrong["listed"] = translate("Plan", "Choose a CSV or XLSX file with one card id a row.")
    elif not given.is_usable:
        read.wrong["listed"] = translate("Plan", "The list has rows that cannot be used.")
    return len(given.ids) if given is not None else 0


def _scheme(read: Read, texts: PlanTexts) -> IdScheme | None:
    figures = _number(read, "figures", texts.figures, FIGURES_LEAST, FIGURES_MOST)
    return _made(read, "prefix", lambda: IdScheme(texts.prefix, figures or FIGURES_LEAST, texts.check))


def _token(read: Read, texts: PlanTexts) -> CodeFormat | None:
    length = _number(read, "token_length", texts.token_length, 1, LENGTH_MOST)
    if not (texts.has_figures or texts.has_letters or texts.has_symbols):
        read.wrong["token_length"] = _no_signs()
        return None
    return _made(
        read,
        "token_prefix",
        lambda: CodeFormat(
            length or 1,
            texts.token_prefix,
            symbols=texts.has_symbols,
            numbers=texts.has_figures,
            characters=texts.has_letters,
            barcode=texts.has_pictures,
        ),
    )


def _pin(read: Read, texts: PlanTexts) -> CodeFormat | None:
    if not texts.pin_length.strip():
        return None
    length = _number(read, "pin_length", texts.pin_length, PIN_LENGTH_LEAST, LENGTH_MOST)
    if not (texts.has_pin_figures or texts.has_pin_letters or texts.has_pin_symbols):
        read.wrong["pin_length"] = _no_signs()
        return None
    return _made(
        read,
        "pin_prefix",
        lambda: CodeFormat(
            length or PIN_LENGTH_LEAST,
            texts.pin_prefix,
            symbols=texts.has_pin_symbols,
            numbers=texts.has_pin_figures,
            characters=texts.has_pin_letters,
            barcode=texts.has_pictures,
        ),
    )


def _no_signs() -> str:
    return translate("Plan", "Choose what it is made of.")


def _number(read: Read, name: str, text: str, least: int, most: int) -> int:
    digits = "".join(text.split())
    if digits.isascii() and digits.isdecimal() and len(digits) < 12 and least <= int(digits) <= most:
        return int(digits)
    words = translate("Plan", "A whole number from {least} to {most}.")
    read.wrong[name] = words.replace("{least}", f"{least:,}").replace("{most}", f"{most:,}")
    return 0


def _made(read: Read, name: str, make: Callable[[], T]) -> T | None:
    try:
        return make()
    except (Refusal, ValueError):
        read.wrong[name] = translate("Plan", "Letters of a to z, figures and a few signs, up to 64.")
    return None
