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

    def __post_init__(self) -> None:
        """Raises ValueError for a size that printers lack."""
        if self.size not in {1, 2}:
            raise ValueError(f"text is of size 1 or 2, not {self.size}")


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
    """A Code 128 bar code of `data` with its text below."""

    data: str

    def __post_init__(self) -> None:
        """Raises ValueError for what is not 1 to 32 printable ASCII characters."""
        if not 0 < len(self.data) <= 32 or not self.data.isascii() or not self.data.isprintable():
            raise ValueError("a bar code holds 1 to 32 printable ASCII characters")


QR_CODE_MAX: Final = 1_600


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code of `data`, in the middle of the paper, with white above and below. Nothing of it is written out."""

    data: str

    def __post_init__(self) -> None:
        """Raises ValueError for what is not 1 to 1,600 printable ASCII characters."""
        if not 0 < len(self.data) <= QR_CODE_MAX or not self.data.isascii() or not self.data.isprintable():
            raise ValueError(f"a QR code holds 1 to {QR_CODE_MAX} printable ASCII characters")


PaperLine = Text | Pair | Rule | Blank | BarCode | QrCode


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
    """One printed line: text that fits the paper, or a bar code or a QR code and then no text.

    `align` places the text: nothing is padded but the gap between a pair. Whoever shows or prints the line places it.
    """

    text: str = ""
    bold: bool = False
    size: int = 1
    align: Align = Align.LEFT
    bar_code: str | None = None
    qr_code: str | None = None


MINUS: Final = "\u2212"
LINE_ENDS: Final = frozenset("\t\n\x0b\x0c\r\x85\u2028\u2029")
"""They part words, so a space takes their place."""
NEVER_PRINTED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
BALANCED_MAX: Final = 4
MARKS: Final = frozenset({"Mn", "Me"})
MARKS_MAX: Final = 4
"""No letter of any language carries more marks; a pile of hundreds would print over other lines."""


def clean(text: str) -> str:
    """Outside text made fit for paper: NFC, odd spaces and minuses mapped, every control character gone.

    Control, format, surrogate, private-use and unassigned characters never reach a printer: a customer's name cannot
    open a drawer or turn the line around. Marks stay on their letter, a few at most.
    """
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = 0
    for sign in unicodedata.normalize("NFC", text):
        category = unicodedata.category(sign)
        marks = marks + 1 if category in MARKS else 0
        if sign in LINE_ENDS or category == "Zs":
            kept.append(" ")
        elif category not in NEVER_PRINTED and marks <= MARKS_MAX and (kept or not marks):
            kept.append("-" if sign == MINUS else sign)
    return "".join(kept)


def columns_of(text: str) -> int:
    """How many single columns a text takes: wide East Asian signs take two, combining marks none."""
    return len(text) if text.isascii() else sum(_columns_of_sign(sign) for sign in text)


def _columns_of_sign(sign: str) -> int:
    if unicodedata.category(sign) in MARKS:
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
            fill = balanced if line.align is Align.CENTRE else wrapped
            parts = fill(clean(line.text), columns // line.size)
            return [LaidLine(part, bold=line.bold, size=line.size, align=line.align) for part in parts]
        case Pair():
            return _laid_pair(line, columns)
        case Rule():
            return [LaidLine("-" * columns)]
        case Blank():
            return [LaidLine()]
        case BarCode():
            text = [LaidLine(part, align=Align.CENTRE) for part in wrapped(line.data, columns)]
            return [LaidLine(bar_code=line.data, align=Align.CENTRE), *text]
        case QrCode():
            return [LaidLine(), LaidLine(qr_code=line.data, align=Align.CENTRE), LaidLine()]


def _laid_pair(pair: Pair, columns: int) -> list[LaidLine]:
    left, right = clean(pair.left), clean(pair.right)
    gap = columns - columns_of(left) - columns_of(right)
    if gap >= 1:
        return [LaidLine(f"{left}{' ' * gap}{right}", bold=pair.bold)]
    values = wrapped(right, columns - 2)
    names = [LaidLine(part, bold=pair.bold) for part in wrapped(left, columns)]
    return names + [LaidLine(part, bold=pair.bold, align=Align.RIGHT) for part in values]


def wrapped(text: str, columns: int) -> list[str]:
    """Words broken into lines of at most `columns`; a word longer than a line is cut hard. Outer spaces are gone."""
    text = text.strip(" ")
    if columns_of(text) <= columns:
        return [text]
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


def balanced(text: str, columns: int) -> list[str]:
    """Words broken as `wrapped` does, in lines about equally long: no last word is left alone under a full line."""
    lines = wrapped(text, columns)
    if not 1 < len(lines) <= BALANCED_MAX:
        return lines
    for narrower in range(columns - 1, 0, -1):
        tighter = wrapped(text, narrower)
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines


def _pieces(word: str, columns: int) -> list[str]:
    """A word as it is, or in parts of at most `columns`."""
    if columns_of(word) <= columns:
        return [word]
    pieces: list[str] = []
    begin = used = 0
    for place, sign in enumerate(word):
        wanted = _columns_of_sign(sign)
        if used + wanted > columns:
            pieces.append(word[begin:place])
            begin, used = place, 0
        used += wanted
    return [*pieces, word[begin:]]
