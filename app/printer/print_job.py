"""One print job as bytes, laid out by python-escpos. Import it through `app.printer.escpos_bytes` only.

The library's transports lose receipts without a word, so only its `Dummy` is used, and a new one for each job: it
believes that a code page stays selected when the printer was reset.
"""

from functools import lru_cache
from typing import Any, Final

from escpos.capabilities import Profile
from escpos.constants import QR_ECLEVEL_M
from escpos.magicencode import Encoder
from escpos.printer import Dummy

from app.core.paper import Align
from app.printer.bar_code import HEIGHT_DOTS
from app.printer.bitmap import Bitmap
from app.printer.profile import CODE_PAGES, Drawer, PrinterProfile

ALIGNED: Final = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}
PLAIN_LETTERS: Final = b"\x1bR\x00"
"""ESC R 0: undoes a national set chosen by switch, which prints `[` and `{` as letters."""
KICKS: Final = {Drawer.NONE: b"", Drawer.PIN_2: b"\x1bp\x00\x32\x32", Drawer.PIN_5: b"\x1bp\x01\x32\x32"}
"""ESC p: the magnet is on for 100 ms and then off for 100 ms, which every drawer takes."""


class PrintJob(Dummy):
    """The bytes of one job. A style is sent only where it changes; text is in the one code page of the profile."""

    def __init__(self, profile: PrinterProfile) -> None:
        library_profile, encoder = _tables(profile)
        dummy: Any = super()  # the library leaves its arguments without types
        dummy.__init__(profile=library_profile, magic_encode_args={"encoder": encoder})
        self._codec = profile.codec
        self._look: tuple[Align, bool, int] = (Align.LEFT, False, 1)
        self.hw("INIT")
        self._raw(PLAIN_LETTERS)
        self.charcode(profile.code_page)

    def open_drawer(self, drawer: Drawer) -> None:
        """Opens the drawer that is wired to this printer; nothing where there is none."""
        self._raw(KICKS[drawer])

    def style(self, align: Align, *, bold: bool = False, size: int = 1) -> None:
        """How the next line looks. Alignment counts at the start of a line only."""
        was_align, was_bold, was_size = self._look
        self.set(
            align=ALIGNED[align] if align is not was_align else None,
            bold=bold if bold is not was_bold else None,
            custom_size=True if size != was_size else None,
            width=size,
            height=size,
        )
        self._look = (align, bold, size)

    def select_page(self, code_page: str, slot: int) -> None:
        """The words that follow are in this code page, which the printer keeps at this place."""
        self._codec = CODE_PAGES[code_page][0]
        self._raw(b"\x1bt" + bytes([slot]))

    def words(self, text: str) -> None:
        """A line of text and its end.

        Raises ValueError for a control character, which could open a drawer, and UnicodeEncodeError for a sign that
        the code page lacks: whoever lays the paper out sees to both.
        """
        encoded = text.encode(self._codec)
        if encoded and (min(encoded) < 0x20 or 0x7F in encoded):
            raise ValueError("a control character was on its way to the printer")
        self._raw(encoded + b"\n")

    def picture(self, picture: Bitmap) -> None:
        """A picture on lines of its own, placed as the style says."""
        self._raw(picture.command)

    def code_128(self, data: str, module_dots: int) -> None:
        """A bar code by the printer's own command, without words of its own."""
        escaped = data.replace("{", "{{")
        self._hw_barcode(
            f"{{B{escaped}",
            "CODE128",
            height=HEIGHT_DOTS,
            width=module_dots,
            pos="OFF",
            align_ct=False,
            function_type="B",
            check=False,
        )

    def qr_code(self, data: str, module_dots: int) -> None:
        """A QR code by the printer's own command, placed as the style says."""
        dummy: Any = self  # the library leaves its arguments without types
        dummy.qr(data, ec=QR_ECLEVEL_M, size=module_dots, native=True)


@lru_cache(maxsize=8)
def _tables(profile: PrinterProfile) -> tuple[Any, Any]:
    """The library's own profile, with the one code page at this printer's slot. Neither part holds a job's state."""
    library_profile: Any = Profile(
        columns=profile.columns, features={"barcodeB": profile.has_bar_code, "paperFullCut": profile.has_cutter}
    )
    library_profile.codePages = {str(profile.code_page_slot): profile.code_page}
    encoder: Any = Encoder  # the library leaves its arguments without types
    return library_profile, encoder(library_profile.get_code_pages())
