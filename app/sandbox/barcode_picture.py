"""A code as a Code 128 picture: a PNG in a data URI, written without any imaging library."""

import base64
import struct
import zlib

# Widths of bars and spaces of the symbol characters 0 to 106 (ISO/IEC 15417, table 1).
_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
).split()
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
