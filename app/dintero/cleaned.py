"""An answer of the API as a record may keep it: its secrets found, and everything blotted out that nobody knows."""

import json
from collections.abc import Iterable, Mapping
from typing import Final, cast

HIDDEN: Final = "•••"

_PLAIN: Final = frozenset(
    {
        "id",
        "card_id",
        "type",
        "status",
        "currency",
        "created_at",
        "active_from",
        "expires_at",
        "originated_by",
        "ref_id",
        "parent_id",
        "token_type",
        "code",
        "message",
        "field",
        "grant_type",
        "audience",
        "pos_activation_id",
        "pos_sale_id",
        "pos_till_id",
        "pos_probe_before",
    }
)
"""Text is kept under these names only: what a service may call a secret has no complete list."""
_COUNTED: Final = frozenset({"amount", "expires_in", "length", "expires_after_transaction", "pending"})
_FREE: Final = frozenset({"message", "code", "field"})
"""Where the issuer writes what it likes."""
_LONG: Final = 8
_SECRET: Final = frozenset({"value", "token", "pin", "access_token", "refresh_token", "barcode_128"})


class Secret:
    """A PIN or a token. It shows itself to nobody but who asks for it by name."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself, for the body of a call."""
        return self._value

    def __repr__(self) -> str:
        return HIDDEN


def cleaned(value: object, secrets: Iterable[Secret] = ()) -> object:
    """The value with everything blotted out that is not known to be harmless, and `secrets` wherever they stand."""
    return _cleaned(value, "", tuple(secret.reveal() for secret in secrets))


def _cleaned(value: object, name: str, secrets: tuple[str, ...]) -> object:
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        return {key: _cleaned(each, key, secrets) for key, each in fields.items()}
    if isinstance(value, list):
        return [_cleaned(each, name, secrets) for each in cast("list[object]", value)]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        return _blotted(value, name, secrets) if name in _PLAIN else HIDDEN
    return value if name in _COUNTED or name.startswith("amount_") else HIDDEN


def _blotted(text: str, name: str, secrets: tuple[str, ...]) -> str:
    """A PIN is so short that four figures of an id may be the same by chance: there only what is long is blotted."""
    for secret in secrets:
        is_meant = bool(secret) and (name in _FREE or len(secret) >= _LONG)
        text = text.replace(secret, HIDDEN) if is_meant else text
    return text


def secrets_in(value: object) -> tuple[Secret, ...]:
    """Every text that stands where PINs and tokens stand (API fact sheet, sections 2.2, 2.8 and 2.9)."""
    found: list[Secret] = []
    _find(value, found)
    return tuple(found)


def _find(value: object, found: list[Secret]) -> None:
    if isinstance(value, list):
        for each in cast("list[object]", value):
            _find(each, found)
    if isinstance(value, dict):
        for key, each in cast("dict[str, object]", value).items():
            if key in _SECRET and isinstance(each, str | int) and not isinstance(each, bool):
                found.append(Secret(str(each)))
            _find(each, found)


def token_in(fields: Mapping[str, object]) -> Secret | None:
    """The token of a card that was just made, or that a new token was just made for."""
    held = fields.get("card_token", fields)
    token = cast("dict[str, object]", held).get("token") if isinstance(held, dict) else None
    value = cast("dict[str, object]", token).get("value") if isinstance(token, dict) else None
    return Secret(value) if isinstance(value, str) else None


def json_of(body: bytes | None) -> object:
    """What a body holds; None where it is no JSON."""
    try:
        return cast("object", json.loads(body or b""))
    except (ValueError, RecursionError):
        return None
