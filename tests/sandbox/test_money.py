"""Money on a card: nothing appears, nothing is lost, and no secret is told twice."""

import base64
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import zxingcpp
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from PIL import Image

from app.sandbox import demonstration
from app.sandbox.bodies import ActivateBody, CaptureBody, TransactionBody, VoidBody
from app.sandbox.refusal import Refused
from app.sandbox.sandbox import Sandbox
from tests.sandbox.running import Running

CARD = demonstration.card_id(1, 0)
TOKEN = demonstration.card_token(1, 0)
NOW = datetime(2030, 1, 1, tzinfo=UTC)
AMOUNTS = st.integers(0, 1000)
SCOPES = frozenset({"write:wallets"})


def pay(issuer: Running, ref_id: str, amount: int, **rest: Any) -> dict[str, Any]:
    body = {"ref_id": ref_id, "amount": amount, "currency": "NOK", "card_id": CARD} | rest
    answer = issuer.post("/transactions", {name: value for name, value in body.items() if value is not None})
    return {"status": answer.status_code, **answer.json()}


def sums(issuer: Running) -> tuple[int, ...]:
    card = issuer.get(f"/cards/{CARD}").json()
    names = ("amount_balance", "amount_available", "amount_funds", "amount_drawdown", "amount_pending")
    return tuple(card[name] for name in names)


