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

from tests.contract.wire_shapes import (
    ACCOUNT_ID,
    BATCH_CARDS,
    CARD_VARIES,
    DEFAULT_TOKEN,
    DIGITS_4,
    DIGITS_16,
    MASKED,
    MOMENT,
    ODD_CARD,
    ODD_CARD_IN_PATH,
    STANDING_CARD,
    STANDING_TOKEN,
    UUID,
    WALLETS,
    card,
    example,
    issued,
    loaded,
    refusal,
    transaction,
)

TOKEN_PATH = f"/v1/accounts/{ACCOUNT_ID}/auth/token"
TOKEN_CALL = {
    "grant_type": "client_credentials",
    "audience": f"https://api.dintero.com/v1/accounts/{ACCOUNT_ID}",
}
BATCH_VARIES = ("cards.*.id", "cards.*.created_at", "cards.*.created_by")
MESSAGE = ("error.message",)
TRANSACTION_VARIES = ("id", "created_at", "created_by", "parent_id")
ACTIVATE = f"{WALLETS}/cards/{STANDING_CARD}/activate"
MINIMAL = {"amount": 50000, "currency": "NOK"}
WHOLE = {
    "amount": 33890,
    "currency": "NOK",
    "customer_id": "kunde-17",
    "name": "Ærlig Øystein Åsen",
    "originated_by": "shop-1/till-2",
    "active_from": "2026-01-01T00:00:00Z",
    "expires_at": "2099-12-31T22:59:59Z",
    "metadata": {"pos_activation_id": "019a0c5e7b7c7f0e8d1a2b3c4d5e6f70", "pos_sale_id": "xk39592f"},
}


def refused_activation(body: dict[str, Any]) -> dict[str, Any]:
    return example("POST", ACTIVATE, body, status=400, answer=refusal("bad_request"), varies=MESSAGE)


