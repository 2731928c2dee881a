"""What each position of each switch changes, over the wire."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from app.sandbox import demonstration, switches
from tests.sandbox.running import Running, until

CARD = demonstration.card_id(1, 0)
TOKEN = demonstration.card_token(1, 0)


def batch(issuer: Running, *card_ids: str, **options: Any) -> httpx.Response:
    body: dict[str, Any] = {"cards": [{"card_id": card_id} for card_id in card_ids]}
    return issuer.post("/cards/batch", body | ({"options": options} if options else {}))


def ids(answer: httpx.Response) -> list[str]:
    return [card["card_id"] for card in answer.json()["cards"]]


@pytest.mark.parametrize("status", ["400", "403", "404", "409"])
def test_a_second_activation_is_refused(issuer: Running, status: str) -> None:
    issuer.turn(activate_not_inactive=status)
    assert issuer.activate(CARD, 50_000).status_code == 200
    assert issuer.activate(CARD, 70_000).status_code == int(status)
    assert (issuer.truth(CARD)["loads"], issuer.truth(CARD)["amount_balance"]) == (1, 50_000)


@pytest.mark.parametrize(
    ("position", "loads", "balance", "amount"),
    [("200-unchanged", 1, 50_000, 50_000), ("200-reset", 2, 70_000, 70_000), ("200-added", 2, 120_000, 70_000)],
)
def test_a_second_activation_is_answered_with_200(
    issuer: Running, position: str, loads: int, balance: int, amount: int
) -> None:
    issuer.turn(activate_not_inactive=position)
    issuer.activate(CARD, 50_000)
    answer = issuer.activate(CARD, 70_000)
    assert (answer.status_code, answer.json()["amount"], answer.json()["amount_balance"]) == (200, amount, balance)
    assert (issuer.truth(CARD)["loads"], issuer.truth(CARD)["amount_balance"]) == (loads, balance)
    assert len(issuer.truth(CARD)["calls"]) == loads


def test_an_activation_with_nothing_is_taken_or_refused(issuer: Running) -> None:
    issuer.turn(activate_zero="400")
    assert issuer.activate(CARD, 0).status_code == 400
    issuer.turn(activate_zero="accepted")
    assert issuer.activate(CARD, 0).json()["amount"] == 0


@pytest.mark.parametrize(
    ("position", "kept"),
    [("replace", {"b": "2"}), ("merge", {"a": "1", "b": "2"}), ("drop", {"a": "1"})],
)
def test_metadata_on_activate(issuer: Running, position: str, kept: dict[str, str]) -> None:
    issuer.turn(activate_metadata=position)
    issuer.post("/cards/batch", {"cards": [{"card_id": "one", "metadata": {"a": "1"}}]})
    assert issuer.activate("one", metadata={"b": "2"}).json()["metadata"] == kept
    assert issuer.truth("one")["metadata"] == kept


@pytest.mark.parametrize(("position", "kinds"), [("absent", []), ("fund", ["fund"])])
def test_an_activation_among_the_transactions(issuer: Running, position: str, kinds: list[str]) -> None:
    issuer.turn(activate_transaction=position)
    issuer.activate(CARD)
    assert [each["type"] for each in issuer.get(f"/cards/{CARD}/transactions").json()] == kinds


@pytest.mark.parametrize(
    ("position", "status", "answered", "made"),
    [
        ("refuse-all", 400, None, set()),
        ("skip", 200, ["a", "b"], {"a", "b"}),
        ("partial", 200, ["a"], {"a"}),
        ("400-partial", 400, None, {"a"}),
    ],
)
@pytest.mark.parametrize("doubled", [CARD, "a"])
def test_a_batch_with_an_id_that_is_taken(
    issuer: Running, position: str, status: int, answered: list[str] | None, made: set[str], doubled: str
) -> None:
    issuer.turn(batch_duplicate=position)
    before = set(issuer.cards())
    answer = batch(issuer, "a", doubled, "b")
    assert answer.status_code == status
    assert answered is None or ids(answer) == answered
    assert set(issuer.cards()) - before == made


@pytest.mark.parametrize("limit", [1, 10])
def test_a_batch_past_its_limit_is_refused_whole(issuer: Running, limit: int) -> None:
    issuer.turn(batch_limit=limit)
    before = issuer.cards()
    assert batch(issuer, *(f"card-{place}" for place in range(limit + 1))).status_code == 400
    assert issuer.cards() == before
    assert batch(issuer, *(f"card-{place}" for place in range(limit))).status_code == 200


def test_the_order_of_a_batch_answer(issuer: Running) -> None:
    wanted = [f"n{place}" for place in range(20)]
    assert ids(batch(issuer, *wanted)) == wanted
    issuer.turn(batch_order="reversed")
    assert ids(batch(issuer, *(f"r{each}" for each in wanted)))[0] == "rn19"
    issuer.turn(batch_order="shuffled")
    shuffled = ids(batch(issuer, *(f"s{each}" for each in wanted)))
    assert shuffled != [f"s{each}" for each in wanted]
    assert sorted(shuffled) == sorted(f"s{each}" for each in wanted)


@pytest.mark.parametrize(("position", "status"), [("first-result", 200), ("400", 400)])
def test_a_repeated_ref_id(issuer: Running, position: str, status: int) -> None:
    issuer.turn(ref_id_repeat=position)
    issuer.activate(CARD)
    fund = {"ref_id": "r", "amount": 100, "currency": "NOK", "card_id": CARD, "type": "fund"}
    token = {"ref_id": "r", "expires_in": 60}
    for path, body in (("/transactions", fund), (f"/cards/{CARD}/tokens", token)):
        first, second = issuer.post(path, body), issuer.post(path, body)
        assert (first.status_code, second.status_code) == (200, status)
        assert status == 400 or first.json() == second.json()
    assert issuer.truth(CARD)["amount_balance"] == 50_100


@pytest.mark.parametrize("word", ["inactive", "created", "dormant", "some-other_word"])
def test_the_word_for_inactive(issuer: Running, word: str) -> None:
    issuer.turn(inactive_word=word)
    assert issuer.get(f"/cards/{CARD}").json()["status"] == issuer.truth(CARD)["status"] == word
    assert issuer.activate(CARD).json()["status"] == "unused"


@pytest.mark.parametrize("word", ["unused", "awakened"])
def test_the_word_for_active(issuer: Running, word: str) -> None:
    issuer.turn(active_word=word)
    assert issuer.activate(CARD).json()["status"] == word


@pytest.mark.parametrize("word", ["used", "unused", "exhausted"])
def test_the_word_for_used(issuer: Running, word: str) -> None:
    issuer.turn(used_word=word)
    issuer.activate(CARD)
    issuer.post("/transactions", {"ref_id": "d", "amount": 1, "currency": "NOK", "card_id": CARD})
    assert issuer.get(f"/cards/{CARD}").json()["status"] == word


def test_the_currency_of_an_inactive_card(issuer: Running) -> None:
    assert "currency" not in issuer.get(f"/cards/{CARD}").json()
    issuer.turn(inactive_currency="NOK")
    assert issuer.get(f"/cards/{CARD}").json()["currency"] == "NOK"
    assert issuer.activate(CARD, currency="EUR").json()["currency"] == "EUR"


@pytest.mark.parametrize(("position", "status"), [("found", 200), ("404", 404)])
def test_an_inactive_card_by_its_token(issuer: Running, position: str, status: int) -> None:
    issuer.turn(info_inactive=position)
    assert issuer.post("/info", {"token": TOKEN}).status_code == status
    issuer.activate(CARD)
    assert issuer.post("/info", {"token": TOKEN}).status_code == 200


@pytest.mark.parametrize("status", ["403", "400", "401", "404"])
def test_a_wrong_pin(issuer: Running, status: str) -> None:
    issuer.turn(wrong_pin=status)
    pin = issuer.post(f"/cards/{CARD}/rotate-pin", {"pin": {}}).json()["pin"]["pin"]["value"]
    assert issuer.post("/info", {"token": TOKEN, "pin": "0000"}).status_code == int(status)
    assert issuer.post("/info", {"token": TOKEN, "pin": pin}).status_code == 200


@pytest.mark.parametrize(
    ("switch", "path", "body"),
    [
        ("tokens_on_inactive", "tokens", {"ref_id": "r", "expires_in": 60}),
        ("pin_on_inactive", "rotate-pin", {"pin": {}}),
    ],
)
def test_new_codes_for_an_inactive_card(issuer: Running, switch: str, path: str, body: object) -> None:
    assert issuer.post(f"/cards/{CARD}/{path}", body).status_code == 200
    other = issuer.cards()[1]
    issuer.turn(**{switch: "400"})
    assert issuer.post(f"/cards/{other}/{path}", body).status_code == 400
    issuer.activate(other)
    assert issuer.post(f"/cards/{other}/{path}", body).status_code == 200


@pytest.mark.parametrize(("position", "second"), [("single", 400), ("many", 200)])
def test_how_often_a_batch_token_pays(issuer: Running, position: str, second: int) -> None:
    issuer.turn(batch_code_use=position)
    token = batch(issuer, "one").json()["cards"][0]["card_token"]["token"]["value"]
    issuer.activate("one")
    draws = [
        issuer.post("/transactions", {"ref_id": ref_id, "amount": 1, "currency": "NOK", "token": token}).status_code
        for ref_id in "ab"
    ]
    assert draws == [200, second]
    assert issuer.post("/info", {"token": token}).status_code == 200


@pytest.mark.parametrize(("position", "status"), [("deleted", 200), ("400", 400)])
def test_deleting_a_card_with_money(issuer: Running, position: str, status: int) -> None:
    issuer.turn(delete_with_balance=position)
    issuer.activate(CARD)
    assert issuer.client.delete(f"/v1/accounts/T00000000/wallets/cards/{CARD}").status_code == status
    assert issuer.get(f"/cards/{CARD}").status_code == (404 if status == 200 else 200)
    assert issuer.truth(CARD)["deleted"] is (status == 200)


@pytest.mark.parametrize(("position", "status"), [("taken", 400), ("free", 200)])
def test_the_id_of_a_deleted_card(issuer: Running, position: str, status: int) -> None:
    issuer.turn(deleted_id=position)
    issuer.client.delete(f"/v1/accounts/T00000000/wallets/cards/{CARD}")
    assert batch(issuer, CARD).status_code == status


def test_reads_after_an_activation_can_be_stale(issuer: Running) -> None:
    issuer.turn(reads="stale", stale_reads=3)
    assert issuer.activate(CARD).json()["status"] == "unused"
    assert issuer.truth(CARD)["status"] == "unused"
    seen = [
        issuer.get(f"/cards/{CARD}").json()["status"],
        issuer.post("/info", {"token": TOKEN}).json()["status"],
        issuer.get("/cards").json()["cards"][0]["status"],
        issuer.get(f"/cards/{CARD}").json()["status"],
    ]
    assert seen == ["inactive", "inactive", "inactive", "unused"]


def test_reads_after_an_activation_are_fresh_by_default(issuer: Running) -> None:
    issuer.activate(CARD)
    assert issuer.get(f"/cards/{CARD}").json()["status"] == "unused"


@pytest.mark.parametrize("seconds", [86400, 14400, 2])
def test_the_life_of_an_access_token(issuer: Running, seconds: int) -> None:
    issuer.turn(token_expires_in=seconds)
    issuer.sign_in()
    assert issuer.get("/cards").status_code == 200
    issuer.clock.forward(seconds)
    assert issuer.get("/cards").status_code == 401
    issuer.sign_in()
    assert issuer.get("/cards").status_code == 200


@pytest.mark.parametrize(("position", "code"), [("present", "not_found"), ("absent", None), ("spaced", "NOT FOUND")])
@pytest.mark.parametrize(("listed", "there"), [("absent", False), ("present", True)])
def test_the_shape_of_an_error(issuer: Running, position: str, code: str | None, listed: str, there: bool) -> None:
    issuer.turn(error_code=position, error_list=listed)
    error = issuer.get("/cards/unknown").json()["error"]
    assert (error.get("code"), error["message"]) == (code, "Card not found")
    assert ("errors" in error) is there


def test_latency_holds_the_answer_back(issuer: Running) -> None:
    issuer.turn(latency_ms=60)
    assert issuer.get(f"/cards/{CARD}").elapsed.total_seconds() >= 0.05


def test_work_goes_on_when_the_client_gives_up(issuer: Running) -> None:
    issuer.turn(latency_ms=150)
    with pytest.raises(httpx.ReadTimeout):
        issuer.client.post(
            f"/v1/accounts/T00000000/wallets/cards/{CARD}/activate",
            json={"amount": 5, "currency": "NOK"},
            timeout=0.05,
        )
    issuer.turn(latency_ms=0)
    until(lambda: issuer.truth(CARD)["loads"] == 1)


@pytest.mark.parametrize(
    ("scopes", "reads", "activates", "looks_up", "draws"),
    [
        ("read:wallets,write:wallets", 200, 200, 200, 200),
        ("read:wallets", 200, 403, 403, 403),
        ("write:wallets", 403, 200, 200, 200),
        ("write:wallets:/info", 403, 403, 200, 403),
        ("write:wallets:/transactions", 403, 403, 403, 403),
        ("user:wallets", 403, 403, 403, 403),
        ("admin:wallets", 200, 200, 200, 200),
        ("", 403, 403, 403, 403),
    ],
)
def test_the_scopes_of_the_client(
    issuer: Running, scopes: str, reads: int, activates: int, looks_up: int, draws: int
) -> None:
    issuer.turn(scopes=scopes)
    draw = {"ref_id": "d", "amount": 0, "currency": "NOK", "card_id": CARD}
    got = (
        issuer.get(f"/cards/{CARD}").status_code,
        issuer.activate(CARD).status_code,
        issuer.post("/info", {"token": TOKEN}).status_code,
        issuer.post("/transactions", draw).status_code,
    )
    assert got == (reads, activates, looks_up, draws)


def test_every_switch_is_turned_in_this_file() -> None:
    text = Path(__file__).read_text("utf-8")
    assert not [switch.name for switch in switches.ALL if switch.name not in text]
