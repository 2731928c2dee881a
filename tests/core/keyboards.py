"""Keyboards of other countries: what each key prints on them, for scanners that press keys."""

from app.core.key_reading import US_KEYS, KeyNumbers, Stroke

KEY_OF = {sign: (number, place == 1) for number, pair in reversed(US_KEYS.items()) for place, sign in enumerate(pair)}
"""Where a scanner that is set to a US keyboard finds a sign: the key's number, and whether Shift is held."""

_NORDIC = {
    12: "+?",
    13: "\\`",
    39: "øØ",
    40: "æÆ",
    26: "åÅ",
    43: "'*",
    51: ",;",
    52: ".:",
    53: "-_",
    41: "|§",
    3: '2"',
    5: "4¤",
}
LAYOUTS = {
    "us": {},
    "no": _NORDIC,
    "dk": _NORDIC | {39: "æÆ", 40: "øØ", 41: "½§"},
    "se": _NORDIC | {39: "öÖ", 40: "äÄ"},
    "de": {12: "ß?", 13: "´`", 21: "zZ", 44: "yY", 39: "öÖ", 40: "äÄ", 26: "üÜ", 51: ",;", 52: ".:", 53: "-_"},
    "fr": {
        **{2 + place: pair for place, pair in enumerate(("&1", "é2", '"3', "'4", "(5", "-6", "è7", "_8", "ç9", "à0"))},
        12: ")°",
        13: "=+",
        16: "aA",
        17: "zZ",
        30: "qQ",
        44: "wW",
        39: "mM",
        50: ",?",
        51: ";.",
        52: ":/",
        53: "!§",
    },
}
"""By country, the keys that differ from a US keyboard's: without and with Shift."""
DEAD = {"no": {13: (False, True), 27: (True, True)}, "de": {13: (True, True)}}
"""Keys that wait for a letter, without and with Shift."""


def pressed(code, layout="us", *, numbers=KeyNumbers.X11, has_caps_lock=False):
    """The strokes of a scanner set to a US keyboard on a computer with this layout."""
    return tuple(_stroke(*KEY_OF[sign], layout, numbers, has_caps_lock) for sign in code)


def _stroke(number, has_shift, layout, numbers, has_caps_lock):
    pair = LAYOUTS[layout].get(number) or US_KEYS[number]
    text = pair[has_shift]
    if has_caps_lock:
        text = text if text == "ß" else text.swapcase()
    if DEAD.get(layout, {}).get(number, (False, False))[has_shift]:
        text = ""
    return Stroke(text, number + numbers, has_shift, has_caps_lock)
