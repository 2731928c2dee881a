"""Scans as nobody means them: paths, addresses, products, halves of codes, noise, and all of it mixed."""

import random
from typing import Final

PIECES: Final = (
    "../../x",
    "a/b",
    "a?b",
    "a#b",
    "%2e%2e",
    "..",
    ".",
    "\x00",
    "\x1d",
    "\r\n",
    " ",
    "]C0",
    "]Q1",
    "https://example.com/gift?card=7001448200004711",
    "5701234567899",
    "12345678",
    "7001448200004711",
    "GIFT-4711",
    "DINCARD:",
    "DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f",
    "6ccfec5d-3a53",
    "'; DROP TABLE event; --",
    "<b>active</b>",
    "=1+1",
    "\x1bp\x00",
    "\u202e4711",
    "kort-ærlig",
    "４７１１",
    "😀",
    "\ud800",
    "x" * 300,
)


def hostile_scan(chance: random.Random) -> str:
    """One scan; about one in twelve is a card or a token by its looks all the same."""
    signs = list("".join(chance.choice(PIECES) for _ in range(chance.randint(1, 3))))
    for _ in range(chance.choice((0, 0, 1, 2))):
        place = chance.randrange(len(signs) + 1)
        match chance.randrange(3):
            case 0:
                signs.insert(place, chr(chance.randrange(0x20, 0x250)))
            case 1:
                del signs[place : place + chance.randint(1, 9)]
            case _:
                signs[place:] = signs[place:] * 2
    return "".join(signs)
