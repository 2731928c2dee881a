"""The demonstration account: well-known credentials, and cards that follow from a seed."""

ACCOUNT_ID = "T00000000"
CLIENT_ID = "demonstration-till"
# Not a secret: it opens nothing but a sandbox on this machine, and is printed in its ready line.
CLIENT_SECRET = "well-known-and-worth-nothing"  # noqa: S105 - known to everybody, see above

CARD_PREFIX = "7001"
TOKEN_PREFIX = "DINCARD:"  # noqa: S105 - the public prefix of the default token format, API fact sheet section 2.8

_CARD_DIGITS = 16


def card_id(seed: int, index: int) -> str:
    """The id of demonstration card number `index` of `seed`: 16 digits, the last a Luhn check digit."""
    body = CARD_PREFIX + f"{_drawn('card', seed, index) % 10**11:0{_CARD_DIGITS - len(CARD_PREFIX) - 1}d}"
    return body + luhn_digit(body)


def card_token(seed: int, index: int) -> str:
    """The token printed on demonstration card number `index` of `seed`: `DINCARD:` and a UUID."""
    import uuid

    return TOKEN_PREFIX + str(uuid.UUID(int=_drawn("token", seed, index) % 2**128, version=4))


def luhn_digit(body: str) -> str:
    """The check digit that makes `body` + digit pass the Luhn test (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, figure in enumerate(reversed(body)):
        value = int(figure) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _drawn(what: str, seed: int, index: int) -> int:
    import hashlib  # the till takes the credentials above on its way to the first paint, and no card

    return int.from_bytes(hashlib.sha256(f"{what} {seed} {index}".encode()).digest())
