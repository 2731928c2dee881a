"""The plan of faults can be repeated by its seed, and counts what it did."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.faults import ENDINGS, FAULTS, PLACES, BadRule, FaultPlan, Rule, list_faults
from app.sandbox.mishaps import MISHAPS
from app.sandbox.operations import OPERATION_NAMES
from tests.sandbox.running import Running

RULES = st.builds(
    Rule,
    on=st.sampled_from(PLACES),
    fault=st.sampled_from(sorted(FAULTS)),
    times=st.none() | st.integers(0, 4),
    probability=st.floats(0, 1),
    skip=st.integers(0, 3),
    ending=st.sampled_from(ENDINGS),
)
CALLS = st.lists(st.sampled_from(OPERATION_NAMES), max_size=30)


def run(seed: int, rules: list[Rule], calls: list[str]) -> list[Rule | None]:
    plan = FaultPlan()
    plan.lay(seed, rules)
    return [plan.next_for(call) for call in calls]


@given(st.integers(), st.lists(RULES, max_size=4), CALLS)
def test_the_same_seed_gives_the_same_faults(seed: int, rules: list[Rule], calls: list[str]) -> None:
    assert run(seed, rules, calls) == run(seed, rules, calls)


@given(st.integers(), st.lists(RULES, max_size=4, unique=True), CALLS)
def test_a_rule_meets_only_its_own_calls_and_not_more_often_than_it_says(
    seed: int, rules: list[Rule], calls: list[str]
) -> None:
    met = run(seed, rules, calls)
    for call, rule in zip(calls, met, strict=True):
        assert rule is None or rule.on in {"any", call}
    for rule in rules:
        assert rule.times is None or met.count(rule) <= rule.times


def test_another_seed_gives_other_faults() -> None:
    rules = [Rule("any", "500-before", times=None, probability=0.5)]
    calls = ["get"] * 64
    assert run(1, rules, calls) != run(2, rules, calls)


def test_a_rule_lets_the_first_calls_through() -> None:
    rule = Rule("get", "401", skip=2)
    assert run(0, [rule], ["get", "activate", "get", "get", "get"]) == [None, None, None, rule, None]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"on": "sell"}, "no call is named 'sell'"),
        ({"fault": "fire"}, "no fault is named 'fire'"),
        ({"ending": "slam"}, "no ending is named 'slam'"),
        ({"probability": 1.5}, "probability"),
        ({"status": 200}, "status 200"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused(issuer: Running, wrong: dict[str, Any], words: str) -> None:
    rule = {"on": "get", "fault": "500-before"} | wrong
    with pytest.raises(BadRule, match=words):
        Rule(**rule)
    answer = issuer.client.put("/_sandbox/faults", json={"rules": [rule]})
    assert answer.status_code == 400
    assert issuer.client.get("/_sandbox/faults").json()["rules"] == []


@pytest.mark.parametrize("body", [{"rules": [{"on": "get"}]}, {"rules": [{"fault": "401", "often": 1}]}, [], {"r": 1}])
def test_a_plan_that_is_none_is_refused(issuer: Running, body: object) -> None:
    assert issuer.client.put("/_sandbox/faults", json=body).status_code == 400


def test_the_plan_tells_what_it_did(issuer: Running) -> None:
    issuer.lay({"on": "get", "fault": "403", "times": 1}, seed=5)
    statuses = [issuer.get("/cards/none").status_code for _ in range(3)]
    told = issuer.client.get("/_sandbox/faults").json()
    assert statuses == [403, 404, 404]
    assert told["seed"] == 5
    assert (told["rules"][0]["seen"], told["rules"][0]["fired"]) == (1, 1)


def test_every_fault_has_its_mishap_and_its_sentence(issuer: Running) -> None:
    assert set(MISHAPS) == set(FAULTS)
    assert issuer.client.get("/_sandbox/faults/list").json() == list_faults()
