"""Reports as a HID-POS scanner sends them. Those in RECORDED follow the forms in the makers' manuals byte by byte."""

DATA_MAX = 56


def report(data, aim=b"]C0", *, has_more=False):
    """One report: number, length, AIM identifier, data, three bytes of the maker's, and whether more follows."""
    return bytes([2, len(data)]) + aim + data.ljust(DATA_MAX, b"\0") + bytes(2) + bytes([has_more])


def reports(code, aim="]C0"):
    """A whole code in as many reports as it needs."""
    data = code.encode()
    parts = [data[at : at + DATA_MAX] for at in range(0, len(data), DATA_MAX)]
    return [report(part, aim.encode(), has_more=place < len(parts) - 1) for place, part in enumerate(parts)]


_LONG = b"https://example.com/gift/7001448200004711/abcdefghijklmnop0123456789"
RECORDED = [
    # An EAN-13 of a product, as a scanner of 2D codes tells it.
    (["020d5d4530" + b"5701234567899".hex() + "00" * 43 + "000000"], "]E05701234567899"),
    # A number in Code 128; the maker puts its own letter for the kind of code into the bytes that are left to it.
    (["02105d4330" + b"7001448200004711".hex() + "00" * 40 + "6a0000"], "]C07001448200004711"),
    # A code of more than 56 signs: two reports, and the first says that more follows.
    (
        [
            "02385d5131" + _LONG[:56].hex() + "000001",
            f"02{len(_LONG) - 56:02x}5d5131" + _LONG[56:].ljust(56, b"\0").hex() + "000000",
        ],
        f"]Q1{_LONG.decode()}",
    ),
]
