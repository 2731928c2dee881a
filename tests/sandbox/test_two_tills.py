"""Two tills and one card at the same moment."""

import threading

import pytest

from app.sandbox import demonstration
from tests.sandbox.running import WALLETS, Running, plain_client, until

CARD = demonstration.card_id(1, 0)


def both_activate(issuer: Running, latency_ms: int) -> list[int]:
    issuer.turn(latency_ms=latency_ms)
    together = threading.Barrier(2)
    statuses: list[int] = []

    def till(amount: int) -> None:
        with plain_client(issuer.url) as client:
            client.headers = issuer.client.headers
            together.wait(10)
            answer = client.post(f"{WALLETS}/cards/{CARD}/activate", json={"amount": amount, "currency": "NOK"})
            statuses.append(answer.status_code)

    tills = [threading.Thread(target=till, args=(amount,)) for amount in (100, 200)]
    for thread in tills:
        thread.start()
    for thread in tills:
        thread.join(10)
    return sorted(statuses)


@pytest.mark.parametrize("latency_ms", [0, 30])
def test_of_two_activations_at_once_exactly_one_loads_the_card(issuer: Running, latency_ms: int) -> None:
    assert both_activate(issuer, latency_ms) == [200, 400]
    truth = issuer.truth(CARD)
    assert truth["loads"] == 1
    assert truth["amount_balance"] == truth["calls"][0]["said"]["amount"]


def test_an_issuer_that_adds_loads_the_card_twice(issuer: Running) -> None:
    issuer.turn(activate_not_inactive="200-added")
    assert both_activate(issuer, 30) == [200, 200]
    assert (issuer.truth(CARD)["loads"], issuer.truth(CARD)["amount_balance"]) == (2, 300)


def test_late_work_and_a_second_try_load_the_card_once(issuer: Running) -> None:
    issuer.lay({"on": "activate", "fault": "work-late", "delay_ms": 500, "ending": "close"})
    with pytest.raises(Exception, match="disconnected"):
        issuer.activate(CARD, 100)
    assert issuer.activate(CARD, 200).status_code == 200
    until(lambda: issuer.client.get("/_sandbox/truth").json()["late_work"] == 0)
    assert (issuer.truth(CARD)["loads"], issuer.truth(CARD)["amount_balance"]) == (1, 200)
