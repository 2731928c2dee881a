"""A second reading of ESC/POS, written from Epson's command reference alone: bytes become what stands on paper.

It shares no line with the program's printing side, so both can hardly be wrong in the same way.
"""

from dataclasses import dataclass, field
from typing import ClassVar

PAGES = {0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 16: "cp1252", 18: "cp852"}
PAGES |= {17: "cp866", 19: "cp858", 40: "iso8859_15", 45: "cp1250", 53: "cp858"}
ALIGNED = ("left", "center", "right")
SYMBOLOGIES = {69: "CODE39", 70: "ITF", 71: "CODABAR", 72: "CODE93", 73: "CODE128"}
DOUBLE_CUTS = (65, 66, 97, 98, 103, 104)
"""The forms of GS V that feed first, and carry one byte more."""


@dataclass(frozen=True)
class Event:
    """One thing that happened at the printer: a line, a cut, a drawer's kick, a picture, a question."""

    what: str
    text: str = ""
    align: str = "left"
    bold: bool = False
    size: int = 1
    slot: int = 0
    facts: dict[str, int] = field(default_factory=dict)
    rows: bytes = b""


class EndsInside(Exception):
    """The stream ends inside a command."""


class Decoder:
    """Reads a stream of print bytes into events. `warnings` names what a printer would stumble over."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.warnings: list[str] = []
        self._line = b""
        self._bar = {"height": 162, "width": 3, "words": 0}
        self._qr = {"module dots": 3, "level": 48}
        self._qr_data = b""
        self._data = b""
        self._reset()

    def _reset(self) -> None:
        self._slot, self._align, self._bold, self._size = 0, 0, False, 1

    def read(self, data: bytes) -> "Decoder":
        """Takes a whole job. Gives itself back."""
        place, self._data = 0, data
        while place < len(data):
            try:
                place = self.step(data, place)
            except EndsInside:
                self.warnings.append(f"{place}: the stream ends inside a command")
                break
        self._end_line()
        return self

    def step(self, data: bytes, place: int) -> int:
        """Takes one command or one run of text at `place`. Where the next begins; raises EndsInside."""
        self._data = data
        byte = data[place]
        if byte == 0x0A:
            self._end_line(even_empty=True)
            return place + 1
        if byte in {0x10, 0x1B, 0x1D}:
            commands = {0x10: self._dle, 0x1B: self._esc, 0x1D: self._gs}
            return commands[byte](place)
        if byte < 0x20 or byte == 0x7F:
            self.warnings.append(f"{place}: control byte {byte:#04x}")
            return place + 1
        end = place
        while end < len(data) and data[end] >= 0x20 and data[end] != 0x7F:
            end += 1
        self._line += data[place:end]
        return end

    def _take(self, place: int, count: int) -> bytes:
        if place + count > len(self._data):
            raise EndsInside
        return self._data[place : place + count]

    def _end_line(self, *, even_empty: bool = False) -> None:
        if self._line or even_empty:
            codec = PAGES.get(self._slot, "ascii")
            self._tell("line", self._line.decode(codec, "replace"))
        self._line = b""

    def _tell(self, what: str, text: str = "", *, rows: bytes = b"", **facts: int) -> None:
        look = (ALIGNED[self._align], self._bold, self._size, self._slot)
        self.events.append(Event(what, text, *look, facts, rows))

    def _dle(self, place: int) -> int:
        kind, number = self._take(place + 1, 2)
        if kind == 0x14 and number == 1:
            pin, _time = self._take(place + 3, 2)
            self._tell("drawer", pin=pin)
            return place + 5
        self._tell("question", "DLE EOT" if kind == 0x04 else "DLE", number=number)
        return place + 3

    LENGTHS_OF_ESC: ClassVar[dict[str, int]] = {"d": 1, "t": 1, "a": 1, "E": 1, "G": 1, "R": 1, "M": 1, "p": 3, "3": 1}

    def _esc(self, place: int) -> int:
        name = chr(self._take(place + 1, 1)[0])
        if name == "@":
            self._end_line()
            self._reset()
            self._tell("reset")
            return place + 2
        length = self.LENGTHS_OF_ESC.get(name)
        if length is None:
            self.warnings.append(f"{place}: unknown ESC {name!r}")
            return place + 2
        self._escape(name, self._take(place + 2, length))
        return place + 2 + length

    def _escape(self, name: str, arguments: bytes) -> None:
        first = arguments[0]
        if name == "t":
            self._end_line()
            self._slot = first
        elif name == "a":
            self._align = first % 48 % 3
        elif name == "E":
            self._bold = bool(first & 1)
        elif name == "d":
            self._end_line()
            self._tell("feed", lines=first)
        elif name == "p":
            self._end_line()
            self._tell("drawer", pin=first & 1)
        elif name == "R" and first:
            self.warnings.append("national letters: brackets and braces print as something else")

    def _gs(self, place: int) -> int:
        name = chr(self._take(place + 1, 1)[0])
        readers = {"V": self._cut, "k": self._bar_code, "v": self._raster, "(": self._two_dimensions}
        if name in readers:
            self._end_line()
            return readers[name](place)
        argument = self._take(place + 2, 1)[0]
        if name == "!":
            self._size = (argument & 7) + 1
            if argument >> 4 != argument & 7:
                self.warnings.append(f"{place}: letters wider than high, or higher than wide")
        elif name in "hwH":
            self._bar[{"h": "height", "w": "width", "H": "words"}[name]] = argument
        elif name in "rI":
            self._tell("question", f"GS {name}", number=argument)
        elif name != "f":
            self.warnings.append(f"{place}: unknown GS {name!r}")
        return place + 3

    def _cut(self, place: int) -> int:
        mode = self._take(place + 2, 1)[0]
        self._tell("cut", "full" if mode in {0, 48, 65, 97} else "partial")
        return place + (4 if mode in DOUBLE_CUTS else 3)

    def _bar_code(self, place: int) -> int:
        kind, length = self._take(place + 2, 2)
        body = self._take(place + 4, length)
        if kind not in SYMBOLOGIES or (kind == 73 and not body.startswith(b"{B")):
            self.warnings.append(f"{place}: a bar code that real printers do not print")
        text = body[2:].replace(b"{{", b"{").decode("ascii", "replace")
        modules = 11 * (len(text) + 2) + 13 + 20
        self._tell("bar code", text, dots=modules * self._bar["width"], **self._bar)
        return place + 4 + length

    def _two_dimensions(self, place: int) -> int:
        """GS ( k pL pH cn fn …: a QR code is set up, stored and printed by one function each."""
        family, low, high = self._take(place + 2, 3)
        body = self._take(place + 5, low + 256 * high)
        if family == 0x48 and body[:2] == b"00":
            self._tell("question", f"GS ( H {body[2:].decode('ascii', 'replace')}")
            return place + 5 + len(body)
        if family != 0x6B or len(body) < 2 or body[0] != 49:
            self.warnings.append(f"{place}: a command that is no QR code's")
            return place + 5 + len(body)
        function, rest = body[1], body[2:]
        if function == 65 and rest != b"\x32\x00":
            self.warnings.append(f"{place}: a QR code of another model than 2")
        elif function == 67:
            self._qr["module dots"] = rest[0]
        elif function == 69:
            self._qr["level"] = rest[0]
        elif function == 80:
            self._qr_data = rest[1:]
        elif function == 81:
            self._tell("qr code", self._qr_data.decode("ascii", "replace"), **self._qr)
        elif function != 65:
            self.warnings.append(f"{place}: a function that a QR code lacks")
        return place + 5 + len(body)

    def _raster(self, place: int) -> int:
        kind, mode = self._take(place + 2, 2)
        if kind != 0x30 or mode != 0:
            self.warnings.append(f"{place}: a raster in a mode that is not plain")
        low, high, rows_low, rows_high = self._take(place + 4, 4)
        width_bytes, height = low + 256 * high, rows_low + 256 * rows_high
        rows = self._take(place + 8, width_bytes * height)
        self._tell("picture", rows=rows, width=width_bytes * 8, height=height)
        return place + 8 + width_bytes * height


def decoded(data: bytes) -> Decoder:
    """A whole job, read."""
    return Decoder().read(data)


def paper_text(events: list[Event], columns: int) -> str:
    """What stands on the paper as plain text, each line placed as the printer places it; double size is marked."""
    lines: list[str] = []
    for event in events:
        if event.what == "feed":
            lines += [""] * event.facts["lines"]
        elif event.what in {"line", "picture", "bar code", "qr code", "cut", "drawer"}:
            lines.append(_placed(_shown(event), event, columns).rstrip())
    return "\n".join(lines) + "\n"


def _shown(event: Event) -> str:
    facts = event.facts
    shown = {
        "picture": f"[picture {facts.get('width')} x {facts.get('height')}]",
        "bar code": f"[bar code {event.text}, {facts.get('dots')} dots]",
        "qr code": f"[QR code of {len(event.text)} signs, {facts.get('module dots')} dots a module]",
        "cut": f"[cut {event.text}]",
        "drawer": f"[DRAWER {facts.get('pin')}]",
    }
    text = shown.get(event.what, event.text)
    if event.what != "line" or not text.strip():
        return text
    marked = " ".join(text) if event.size == 2 else text
    return f"*{marked}*" if event.bold else marked


def _placed(text: str, event: Event, columns: int) -> str:
    if event.what in {"cut", "drawer"} or event.align == "left":
        return text
    return text.center(columns) if event.align == "center" else text.rjust(columns)
