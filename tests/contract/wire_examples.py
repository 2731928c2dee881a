"""Examples of the wire, as plain data: what is asked, and what the issuer answers.

Written from the API fact sheet (sections 1 to 5) alone. The sandbox must answer so, and the client must understand
such answers: two readings of one wire, held to the same examples.

An example holds:

- `method`, `path`, `query`: the request; `{name}` in them is filled by `fills`: name -> (earlier example, its field)
- `authorization`: "basic" (client credentials), "bearer" (a good access token) or "none"
- `body`: the JSON body, or None
- `before`: examples that are asked first, in this order
- `switches`: how the sandbox's switches stand
- `status`, `answer`: what comes back; where `varies` names a dotted path of `answer`, only its kind is promised
  (`*` stands for every place of a list). Further fields may come and mean nothing.

The issuer is taken to hold one inactive card, STANDING_CARD, with the token STANDING_TOKEN and no PIN.
"""

from typing import Any

ACCOUNT_ID = "T00000000"
STANDING_CARD = "7001913901460665"
STANDING_TOKEN = "DINCARD:f7e31d2f-8bac-4208-9f6b-d82948967b18"
BATCH_CARDS = ("7001000000000011", "7001000000000029")
ODD_CARD = "gave/ÆØÅ 50%?#"
ODD_CARD_IN_PATH = "gave%2F%C3%86%C3%98%C3%85%2050%25%3F%23"

_WALLETS = f"/v1/accounts/{ACCOUNT_ID}/wallets"
_DIGITS_4 = {"length": 4, "prefix": "", "symbols": False, "numbers": True, "characters": False, "barcode": False}
_DIGITS_16 = {"length": 16, "prefix": "DIN", "symbols": False, "numbers": True, "characters": False, "barcode": False}
_DEFAULT_TOKEN = {
    "length": 36,
    "prefix": "DINCARD:",
    "symbols": True,
    "numbers": True,
    "characters": True,
    "barcode": False,
}
_MASKED = {"masked_code": "DINCARD:********-****-****-****-*******67b18", "format": _DEFAULT_TOKEN}
_EMPTY = {
    "amount_balance": 0,
    "amount_available": 0,
    "amount_funds": 0,
    "amount_drawdown": 0,
    "amount_pending": 0,
}
_UUID = "6ccfec5d-3a53-47de-910a-97d6dda22e5f"
_MOMENT = "2026-06-06T10:15:30Z"
_CARD_VARIES = ("id", "created_at", "created_by", "active_from", "tokens.*.masked_code")


def _example(method: str, path: str, body: object = None, *, status: int = 200, **rest: Any) -> dict[str, Any]:
    example: dict[str, Any] = {
        "method": method,
        "path": path,
        "query": {},
        "authorization": "bearer",
        "body": body,
        "before": (),
        "fills": {},
        "switches": {},
        "status": status,
        "varies": (),
    }
    return example | rest


def _card(card_id: str, **fields: Any) -> dict[str, Any]:
    shown = {
        "id": _UUID,
        "card_id": card_id,
        "type": "gift_card",
        "status": "inactive",
        "amount": 0,
        "metadata": {},
        "created_at": _MOMENT,
        "created_by": "demonstration-till",
    }
    return shown | _EMPTY | fields


def _loaded(card_id: str, amount: int, **fields: Any) -> dict[str, Any]:
    sums = {"amount": amount, "amount_balance": amount, "amount_available": amount, "amount_funds": amount}
    return _card(card_id, status="unused", currency="NOK", active_from=_MOMENT, **(sums | fields))


def _issued(card_id: str) -> dict[str, Any]:
    pin = {"format": _DIGITS_4, "pin": {"value": "0123"}}
    return _card(card_id, pin=pin, card_token={"format": _DIGITS_16, "token": {"value": "DIN0123456789012345"}})


def _transaction(kind: str, amount: int, ref_id: str, **fields: Any) -> dict[str, Any]:
    shown = {
        "id": _UUID,
        "created_at": _MOMENT,
        "created_by": "demonstration-till",
        "ref_id": ref_id,
        "amount": amount,
        "currency": "NOK",
        "metadata": {},
        "type": kind,
    }
    return shown | fields


def _refusal(code: str, message: str = "in words") -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}


_MESSAGE = ("error.message",)
_TRANSACTION_VARIES = ("id", "created_at", "created_by", "parent_id")
_ACTIVATE = f"{_WALLETS}/cards/{STANDING_CARD}/activate"
_MINIMAL = {"amount": 50000, "currency": "NOK"}
_WHOLE = {
    "amount": 33890,
    "currency": "NOK",
    "customer_id": "kunde-17",
    "name": "Ærlig Øystein Åsen",
    "originated_by": "shop-1/till-2",
    "active_from": "2026-01-01T00:00:00Z",
    "expires_at": "2099-12-31T22:59:59Z",
    "metadata": {"pos_activation_id": "019a0c5e7b7c7f0e8d1a2b3c4d5e6f70", "pos_sale_id": "xk39592f"},
}

