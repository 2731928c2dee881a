"""Bar codes on a terminal, read back by a decoder that knows nothing of ours."""

import zxingcpp
from PIL import Image

from app.command.terminal_bar_code import HEIGHT, terminal_bar_code

_DARK = {" ": (0, 0), "▌": (1, 0), "▐": (0, 1), "█": (1, 1)}


def photographed(text: str, module: int = 4) -> Image.Image:
    """The terminal as a camera sees it: each column two modules wide."""
    (line,) = set(text.replace("\x1b[30;107m", "").replace("\x1b[0m", "").split("\n"))
    modules = [dark for sign in line for dark in _DARK[sign]]
    picture = Image.new("L", (len(modules) * module, 80), 255)
    for place, dark in enumerate(modules):
        if dark:
            picture.paste(0, (place * module, 10, (place + 1) * module, 70))
    return picture


def test_a_scanner_reads_the_card_off_the_terminal() -> None:
    for code in ("7001913901460665", "GIFT-4711"):
        shown = terminal_bar_code(code)
        assert len(shown.split("\n")) == HEIGHT
        assert [found.text for found in zxingcpp.read_barcodes(photographed(shown))] == [code]


def test_a_bar_code_fits_a_terminal_of_eighty_columns() -> None:
    line = terminal_bar_code("7001913901460665").split("\n")[0]
    assert len(line.replace("\x1b[30;107m", "").replace("\x1b[0m", "")) <= 80
