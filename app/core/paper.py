"""Paper as content: what stands on a receipt or slip, line by line, before any printer or screen is known."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final


@unique
class PaperKind(StrEnum):
    """What a paper is. Only a RECEIPT may say that a card is active."""

    RECEIPT = "receipt"
    SLIP = "slip"


@unique
class Align(StrEnum):
    """Where a line stands on the paper."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """A line of words, wrapped to the paper. `size` 2 is double width and height."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    size: int = 1


@dataclass(frozen=True, slots=True)
class Pair:
    """A word at the left and its value at the right; the value goes to a line of its own where both do not fit."""

    left: str
    right: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty line."""


@dataclass(frozen=True, slots=True)
class BarCode:
    """A Code 128 bar code of `data` (printable ASCII) with its text below."""

    data: str


PaperLine = Text | Pair | Rule | Blank | BarCode


@dataclass(frozen=True, slots=True)
class Paper:
    """One receipt or slip: its place in the till's gapless series and its lines, from top to cut."""

    kind: PaperKind
    number: int
    lines: tuple[PaperLine, ...]

    @property
    def number_text(self) -> str:
        """The number as it is printed and coded: six figures at least."""
        return receipt_number(self.number)


def receipt_number(number: int) -> str:
    """A number of the till's series as it is shown: `000184`."""
    return f"{number:06d}"


@dataclass(frozen=True, slots=True)
class LaidLine:
    """One printed line: text that fits the paper (already padded left of a centred or right-aligned text), or a code.

    `columns_used` counts single-width columns. A line with `bar_code` has no text.
    """

    text: str = ""
    bold: bool = False
    size: int = 1
    align: Align = Align.LEFT
    bar_code: str | None = None


MAPPED: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "\u00ad": None})


def clean(text: str) -> str:
    """Outside text made fit for paper: NFC, odd spaces and minuses mapped, every control character gone.

    Control, format, surrogate, private-use and unassigned characters never reach a printer: a customer's name cannot
    open a drawer or turn the line around.
    """
    mapped = unicodedata.normalize("NFC", text).translate(MAPPED)
    return "".join(sign for sign in mapped if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def columns_of(text: str) -> int:
    """How many single columns a text takes: wide East Asian signs take two, combining marks none."""
    return sum(_columns_of_sign(sign) for sign in text)


def _columns_of_sign(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def lay_out(paper: Paper, columns: int) -> tuple[LaidLine, ...]:
    """The paper's lines broken to `columns` (32 on 58 mm, 42 or 48 on 80 mm). Nothing is wider than the paper.

    The same lines go to the printer and to the picture on screen. Raises ValueError for fewer than 16 columns.
    """
    if columns < 16:
        raise ValueError("paper has at least 16 columns")
    laid: list[LaidLine] = []
    for line in paper.lines:
        laid.extend(_laid(line, columns))
    return tuple(laid)


def _laid(line: PaperLine, columns: int) -> list[LaidLine]:
    match line:
        case Text():
            parts = wrapped(clean(line.text), columns // line.size)
            return [LaidLine(part, bold=line.bold, size=line.size, align=line.align) for part in parts]
        case Pair():
            return _laid_pair(line, columns)
        case Rule():
            return [LaidLine("-" * columns)]
        case Blank():
            return [LaidLine()]
        case BarCode():
            return [LaidLine(bar_code=line.data, align=Align.CENTRE), LaidLine(line.data, align=Align.CENTRE)]


def _laid_pair(pair: Pair, columns: int) -> list[LaidLine]:
    left, right = clean(pair.left), clean(pair.right)
    gap = columns - columns_of(left) - columns_of(right)
    if gap >= 1:
        return [LaidLine(f"{left}{' ' * gap}{right}", bold=pair.bold)]
    values = wrapped(right, columns - 2)
    names = [LaidLine(part, bold=pair.bold) for part in wrapped(left, columns)]
    return names + [LaidLine(part, bold=pair.bold, align=Align.RIGHT) for part in values]


def wrapped(text: str, columns: int) -> list[str]:
    """Words broken into lines of at most `columns`; a word longer than a line is cut hard."""
    lines: list[str] = []
    current = ""
    for word in text.split(" "):
        for piece in _pieces(word, columns):
            joined = f"{current} {piece}" if current else piece
            if columns_of(joined) <= columns:
                current = joined
                continue
            lines.append(current)
            current = piece
    return [*lines, current]


def _pieces(word: str, columns: int) -> list[str]:
    pieces = [""]
    for sign in word:
        if columns_of(pieces[-1] + sign) > columns:
            pieces.append("")
        pieces[-1] += sign
    return pieces
