"""Every undocumented point is a switch that says what it can be set to."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox import switches
from app.sandbox.switches import BadSwitch, Switches, list_switches
from tests.sandbox.running import Running

POSITIONS = [(switch.name, value) for switch in switches.ALL for value in switch.values]


@pytest.mark.parametrize(("name", "value"), POSITIONS)
def test_every_value_that_is_listed_can_be_set(name: str, value: str) -> None:
    stand = Switches({name: value})
    assert str(stand.now()[name]) == value
    assert set(stand.now()) == {switch.name for switch in switches.ALL}


def test_the_list_names_each_switch_once_with_its_default_among_its_values() -> None:
    listed = json.loads(json.dumps(list_switches()))
    assert len({each["name"] for each in listed}) == len(listed)
    for each in listed:
        assert each["default"] in each["values"]
        assert each["sentence"].endswith(".")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"activate": "400"}, "no switch is called 'activate'"),
        ({"reads": "old"}, "it is one of fresh, stale"),
        ({"batch_limit": "0"}, "it is a whole number from 1 to 100000"),
        ({"batch_limit": "many"}, "it is a whole number"),
        ({"batch_limit": True}, "it is a whole number"),
        ({"batch_limit": 1.5}, "it is a whole number"),
        ({"latency_ms": "-1"}, "it is a whole number"),
        ({"inactive_word": "Not A Word"}, "it is a lower-case word"),
        ({"scopes": "read:everything"}, "it is a comma-separated list"),
        ({"reads": None}, "it is one of fresh, stale"),
    ],
)
def test_a_bad_setting_is_refused_in_words(settings: dict[str, object], words: str) -> None:
    with pytest.raises(BadSwitch, match=words):
        Switches(settings)


@given(st.dictionaries(st.sampled_from([switch.name for switch in switches.ALL]), st.text(max_size=12), min_size=1))
def test_several_switches_turn_together_or_not_at_all(settings: dict[str, str]) -> None:
    stand = Switches()
    before = stand.now()
    try:
        stand.turn({**settings, "no such switch": "1"})
    except BadSwitch:
        assert stand.now() == before
    try:
        stand.turn(settings)
    except BadSwitch:
        assert stand.now() == before


def test_a_running_sandbox_tells_and_turns_its_switches(issuer: Running) -> None:
    issuer.turn(activate_not_inactive=409, latency_ms=3, scopes="admin:wallets")
    told = issuer.client.get("/_sandbox/switches").json()
    assert (told["activate_not_inactive"], told["latency_ms"], told["scopes"]) == ("409", 3, "admin:wallets")
    assert issuer.client.get("/_sandbox/switches/list").json() == list_switches()


@pytest.mark.parametrize("body", [{"nothing": 1}, {"reads": "old"}, [], "reads", {"reads": "stale", "batch_limit": 0}])
def test_a_running_sandbox_refuses_a_bad_switch_in_words(issuer: Running, body: object) -> None:
    before = issuer.client.get("/_sandbox/switches").json()
    answer = issuer.client.put("/_sandbox/switches", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]
    assert issuer.client.get("/_sandbox/switches").json() == before
