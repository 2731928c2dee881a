"""Pages of cards ready for the press: ISO/IEC 7810 ID-1 (CR80) with crop marks, their codes as lines and boxes."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from app.core import code128, qr
from app.press.card_row import CardRow, Pieces, Rows
from app.press.pdf import BOLD, Page, document

CARD_MM: Final = (85.6, 53.98)
PAGE_MM: Final = (210.0, 297.0)
MODULE_MM: Final = 0.33
"""The module to aim for (13 mil); a longer code gets narrower ones, down to where it still fits its card."""
_COLUMNS: Final = 2
_ROWS: Final = 4
_GAP_MM: Final = 10.0
_MARK_MM: Final = 4.0
_MARK_AWAY_MM: Final = 1.0
_BARS_MM: Final = 14.0
_QR_MM: Final = 24.0
CARDS_OF_A_PAGE: Final = _COLUMNS * _ROWS


def card_pages(rows: Rows, title: str, *, is_qr: bool) -> Pieces:
    """The bytes of a PDF with every card once. Raises ValueError for a code that does not fit a card."""
    return document(_pages(rows, is_qr=is_qr), *PAGE_MM, title)


def _pages(rows: Rows, *, is_qr: bool) -> Iterator[Page]:
    while cards := list(islice(rows, CARDS_OF_A_PAGE)):
        page = Page()
        for place, card in enumerate(cards):
            x, y = _place(place)
            crop_marks(page, x, y)
            _draw(page, x, y, card, is_qr=is_qr)
        yield page


def _place(number: int) -> tuple[float, float]:
    """The lower left corner of a card, the first at the top left."""
    (width, height), (page_width, page_height) = CARD_MM, PAGE_MM
    row, column = divmod(number, _COLUMNS)
    left = (page_width - _COLUMNS * width - (_COLUMNS - 1) * _GAP_MM) / 2
    top = (page_height + _ROWS * height + (_ROWS - 1) * _GAP_MM) / 2
    return left + column * (width + _GAP_MM), top - (row + 1) * height - row * _GAP_MM


def crop_marks(page: Page, x: float, y: float) -> None:
    """Where the card is cut: two short lines outside each of its corners."""
    width, height = CARD_MM
    for at_x, out_x in ((x, -1), (x + width, 1)):
        for at_y, out_y in ((y, -1), (y + height, 1)):
            near, far = _MARK_AWAY_MM, _MARK_AWAY_MM + _MARK_MM / 2
            page.line(at_x + out_x * near, at_y, at_x + out_x * far, at_y)
            page.line(at_x, at_y + out_y * near, at_x, at_y + out_y * far)


def _draw(page: Page, x: float, y: float, card: CardRow, *, is_qr: bool) -> None:
    width, height = CARD_MM
    page.text(x + 5, y + height - 8, 11, card.series, BOLD)
    page.text(x + 5, y + height - 13, 7, card.card_id)
    if is_qr:
        _square(page, x + (width - _QR_MM) / 2, y + 15, card.token)
    else:
        _bars(page, x, y + 19, card.token)
    page.mono_centred(x + width / 2, y + 11, _letters_pt(card.token), card.token)
    if card.pin:
        page.text(x + 5, y + 5, 8, f"PIN {card.pin}", BOLD)


def _bars(page: Page, x: float, y: float, token: str) -> None:
    widths = code128.widths(token)
    modules = sum(widths) + 2 * code128.QUIET_ZONE
    module = min(MODULE_MM, CARD_MM[0] / modules)
    page.bars(x + (CARD_MM[0] - sum(widths) * module) / 2, y, _BARS_MM, module, widths)


def _square(page: Page, x: float, y: float, token: str) -> None:
    rows = qr.modules(token)
    page.squares(x, y, _QR_MM / len(rows), rows)


def _letters_pt(token: str) -> float:
    """As large as the card allows, ten points at most."""
    return min(10.0, (CARD_MM[0] - 8) * 72 / 25.4 / 0.6 / max(1, len(token)))
