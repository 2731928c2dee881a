"""The calls of the API by name: method, path and the scopes of which one is enough (API fact sheet, section 1)."""

import re
from dataclasses import dataclass, field

TOKEN_PATH = "/v1/accounts/{oid}/auth/token"  # noqa: S105 - a path
WALLETS = "/v1/accounts/{aid}/wallets"

_WRITE = frozenset({"admin:wallets", "write:wallets"})
_READ = frozenset({"admin:wallets", "read:wallets"})
_CUSTOMER = _READ | {"user:wallets"}
_INFO = _WRITE | {"write:wallets:/info"}
_TRANSACT = _WRITE | {"write:wallets:/transactions"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of the API. `scopes` is empty for the token call, which takes Basic credentials instead."""

    name: str
    method: str
    path: str
    scopes: frozenset[str]
    pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path)))


def _wallet(name: str, method: str, path: str, scopes: frozenset[str]) -> Operation:
    return Operation(name, method, WALLETS + path, scopes)


OPERATIONS: tuple[Operation, ...] = (
    Operation("token", "POST", TOKEN_PATH, frozenset()),
    _wallet("create", "POST", "/cards", _WRITE),
    _wallet("batch", "POST", "/cards/batch", _WRITE),
    _wallet("activate", "POST", "/cards/{card_id}/activate", _WRITE),
    _wallet("get", "GET", "/cards/{card_id}", _READ),
    _wallet("list", "GET", "/cards", _READ),
    _wallet("delete", "DELETE", "/cards/{card_id}", _WRITE),
    _wallet("info", "POST", "/info", _INFO),
    _wallet("tokens", "POST", "/cards/{card_id}/tokens", _WRITE),
    _wallet("rotate-pin", "POST", "/cards/{card_id}/rotate-pin", _WRITE),
    _wallet("transaction", "POST", "/transactions", _TRANSACT),
    _wallet("capture", "POST", "/transactions/{transaction_id}/capture", _TRANSACT),
    _wallet("void", "POST", "/transactions/{transaction_id}/void", _TRANSACT),
    _wallet("transactions", "GET", "/cards/{card_id}/transactions", _READ),
    _wallet("customer-cards", "GET", "/customers/{customer_id}/cards", _CUSTOMER),
    _wallet("customer-card", "GET", "/customers/{customer_id}/cards/{card_id}", _CUSTOMER),
)
OPERATION_NAMES = tuple(operation.name for operation in OPERATIONS)


def operation_of(method: str, path: str) -> tuple[Operation, str] | None:
    """The call that a request is, and the account id in its path; None for anything else.

    `path` is the path as it was sent, still percent-encoded: a card id may hold an encoded slash.
    """
    for operation in OPERATIONS:
        found = operation.pattern.fullmatch(path) if operation.method == method else None
        if found is not None:
            return operation, found.group(1)
    return None
