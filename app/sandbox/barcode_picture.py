"""A code as a Code 128 picture: a PNG in a data URI, written without any imaging library."""

import base64
import re
import struct
import zlib

# Widths of bars and spaces of the symbol characters 0 to 106, the last with seven (ISO/IEC 15417, table 1).
_WIDTHS: list[str] = re.findall(
    r"[1-4]{7}$|[1-4]{6}",
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222"
    "123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321"
    "232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121"
    "313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224"
    "111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111"
    "111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113"
    "1143114111134113111131411141313111414111312114122112142112322331112",
)
_START_B = 104
_STOP = 106
_CHECK_MODULUS = 103

_MODULE_DOTS = 2
_QUIET_MODULES = 10
_HEIGHT_DOTS = 60


def data_uri(code: str) -> str:
    """The code as `data:image/png;base64,…`. Raises ValueError for characters outside printable ASCII."""
    return "data:image/png;base64," + base64.b64encode(png(_modules(code))).decode()


def png(modules: str) -> bytes:
    """A one-bit greyscale PNG (ISO/IEC 15948) of one row of modules, `1` being a bar."""
    row = "".join("0" * _MODULE_DOTS if module == "1" else "1" * _MODULE_DOTS for module in modules)
    width = len(row)
    packed = int(row.ljust(-(-width // 8) * 8, "1"), 2).to_bytes(-(-width // 8))
    header = struct.pack(">IIBBBBB", width, _HEIGHT_DOTS, 1, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + packed) * _HEIGHT_DOTS)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _modules(code: str) -> str:
    if not code or any(not " " <= character <= "~" for character in code):
        raise ValueError("a bar code needs printable ASCII")
    values = [_START_B, *(ord(character) - 32 for character in code)]
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % _CHECK_MODULUS
    bars = "".join(_drawn(_WIDTHS[value]) for value in [*values, check, _STOP])
    return "0" * _QUIET_MODULES + bars + "0" * _QUIET_MODULES


def _drawn(widths: str) -> str:
    return "".join(("1" if place % 2 == 0 else "0") * int(width) for place, width in enumerate(widths))
