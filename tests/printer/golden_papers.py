"""What the paper looks like, kept as text: `python -m tests.printer.golden_papers` writes the files anew.

Look at every changed file before it is committed: the tests only say that nothing changed unseen.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PIL import Image

from app.core.activation import State
from app.core.receipt import copy_of, receipt
from app.printer.bitmap import Bitmap
from app.printer.escpos_bytes import receipt_bytes
from app.printer.logo import logo_picture
from app.printer.profile import PrinterProfile, profile_named
from tests.printer import shop_papers
from tests.printer.decoder import decoded, paper_text

FOLDER = Path(__file__).parent / "golden"
PICTURES = Path(__file__).parent / "golden_pictures"
LOGO = Path(__file__).parent / "shop_logo.png"
"""Black, greys, a run from nothing to black, and wider than any paper."""

LANGUAGES = ("da", "de", "fi", "nb", "sv")
"""Besides English."""
PAPERS = {
    "one-card": shop_papers.one_card(),
    "several-cards": shop_papers.several_cards(),
    "slip-queued": shop_papers.slip(),
    "slip-unknown": shop_papers.slip(State.UNKNOWN),
    "slip-held": shop_papers.slip(State.HELD),
    "slip-moved": shop_papers.moved(),
    **{f"slip-queued-{language}": shop_papers.slip(language=language) for language in LANGUAGES},
    "test-account": shop_papers.test_account(),
    "copy": copy_of(shop_papers.one_card(), shop_papers.words()),
    "all-letters": receipt(
        shop_papers.letterhead(), [shop_papers.activation(customer=shop_papers.ALL_LETTERS)], 189, shop_papers.AT
    ),
    "control-characters": shop_papers.of_customer("\x1bp\x00\x32\x32Kari\x1dV\x00\x00\nNord\x7f\x9b\u202emann"),
    **{f"hard-{language}": shop_papers.hard(language) for language in ("da", "de", "nb", "sv")},
    "many-scripts": shop_papers.of_customer("王小明 😀 שלום عالم"),
}
PROFILES = {
    "80mm-cp858": profile_named("80mm", "CP858"),
    "80mm-cp1252": profile_named("80mm", "CP1252"),
    "80mm-cp865": profile_named("80mm", "CP865"),
    "58mm-cp858": profile_named("58mm", "CP858"),
    "58mm-plain-cp858": profile_named("58mm-plain", "CP858"),
    "42-columns-cp858": profile_named("80mm-42", "CP858"),
}
PAGES = ("CP858", "CP1252", "CP865", "CP850")
WITH_LOGO = {
    f"{width}-{page.lower()}-logo": replace(profile_named(width, page), logo=LOGO)
    for width in ("80mm", "58mm")
    for page in PAGES
}
"""These are for the hard papers: four languages on both widths in four code pages."""
ALL_PROFILES = ("one-card", "all-letters")
"""These are kept for every profile, the others for 80 mm and 58 mm in CP858."""


def cases() -> Iterator[tuple[str, str]]:
    """Each paper with each profile that it is kept for."""
    for paper in PAPERS:
        if paper.startswith("hard-"):
            yield from ((paper, profile) for profile in WITH_LOGO)
            continue
        for profile in PROFILES if paper in ALL_PROFILES else ("80mm-cp858", "58mm-cp858"):
            yield paper, profile


def file_of(paper: str, profile: str) -> Path:
    return FOLDER / f"{paper}_{profile}.txt"


def as_text(paper: str, profile: str) -> str:
    """The paper as it comes out of the printer, read back from the bytes."""
    chosen: PrinterProfile = (PROFILES | WITH_LOGO)[profile]
    reader = decoded(receipt_bytes(PAPERS[paper], chosen))
    assert not reader.warnings, reader.warnings
    return paper_text(reader.events, chosen.columns)


def as_picture(bitmap: Bitmap) -> Image.Image:
    """Dots as they look: ink is black."""
    return Image.frombytes("1", (bitmap.width, bitmap.height), bytes(byte ^ 0xFF for byte in bitmap.rows))


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for paper, profile in cases():
        file_of(paper, profile).write_text(as_text(paper, profile), "utf-8")
    for dots in (384, 576):
        drawn = logo_picture(LOGO, dots)
        assert drawn is not None
        as_picture(drawn).save(PICTURES / f"logo_{dots}.png", "PNG", optimize=True)


if __name__ == "__main__":
    main()