class CardLife(RuleBasedStateMachine):
    """One card, any calls, against sums kept by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = Sandbox(1, 1, clock=lambda: NOW)
        self.funds = self.drawn = 0
        self.locked: dict[str, int] = {}
        self.loads = 0
        self.count = 0

    def ref(self) -> str:
        self.count += 1
        return f"ref-{self.count}"

    @property
    def available(self) -> int:
        return self.funds - self.drawn - sum(self.locked.values())

    @rule(amount=AMOUNTS)
    def activate(self, amount: int) -> None:
        body = ActivateBody(amount=amount, currency="NOK")
        if self.loads:
            with pytest.raises(Refused, match="not inactive"):
                self.sandbox.activating.activate(CARD, body, NOW)
            return
        self.sandbox.activating.activate(CARD, body, NOW)
        self.funds, self.loads = amount, 1

    @rule(amount=AMOUNTS, kind=st.sampled_from(["fund", "drawdown", "pending"]))
    def pay(self, amount: int, kind: str) -> None:
        body = TransactionBody(
            ref_id=self.ref(),
            amount=amount,
            currency="NOK",
            card_id=CARD,
            type="fund" if kind == "fund" else "drawdown",
            pending=kind == "pending",
        )
        if not self.loads or (kind != "fund" and amount > self.available):
            with pytest.raises(Refused):
                self.sandbox.paying.move(body, SCOPES, NOW)
            return
        done = self.sandbox.paying.move(body, SCOPES, NOW)
        assert self.sandbox.paying.move(body, SCOPES, NOW) == done
        if kind == "fund":
            self.funds += amount
        elif kind == "pending":
            self.locked[done.id] = amount
        else:
            self.drawn += amount

    @precondition(lambda self: self.locked)
    @rule(data=st.data(), amount=st.none() | AMOUNTS)
    def capture(self, data: st.DataObject, amount: int | None) -> None:
        parent = data.draw(st.sampled_from(list(self.locked)))
        left = self.locked[parent]
        body = CaptureBody(ref_id=self.ref(), amount=amount)
        taken = left if amount is None else amount
        if left == 0 or taken > left:
            with pytest.raises(Refused):
                self.sandbox.paying.capture(parent, body, NOW)
            return
        assert self.sandbox.paying.capture(parent, body, NOW).parent_id == parent
        self.locked[parent] -= taken
        self.drawn += taken

    @precondition(lambda self: self.locked)
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        parent = data.draw(st.sampled_from(list(self.locked)))
        if self.locked[parent] == 0:
            with pytest.raises(Refused):
                self.sandbox.paying.void(parent, VoidBody(ref_id=self.ref()), NOW)
            return
        assert self.sandbox.paying.void(parent, VoidBody(ref_id=self.ref()), NOW).amount == self.locked[parent]
        self.locked[parent] = 0

    @invariant()
    def the_sums_agree(self) -> None:
        card = self.sandbox.shelf.get(CARD)
        pending = sum(self.locked.values())
        assert (card.funds, card.drawn, card.pending, card.loads) == (self.funds, self.drawn, pending, self.loads)
        assert card.balance == self.funds - self.drawn
        assert card.available == self.available >= 0


CardLife.TestCase.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
TestCardLife = CardLife.TestCase


def test_the_sums_of_a_card(issuer: Running) -> None:
    issuer.activate(CARD, 1000)
    assert sums(issuer) == (1000, 1000, 1000, 0, 0)
    pay(issuer, "f", 500, type="fund")
    pay(issuer, "d", 200)
    pay(issuer, "p", 300, pending=True)
    assert sums(issuer) == (1300, 1000, 1500, 200, 300)


@pytest.mark.parametrize(
    "wrong",
    [
        {"card_id": None},
        {"token": TOKEN},
        {"currency": "SEK"},
        {"amount": 1001},
        {"type": "fund", "pending": True},
        {"type": "gift"},
        {"ref_id": None},
        {"ref_id": "r" * 256},
        {"pin": 1234},
    ],
)
def test_a_transaction_that_cannot_be(issuer: Running, wrong: dict[str, Any]) -> None:
    issuer.activate(CARD, 1000)
    body = {"ref_id": "x", "amount": 10, "currency": "NOK", "card_id": CARD} | wrong
    assert issuer.post("/transactions", body).status_code == 400
    assert sums(issuer) == (1000, 1000, 1000, 0, 0)


def test_an_inactive_card_cannot_pay(issuer: Running) -> None:
    assert pay(issuer, "d", 0)["status"] == 400
    assert pay(issuer, "f", 10, type="fund")["status"] == 400


def test_a_card_before_its_day_can_be_funded_but_not_drawn_on(issuer: Running) -> None:
    day = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    issuer.activate(CARD, 1000, active_from=day)
    assert pay(issuer, "d", 10)["status"] == 400
    assert pay(issuer, "f", 10, type="fund")["status"] == 200
    issuer.turn(token_expires_in=864_000)
    issuer.sign_in()
    issuer.clock.forward(86_401)
    assert pay(issuer, "d", 10)["status"] == 200


def test_an_expired_card_takes_no_transaction_and_leaves_its_customer(issuer: Running) -> None:
    issuer.turn(token_expires_in=864_000)
    issuer.sign_in()
    day = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    issuer.activate(CARD, 1000, expires_at=day, customer_id="c")
    assert len(issuer.get("/customers/c/cards").json()) == 1
    issuer.clock.forward(86_401)
    assert pay(issuer, "d", 10)["status"] == 400
    assert pay(issuer, "f", 10, type="fund")["status"] == 400
    assert issuer.get("/customers/c/cards").json() == []
    assert issuer.get(f"/cards/{CARD}").json()["amount_balance"] == 1000


def test_only_a_pending_transaction_can_be_captured_or_voided(issuer: Running) -> None:
    issuer.activate(CARD, 1000)
    drawn = pay(issuer, "d", 10)["id"]
    assert issuer.post(f"/transactions/{drawn}/capture", {"ref_id": "c"}).status_code == 400
    assert issuer.post(f"/transactions/{drawn}/void", {"ref_id": "v"}).status_code == 400
    assert issuer.post("/transactions/none/void", {"ref_id": "v"}).status_code == 404


def test_a_card_made_with_money_can_pay_at_once(issuer: Running) -> None:
    body = {"card_id": "own", "amount": 700, "currency": "EUR", "pin": {"format": {"length": 6}}}
    made = issuer.post("/cards", body)
    assert (made.status_code, made.json()["status"], made.json()["amount_available"]) == (200, "unused", 700)
    assert issuer.truth("own")["loads"] == 0
    token = made.json()["card_token"]["token"]["value"]
    pin = made.json()["pin"]["pin"]["value"]
    draw = {"ref_id": "d", "amount": 700, "currency": "EUR", "token": token}
    assert issuer.post("/transactions", draw | {"pin": "wrong"}).status_code == 403
    assert issuer.post("/transactions", draw | {"pin": pin}).status_code == 200
    assert issuer.post("/cards", body).status_code == 400


def test_codes_are_told_once_and_never_again(issuer: Running) -> None:
    options = {"pin": {"format": {"length": 8, "symbols": False}}, "card_token": {"format": {"length": 20}}}
    made = issuer.post("/cards/batch", {"cards": [{"card_id": "one"}], "options": options}).json()["cards"][0]
    renewed = issuer.post("/cards/one/rotate-pin", {"pin": {"format": {"length": 9}}}).json()
    another = issuer.post("/cards/one/tokens", {"ref_id": "t", "expires_in": 60, "format": {"length": 16}}).json()
    told = (
        made["pin"]["pin"]["value"],
        made["card_token"]["token"]["value"],
        renewed["pin"]["pin"]["value"],
        another["token"]["value"],
    )
    assert [len(code) for code in told] == [8, 20, 9, 16]
    issuer.post("/info", {"token": told[1], "pin": told[2]})
    later = (
        issuer.activate("one"),
        issuer.get("/cards/one"),
        issuer.get("/cards"),
        issuer.post("/info", {"token": told[1]}),
        issuer.client.get("/_sandbox/truth"),
    )
    for answer in later:
        assert answer.status_code == 200
        assert not [code for code in told if code in answer.text]
    assert issuer.post("/info", {"token": told[1], "pin": told[0]}).status_code == 403
    assert issuer.post("/info", {"token": told[1], "pin": told[2]}).status_code == 200


def test_a_token_ends_on_its_day(issuer: Running) -> None:
    issuer.activate(CARD)
    value = issuer.post(f"/cards/{CARD}/tokens", {"ref_id": "t", "expires_in": 60}).json()["token"]["value"]
    assert issuer.post("/info", {"token": value}).status_code == 200
    issuer.clock.forward(61)
    assert issuer.post("/info", {"token": value}).status_code == 404


def test_an_activation_can_set_the_life_of_the_token(issuer: Running) -> None:
    issuer.activate(CARD, 1000, card_token={"expires_in": 60, "expires_after_transaction": True})
    assert pay(issuer, "a", 1, card_id=None, token=TOKEN)["status"] == 200
    assert pay(issuer, "b", 1, card_id=None, token=TOKEN)["status"] == 400
    issuer.clock.forward(61)
    assert issuer.post("/info", {"token": TOKEN}).status_code == 404


def test_pages_follow_each_other_to_the_end(issuer: Running) -> None:
    issuer.post("/cards/batch", {"cards": [{"card_id": f"p{place:02}"} for place in range(22)]})
    seen: list[str] = []
    query: dict[str, Any] = {}
    for _ in range(4):
        page = issuer.get("/cards", **query).json()
        seen += [card["card_id"] for card in page["cards"]]
        if "starting_after" not in page:
            break
        query = {"starting_after": page["starting_after"]}
    assert seen == issuer.cards()
    assert len(seen) == 25
    issuer.client.delete(f"/v1/accounts/T00000000/wallets/cards/{CARD}")
    assert len(issuer.get("/cards", limit=100).json()["cards"]) == 24
    assert len(issuer.get("/cards", limit=100, include_deleted="true").json()["cards"]) == 25


def test_a_customer_sees_only_active_cards_of_their_own(issuer: Running) -> None:
    first, second, third = issuer.cards()
    issuer.activate(first, customer_id="anne")
    issuer.activate(second, customer_id="bo")
    assert [card["card_id"] for card in issuer.get("/customers/anne/cards").json()] == [first]
    assert "amount_balance" not in issuer.get("/customers/anne/cards").json()[0]
    assert issuer.get(f"/customers/anne/cards/{first}").status_code == 200
    assert issuer.get(f"/customers/anne/cards/{second}").status_code == 404
    assert issuer.get(f"/customers/anne/cards/{third}").status_code == 404


def test_a_bar_code_comes_with_a_code_that_asks_for_one(issuer: Running) -> None:
    wanted = {"length": 12, "symbols": False, "barcode": True}
    pin = issuer.post(f"/cards/{CARD}/rotate-pin", {"pin": {"format": wanted}}).json()["pin"]["pin"]
    kind, _, picture = pin["barcode_128"].partition(",")
    assert kind == "data:image/png;base64"
    with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
        assert [each.text for each in zxingcpp.read_barcodes(image.convert("L"))] == [pin["value"]]


def test_the_narrow_scope_may_draw_by_token_alone(issuer: Running) -> None:
    issuer.activate(CARD, 1000)
    issuer.turn(scopes="write:wallets:/transactions")
    assert pay(issuer, "a", 1, card_id=None, token=TOKEN)["status"] == 200
    assert pay(issuer, "b", 1)["status"] == 403
    assert pay(issuer, "c", 1, card_id=None, token=TOKEN, type="fund")["status"] == 403


def test_a_repeated_capture_or_void_moves_money_once(issuer: Running) -> None:
    issuer.activate(CARD, 1000)
    pending = pay(issuer, "p", 300, pending=True)["id"]
    for path, body in (("capture", {"ref_id": "c", "amount": 100}), ("void", {"ref_id": "v"})):
        first, second = (issuer.post(f"/transactions/{pending}/{path}", body) for _ in range(2))
        assert first.json() == second.json()
    assert sums(issuer) == (900, 900, 1000, 100, 0)
