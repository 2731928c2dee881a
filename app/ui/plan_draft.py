"""From what stands in the fields of a plan to a draft, or to words at each field that is not right yet."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from app.core.batch import CHUNK_SIZE_MOST, COUNT_MOST, SERIES_MOST, Symbol
from app.core.card_ids import FIGURES_LEAST, FIGURES_MOST, CheckDigit, IdScheme
from app.core.code_format import LENGTH_MOST, PIN_LENGTH_LEAST, CodeFormat
from app.core.problem import Refusal
from app.ui.office_desk import BatchDraft
from app.ui.translation import translate
from app.ui.words import sentence

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

    @classmethod
    def of(cls, draft: BatchDraft) -> "PlanTexts":
        """A draft as it stands in the fields."""
        return cls(
            series=draft.series,
            count=str(draft.count),
            prefix=draft.scheme.prefix,
            figures=str(draft.scheme.figures),
            check=draft.scheme.check,
            token_length=str(draft.token.length),
            token_prefix=draft.token.prefix,
            has_letters=draft.token.characters,
            has_symbols=draft.token.symbols,
            pin_length=str(draft.pin.length) if draft.pin else "",
            chunk_size=str(draft.chunk_size),
            recipients=" ".join(draft.recipients),
            symbol=draft.symbol,
        )


@dataclass(slots=True)
class Read:
    """What was read from the fields: a draft once nothing is wrong, else what is wrong by the field's name."""

    draft: BatchDraft | None = None
    wrong: dict[str, str] = field(default_factory=dict[str, str])


def draft_of(texts: PlanTexts) -> Read:
    """Reads every field; each that is not right is told."""
    read = Read()
    count = _number(read, "count", texts.count, 1, COUNT_MOST)
    figures = _number(read, "figures", texts.figures, FIGURES_LEAST, FIGURES_MOST)
    length = _number(read, "token_length", texts.token_length, 1, LENGTH_MOST)
    size = _number(read, "chunk_size", texts.chunk_size, 1, CHUNK_SIZE_MOST)
    pin = _number(read, "pin_length", texts.pin_length, PIN_LENGTH_LEAST, LENGTH_MOST) if texts.pin_length else 0
    scheme = _made(read, "prefix", lambda: IdScheme(texts.prefix, figures or FIGURES_LEAST, texts.check))
    token = _made(
        read,
        "token_prefix",
        lambda: CodeFormat(length or 1, texts.token_prefix, symbols=texts.has_symbols, characters=texts.has_letters),
    )
    series = texts.series.strip()
    if not series or len(series) > SERIES_MOST or not series.isprintable():
        words = translate("Plan", "Name the series in up to {most} signs.")
        read.wrong["series"] = words.replace("{most}", str(SERIES_MOST))
    recipients = tuple(dict.fromkeys(texts.recipients.replace(",", " ").split()))
    if not recipients or not all(each.startswith(RECIPIENT) for each in recipients):
        read.wrong["recipients"] = translate("Plan", "Give at least one public key; each begins with age1.")
    if not read.wrong and scheme and token:
        code = CodeFormat(pin) if pin else None
        read.draft = BatchDraft(series, count, scheme, token, code, recipients, texts.symbol, chunk_size=size)
    return read


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
    except Refusal as refusal:
        read.wrong[name] = sentence(refusal.problem).what
    except ValueError:
        read.wrong[name] = translate("Plan", "Letters of a to z, figures and a few signs, up to 64.")
    return None
