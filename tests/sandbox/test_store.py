"""Cards in a file: there after a restart, and without their secrets."""

import json
from pathlib import Path

import pytest

from app.sandbox import demonstration
from app.sandbox.sandbox import Sandbox
from tests.sandbox.running import running_sandbox

CARD = demonstration.card_id(1, 0)
TOKEN = demonstration.card_token(1, 0)


def test_cards_are_as_they_were_after_a_restart(tmp_path: Path) -> None:
    with running_sandbox(data=tmp_path) as before:
        before.activate(
            CARD, 1000, name="Ærlig Øystein Åsen", metadata={"a": [1, None]}, expires_at="2099-01-01T00:00:00Z"
        )
        draw = {"ref_id": "p", "amount": 300, "currency": "NOK", "card_id": CARD, "pending": True}
        pending = before.post("/transactions", draw).json()["id"]
        pin = before.post(f"/cards/{CARD}/rotate-pin", {"pin": {}}).json()["pin"]["pin"]["value"]
        token = before.post(f"/cards/{CARD}/tokens", {"ref_id": "t", "expires_in": 600}).json()
        truth = before.client.get("/_sandbox/truth").json()["cards"]
        seen = before.get(f"/cards/{CARD}").json()
    with running_sandbox(data=tmp_path) as after:
        assert after.client.get("/_sandbox/truth").json()["cards"] == truth
        assert after.get(f"/cards/{CARD}").json() == seen
        assert after.activate(CARD).status_code == 400
        assert after.post(f"/transactions/{pending}/capture", {"ref_id": "c"}).json()["amount"] == 300
        assert after.post("/info", {"token": token["token"]["value"], "pin": pin}).status_code == 200
        again = after.post(f"/cards/{CARD}/tokens", {"ref_id": "t", "expires_in": 600}).json()
        assert again == token | {"token": {}}


def test_access_tokens_do_not_outlive_the_program(tmp_path: Path) -> None:
    with running_sandbox(data=tmp_path) as before:
        session = before.client.headers["Authorization"]
    with running_sandbox(data=tmp_path) as after:
        after.client.headers["Authorization"] = session
        assert after.get("/cards").status_code == 401


def test_a_larger_shelf_gets_the_cards_it_lacks(tmp_path: Path) -> None:
    first = Sandbox(2, 1, data=tmp_path).account()["cards"]
    assert Sandbox(4, 1, data=tmp_path).account()["cards"] == [demonstration.card_id(1, index) for index in range(4)]
    assert first == [demonstration.card_id(1, index) for index in range(2)]


def test_the_file_holds_no_code_that_could_be_used(tmp_path: Path) -> None:
    with running_sandbox(data=tmp_path) as issuer:
        made = issuer.post("/cards/batch", {"cards": [{"card_id": "one"}]}).json()["cards"][0]
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir()).decode()
    assert json.loads(held)
    for code in (TOKEN, made["card_token"]["token"]["value"], made["pin"]["pin"]["value"]):
        assert code not in held
        assert json.dumps(code)[1:-1] not in held


def test_a_change_that_cannot_be_kept_is_not_made(tmp_path: Path) -> None:
    sandbox = Sandbox(1, 1, data=tmp_path / "data")
    (tmp_path / "data").rename(tmp_path / "gone")
    with pytest.raises(OSError, match="No such file"):
        sandbox.issuing.delete(CARD, sandbox.clock())
    assert not sandbox.shelf.get(CARD).deleted


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'[{"card_id": "x"}]', b"\xff"])
def test_a_file_that_is_not_ours_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "cards.json").write_bytes(content)
    with pytest.raises(ValueError, match=r"."):
        Sandbox(1, 1, data=tmp_path)
    assert (tmp_path / "cards.json").read_bytes() == content
