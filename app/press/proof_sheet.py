"""A sheet to try in a real shop before a card is ordered: test codes of a plan's form, drawn as the cards' own are."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.core import qr
from app.core.code128 import QUIET_ZONE, widths
from app.press.card_row import Pieces
from app.press.card_sheet import CARD_MM, PAGE_MM, crop_marks
from app.press.pdf import BOLD, Page, document

_LEFT_MM: Final = 20.0


def proof_sheet(title: str, lines: Sequence[str], value: str, modules_mm: Sequence[float], qr_words: str) -> Pieces:
    """One page: words, the value as Code 128 at each module's width, and as a QR code on a card.

    `value` is a test value of the plan's form: never a card's. `lines` and `qr_words` are the page's words, `{mm}` in
    the last of `lines` is the width of the module above which it stands.
    """
    return document(_page(title, lines, value, modules_mm, qr_words), *PAGE_MM, title)


def _page(title: str, lines: Sequence[str], value: str, modules_mm: Sequence[float], qr_words: str) -> Iterator[Page]:
    page, y = Page(), PAGE_MM[1] - 25
    page.text(_LEFT_MM, y, 16, title, BOLD)
    *said, above = lines
    for line in said:
        y -= 6
        page.text(_LEFT_MM, y, 9, line)
    bars = widths(value)
    for module in modules_mm:
        width = (sum(bars) + 2 * QUIET_ZONE) * module
        y -= 12
        page.text(_LEFT_MM, y, 9, above.replace("{mm}", f"{module:g}").replace("{width}", f"{width:.1f}"))
        y -= 20
        page.bars(_LEFT_MM + QUIET_ZONE * module, y, 14, module, bars)
        page.text(_LEFT_MM, y - 4.5, 8, value)
        if width > CARD_MM[0]:
            page.frame(_LEFT_MM, y - 1, CARD_MM[0], 16)
    y -= 14
    page.text(_LEFT_MM, y, 9, qr_words)
    _card(page, _LEFT_MM, y - CARD_MM[1] - 6, value)
    yield page


def _card(page: Page, x: float, y: float, value: str) -> None:
    crop_marks(page, x, y)
    page.frame(x, y, *CARD_MM)
    rows = qr.modules(value)
    side = 24.0
    page.squares(x + (CARD_MM[0] - side) / 2, y + 18, side / len(rows), rows)
    page.mono_centred(x + CARD_MM[0] / 2, y + 10, min(10.0, 340 / max(1, len(value))), value)
