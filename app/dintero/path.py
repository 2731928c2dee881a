"""Where a call goes: a card code becomes one segment of a path, and can become nothing else."""

from typing import Final
from urllib.parse import quote

from app.core.card import CardCode

_STEPS: Final = frozenset({"", ".", ".."})


def token_path(account_id: str) -> str:
    """Where access tokens are had (API fact sheet, section 1)."""
    return _joined("v1", "accounts", account_id, "auth", "token")


def info_path(account_id: str) -> str:
    """Where a token is looked up (API fact sheet, section 2.6). The token itself goes in the body."""
    return _wallets(account_id, "info")


def account_path(account_id: str, *segments: str) -> str:
    """A place among the account's wallets that is no card's: the list, the batch, the transactions."""
    return _wallets(account_id, *segments)


def card_path(account_id: str, card: CardCode, *segments: str) -> str:
    """One card (API fact sheet, section 2.5), or something of it."""
    return _wallets(account_id, "cards", card.text, *segments)


def cards_path(account_id: str) -> str:
    """Where one card of all is listed: the lightest call there is (API fact sheet, section 2.4)."""
    return _wallets(account_id, "cards") + "?limit=1"


def activate_path(account_id: str, card: CardCode) -> str:
    """Where one card is activated (API fact sheet, section 2.3)."""
    return _wallets(account_id, "cards", card.text, "activate")


def shown(path: str, card: CardCode) -> str:
    """The path as a log may show it: the card masked."""
    segment = "/" + quote(card.text, safe="")
    return path.replace("/cards" + segment, f"/cards/{card.masked()}")


def _wallets(account_id: str, *segments: str) -> str:
    return _joined("v1", "accounts", account_id, "wallets", *segments)


def _joined(*segments: str) -> str:
    """Percent-encodes each segment. A step such as `..` survives the encoding, so it is refused before."""
    if any(segment in _STEPS for segment in segments):
        raise ValueError("a segment of a path is neither empty nor a step")
    path = "".join("/" + quote(segment, safe="") for segment in segments)
    assert path.count("/") == len(segments), "a segment of a path holds no slash"
    return path
