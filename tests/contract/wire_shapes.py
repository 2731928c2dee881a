"""The shapes that the examples of the wire are made of (API fact sheet, sections 2 and 3)."""

from typing import Any

ACCOUNT_ID = "T00000000"
STANDING_CARD = "7001913901460665"
STANDING_TOKEN = "DINCARD:f7e31d2f-8bac-4208-9f6b-d82948967b18"
BATCH_CARDS = ("7001000000000011", "7001000000000029")
ODD_CARD = "gave/ÆØÅ 50%?#"
ODD_CARD_IN_PATH = "gave%2F%C3%86%C3%98%C3%85%2050%25%3F%23"

WALLETS = f"/v1/accounts/{ACCOUNT_ID}/wallets"
DIGITS_4 = {"length": 4, "prefix": "", "symbols": False, "numbers": True, "characters": False, "barcode": False}
DIGITS_16 = {"length": 16, "prefix": "DIN", "symbols": False, "numbers": True, "characters": False, "barcode": False}
DEFAULT_TOKEN = {
    "length": 36,
    "prefix": "DINCARD:",
    "symbols": True,
    "numbers": True,
    "characters": True,
    "barcode": False,
}
MASKED = {"masked_code": "DINCARD:********-****-****-****-*******67b18", "format": DEFAULT_TOKEN}
EMPTY = {
    "amount_balance": 0,
    "amount_available": 0,
    "amount_funds": 0,
    "amount_drawdown": 0,
    "amount_pending": 0,
}
UUID = "6ccfec5d-3a53-47de-910a-97d6dda22e5f"
MOMENT = "2026-06-06T10:15:30Z"
CARD_VARIES = ("id", "created_at", "created_by", "active_from", "tokens.*.masked_code")


def example(method: str, path: str, body: object = None, *, status: int = 200, **rest: Any) -> dict[str, Any]:
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


def card(card_id: str, **fields: Any) -> dict[str, Any]:
    shown = {
        "id": UUID,
        "card_id": card_id,
        "type": "gift_card",
        "status": "inactive",
        "amount": 0,
        "metadata": {},
        "created_at": MOMENT,
        "created_by": "demonstration-till",
    }
    return shown | EMPTY | fields


def loaded(card_id: str, amount: int, **fields: Any) -> dict[str, Any]:
    sums = {"amount": amount, "amount_balance": amount, "amount_available": amount, "amount_funds": amount}
    return card(card_id, status="unused", currency="NOK", active_from=MOMENT, **(sums | fields))


def issued(card_id: str) -> dict[str, Any]:
    pin = {"format": DIGITS_4, "pin": {"value": "0123"}}
    return card(card_id, pin=pin, card_token={"format": DIGITS_16, "token": {"value": "DIN0123456789012345"}})


def transaction(kind: str, amount: int, ref_id: str, **fields: Any) -> dict[str, Any]:
    shown = {
        "id": UUID,
        "created_at": MOMENT,
        "created_by": "demonstration-till",
        "ref_id": ref_id,
        "amount": amount,
        "currency": "NOK",
        "metadata": {},
        "type": kind,
    }
    return shown | fields


def refusal(code: str, message: str = "in words") -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}