EXAMPLES: dict[str, dict[str, Any]] = {
    # ---- the token call, section 1
    "token": example(
        "POST",
        TOKEN_PATH,
        TOKEN_CALL,
        authorization="basic",
        answer={"access_token": "eyJhbGciOi.J9.c2ln", "token_type": "Bearer", "expires_in": 86400},
        varies=("access_token",),
    ),
    "token_short": example(
        "POST",
        TOKEN_PATH,
        TOKEN_CALL,
        authorization="basic",
        switches={"token_expires_in": 14400},
        answer={"access_token": "eyJhbGciOi.J9.c2ln", "token_type": "Bearer", "expires_in": 14400},
        varies=("access_token",),
    ),
    "token_without_credentials": example(
        "POST",
        TOKEN_PATH,
        TOKEN_CALL,
        authorization="none",
        status=401,
        answer=refusal("unauthorized"),
        varies=MESSAGE,
    ),
    # ---- reading a card, sections 2.4 to 2.6
    "get_inactive": example(
        "GET",
        f"{WALLETS}/cards/{STANDING_CARD}",
        answer=card(STANDING_CARD, tokens=[MASKED]),
        varies=CARD_VARIES,
    ),
    "get_inactive_called_created": example(
        "GET",
        f"{WALLETS}/cards/{STANDING_CARD}",
        switches={"inactive_word": "created"},
        answer=card(STANDING_CARD, status="created", tokens=[MASKED]),
        varies=CARD_VARIES,
    ),
    "get_unknown": example("GET", f"{WALLETS}/cards/7999", status=404, answer=refusal("not_found", "Card not found")),
    "info_inactive": example(
        "POST", f"{WALLETS}/info", {"token": STANDING_TOKEN}, answer=card(STANDING_CARD), varies=CARD_VARIES
    ),
    "info_unknown": example(
        "POST",
        f"{WALLETS}/info",
        {"token": "DINCARD:nothing"},
        status=404,
        answer=refusal("not_found"),
        varies=MESSAGE,
    ),
    # ---- activate, section 2.3
    "activate": example(
        "POST", ACTIVATE, MINIMAL, answer=loaded(STANDING_CARD, 50000, tokens=[MASKED]), varies=CARD_VARIES
    ),
    "activate_with_everything": example(
        "POST",
        ACTIVATE,
        WHOLE,
        answer=loaded(STANDING_CARD, 33890, tokens=[MASKED]) | WHOLE,
        varies=("id", "created_at", "created_by"),
    ),
    "activate_again": example(
        "POST", ACTIVATE, MINIMAL, before=("activate",), status=400, answer=refusal("bad_request"), varies=MESSAGE
    ),
    "activate_again_conflict": example(
        "POST",
        ACTIVATE,
        MINIMAL,
        before=("activate",),
        switches={"activate_not_inactive": "409"},
        status=409,
        answer=refusal("conflict"),
        varies=MESSAGE,
    ),
    "activate_unknown": example(
        "POST",
        f"{WALLETS}/cards/7999/activate",
        MINIMAL,
        status=404,
        answer=refusal("not_found", "Card not found"),
    ),
    "activate_negative": refused_activation(MINIMAL | {"amount": -1}),
    "activate_float": refused_activation(MINIMAL | {"amount": 500.0}),
    "activate_other_currency": refused_activation(MINIMAL | {"currency": "GBP"}),
    "activate_reserved_metadata": refused_activation(MINIMAL | {"metadata": {"dintero_ours": "1"}}),
    "activate_expired": refused_activation(MINIMAL | {"expires_at": "2020-01-01T00:00:00Z"}),
    "get_active": example(
        "GET",
        f"{WALLETS}/cards/{STANDING_CARD}",
        before=("activate_with_everything",),
        answer=loaded(STANDING_CARD, 33890, tokens=[MASKED]) | WHOLE,
        varies=("id", "created_at", "created_by"),
    ),
    "info_active": example(
        "POST",
        f"{WALLETS}/info",
        {"token": STANDING_TOKEN},
        before=("activate_with_everything",),
        answer=loaded(STANDING_CARD, 33890) | WHOLE,
        varies=("id", "created_at", "created_by"),
    ),
    # ---- batch, section 2.2
    "batch": example(
        "POST",
        f"{WALLETS}/cards/batch",
        {
            "cards": [{"card_id": card_id, "type": "gift_card"} for card_id in BATCH_CARDS],
            "options": {"pin": {"format": DIGITS_4}, "card_token": {"format": DIGITS_16}},
        },
        answer={"cards": [issued(card_id) for card_id in BATCH_CARDS]},
        varies=(*BATCH_VARIES, "cards.*.pin.pin.value", "cards.*.card_token.token.value"),
    ),
    "batch_taken_id": example(
        "POST",
        f"{WALLETS}/cards/batch",
        {"cards": [{"card_id": "7001000000000037"}, {"card_id": STANDING_CARD}]},
        status=400,
        answer=refusal("bad_request"),
        varies=MESSAGE,
    ),
    "batch_empty": example(
        "POST", f"{WALLETS}/cards/batch", {"cards": []}, status=400, answer=refusal("bad_request"), varies=MESSAGE
    ),
    "batch_odd_id": example(
        "POST",
        f"{WALLETS}/cards/batch",
        {"cards": [{"card_id": ODD_CARD, "type": "gift_card"}]},
        answer={"cards": [card(ODD_CARD)]},
        varies=BATCH_VARIES,
    ),
    "get_odd_id": example(
        "GET",
        f"{WALLETS}/cards/{ODD_CARD_IN_PATH}",
        before=("batch_odd_id",),
        answer=card(ODD_CARD),
        varies=CARD_VARIES,
    ),
    "activate_odd_id": example(
        "POST",
        f"{WALLETS}/cards/{ODD_CARD_IN_PATH}/activate",
        MINIMAL,
        before=("batch_odd_id",),
        answer=loaded(ODD_CARD, 50000),
        varies=CARD_VARIES,
    ),
    "list_first_page": example(
        "GET",
        f"{WALLETS}/cards",
        query={"limit": "2"},
        before=("batch",),
        answer={"cards": [card(STANDING_CARD), card(BATCH_CARDS[0])], "starting_after": UUID},
        varies=(*BATCH_VARIES, "starting_after"),
    ),
    "list_last_page": example(
        "GET",
        f"{WALLETS}/cards",
        query={"limit": "2", "starting_after": "{cursor}"},
        before=("batch", "list_first_page"),
        fills={"cursor": ("list_first_page", "starting_after")},
        answer={"cards": [card(BATCH_CARDS[1])]},
        varies=BATCH_VARIES,
    ),
    "list_too_many": example(
        "GET", f"{WALLETS}/cards", query={"limit": "101"}, status=400, answer=refusal("bad_request"), varies=MESSAGE
    ),
    # ---- tokens and PINs, sections 2.8 and 2.9
    "new_token": example(
        "POST",
        f"{WALLETS}/cards/{STANDING_CARD}/tokens",
        {"ref_id": "t-1", "expires_in": 3600},
        answer={
            "id": UUID,
            "created_at": MOMENT,
            "created_by": "demonstration-till",
            "ref_id": "t-1",
            "expires_in": 3600,
            "expires_after_transaction": True,
            "format": DEFAULT_TOKEN,
            "metadata": {},
            "token": {"value": "DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f"},
        },
        varies=("id", "created_at", "created_by", "token.value"),
    ),
    "rotate_pin": example(
        "POST",
        f"{WALLETS}/cards/{STANDING_CARD}/rotate-pin",
        {"pin": {"format": DIGITS_4}},
        answer={"pin": {"format": DIGITS_4, "pin": {"value": "0123"}}},
        varies=("pin.pin.value",),
    ),
    # ---- transactions, section 2.11
    "fund": example(
        "POST",
        f"{WALLETS}/transactions",
        {"ref_id": "f-1", "amount": 1000, "currency": "NOK", "card_id": STANDING_CARD, "type": "fund"},
        before=("activate",),
        answer=transaction("fund", 1000, "f-1"),
        varies=TRANSACTION_VARIES,
    ),
    "drawdown": example(
        "POST",
        f"{WALLETS}/transactions",
        {"ref_id": "d-1", "amount": 20000, "currency": "NOK", "card_id": STANDING_CARD},
        before=("activate",),
        answer=transaction("drawdown", 20000, "d-1"),
        varies=TRANSACTION_VARIES,
    ),
    "pending": example(
        "POST",
        f"{WALLETS}/transactions",
        {"ref_id": "p-1", "amount": 5000, "currency": "NOK", "token": STANDING_TOKEN, "pending": True},
        before=("activate",),
        answer=transaction("pending_capture", 5000, "p-1"),
        varies=TRANSACTION_VARIES,
    ),
    "capture": example(
        "POST",
        f"{WALLETS}/transactions/{{transaction_id}}/capture",
        {"ref_id": "c-1", "amount": 3000},
        before=("activate", "pending"),
        fills={"transaction_id": ("pending", "id")},
        answer=transaction("drawdown", 3000, "c-1", parent_id=UUID),
        varies=TRANSACTION_VARIES,
    ),
    "void": example(
        "POST",
        f"{WALLETS}/transactions/{{transaction_id}}/void",
        {"ref_id": "v-1"},
        before=("activate", "pending", "capture"),
        fills={"transaction_id": ("pending", "id")},
        answer=transaction("voided", 2000, "v-1", parent_id=UUID),
        varies=TRANSACTION_VARIES,
    ),
    "card_transactions": example(
        "GET",
        f"{WALLETS}/cards/{STANDING_CARD}/transactions",
        before=("activate", "fund", "drawdown"),
        answer=[transaction("fund", 1000, "f-1"), transaction("drawdown", 20000, "d-1")],
        varies=("*.id", "*.created_at", "*.created_by"),
    ),
    "get_used": example(
        "GET",
        f"{WALLETS}/cards/{STANDING_CARD}",
        before=("activate", "pending", "drawdown"),
        answer=card(
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
        varies=(*CARD_VARIES, "status"),
    ),
    # ---- customers, section 2.10
    "customer_cards": example(
        "GET",
        f"{WALLETS}/customers/kunde-17/cards",
        before=("activate_with_everything",),
        answer=[
            {"id": UUID, "card_id": STANDING_CARD, "type": "gift_card", "status": "unused", "customer_id": "kunde-17"}
        ],
        varies=("*.id",),
    ),
    "customer_card": example(
        "GET",
        f"{WALLETS}/customers/kunde-17/cards/{STANDING_CARD}",
        before=("activate_with_everything",),
        answer=loaded(STANDING_CARD, 33890, tokens=[MASKED]) | WHOLE,
        varies=("id", "created_at", "created_by"),
    ),
    # ---- refusals, sections 1 and 2
    "no_token": example(
        "GET",
        f"{WALLETS}/cards/{STANDING_CARD}",
        authorization="none",
        status=401,
        answer=refusal("unauthorized"),
        varies=MESSAGE,
    ),
    "other_account": example(
        "GET",
        "/v1/accounts/P00000000/wallets/cards/1",
        status=403,
        answer=refusal("forbidden"),
        varies=MESSAGE,
    ),
    "scope_missing": example(
        "POST",
        ACTIVATE,
        MINIMAL,
        switches={"scopes": "read:wallets"},
        status=403,
        answer=refusal("forbidden"),
        varies=MESSAGE,
    ),
    "error_with_spaced_code": example(
        "GET",
        f"{WALLETS}/cards/7999",
        switches={"error_code": "spaced"},
        status=404,
        answer=refusal("NOT FOUND", "Card not found"),
    ),
    "error_without_code": example(
        "GET",
        f"{WALLETS}/cards/7999",
        switches={"error_code": "absent"},
        status=404,
        answer={"error": {"message": "Card not found"}},
    ),
    "error_with_list": example(
        "POST",
        ACTIVATE,
        {"currency": "NOK"},
        switches={"error_list": "present"},
        status=400,
        answer={"error": {"code": "bad_request", "message": "in words", "errors": [{"message": "in words"}]}},
        varies=("error.message", "error.errors.*.message"),
    ),
}