EXAMPLES: dict[str, dict[str, Any]] = {
    # ---- the token call, section 1
    "token": _example(
        "POST",
        f"/v1/accounts/{ACCOUNT_ID}/auth/token",
        {"grant_type": "client_credentials", "audience": f"https://api.dintero.com/v1/accounts/{ACCOUNT_ID}"},
        authorization="basic",
        answer={"access_token": "eyJhbGciOi.J9.c2ln", "token_type": "Bearer", "expires_in": 86400},
        varies=("access_token",),
    ),
    "token_short": _example(
        "POST",
        f"/v1/accounts/{ACCOUNT_ID}/auth/token",
        {"grant_type": "client_credentials", "audience": f"https://api.dintero.com/v1/accounts/{ACCOUNT_ID}"},
        authorization="basic",
        switches={"token_expires_in": 14400},
        answer={"access_token": "eyJhbGciOi.J9.c2ln", "token_type": "Bearer", "expires_in": 14400},
        varies=("access_token",),
    ),
    "token_without_credentials": _example(
        "POST",
        f"/v1/accounts/{ACCOUNT_ID}/auth/token",
        {"grant_type": "client_credentials", "audience": f"https://api.dintero.com/v1/accounts/{ACCOUNT_ID}"},
        authorization="none",
        status=401,
        answer=_refusal("unauthorized"),
        varies=_MESSAGE,
    ),
    # ---- reading a card, sections 2.4 to 2.6
    "get_inactive": _example(
        "GET",
        f"{_WALLETS}/cards/{STANDING_CARD}",
        answer=_card(STANDING_CARD, tokens=[_MASKED]),
        varies=_CARD_VARIES,
    ),
    "get_inactive_called_created": _example(
        "GET",
        f"{_WALLETS}/cards/{STANDING_CARD}",
        switches={"inactive_word": "created"},
        answer=_card(STANDING_CARD, status="created", tokens=[_MASKED]),
        varies=_CARD_VARIES,
    ),
    "get_unknown": _example(
        "GET", f"{_WALLETS}/cards/7999", status=404, answer=_refusal("not_found", "Card not found")
    ),
    "info_inactive": _example(
        "POST", f"{_WALLETS}/info", {"token": STANDING_TOKEN}, answer=_card(STANDING_CARD), varies=_CARD_VARIES
    ),
    "info_unknown": _example(
        "POST", f"{_WALLETS}/info", {"token": "DINCARD:nothing"}, status=404, answer=_refusal("not_found"),
        varies=_MESSAGE,
    ),
    # ---- activate, section 2.3
    "activate": _example(
        "POST",
        _ACTIVATE,
        _MINIMAL,
        answer=_loaded(STANDING_CARD, 50000, tokens=[_MASKED]),
        varies=_CARD_VARIES,
    ),
    "activate_with_everything": _example(
        "POST",
        _ACTIVATE,
        _WHOLE,
        answer=_loaded(STANDING_CARD, 33890, tokens=[_MASKED]) | _WHOLE,
        varies=("id", "created_at", "created_by"),
    ),
    "activate_again": _example(
        "POST", _ACTIVATE, _MINIMAL, before=("activate",), status=400, answer=_refusal("bad_request"), varies=_MESSAGE
    ),
    "activate_again_conflict": _example(
        "POST",
        _ACTIVATE,
        _MINIMAL,
        before=("activate",),
        switches={"activate_not_inactive": "409"},
        status=409,
        answer=_refusal("conflict"),
        varies=_MESSAGE,
    ),
    "activate_unknown": _example(
        "POST",
        f"{_WALLETS}/cards/7999/activate",
        _MINIMAL,
        status=404,
        answer=_refusal("not_found", "Card not found"),
    ),
    "activate_negative": _example(
        "POST", _ACTIVATE, _MINIMAL | {"amount": -1}, status=400, answer=_refusal("bad_request"), varies=_MESSAGE
    ),
    "activate_float": _example(
        "POST", _ACTIVATE, _MINIMAL | {"amount": 500.0}, status=400, answer=_refusal("bad_request"), varies=_MESSAGE
    ),
    "activate_other_currency": _example(
        "POST", _ACTIVATE, _MINIMAL | {"currency": "GBP"}, status=400, answer=_refusal("bad_request"), varies=_MESSAGE
    ),
    "activate_reserved_metadata": _example(
        "POST",
        _ACTIVATE,
        _MINIMAL | {"metadata": {"dintero_ours": "1"}},
        status=400,
        answer=_refusal("bad_request"),
        varies=_MESSAGE,
    ),
    "activate_expired": _example(
        "POST",
        _ACTIVATE,
        _MINIMAL | {"expires_at": "2020-01-01T00:00:00Z"},
        status=400,
        answer=_refusal("bad_request"),
        varies=_MESSAGE,
    ),
    "get_active": _example(
        "GET",
        f"{_WALLETS}/cards/{STANDING_CARD}",
        before=("activate_with_everything",),
        answer=_loaded(STANDING_CARD, 33890, tokens=[_MASKED]) | _WHOLE,
        varies=("id", "created_at", "created_by"),
    ),
    "info_active": _example(
        "POST",
        f"{_WALLETS}/info",
        {"token": STANDING_TOKEN},
        before=("activate_with_everything",),
        answer=_loaded(STANDING_CARD, 33890) | _WHOLE,
        varies=("id", "created_at", "created_by"),
    ),
    # ---- batch, section 2.2
    "batch": _example(
        "POST",
        f"{_WALLETS}/cards/batch",
        {
            "cards": [{"card_id": card_id, "type": "gift_card"} for card_id in BATCH_CARDS],
            "options": {"pin": {"format": _DIGITS_4}, "card_token": {"format": _DIGITS_16}},
        },
        answer={"cards": [_issued(card_id) for card_id in BATCH_CARDS]},
        varies=(
            "cards.*.id",
            "cards.*.created_at",
            "cards.*.created_by",
            "cards.*.pin.pin.value",
            "cards.*.card_token.token.value",
        ),
    ),
    "batch_taken_id": _example(
        "POST",
        f"{_WALLETS}/cards/batch",
        {"cards": [{"card_id": "7001000000000037"}, {"card_id": STANDING_CARD}]},
        status=400,
        answer=_refusal("bad_request"),
        varies=_MESSAGE,
    ),
    "batch_empty": _example(
        "POST", f"{_WALLETS}/cards/batch", {"cards": []}, status=400, answer=_refusal("bad_request"), varies=_MESSAGE
    ),
    "batch_odd_id": _example(
        "POST",
        f"{_WALLETS}/cards/batch",
        {"cards": [{"card_id": ODD_CARD, "type": "gift_card"}]},
        answer={"cards": [_card(ODD_CARD)]},
        varies=("cards.*.id", "cards.*.created_at", "cards.*.created_by"),
    ),
    "get_odd_id": _example(
        "GET",
        f"{_WALLETS}/cards/{ODD_CARD_IN_PATH}",
        before=("batch_odd_id",),
        answer=_card(ODD_CARD),
        varies=_CARD_VARIES,
    ),
    "activate_odd_id": _example(
        "POST",
        f"{_WALLETS}/cards/{ODD_CARD_IN_PATH}/activate",
        _MINIMAL,
        before=("batch_odd_id",),
        answer=_loaded(ODD_CARD, 50000),
        varies=_CARD_VARIES,
    ),
    "list_first_page": _example(
        "GET",
        f"{_WALLETS}/cards",
        query={"limit": "2"},
        before=("batch",),
        answer={"cards": [_card(STANDING_CARD), _card(BATCH_CARDS[0])], "starting_after": _UUID},
        varies=("cards.*.id", "cards.*.created_at", "cards.*.created_by", "starting_after"),
    ),
    "list_last_page": _example(
        "GET",
        f"{_WALLETS}/cards",
        query={"limit": "2", "starting_after": "{cursor}"},
        before=("batch", "list_first_page"),
        fills={"cursor": ("list_first_page", "starting_after")},
        answer={"cards": [_card(BATCH_CARDS[1])]},
        varies=("cards.*.id", "cards.*.created_at", "cards.*.created_by"),
    ),
    "list_too_many": _example(
        "GET", f"{_WALLETS}/cards", query={"limit": "101"}, status=400, answer=_refusal("bad_request"), varies=_MESSAGE
    ),
    # ---- tokens and PINs, sections 2.8 and 2.9
    "new_token": _example(
        "POST",
        f"{_WALLETS}/cards/{STANDING_CARD}/tokens",
        {"ref_id": "t-1", "expires_in": 3600},
        answer={
            "id": _UUID,
            "created_at": _MOMENT,
            "created_by": "demonstration-till",
            "ref_id": "t-1",
            "expires_in": 3600,
            "expires_after_transaction": True,
            "format": _DEFAULT_TOKEN,
            "metadata": {},
            "token": {"value": "DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f"},
        },
        varies=("id", "created_at", "created_by", "token.value"),
    ),
    "rotate_pin": _example(
        "POST",
        f"{_WALLETS}/cards/{STANDING_CARD}/rotate-pin",
        {"pin": {"format": _DIGITS_4}},
        answer={"pin": {"format": _DIGITS_4, "pin": {"value": "0123"}}},
        varies=("pin.pin.value",),
    ),
    # ---- transactions, section 2.11
    "fund": _example(
        "POST",
        f"{_WALLETS}/transactions",
        {"ref_id": "f-1", "amount": 1000, "currency": "NOK", "card_id": STANDING_CARD, "type": "fund"},
        before=("activate",),
        answer=_transaction("fund", 1000, "f-1"),
        varies=_TRANSACTION_VARIES,
    ),
    "drawdown": _example(
        "POST",
        f"{_WALLETS}/transactions",
        {"ref_id": "d-1", "amount": 20000, "currency": "NOK", "card_id": STANDING_CARD},
        before=("activate",),
        answer=_transaction("drawdown", 20000, "d-1"),
        varies=_TRANSACTION_VARIES,
    ),
    "pending": _example(
        "POST",
        f"{_WALLETS}/transactions",
        {"ref_id": "p-1", "amount": 5000, "currency": "NOK", "token": STANDING_TOKEN, "pending": True},
        before=("activate",),
        answer=_transaction("pending_capture", 5000, "p-1"),
        varies=_TRANSACTION_VARIES,
    ),
    "capture": _example(
        "POST",
        f"{_WALLETS}/transactions/{{transaction_id}}/capture",
        {"ref_id": "c-1", "amount": 3000},
        before=("activate", "pending"),
        fills={"transaction_id": ("pending", "id")},
        answer=_transaction("drawdown", 3000, "c-1", parent_id=_UUID),
        varies=_TRANSACTION_VARIES,
    ),
    "void": _example(
        "POST",
        f"{_WALLETS}/transactions/{{transaction_id}}/void",
        {"ref_id": "v-1"},
        before=("activate", "pending", "capture"),
        fills={"transaction_id": ("pending", "id")},
        answer=_transaction("voided", 2000, "v-1", parent_id=_UUID),
        varies=_TRANSACTION_VARIES,
    ),
    "card_transactions": _example(
        "GET",
        f"{_WALLETS}/cards/{STANDING_CARD}/transactions",
        before=("activate", "fund", "drawdown"),
        answer=[_transaction("fund", 1000, "f-1"), _transaction("drawdown", 20000, "d-1")],
        varies=("*.id", "*.created_at", "*.created_by"),
    ),
    "get_used": _example(
        "GET",
        f"{_WALLETS}/cards/{STANDING_CARD}",
        before=("activate", "pending", "drawdown"),
        answer=_card(
            STANDING_CARD,
            status="used",
            amount=50000,
            currency="NOK",
            amount_balance=30000,
            amount_available=25000,
            amount_funds=50000,
            amount_drawdown=20000,
            amount_pending=5000,
        ),
        varies=(*_CARD_VARIES, "status"),
    ),
    # ---- customers, section 2.10
    "customer_cards": _example(
        "GET",
        f"{_WALLETS}/customers/kunde-17/cards",
        before=("activate_with_everything",),
        answer=[
            {"id": _UUID, "card_id": STANDING_CARD, "type": "gift_card", "status": "unused", "customer_id": "kunde-17"}
        ],
        varies=("*.id",),
    ),
    "customer_card": _example(
        "GET",
        f"{_WALLETS}/customers/kunde-17/cards/{STANDING_CARD}",
        before=("activate_with_everything",),
        answer=_loaded(STANDING_CARD, 33890, tokens=[_MASKED]) | _WHOLE,
        varies=("id", "created_at", "created_by"),
    ),
    # ---- refusals, sections 1 and 2
    "no_token": _example(
        "GET",
        f"{_WALLETS}/cards/{STANDING_CARD}",
        authorization="none",
        status=401,
        answer=_refusal("unauthorized"),
        varies=_MESSAGE,
    ),
    "other_account": _example(
        "GET",
        "/v1/accounts/P00000000/wallets/cards/1",
        status=403,
        answer=_refusal("forbidden"),
        varies=_MESSAGE,
    ),
    "scope_missing": _example(
        "POST",
        _ACTIVATE,
        _MINIMAL,
        switches={"scopes": "read:wallets"},
        status=403,
        answer=_refusal("forbidden"),
        varies=_MESSAGE,
    ),
    "error_with_spaced_code": _example(
        "GET",
        f"{_WALLETS}/cards/7999",
        switches={"error_code": "spaced"},
        status=404,
        answer=_refusal("NOT FOUND", "Card not found"),
    ),
    "error_without_code": _example(
        "GET",
        f"{_WALLETS}/cards/7999",
        switches={"error_code": "absent"},
        status=404,
        answer={"error": {"message": "Card not found"}},
    ),
    "error_with_list": _example(
        "POST",
        _ACTIVATE,
        {"currency": "NOK"},
        switches={"error_list": "present"},
        status=400,
        answer={"error": {"code": "bad_request", "message": "in words", "errors": [{"message": "in words"}]}},
        varies=("error.message", "error.errors.*.message"),
    ),
}
