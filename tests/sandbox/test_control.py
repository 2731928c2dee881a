"""The sandbox's own routes, its description and its page."""

import re

from app.sandbox import demonstration
from app.sandbox.operations import OPERATIONS
from tests.sandbox.running import Running

CARD = demonstration.card_id(1, 0)


def test_the_truth_tells_each_applied_call_and_only_those(issuer: Running) -> None:
    sent = {"amount": 50_000, "currency": "NOK", "metadata": {"pos_activation_id": "a"}, "name": None}
    issuer.post(f"/cards/{CARD}/activate", sent)
    issuer.activate(CARD)
    issuer.activate(CARD, -1)
    truth = issuer.truth(CARD)
    assert [(call["name"], call["said"]) for call in truth["calls"]] == [("activate", sent)]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", truth["calls"][0]["time"])
    assert truth | {"calls": []} == {
        "card_id": CARD,
        "status": "unused",
        "loads": 1,
        "amount": 50_000,
        "amount_balance": 50_000,
        "amount_available": 50_000,
        "currency": "NOK",
        "metadata": {"pos_activation_id": "a"},
        "customer_id": None,
        "name": None,
        "originated_by": None,
        "active_from": truth["active_from"],
        "expires_at": None,
        "deleted": False,
        "calls": [],
    }


def test_a_transaction_in_the_truth_hides_its_codes(issuer: Running) -> None:
    issuer.activate(CARD)
    token = demonstration.card_token(1, 0)
    issuer.post("/transactions", {"ref_id": "d", "amount": 1, "currency": "NOK", "token": token})
    assert issuer.truth(CARD)["calls"][-1]["said"]["token"] == "•••"


def test_more_cards_continue_the_seed(issuer: Running) -> None:
    wanted = {"count": 2, "card_ids": ["mine", "mine", CARD]}
    made = issuer.client.post("/_sandbox/cards", json=wanted).json()
    expected = [demonstration.card_id(1, 3), demonstration.card_id(1, 4), "mine"]
    assert made["cards"] == expected
    assert made["card_tokens"] == {
        expected[0]: demonstration.card_token(1, 3),
        expected[1]: demonstration.card_token(1, 4),
    }
    assert issuer.cards()[3:] == expected
    assert issuer.client.post("/_sandbox/cards", json={"count": -1}).status_code == 400


def test_a_reset_puts_everything_back(issuer: Running) -> None:
    issuer.turn(inactive_word="dormant")
    issuer.activate(CARD)
    issuer.client.post("/_sandbox/cards", json={"count": 2})
    issuer.lay({"on": "any", "fault": "403", "times": None})
    told = issuer.client.post("/_sandbox/reset").json()
    assert told["cards"] == issuer.cards() == [demonstration.card_id(1, index) for index in range(3)]
    assert set(told["card_tokens"]) == set(told["cards"])
    assert issuer.truth(CARD)["status"] == "inactive"
    assert issuer.client.get("/_sandbox/faults").json()["rules"] == []
    assert issuer.get("/cards").status_code == 401


def test_the_description_names_every_call_with_its_answers(issuer: Running) -> None:
    described = issuer.client.get("/openapi.json").json()
    for operation in OPERATIONS:
        found = described["paths"][operation.path][operation.method.lower()]
        assert {"200", "400", "401", "403", "404", "500"} <= set(found["responses"])
        assert found["responses"]["200"]["content"]["application/json"]["schema"]
        assert found["description"]
        named = {each["name"] for each in found.get("parameters", ()) if each["in"] == "path"}
        assert named == set(re.findall(r"\{(\w+)\}", operation.path))
    activate = described["components"]["schemas"]["ActivateBody"]
    assert activate["required"] == ["amount", "currency"]
    assert activate["properties"]["amount"]["minimum"] == 0


def test_the_page_needs_nothing_from_outside(issuer: Running) -> None:
    page = issuer.client.get("/docs").text
    assert not re.findall(r"(?:https?:)?//|<script|<link|@import", page)
    for operation in OPERATIONS:
        assert f"<code>{operation.method} {operation.path}</code>" in page
    assert "ActivateBody" in page
